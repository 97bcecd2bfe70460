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
-- One contact, locked: their messages come in one after the other.
select {columns} from contact where id = %(id)s for no key update;

-- name: identified
-- The contact that an inbox's site knows under this id.
select {columns} from contact where external_realm = %(realm)s and external_id = %(external_id)s;

-- name: identify
-- What a token signed by the site says of its customer; an empty text leaves a value unchanged.
-- Every page sends one: if it says nothing new, the row is not written, so agents' edits meet no
-- conflict.
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
-- The address at which a contact wants to be answered while away.
update contact set left_email = %(email)s, version = version + 1 where id = %(id)s;

-- name: in_zone
-- The time zone that the contact's browser reports.
update contact set time_zone = %(zone)s where id = %(id)s and time_zone <> %(zone)s;

-- name: change
-- Changes what agents may set; null leaves a value unchanged, an empty address also removes the one
-- left in the chat. No row if the version is newer.
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

-- name: lock_email
-- Locks an address, so that two first messages at the same time make one contact.
select pg_advisory_xact_lock(hashtextextended(%(email)s, 0));

-- name: by_email
-- The contact with this known address, the one seen last.
select {columns} from contact
where email = %(email)s and email <> ''
order by seen_at desc nulls last, created_at desc, id
limit 1;

-- name: take_conversations
-- Moves all conversations of one contact to another.
update conversation set contact_id = %(to)s where contact_id = %(from)s returning id;

-- name: take_attachments
-- Moves all uploads of one contact to another.
update attachment set contact_id = %(to)s where contact_id = %(from)s;

-- name: take_over
-- Copies the team's settings from one contact to the other: a blocked person stays blocked.
update contact t set
    is_blocked = t.is_blocked or f.is_blocked, people_first = t.people_first or f.people_first,
    version = t.version + 1
from contact f
where t.id = %(to)s and f.id = %(from)s;

-- name: remove
-- Deletes a contact without conversations, and their browser sessions.
delete from contact where id = %(id)s;
