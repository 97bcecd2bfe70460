-- name: cells
-- How many conversations are alike in all that the metrics look at. Whether a customer came back can
-- be told a week after it was resolved first, not before, else early returns would weigh more.
select
    {key} as key, f.arm, f.path, f.state, f.resolution, f.reason,
    %(common)s::text[] is null or f.category = any(%(common)s) as is_common,
    f.is_identified, f.is_refused,
    f.first_reply_at is not null as is_answered, f.human_replied_at is not null as is_replied,
    f.closed_at is not null as is_closed, f.asked_again > 0 as is_repeated,
    case when f.first_resolved_at <= %(now)s::timestamptz - %(within)s::interval
        then f.returned_at is not null end as returned,
    f.stars, count(*)::int as count, sum(f.cost) as cost, sum(f.cost * f.cost) as cost_squares
from conversation_fact f
where {filtered}
group by 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15;

-- name: spans
-- How many conversations took about how long (cell.py's buckets), until they were resolved, in opening
-- hours until then, and until the first reply. What is not over has lasted until now.
select
    {key} as key, f.arm, f.path, of.what,
    floor(ln(1 + greatest(of.seconds, 0)) * %(buckets)s)::int as bucket, of.is_over, count(*)::int as count
from conversation_fact f
cross join lateral (values
    ('resolution', extract(epoch from coalesce(f.closed_at, %(now)s) - f.started_at), f.closed_at is not null),
    ('hours', coalesce(f.open_s, extract(epoch from %(now)s - f.started_at)), f.closed_at is not null),
    ('first_reply', extract(epoch from coalesce(f.first_reply_at, f.closed_at, %(now)s) - f.started_at),
     f.first_reply_at is not null)
) as of (what, seconds, is_over)
where {filtered}
group by 1, 2, 3, 4, 5, 6;

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
where h.decision = 'suggest' and h.effect = 'sent' and {filtered}
group by 1, 2
order by 1, 2;

-- name: promised
-- How many of people's replies that had a time limit were given in time, of those that were given or
-- are overdue.
select
    (count(*) filter (where w.agent_id is not null and w.ended_at <= w.due_at))::int as kept,
    (count(*) filter (where w.agent_id is not null))::int as given,
    (select count(*)::int from conversation c join conversation_fact f on f.conversation_id = c.id
     where c.owner = 'human' and c.status = 'open' and c.waiting_since is not null and c.due_at < %(now)s
         and {filtered}) as overdue
from reply_wait w join conversation_fact f on f.conversation_id = w.conversation_id
where w.due_at is not null and {filtered};

-- name: asks
-- The wishes for a person in these conversations, as in reachability.sql.
select w.asked_at, w.due_at, case when w.agent_id is not null then w.ended_at end as replied_at,
    w.agent_id is null as is_over, '' as team, w.priority
from reply_wait w join conversation_fact f on f.conversation_id = w.conversation_id
where w.is_first and {filtered}
union all
select greatest(c.waiting_since, coalesce(c.handed_off_at, c.waiting_since)), c.due_at, null, false, '', c.priority
from conversation c join conversation_fact f on f.conversation_id = c.id
where c.owner = 'human' and c.status <> 'resolved' and c.waiting_since is not null
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
