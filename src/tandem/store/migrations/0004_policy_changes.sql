-- What the desk changed in the policy's file, so that it can be undone.
create table policy_change (
    id bigint generated always as identity primary key,
    at timestamptz not null,
    agent_id uuid references agent,
    source text not null,
    before text not null,
    after text not null
);
