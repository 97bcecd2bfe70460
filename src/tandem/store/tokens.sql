-- name: add
-- A program's token, by its digest.
insert into api_token (id, token_hash, agent_id, name, scopes, created_at, expires_at)
values (%(id)s, %(hash)s, %(agent)s, %(name)s, %(scopes)s, %(now)s, %(until)s);

-- name: use
-- The agent of a valid token; stores when it was last used, to the minute.
with found as (
    select t.id, t.agent_id, t.scopes, t.last_used_at
    from api_token t join agent a on a.id = t.agent_id
    where t.token_hash = %(hash)s and t.revoked_at is null and a.is_active
        and (t.expires_at is null or t.expires_at > %(now)s)
), noted as (
    update api_token t set last_used_at = %(now)s
    from found
    where t.id = found.id
        and (found.last_used_at is null or found.last_used_at < %(now)s - interval '1 minute')
)
select id, agent_id, scopes from found;

-- name: all
-- All tokens that were not revoked, newest first.
select {columns} from api_token t join agent a on a.id = t.agent_id
where t.revoked_at is null
order by t.created_at desc, t.id;

-- name: read
-- One token, revoked or not.
select {columns} from api_token t join agent a on a.id = t.agent_id where t.id = %(id)s;

-- name: revoke
-- Revokes a token; a second time changes nothing.
update api_token set revoked_at = coalesce(revoked_at, %(now)s) where id = %(id)s returning id;

-- name: revoke_all
-- Revokes every token of an agent; returns those that were not revoked before.
update api_token set revoked_at = %(now)s where agent_id = %(agent)s and revoked_at is null
returning id;
