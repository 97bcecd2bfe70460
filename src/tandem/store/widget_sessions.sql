-- name: add
-- A browser in which the chat was opened.
insert into widget_session (token_hash, contact_id, inbox_id, created_at, expires_at)
values (%(token_hash)s, %(contact)s, %(inbox)s, %(now)s, %(expires_at)s);

-- name: read
-- The contact of a token that has not expired.
select s.token_hash, s.contact_id, s.inbox_id, c.is_blocked, i.origins
from widget_session s join contact c on c.id = s.contact_id join inbox i on i.id = s.inbox_id
where s.token_hash = %(token_hash)s and s.expires_at > %(now)s;

-- name: renew
-- Extends a session, because the chat was opened again.
update widget_session set expires_at = %(expires_at)s where token_hash = %(token_hash)s;

-- name: seen
-- Stores that the contact has the chat open, in whichever browser.
update contact set seen_at = %(now)s where id = %(contact)s;

-- name: forget
-- Ends one browser's session.
delete from widget_session where token_hash = %(token_hash)s;

-- name: forget_old
-- Deletes expired sessions.
delete from widget_session where expires_at <= %(now)s;
