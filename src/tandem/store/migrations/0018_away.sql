-- Since when an agent is away, and whether because their console closed: then it brings them back.
alter table agent add column away_since timestamptz;
alter table agent add column has_left boolean not null default false;

-- In line is also whom somebody has who went away: the index of status and wait serves it.
drop index conversation_line;
