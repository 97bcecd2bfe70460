-- name: add
-- A new contact.
insert into contact
    (id, external_id, external_realm, name, email, is_verified, is_internal, is_high_value, product, plan,
     locale, attributes, created_at)
values
    (%(id)s, %(external_id)s, %(realm)s, %(name)s, %(email)s, %(is_verified)s, %(is_internal)s,
     %(is_high_value)s, %(product)s, %(plan)s, %(locale)s, %(attributes)s, %(now)s)
on conflict (external_realm, external_id) do nothing;

-- name: read
-- One contact.
select {columns} from contact where id = %(id)s;

-- name: lock
-- One contact, locked: its messages come in one after the other.
select {columns} from contact where id = %(id)s for no key update;

-- name: identified
-- The contact that an inbox's site knows under its own number.
select {columns} from contact where external_realm = %(realm)s and external_id = %(external_id)s;

-- name: identify
-- What a token that the site signed says of its customer; an empty word leaves as it is. Each page
-- has one: where it says nothing new the row stays, and so does what agents are about to change.
update contact set
    name = coalesce(nullif(%(name)s, ''), name), email = coalesce(nullif(%(email)s, ''), email),
    product = coalesce(nullif(%(product)s, ''), product), plan = coalesce(nullif(%(plan)s, ''), plan),
    locale = coalesce(nullif(%(locale)s, ''), locale),
    is_high_value = %(is_high_value)s,
    attributes = attributes || %(attributes)s, is_verified = true, version = version + 1
where external_realm = %(realm)s and external_id = %(external_id)s
    and (
        %(name)s not in ('', name) or %(email)s not in ('', email) or %(product)s not in ('', product)
        or %(plan)s not in ('', plan) or %(locale)s not in ('', locale)
        or %(is_high_value)s <> is_high_value or not attributes @> %(attributes)s or not is_verified
    );

-- name: leave_email
-- Where a contact says that they want to be answered while away.
update contact set left_email = %(email)s, version = version + 1 where id = %(id)s;

-- name: change
-- Changes what people may set of a contact; null leaves as it is, an empty address takes away the one
-- that was left too. Nothing if the version moved on.
update contact set
    name = coalesce(%(name)s, name), email = coalesce(%(email)s, email),
    left_email = case %(email)s when '' then '' else left_email end,
    product = coalesce(%(product)s, product), plan = coalesce(%(plan)s, plan),
    is_high_value = coalesce(%(is_high_value)s, is_high_value),
    people_first = coalesce(%(people_first)s, people_first),
    is_internal = coalesce(%(is_internal)s, is_internal),
    is_blocked = coalesce(%(is_blocked)s, is_blocked),
    version = version + 1
where id = %(id)s and version = %(version)s
returning id;

-- name: hold_email
-- One at a time for each address: who writes in twice at once is one contact.
select pg_advisory_xact_lock(hashtextextended(%(email)s, 0));

-- name: by_email
-- The contact of an address that the desk knows, the one seen last.
select {columns} from contact
where email = %(email)s and email <> ''
order by seen_at desc nulls last, created_at desc, id
limit 1;

-- name: take_conversations
-- Gives all conversations of one contact to another.
update conversation set contact_id = %(to)s where contact_id = %(from)s returning id;

-- name: take_attachments
-- Gives all uploads of one contact to another.
update attachment set contact_id = %(to)s where contact_id = %(from)s;

-- name: take_over
-- What the team made of one contact holds of the other: who is blocked stays so under any name.
update contact t set
    is_blocked = t.is_blocked or f.is_blocked, people_first = t.people_first or f.people_first,
    version = t.version + 1
from contact f
where t.id = %(to)s and f.id = %(from)s;

-- name: remove
-- A contact without conversations goes, and with them the sessions of their browsers.
delete from contact where id = %(id)s;
