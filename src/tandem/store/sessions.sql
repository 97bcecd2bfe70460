-- name: add
-- A signed-in browser.
insert into session (token_hash, agent_id, created_at, expires_at)
values (%(hash)s, %(agent)s, %(now)s, %(until)s);

-- name: holder
-- The active agent of a session that has not expired.
select s.agent_id
from session s join agent a on a.id = s.agent_id
where s.token_hash = %(hash)s and s.expires_at > %(now)s and a.is_active;

-- name: end
-- Signs one browser out.
delete from session where token_hash = %(hash)s;

-- name: end_all
-- Signs an agent's browsers out, except one if it is given.
delete from session where agent_id = %(agent)s
    and (%(but)s::bytea is null or token_hash <> %(but)s);

-- name: forget
-- Deletes expired sessions.
delete from session where expires_at <= %(now)s;
