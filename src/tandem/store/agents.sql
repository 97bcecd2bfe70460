-- name: read
-- One agent with their teams.
select {columns} from agent a where a.id = %(id)s;

-- name: by_email
-- The agent with this address.
select {columns} from agent a where a.email = %(email)s;

-- name: all
-- All agents by name.
select {columns} from agent a order by a.name, a.id;

-- name: add
-- A new agent; no row if the address is taken.
insert into agent (id, email, name, role, password_hash, availability, away_since, capacity, created_at)
values (%(id)s, %(email)s, %(name)s, %(role)s, %(password_hash)s, %(availability)s,
    case when %(availability)s = 'away' then %(now)s::timestamptz end, %(capacity)s, %(now)s)
on conflict (email) do nothing
returning id;

-- name: change
-- Changes an agent; null leaves a value unchanged. No row if the version is newer.
update agent set
    name = coalesce(%(name)s, name), role = coalesce(%(role)s, role),
    availability = coalesce(%(availability)s, availability),
    seen_at = case when %(availability)s = 'online' and seen_at is not null then %(now)s else seen_at end,
    away_since = case
        when %(availability)s = 'online' then null
        when %(availability)s = 'away' and availability = 'online' then %(now)s
        else away_since
    end,
    has_left = has_left and %(availability)s::text is null,
    capacity = coalesce(%(capacity)s, capacity), is_active = coalesce(%(is_active)s, is_active),
    version = version + 1
where id = %(id)s and (%(version)s::int is null or version = %(version)s)
returning id;

-- name: seen
-- The agent's console is open now; written once a minute at most.
update agent set seen_at = %(now)s
where id = %(id)s and (seen_at is null or seen_at < %(now)s::timestamptz - interval '1 minute');

-- name: left
-- Sets away who is online, and whose console was open once and is not any more.
update agent a set availability = 'away', away_since = %(now)s, has_left = true, version = version + 1
where availability = 'online' and seen_at < %(before)s
returning {columns};

-- name: back
-- Sets online again who was set away after a time because their console closed.
update agent a set availability = 'online', away_since = null, has_left = false, version = version + 1
where id = %(id)s and is_active and has_left and away_since >= %(since)s
returning {columns};

-- name: password_hash
-- The hash that a password is checked against; null until one is set.
select password_hash from agent where id = %(id)s and is_active;

-- name: set_password
-- Stores a new password's hash.
update agent set password_hash = %(password_hash)s, version = version + 1 where id = %(id)s;

-- name: lock_admins
-- The active admins, locked in a fixed order, so that two of them can't remove each other at the
-- same time. Writing a row that refers to an admin doesn't wait.
select id from agent where role = 'admin' and is_active order by id for no key update;
