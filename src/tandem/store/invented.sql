-- name: is_there
-- Whether conversations have this tag.
select from conversation where tags @> array[%(tag)s] limit 1;

-- name: suggest
-- A suggestion that was shown, with the evidence of a real turn that was asked the same.
with made as (
    insert into turn (id, taken_at, evidence_hash, policy_hash, decision, rule, decision_body, steps, conversation_id,
        seen_seq, effect)
    select %(turn)s, %(at)s, evidence_hash, policy_hash, decision, rule, decision_body, steps, %(conversation)s,
        %(seen)s, 'sent'
    from turn where id = %(like)s
)
insert into showing (turn_id, conversation_id, decision, rule, effect, category, article_id, passage_id, probability,
    shown_at, yes_at, no_at, silent_at)
values (%(turn)s, %(conversation)s, 'suggest', 'suggest', 'sent', %(category)s, %(article)s, 0, %(probability)s,
    %(at)s, %(yes_at)s, %(no_at)s, %(silent_at)s);
