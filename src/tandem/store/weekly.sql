-- name: worst
-- The conversations of a week that went worst. Points: a rating of 1 gives 5 and of 2 gives 4; a
-- reviewer's "wrong" 4; a reply that never came 3; a reviewer's "a person should have had it" 2, a late
-- reply 2, leaving after a no 2; coming back 1, being asked again for something known 1.
select conversation_id, number, subject, started_at, why, points from (
    select
        f.conversation_id, c.number, c.subject, f.started_at,
        array_remove(array[
            case when f.stars <= 2 then 'rated ' || f.stars end,
            case when v.is_wrong then 'judged wrong' end,
            case when v.is_missed then 'a person should have had it' end,
            case when w.is_never then 'never got a person''s reply' end,
            case when w.is_late then 'got a late reply' end,
            case when f.state = 'abandoned' and f.is_refused then 'left after saying no' end,
            case when f.returned_at is not null then 'came back' end,
            case when f.asked_again > 0 then 'was asked again for what was known' end
        ], null) as why,
        case f.stars when 1 then 5 when 2 then 4 else 0 end
            + 4 * coalesce(v.is_wrong, false)::int + 2 * coalesce(v.is_missed, false)::int
            + 3 * coalesce(w.is_never, false)::int + 2 * coalesce(w.is_late, false)::int
            + 2 * (f.state is not distinct from 'abandoned' and f.is_refused)::int
            + (f.returned_at is not null)::int + (f.asked_again > 0)::int as points
    from conversation_fact f
    join conversation c on c.id = f.conversation_id
    left join (
        select conversation_id, bool_or(agent_id is null) as is_never,
            bool_or(agent_id is not null and ended_at > due_at) as is_late
        from reply_wait where is_first and asked_at >= %(since)s
        group by conversation_id
    ) as w on w.conversation_id = f.conversation_id
    left join (
        select t.conversation_id, bool_or(v.verdict = 'wrong') as is_wrong,
            bool_or(v.should_be_person and i.kind <> 'handoff') as is_missed
        from review_verdict v join review_item i on i.turn_id = v.turn_id join turn t on t.id = v.turn_id
        where v.undone_at is null and t.taken_at >= %(since)s
        group by t.conversation_id
    ) as v on v.conversation_id = f.conversation_id
    where f.started_at >= %(since)s and f.started_at < %(until)s and not f.is_internal
) as judged
where points > 0
order by points desc, started_at desc, conversation_id
limit %(most)s;
