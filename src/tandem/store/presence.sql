-- name: hold
-- Lets the screens of one agent in one conversation change one after the other.
select pg_advisory_xact_lock(hashtextextended(%(conversation)s::text || %(agent)s::text, 0));

-- name: screens
-- What an agent does in a conversation, by screen.
select screen, doing from presence
where conversation_id = %(conversation)s and agent_id = %(agent)s and until > %(now)s;

-- name: put
-- What an agent does on one screen, until a time.
insert into presence (conversation_id, agent_id, screen, doing, until)
values (%(conversation)s, %(agent)s, %(screen)s, %(doing)s, %(until)s)
on conflict (conversation_id, agent_id, screen)
do update set doing = excluded.doing, until = excluded.until;

-- name: leave
-- One screen of an agent no longer shows the conversation.
delete from presence
where conversation_id = %(conversation)s and agent_id = %(agent)s and screen = %(screen)s;

-- name: stop_writing
-- An agent who was writing in a conversation only views it now, on every screen.
update presence set doing = 'viewing'
where conversation_id = %(conversation)s and agent_id = %(agent)s and doing = 'writing';

-- name: of_conversation
-- Who is in a conversation: each agent once, with the screen that counts most.
select distinct on (p.agent_id)
    p.conversation_id, p.agent_id, a.name as agent_name, p.doing, p.until
from presence p join agent a on a.id = p.agent_id
where p.conversation_id = %(conversation)s and p.until > %(now)s
order by p.agent_id, p.doing = 'writing' desc, p.until desc
limit %(most)s;

-- name: seen_by
-- Who is where, among the conversations this agent may see: each agent once per conversation.
select distinct on (p.conversation_id, p.agent_id)
    p.conversation_id, p.agent_id, a.name as agent_name, p.doing, p.until
from presence p
join agent a on a.id = p.agent_id
join conversation c on c.id = p.conversation_id
where p.until > %(now)s
    and (
        %(sees_all)s::boolean or c.team_id is null or c.team_id = any(%(teams)s::uuid[])
        or c.assignee_id = %(agent)s
    )
order by p.conversation_id, p.agent_id, p.doing = 'writing' desc, p.until desc
limit %(most)s;

-- name: forget
-- Deletes what no longer counts.
delete from presence where until <= %(now)s;
