-- name: filters
-- The filters of every search: corpus, validity at the snapshot, product, locale, audience, and
-- whether it may be quoted today.
k.corpus = %(corpus)s
and k.valid_from <= %(snapshot)s and (k.valid_to is null or k.valid_to > %(snapshot)s)
and (%(product)s = '' or k.product = any(array[%(product)s, '']))
and (%(locale)s = '' or k.locale = any(array[%(locale)s, '']))
and k.audience = any(%(audiences)s::text[])
and k.document_id != all(%(without)s::bigint[])
and (k.usable_until is null or k.usable_until >= %(today)s)

-- name: search
-- Finds the passages nearest to a question by vector and keywords, as of a snapshot; best fused
-- score first; the columns are the fields of `Hit` in their order, then the terms. passages.py
-- inserts the vector search: by index, exact, or none. It also inserts the limits: for a parameter,
-- the generic plan assumes a tenth of all rows and reads whole indexes.
with size as (
    select
        passages::float8 as passages,
        greatest(lexemes, 1)::float8 / greatest(passages, 1) as mean_length
    from corpus_size
    where corpus = %(corpus)s and snapshot <= %(snapshot)s
    order by snapshot desc
    limit 1
),
asked as (
    select l.lexeme, max(t.weight) as weight
    from unnest(%(texts)s::text[], %(weights)s::float8[]) as t (text, weight)
    cross join lateral unnest(to_tsvector(%(language)s::regconfig, t.text)) as l
    group by l.lexeme
),
quoted as (
    select
        lexeme, weight,
        ('''' || replace(replace(lexeme, '\', '\\'), '''', '''''') || '''')::tsquery as query
    from asked
),
counted as (
    select
        q.*,
        case
            when %(snapshot)s = (select snapshot from knowledge) then coalesce(f.passages, 0)
            else (
                select count(*) from passage_keyword k
                where k.corpus = %(corpus)s and k.lexemes @@ q.query
                    and k.valid_from <= %(snapshot)s and (k.valid_to is null or k.valid_to > %(snapshot)s)
            )
        end as passages
    from quoted q
    left join lexeme_frequency f on f.corpus = %(corpus)s and f.lexeme = q.lexeme
),
term as (
    select
        c.lexeme, c.query, c.passages,
        c.weight * ln(1 + (size.passages - c.passages + 0.5) / (c.passages + 0.5)) as idf
    from counted c cross join size
    order by idf desc, lexeme
    limit {lexemes_max}
),
rare as (
    -- The rarest lexemes until the budget of passages is used, and always the rarest one that
    -- occurs.
    select query
    from (
        select query, passages, sum(passages) over (order by passages, lexeme) as spent
        from term where passages > 0
    ) as by_rarity
    where spent <= {budget} or spent = passages
),
dense as materialized ({dense}),
pooled as (
    select k.passage_id, k.lexemes, k.length
    from passage_keyword k
    where (
            k.lexemes @@ (select string_agg(query::text, ' | ')::tsquery from rare)
            or k.passage_id = any(array(select passage_id from dense))
        )
        and {filters}
),
scored as (
    select
        p.passage_id,
        coalesce((
            select sum(t.idf * term_score(ts_rank('{{1,1,1,1}}', p.lexemes, t.query), p.length, size.mean_length))
            from term t where p.lexemes @@ t.query
        ), 0) / coalesce(nullif((select sum(idf) from term), 0), 1) as bm25
    from pooled p cross join size
),
keyword as (
    select passage_id, row_number() over (order by bm25 desc, passage_id) as rank
    from (
        select passage_id, bm25 from scored where bm25 > 0 order by bm25 desc, passage_id limit {leg_max}
    ) as best
),
found as (
    select
        s.passage_id, s.bm25, k.rank as rank_bm25, d.rank as rank_cosine,
        coalesce(d.cosine, (
            select 1 - (v.embedding <=> %(vector)s::halfvec) from passage_vector v
            where v.passage_id = s.passage_id and v.model_id = %(model)s
        )) as cosine
    from scored s
    left join keyword k on k.passage_id = s.passage_id
    left join dense d on d.passage_id = s.passage_id
    where k.rank is not null or d.rank is not null
),
ordered as (
    select
        *,
        %(keyword_weight)s * bm25 + %(cosine_weight)s * coalesce(cosine, 0) as score,
        row_number() over (
            order by %(keyword_weight)s * bm25 + %(cosine_weight)s * coalesce(cosine, 0) desc, passage_id
        ) as position
    from found
)
select
    o.passage_id,
    coalesce(a.key, t.key) as document,
    coalesce(v.number, 0) as version,
    -- The redacted subject, with the rest of a ticket's searched text.
    coalesce(v.title, split_part(p.text, e'\n', 1)) as title,
    coalesce(v.url, '') as url,
    p.heading_path,
    p.ordinal,
    case when o.position <= {texts_max} then p.text else '' end as text,
    p.shape,
    coalesce(v.review_by < %(today)s, false) as is_stale,
    coalesce(v.product, t.product) as product,
    o.cosine, o.bm25, o.score, o.rank_cosine, o.rank_bm25,
    case when o.position = 1 then (select json_object_agg(lexeme, idf) from term) end as terms
from ordered o
join passage p on p.id = o.passage_id
left join article_version v on v.id = p.version_id
left join article a on a.id = v.article_id
left join ticket t on t.id = p.ticket_id
order by o.position
limit {hits_max};

-- name: of_article
-- The passages of one article, in its order.
select
    p.id as passage_id, a.key as document, v.number as version, v.title, v.url, p.heading_path,
    p.ordinal, p.text, p.shape, coalesce(v.review_by < %(today)s, false) as is_stale, v.product
from article a
join article_version v on v.article_id = a.id
join passage p on p.version_id = v.id
join passage_keyword k on k.passage_id = p.id
where a.key = %(article)s and {filters}
order by p.ordinal;

-- name: around
-- The passages around some that were found, those included, in their articles' order.
select distinct
    p.id as passage_id, a.key as document, v.number as version, v.title, v.url, p.heading_path,
    p.ordinal, p.text, p.shape, coalesce(v.review_by < %(today)s, false) as is_stale, v.product
from passage f
join passage p on p.version_id = f.version_id
    and p.ordinal between f.ordinal - {around} and f.ordinal + {around}
join article_version v on v.id = p.version_id
join article a on a.id = v.article_id
join passage_keyword k on k.passage_id = p.id
where f.id = any(%(passages)s::bigint[]) and {filters}
order by document, p.ordinal;

-- name: dense_none
-- No vector, no vector search.
select null::bigint as passage_id, null::float8 as cosine, null::bigint as rank where false

-- name: dense_exact
-- Every vector is compared: right for small sets, and for past snapshots.
select
    passage_id, 1 - (embedding <=> %(vector)s::halfvec) as cosine,
    row_number() over (order by embedding <=> %(vector)s::halfvec, passage_id) as rank
from passage_vector k
where k.model_id = %(model)s
    and {filters}
order by rank
limit {leg_max}

-- name: dense_index
-- The model's HNSW index, scanned until enough vectors passed the filters.
select passage_id, cosine, row_number() over (order by cosine desc, passage_id) as rank
from (
    select passage_id, 1 - (embedding::halfvec({dimension}) <=> %(vector)s::halfvec({dimension})) as cosine
    from passage_vector k
    where k.model_id = {model}
        and k.corpus = {corpus}
        and {filters}
    order by embedding::halfvec({dimension}) <=> %(vector)s::halfvec({dimension})
    limit {leg_max}
) as nearest

-- name: filtered_up_to
-- Counts the passages that pass the filters, up to a limit.
select count(*)
from (
    select 1 from passage_keyword k
    where {filters}
    limit %(most)s
) as passing;

-- name: add
-- Stores the passages of one article version or ticket, with their lexemes and, if given, vectors.
with new as (
    select *
    from unnest(
        %(ordinals)s::int[], %(paths)s::text[], %(texts)s::text[], %(shapes)s::text[], %(searched)s::text[],
        %(vectors)s::text[]
    ) as n (ordinal, path, text, shape, searched_text, vector)
),
stored as (
    insert into passage (version_id, ticket_id, ordinal, heading_path, text, shape, searched_text)
    select
        %(version)s, %(ticket)s, ordinal, array(select json_array_elements_text(path::json)), text, shape,
        searched_text
    from new
    returning id, ordinal, text, searched_text
),
usable as (
    select
        s.id, s.ordinal, s.searched_text,
        case
            when %(corpus)s = 'article' and exists (
                select 1 from hidden h
                where h.article_id = %(document)s and h.undone_at is null
                    and (h.text_hashes is null or sha256(convert_to(s.text, 'UTF8')) = any(h.text_hashes))
            ) then '-infinity'
            else %(valid_until)s::date
        end as usable_until
    from stored s
),
keyword as (
    insert into passage_keyword
        (passage_id, document_id, corpus, product, locale, audience, valid_from, usable_until, length, lexemes)
    select
        id, %(document)s, %(corpus)s, %(product)s, %(locale)s, %(audience)s, %(snapshot)s, usable_until,
        (select coalesce(sum(cardinality(positions)), 0) from unnest(lexemes)), lexemes
    from (
        select id, usable_until, to_tsvector(%(language)s::regconfig, searched_text) as lexemes from usable
    ) as read
)
insert into passage_vector
    (passage_id, model_id, document_id, corpus, product, locale, audience, valid_from, usable_until, embedding)
select
    s.id, %(model)s, %(document)s, %(corpus)s, %(product)s, %(locale)s, %(audience)s, %(snapshot)s,
    s.usable_until, n.vector::halfvec
from usable s join new n using (ordinal)
where n.vector is not null;

-- name: end
-- Ends the validity of documents' passages at this snapshot; they can still be searched as of an
-- earlier one.
with keyword as (
    update passage_keyword set valid_to = %(snapshot)s
    where corpus = %(corpus)s and document_id = any(%(documents)s::bigint[]) and valid_to is null
)
update passage_vector set valid_to = %(snapshot)s
where corpus = %(corpus)s and document_id = any(%(documents)s::bigint[]) and valid_to is null;

-- name: count_lexemes
-- Updates document frequencies and the corpus's size, from what began and ended at this snapshot.
with changed as (
    select lexemes, length, case when valid_from = %(snapshot)s then 1 else -1 end as step
    from passage_keyword
    where corpus = %(corpus)s and document_id = any(%(documents)s::bigint[])
        and (valid_from = %(snapshot)s or valid_to = %(snapshot)s)
),
frequency as (
    insert into lexeme_frequency (corpus, lexeme, passages)
    select %(corpus)s, l.lexeme, sum(c.step)
    from changed c cross join lateral unnest(c.lexemes) as l
    group by l.lexeme
    order by l.lexeme
    on conflict (corpus, lexeme) do update
        set passages = lexeme_frequency.passages + excluded.passages
)
insert into corpus_size (corpus, snapshot, passages, lexemes)
select
    %(corpus)s, %(snapshot)s,
    coalesce((select sum(step) from changed), 0) + coalesce(last.passages, 0),
    coalesce((select sum(step * length) from changed), 0) + coalesce(last.lexemes, 0)
from (select 1) as one
left join lateral (
    select passages, lexemes from corpus_size
    where corpus = %(corpus)s and snapshot < %(snapshot)s
    order by snapshot desc limit 1
) as last on true;

-- name: without_vector
-- Passages in force that have no vector of this model yet, one batch at a time.
select k.passage_id, p.searched_text
from passage_keyword k join passage p on p.id = k.passage_id
where k.valid_to is null and k.passage_id > %(after)s
    and not exists (
        select 1 from passage_vector v where v.passage_id = k.passage_id and v.model_id = %(model)s
    )
order by k.passage_id
limit %(most)s;

-- name: add_vectors
-- Stores vectors for passages that have none of this model; repeating it changes nothing.
insert into passage_vector
    (passage_id, model_id, document_id, corpus, product, locale, audience, valid_from, valid_to, usable_until,
     embedding)
select
    k.passage_id, %(model)s, k.document_id, k.corpus, k.product, k.locale, k.audience,
    k.valid_from, k.valid_to, k.usable_until, n.vector::halfvec
from unnest(%(passages)s::bigint[], %(vectors)s::text[]) as n (passage_id, vector)
join passage_keyword k using (passage_id)
on conflict (passage_id, model_id) do nothing;

-- name: vectors_of
-- How many vectors a model has in a corpus, to decide whether an index is worth it.
select count(*) from passage_vector where model_id = %(model)s and corpus = %(corpus)s;

-- name: create_index
-- The approximate index of one model over one corpus. With pgvector's own 64 for ef_construction it
-- missed 4 of 100 of the ten nearest of 100,000 vectors, with 200 none (docs/benchmarks.md).
create index if not exists {index} on passage_vector
    using hnsw ((embedding::halfvec({dimension})) halfvec_cosine_ops) with (ef_construction = 200)
    where model_id = {model} and corpus = {corpus};

-- name: index_exists
-- Whether the model's index over a corpus exists and is complete.
select exists (
    select 1 from pg_index i join pg_class c on c.oid = i.indexrelid
    where c.relname = %(index)s and i.indisvalid
);

-- name: model
-- The number of an embedding model; a new model gets one. Looked up first, because every attempted
-- insert uses up one of the 32,767 numbers.
with known as (
    select id, dimension from embedding_model where name = %(name)s
),
new as (
    insert into embedding_model (name, dimension)
    select %(name)s, %(dimension)s where not exists (select from known)
    on conflict (name) do update set name = excluded.name
    returning id, dimension
)
select id, dimension from known
union all
select id, dimension from new;
