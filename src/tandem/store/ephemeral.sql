-- name: publish
-- Sends to the open streams what is not stored; more than 8,000 bytes is refused.
select pg_notify('tandem_ephemeral', %(told)s::jsonb::text);
