-- name: want
-- Makes a turn due over everything up to here.
update conversation set
    turn_wanted_seq = %(seq)s, turn_attempts = 0,
    turn_wanted_at = case when turn_wanted_seq > turn_done_seq then turn_wanted_at else %(now)s end
where id = %(id)s;

-- name: claim
-- Leases the turn that has waited longest; its new number keeps earlier turns from committing.
update conversation set
    turn_number = turn_number + 1, turn_lease_until = %(until)s, turn_attempts = turn_attempts + 1
where id = (
    select id from conversation
    where turn_wanted_seq > turn_done_seq
        and (turn_lease_until is null or turn_lease_until < %(now)s)
        and turn_attempts < %(attempts_max)s
    order by turn_wanted_at, number
    limit 1
    for no key update skip locked
)
returning id, turn_number as number, turn_wanted_seq as wanted_seq, turn_reruns as reruns;

-- name: finish
-- Ends a turn: what it saw is done, and a worker that still takes it can't commit.
update conversation set
    turn_done_seq = greatest(turn_done_seq, %(seq)s), turn_lease_until = null,
    turn_number = turn_number + 1,
    turn_attempts = 0, turn_reruns = %(reruns)s
where id = %(id)s;

-- name: release
-- Gives a lease back without a turn taken; another worker may take it at once.
update conversation set turn_lease_until = null, turn_attempts = greatest(turn_attempts - 1, 0)
where id = %(id)s and turn_number = %(number)s;

-- name: next_at
-- When the next lease expires on a turn that is still due; null if none is leased.
select min(turn_lease_until) from conversation
where turn_wanted_seq > turn_done_seq and turn_attempts < %(attempts_max)s;

-- name: overdue
-- Conversations whose turn was not finished in time, whoever owns them.
select id from conversation
where turn_wanted_seq > turn_done_seq
    and turn_wanted_at < %(before)s
    and (turn_lease_until is null or turn_lease_until < %(now)s or turn_attempts >= %(attempts_max)s)
order by turn_wanted_at, number
limit 100;
