-- name: page
-- One page of a view, of what this agent may see; each word looked for is somewhere in it.
with theirs as not materialized (
    select c.id, c.priority, c.waiting_since, c.last_message_at
    from conversation c join contact k on k.id = c.contact_id
    where c.status = any(%(statuses)s::text[])
        and (
            %(sees_all)s::boolean or c.team_id is null or c.team_id = any(%(teams)s::uuid[])
            or c.assignee_id = %(agent)s
        )
        and (%(assignee)s::uuid is null or c.assignee_id = %(assignee)s)
        and (not %(is_unassigned)s::boolean or c.assignee_id is null)
        and (not %(is_urgent)s::boolean or c.priority = 'urgent')
        and (%(team)s::uuid is null or c.team_id = %(team)s)
        and (%(contact)s::uuid is null or c.contact_id = %(contact)s)
        and not exists (
            select from unnest(%(words)s::text[]) as word
            where not (
                c.subject ilike word or k.name ilike word or k.email ilike word
                or exists (
                    select from message m where m.conversation_id = c.id and m.text ilike word
                )
            )
        )
),
ranked as not materialized (
    select
        id, array_position(array['urgent', 'high', 'normal'], priority) as rank,
        coalesce(waiting_since, 'infinity') as waits
    from theirs
    where %(by_urgency)s::boolean
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
        where not %(by_urgency)s
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
    count(*) filter (where c.status = 'open' and c.waiting_since < %(late)s) as waiting_late
from conversation c
where c.status <> 'resolved'
    and (
        %(sees_all)s::boolean or c.team_id is null or c.team_id = any(%(teams)s::uuid[])
        or c.assignee_id = %(agent)s
    );

-- name: team_counts
-- How many open conversations each team has, of the teams this agent may look into.
select t.id, t.name, count(c.id) as count
from team t left join conversation c on c.team_id = t.id and c.status = 'open'
where %(sees_all)s::boolean or t.id = any(%(teams)s::uuid[])
group by t.id
order by t.name;

-- name: other_open
-- A contact's other conversations that are not over, as far as this agent may see them.
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
-- Whether a contact is this agent's to see: one of theirs is, or the contact has none yet.
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

-- name: held_by
-- What an agent holds and has not closed, locked in one order: what somebody who leaves gives back.
select c.id from conversation c
where c.assignee_id = %(agent)s and c.status <> 'resolved'
order by c.id
for no key update;
