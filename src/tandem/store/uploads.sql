-- name: arrived
-- Stores what an uploaded file turned out to be, once its bytes are stored.
update attachment set media_type = %(media_type)s, bytes = %(bytes)s where id = %(id)s;

-- name: never_sent
-- Files that no message has, locked until the transaction ends; already locked ones are skipped.
select id from attachment
where message_id is null and created_at < %(before)s
order by created_at, id
limit 100
for update skip locked;

-- name: forget
-- Deletes the rows of files that no message has.
delete from attachment where id = any(%(ids)s) and message_id is null;
