-- name: cells
-- How many conversations are alike in all that the metrics look at. Whether a customer came back can
-- be told a week after it was resolved first, not before, else early returns would weigh more. Each
-- day, week or month is counted by itself: finding its rows is cheaper than telling each row's.
select p.day, of.*
from unnest(%(days)s::date[], %(starts)s::timestamptz[], %(ends)s::timestamptz[]) as p (day, starts, ends)
cross join lateral (
    select
        {column} as value, f.shape, %(common)s::text[] is null or f.category = any(%(common)s) as is_common,
        f.first_resolved_at <= %(now)s::timestamptz - %(within)s::interval as is_told,
        count(*)::int as count, sum(f.cost) as cost, sum(f.cost * f.cost) as cost_squares
    from conversation_fact f
    where {filtered} and f.started_at >= p.starts and f.started_at < p.ends
    group by 1, 2, 3, 4
) as of;

-- name: spans
-- How many conversations took about how long (cell.py's buckets). What is not over has lasted until now.
select p.day, of.*
from unnest(%(days)s::date[], %(starts)s::timestamptz[], %(ends)s::timestamptz[]) as p (day, starts, ends)
cross join lateral (
    select
        {column} as value, f.arm, f.path,
        coalesce(
            {bucket},
            floor(ln(1 + greatest(extract(epoch from %(now)s - f.started_at)::float8, 0)) * %(buckets)s)::smallint
        ) as bucket,
        {is_over} as is_over, count(*)::int as count
    from conversation_fact f
    where {filtered} and f.started_at >= p.starts and f.started_at < p.ends
    group by 1, 2, 3, 4, 5
) as of;

-- name: left_out
-- How many conversations of the period are of internal people and tests.
select count(*) from conversation_fact f
where f.started_at >= %(since)s and f.started_at < %(until)s and f.is_internal;

-- name: suggested
-- What became of the suggestions that customers of these conversations saw first in their matter, by
-- category and by tenths of P(right).
select
    h.category, floor(h.probability * 10) / 10 as least,
    count(*)::int as shown, count(h.yes_at)::int as yes,
    (count(*) filter (where h.no_at is not null and h.yes_at is null))::int as no,
    (count(*) filter (where h.silent_at is not null and h.yes_at is null and h.no_at is null))::int as silent
from showing h join conversation_fact f on f.conversation_id = h.conversation_id
where h.decision = 'suggest' and h.effect = 'sent' and h.shown_at >= %(since)s and {filtered}
group by 1, 2
order by 1, 2;

-- name: waits
-- What became of the waits for people in these conversations, over or overdue: how long the first
-- replies took since the wish for a person, how many were late or never came; and of all replies with
-- a time limit, how many were in time (core/metrics/reachability.py).
select
    count(*) filter (where w.is_first) as wished,
    percentile_cont(array[0.5, 0.9]) within group (order by extract(epoch from w.ended_at - w.asked_at)::float8)
        filter (where w.is_first and w.agent_id is not null) as took,
    count(*) filter (where w.is_first and w.agent_id is not null) as replied,
    count(*) filter (where w.is_first and w.agent_id is not null and w.due_at is not null) as judged,
    count(*) filter (where w.is_first and w.agent_id is not null and w.ended_at > w.due_at) as late,
    count(*) filter (where w.due_at is not null and w.agent_id is not null and w.ended_at <= w.due_at) as kept,
    count(*) filter (where w.due_at is not null and w.agent_id is not null) as given
from reply_wait w join conversation_fact f on f.conversation_id = w.conversation_id
where w.asked_at >= %(since)s and {filtered};

-- name: overdue
-- How many of people's replies in these conversations are overdue now.
select count(*)
from conversation c join conversation_fact f on f.conversation_id = c.id
where c.owner = 'human' and c.status = 'open' and c.waiting_since is not null and c.due_at < %(now)s
    and {filtered};

-- name: waiting
-- The wishes for a person in these conversations that nobody has replied to yet, as in reachability.sql.
select greatest(c.waiting_since, coalesce(c.handed_off_at, c.waiting_since)) as asked_at, c.due_at,
    null::timestamptz as replied_at, false as is_over, '' as team, c.priority
from conversation c join conversation_fact f on f.conversation_id = c.id
where c.owner = 'human' and c.status in ('open', 'snoozed') and c.waiting_since is not null
    and c.human_replied_at is null and {filtered};

-- name: backlog
-- What people have open now, whenever it began, and how long their customers have waited.
select
    count(*)::int as open, count(c.waiting_since)::int as waiting,
    percentile_cont(0.5) within group (order by extract(epoch from %(now)s::timestamptz - c.waiting_since)::float8)
        as median_s,
    max(extract(epoch from %(now)s::timestamptz - c.waiting_since))::float8 as longest_s
from conversation c
join contact k on k.id = c.contact_id
where c.status in ('open', 'snoozed') and k.is_internal = %(internal)s
    and (%(product)s::text is null or c.product = %(product)s)
    and (%(category)s::text is null or c.category = %(category)s)
    and (%(inbox)s::uuid is null or c.inbox_id = %(inbox)s)
    and (%(team)s::uuid is null or c.team_id = %(team)s);

-- name: behind
-- The conversations behind a figure, newest first; {which} says which ones count.
select f.conversation_id, c.number, c.subject, f.started_at, f.category, f.path, f.state, f.resolution, f.stars
from conversation_fact f join conversation c on c.id = f.conversation_id
where {filtered} and {which} and (f.started_at, f.conversation_id) < (%(before)s, %(before_id)s)
order by f.started_at desc, f.conversation_id desc
limit %(most)s;

-- name: values
-- The values that the dimensions have in a period, for choosing a filter.
select
    array_agg(distinct f.product) as product, array_agg(distinct f.category) as category,
    array_agg(distinct f.language) as language, array_agg(distinct f.segment) as segment,
    array_agg(distinct f.mode) as mode
from conversation_fact f
where f.started_at >= %(since)s and f.started_at < %(until)s and f.is_internal = %(internal)s;
