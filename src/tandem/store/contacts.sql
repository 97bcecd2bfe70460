-- name: add
-- A new contact.
insert into contact (id, external_id, name, email, is_verified, is_internal, product, plan, locale, attributes, created_at)
values
    (%(id)s, %(external_id)s, %(name)s, %(email)s, %(is_verified)s, %(is_internal)s, %(product)s,
     %(plan)s, %(locale)s, %(attributes)s, %(now)s)
on conflict (external_id) do nothing;

-- name: read
-- One contact.
select {columns} from contact where id = %(id)s;

-- name: lock
-- One contact, locked: its messages come in one after the other.
select {columns} from contact where id = %(id)s for no key update;

-- name: identified
-- The contact that a site knows under its own number.
select {columns} from contact where external_id = %(external_id)s;

-- name: identify
-- What a token that the site signed says of its customer; an empty word leaves as it is.
update contact set
    name = coalesce(nullif(%(name)s, ''), name), email = coalesce(nullif(%(email)s, ''), email),
    product = coalesce(nullif(%(product)s, ''), product), plan = coalesce(nullif(%(plan)s, ''), plan),
    locale = coalesce(nullif(%(locale)s, ''), locale),
    is_high_value = %(is_high_value)s,
    attributes = attributes || %(attributes)s, is_verified = true, version = version + 1
where external_id = %(external_id)s;

-- name: seen
-- The contact has the chat before them.
update contact set seen_at = %(now)s where id = %(id)s;

-- name: leave_email
-- Where a contact wants to be answered while away.
update contact set email = %(email)s, version = version + 1 where id = %(id)s;

-- name: change
-- Changes what people may set of a contact; null leaves as it is. Nothing if the version moved on.
update contact set
    name = coalesce(%(name)s, name), email = coalesce(%(email)s, email),
    product = coalesce(%(product)s, product), plan = coalesce(%(plan)s, plan),
    is_high_value = coalesce(%(is_high_value)s, is_high_value),
    people_first = coalesce(%(people_first)s, people_first),
    is_internal = coalesce(%(is_internal)s, is_internal),
    is_blocked = coalesce(%(is_blocked)s, is_blocked),
    version = version + 1
where id = %(id)s and version = %(version)s
returning id;
