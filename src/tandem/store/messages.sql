-- name: append
-- Stores one message and its event, both with the next number of the conversation. A customer's
-- message also sets since when they wait, the subject if there was none, and whether a turn is due.
with numbered as (
    update conversation set
        seq = seq + 1,
        public_seq = public_seq + case when %(public)s::jsonb is null then 0 else 1 end,
        last_message_at = case when %(is_inbound)s then %(now)s else last_message_at end,
        waiting_since = case
            when not %(is_inbound)s then waiting_since
            when status = 'resolved' then case when %(asks)s then %(now)s::timestamptz end
            when not %(asks)s then waiting_since
            else coalesce(waiting_since, %(now)s)
        end,
        subject = case when %(is_inbound)s and subject = '' then %(subject)s else subject end,
        turn_wanted_seq = case when %(wants_turn)s then seq + 1 else turn_wanted_seq end,
        turn_attempts = case when %(wants_turn)s then 0 else turn_attempts end,
        turn_wanted_at = case
            when %(wants_turn)s and turn_wanted_seq <= turn_done_seq then %(now)s else turn_wanted_at
        end
    where id = %(conversation)s
    returning seq, case when %(public)s::jsonb is null then null else public_seq end as public_seq
),
told as (
    insert into event (conversation_id, seq, public_seq, type, format, data, public_data, at)
    select
        %(conversation)s, seq, public_seq, %(type)s, %(format)s,
        %(data)s::jsonb || jsonb_build_object('seq', seq, 'public_seq', public_seq),
        %(public)s::jsonb || jsonb_build_object('public_seq', public_seq),
        %(now)s
    from numbered
),
stored as (
    insert into message
        (id, conversation_id, seq, public_seq, author, kind, text, agent_id, turn_id, client_key, decision,
         options, picks, sources, is_automatic, delivery, asked_again, given_at, created_at)
    select
        %(id)s, %(conversation)s, seq, public_seq, %(author)s, %(kind)s, %(text)s, %(agent)s, %(turn)s,
        %(client_key)s, %(decision)s, %(data)s::jsonb -> 'options', %(picks)s, %(data)s::jsonb -> 'sources', %(is_automatic)s,
        %(delivery)s, %(asked_again)s, %(given_at)s, %(now)s
    from numbered
)
select
    seq, public_seq, pg_notify('tandem_event', %(conversation)s::text || ' ' || seq),
    case when %(wants_turn)s then pg_notify('tandem_turn', '') end
from numbered;

-- name: by_client_key
-- The message that a client already sent under a key.
select {columns} from message m left join agent a on a.id = m.agent_id
where m.conversation_id = %(conversation)s and m.client_key = %(client_key)s;

-- name: one
-- One message.
select {columns} from message m left join agent a on a.id = m.agent_id where m.id = %(id)s;

-- name: thread
-- A conversation's messages before a number, newest first; the caller reverses them.
select {columns} from message m left join agent a on a.id = m.agent_id
where m.conversation_id = %(conversation)s and m.seq < %(before)s
    and (%(everything)s or m.public_seq is not null)
order by m.seq desc
limit %(most)s;

-- name: by_agent
-- The newest replies of an agent that are long enough to show how they write.
select text from message
where agent_id = %(agent)s and author = 'agent' and kind = 'reply' and length(text) between %(least)s and %(longest)s
order by created_at desc
limit %(most)s;

-- name: said
-- What people wrote to each other, newest first; messages from machines are left out.
select
    author, text, created_at, decision, options, turn_id, picks,
    case
        when decision in ('answer', 'suggest')
            then array(select distinct s ->> 'article_id' from jsonb_array_elements(sources) as s)
        else array[]::text[]
    end as articles
from message
where conversation_id = %(conversation)s and kind = 'reply' and not is_automatic
order by seq desc
limit %(most)s;

-- name: choose
-- Stores which option of a reply the customer pressed, and what a yes or a no says. No row if it was
-- pressed last already.
update message set chosen = %(option)s, was_helpful = coalesce(%(was_helpful)s, was_helpful)
where id = %(id)s and chosen is distinct from %(option)s
returning id;

-- name: is_newest
-- Whether no reply came after a message.
select not exists (
    select from message
    where conversation_id = %(conversation)s and seq > %(seq)s and kind = 'reply'
);

-- name: deliver
-- Stores the mail status of a reply.
update message set delivery = %(delivery)s where id = %(id)s;

-- name: attach
-- Attaches uploaded files to a message; only the uploader's own, and each only once.
update attachment set message_id = %(message)s
where id = any(%(ids)s) and message_id is null
    and (contact_id = %(contact)s or agent_id = %(agent)s)
returning id, name, media_type, bytes;

-- name: uploaded
-- Stores an uploaded file's row; no message has it yet.
insert into attachment (id, contact_id, agent_id, name, media_type, bytes, created_at)
values (%(id)s, %(contact)s, %(agent)s, %(name)s, %(media_type)s, %(bytes)s, %(now)s);

-- name: attachment
-- One file, with the conversation it was sent in; null if it was not sent.
select
    t.id, t.name, t.media_type, t.bytes, t.contact_id, t.agent_id,
    m.conversation_id, m.public_seq
from attachment t left join message m on m.id = t.message_id
where t.id = %(id)s;

-- name: answered_to
-- How far the answers of a conversation saw: the assistant's turns, an agent's reply or their closing it.
select greatest(
    (select max(seen_seq) from turn where conversation_id = %(conversation)s and effect = 'sent'),
    (select max(seq) from message
     where conversation_id = %(conversation)s and author = 'agent' and kind = 'reply'),
    (select max(seq) from event
     where conversation_id = %(conversation)s and type = 'conversation.resolved' and data ? 'agent_id'),
    0
);
