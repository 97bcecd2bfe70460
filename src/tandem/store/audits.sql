-- name: add
-- Who did what to what; a null agent is the command line or the desk itself.
insert into audit (at, agent_id, action, subject, data)
values (%(now)s, %(agent)s, %(action)s, %(subject)s, %(data)s);

-- name: page
-- The entries before a number, newest first.
select u.id, u.at, u.agent_id, a.name as agent_name, u.action, u.subject, u.data
from audit u left join agent a on a.id = u.agent_id
where u.id < %(before)s
order by u.id desc
limit %(most)s;
