-- Of a quote: who worded it, "" where that was not kept (a language model by its name); and of a draft
-- that was edited, the share of its words that the agent changed.
alter table showing add column maker text not null default '';
alter table showing add column changed real check (changed between 0 and 1);
