-- name: queue
-- Queues the mails that ask about conversations that were resolved in a span of time, once for each
-- resolution. Whoever has no address, is one of our own or blocked, rated, or was asked is left out.
insert into survey (conversation_id, resolved_at, queued_at)
select c.id, c.resolved_at, %(now)s
from conversation c join contact k on k.id = c.contact_id
where c.status = 'resolved' and c.resolved_at > %(after)s and c.resolved_at <= %(until)s
    and k.email || k.left_email <> '' and not k.is_internal and not k.is_blocked
    and not exists (select from rating r where r.conversation_id = c.id)
    and not exists (
        select from survey s
        where s.conversation_id = c.id and (s.sent_at is not null or s.resolved_at = c.resolved_at)
    )
order by c.resolved_at
limit 100
on conflict do nothing
returning conversation_id, resolved_at;

-- name: sent_at
-- When a mail about this conversation went out, after any resolution; no row if none did.
select sent_at from survey where conversation_id = %(id)s and sent_at is not null;

-- name: sent
-- Stores that the mail went out.
update survey set sent_at = %(now)s where conversation_id = %(id)s and resolved_at = %(resolved_at)s;

-- name: wrote_since
-- Whether the contact wrote since then, in any conversation.
select exists (
    select from conversation c join message m on m.conversation_id = c.id
    where c.contact_id = %(contact)s and c.last_message_at > %(since)s
        and m.author = 'customer' and m.created_at > %(since)s
);
