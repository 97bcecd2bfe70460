-- What was fitted on labelled tickets and conversations, for the vectors of one embedder: which
-- category a message has. Only the newest is kept; a record has its votes, so nothing else reads it.
create table category_head (
    embedder text primary key,
    hash text not null,
    body text not null,
    made_at timestamptz not null
);
