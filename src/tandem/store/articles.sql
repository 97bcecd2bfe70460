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
-- What is stored under these keys: the article, its newest version's number, and its hash while in
-- force.
select
    a.key, a.id, a.source_id,
    coalesce(max(v.number), 0) as number,
    max(v.content_hash) filter (where v.valid_to is null) as content_hash
from article a
left join article_version v on v.article_id = a.id
where a.key = any(%(keys)s::text[])
group by a.key, a.id, a.source_id;

-- name: in_force
-- The articles of a source that are in force.
select a.id, a.key
from article a join article_version v on v.article_id = a.id and v.valid_to is null
where a.source_id = %(source)s;

-- name: keep
-- Stores that an article exists and which source it belongs to now.
insert into article (key, source_id) values (%(key)s, %(source)s)
on conflict (key) do update set source_id = excluded.source_id
returning id;

-- name: move
-- Stores that unchanged articles, learnt again from another source, belong to that source.
update article set source_id = %(source)s where key = any(%(keys)s::text[]) and source_id != %(source)s;

-- name: end_versions
-- Ends the versions in force of these articles at this snapshot.
update article_version set valid_to = %(snapshot)s
where article_id = any(%(articles)s::bigint[]) and valid_to is null;

-- name: add_version
-- Stores a new version of an article, in force from this snapshot on.
insert into article_version (
    article_id, number, title, body, url, product, locale, audience, content_hash, learnt_at, valid_from
)
values (
    %(article)s, %(number)s, %(title)s, %(body)s, %(url)s, %(product)s, %(locale)s, %(audience)s,
    %(content_hash)s, %(now)s, %(snapshot)s
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
