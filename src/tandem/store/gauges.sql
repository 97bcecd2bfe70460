-- name: schema
-- The number of the newest migration that was applied.
select max(number) from migration;

-- name: conversations
-- How many conversations stand where.
select status, owner, count(*) from conversation group by status, owner;

-- name: turns_due
-- Turns that are wanted and not done, and how long the oldest has waited.
select count(*), coalesce(extract(epoch from %(now)s::timestamptz - min(turn_wanted_at)), 0)::float8
from conversation where turn_wanted_seq > turn_done_seq;
