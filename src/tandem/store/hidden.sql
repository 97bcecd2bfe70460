-- name: hide_article
-- Hides a whole article; nothing if there is none, or it is hidden already.
insert into hidden (article_id, says, hidden_at, hidden_by)
select a.id, coalesce(v.title, a.key), %(now)s, %(agent)s
from article a
left join article_version v on v.article_id = a.id and v.valid_to is null
where a.key = %(key)s
    and not exists (
        select 1 from hidden h where h.article_id = a.id and h.text_hashes is null and h.undone_at is null
    )
returning id;

-- name: hide_passages
-- Hides passages of one article by their texts; nothing if they are not of one article.
insert into hidden (article_id, text_hashes, passages, says, hidden_at, hidden_by)
select
    min(v.article_id), array_agg(sha256(convert_to(p.text, 'UTF8')) order by p.ordinal),
    array_agg(p.id order by p.ordinal), left(string_agg(p.text, e'\n' order by p.ordinal), 300),
    %(now)s, %(agent)s
from passage p join article_version v on v.id = p.version_id
where p.id = any(%(passages)s::bigint[])
having count(distinct v.article_id) = 1
returning id;

-- name: undo
-- Ends a hiding; nothing if there is none in force with this number.
update hidden set undone_at = %(now)s where id = %(id)s and undone_at is null returning id;

-- name: refresh
-- Sets again until when the passages in force of a hiding's article may be quoted.
with usable as (
    select
        p.id,
        case
            when exists (
                select 1 from hidden h
                where h.article_id = v.article_id and h.undone_at is null
                    and (h.text_hashes is null or sha256(convert_to(p.text, 'UTF8')) = any(h.text_hashes))
            ) then '-infinity'
            else v.valid_until
        end as until
    from article_version v join passage p on p.version_id = v.id
    where v.article_id = (select article_id from hidden where id = %(id)s) and v.valid_to is null
),
keyword as (
    update passage_keyword k set usable_until = u.until from usable u where k.passage_id = u.id
)
update passage_vector k set usable_until = u.until from usable u where k.passage_id = u.id;

-- name: all
-- What is hidden now, the newest first.
select h.id, a.key as article_id, h.text_hashes is null as is_whole, h.passages, h.says, h.hidden_at, g.name as agent_name
from hidden h
join article a on a.id = h.article_id
left join agent g on g.id = h.hidden_by
where h.undone_at is null
order by h.id desc;
