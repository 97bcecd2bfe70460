-- Invented conversations of the last 90 days, with all that the metrics read of them. {count} says
-- how many; each statement ends with a semicolon at the end of its line.
set session_replication_role = replica;
select setseed(0.14);
create temporary table made as
select
    md5('c' || n)::uuid as id, md5('k' || n % ({count} / 3 + 1))::uuid as contact,
    now() - interval '90 days' * (1 - n::float8 / {count}) - interval '1 second' as at,
    'topic ' || floor(10 * random() * random())::int as category,
    (array['espresso', 'filter'])[1 + (random() < 0.3)::int] as product,
    (array['en', 'en', 'en', 'de', 'fr'])[1 + floor(5 * random())::int] as language,
    (array['', 'free', 'pro'])[1 + floor(3 * random())::int] as segment,
    floor(4 * random())::int as team, random() as r, random() as r2, random() as r3, random() as r4,
    exp(0.9 * sqrt(-2 * ln(1 - random())) * cos(2 * pi() * random())) as slow
from generate_series(1, {count}) as n;
create temporary table fate as
select made.*,
    case when n_control then 'control' when r < 0.9 then 'assistant' else '' end as arm,
    case when n_control or r >= 0.9 then 'people' when r2 < 0.3 then 'escalated' else 'assistant' end as path,
    case
        when n_control or r >= 0.9 then null when r2 < 0.3 then 'escalated' when r2 < 0.85 then 'contained'
        when r2 < 0.99 then 'abandoned' else 'ongoing'
    end as state
from made cross join lateral (select at > now() - interval '42 days' and r < 0.25 as n_control) as of;
drop index contact_words, conversation_words;
insert into inbox (id, name, channel) values (md5('i')::uuid, 'made', 'widget');
insert into team (id, name) select md5('t' || n)::uuid, 'team ' || n from generate_series(0, 3) as n;
insert into contact (id, created_at) select distinct contact, now() - interval '1 year' from made;
insert into agent (id, email, name, role, created_at) values (md5('a')::uuid, 'made@example.com', 'Made',
    'agent', now());
create temporary table closing as select id, case when state = 'ongoing' or path <> 'assistant' and r3 < 0.02
    then null else least(at + interval '1 hour' * case path when 'assistant' then 24 * (1 - r3 * r3) else 6 *
    slow end, now()) end as closed_at from fate;
create index on closing (id);
insert into conversation (id, inbox_id, contact_id, status, owner, team_id, category, product, resolution,
    resolved_at, last_message_at, created_at, seq, waiting_since) select f.id, md5('i')::uuid, f.contact, case
    when c.closed_at is not null then 'resolved' when path = 'assistant' then 'pending' else 'open' end, case
    when path = 'assistant' then 'assistant' else 'human' end, md5('t' || team)::uuid, category, product, case
    when c.closed_at is not null then 'agent' end, c.closed_at, at, at, 5, case when c.closed_at is null and
    path <> 'assistant' then at end from fate f join closing c using (id);
delete from fact_due;
insert into conversation_fact (conversation_id, contact_id, inbox_id, team_id, seq, started_at, first_reply_at,
    human_replied_at, handed_off_at, first_resolved_at, closed_at, returned_at, open_s, cost, reopenings,
    human_replies, asked_again, stars, is_internal, is_identified, is_involved, is_refused, path, state,
    resolution, reason, mode, arm, product, category, language, segment, channel, waits, suggested) select f.id, f.contact,
    md5('i')::uuid, md5('t' || team)::uuid, 5, at, case when path = 'people' then at + interval '40 minutes' *
    slow else at + interval '2 seconds' * slow end, case when path <> 'assistant' then at + interval '40
    minutes' * slow end, case when path = 'escalated' then at + interval '1 minute' end, c.closed_at,
    c.closed_at, case when r4 < 0.12 then c.closed_at + interval '2 days' end, extract(epoch from c.closed_at -
    at) * 0.6, case when path = 'people' then 0 else round((0.002 * slow)::numeric, 4) end, 0, (path <>
    'assistant')::int, (path = 'escalated' and r4 > 0.9)::int, case when r4 between 0.3 and 0.5 and c.closed_at
    is not null then 1 + floor(5 * sqrt(r3))::int end, r4 < 0.004, r3 < 0.7, state is not null, state is not
    null and r3 > 0.85, path, state, case when c.closed_at is null then null when path <> 'assistant' then
    'agent'     when state = 'abandoned' then 'abandoned' when r4 < 0.3 then 'confirmed' else 'assumed' end,
    case when path = 'escalated' then     (array['customer_request', 'unsure', 'sensitive', 'emotion'])[1 +
    floor(4 * r3 * r3)::int] end, case arm when 'assistant' then 'auto' when 'control' then 'draft' else '' end,
    arm, product, category, language, segment, 'widget', case when path <> 'assistant' then 'first|' ||
    case when r4 >= 0.97 then 'never' else case when slow > 1.5 then 'late|' else 'kept|' end || floor(ln(1 +
    2400 * slow) * 25)::text end else '' end, case when state is not null and r3 > 0.6 then case when
    r3 > 0.85 then 'no' when r2 > 0.4 then 'yes' else 'silent' end || '|' || floor(r4 * 10)::text || '|' ||
    category else '' end from fate f join closing c using (id);
insert into reply_wait (conversation_id, is_first, asked_at, due_at, priority, team_id, agent_id, ended_at)
    select id, true, at, at + interval '1 hour', 'normal', md5('t' || team)::uuid, case when r4 < 0.97 then
    md5('a')::uuid end, at + interval '40 minutes' * slow from fate where path <> 'assistant';
insert into record (hash, kind, body) values ('made', 'evidence', '{{}}'), ('policy', 'policy', '{{}}');
insert into turn (id, taken_at, evidence_hash, policy_hash, decision, rule, decision_body, steps,
    conversation_id, seen_seq, effect) select id, at, 'made', 'policy', 'suggest', 'suggest', '{{}}', '[]', id,
    1, 'sent' from fate where state is not null and r3 > 0.6;
insert into showing (turn_id, conversation_id, decision, rule, effect, category, article_id, passage_id,
    probability, shown_at, yes_at, no_at, silent_at) select id, id, 'suggest', 'suggest', 'sent', category,
    'made', 1, r4, at, case when r2 > 0.4 and r3 <= 0.85 then at end, case when r3 > 0.85 then at end, case when
    r2 <= 0.4 and r3 <= 0.85 then at end from fate where state is not null and r3 > 0.6;
drop table made, fate, closing;
vacuum analyze;
