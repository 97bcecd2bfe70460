-- name: claim
-- The first request with a key does the work; so does one after a worker died with it half done.
insert into idempotency (principal, key, request_hash, created_at)
values (%(principal)s, %(key)s, %(hash)s, %(now)s)
on conflict (principal, key) do update
    set request_hash = excluded.request_hash, created_at = excluded.created_at
    where idempotency.status is null and idempotency.created_at < %(given_up)s
returning true;

-- name: read
-- What came under a key, and what it was answered; status is null while the work is under way.
select request_hash, status, body from idempotency
where principal = %(principal)s and key = %(key)s;

-- name: keep
-- What the work answered.
update idempotency set status = %(status)s, body = %(body)s
where principal = %(principal)s and key = %(key)s;

-- name: release
-- The work failed: it may be tried again.
delete from idempotency where principal = %(principal)s and key = %(key)s and status is null;

-- name: forget
-- Answers that nobody will ask for again.
delete from idempotency where created_at < %(before)s;
