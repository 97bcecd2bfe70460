-- name: leaves
-- Stores a request to a model before it is made.
insert into model_call
    (number, conversation_id, asked_at, model, purpose, is_hosted, tokens_in, tokens_out, cost, failure, sent)
values (
    0, %(conversation)s, %(now)s, %(model)s, %(purpose)s, %(is_hosted)s, %(tokens_in)s, %(tokens_out)s, %(cost)s,
    %(failure)s, %(sent)s
)
returning id;

-- name: came
-- Stores what came of a request; a text that is there already stays.
update model_call set
    tokens_in = %(tokens_in)s, tokens_out = %(tokens_out)s, cost = %(cost)s, failure = %(failure)s,
    output = coalesce(%(output)s, output)
where id = %(id)s;

-- name: belong
-- Says which turn a request was for.
update model_call set turn_id = %(turn)s, number = %(number)s where id = %(id)s;

-- name: spent
-- Tokens of a conversation, and tokens and dollars since a time.
select
    coalesce((
        select sum(tokens_in + tokens_out) from model_call where conversation_id = %(conversation)s
    ), 0)::bigint as of_conversation,
    coalesce(sum(tokens_in + tokens_out), 0)::bigint as of_day,
    coalesce(sum(cost), 0)::float8 as dollars
from model_call
where asked_at >= %(since)s;

-- name: of_turn
-- The requests of a turn in their order.
select number, asked_at, model, purpose, is_hosted, tokens_in, tokens_out, cost, failure, sent, output, deleted_at
from model_call
where turn_id = %(turn)s
order by number;

-- name: totals
-- Requests, failures, tokens and dollars of each model since a time; no dollars without a price.
select
    model, count(*)::int as calls, count(*) filter (where failure <> '')::int as failures,
    sum(tokens_in)::bigint as tokens_in, sum(tokens_out)::bigint as tokens_out, sum(cost)::float8 as dollars
from model_call
where asked_at >= %(since)s
group by model
order by model;

-- name: failures
-- Why requests failed since a time, the most frequent reasons first.
select model, failure, count(*)::int as times
from model_call
where asked_at >= %(since)s and failure <> ''
group by model, failure
order by times desc, model, failure
limit %(most)s;

-- name: forget
-- Deletes the texts of requests before a time; what they cost stays.
update model_call set sent = null, output = null, deleted_at = %(now)s
where asked_at < %(before)s and (sent is not null or output is not null);
