-- name: read
-- What holds for the whole desk.
select secret, paused_at from desk;

-- name: lock
-- Waits for those who hold the state as it is, and lets no other begin until this transaction ends.
select pg_advisory_xact_lock(%(lock)s);

-- name: pause
-- Stops the assistant everywhere, from now on; twice is once.
update desk set paused_at = coalesce(paused_at, %(now)s);

-- name: resume
-- Lets the assistant work again.
update desk set paused_at = null;

-- name: hold
-- As it is, and so until this transaction ends: a pause waits for it, and it sees any before. The row
-- is locked once the queue let us in, which reads it anew: the statement began before a pause ended.
with queue as materialized (select pg_advisory_xact_lock_shared(%(lock)s))
select d.paused_at from queue cross join desk d for share of d;
