-- The format of an event's data: 1 is what release 0.1.0 wrote, and still writes if it runs beside
-- this release.
alter table event add column format smallint not null default 1;

-- A greeting is a decision of its own, and no longer hides what was decided before it.
update message set decision = 'greet' where decision = 'courtesy';
update draft set decision = 'greet' where decision = 'courtesy';
update turn set decision = 'greet' where decision = 'ask' and rule = 'courtesy';
update conversation c set last_decision = (
    select m.decision from message m
    where m.conversation_id = c.id and m.decision is not null and m.decision <> 'greet'
    order by m.seq desc
    limit 1
)
where c.last_decision = 'courtesy';
