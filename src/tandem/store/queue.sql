-- name: defer
-- A job for later, on the caller's own connection: it is there if and only if the rest is.
select procrastinate_defer_jobs_v1(array[
    row('default', %(task)s, 0, null, null, %(arguments)s::jsonb, %(at)s::timestamptz)
]::procrastinate_job_to_defer_v1[]);
