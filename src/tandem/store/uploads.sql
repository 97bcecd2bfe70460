-- name: arrived
-- What a noted file turned out to be, now that its bytes are kept.
update attachment set media_type = %(media_type)s, bytes = %(bytes)s where id = %(id)s;

-- name: never_sent
-- Files that no message took, locked until the transaction ends; another's are passed over.
select id from attachment
where message_id is null and created_at < %(before)s
order by created_at, id
limit 100
for update skip locked;

-- name: forget
-- Forgets files that no message took.
delete from attachment where id = any(%(ids)s) and message_id is null;
