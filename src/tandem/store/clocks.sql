-- name: running
-- The conversations whose customers wait for people, or whose clock was not stopped yet.
select c.id, coalesce(t.name, '') as team, c.priority, c.human_replied_at is null as is_first,
    case when c.owner = 'human' and c.status <> 'resolved' then c.waiting_since end as since,
    c.warn_at, c.due_at, c.lead_at
from conversation c left join team t on t.id = c.team_id
where (%(id)s::uuid is null or c.id = %(id)s)
    and (c.due_at is not null or c.owner = 'human' and c.status <> 'resolved' and c.waiting_since is not null)
order by c.id
for no key update of c skip locked;

-- name: set
-- By when people should reply; null for a customer who no longer waits for them.
update conversation set
    warn_at = %(warn_at)s, due_at = %(due_at)s, lead_at = %(lead_at)s,
    alarm = case when %(due_at)s::timestamptz is null then null else alarm end
where id = %(id)s;

-- name: ringing
-- Conversations whose alarm has not gone as far as it should by now, the latest reply first.
select id from conversation
where due_at is not null
    and (warn_at <= %(now)s)::int + (due_at <= %(now)s)::int + (lead_at <= %(now)s)::int
        > coalesce(array_position(array['warned', 'late', 'lead'], alarm), 0)
order by due_at, number
limit 200;

-- name: calm
-- Takes back alarms of clocks that were moved to later, by another team, priority or hours: they
-- ring again when it is time.
update conversation c set alarm = now_due.alarm
from (
    select id, case
        when lead_at <= %(now)s then 'lead' when due_at <= %(now)s then 'late'
        when warn_at <= %(now)s then 'warned'
    end as alarm
    from conversation where alarm is not null and due_at is not null
) as now_due
where c.id = now_due.id
    and coalesce(array_position(array['warned', 'late', 'lead'], now_due.alarm), 0)
        < array_position(array['warned', 'late', 'lead'], c.alarm);

-- name: was_late
-- Whether the customer was told in this wait that it takes longer.
select exists (
    select from event
    where conversation_id = %(id)s and type = 'reply.late' and data ->> 'alarm' <> 'warned' and at >= %(since)s
);

-- name: rang
-- The alarm went so far.
update conversation set alarm = %(alarm)s where id = %(id)s;

-- name: resumed
-- Forgets that a wait had ended then: it goes on.
delete from reply_wait where conversation_id = %(id)s and ended_at = %(ended_at)s and agent_id is null;

-- name: ended
-- Keeps that a customer has waited for people until now, if they have.
insert into reply_wait
    (conversation_id, is_first, asked_at, due_at, priority, team_id, agent_id, ended_at)
select id, human_replied_at is null, greatest(waiting_since, coalesce(handed_off_at, waiting_since)),
    due_at, priority, team_id, %(agent)s, %(now)s
from conversation
where id = %(id)s and owner = 'human' and status <> 'resolved' and waiting_since is not null;
