-- name: publish
-- Sends an event that is not stored; more than 8,000 bytes is refused.
select pg_notify('tandem_ephemeral', %(event)s::jsonb::text);
