-- Options have kinds, customers press them, and what became of each quote is kept.
alter table message alter column options drop default;
alter table message alter column options type jsonb using (
    case when options = '{}' then '[]'::jsonb else to_jsonb(options) end
);
alter table message alter column options set default '[]';
alter table message add column chosen text;
alter table message add column picks text;

create table showing (
    turn_id uuid primary key references turn on delete cascade,
    conversation_id uuid references conversation on delete cascade,
    decision text not null,
    rule text not null,
    effect text,
    category text not null,
    article_id text not null,
    passage_id bigint not null,
    probability double precision not null,
    shown_at timestamptz not null,
    yes_at timestamptz,
    no_at timestamptz,
    picked_at timestamptz,
    silent_at timestamptz,
    draft_used_at timestamptz,
    draft_edited_at timestamptz,
    agent_replied_at timestamptz
);
create index showing_conversation on showing (conversation_id, shown_at);
