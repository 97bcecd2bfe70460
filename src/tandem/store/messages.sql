-- name: add
-- Stores one message at the place that its event has.
insert into message
    (id, conversation_id, seq, public_seq, author, kind, text, agent_id, turn_id, client_key, decision,
     options, sources, is_automatic, delivery, created_at)
values
    (%(id)s, %(conversation)s, %(seq)s, %(public_seq)s, %(author)s, %(kind)s, %(text)s, %(agent)s,
     %(turn)s, %(client_key)s, %(decision)s, %(options)s, %(sources)s, %(is_automatic)s, %(delivery)s, %(now)s);

-- name: by_client_key
-- The message that a client already sent under a key.
select {columns} from message m left join agent a on a.id = m.agent_id
where m.conversation_id = %(conversation)s and m.client_key = %(client_key)s;

-- name: sent_by
-- The message that a contact already sent under a key, whichever conversation took it.
select {columns} from message m left join agent a on a.id = m.agent_id
where m.author = 'customer' and m.client_key = %(client_key)s
    and m.conversation_id in (select id from conversation where contact_id = %(contact)s);

-- name: one
-- One message.
select {columns} from message m left join agent a on a.id = m.agent_id where m.id = %(id)s;

-- name: thread
-- A conversation's messages before a place, newest first; the reader turns them round.
select {columns} from message m left join agent a on a.id = m.agent_id
where m.conversation_id = %(conversation)s and m.seq < %(before)s
    and (%(everything)s or m.public_seq is not null)
order by m.seq desc
limit %(most)s;

-- name: judge
-- What the customer says of a reply: whether it helped.
update message set was_helpful = %(helpful)s
where id = %(id)s and author = 'assistant' and kind = 'reply'
returning id;

-- name: deliver
-- How far a reply got on its way by mail.
update message set delivery = %(delivery)s where id = %(id)s;

-- name: attach
-- Puts uploaded files under a message; only those of the one who uploaded them, and only once.
update attachment set message_id = %(message)s
where id = any(%(ids)s) and message_id is null
    and (contact_id = %(contact)s or agent_id = %(agent)s)
returning id, name, media_type, bytes;

-- name: uploaded
-- Notes an uploaded file that no message carries yet.
insert into attachment (id, contact_id, agent_id, name, media_type, bytes, created_at)
values (%(id)s, %(contact)s, %(agent)s, %(name)s, %(media_type)s, %(bytes)s, %(now)s);

-- name: attachment
-- One file, with the conversation it was sent in; null while it was not sent.
select
    t.id, t.name, t.media_type, t.bytes, t.contact_id, t.agent_id,
    m.conversation_id, m.public_seq
from attachment t left join message m on m.id = t.message_id
where t.id = %(id)s;

-- name: never_sent
-- Uploads that no message took: their rows go, and the caller removes their bytes.
delete from attachment
where message_id is null and created_at < %(before)s
returning id;
