-- name: add
-- A one-time link for an agent; earlier ones for the same purpose no longer work.
with older as (
    delete from entry_link
    where agent_id = %(agent)s and purpose = %(purpose)s and used_at is null
)
insert into entry_link (token_hash, agent_id, purpose, expires_at)
values (%(hash)s, %(agent)s, %(purpose)s, %(until)s);

-- name: use
-- Uses a link up; no row if it was used, has expired, or its agent is not active.
update entry_link l set used_at = %(now)s
from agent a
where l.token_hash = %(hash)s and l.used_at is null and l.expires_at > %(now)s
    and a.id = l.agent_id and a.is_active
returning l.agent_id, l.purpose;

-- name: revoke_all
-- Revokes all unused links of an agent.
delete from entry_link where agent_id = %(agent)s and used_at is null;

-- name: forget
-- Deletes expired links.
delete from entry_link where expires_at <= %(now)s;
