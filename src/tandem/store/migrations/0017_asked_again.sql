-- Of an agent's reply: the facts that it asks for although they were known, and when the customer had
-- given the last of them; null if all are from the account.
alter table message add column asked_again text[] not null default '{}';
alter table message add column given_at timestamptz;
