-- name: asks
-- Each wish for a person of the period: when it was asked, by when a reply was due, and when a person
-- replied (null: nobody has). `is_over` says that it ended without one. What still waits comes from
-- the conversations themselves.
select asked_at, due_at, case when agent_id is not null then ended_at end as replied_at,
    agent_id is null as is_over, coalesce(t.name, '') as team, w.priority
from reply_wait w left join team t on t.id = w.team_id
where w.is_first and w.asked_at >= %(since)s and w.asked_at < %(until)s
    and (%(team)s::uuid is null or w.team_id = %(team)s)
union all
select greatest(c.waiting_since, coalesce(c.handed_off_at, c.waiting_since)), c.due_at, null, false,
    coalesce(t.name, ''), c.priority
from conversation c left join team t on t.id = c.team_id
where c.owner = 'human' and c.status <> 'resolved' and c.waiting_since is not null
    and c.human_replied_at is null
    and c.waiting_since >= %(since)s and c.waiting_since < %(until)s
    and (%(team)s::uuid is null or c.team_id = %(team)s)
order by 1;

-- name: recent
-- How long the newest first replies took whose customers asked at about this hour of the day.
select extract(epoch from ended_at - asked_at)::float8 as seconds
from reply_wait
where is_first and agent_id is not null and asked_at >= %(since)s
    and team_id is not distinct from %(team)s::uuid
    and mod(extract(epoch from %(now)s::timestamptz - asked_at)::bigint + 3600, 86400) <= 7200
order by ended_at desc
limit 200;
