-- name: keep
-- Keeps what a turn showed: of an answer, a suggestion or a draft, its first quote and P(right).
insert into showing
    (turn_id, conversation_id, decision, rule, effect, category, article_id, passage_id, probability, shown_at,
     maker)
values (
    %(turn)s, %(conversation)s, %(decision)s, %(rule)s, %(effect)s, %(category)s, %(article)s, %(passage)s,
    %(probability)s, %(now)s, %(maker)s
)
on conflict (turn_id) do nothing;

-- name: mark
-- Keeps when something became of it; the first time counts. Whoever is outside of any conversation
-- says nothing of a conversation's turn.
update showing set {outcome} = coalesce({outcome}, %(now)s)
where turn_id = %(turn)s and conversation_id is not distinct from %(conversation)s;

-- name: mark_changed
-- Keeps how much of a draft was changed; the first time counts.
update showing set changed = coalesce(changed, %(changed)s)
where turn_id = %(turn)s and conversation_id = %(conversation)s;

-- name: drafts
-- What became of the drafts since a time, by category and maker. Ignored: a person's own reply came while
-- it was the newest draft. Replaced: a newer draft came before any reply.
with shown as (
    select
        s.category, s.maker, s.changed,
        s.draft_used_at is not null as is_used,
        s.draft_edited_at is not null as is_edited,
        r.seq as replied, n.seq as next
    from showing s
    join turn t on t.id = s.turn_id
    cross join lateral (
        select min(m.seq) as seq from message m
        where m.conversation_id = s.conversation_id and m.author = 'agent' and m.kind = 'reply'
            and m.seq > t.seen_seq
    ) r
    cross join lateral (
        select min(later.seen_seq) as seq from showing o join turn later on later.id = o.turn_id
        where o.conversation_id = s.conversation_id and o.effect = 'drafted' and later.seen_seq > t.seen_seq
    ) n
    where s.effect = 'drafted' and s.shown_at >= %(since)s
),
ended as (
    select *, case
        when is_used then 'used'
        when is_edited then 'edited'
        when replied is not null and (next is null or replied <= next) then 'ignored'
        when next is not null then 'replaced'
        else 'open'
    end as became
    from shown
)
select
    category, maker,
    count(*) as drafts,
    count(*) filter (where became = 'used') as used,
    count(*) filter (where became = 'edited') as edited,
    count(*) filter (where became = 'ignored') as ignored,
    count(*) filter (where became = 'replaced') as replaced,
    count(*) filter (where became = 'open') as open,
    count(changed) as measured,
    percentile_cont(0.5) within group (order by changed) as changed_median,
    percentile_cont(0.9) within group (order by changed) as changed_p90
from ended
group by category, maker
order by category, maker;

-- name: mark_last
-- The same for the last quote that a conversation's customer saw.
update showing set {outcome} = coalesce({outcome}, %(now)s)
where turn_id = (
    select s.turn_id from showing s join turn t on t.id = s.turn_id
    where s.conversation_id = %(conversation)s and s.effect = 'sent'
    order by t.seen_seq desc limit 1
) and (not %(is_silence)s or (yes_at is null and no_at is null and picked_at is null));

-- name: counted
-- How often each kind of outcome came, by decision and category, for quotes from a P(right) on.
select
    decision, category, coalesce(effect, 'library') as effect,
    count(*) as shown,
    count(yes_at) as yes,
    count(no_at) as no,
    count(picked_at) as picked,
    count(silent_at) as silent,
    count(draft_used_at) as draft_used,
    count(draft_edited_at) as draft_edited,
    count(agent_replied_at) as agent_replied
from showing
where probability >= %(least)s
group by decision, category, effect
order by decision, category, effect;

-- name: of_turn
-- What became of one quote.
select
    turn_id, article_id, passage_id, probability, shown_at, yes_at, no_at, picked_at, silent_at,
    draft_used_at, draft_edited_at, agent_replied_at
from showing where turn_id = %(turn)s;

-- name: labelled
-- The quotes that customers said yes or no to, with the evidence of their turns. P(right) of the next
-- best after a no, and of an article that the customer chose, has another meaning. Where somebody
-- judged the quote in the review queue, their verdict counts instead. The demo's invented history
-- teaches nothing.
select s.yes_at is not null as helped, r.body as evidence
from showing s join turn t on t.id = s.turn_id join record r on r.hash = t.evidence_hash
where (s.yes_at is null) != (s.no_at is null) and s.rule not in ('chosen', 'next')
    and not exists (
        select from review_verdict v
        where v.turn_id = s.turn_id and v.verdict is not null and v.undone_at is null
    )
    and not exists (select from conversation c where c.id = s.conversation_id and c.tags && array['invented', 'simulated'])
order by s.shown_at, s.turn_id;
