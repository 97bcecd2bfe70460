-- Who has a conversation open now, by screen: an agent may have several. It is worthless after a
-- crash, so it is not logged.
create unlogged table presence (
    conversation_id uuid not null references conversation on delete cascade,
    agent_id uuid not null references agent on delete cascade,
    screen text not null,
    doing text not null check (doing in ('viewing', 'writing')),
    until timestamptz not null,
    primary key (conversation_id, agent_id, screen)
);
