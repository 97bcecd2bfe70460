-- name: append
-- Stores an event with the next number of its conversation, under its row lock, and notifies all
-- streams.
with numbered as (
    update conversation set
        seq = seq + 1,
        public_seq = public_seq + case when %(public)s::jsonb is null then 0 else 1 end
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
)
select seq, public_seq, pg_notify('tandem_event', %(conversation)s::text || ' ' || seq) from numbered;

-- name: since
-- The events of a conversation after a number, oldest first.
select conversation_id, seq, public_seq, type, format, data, public_data, at from event
where conversation_id = %(conversation)s and seq > %(seq)s
order by seq
limit %(most)s;

-- name: public_since
-- The events after a public number that the customer may see, oldest first.
select conversation_id, seq, public_seq, type, format, data, public_data, at from event
where conversation_id = %(conversation)s and public_seq > %(public_seq)s
order by public_seq
limit %(most)s;

-- name: last_handoff
-- The newest handoff of a conversation, with its brief.
select conversation_id, seq, public_seq, type, format, data, public_data, at from event
where conversation_id = %(conversation)s and type = 'conversation.handed_off'
order by seq desc
limit 1;
