-- name: page
-- One page of a view, among the conversations this agent may see.
with theirs as not materialized (
    select c.id, c.priority, c.waiting_since, c.due_at, c.last_message_at
    from conversation c {searched}
    where c.status = any(%(statuses)s::text[])
        and (
            %(sees_all)s::boolean or c.team_id is null or c.team_id = any(%(teams)s::uuid[])
            or c.assignee_id = %(agent)s
        )
        and (%(assignee)s::uuid is null or c.assignee_id = %(assignee)s)
        and (not %(is_unassigned)s::boolean or c.assignee_id is null)
        and (not %(is_urgent)s::boolean or c.priority = 'urgent')
        and (not %(is_waiting)s::boolean or c.waiting_since is not null)
        and (%(team)s::uuid is null or c.team_id = %(team)s)
        and (%(contact)s::uuid is null or c.contact_id = %(contact)s)
),
ranked as not materialized (
    select
        id,
        case when %(order)s = 'wait' then 0 else
            array_position(array['urgent', 'high', 'normal'], priority)
                + case when due_at <= %(now)s then 0 else 3 end
        end as rank,
        coalesce(waiting_since, 'infinity') as waits
    from theirs
    where %(order)s <> 'newest'
),
page as (
    (
        select id, row_number() over (order by rank, waits, id) as place
        from ranked
        where %(after_id)s::uuid is null
            or (rank, waits, id)
                > (%(after_rank)s::int, coalesce(%(after_at)s::timestamptz, 'infinity'), %(after_id)s)
        order by rank, waits, id
        limit %(most)s
    )
    union all
    (
        select id, row_number() over (order by last_message_at desc, id) as place
        from theirs
        where %(order)s = 'newest'
            and (
                %(after_id)s is null
                or last_message_at <= %(after_at)s and (last_message_at < %(after_at)s or id > %(after_id)s)
            )
        order by last_message_at desc, id
        limit %(most)s
    )
)
select {columns}
from page
join conversation c on c.id = page.id
join contact k on k.id = c.contact_id
join inbox i on i.id = c.inbox_id
left join team t on t.id = c.team_id
left join agent a on a.id = c.assignee_id
order by page.place;

-- name: searched
-- Part of `page`: each word of the search must begin a word of the subject, of the contact's name
-- or addresses, or of a message; the parts of one with marks in it, such as an address, side by side
-- in the same text. Each of the three has its own index; one condition over all would use none.
-- The zeros before a long number are how it is dialled, not what it is.
join (
    with looked_for as materialized (
        select bit, (query || ':*')::tsquery as query
        from (
            select
                1 << place::int as bit,
                phraseto_tsquery('simple', bare_words(regexp_replace(word, '^\+?0+(?=\d{7})', '')))::text
                    as query
            from unnest(%(words)s::text[]) with ordinality as given (word, place)
        ) as plain
        where query <> ''
    )
    select id
    from (
        select c.id, l.bit
        from looked_for l
        join conversation c on to_tsvector('simple', search_words(c.subject)) @@ l.query
        union all
        select c.id, l.bit
        from looked_for l
        join contact k on to_tsvector('simple', search_words(k.name || ' ' || k.email || ' ' || k.left_email)) @@ l.query
        join conversation c on c.contact_id = k.id
        union all
        select m.conversation_id, l.bit
        from looked_for l
        join message m on to_tsvector('simple', search_words(m.text)) @@ l.query
    ) as hit
    group by id
    having bit_or(bit) = (select bit_or(bit) from looked_for)
) as found on found.id = c.id

-- name: row
-- One conversation as a view shows it.
select {columns}
from conversation c
join contact k on k.id = c.contact_id
join inbox i on i.id = c.inbox_id
left join team t on t.id = c.team_id
left join agent a on a.id = c.assignee_id
where c.id = %(id)s;

-- name: counts
-- How many conversations the main views show this agent.
select
    count(*) filter (where c.status = 'open' and c.assignee_id = %(agent)s) as mine,
    count(*) filter (where c.status = 'open' and c.assignee_id is null) as unassigned,
    count(*) filter (where c.status = 'open' and c.priority = 'urgent') as urgent,
    count(*) filter (where c.status = 'pending') as assistant,
    count(*) filter (where c.status = 'snoozed') as snoozed,
    count(*) filter (where c.status = 'open' and c.waiting_since is not null) as waiting,
    count(*) filter (where c.status = 'open' and c.due_at <= %(now)s) as waiting_late
from conversation c
where c.status in ('open', 'pending', 'snoozed')
    and (
        %(sees_all)s::boolean or c.team_id is null or c.team_id = any(%(teams)s::uuid[])
        or c.assignee_id = %(agent)s
    );

-- name: team_counts
-- How many open conversations each team has, for the teams this agent may see.
select t.id, t.name, count(c.id) as count
from team t left join conversation c on c.team_id = t.id and c.status = 'open'
where %(sees_all)s::boolean or t.id = any(%(teams)s::uuid[])
group by t.id
order by t.name;

-- name: other_open
-- A contact's other unresolved conversations that this agent may see.
select c.id, c.number, c.subject, c.status
from conversation c
where c.contact_id = %(contact)s and c.id <> %(except)s and c.status <> 'resolved'
    and (
        %(sees_all)s::boolean or c.team_id is null or c.team_id = any(%(teams)s::uuid[])
        or c.assignee_id = %(agent)s
    )
order by c.last_message_at desc
limit 20;

-- name: sees_contact
-- Whether this agent may see a contact: through a conversation, or because the contact has none
-- yet.
select
    not exists (select from conversation c where c.contact_id = %(contact)s)
    or exists (
        select from conversation c
        where c.contact_id = %(contact)s
            and (
                %(sees_all)s::boolean or c.team_id is null or c.team_id = any(%(teams)s::uuid[])
                or c.assignee_id = %(agent)s
            )
    );

-- name: assigned_to
-- The conversations assigned to an agent, locked in a fixed order: they are given back when the
-- agent leaves.
select c.id, c.status = 'resolved' as is_over from conversation c
where c.assignee_id = %(agent)s
order by c.id
for no key update;

-- name: unassign_resolved
-- Unassigns the agent from resolved conversations.
update conversation set assignee_id = null, version = version + 1
where assignee_id = %(agent)s and status = 'resolved';
