-- name: learnt
-- Stores that a source was learnt, or why not, and how to do it again; what was given before stays
-- where a run gives nothing.
update source
set options = coalesce(%(options)s::jsonb, options), tried_at = %(now)s, failure = %(failure)s,
    learnt_at = case when %(failure)s::text is null then %(now)s else learnt_at end
where location = %(location)s;

-- name: move
-- Gives a source the place where it lies now, unless another one lies there.
update source set location = %(to)s
where location = %(location)s and not exists (select from source where location = %(to)s);

-- name: all
-- The sources with articles in force, by location, but for the desk's own.
select s.location, s.options, s.learnt_at, s.tried_at, s.failure, count(*)::int as articles
from source s
join article a on a.source_id = s.id
join article_version v on v.article_id = a.id and v.valid_to is null
where s.location <> 'desk:'
group by s.id
order by s.location;

-- name: marks
-- What is known of a site's pages.
select address, url, etag, last_modified, links from site_page where source_id = %(source)s order by url;

-- name: mark
-- Stores what a site said of its pages.
insert into site_page (source_id, url, address, etag, last_modified, links)
select %(source)s, n.url, n.address, n.etag, n.last_modified, array(select json_array_elements_text(n.links::json))
from unnest(
    %(urls)s::text[], %(addresses)s::text[], %(etags)s::text[], %(modified)s::text[], %(links)s::text[]
) as n (url, address, etag, last_modified, links)
on conflict (source_id, url) do update
    set address = excluded.address, etag = excluded.etag, last_modified = excluded.last_modified,
        links = excluded.links;

-- name: unmark
-- Forgets pages that are gone.
delete from site_page where source_id = %(source)s and url = any(%(urls)s::text[]);
