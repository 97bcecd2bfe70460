-- What each line of a passage was in its source; empty in passages of earlier releases, whose lines
-- are guessed.
alter table passage add column shape text not null default '';

-- An id belongs to its source: `origin` is the id there, `key` the one that all of the desk sees,
-- and `place` the file it was read from last.
alter table article add column origin text;
update article set origin = key;
alter table article alter column origin set not null;
alter table article add column place text not null default '';
create unique index article_origin on article (source_id, origin);

-- Customers see a version up to and including its last day; what should be read again is reported.
alter table article_version add column valid_until date;
alter table article_version add column review_by date;
create index article_version_content on article_version (content_hash) where valid_to is null;

-- The last day on which a passage may be quoted: of its version, or long past while it is hidden.
alter table passage_keyword add column usable_until date;
alter table passage_vector add column usable_until date;

-- What is never quoted: an article, or every passage of it with one of these texts, in later
-- versions too. `passages` are those that were in force when it was hidden.
create table hidden (
    id bigint generated always as identity primary key,
    article_id bigint not null references article,
    text_hashes bytea[],
    passages bigint[] not null default '{}',
    says text not null,
    hidden_at timestamptz not null,
    hidden_by uuid references agent,
    undone_at timestamptz
);
create index hidden_article on hidden (article_id) where undone_at is null;

-- How a source is learnt again by itself, and how that went: `failure` is of the newest run.
alter table source add column options jsonb;
alter table source add column learnt_at timestamptz;
alter table source add column tried_at timestamptz;
alter table source add column failure text;

-- What a site said of a page when it was read, so that it is fetched again only if it changed.
create table site_page (
    source_id bigint not null references source,
    url text not null,
    address text not null,
    etag text not null,
    last_modified text not null,
    links text[] not null,
    primary key (source_id, url)
);
