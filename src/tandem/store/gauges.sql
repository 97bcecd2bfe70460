-- name: schema
-- The number of the newest applied migration.
select max(number) from migration;

-- name: conversations
-- How many conversations there are by status and owner.
select status, owner, count(*) from conversation group by status, owner;

-- name: turns_due
-- Turns that are due, and how long the oldest has waited.
select count(*), coalesce(extract(epoch from %(now)s::timestamptz - min(turn_wanted_at)), 0)::float8
from conversation where turn_wanted_seq > turn_done_seq;
