-- name: read
-- What a conversation was given; no row if nothing was.
select stars, comment, rates, via, rated_at from rating where conversation_id = %(id)s;

-- name: keep
-- Stores a rating; one that was given before stays, except for the comment that is added to it.
insert into rating (conversation_id, stars, comment, rates, via, rated_at)
values (%(id)s, %(stars)s, %(comment)s, %(rates)s, %(via)s, %(rated_at)s)
on conflict (conversation_id) do update set comment = excluded.comment;

-- name: answers
-- The replies to the customer until the conversation was last resolved, oldest first; earlier are
-- those that were followed by a resolution before that. No row if it never was resolved.
with ends as (
    select seq from event
    where conversation_id = %(id)s and type = 'conversation.resolved'
    order by seq desc
    limit 2
)
select
    m.author, m.decision, a.name as agent_name,
    m.seq < coalesce((select min(seq) from ends having count(*) = 2), 0) as is_earlier
from message m left join agent a on a.id = m.agent_id
where m.conversation_id = %(id)s and m.kind = 'reply' and m.public_seq is not null
    and m.author in ('assistant', 'agent') and m.seq < (select max(seq) from ends)
order by m.seq;
