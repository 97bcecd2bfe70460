-- Every request to a language model, in a turn or for an agent (without a turn): what it cost, and
-- for as long as the firm keeps them, the texts that left and came back. A turn's record has their
-- hashes.
create table model_call (
    id bigint generated always as identity primary key,
    turn_id uuid references turn on delete cascade,
    number smallint not null,
    conversation_id uuid references conversation on delete cascade,
    asked_at timestamptz not null,
    model text not null,
    purpose text not null,
    is_hosted boolean not null,
    tokens_in integer not null,
    tokens_out integer not null,
    cost double precision,
    failure text not null,
    sent text,
    output text,
    unique (turn_id, number)
);
create index model_call_asked on model_call (asked_at);
create index model_call_conversation on model_call (conversation_id) where conversation_id is not null;
