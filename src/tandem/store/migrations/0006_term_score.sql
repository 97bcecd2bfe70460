-- The same numbers as before, but the passage's length is no longer multiplied as a decimal number,
-- which took longer than all the rest of a score.
create or replace function term_score(rank real, length int, mean_length float8) returns float8
language sql immutable parallel safe return coalesce(
    2.2 / (
        1 + 1.2 * (0.25 + 0.75::float8 * length / mean_length)
        / nullif(round(1 / (1.64493406685 * (1.0000001 - rank)) - 0.5), 0)
    ),
    0
);
