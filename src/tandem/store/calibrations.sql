-- name: newest
-- The newest calibration of each scope.
select distinct on (scope) scope, body from calibration order by scope, id desc;

-- name: keep
-- Stores a calibration, unless the newest of its scope is the same.
insert into calibration (scope, hash, body, made_at)
select %(scope)s, %(hash)s, %(body)s, %(now)s
where %(hash)s is distinct from (
    select hash from calibration where scope = %(scope)s order by id desc limit 1
);
