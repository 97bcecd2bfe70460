-- name: assign
-- Assigns a conversation to a person, a team, both or nobody.
update conversation set
    team_id = %(team)s, assignee_id = %(assignee)s, version = version + 1,
    assigned_why = case when %(assignee)s::uuid is not null then %(why)s end,
    assigned_at = case when %(assignee)s::uuid is not null then %(now)s::timestamptz end,
    declined = case when %(declined_by)s::uuid is null then declined else declined || %(declined_by)s::uuid end
where id = %(id)s;

-- name: team_for
-- The team that takes a category and a language: one that names both, then one that names the
-- category, then one that names the language. None that names nothing.
select id
from (
    select id, name,
        %(category)s <> '' and %(category)s = any(categories) as has_category,
        %(language)s <> '' and %(language)s = any(languages) as has_language
    from team
    where (cardinality(categories) = 0 or %(category)s = any(categories))
        and (cardinality(languages) = 0 or %(language)s = any(languages))
) as fitting
where has_category or has_language
order by has_category and has_language desc, has_category desc, name
limit 1;

-- name: free_agent
-- The online agent with the most free capacity, of the team if one is given, none of those left out;
-- no row if nobody has any.
select a.id, a.name
from agent a
left join conversation c on c.assignee_id = a.id and c.status = 'open'
where a.is_active and a.availability = 'online' and a.role in ('admin', 'lead', 'agent')
    and a.id <> all(%(without)s::uuid[])
    and (%(team)s::uuid is null or exists (
        select from team_member m where m.agent_id = a.id and m.team_id = %(team)s
    ))
group by a.id, a.name, a.capacity
having count(c.id) < a.capacity
order by count(c.id)::float8 / a.capacity, a.id
limit 1;

-- name: lock
-- One distribution at a time, so that nobody gets more than their capacity. Taken last in its
-- transaction, and whoever has it waits for no row: so no two wait for each other.
select pg_advisory_xact_lock(hashtext('tandem.routing'));

-- name: is_line
-- Whether anybody is in line.
select exists (
    select from conversation c
    where c.status = 'open' and c.waiting_since is not null and {in_line} is not null
);

-- name: line
-- Who is in line: late ones first, then by priority, then the longest wait. Those that another
-- transaction holds are left to it.
select id, team_id, assignee_id, declined, {in_line} as why
from conversation c
where c.status = 'open' and c.waiting_since is not null and {in_line} is not null
order by coalesce(due_at <= %(now)s, false) desc,
    array_position(array['urgent', 'high', 'normal'], priority), waiting_since, number
limit 500
for no key update of c skip locked;

-- name: held_waiting
-- What an agent holds and whose customer waits for them.
select id, team_id from conversation
where assignee_id = %(agent)s and status = 'open' and waiting_since is not null
order by waiting_since, number
for no key update skip locked;
