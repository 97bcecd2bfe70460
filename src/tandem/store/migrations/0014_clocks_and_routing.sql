-- Clocks for people: when their reply is due, when they are warned before, when the leads hear of it
-- after, and how far the alarm has gone. All are null while nobody waits for people.
alter table conversation
    add column due_at timestamptz,
    add column warn_at timestamptz,
    add column lead_at timestamptz,
    add column alarm text check (alarm in ('warned', 'late', 'lead')),
    add column language text not null default '',
    add column assigned_why text,
    add column assigned_at timestamptz,
    add column declined uuid[] not null default '{}';
update conversation set alarm = 'late' where alarmed_at is not null and waiting_since is not null;
alter table conversation drop column alarmed_at;
create index conversation_due on conversation (due_at) where due_at is not null;
create index conversation_line on conversation (waiting_since)
    where status = 'open' and assignee_id is null and waiting_since is not null;

-- A team takes these categories and languages; without any of one kind, all of them.
alter table team add column languages text[] not null default '{}';

-- The time zone that the contact's browser reports: it only says in which one they are told times.
alter table contact add column time_zone text not null default '';

-- When the agent's console was last open; null if it never was.
alter table agent add column seen_at timestamptz;

-- Each time a customer waited for people, written when it ended; `agent_id` is who replied, null if
-- it ended without a reply. What has not ended is in `conversation`.
create table reply_wait (
    id bigint generated always as identity primary key,
    conversation_id uuid not null references conversation,
    is_first boolean not null,
    asked_at timestamptz not null,
    due_at timestamptz,
    priority text not null,
    team_id uuid references team on delete set null,
    agent_id uuid references agent,
    ended_at timestamptz not null
);
create index reply_wait_ended on reply_wait (ended_at);
create index reply_wait_first on reply_wait (team_id, asked_at) where is_first and agent_id is not null;
create index reply_wait_conversation on reply_wait (conversation_id);
