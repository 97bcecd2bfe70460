-- name: read
-- What holds for the whole desk.
select secret, paused_at from desk;

-- name: pause
-- Stops the assistant everywhere, from now on; twice is once.
update desk set paused_at = coalesce(paused_at, %(now)s);

-- name: resume
-- Lets the assistant work again.
update desk set paused_at = null;

-- name: hold
-- As it is, and so until this transaction ends: a pause waits for it, and it sees any before.
select paused_at from desk for share;
