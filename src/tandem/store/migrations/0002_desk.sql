-- The desk: who talks with whom, who may answer now, and everything that happened, in order.

-- One row: what holds for the whole desk. `secret` signs the links in mail.
create table desk (
    only_row boolean primary key default true check (only_row),
    secret bytea not null
        default decode(replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', ''), 'hex'),
    paused_at timestamptz
);
insert into desk default values;

create table team (
    id uuid primary key,
    name text not null unique,
    categories text[] not null default '{}',
    version int not null default 1
);

create table agent (
    id uuid primary key,
    email text not null unique check (email = lower(email)),
    name text not null,
    role text not null check (role in ('admin', 'lead', 'agent', 'viewer')),
    password_hash text,
    availability text not null default 'away' check (availability in ('online', 'away')),
    capacity int not null default 8 check (capacity between 0 and 1000),
    is_active boolean not null default true,
    created_at timestamptz not null,
    version int not null default 1
);

create table team_member (
    team_id uuid not null references team on delete cascade,
    agent_id uuid not null references agent on delete cascade,
    primary key (team_id, agent_id)
);
create index team_member_agent on team_member (agent_id);

-- Tokens of every kind are stored by their SHA-256 only.
create table session (
    token_hash bytea primary key,
    agent_id uuid not null references agent on delete cascade,
    created_at timestamptz not null,
    expires_at timestamptz not null
);
create index session_agent on session (agent_id);

create table api_token (
    id uuid primary key,
    token_hash bytea not null unique,
    agent_id uuid not null references agent on delete cascade,
    name text not null,
    scopes text[] not null,
    created_at timestamptz not null,
    expires_at timestamptz,
    last_used_at timestamptz,
    revoked_at timestamptz
);

-- A link that lets an agent in once: to sign in, to accept an invitation, to set a new password.
create table entry_link (
    token_hash bytea primary key,
    agent_id uuid not null references agent on delete cascade,
    purpose text not null check (purpose in ('sign_in', 'invitation', 'password_reset')),
    expires_at timestamptz not null,
    used_at timestamptz
);

create table inbox (
    id uuid primary key,
    name text not null unique,
    channel text not null check (channel in ('widget', 'email', 'api')),
    product text not null default '',
    origins text[] not null default '{}',
    is_internal boolean not null default false,
    secret bytea not null
        default decode(replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', ''), 'hex'),
    version int not null default 1
);

-- A text whose words PostgreSQL's parser finds one by one: left alone, it takes an address, a price
-- or an order's number whole, and no search for a part of it would find it. Ranges of code points,
-- because what a letter is differs from server to server.
create function bare_words(text) returns text language sql immutable parallel safe
    return regexp_replace($1, '[!-/:-@[-`{-¿×÷\u2000-\u206f\u3000-\u303f]+', ' ', 'g');

-- `external_id` is the site's own number for a customer, believed only in a token the site signed,
-- and of no other site: `external_realm` is the inbox with whose secret it was signed. `left_email`
-- was typed in the chat by whoever was there; mail goes to it if `email` is empty, and no more.
create table contact (
    id uuid primary key,
    external_id text,
    external_realm uuid references inbox,
    name text not null default '',
    email text not null default '' check (email = lower(email)),
    left_email text not null default '' check (left_email = lower(left_email)),
    is_verified boolean not null default false,
    is_internal boolean not null default false,
    is_high_value boolean not null default false,
    people_first boolean not null default false,
    is_blocked boolean not null default false,
    product text not null default '',
    plan text not null default '',
    locale text not null default '',
    attributes jsonb not null default '{}',
    created_at timestamptz not null,
    seen_at timestamptz,
    version int not null default 1,
    unique (external_realm, external_id),
    check ((external_realm is null) = (external_id is null))
);
create index contact_email on contact (email) where email <> '';
create index contact_words on contact using gin (to_tsvector('simple', bare_words(name || ' ' || email)));

create table widget_session (
    token_hash bytea primary key,
    contact_id uuid not null references contact on delete cascade,
    inbox_id uuid not null references inbox on delete cascade,
    created_at timestamptz not null,
    expires_at timestamptz not null
);
create index widget_session_contact on widget_session (contact_id);

-- One thread with one contact. It is also the queue of its turns: one is due while
-- `turn_wanted_seq > turn_done_seq`, one is under way until `turn_lease_until`, and `turn_number`
-- fences the commit of one whose lease ran out.
create table conversation (
    id uuid primary key,
    number bigint generated always as identity unique,
    inbox_id uuid not null references inbox,
    contact_id uuid not null references contact,
    linked_from uuid references conversation,
    subject text not null default '',
    status text not null check (status in ('pending', 'open', 'snoozed', 'resolved')),
    owner text not null check (owner in ('assistant', 'human')),
    priority text not null default 'normal' check (priority in ('normal', 'high', 'urgent')),
    team_id uuid references team on delete set null,
    assignee_id uuid references agent on delete set null,
    category text not null default '',
    product text not null default '',
    tags text[] not null default '{}',
    resolution text check (resolution in ('assumed', 'abandoned', 'confirmed', 'agent')),
    last_decision text,
    handoff_reason text,
    handoff_rule text,
    handed_off_at timestamptz,
    human_replied_at timestamptz,
    alarmed_at timestamptz,
    waiting_since timestamptz,
    last_message_at timestamptz not null,
    assistant_spoke_at timestamptz,
    snoozed_until timestamptz,
    resolved_at timestamptz,
    created_at timestamptz not null,
    version int not null default 1,
    seq bigint not null default 0,
    public_seq bigint not null default 0,
    turn_wanted_seq bigint not null default 0,
    turn_wanted_at timestamptz,
    turn_done_seq bigint not null default 0,
    turn_number int not null default 0,
    turn_lease_until timestamptz,
    turn_attempts int not null default 0,
    turn_reruns int not null default 0,
    check (status <> 'pending' or owner = 'assistant'),
    check (status not in ('open', 'snoozed') or owner = 'human'),
    check ((status = 'snoozed') = (snoozed_until is not null)),
    check ((status = 'resolved') = (resolved_at is not null)),
    check ((status = 'resolved') = (resolution is not null))
);
create index conversation_turn_due on conversation (turn_wanted_at) where turn_wanted_seq > turn_done_seq;
create index conversation_queue on conversation (status, waiting_since);
create index conversation_assignee on conversation (assignee_id, status);
create index conversation_contact on conversation (contact_id, last_message_at desc);
create index conversation_recent on conversation (last_message_at desc, id);
create index conversation_words on conversation using gin (to_tsvector('simple', bare_words(subject)));
create index conversation_snoozed on conversation (snoozed_until) where status = 'snoozed';

-- `seq` is that of its event; a note has no `public_seq`: no customer ever sees it.
create table message (
    id uuid primary key,
    conversation_id uuid not null references conversation,
    seq bigint not null,
    public_seq bigint,
    author text not null check (author in ('customer', 'assistant', 'agent', 'system')),
    kind text not null check (kind in ('reply', 'note', 'activity')),
    text text not null,
    agent_id uuid references agent,
    turn_id uuid,
    client_key text,
    decision text,
    options text[] not null default '{}',
    sources jsonb not null default '[]',
    is_automatic boolean not null default false,
    was_helpful boolean,
    delivery text check (delivery in ('queued', 'sent', 'failed')),
    created_at timestamptz not null,
    check (kind <> 'note' or public_seq is null),
    unique (conversation_id, seq),
    unique (conversation_id, client_key)
);
create index message_words on message using gin (to_tsvector('simple', bare_words(text)));

-- The bytes lie on disk under `id`; one without a message was uploaded and not sent yet.
create table attachment (
    id uuid primary key,
    contact_id uuid references contact,
    agent_id uuid references agent,
    message_id uuid references message,
    name text not null,
    media_type text not null,
    bytes bigint not null,
    created_at timestamptz not null,
    check (num_nonnulls(contact_id, agent_id) = 1)
);
create index attachment_message on attachment (message_id);
create index attachment_contact on attachment (contact_id);

-- What happened, written in the transaction that did it. `seq` has no gaps within a conversation,
-- nor has `public_seq` among what its customer may see; `public_data` is all they see of it.
create table event (
    conversation_id uuid not null references conversation,
    seq bigint not null,
    public_seq bigint,
    type text not null,
    data jsonb not null,
    public_data jsonb,
    at timestamptz not null,
    primary key (conversation_id, seq),
    check ((public_seq is null) = (public_data is null))
);
create unique index event_public on event (conversation_id, public_seq) where public_seq is not null;

-- The newest reply that the assistant proposes to people; outdated once the customer wrote on.
create table draft (
    conversation_id uuid primary key references conversation,
    turn_id uuid not null,
    decision text not null,
    text text not null,
    sources jsonb not null,
    confidence float8,
    seen_seq bigint not null,
    created_at timestamptz not null
);

alter table turn
    add column conversation_id uuid references conversation,
    add column seen_seq bigint,
    add column effect text;
create index turn_conversation on turn (conversation_id, taken_at);

create table audit (
    id bigint generated always as identity primary key,
    at timestamptz not null,
    agent_id uuid references agent,
    action text not null,
    subject text not null,
    data jsonb not null default '{}'
);

-- What a creating request answered, so that the same key gets the same answer.
create table idempotency (
    principal text not null,
    key text not null,
    request_hash bytea not null,
    status int,
    body jsonb,
    created_at timestamptz not null,
    primary key (principal, key)
);
create index idempotency_created on idempotency (created_at);

-- How often a key was seen in a window; lost in a crash without harm.
create unlogged table rate (
    key text not null,
    window_start timestamptz not null,
    count int not null,
    primary key (key, window_start)
);
