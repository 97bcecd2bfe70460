-- name: put
-- Stores the assistant's newest draft; it replaces the one before.
insert into draft (conversation_id, turn_id, decision, text, sources, confidence, seen_seq, created_at)
values (%(conversation)s, %(turn)s, %(decision)s, %(text)s, %(sources)s, %(confidence)s, %(seen_seq)s, %(now)s)
on conflict (conversation_id) do update set
    turn_id = excluded.turn_id, decision = excluded.decision, text = excluded.text,
    sources = excluded.sources, confidence = excluded.confidence, seen_seq = excluded.seen_seq,
    created_at = excluded.created_at;

-- name: read
-- The draft for a conversation; outdated once the customer wrote after the messages it answers.
select
    d.conversation_id, d.turn_id, d.decision, d.text, d.sources, d.confidence, d.seen_seq, d.created_at,
    exists (
        select from message m
        where m.conversation_id = d.conversation_id and m.author = 'customer' and m.seq > d.seen_seq
    ) as is_outdated
from draft d
where d.conversation_id = %(conversation)s;

-- name: drop
-- Deletes the draft, because somebody replied.
delete from draft where conversation_id = %(conversation)s;
