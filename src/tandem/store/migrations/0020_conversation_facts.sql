-- What became of each conversation, one narrow row each, made from its events (store/facts.sql): all
-- metrics count these rows. An event marks its conversation as due, whoever writes it, so that a
-- refresh reads only what changed; deleting all rows and marking all conversations rebuilds them.
create table conversation_fact (
    conversation_id uuid primary key references conversation (id) on delete cascade,
    contact_id uuid not null,
    inbox_id uuid not null,
    team_id uuid,
    seq bigint not null,
    started_at timestamptz not null,
    first_reply_at timestamptz,
    human_replied_at timestamptz,
    handed_off_at timestamptz,
    first_resolved_at timestamptz,
    reopened_at timestamptz,
    returned_at timestamptz,
    closed_at timestamptz,
    open_s double precision,
    cost double precision not null,
    reopenings smallint not null,
    human_replies smallint not null,
    asked_again smallint not null,
    stars smallint,
    is_internal boolean not null,
    is_identified boolean not null,
    is_involved boolean not null,
    is_refused boolean not null,
    path text not null check (path in ('assistant', 'escalated', 'people')),
    state text check (state in ('escalated', 'ongoing', 'abandoned', 'contained')),
    resolution text,
    reason text,
    mode text not null,
    arm text not null,
    product text not null,
    category text not null,
    language text not null,
    segment text not null,
    channel text not null,
    -- What the metrics group by, made once: all that a cell tells but for its time and category, and how
    -- long it took, in buckets of the logarithm (core/metrics/cell.py; store/metrics.py reads `shape`).
    shape text collate "C" not null generated always as (
        arm || '|' || path || '|' || coalesce(state, '') || '|' || coalesce(resolution, '') || '|'
        || coalesce(reason, '') || '|' || coalesce(stars::text, '') || '|'
        || (is_identified::int + 2 * is_refused::int + 4 * (first_reply_at is not null)::int
            + 8 * (human_replied_at is not null)::int + 16 * (closed_at is not null)::int
            + 32 * (asked_again > 0)::int + 64 * (returned_at is not null)::int)::text
    ) stored,
    is_answered boolean not null generated always as (first_reply_at is not null) stored,
    resolution_bucket smallint generated always as (
        case when closed_at is not null
            then floor(ln(1 + greatest(extract(epoch from closed_at - started_at)::float8, 0)) * 25) end
    ) stored,
    hours_bucket smallint generated always as (
        case when open_s is not null then floor(ln(1 + greatest(open_s, 0)) * 25) end
    ) stored,
    reply_bucket smallint generated always as (
        case when coalesce(first_reply_at, closed_at) is not null
            then floor(ln(1 + greatest(extract(epoch from coalesce(first_reply_at, closed_at) - started_at)::float8, 0))
                * 25) end
    ) stored,
    -- Involved conversations have one of the four states, and the others have none.
    check (is_involved = (state is not null)),
    check ((path = 'people') = (not is_involved)),
    check ((path = 'escalated') = (state is not distinct from 'escalated'))
);
create index conversation_fact_started on conversation_fact (started_at);
-- A page without filters reads this alone, and not the rows.
create index conversation_fact_counted on conversation_fact (started_at) include (
    shape, category, first_resolved_at, cost, arm, path, is_answered, resolution_bucket, hours_bucket, reply_bucket
) where not is_internal;
create index conversation_fact_internal on conversation_fact (started_at) where is_internal;
create index conversation_fact_begun on conversation_fact (started_at) where is_involved and not is_internal;
create index conversation_fact_contact on conversation_fact (contact_id, first_resolved_at);

create table fact_due (
    conversation_id uuid primary key references conversation (id) on delete cascade,
    seq bigint not null
);
insert into fact_due (conversation_id, seq) select id, seq from conversation;

create function mark_fact_due() returns trigger language plpgsql as $$
begin
    insert into fact_due (conversation_id, seq)
    select conversation_id, max(seq) from written group by conversation_id
    on conflict (conversation_id) do update set seq = excluded.seq;
    return null;
end
$$;
create trigger event_written after insert on event
    referencing new table as written for each statement execute function mark_fact_due();
