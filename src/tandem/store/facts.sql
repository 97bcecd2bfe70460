-- name: lock
-- One refresh at a time, until its transaction ends.
select pg_advisory_xact_lock(7240014);

-- name: due
-- Conversations with events that their fact doesn't know, the oldest first.
select d.conversation_id from fact_due d join conversation c on c.id = d.conversation_id
order by c.created_at
limit %(most)s;

-- name: count_due
-- How many conversations have such events.
select count(*) from fact_due;

-- name: due_of_contact
-- A contact's conversations are counted otherwise from now on.
insert into fact_due (conversation_id, seq)
select id, seq from conversation where contact_id = %(contact)s
on conflict (conversation_id) do nothing;

-- name: forget
-- All facts, to make them anew from the events.
delete from conversation_fact;

-- name: all_due
-- Every conversation's fact is to be made.
insert into fact_due (conversation_id, seq) select id, seq from conversation
on conflict (conversation_id) do update set seq = excluded.seq;

-- name: span
-- From the first start to the last moment of these conversations.
select min(started.at), max(ended.at)
from unnest(%(ids)s::uuid[]) as of (id)
cross join lateral (select at from event where conversation_id = of.id order by seq limit 1) as started
cross join lateral (select at from event where conversation_id = of.id order by seq desc limit 1) as ended;

-- name: measure
-- Makes the facts of these conversations from all their events. `owner_before` is who had it when it
-- was handed over: what goes from people to people is no handoff of the assistant. A customer who
-- comes back only to thank, or to say that it helped, does not count as returning. Seconds of open
-- hours are those of the team, from the start until it was closed. `waits` has a line for each ended
-- wait for people, such as first|late|195 (core/metrics/waits.py), `suggested` one for each suggestion
-- that was sent, such as yes|7|billing (core/metrics/suggested.py): whatever changes those rows writes an
-- event too.
with seen as (
    select
        e.conversation_id, e.seq, e.type, e.at, e.data,
        e.type = 'message.created' and e.data ->> 'kind' = 'reply' as is_reply,
        e.data ->> 'author' as author,
        case e.type
            when 'conversation.started' then e.data ->> 'owner'
            when 'conversation.handed_off' then 'human'
            when 'conversation.taken_over' then 'human'
            when 'conversation.handed_back' then 'assistant'
            when 'conversation.reopened' then case e.data ->> 'by' when 'agent' then 'human' end
        end as owner
    from event e
    where e.conversation_id = any(%(ids)s::uuid[])
),
handed as (
    select conversation_id, seq, owner,
        lag(owner) over (partition by conversation_id order by seq) as owner_before
    from seen where owner is not null
),
came_back as materialized (
    select conversation_id, at
    from (
        select conversation_id, at, type,
            lead(data ->> 'rule') over (partition by conversation_id order by seq) as next_rule
        from seen
        where type = 'turn.taken' or (type = 'conversation.reopened' and data ->> 'by' = 'customer')
    ) as turned
    where type = 'conversation.reopened' and coalesce(next_rule, '') not in ('helped', 'courtesy')
),
summed as (
    select
        s.conversation_id,
        max(s.seq) as seq,
        min(s.at) as started_at,
        min(s.at) filter (
            where s.is_reply and (
                s.author = 'agent' or s.author = 'assistant' and s.data ->> 'decision' is distinct from 'hand_off'
            )
        ) as first_reply_at,
        min(s.at) filter (where s.is_reply and s.author = 'agent') as human_replied_at,
        count(*) filter (where s.is_reply and s.author = 'agent') as human_replies,
        count(*) filter (
            where s.is_reply and s.author = 'agent' and jsonb_array_length(coalesce(s.data -> 'asked_again', '[]')) > 0
        ) as asked_again,
        bool_or(
            s.is_reply and s.author = 'assistant' and s.data ->> 'decision' is distinct from 'hand_off'
        ) as has_assistant_sent,
        bool_or(s.type = 'conversation.handed_off' and h.owner_before = 'assistant') as has_handed_off,
        bool_or(h.owner = 'human')
            or bool_or(s.type = 'conversation.resolved' and s.data ->> 'resolution' = 'agent') as had_people,
        min(s.at) filter (where s.type = 'conversation.handed_off') as handed_off_at,
        (array_agg(s.data ->> 'reason' order by s.seq) filter (
            where s.type = 'conversation.handed_off' and h.owner_before = 'assistant'
        ))[1] as reason,
        min(s.at) filter (where s.type = 'conversation.resolved') as first_resolved_at,
        max(s.at) filter (where s.type = 'conversation.resolved') as last_resolved_at,
        (array_agg(s.data ->> 'resolution' order by s.seq desc) filter (
            where s.type = 'conversation.resolved'
        ))[1] as resolution,
        coalesce(max(s.seq) filter (where s.type = 'conversation.resolved'), 0) > coalesce(max(s.seq) filter (
            where s.type in ('conversation.reopened', 'conversation.handed_off', 'conversation.taken_over',
                             'conversation.handed_back')
        ), 0) as is_closed,
        count(*) filter (where s.type = 'conversation.reopened' and s.data ->> 'by' = 'customer') as reopenings,
        (array_agg((s.data ->> 'stars')::smallint order by s.seq desc) filter (
            where s.type = 'conversation.rated'
        ))[1] as stars,
        (array_agg(s.data ->> 'arm' order by s.type <> 'turn.taken', s.seq) filter (
            where s.type in ('turn.taken', 'conversation.started') and s.data ->> 'arm' <> ''
        ))[1] as arm,
        (array_agg(s.data ->> 'mode' order by s.type <> 'turn.taken', s.seq) filter (
            where s.type in ('turn.taken', 'conversation.started') and s.data ->> 'mode' <> ''
        ))[1] as mode
    from seen s left join handed h on h.conversation_id = s.conversation_id and h.seq = s.seq
    group by s.conversation_id
),
reopened as (
    select s.conversation_id, min(b.at) as at
    from summed s join came_back b on b.conversation_id = s.conversation_id and b.at > s.first_resolved_at
    group by s.conversation_id
),
judged as (
    select summed.*, has_assistant_sent or has_handed_off as is_involved,
        case when is_closed then last_resolved_at end as closed_at
    from summed
),
stated as (
    select judged.*,
        case
            when not is_involved then null
            when had_people then 'escalated'
            when not is_closed then 'ongoing'
            when resolution = 'abandoned' then 'abandoned'
            else 'contained'
        end as state
    from judged
)
insert into conversation_fact
    (conversation_id, contact_id, inbox_id, team_id, seq, started_at, first_reply_at, human_replied_at, handed_off_at,
     first_resolved_at, reopened_at, closed_at, open_s, cost, reopenings, human_replies, asked_again, stars,
     is_internal, is_identified, is_involved, is_refused, path, state, resolution, reason, mode, arm, product,
     category, language, segment, channel, waits, suggested)
select
    c.id, c.contact_id, c.inbox_id, c.team_id, s.seq, s.started_at, s.first_reply_at, s.human_replied_at,
    s.handed_off_at, s.first_resolved_at, r.at, s.closed_at,
    case
        when s.closed_at is null then null
        when coalesce(c.team_id, %(no_team)s) = any(%(always_open)s::uuid[])
            then extract(epoch from s.closed_at - s.started_at)
        else (
            select coalesce(sum(extract(epoch from least(o.closes, s.closed_at) - greatest(o.opens, s.started_at))), 0)
            from unnest(%(teams)s::uuid[], %(opens)s::timestamptz[], %(closes)s::timestamptz[]) as o (team, opens, closes)
            where o.team = coalesce(c.team_id, %(no_team)s) and o.closes > s.started_at and o.opens < s.closed_at
        )
    end::float8,
    coalesce((select sum(m.cost) from model_call m where m.conversation_id = c.id), 0),
    least(s.reopenings, 32767), least(s.human_replies, 32767), least(s.asked_again, 32767), s.stars,
    k.is_internal or i.is_internal,
    k.is_verified or k.external_id is not null or k.email <> '',
    s.is_involved,
    exists (select from showing h where h.conversation_id = c.id and h.no_at is not null),
    case when not s.is_involved then 'people' when s.state = 'escalated' then 'escalated' else 'assistant' end,
    s.state,
    case when s.closed_at is not null then s.resolution end,
    s.reason, coalesce(s.mode, ''), coalesce(s.arm, ''), c.product, c.category,
    coalesce(nullif(c.language, ''), 'en'), k.plan, i.channel,
    coalesce((
        select string_agg(line, e'\n' order by line) from (
            select (case when w.is_first then 'first' else 'later' end || '|'
                || case
                    when w.agent_id is null then 'never'
                    when w.due_at is null then 'replied'
                    when w.ended_at > w.due_at then 'late'
                    else 'kept'
                end
                || case when w.is_first and w.agent_id is not null
                    then '|' || floor(ln(1 + greatest(extract(epoch from w.ended_at - w.asked_at)::float8, 0)) * %(buckets)s)::text
                    else '' end) collate "C" as line
            from reply_wait w where w.conversation_id = c.id
        ) as each_wait
    ), ''),
    coalesce((
        select string_agg(line, e'\n' order by line) from (
            select (case
                    when h.yes_at is not null then 'yes' when h.no_at is not null then 'no'
                    when h.silent_at is not null then 'silent' else 'open'
                end
                || '|' || floor(h.probability * 10)::text || '|' || translate(h.category, e'\n', ' ')) collate "C" as line
            from showing h where h.conversation_id = c.id and h.decision = 'suggest' and h.effect = 'sent'
        ) as each_suggestion
    ), '')
from stated s
left join reopened r on r.conversation_id = s.conversation_id
join conversation c on c.id = s.conversation_id
join contact k on k.id = c.contact_id
join inbox i on i.id = c.inbox_id
on conflict (conversation_id) do update set
    team_id = excluded.team_id, seq = excluded.seq, first_reply_at = excluded.first_reply_at,
    human_replied_at = excluded.human_replied_at, handed_off_at = excluded.handed_off_at,
    first_resolved_at = excluded.first_resolved_at, reopened_at = excluded.reopened_at,
    closed_at = excluded.closed_at,
    open_s = excluded.open_s, cost = excluded.cost, reopenings = excluded.reopenings, human_replies = excluded.human_replies,
    asked_again = excluded.asked_again, stars = excluded.stars, is_internal = excluded.is_internal,
    is_identified = excluded.is_identified, is_involved = excluded.is_involved, is_refused = excluded.is_refused,
    path = excluded.path, state = excluded.state, resolution = excluded.resolution, reason = excluded.reason,
    mode = excluded.mode, arm = excluded.arm, product = excluded.product, category = excluded.category,
    language = excluded.language, segment = excluded.segment, channel = excluded.channel,
    waits = excluded.waits, suggested = excluded.suggested;

-- name: follow_returns
-- Whether their customers came back within a week after they were resolved first, in the same
-- conversation or in any other, on any channel. What these conversations begin may be the return of
-- an earlier one, so those are set too.
with touched as (
    select unnest(%(ids)s::uuid[]) as id
    union
    select before.conversation_id
    from conversation_fact began
    join conversation_fact before on before.contact_id = began.contact_id
        and before.first_resolved_at >= began.started_at - %(within)s::interval
        and before.first_resolved_at < began.started_at
    where began.conversation_id = any(%(ids)s::uuid[])
),
came as (
    select t.id, least(
        case when f.reopened_at <= f.first_resolved_at + %(within)s::interval then f.reopened_at end,
        (select min(o.created_at) from conversation o
         where o.contact_id = f.contact_id and o.id <> f.conversation_id
             and o.created_at > f.first_resolved_at
             and o.created_at <= f.first_resolved_at + %(within)s::interval)
    ) as at
    from touched t join conversation_fact f on f.conversation_id = t.id
)
update conversation_fact f set returned_at = came.at
from came
where f.conversation_id = came.id and f.returned_at is distinct from came.at;

-- name: done
-- Their facts are up to date, but for events written meanwhile.
delete from fact_due d using conversation_fact f
where d.conversation_id = any(%(ids)s::uuid[]) and f.conversation_id = d.conversation_id and d.seq <= f.seq;

-- name: of_conversation
-- One conversation's fact.
select {columns} from conversation_fact f where f.conversation_id = %(id)s;

-- name: begun
-- When the first conversation began that the assistant took part in.
select min(started_at) from conversation_fact where is_involved and not is_internal;
