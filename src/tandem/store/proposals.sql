-- name: add
-- Stores a proposal.
insert into proposal (
    id, gap_id, article_id, based_on, title, body, product, locale, audience, url, valid_until, review_by, origins,
    made_at, made_by, changed_at, changed_by
)
values (
    %(id)s, %(gap)s, %(article)s, %(based_on)s, %(title)s, %(body)s, %(product)s, %(locale)s, %(audience)s,
    %(url)s, %(valid_until)s, %(review_by)s, %(origins)s, %(now)s, %(agent)s, %(now)s, %(agent)s
);

-- name: change
-- Stores an open proposal's new fields; nothing if it was changed or decided meanwhile.
update proposal set
    title = %(title)s, body = %(body)s, product = %(product)s, locale = %(locale)s, audience = %(audience)s,
    url = %(url)s, valid_until = %(valid_until)s, review_by = %(review_by)s, based_on = %(based_on)s,
    changed_at = %(now)s, changed_by = %(agent)s, version = version + 1
where id = %(id)s and state = 'open' and version = %(version)s
returning id;

-- name: decide
-- Stores that an open proposal was published or rejected; nothing if it was changed or decided meanwhile.
update proposal set
    state = %(state)s, reason = %(reason)s, decided_at = %(now)s, decided_by = %(agent)s,
    article_id = coalesce(%(article)s, article_id), published_version = %(published)s, version = version + 1
where id = %(id)s and state = 'open' and version = %(version)s
returning id;

-- name: page
-- The newest proposals in a state, of an article, or of a gap; or one.
select
    p.id, p.gap_id, g.label as gap_label, p.article_id as article_number, a.key as article_key, p.based_on,
    v.number as article_version, p.title, p.body, p.product, p.locale, p.audience, p.url, p.valid_until,
    p.review_by, p.origins, p.state, p.reason, p.made_at, m.name as made_by, p.changed_at, c.name as changed_by,
    p.decided_at, d.name as decided_by, p.published_version, p.version
from proposal p
left join gap g on g.id = p.gap_id
left join article a on a.id = p.article_id
left join article_version v on v.article_id = p.article_id and v.valid_to is null
left join agent m on m.id = p.made_by
left join agent c on c.id = p.changed_by
left join agent d on d.id = p.decided_by
where (%(id)s::uuid is null or p.id = %(id)s)
    and (%(state)s::text is null or p.state = %(state)s)
    and (%(article)s::bigint is null or p.article_id = %(article)s)
    and (%(gap)s::uuid is null or p.gap_id = %(gap)s)
order by coalesce(p.decided_at, p.changed_at) desc, p.id
limit %(most)s;

-- name: keep_effect
-- Stores what publishing a proposal would change.
insert into proposal_effect (proposal_id, content_hash, snapshot, made_at, made_by, effect)
values (%(id)s, %(hash)s, %(snapshot)s, %(now)s, %(agent)s, %(effect)s)
on conflict (proposal_id) do update
    set content_hash = excluded.content_hash, snapshot = excluded.snapshot, made_at = excluded.made_at,
        made_by = excluded.made_by, effect = excluded.effect;

-- name: effect
-- What publishing a proposal would change, as it was last previewed.
select e.content_hash, e.snapshot, e.made_at, g.name as made_by, e.effect
from proposal_effect e left join agent g on g.id = e.made_by
where e.proposal_id = %(id)s;
