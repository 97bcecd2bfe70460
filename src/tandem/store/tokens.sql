-- name: add
-- A program's token, by its digest.
insert into api_token (id, token_hash, agent_id, name, scopes, created_at, expires_at)
values (%(id)s, %(hash)s, %(agent)s, %(name)s, %(scopes)s, %(now)s, %(until)s);

-- name: use
-- Whose a token is, if it works; when it was last used is kept to the minute.
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
-- Every token that was not revoked, newest first.
select {columns} from api_token t join agent a on a.id = t.agent_id
where t.revoked_at is null
order by t.created_at desc, t.id;

-- name: read
-- One token, revoked or not.
select {columns} from api_token t join agent a on a.id = t.agent_id where t.id = %(id)s;

-- name: revoke
-- Has a token let nobody in any more; twice is once.
update api_token set revoked_at = coalesce(revoked_at, %(now)s) where id = %(id)s returning id;

-- name: revoke_all
-- The same for every token of an agent; those revoked before are left out.
update api_token set revoked_at = %(now)s where agent_id = %(agent)s and revoked_at is null
returning id;
