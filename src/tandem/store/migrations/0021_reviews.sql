-- Turns that people judge. `firsts` is one row for all of the first ones of each category, read up to
-- its `until`; each `sample` is drawn from the turns of its time. `members` counts those by kind.
create table review_draw (
    id bigint generated always as identity primary key,
    kind text not null check (kind in ('firsts', 'sample')),
    since timestamptz not null,
    until timestamptz not null,
    drawn_at timestamptz not null,
    seed text not null,
    size integer not null,
    members jsonb not null default '{}',
    check (until > since)
);
create unique index review_draw_firsts on review_draw (kind) where kind = 'firsts';
create index review_draw_newest on review_draw (kind, until desc);

-- An item of the queue: why it was drawn, how likely that was, and its place in the order of judging.
create table review_item (
    turn_id uuid primary key references turn on delete cascade,
    draw_id bigint not null references review_draw,
    kind text not null check (kind in ('answer', 'suggestion', 'handoff', 'other')),
    category text not null,
    strata text[] not null check (cardinality(strata) > 0),
    probability double precision not null check (probability > 0 and probability <= 1),
    place integer not null,
    judges smallint not null default 1 check (judges in (1, 2))
);
create index review_item_draw on review_item (draw_id);
create index review_item_firsts on review_item (category) where 'first' = any(strata);

-- What one person said of an item. `is_again` says that they had seen the reveal before: they undid
-- an earlier verdict.
create table review_verdict (
    id bigint generated always as identity primary key,
    turn_id uuid not null references review_item on delete cascade,
    agent_id uuid not null references agent,
    verdict text check (verdict in ('right', 'partly', 'wrong')),
    should_be_person boolean not null,
    source text not null default '',
    missing text not null default '',
    category text not null default '',
    is_again boolean not null default false,
    judged_at timestamptz not null,
    undone_at timestamptz
);
create unique index review_verdict_standing on review_verdict (turn_id, agent_id) where undone_at is null;
