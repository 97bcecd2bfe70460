-- Something known that many ask about: the text that matching questions get until it is over.
create table incident (
    id uuid primary key,
    title text not null,
    text text not null,
    words text[] not null,
    categories text[] not null,
    began_at timestamptz not null,
    began_by uuid references agent,
    ended_at timestamptz,
    ended_by uuid references agent,
    end_text text,
    version integer not null default 1,
    check (cardinality(words) + cardinality(categories) > 0),
    check ((ended_at is null) = (end_text is null))
);
create index incident_running on incident (began_at) where ended_at is null;

-- The conversations that got an incident's text.
create table incident_informed (
    incident_id uuid not null references incident on delete cascade,
    conversation_id uuid not null references conversation on delete cascade,
    informed_at timestamptz not null,
    primary key (incident_id, conversation_id)
);
create index incident_informed_conversation on incident_informed (conversation_id);

-- The conversations that want to be told when it is over, and when they were.
create table incident_follower (
    incident_id uuid not null references incident on delete cascade,
    conversation_id uuid not null references conversation on delete cascade,
    followed_at timestamptz not null,
    told_at timestamptz,
    primary key (incident_id, conversation_id)
);
create index incident_follower_conversation on incident_follower (conversation_id);
create index incident_follower_untold on incident_follower (incident_id) where told_at is null;
