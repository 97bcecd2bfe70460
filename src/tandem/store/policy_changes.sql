-- name: add
-- Stores what a change of the policy's file replaced and by what.
insert into policy_change (at, agent_id, source, before, after)
values (%(now)s, %(agent)s, %(source)s, %(before)s, %(after)s);

-- name: newest
-- The newest change.
select before, after from policy_change order by id desc limit 1;

-- name: lock
-- One process at a time changes the policy's file, until its transaction ends.
select pg_advisory_xact_lock(%(lock)s);
