-- name: add
-- Who did what to what; a null agent is the command line or the desk itself.
insert into audit (at, agent_id, action, subject, data)
values (%(now)s, %(agent)s, %(action)s, %(subject)s, %(data)s);

-- name: add_once
-- The desk itself did this to this, for the first time; no row if it did before.
insert into audit (at, action, subject, data)
select %(now)s, %(action)s, %(subject)s, jsonb_build_object()
where not exists (select from audit where action = %(action)s and subject = %(subject)s)
returning id;

-- name: lock
-- One process at a time does what is done once, until its transaction ends.
select pg_advisory_xact_lock(7240015);

-- name: of_actions
-- When these things were done in a period, oldest first; the newest five hundred.
select at, action from (
    select id, at, action from audit
    where action = any(%(actions)s) and at >= %(since)s and at < %(until)s
    order by id desc
    limit 500
) as newest
order by id;

-- name: page
-- The entries before a number, newest first.
select u.id, u.at, u.agent_id, a.name as agent_name, u.action, u.subject, u.data
from audit u left join agent a on a.id = u.agent_id
where u.id < %(before)s
order by u.id desc
limit %(most)s;
