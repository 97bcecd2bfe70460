-- What the assistant told a customer that the firm will do: in which words, by when, and what became of
-- it. Told again in the same conversation, it is the same promise.
create table promise (
    id uuid primary key,
    conversation_id uuid not null references conversation (id) on delete cascade,
    message_id uuid not null references message (id) on delete cascade,
    kind text not null,
    says text not null,
    article_id text not null,
    title text not null,
    is_conditional boolean not null,
    made_at timestamptz not null,
    due_at timestamptz,
    outcome text check (outcome in ('kept', 'broken', 'void')),
    judged_at timestamptz,
    judged_by uuid references agent (id),
    check ((outcome is null) = (judged_at is null))
);
create unique index promise_told on promise (conversation_id, md5(says));
create index promise_made on promise (made_at desc, id desc);
create index promise_due on promise (due_at) where outcome is null;
