-- name: hit
-- Counts a key once more in its window.
insert into rate as r (key, window_start, count) values (%(key)s, %(start)s, 1)
on conflict (key, window_start) do update set count = r.count + 1
returning count;

-- name: forget
-- Windows that ended.
delete from rate where window_start < %(before)s;
