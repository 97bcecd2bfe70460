-- name: lock
-- Lets one draw at a time go on; the others wait until its transaction ends.
select pg_advisory_xact_lock(hashtextextended('review_draw', 0));

-- name: newest
-- Up to when turns were drawn: in the sample, or as firsts. No row before the first draw.
select id, until from review_draw where kind = %(kind)s order by until desc limit 1;

-- name: add_draw
-- Keeps a draw; the one of the firsts is made once and reaches further each time.
insert into review_draw (kind, since, until, drawn_at, seed, size, members)
values (%(kind)s, %(since)s, %(until)s, %(now)s, %(seed)s, %(size)s, %(members)s)
on conflict (kind) where kind = 'firsts'
    do update set until = excluded.until, drawn_at = excluded.drawn_at, size = review_draw.size + excluded.size
returning id, seed;

-- name: frame
-- The turns of a time that reached a customer and are no items yet, in the order in which they were
-- taken, with what makes each likely to be wrong as far as it is known by now.
select
    t.id, t.decision, t.effect = 'handed_off' as is_handoff,
    coalesce(told.category, nullif(c.category, ''), 'uncategorised') as category, told.confidence,
    (
        select count(*) from message m
        where m.conversation_id = t.conversation_id and m.kind = 'reply'
    ) >= %(long)s as is_long,
    exists (
        select from event e
        where e.conversation_id = t.conversation_id and e.type = 'conversation.rated'
            and (e.data ->> 'stars')::numeric <= 2
    ) as is_unhappy,
    exists (
        select from event e
        where e.conversation_id = t.conversation_id and e.type = 'conversation.reopened'
            and e.data ->> 'by' = 'customer' and e.at > t.taken_at and e.at < t.taken_at + interval '7 days'
    ) as is_reopened,
    s.no_at is not null as is_refused,
    exists (
        select from article a join article_version v on v.article_id = a.id
        where a.key = s.article_id and v.learnt_at <= s.shown_at
            and v.learnt_at > s.shown_at - interval '14 days'
    ) as has_new_article
from turn t
join conversation c on c.id = t.conversation_id
join contact k on k.id = c.contact_id
join inbox i on i.id = c.inbox_id
left join showing s on s.turn_id = t.id
left join lateral (
    select e.data ->> 'category' as category, (e.data ->> 'confidence')::float8 as confidence
    from event e
    where e.conversation_id = t.conversation_id and e.type = 'turn.taken'
        and e.data ->> 'turn_id' = t.id::text
    limit 1
) as told on true
where t.taken_at >= %(since)s and t.taken_at < %(until)s and t.effect in ('sent', 'handed_off')
    and not k.is_internal and not i.is_internal
    and not exists (select from review_item r where r.turn_id = t.id)
order by t.taken_at, t.id;

-- name: firsts
-- How many of the first ones each category has in the queue.
select category, count(*) from review_item where 'first' = any(strata) group by category;

-- name: add_item
-- Puts a turn into the queue.
insert into review_item (turn_id, draw_id, kind, category, strata, probability, place, judges)
values (%(turn)s, %(draw)s, %(kind)s, %(category)s, %(strata)s, %(probability)s, %(place)s, %(judges)s);

-- name: waiting
-- Items for one person, in the order of judging: settled, not judged by as many as needed nor by them,
-- and not a conversation that they answered in, unless nobody else who judges could.
select i.turn_id, i.kind, i.category, t.taken_at, count(*) over () as waiting
from review_item i
join review_draw d on d.id = i.draw_id
join turn t on t.id = i.turn_id
join conversation c on c.id = t.conversation_id
where (c.status = 'resolved' or t.taken_at < %(settled)s)
    and (select count(*) from review_verdict v where v.turn_id = i.turn_id and v.undone_at is null) < i.judges
    and not exists (
        select from review_verdict v
        where v.turn_id = i.turn_id and v.agent_id = %(agent)s and v.undone_at is null
    )
    and not (
        exists (
            select from message m
            where m.conversation_id = t.conversation_id and m.author = 'agent' and m.agent_id = %(agent)s
        )
        and exists (
            select from agent a
            where a.id <> %(agent)s and a.is_active and a.role in ('lead', 'admin')
                and not exists (
                    select from message m
                    where m.conversation_id = t.conversation_id and m.author = 'agent' and m.agent_id = a.id
                )
        )
    )
order by d.kind, case when d.kind = 'sample' then d.id end, i.place, i.turn_id
limit %(most)s;

-- name: read
-- One item with its turn and how its conversation ended.
select
    i.turn_id, i.kind, i.category, i.strata, i.probability, i.judges, t.taken_at, t.conversation_id,
    t.decision, t.rule, t.effect, t.seen_seq, t.decision_body,
    c.number, c.subject, n.channel, c.product, c.language, c.status, c.owner, c.resolution, c.resolved_at,
    exists (
        select from event e
        where e.conversation_id = c.id
            and e.type in ('conversation.handed_off', 'conversation.taken_over')
    ) as had_people,
    (
        select (e.data ->> 'stars')::int from event e
        where e.conversation_id = c.id and e.type = 'conversation.rated'
        order by e.seq desc limit 1
    ) as stars
from review_item i
join turn t on t.id = i.turn_id
join conversation c on c.id = t.conversation_id
join inbox n on n.id = c.inbox_id
where i.turn_id = %(turn)s;

-- name: lock_item
-- An item, locked: of two people who judge it at once, the second sees what the first said.
select kind, judges from review_item where turn_id = %(turn)s for update;

-- name: standing
-- The verdicts on an item that were not undone, the first first.
select
    v.agent_id, a.name as agent_name, v.verdict, v.should_be_person, v.source, v.missing, v.category,
    v.is_again, v.judged_at
from review_verdict v join agent a on a.id = v.agent_id
where v.turn_id = %(turn)s and v.undone_at is null
order by v.judged_at, v.id;

-- name: judge
-- Keeps what somebody said of an item.
insert into review_verdict
    (turn_id, agent_id, verdict, should_be_person, source, missing, category, is_again, judged_at)
values (
    %(turn)s, %(agent)s, %(verdict)s, %(should_be_person)s, %(source)s, %(missing)s, %(category)s,
    exists (select from review_verdict v where v.turn_id = %(turn)s and v.agent_id = %(agent)s), %(now)s
);

-- name: undo
-- Takes back what somebody said of an item. No row if they said nothing.
update review_verdict set undone_at = %(now)s
where turn_id = %(turn)s and agent_id = %(agent)s and undone_at is null
returning id;

-- name: labels
-- How many answers and suggestions of each category were judged.
select i.category, count(distinct i.turn_id)
from review_item i join review_verdict v on v.turn_id = i.turn_id and v.undone_at is null
where v.verdict is not null
group by i.category
order by i.category;

-- name: pairs
-- What the first two people said of the items that two judged.
select verdicts[1], verdicts[2], persons[1], persons[2]
from (
    select
        array_agg(coalesce(v.verdict, '') order by v.judged_at, v.id) as verdicts,
        array_agg(v.should_be_person order by v.judged_at, v.id) as persons
    from review_verdict v join turn t on t.id = v.turn_id
    where v.undone_at is null and t.taken_at >= %(since)s and t.taken_at < %(until)s
    group by v.turn_id
    having count(*) > 1
) as judged;

-- name: items
-- The items of turns of a time, each with its first verdict, for the rates. `ends` says that it is the
-- last turn of a resolved conversation that no person ever had.
select
    case
        when 'first' = any(i.strata) then 'first ' || date_trunc('week', t.taken_at)::date || ' ' || i.kind
        else i.draw_id || ' ' || i.kind
    end as cell,
    i.kind, 1 / i.probability as weight, v.verdict, v.should_be_person,
    c.status = 'resolved' and c.owner = 'assistant'
        and not exists (
            select from turn later
            where later.conversation_id = t.conversation_id and later.effect in ('sent', 'handed_off')
                and (later.taken_at, later.id) > (t.taken_at, t.id)
        )
        and not exists (
            select from event e
            where e.conversation_id = t.conversation_id
                and (
                    e.type in ('conversation.handed_off', 'conversation.taken_over')
                    or (e.type = 'conversation.started' and e.data ->> 'owner' = 'human')
                )
        ) as ends
from review_item i
join turn t on t.id = i.turn_id
join conversation c on c.id = t.conversation_id
left join lateral (
    select v.verdict, v.should_be_person from review_verdict v
    where v.turn_id = i.turn_id and v.undone_at is null
    order by v.judged_at, v.id limit 1
) as v on true
where t.taken_at >= %(since)s and t.taken_at < %(until)s
    and (%(category)s::text is null or i.category = %(category)s)
    and (%(product)s::text is null or c.product = %(product)s)
order by t.taken_at, t.id;

-- name: judged_again
-- How many standing verdicts were given after the reveal, of all.
select count(*) filter (where is_again), count(*) from review_verdict where undone_at is null;

-- name: progress
-- How many items there are, how many of them as many people judged as are needed, how many await it
-- now, and up to when samples were drawn.
select
    count(*) as items,
    count(*) filter (where said.by >= i.judges) as done,
    count(*) filter (where said.by < i.judges and (c.status = 'resolved' or t.taken_at < %(settled)s)) as open,
    (select max(until) from review_draw where kind = 'sample') as drawn_until
from review_item i
join turn t on t.id = i.turn_id
join conversation c on c.id = t.conversation_id
cross join lateral (
    select count(*) as by from review_verdict v where v.turn_id = i.turn_id and v.undone_at is null
) as said;

-- name: labelled
-- The quotes that people judged, with the evidence and the decision of their turns. `weight` undoes how
-- they were drawn; `answer_weight` does so for those drawn at random or as first ones, and is null for
-- those drawn for a risk alone. What the next best after a no and a chosen article were, as for customers.
select
    v.verdict = 'right' as is_right, r.body as evidence, t.decision_body, 1 / i.probability as weight,
    case
        when 'first' = any(i.strata) then 1.0
        when 'random' = any(i.strata) then (d.members ->> i.kind)::float8 / (
            select count(*) from review_item o
            where o.draw_id = i.draw_id and o.kind = i.kind and 'random' = any(o.strata)
        )
    end as answer_weight
from review_item i
join review_draw d on d.id = i.draw_id
join turn t on t.id = i.turn_id
join record r on r.hash = t.evidence_hash
cross join lateral (
    select v.verdict from review_verdict v
    where v.turn_id = i.turn_id and v.undone_at is null and v.verdict is not null
    order by v.judged_at, v.id limit 1
) as v
where t.rule not in ('chosen', 'next')
order by t.taken_at, t.id;
