-- What each line of a passage was in its source; empty in passages of earlier releases, whose lines
-- are guessed.
alter table passage add column shape text not null default '';
