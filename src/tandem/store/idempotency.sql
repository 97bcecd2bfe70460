-- name: claim
-- Claims a key for the first request, or for a later one if the first one's process died.
insert into idempotency (principal, key, request_hash, created_at)
values (%(principal)s, %(key)s, %(hash)s, %(now)s)
on conflict (principal, key) do update
    set request_hash = excluded.request_hash, created_at = excluded.created_at
    where idempotency.status is null and idempotency.created_at < %(given_up)s
returning true;

-- name: read
-- What is stored under a key, and its answer; status is null while the work is in progress.
select request_hash, status, body from idempotency
where principal = %(principal)s and key = %(key)s;

-- name: keep
-- Stores the answer.
update idempotency set status = %(status)s, body = %(body)s
where principal = %(principal)s and key = %(key)s;

-- name: release
-- Frees a key whose work failed, so that it can be tried again.
delete from idempotency where principal = %(principal)s and key = %(key)s and status is null;

-- name: forget
-- Deletes answers that nobody will ask for again.
delete from idempotency where created_at < %(before)s;
