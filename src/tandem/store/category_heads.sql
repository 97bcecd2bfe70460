-- name: newest
-- The embedder's head; its body only if the caller does not know it yet, for it is large.
select hash, case when hash = any(%(known)s::text[]) then null else body end
from category_head where embedder = %(embedder)s;

-- name: keep
-- Stores a head in place of the embedder's former one.
insert into category_head (embedder, hash, body, made_at)
values (%(embedder)s, %(hash)s, %(body)s, %(now)s)
on conflict (embedder) do update set
    hash = excluded.hash, body = excluded.body, made_at = excluded.made_at;

-- name: remove
-- Removes the embedder's head.
delete from category_head where embedder = %(embedder)s;
