-- name: keep
-- Stores one turn with its frozen texts; each text is stored once, under its hash.
with evidence as (
    insert into record (hash, kind, body) values (%(evidence_hash)s, 'evidence', %(evidence)s)
    on conflict (hash) do nothing
),
policy as (
    insert into record (hash, kind, body) values (%(policy_hash)s, 'policy', %(policy)s)
    on conflict (hash) do nothing
)
insert into turn
    (id, taken_at, evidence_hash, policy_hash, decision, rule, decision_body, steps, conversation_id, seen_seq, effect,
     mode, arm)
values (
    %(id)s, %(now)s, %(evidence_hash)s, %(policy_hash)s, %(decision)s, %(rule)s, %(decision_body)s, %(steps)s,
    %(conversation)s, %(seen_seq)s, %(effect)s, %(mode)s, %(arm)s
)
on conflict (id) do nothing;

-- name: read
-- One turn with its frozen texts.
select
    t.id, t.taken_at, t.evidence_hash, t.policy_hash, t.decision_body, t.steps,
    t.conversation_id, t.effect, t.arm,
    e.body as evidence, p.body as policy
from turn t
join record e on e.hash = t.evidence_hash
join record p on p.hash = t.policy_hash
where t.id = %(id)s;

-- name: is_of
-- Whether a turn was taken in a conversation.
select exists (select from turn where id = %(id)s and conversation_id = %(conversation)s);

-- name: newest
-- The newest turns, for commands that show what happened last.
select id, taken_at, decision, rule from turn order by taken_at desc, id limit %(most)s;

-- name: of_conversation
-- The newest turns of a conversation, oldest first. The control group's hidden ones are left out.
select id, decision, rule, effect, taken_at from (
    select id, decision, rule, effect, taken_at from turn
    where conversation_id = %(conversation)s and not (arm = 'control' and effect = 'recorded')
    order by taken_at desc, id
    limit %(most)s
) as newest
order by taken_at, id;

-- name: asked_since
-- The turns of conversations since a time, newest first, with the gap that their question is in and what
-- the customer said of what was quoted.
select
    t.id, t.taken_at, t.conversation_id, c.number, e.body as evidence, q.gap_id,
    case when s.yes_at is not null then 'yes' when s.no_at is not null then 'no' else '' end as said
from turn t
join record e on e.hash = t.evidence_hash
left join conversation c on c.id = t.conversation_id
left join gap_question q on q.turn_id = t.id
left join showing s on s.turn_id = t.id
where t.taken_at >= %(since)s
order by t.taken_at desc, t.id desc
limit %(most)s;

-- name: since
-- A page of the turns from a time on, newest first, with all that decides them again.
select
    t.id, t.taken_at, t.decision, t.rule, t.policy_hash,
    e.body as evidence, p.body as policy,
    c.contact_id as contact,
    coalesce(k.is_internal, false) as is_internal,
    coalesce(c.product, '') as product
from turn t
join record e on e.hash = t.evidence_hash
join record p on p.hash = t.policy_hash
left join conversation c on c.id = t.conversation_id
left join contact k on k.id = c.contact_id
where t.taken_at >= %(since)s and (t.taken_at, t.id) < (%(before)s, %(before_id)s)
order by t.taken_at desc, t.id desc
limit %(most)s;
