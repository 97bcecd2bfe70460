-- name: add
-- A new inbox.
insert into inbox (id, name, channel, product, origins, is_internal)
values (%(id)s, %(name)s, %(channel)s, %(product)s, %(origins)s, %(is_internal)s)
on conflict (name) do nothing
returning id;

-- name: read
-- One inbox.
select {columns} from inbox where id = %(id)s;

-- name: intake
-- One inbox, whether the assistant is paused (a pause waits for this transaction), and the message
-- that the contact already sent under this key, whichever conversation it is in. installation.sql
-- explains how the pause is held back.
with queue as materialized (select pg_advisory_xact_lock_shared(%(lock)s)),
held as (select d.paused_at from queue cross join desk d for share of d)
select
    {columns}, held.paused_at is not null as is_paused,
    (
        select m.id from message m join conversation c on c.id = m.conversation_id
        where c.contact_id = %(contact)s and m.author = 'customer' and m.client_key = %(client_key)s
    ) as sent
from inbox cross join held
where id = %(id)s;

-- name: all
-- All inboxes by name.
select {columns} from inbox order by name;

-- name: change
-- Changes an inbox; null leaves a value unchanged. No row if the version is newer.
update inbox set
    name = coalesce(%(name)s, name), product = coalesce(%(product)s, product),
    origins = coalesce(%(origins)s, origins), is_internal = coalesce(%(is_internal)s, is_internal),
    version = version + 1
where id = %(id)s and version = %(version)s
returning id;

-- name: origins
-- Every origin from which a widget may be called.
select distinct unnest(origins) from inbox where channel = 'widget';
