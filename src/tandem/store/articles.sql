-- name: lock
-- Takes the lock for changes of the knowledge; held to the end of the transaction.
select snapshot from knowledge for update;

-- name: advance
-- Makes this snapshot the newest one.
update knowledge set snapshot = %(snapshot)s;

-- name: state
-- What a turn must know of the knowledge before it searches: read once, so that all steps see the
-- same.
select
    k.snapshot,
    exists (
        select 1 from article_version v
        where v.valid_from <= k.snapshot and (v.valid_to is null or v.valid_to > k.snapshot)
            and v.audience = any(%(audiences)s::text[])
    ) as has_articles,
    exists (select 1 from ticket where is_resolved) as has_tickets,
    m.id as model_id, m.dimension as model_dimension,
    exists (
        select 1 from article_version v where v.product = %(product)s and v.valid_to is null
    ) as has_product,
    -- The corpora that are large enough for the model's index, and have it.
    array(
        select corpus.name
        from (values ('article'), ('ticket')) as corpus (name)
        join pg_class c on c.relname = 'passage_vector_' || corpus.name || '_' || m.id
        join pg_index i on i.indexrelid = c.oid and i.indisvalid
        cross join lateral (
            select s.passages from corpus_size s
            where s.corpus = corpus.name and s.snapshot <= k.snapshot
            order by s.snapshot desc limit 1
        ) as size
        where size.passages >= %(exact_max)s
    ) as indexed
from knowledge k
left join embedding_model m on m.name = %(model)s;

-- name: product_of_each
-- The product of each article in force.
select a.key, v.product from article_version v join article a on a.id = v.article_id
where v.valid_to is null;

-- name: titled
-- The articles in force at a snapshot that have this title, two at most.
select a.key
from article_version v join article a on a.id = v.article_id
where lower(v.title) = lower(%(title)s)
    and v.valid_from <= %(snapshot)s and (v.valid_to is null or v.valid_to > %(snapshot)s)
    and v.audience = any(%(audiences)s::text[])
    and (v.valid_until is null or v.valid_until >= %(today)s)
    and not exists (
        select 1 from hidden h where h.article_id = a.id and h.undone_at is null and h.text_hashes is null
    )
limit 2;

-- name: products
-- The products that articles in force are about.
select distinct product from article_version where valid_to is null and product != '' order by product;

-- name: source
-- The number of a source; a new source gets one.
with known as (
    select id from source where location = %(location)s
),
new as (
    insert into source (location) select %(location)s where not exists (select from known)
    on conflict (location) do update set location = excluded.location
    returning id
)
select id from known
union all
select id from new;

-- name: current
-- What is stored of a source under these origins: the article, its newest version's number, and its
-- hash while in force.
select
    a.key, a.id, a.source_id, a.origin, a.place, s.location,
    coalesce(max(v.number), 0) as number,
    max(v.content_hash) filter (where v.valid_to is null) as content_hash,
    a.edited_at is not null as is_edited
from article a
join source s on s.id = a.source_id
left join article_version v on v.article_id = a.id
where a.source_id = %(source)s and a.origin = any(%(origins)s::text[])
group by a.key, a.id, a.source_id, a.origin, a.place, s.location;

-- name: numbered
-- One article by its number, with its newest version's number, and its hash while in force.
select
    a.key, a.id, a.source_id, a.origin, a.place, s.location,
    coalesce(max(v.number), 0) as number,
    max(v.content_hash) filter (where v.valid_to is null) as content_hash,
    a.edited_at is not null as is_edited
from article a
join source s on s.id = a.source_id
left join article_version v on v.article_id = a.id
where a.id = %(id)s
group by a.key, a.id, a.source_id, a.origin, a.place, s.location;

-- name: snapshot
-- The number of the newest snapshot.
select snapshot from knowledge;

-- name: alike
-- Articles in force with one of these contents, and those of other sources with one of these
-- origins.
select
    a.key, a.id, a.source_id, a.origin, a.place, s.location, v.content_hash,
    (select max(number) from article_version where article_id = a.id) as number,
    a.edited_at is not null as is_edited
from article a
join source s on s.id = a.source_id
join article_version v on v.article_id = a.id and v.valid_to is null
where v.content_hash = any(%(hashes)s::text[])
    or (a.source_id != %(source)s and a.origin = any(%(origins)s::text[]))
order by a.id;

-- name: taken
-- Which of these keys some article has.
select key from article where key = any(%(keys)s::text[]);

-- name: in_force
-- The articles of a source that are in force, but for those that were edited on the desk.
select a.id, a.origin, a.place
from article a join article_version v on v.article_id = a.id and v.valid_to is null
where a.source_id = %(source)s and a.edited_at is null;

-- name: edited
-- Stores that an article was edited on the desk, and what its source had then.
update article set
    edited_at = %(now)s,
    edited_from = coalesce(edited_from, (
        select content_hash from article_version where article_id = %(id)s order by number desc limit 1
    ))
where id = %(id)s;

-- name: given_back
-- Lets an article be learnt from its source again; nothing if it was not edited.
update article set edited_at = null, edited_from = null, seen_hash = null
where id = %(id)s and edited_at is not null
returning key;

-- name: saw
-- Stores what the source of an edited article has now.
update article set seen_hash = %(hash)s where id = %(id)s and seen_hash is distinct from %(hash)s;

-- name: keep
-- Stores an article, with the file that it was read from.
insert into article (key, source_id, origin, place)
values (%(key)s, %(source)s, %(origin)s, %(place)s)
on conflict (key) do update
    set source_id = excluded.source_id, origin = excluded.origin, place = excluded.place
returning id;

-- name: move
-- Stores where an article is read from now.
update article set source_id = %(source)s, origin = %(origin)s, place = %(place)s
where id = %(id)s and (source_id, origin, place) is distinct from (%(source)s, %(origin)s, %(place)s);

-- name: end_versions
-- Ends the versions in force of these articles at this snapshot.
update article_version set valid_to = %(snapshot)s
where article_id = any(%(articles)s::bigint[]) and valid_to is null;

-- name: add_version
-- Stores a new version of an article, in force from this snapshot on.
insert into article_version (
    article_id, number, title, body, url, product, locale, audience, content_hash, learnt_at, valid_from,
    valid_until, review_by
)
values (
    %(article)s, %(number)s, %(title)s, %(body)s, %(url)s, %(product)s, %(locale)s, %(audience)s,
    %(content_hash)s, %(now)s, %(snapshot)s, %(valid_until)s, %(review_by)s
)
returning id;

-- name: count
-- How many articles, passages and tickets are in force.
select
    (select count(*) from article_version where valid_to is null) as articles,
    (select count(*) from passage_keyword where valid_to is null and corpus = 'article') as passages,
    (select count(*) from ticket) as tickets,
    (select count(*) from ticket where is_resolved) as resolved;

-- name: sentences_from
-- Passages in force of articles for customers, in a fixed order: calibration pairs are made from
-- them.
select p.text, a.id, a.key, v.product
from passage_keyword k
join passage p on p.id = k.passage_id
join article_version v on v.id = p.version_id
join article a on a.id = v.article_id
where k.corpus = 'article' and k.valid_to is null and k.audience = 'customer'
order by md5(p.text), k.passage_id
limit %(most)s;

-- name: sources
-- Where the articles in force came from.
select distinct s.location
from source s
join article a on a.source_id = s.id
join article_version v on v.article_id = a.id and v.valid_to is null;

-- name: exists
-- Whether an article has this key.
select exists (select 1 from article where key = %(key)s);

-- name: overview
-- The articles in force, with all that `tandem knowledge` tells of them.
select
    a.key as id, v.title, s.location as source, a.place, v.audience, v.product, v.locale,
    v.number as version, v.learnt_at, v.valid_until, v.review_by,
    (select count(*) from passage p where p.version_id = v.id) as passages,
    (select count(*) from passage p where p.version_id = v.id and p.shape = '') as old_passages,
    exists (
        select 1 from hidden h where h.article_id = a.id and h.undone_at is null and h.text_hashes is null
    ) as is_hidden,
    (
        select coalesce(sum(cardinality(h.text_hashes)), 0) from hidden h
        where h.article_id = a.id and h.undone_at is null
    ) as hidden_passages
from article a
join source s on s.id = a.source_id
join article_version v on v.article_id = a.id and v.valid_to is null
order by a.key;

-- name: numbers_of
-- The numbers of articles by their keys.
select key, id from article where key = any(%(keys)s::text[]);

-- name: listed
-- The articles in force with what became of their quotes since a time, by title; `source_changed` says
-- that the source of an edited one has something new.
select
    a.id as number, a.key as id, v.title, s.location as source, a.place, v.audience, v.product, v.locale,
    v.number as version, v.learnt_at, v.valid_until, v.review_by,
    a.edited_at is not null as is_edited,
    a.edited_at is not null and a.seen_hash is distinct from null and a.seen_hash <> a.edited_from
        as source_changed,
    exists (
        select 1 from hidden h where h.article_id = a.id and h.undone_at is null and h.text_hashes is null
    ) as is_hidden,
    (select count(*) from proposal p where p.article_id = a.id and p.state = 'open')::int as proposals,
    coalesce(u.cited, 0)::int as cited, coalesce(u.yes, 0)::int as yes, coalesce(u.no, 0)::int as no
from article a
join source s on s.id = a.source_id
join article_version v on v.article_id = a.id and v.valid_to is null
left join (
    select article_id, count(*) as cited, count(yes_at) as yes, count(no_at) as no
    from showing where shown_at >= %(since)s group by article_id
) u on u.article_id = a.key
where %(number)s::bigint is null or a.id = %(number)s
order by lower(v.title), a.id
limit %(most)s;

-- name: versions
-- All versions of an article, the newest first; one is in force as long as it has no end.
select v.number, v.title, v.learnt_at, v.valid_to is null as is_in_force, length(v.body) as characters
from article_version v where v.article_id = %(article)s order by v.number desc;

-- name: version
-- One version of an article, as it was.
select
    v.number, v.title, v.body, v.url, v.product, v.locale, v.audience, v.learnt_at, v.valid_until, v.review_by,
    v.valid_to is null as is_in_force
from article_version v where v.article_id = %(article)s and v.number = %(number)s;

-- name: unshaped
-- How many articles in force have passages of an earlier release, which say less of their lines.
select count(distinct v.id)
from article_version v join passage p on p.version_id = v.id
where v.valid_to is null and p.shape = '';
