-- name: read
-- One agent with their teams.
select {columns} from agent a where a.id = %(id)s;

-- name: by_email
-- The agent of an address.
select {columns} from agent a where a.email = %(email)s;

-- name: all
-- Everybody of the team by name.
select {columns} from agent a order by a.name, a.id;

-- name: add
-- A new agent; nothing where the address is taken.
insert into agent (id, email, name, role, password_hash, availability, capacity, created_at)
values (%(id)s, %(email)s, %(name)s, %(role)s, %(password_hash)s, %(availability)s, %(capacity)s, %(now)s)
on conflict (email) do nothing
returning id;

-- name: change
-- Changes an agent; null leaves as it is. Nothing if the version moved on.
update agent set
    name = coalesce(%(name)s, name), role = coalesce(%(role)s, role),
    availability = coalesce(%(availability)s, availability),
    capacity = coalesce(%(capacity)s, capacity), is_active = coalesce(%(is_active)s, is_active),
    version = version + 1
where id = %(id)s and (%(version)s::int is null or version = %(version)s)
returning id;

-- name: password_hash
-- What a password is checked against; null until one is set.
select password_hash from agent where id = %(id)s and is_active;

-- name: set_password
-- A new password, as its hash.
update agent set password_hash = %(password_hash)s, version = version + 1 where id = %(id)s;

-- name: hold_admins
-- The active admins, locked in one order: two of them can't take each other away at once. Whoever
-- writes a row that names one doesn't wait.
select id from agent where role = 'admin' and is_active order by id for no key update;
