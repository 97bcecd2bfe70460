-- What became of a conversation's ended waits for people and of the suggestions sent in it, with its fact:
-- joined by a million random ids, they took most of the time of a metrics page. `store/facts.sql` says
-- what each line is made of; sorted, so that conversations with the same ones are counted together. They
-- are texts, because grouping by arrays takes twice as long. `side` is what times are grouped by. A page
-- without filters reads the narrow indexes alone: for cells, times, waits and suggestions.
drop index conversation_fact_counted;
alter table conversation_fact
    add column side text collate "C" not null generated always as (arm || '|' || path) stored,
    add column waits text collate "C" not null default '',
    add column suggested text collate "C" not null default '';
update conversation_fact f set waits = w.lines
from (
    select conversation_id, string_agg(line, e'\n' order by line) as lines
    from (
        select conversation_id,
            (case when is_first then 'first' else 'later' end || '|'
            || case
                when agent_id is null then 'never'
                when due_at is null then 'replied'
                when ended_at > due_at then 'late'
                else 'kept'
            end
            || case when is_first and agent_id is not null
                then '|' || floor(ln(1 + greatest(extract(epoch from ended_at - asked_at)::float8, 0)) * 25)::text
                else '' end) collate "C" as line
        from reply_wait
    ) as each_wait
    group by conversation_id
) as w
where w.conversation_id = f.conversation_id;
update conversation_fact f set suggested = s.lines
from (
    select conversation_id, string_agg(line, e'\n' order by line) as lines
    from (
        select conversation_id,
            (case
                when yes_at is not null then 'yes' when no_at is not null then 'no'
                when silent_at is not null then 'silent' else 'open'
            end
            || '|' || floor(probability * 10)::text || '|' || translate(category, e'\n', ' ')) collate "C" as line
        from showing
        where decision = 'suggest' and effect = 'sent' and conversation_id is not null
    ) as each_suggestion
    group by conversation_id
) as s
where s.conversation_id = f.conversation_id;
create index conversation_fact_cells on conversation_fact (started_at) include (
    shape, category, first_resolved_at, cost, path
) where not is_internal;
create index conversation_fact_times on conversation_fact (started_at) include (
    side, is_answered, resolution_bucket, hours_bucket, reply_bucket, path
) where not is_internal;
create index conversation_fact_waits on conversation_fact (started_at) include (waits)
    where not is_internal and waits <> '';
create index conversation_fact_suggested on conversation_fact (started_at) include (suggested)
    where not is_internal and suggested <> '';
