-- Questions of one meaning that the knowledge did not answer, as the newest search for them found.
create table gap (
    id uuid primary key,
    label text not null,
    words text[] not null,
    centre real[] not null,
    embedder text not null,
    state text not null default 'open' check (state in ('open', 'not_ours', 'linked', 'merged')),
    reason text not null default '',
    size_then integer not null default 0,
    article_id bigint references article,
    merged_into uuid references gap,
    decided_at timestamptz,
    decided_by uuid references agent,
    found_at timestamptz not null,
    version integer not null default 1,
    check ((state = 'merged') = (merged_into is not null)),
    check (state <> 'linked' or article_id is not null)
);
create index gap_merged on gap (merged_into) where merged_into is not null;

-- Each of its questions, without personal data, with its share of people's minutes, and why the
-- nearest article was not enough. Older ones stay, to show whether a gap shrank.
create table gap_question (
    turn_id uuid primary key references turn on delete cascade,
    gap_id uuid references gap on delete set null,
    conversation_id uuid not null references conversation on delete cascade,
    contact_id uuid not null references contact,
    asked_at timestamptz not null,
    text text not null,
    why text not null check (why in ('rated', 'refused', 'escalated', 'unsure')),
    reason text not null,
    product text not null,
    language text not null,
    minutes double precision not null check (minutes >= 0),
    is_measured boolean not null,
    article text not null,
    title text not null,
    fault text not null,
    says text not null,
    typical integer not null
);
create index gap_question_gap on gap_question (gap_id, asked_at);
create index gap_question_asked on gap_question (asked_at);

-- Each search for gaps: when, over which days, how many questions it read, and how many of the
-- conversations of these days had one that was not answered.
create table gap_search (
    at timestamptz primary key,
    days integer not null check (days > 0),
    questions integer not null,
    is_cut boolean not null,
    conversations integer not null,
    unanswered integer not null
);
