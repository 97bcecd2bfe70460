-- name: add
-- A new incident; it runs at once.
insert into incident (id, title, text, words, categories, began_at, began_by)
values (%(id)s, %(title)s, %(text)s, %(words)s, %(categories)s, %(now)s, %(agent)s);

-- name: change
-- Changes a running incident; null leaves a value unchanged. No row if the version is newer, or it is over.
update incident set
    title = coalesce(%(title)s, title), text = coalesce(%(text)s, text),
    words = coalesce(%(words)s, words), categories = coalesce(%(categories)s, categories),
    version = version + 1
where id = %(id)s and version = %(version)s and ended_at is null
returning id;

-- name: finish
-- Ends a running incident. No row if it is over already.
update incident set ended_at = %(now)s, ended_by = %(agent)s, end_text = %(text)s, version = version + 1
where id = %(id)s and ended_at is null
returning id;

-- name: read
-- One incident, with whom it reached.
select {columns} from incident i
left join agent b on b.id = i.began_by left join agent e on e.id = i.ended_by
where i.id = %(id)s;

-- name: page
-- Those that run first, then those that are over, the newest of each first.
select {columns} from incident i
left join agent b on b.id = i.began_by left join agent e on e.id = i.ended_by
order by i.ended_at desc nulls first, i.began_at desc, i.id
limit %(most)s;

-- name: running
-- What turns compare questions with, the newest first.
select id, title, text, words, categories from incident
where ended_at is null
order by began_at desc, id;

-- name: informed
-- A conversation got an incident's text; the first time counts.
insert into incident_informed (incident_id, conversation_id, informed_at)
values (%(incident)s, %(conversation)s, %(now)s)
on conflict do nothing;

-- name: lock
-- Whether an incident is over; it can't end before this transaction has. No row if there is none.
select ended_at is not null as is_over from incident where id = %(id)s for share;

-- name: follow
-- A conversation wants to be told the end; twice is once.
insert into incident_follower (incident_id, conversation_id, followed_at)
values (%(incident)s, %(conversation)s, %(now)s)
on conflict do nothing;

-- name: untold
-- Conversations that are to be told that an incident is over, and were not yet.
select conversation_id from incident_follower
where incident_id = %(incident)s and told_at is null
order by followed_at, conversation_id
limit %(most)s;

-- name: tell
-- Marks a conversation as told. No row if it was already.
update incident_follower set told_at = %(now)s
where incident_id = %(incident)s and conversation_id = %(conversation)s and told_at is null
returning conversation_id;
