-- name: recent
-- The newest conversations that began since a time, with what the rollout may know of their contacts,
-- what was decided first in each, and whether the assistant sent or drafted anything.
select
    c.id, c.created_at, c.product, c.category, c.contact_id,
    k.is_internal, k.is_verified, k.plan, k.attributes,
    coalesce(t.decision, '') as decision,
    coalesce(t.is_sent, false) as is_sent,
    coalesce(t.is_drafted, false) as is_drafted
from conversation c
join contact k on k.id = c.contact_id
cross join lateral (
    select
        (array_agg(t.decision order by t.taken_at, t.id))[1] as decision,
        bool_or(t.effect = 'sent') as is_sent,
        bool_or(t.effect = 'drafted') as is_drafted
    from turn t
    where t.conversation_id = c.id
) t
where c.last_message_at >= %(since)s and c.created_at >= %(since)s
order by c.last_message_at desc, c.id
limit %(most)s;
