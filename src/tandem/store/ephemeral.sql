-- name: tell
-- Tells the streams of now what nobody keeps; more than 8,000 bytes is refused.
select pg_notify('tandem_ephemeral', %(told)s::jsonb::text);
