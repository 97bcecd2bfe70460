-- What the desk knows, in versions, and what each turn of the assistant saw and decided.

create extension if not exists vector;

-- One row: the lock under which knowledge changes, and the number that each change advances.
create table knowledge (
    only_row boolean primary key default true check (only_row),
    snapshot bigint not null default 0
);
insert into knowledge default values;

-- How large each corpus was as of a snapshot: what BM25 needs to know of the whole.
create table corpus_size (
    corpus text not null check (corpus in ('article', 'ticket')),
    snapshot bigint not null,
    passages bigint not null,
    lexemes bigint not null,
    primary key (corpus, snapshot)
);

-- A folder or file that articles came from; --prune looks at one source only.
create table source (
    id bigint generated always as identity primary key,
    location text not null unique
);

create table article (
    id bigint generated always as identity primary key,
    key text not null unique,
    source_id bigint not null references source
);
create index article_source on article (source_id);

-- Never changed but for its end: what an answer cited stays readable.
create table article_version (
    id bigint generated always as identity primary key,
    article_id bigint not null references article,
    number int not null,
    title text not null,
    body text not null,
    url text not null,
    product text not null,
    locale text not null,
    audience text not null check (audience in ('customer', 'agent')),
    content_hash text not null,
    learnt_at timestamptz not null,
    valid_from bigint not null,
    valid_to bigint check (valid_to > valid_from),
    unique (article_id, number)
);
create unique index article_version_current on article_version (article_id) where valid_to is null;
create index article_version_product on article_version (product) where valid_to is null;

-- A resolved conversation, native or imported, usable as precedent; others are kept but not searched.
create table ticket (
    id bigint generated always as identity primary key,
    key text not null unique,
    subject text not null,
    category text not null,
    product text not null,
    locale text not null,
    messages jsonb not null,
    outcome text not null,
    csat smallint check (csat between 1 and 5),
    tags text[] not null,
    is_resolved boolean not null,
    content_hash text not null,
    imported_at timestamptz not null
);

-- What is searched and cited: a piece of an article's version, or of a ticket.
create table passage (
    id bigint generated always as identity primary key,
    version_id bigint references article_version,
    ticket_id bigint references ticket,
    ordinal int not null,
    heading_path text[] not null,
    text text not null,
    searched_text text not null,
    check (num_nonnulls(version_id, ticket_id) = 1)
);
create index passage_version on passage (version_id);
create index passage_ticket on passage (ticket_id);

-- The keyword leg: narrow, so that a row stays inline. `document_id` is the article's or the ticket's.
create table passage_keyword (
    passage_id bigint primary key references passage,
    document_id bigint not null,
    corpus text not null check (corpus in ('article', 'ticket')),
    product text not null,
    locale text not null,
    audience text not null,
    valid_from bigint not null,
    valid_to bigint check (valid_to > valid_from),
    length int not null,
    lexemes tsvector not null
);
create index passage_keyword_lexemes on passage_keyword using gin (lexemes) with (fastupdate = off);
create index passage_keyword_document on passage_keyword (corpus, document_id);

-- How many passages of a corpus hold a lexeme, as of the newest snapshot.
create table lexeme_frequency (
    corpus text not null,
    lexeme text not null,
    passages bigint not null,
    primary key (corpus, lexeme)
);

-- Vectors know their model: one passage may have a vector of each.
create table embedding_model (
    id smallint generated always as identity primary key,
    name text not null unique,
    dimension int not null check (dimension between 1 and 4000)
);

-- The dense leg. A large corpus gets an HNSW index for each model; a small one is searched exactly.
create table passage_vector (
    passage_id bigint not null references passage,
    model_id smallint not null references embedding_model,
    document_id bigint not null,
    corpus text not null check (corpus in ('article', 'ticket')),
    product text not null,
    locale text not null,
    audience text not null,
    valid_from bigint not null,
    valid_to bigint check (valid_to > valid_from),
    embedding halfvec not null,
    primary key (passage_id, model_id)
);
create index passage_vector_document on passage_vector (corpus, document_id);
-- Embeddings look random to the compressor; inline they are read without a detour.
alter table passage_vector alter column embedding set storage plain;

-- Confidence models and thresholds, each under the hash of its content; the newest of a scope is in force.
create table calibration (
    id bigint generated always as identity primary key,
    scope text not null check (scope in ('corpus', 'judged')),
    hash text not null,
    body text not null,
    made_at timestamptz not null
);
create index calibration_newest on calibration (scope, id desc);

-- Frozen texts under their SHA-256: evidence and policies, stored once.
create table record (
    hash text primary key,
    kind text not null check (kind in ('evidence', 'policy')),
    body text not null
);

create table turn (
    id uuid primary key,
    taken_at timestamptz not null,
    evidence_hash text not null references record,
    policy_hash text not null references record,
    decision text not null,
    rule text not null,
    decision_body text not null,
    steps jsonb not null
);
create index turn_taken_at on turn (taken_at);

-- What one lexeme adds to a passage's BM25 before its idf (k1 = 1.2, b = 0.75; Robertson and Zaragoza 2009).
-- With equal weights `ts_rank` of a single lexeme is a pure function of its term frequency:
-- rank = 1 - 1 / (1.64493406685 * (tf + 0.5)), which `round` turns back into tf, exactly up to 255.
-- Each argument stands once, so that the planner puts the expression in place of the call.
create function term_score(rank real, length int, mean_length float8) returns float8
language sql immutable parallel safe return coalesce(
    2.2 / (
        1 + 1.2 * (0.25 + 0.75 * length / mean_length)
        / nullif(round(1 / (1.64493406685 * (1.0000001 - rank)) - 0.5), 0)
    ),
    0
);
