-- name: start
-- Starts a conversation.
insert into conversation
    (id, inbox_id, contact_id, linked_from, subject, status, owner, category, product,
     last_message_at, created_at)
values
    (%(id)s, %(inbox)s, %(contact)s, %(linked_from)s, '', %(status)s, %(owner)s, '',
     %(product)s, %(now)s, %(now)s);

-- name: lock
-- One conversation, locked until the transaction ends, so that what is read stays true.
select {columns} from conversation c where c.id = %(id)s for no key update;

-- name: read
-- One conversation.
select {columns} from conversation c where c.id = %(id)s;

-- name: newest_of
-- The contact's newest conversation in an inbox; their next message may belong to it.
select {columns} from conversation c
where c.contact_id = %(contact)s and c.inbox_id = %(inbox)s
order by c.last_message_at desc, c.number desc
limit 1;

-- name: lock_newest_of
-- The same, locked until the transaction ends; the caller has locked its contact.
select {columns} from conversation c
where c.contact_id = %(contact)s and c.inbox_id = %(inbox)s
order by c.last_message_at desc, c.number desc
limit 1
for no key update;

-- name: lock_to_hand_off
-- The same for "Talk to a human": one that the assistant owns comes first.
select {columns} from conversation c
where c.contact_id = %(contact)s and c.inbox_id = %(inbox)s
order by c.status = 'pending' desc, c.last_message_at desc, c.number desc
limit 1
for no key update;

-- name: wait
-- The customer waits for people from now on.
update conversation set waiting_since = coalesce(waiting_since, %(now)s) where id = %(id)s;

-- name: wait_anew
-- The customer waits for people since then only; null if they don't.
update conversation set waiting_since = %(since)s where id = %(id)s;

-- name: speaks
-- The language that the customer writes, until a turn tells it.
update conversation set language = %(language)s where id = %(id)s;

-- name: set_standing
-- Stores status and owner, and the time that goes with the status.
update conversation set
    status = %(status)s, owner = %(owner)s, snoozed_until = %(snoozed_until)s,
    resolved_at = %(resolved_at)s, resolution = %(resolution)s, version = version + 1
where id = %(id)s;

-- name: to_people
-- Stores what changes, besides status and owner, when people become the owner. The new turn number
-- prevents a turn in progress from committing.
update conversation set
    handoff_reason = %(reason)s, handoff_rule = %(rule)s,
    handed_off_at = %(now)s, human_replied_at = null, declined = array[]::uuid[],
    priority = case
        when array_position(array['normal', 'high', 'urgent'], %(priority)s)
            > array_position(array['normal', 'high', 'urgent'], priority)
        then %(priority)s else priority
    end,
    team_id = coalesce(team_id, %(team)s), language = coalesce(%(language)s, language),
    assignee_id = %(assignee)s,
    assigned_why = case when %(assignee)s::uuid is not null then %(why)s end,
    assigned_at = case when %(assignee)s::uuid is not null then %(now)s::timestamptz end,
    waiting_since = case when %(is_waiting)s then coalesce(waiting_since, %(now)s) else waiting_since end,
    turn_number = turn_number + 1, turn_lease_until = null
where id = %(id)s;

-- name: to_assistant
-- Stores what changes on handing back: nobody is assigned, and earlier turns are done.
update conversation set
    assignee_id = null, assigned_why = null, assigned_at = null, declined = array[]::uuid[], alarm = null,
    turn_number = turn_number + 1, turn_lease_until = null,
    last_decision = null, assistant_spoke_at = %(now)s, waiting_since = %(waiting_since)s
where id = %(id)s;

-- name: change
-- Changes what agents may set; null leaves a value unchanged.
update conversation set
    priority = coalesce(%(priority)s, priority), category = coalesce(%(category)s, category),
    tags = coalesce(%(tags)s, tags), version = version + 1
where id = %(id)s;

-- name: labelled
-- The newest resolved conversations of each of these categories that an agent set, and of all others
-- together, with what the customer said first. What the assistant found itself teaches it nothing.
select number, subject, category, messages
from (
    select number, subject, category, resolved_at,
           row_number() over (
               partition by case when category = any(%(categories)s::text[]) then category end
               order by resolved_at desc
           ) as place,
           array(
               select text from message
               where conversation_id = conversation.id and author = 'customer'
               order by seq limit %(said)s
           ) as messages
    from conversation
    where status = 'resolved' and category <> '' and exists (
        select from event
        where conversation_id = conversation.id and type = 'conversation.changed'
            and data ->> 'category' = conversation.category
    )
) as newest
where place <= %(most)s
order by resolved_at, number;

-- name: categorise
-- Stores the category that the assistant found; one that people set stays.
update conversation set category = %(category)s where id = %(id)s and category = '';

-- name: team_wrote
-- Stores that the team or the assistant replied: the messages that the reply's author saw no longer
-- wait.
update conversation set
    last_message_at = %(now)s,
    waiting_since = (
        select min(m.created_at) from message m
        where m.conversation_id = %(id)s and m.author = 'customer' and m.seq > %(seen)s
    ),
    last_decision = coalesce(%(decision)s, last_decision),
    alarm = case when %(author)s = 'agent' then null else alarm end,
    assistant_spoke_at = case when %(author)s = 'assistant' then %(now)s else assistant_spoke_at end,
    human_replied_at = case
        when %(author)s = 'agent' then coalesce(human_replied_at, %(now)s) else human_replied_at
    end
where id = %(id)s;

-- name: silent
-- Conversations of the assistant whose customer has been silent since its last message, and those
-- that only machines wrote into.
select id from conversation
where status = 'pending' and turn_wanted_seq <= turn_done_seq
    and waiting_since is null and coalesce(assistant_spoke_at, last_message_at) < %(before)s
order by last_message_at, number
limit 100;

-- name: due_from_snooze
-- Snoozed conversations whose time has come.
select id from conversation where status = 'snoozed' and snoozed_until <= %(now)s order by snoozed_until limit 100;

-- name: owned_by_assistant
-- All that the assistant owns: `pause` hands them over.
select id from conversation where status = 'pending' order by number;

-- name: subjects_of
-- The subjects of a contact's earlier conversations, newest first.
select subject from conversation
where contact_id = %(contact)s and id <> %(except)s and subject <> ''
    and (team_id is null or team_id = %(team)s)
order by last_message_at desc
limit %(most)s;

-- name: shown
-- What its customer sees of who has it: the agent who joined or wrote last since it came to people
-- and, while nobody did, how many of the same team's conversations wait before it.
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
         and (
             coalesce(o.due_at > %(now)s, true), -array_position(array['normal', 'high', 'urgent'], o.priority),
             o.waiting_since, o.number
         ) < (
             coalesce(c.due_at > %(now)s, true), -array_position(array['normal', 'high', 'urgent'], c.priority),
             c.waiting_since, c.number
         )
    ) as queue_place,
    coalesce(t.name, '') as team_name
from conversation c left join team t on t.id = c.team_id
where c.id = %(id)s;

-- name: waits_elsewhere
-- Whether another conversation of this contact in this inbox waits for people.
select exists (
    select from conversation
    where contact_id = %(contact)s and inbox_id = %(inbox)s and id <> %(id)s
        and owner = 'human' and status in ('open', 'snoozed') and waiting_since is not null
);
