-- Of a turn on the desk: the mode that the rollout gave the contact, and their side of the comparison
-- (docs/rollout.md); empty where none was recorded. The page of hidden replies reads the newest first.
alter table turn add column mode text not null default '';
alter table turn add column arm text not null default '';
create index turn_hidden on turn (taken_at desc, id desc) where mode = 'shadow' and effect = 'recorded';
