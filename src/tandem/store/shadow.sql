-- name: page
-- A page of the replies that only were recorded, newest first, each with the next reply of a person.
select
    t.id, t.taken_at, t.decision, t.rule, t.arm, t.decision_body, e.body as evidence, p.body as policy,
    c.id as conversation_id, c.number, c.subject, c.category, c.product,
    r.text as reply, r.agent_name, r.created_at as replied_at
from turn t
join conversation c on c.id = t.conversation_id
join record e on e.hash = t.evidence_hash
join record p on p.hash = t.policy_hash
left join lateral (
    select m.text, a.name as agent_name, m.created_at
    from message m
    left join agent a on a.id = m.agent_id
    where m.conversation_id = c.id and m.author = 'agent' and m.kind = 'reply' and m.seq > t.seen_seq
    order by m.seq
    limit 1
) r on true
where t.mode = 'shadow' and t.effect = 'recorded'
    and (%(category)s::text is null or c.category = %(category)s)
    and (%(arm)s::text is null or t.arm = %(arm)s)
    and (t.taken_at, t.id) < (%(before)s, %(before_id)s)
order by t.taken_at desc, t.id desc
limit %(most)s;
