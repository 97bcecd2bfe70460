-- name: defer
-- A job for later, on the caller's own connection: it exists only if the transaction commits.
select procrastinate_defer_jobs_v1(array[
    row('default', %(task)s, 0, null, null, %(arguments)s::jsonb, %(at)s::timestamptz)
]::procrastinate_job_to_defer_v1[]);
