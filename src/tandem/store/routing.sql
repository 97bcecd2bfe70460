-- name: assign
-- Assigns a conversation to a person, a team, both or nobody.
update conversation set team_id = %(team)s, assignee_id = %(assignee)s, version = version + 1
where id = %(id)s;

-- name: late
-- Handoffs without a reply in time that were not reported yet; marks them as reported.
update conversation set alarmed_at = %(now)s
where id in (
    select id from conversation
    where status = 'open' and human_replied_at is null and alarmed_at is null
        and waiting_since < %(before)s and coalesce(handed_off_at, created_at) < %(before)s
    order by waiting_since, number
    limit 100
    for no key update skip locked
)
returning id, number;

-- name: team_of
-- The team that takes a category, if there is one.
select id from team where %(category)s <> '' and %(category)s = any(categories) order by name limit 1;

-- name: free_agent
-- The online agent with the most free capacity, of the team if one is given; null if nobody has
-- any.
select a.id
from agent a
left join conversation c on c.assignee_id = a.id and c.status = 'open'
where a.is_active and a.availability = 'online' and a.role in ('admin', 'lead', 'agent')
    and (%(team)s::uuid is null or exists (
        select from team_member m where m.agent_id = a.id and m.team_id = %(team)s
    ))
group by a.id, a.capacity
having count(c.id) < a.capacity
order by count(c.id)::float8 / a.capacity, a.id
limit 1;
