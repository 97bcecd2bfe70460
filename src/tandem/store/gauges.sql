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

-- name: sources
-- How many sources were not read whole the last time, and how long ago the stalest one was.
select
    count(*) filter (where s.failure is not null)::int,
    coalesce(extract(epoch from max(%(now)s::timestamptz - coalesce(s.learnt_at, s.tried_at))), 0)::float8
from source s
where s.tried_at is not null
    and exists (
        select 1 from article a join article_version v on v.article_id = a.id and v.valid_to is null
        where a.source_id = s.id
    );
