-- name: start
-- Starts a conversation.
insert into conversation
    (id, inbox_id, contact_id, linked_from, subject, status, owner, category, product,
     last_message_at, created_at)
values
    (%(id)s, %(inbox)s, %(contact)s, %(linked_from)s, '', %(status)s, %(owner)s, '',
     %(product)s, %(now)s, %(now)s);

-- name: lock
-- One conversation, locked until the transaction ends: what is decided on it stays true.
select {columns} from conversation c where c.id = %(id)s for no key update;

-- name: read
-- One conversation as it stands.
select {columns} from conversation c where c.id = %(id)s;

-- name: newest_of
-- The conversation a contact wrote into last in an inbox; the one their next message may belong to.
select {columns} from conversation c
where c.contact_id = %(contact)s and c.inbox_id = %(inbox)s
order by c.last_message_at desc, c.number desc
limit 1;

-- name: lock_newest_of
-- The same, locked until the transaction ends; its contact is locked already.
select {columns} from conversation c
where c.contact_id = %(contact)s and c.inbox_id = %(inbox)s
order by c.last_message_at desc, c.number desc
limit 1
for no key update;

-- name: lock_to_hand_off
-- The same for whoever presses "Talk to a human": the one that the assistant holds comes first.
select {columns} from conversation c
where c.contact_id = %(contact)s and c.inbox_id = %(inbox)s
order by c.status = 'pending' desc, c.last_message_at desc, c.number desc
limit 1
for no key update;

-- name: wait
-- The customer waits for people from now on.
update conversation set waiting_since = coalesce(waiting_since, %(now)s) where id = %(id)s;

-- name: set_standing
-- Puts a conversation into another place of the status table.
update conversation set
    status = %(status)s, owner = %(owner)s, snoozed_until = %(snoozed_until)s,
    resolved_at = %(resolved_at)s, resolution = %(resolution)s, version = version + 1
where id = %(id)s;

-- name: to_people
-- What a change of owner to people writes beside the standing; a turn under way is fenced off.
update conversation set
    handoff_reason = %(reason)s, handoff_rule = %(rule)s,
    handed_off_at = %(now)s, human_replied_at = null, alarmed_at = null,
    priority = case
        when array_position(array['normal', 'high', 'urgent'], %(priority)s)
            > array_position(array['normal', 'high', 'urgent'], priority)
        then %(priority)s else priority
    end,
    category = case when %(category)s <> '' then %(category)s else category end,
    team_id = coalesce(team_id, %(team)s), assignee_id = %(assignee)s,
    waiting_since = case when %(is_waiting)s then coalesce(waiting_since, %(now)s) else waiting_since end,
    turn_number = turn_number + 1, turn_lease_until = null
where id = %(id)s;

-- name: to_assistant
-- What handing back writes: nobody of the team holds it, and earlier turns are over.
update conversation set
    assignee_id = null, turn_number = turn_number + 1, turn_lease_until = null,
    last_decision = null, assistant_spoke_at = %(now)s, waiting_since = %(waiting_since)s
where id = %(id)s;

-- name: assign
-- Gives a conversation to a person, a team, both or nobody.
update conversation set team_id = %(team)s, assignee_id = %(assignee)s, version = version + 1
where id = %(id)s;

-- name: change
-- Changes what people may set of a conversation; null leaves as it is.
update conversation set
    priority = coalesce(%(priority)s, priority), category = coalesce(%(category)s, category),
    tags = coalesce(%(tags)s, tags), version = version + 1
where id = %(id)s;

-- name: categorise
-- What the assistant takes it to be about; what people set stays.
update conversation set category = %(category)s where id = %(id)s and category = '';

-- name: team_wrote
-- Notes a reply of the team or the assistant: the customer waits for nothing that it saw.
update conversation set
    last_message_at = %(now)s,
    waiting_since = (
        select min(m.created_at) from message m
        where m.conversation_id = %(id)s and m.author = 'customer' and m.seq > %(seen)s
    ),
    last_decision = coalesce(%(decision)s, last_decision),
    assistant_spoke_at = case when %(author)s = 'assistant' then %(now)s else assistant_spoke_at end,
    human_replied_at = case
        when %(author)s = 'agent' then coalesce(human_replied_at, %(now)s) else human_replied_at
    end
where id = %(id)s;

-- name: want_turn
-- A turn is due over everything up to here.
update conversation set
    turn_wanted_seq = %(seq)s, turn_attempts = 0,
    turn_wanted_at = case when turn_wanted_seq > turn_done_seq then turn_wanted_at else %(now)s end
where id = %(id)s;

-- name: claim_turn
-- Leases the turn that has waited longest; the number it gets fences off every earlier one.
update conversation set
    turn_number = turn_number + 1, turn_lease_until = %(until)s, turn_attempts = turn_attempts + 1
where id = (
    select id from conversation
    where turn_wanted_seq > turn_done_seq
        and (turn_lease_until is null or turn_lease_until < %(now)s)
        and turn_attempts < %(attempts_max)s
    order by turn_wanted_at
    limit 1
    for no key update skip locked
)
returning id, turn_number as number, turn_wanted_seq as wanted_seq, turn_reruns as reruns;

-- name: finish_turn
-- A turn is over: what it saw is done, and whoever still thinks about it is fenced off.
update conversation set
    turn_done_seq = greatest(turn_done_seq, %(seq)s), turn_lease_until = null,
    turn_number = turn_number + 1,
    turn_attempts = 0, turn_reruns = %(reruns)s
where id = %(id)s;

-- name: release_turn
-- Gives a lease back without having taken the turn; another worker may at once.
update conversation set turn_lease_until = null, turn_attempts = greatest(turn_attempts - 1, 0)
where id = %(id)s and turn_number = %(number)s;

-- name: next_turn_at
-- When the next lease runs out on a turn that is still due; null if none is leased.
select min(turn_lease_until) from conversation
where turn_wanted_seq > turn_done_seq and turn_attempts < %(attempts_max)s;

-- name: overdue
-- Conversations whose turn nobody finished in time: people get them, or have them and no draft.
select id from conversation
where turn_wanted_seq > turn_done_seq
    and turn_wanted_at < %(before)s
    and (turn_lease_until is null or turn_lease_until < %(now)s or turn_attempts >= %(attempts_max)s)
order by turn_wanted_at
limit 100;

-- name: silent
-- Conversations of the assistant whose customer has been silent since it spoke; what only machines
-- wrote into ends likewise.
select id from conversation
where status = 'pending' and turn_wanted_seq <= turn_done_seq
    and waiting_since is null and coalesce(assistant_spoke_at, last_message_at) < %(before)s
order by last_message_at
limit 100;

-- name: due_from_snooze
-- Snoozed conversations whose hour has come.
select id from conversation where status = 'snoozed' and snoozed_until <= %(now)s order by snoozed_until limit 100;

-- name: late
-- Handoffs that nobody has replied to in time and nobody was told of; marks them as told.
update conversation set alarmed_at = %(now)s
where id in (
    select id from conversation
    where status = 'open' and human_replied_at is null and alarmed_at is null
        and waiting_since < %(before)s and coalesce(handed_off_at, created_at) < %(before)s
    order by waiting_since
    limit 100
    for no key update skip locked
)
returning id, number;

-- name: held_by_assistant
-- Everything the assistant holds: what `pause` hands over.
select id from conversation where status = 'pending' order by number;

-- name: free_agent
-- The online agent with the most room, of the team where there is one; null if nobody has any.
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

-- name: team_of
-- The team that takes a category, if one does.
select id from team where %(category)s <> '' and %(category)s = any(categories) order by name limit 1;

-- name: subjects_of
-- What a contact wrote about before, newest first.
select subject from conversation
where contact_id = %(contact)s and id <> %(except)s and subject <> ''
    and (team_id is null or team_id = %(team)s)
order by last_message_at desc
limit %(most)s;

-- name: shown
-- What its customer is told of who has it: the person who joined or wrote last since it came to
-- people, and, while nobody did, how many of the same team's wait before it.
select
    (select a.name from message m join agent a on a.id = m.agent_id
     where m.conversation_id = c.id and m.public_seq is not null
         and m.seq > coalesce((
             select max(e.seq) from event e
             where e.conversation_id = c.id
                 and e.type in ('conversation.handed_off', 'conversation.handed_back')
         ), 0)
     order by m.seq desc
     limit 1) as agent_name,
    (select count(*) from conversation o
     where o.status = 'open' and o.human_replied_at is null and o.waiting_since is not null
         and o.team_id is not distinct from c.team_id
         and (-array_position(array['normal', 'high', 'urgent'], o.priority), o.waiting_since, o.number)
             < (-array_position(array['normal', 'high', 'urgent'], c.priority), c.waiting_since, c.number)
    ) as queue_place
from conversation c
where c.id = %(id)s;
