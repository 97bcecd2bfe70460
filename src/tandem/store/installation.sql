-- name: read
-- The state of the whole desk.
select secret, paused_at from desk;

-- name: lock
-- Waits for the transactions that rely on the state; new ones wait until this transaction ends.
select pg_advisory_xact_lock(%(lock)s);

-- name: pause
-- Pauses the assistant everywhere, from now on; a second pause changes nothing.
update desk set paused_at = coalesce(paused_at, %(now)s);

-- name: resume
-- Lets the assistant work again.
update desk set paused_at = null;

-- name: hold
-- Reads the state and keeps it until this transaction ends: a new pause waits for it. The row is
-- locked only after the advisory lock, and a row lock reads the row again: so it shows a pause that
-- ended after the statement began.
with queue as materialized (select pg_advisory_xact_lock_shared(%(lock)s))
select d.paused_at from queue cross join desk d for share of d;
