-- name: hit
-- Counts one more request of a key in its window.
insert into rate as r (key, window_start, count) values (%(key)s, %(start)s, 1)
on conflict (key, window_start) do update set count = r.count + 1
returning count;

-- name: forget
-- Deletes windows that ended.
delete from rate where window_start < %(before)s;
