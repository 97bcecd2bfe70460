-- name: cells
-- How many conversations are alike in all that the metrics look at. Whether a customer came back can
-- be told a week after it was resolved first, not before, else early returns would weigh more. Each
-- day, week or month is counted by itself: finding its rows is cheaper than telling each row's.
select p.day, of.*
from unnest(%(days)s::date[], %(starts)s::timestamptz[], %(ends)s::timestamptz[]) as p (day, starts, ends)
cross join lateral (
    select
        {value} as value, f.shape, %(common)s::text[] is null or f.category = any(%(common)s) as is_common,
        f.first_resolved_at <= %(now)s::timestamptz - %(within)s::interval as is_told,
        count(*)::int as count, sum(f.cost) as cost, sum(f.cost * f.cost) as cost_squares
    from conversation_fact f
    where {filtered} and f.started_at >= p.starts and f.started_at < p.ends
    group by 1, 2, 3, 4
) as of;

-- name: spans
-- How many conversations took about how long (cell.py's buckets): until resolved, until the first reply,
-- until resolved in opening hours. What is not over has lasted until now: -1 minus that bucket. All in
-- one reading, and as few columns as can be, since each row is looked up three times by all of them.
select p.day, of.*
from unnest(%(days)s::date[], %(starts)s::timestamptz[], %(ends)s::timestamptz[]) as p (day, starts, ends)
cross join lateral (
    select
        side, grouping(resolution, first_reply) as what,
        coalesce(resolution, first_reply, hours) as bucket, count(*)::int as count
    from (
        select {side} as side,
            coalesce(f.resolution_bucket, open.bucket) as resolution,
            case when f.is_answered then f.reply_bucket else coalesce(-1 - f.reply_bucket, open.bucket) end
                as first_reply,
            coalesce(f.hours_bucket, open.bucket) as hours
        from conversation_fact f
        cross join lateral (
            select -1 - floor(ln(1 + greatest(extract(epoch from %(now)s - f.started_at)::float8, 0)) * %(buckets)s)::int
                as bucket
        ) as open
        where {filtered} and f.started_at >= p.starts and f.started_at < p.ends
    ) as took
    group by grouping sets ((side, resolution), (side, first_reply), (side, hours))
) as of;

-- name: left_out
-- How many conversations of the period are of internal people and tests.
select count(*) from conversation_fact f
where f.started_at >= %(since)s and f.started_at < %(until)s and f.is_internal;

-- name: waits
-- The ended waits for people in these conversations, as lines (core/metrics/waits.py), and how many
-- conversations have the same ones.
select f.waits, count(*)::int from conversation_fact f
where {filtered} and f.waits <> ''
group by f.waits;

-- name: suggested
-- The same of the suggestions that were sent in them (core/metrics/suggested.py).
select f.suggested, count(*)::int from conversation_fact f
where {filtered} and f.suggested <> ''
group by f.suggested;

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
select f.product, f.category, f.language, f.segment, f.mode
from conversation_fact f
where f.started_at >= %(since)s and f.started_at < %(until)s and f.is_internal = %(internal)s
group by grouping sets ((f.product), (f.category), (f.language), (f.segment), (f.mode));
