-- name: unanswered
-- The turns of a period whose question was not answered, the newest first: unsure ones, those handed
-- over for a lack of knowledge, quotes that the customer refused, and the sent quotes of conversations
-- that were rated badly. A quote that a later yes makes good is none.
select
    t.id as turn_id, t.taken_at, t.conversation_id, c.contact_id, k.name as contact_name,
    t.decision, coalesce(c.handoff_reason, '') as reason, s.no_at is not null as is_refused,
    coalesce(rated.stars <= 2 and s.effect = 'sent', false) as is_rated_badly,
    e.body as evidence
from turn t
join conversation c on c.id = t.conversation_id
join contact k on k.id = c.contact_id
join record e on e.hash = t.evidence_hash
left join showing s on s.turn_id = t.id
left join lateral (
    select (v.data ->> 'stars')::int as stars from event v
    where v.conversation_id = c.id and v.type = 'conversation.rated'
    order by v.seq desc limit 1
) rated on true
where t.taken_at >= %(since)s and t.taken_at <= %(until)s
    and (
        t.decision = 'offer_human'
        or (t.decision = 'hand_off' and t.decision_body::jsonb ->> 'reason' = any(%(reasons)s::text[]))
        or s.no_at is not null
        or (rated.stars <= 2 and s.effect = 'sent')
    )
    and not exists (
        select from showing later
        where later.conversation_id = t.conversation_id and later.yes_at > t.taken_at
            and (s.no_at is not null or t.decision <> 'hand_off')
            and coalesce(rated.stars, 5) > 2
    )
order by t.taken_at desc, t.id desc
limit %(most)s;

-- name: replies
-- The replies of people in conversations, with the times of the customer's message before and of the
-- same agent's reply before, in any conversation.
select
    m.conversation_id, m.created_at as at,
    (
        select max(q.created_at) from message q
        where q.conversation_id = m.conversation_id and q.author = 'customer' and q.seq < m.seq
    ) as asked_at,
    (
        select max(q.created_at) from message q
        where q.agent_id = m.agent_id and q.author = 'agent' and q.kind = 'reply'
            and q.created_at < m.created_at
    ) as before
from message m
where m.conversation_id = any(%(conversations)s::uuid[]) and m.author = 'agent' and m.kind = 'reply'
order by m.conversation_id, m.seq;

-- name: lock
-- One search for gaps at a time; the others wait.
select pg_advisory_xact_lock(hashtext('tandem gaps'));

-- name: before
-- The gaps that were found before, with their centres, and their conversations since then.
select
    g.id, g.state, g.size_then, g.centre, g.embedder,
    array(
        select distinct q.conversation_id from gap_question q where q.gap_id = g.id and q.asked_at >= %(since)s
    ) as conversations
from gap g
order by g.found_at, g.id;

-- name: keep
-- Stores a gap as it was found, or what is new of it.
insert into gap (id, label, words, centre, embedder, found_at)
values (%(id)s, %(label)s, %(words)s, %(centre)s::real[], %(embedder)s, %(now)s)
on conflict (id) do update
    set label = excluded.label, words = excluded.words, centre = excluded.centre, embedder = excluded.embedder;

-- name: open_again
-- Opens a gap that was set aside.
update gap set state = 'open', version = version + 1 where id = %(id)s and state in ('not_ours', 'linked');

-- name: forget
-- Takes the questions of a period out of their gaps, and drops those that are not unanswered any more.
with kept as (
    update gap_question set gap_id = null where asked_at >= %(since)s and turn_id = any(%(turns)s::uuid[])
)
delete from gap_question where asked_at >= %(since)s and turn_id <> all(%(turns)s::uuid[]);

-- name: put
-- Stores the questions with their gaps; `gaps` has null where a question is in none.
insert into gap_question (
    turn_id, gap_id, conversation_id, contact_id, asked_at, text, why, reason, product, language, minutes,
    is_measured, article, title, fault, says, typical
)
select *
from unnest(
    %(turns)s::uuid[], %(gaps)s::uuid[], %(conversations)s::uuid[], %(contacts)s::uuid[],
    %(asked)s::timestamptz[], %(texts)s::text[], %(whys)s::text[], %(reasons)s::text[], %(products)s::text[],
    %(languages)s::text[], %(minutes)s::float8[], %(measured)s::boolean[], %(articles)s::text[],
    %(titles)s::text[], %(faults)s::text[], %(says)s::text[], %(typical)s::int[]
)
on conflict (turn_id) do update
    set gap_id = excluded.gap_id, text = excluded.text, why = excluded.why, reason = excluded.reason,
        minutes = excluded.minutes, is_measured = excluded.is_measured, article = excluded.article,
        title = excluded.title, fault = excluded.fault, says = excluded.says, typical = excluded.typical;

-- name: searched
-- Stores that gaps were searched for, with how many conversations the assistant took a turn in in these
-- days, and in how many of them a question was not answered.
insert into gap_search (at, days, questions, is_cut, conversations, unanswered)
values (
    %(now)s, %(days)s, %(questions)s, %(is_cut)s,
    (
        select count(distinct t.conversation_id) from turn t
        where t.conversation_id is not null
            and t.taken_at > %(now)s::timestamptz - make_interval(days => %(days)s) and t.taken_at <= %(now)s
    ),
    (
        select count(distinct q.conversation_id) from gap_question q
        where q.asked_at > %(now)s::timestamptz - make_interval(days => %(days)s)
    )
)
on conflict (at) do update
    set days = excluded.days, questions = excluded.questions, is_cut = excluded.is_cut,
        conversations = excluded.conversations, unanswered = excluded.unanswered;

-- name: last_search
-- The newest search for gaps.
select at, days, questions, is_cut, conversations, unanswered from gap_search order by at desc limit 1;

-- name: page
-- The gaps with their counts in the days of the newest search and in as many days before, those that cost
-- most first. What was merged counts with the gap that it was merged into.
with searched as (
    select at - make_interval(days => days) as since, at - make_interval(days => 2 * days) as before
    from gap_search order by at desc limit 1
),
asked as (
    select coalesce(g.merged_into, g.id) as id, q.*, s.since, s.before
    from gap_question q join gap g on g.id = q.gap_id cross join searched s
    where q.asked_at > s.before
        and (%(id)s::uuid is null or coalesce(g.merged_into, g.id) = %(id)s)
),
counted as (
    select
        id,
        count(distinct conversation_id) filter (where asked_at > since) as conversations,
        count(distinct contact_id) filter (where asked_at > since) as customers,
        count(distinct conversation_id) filter (where asked_at <= since) as before,
        coalesce(sum(minutes) filter (where asked_at > since), 0) as minutes,
        count(distinct conversation_id) filter (where asked_at > since and is_measured) as measured,
        (array_agg(text order by typical, asked_at desc) filter (where asked_at > since))[1:20] as examples
    from asked
    group by id
),
nearest as (
    select distinct on (id) id, article, title, fault, says, many
    from (
        select id, article, max(title) as title, fault, min(says) as says, count(*) as many
        from asked where asked_at > since
        group by id, article, fault
    ) as by_fault
    order by id, many desc, article, fault
)
select
    g.id, g.label, g.words, g.state, g.reason, g.size_then, a.key as linked_article, g.decided_at,
    p.name as decided_by, g.found_at, g.version,
    coalesce(c.conversations, 0)::int as conversations, coalesce(c.customers, 0)::int as customers,
    coalesce(c.before, 0)::int as before, coalesce(c.minutes, 0)::float8 as minutes,
    coalesce(c.measured, 0)::int as measured, coalesce(c.examples, array[]::text[]) as examples,
    coalesce(n.article, '') as article, coalesce(n.title, '') as title, coalesce(n.fault, 'nothing') as fault,
    coalesce(n.says, '') as says, coalesce(n.many, 0)::int as fault_count
from gap g
left join counted c on c.id = g.id
left join nearest n on n.id = g.id
left join article a on a.id = g.article_id
left join agent p on p.id = g.decided_by
where (%(id)s::uuid is null or g.id = %(id)s)
    and (%(state)s::text is null or g.state = %(state)s)
    and (
        %(id)s::uuid is not null or g.state in ('not_ours', 'linked')
        or (g.state = 'open' and coalesce(c.conversations, 0) >= %(least)s)
    )
order by coalesce(c.minutes, 0) desc, coalesce(c.conversations, 0) desc, g.label, g.id
limit %(most)s;

-- name: reasons
-- Why a gap's conversations went to people, and why its questions count as not answered, in the days of
-- the newest search.
select kind, name, count(distinct conversation_id)::int as conversations
from (
    select 'reason' as kind, q.reason as name, q.conversation_id, q.asked_at, q.gap_id from gap_question q
    where q.reason <> ''
    union all
    select 'why', q.why, q.conversation_id, q.asked_at, q.gap_id from gap_question q
    union all
    select 'fault', q.fault, q.conversation_id, q.asked_at, q.gap_id from gap_question q
) as said
join gap g on g.id = said.gap_id
where coalesce(g.merged_into, g.id) = %(id)s
    and said.asked_at > (select at - make_interval(days => days) from gap_search order by at desc limit 1)
group by kind, name
order by kind, conversations desc, name;

-- name: questions
-- A gap's questions, the newest first, with their conversations.
select
    q.turn_id, q.conversation_id, c.number, q.asked_at, q.text, q.why, q.reason, q.product, q.minutes,
    q.is_measured, q.article, q.title, q.fault, q.says
from gap_question q
join gap g on g.id = q.gap_id
join conversation c on c.id = q.conversation_id
where coalesce(g.merged_into, g.id) = %(id)s
order by q.asked_at desc, q.turn_id
limit %(most)s;

-- name: answers
-- What people replied in a gap's conversations after its questions, in order, with the names to hide.
select
    m.id as message_id, m.conversation_id, c.number, m.created_at, m.text,
    array[k.name, coalesce(p.name, '')] as names
from message m
join conversation c on c.id = m.conversation_id
join contact k on k.id = c.contact_id
left join agent p on p.id = m.agent_id
where m.author = 'agent' and m.kind = 'reply'
    and exists (
        select from gap_question q join gap g on g.id = q.gap_id
        where q.conversation_id = m.conversation_id and coalesce(g.merged_into, g.id) = %(id)s
            and m.created_at >= q.asked_at
    )
order by c.number, m.seq
limit %(most)s;

-- name: weeks
-- A gap's conversations a week, and those of the whole desk in which the assistant took a turn: the weeks
-- end now, so that the last one is whole.
select
    w.starts,
    (
        select count(distinct q.conversation_id) from gap_question q join gap g on g.id = q.gap_id
        where coalesce(g.merged_into, g.id) = %(id)s
            and q.asked_at > w.starts and q.asked_at <= w.starts + interval '7 days'
    )::int as conversations,
    (
        select count(distinct t.conversation_id) from turn t
        where t.conversation_id is not null
            and t.taken_at > w.starts and t.taken_at <= w.starts + interval '7 days'
    )::int as all_conversations
from generate_series(
    %(now)s::timestamptz - make_interval(weeks => %(weeks)s), %(now)s::timestamptz - interval '7 days',
    interval '7 days'
) as w (starts)
order by w.starts;

-- name: decide
-- Stores what somebody decided of a gap; nothing if it was changed meanwhile.
update gap set
    state = %(state)s, reason = %(reason)s, size_then = %(size)s, merged_into = %(into)s,
    article_id = (select id from article where key = %(article)s), decided_at = %(now)s, decided_by = %(agent)s,
    version = version + 1
where id = %(id)s and version = %(version)s
returning id;

-- name: bring_along
-- What was merged into a gap follows it into the one that it is merged into.
update gap set merged_into = %(into)s where merged_into = %(id)s;
