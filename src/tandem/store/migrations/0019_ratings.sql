-- What a customer gave a resolved conversation, once.
create table rating (
    conversation_id uuid primary key references conversation on delete cascade,
    stars smallint not null check (stars between 1 and 5),
    comment text not null check (char_length(comment) <= 2000),
    rates text not null check (rates in ('assistant', 'people', 'both')),
    via text not null check (via in ('widget', 'mail')),
    rated_at timestamptz not null
);

-- The mails that ask for a rating: one decision for each resolution, and one mail at most.
create table survey (
    conversation_id uuid not null references conversation on delete cascade,
    resolved_at timestamptz not null,
    queued_at timestamptz not null,
    sent_at timestamptz,
    primary key (conversation_id, resolved_at)
);
create unique index survey_sent on survey (conversation_id) where sent_at is not null;
create index conversation_resolved on conversation (resolved_at) where status = 'resolved';
