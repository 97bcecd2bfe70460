-- name: current
-- What is stored under these keys: the ticket and the hash of its content.
select key, id, content_hash from ticket where key = any(%(keys)s::text[]);

-- name: keep
-- Stores a new or changed ticket.
insert into ticket (
    key, subject, category, product, locale, messages, outcome, csat, tags, is_resolved, content_hash, imported_at
)
values (
    %(key)s, %(subject)s, %(category)s, %(product)s, %(locale)s, %(messages)s, %(outcome)s, %(csat)s,
    %(tags)s, %(is_resolved)s, %(content_hash)s, %(now)s
)
on conflict (key) do update set
    subject = excluded.subject, category = excluded.category, product = excluded.product,
    locale = excluded.locale, messages = excluded.messages, outcome = excluded.outcome,
    csat = excluded.csat, tags = excluded.tags, is_resolved = excluded.is_resolved,
    content_hash = excluded.content_hash
returning id;

-- name: labelled
-- The newest tickets of each of these categories, and of all others together, up to so many of each.
select key, subject, category, messages
from (
    select id, key, subject, category, messages,
           row_number() over (
               partition by case when category = any(%(categories)s::text[]) then category end
               order by id desc
           ) as place
    from ticket where category <> ''
) as newest
where place <= %(most)s
order by id;

-- name: labels
-- The category and tags of these tickets.
select key, category, tags from ticket where key = any(%(keys)s::text[]);

-- name: categories
-- The categories of these tickets.
select key, category from ticket where key = any(%(keys)s::text[]);
