-- An article that was edited on the desk is not learnt from its source again: when it was edited, what
-- its source had then, and what it has now.
alter table article add column edited_at timestamptz;
alter table article add column edited_from text;
alter table article add column seen_hash text;

-- Proposed articles and edits, until somebody publishes or rejects them. `origins` are the replies that
-- sentences came from. A new article has no `article_id` before it is published.
create table proposal (
    id uuid primary key,
    gap_id uuid references gap on delete set null,
    article_id bigint references article,
    based_on integer,
    title text not null,
    body text not null,
    product text not null,
    locale text not null,
    audience text not null check (audience in ('customer', 'agent')),
    url text not null,
    valid_until date,
    review_by date,
    origins jsonb not null default '[]',
    state text not null default 'open' check (state in ('open', 'published', 'rejected')),
    reason text not null default '',
    made_at timestamptz not null,
    made_by uuid references agent,
    changed_at timestamptz not null,
    changed_by uuid references agent,
    decided_at timestamptz,
    decided_by uuid references agent,
    published_version integer,
    version integer not null default 1,
    check ((state = 'open') = (decided_at is null)),
    check (state <> 'published' or (article_id is not null and published_version is not null))
);
create index proposal_state on proposal (state, made_at);
create index proposal_article on proposal (article_id) where article_id is not null;
create index proposal_gap on proposal (gap_id) where gap_id is not null;

-- What publishing a proposal would change, as it was last previewed: for exactly this content.
create table proposal_effect (
    proposal_id uuid primary key references proposal on delete cascade,
    content_hash text not null,
    snapshot bigint not null,
    made_at timestamptz not null,
    made_by uuid references agent,
    effect jsonb not null
);
