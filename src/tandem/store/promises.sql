-- name: keep
-- Keeps what a reply promised; told again, it is the same promise.
insert into promise (id, conversation_id, message_id, kind, says, article_id, title, is_conditional, made_at, due_at)
values (%(id)s, %(conversation)s, %(message)s, %(kind)s, %(says)s, %(article_id)s, %(title)s, %(is_conditional)s,
    %(now)s, %(due_at)s)
on conflict (conversation_id, md5(says)) do nothing;

-- name: page
-- A page of promises in the conversations that an agent may see, the newest first. Whose time has passed
-- and that nobody judged is due; whether the customer wrote again after that is looked for.
select
    p.id, p.conversation_id, c.number, c.subject, c.contact_id, k.name as contact, p.message_id, c.category, p.kind,
    p.says, p.article_id, p.title, p.is_conditional, p.made_at, p.due_at, back.at as came_back_at, {state} as state,
    p.judged_at, a.name as judged_by
from promise p
join conversation c on c.id = p.conversation_id
join contact k on k.id = c.contact_id
left join agent a on a.id = p.judged_by
left join lateral (
    select min(m.created_at) as at
    from conversation o join message m on m.conversation_id = o.id
    where o.contact_id = c.contact_id and o.last_message_at > p.due_at
        and m.author = 'customer' and m.created_at > p.due_at
) back on p.due_at < %(now)s
where (%(sees_all)s::boolean or c.team_id is null or c.team_id = any(%(teams)s::uuid[]) or c.assignee_id = %(agent)s)
    and (%(id)s::uuid is null or p.id = %(id)s)
    and (%(conversation)s::uuid is null or p.conversation_id = %(conversation)s)
    and (%(wanted)s::text is null or {state} = %(wanted)s)
    and (%(kind)s::text is null or p.kind = %(kind)s)
    and (p.made_at, p.id) < (%(before)s, %(before_id)s)
order by p.made_at desc, p.id desc
limit %(most)s;

-- name: counted
-- What became of the promises made in a span of time, by the article that was quoted and by kind. Those of
-- internal people and tests are left out.
select p.article_id, max(p.title) as title, p.kind, count(*)::int as made,
    (count(*) filter (where {state} = 'open'))::int as open,
    (count(*) filter (where {state} = 'due'))::int as due,
    (count(*) filter (where {state} = 'kept'))::int as kept,
    (count(*) filter (where {state} = 'broken'))::int as broken,
    (count(*) filter (where {state} = 'void'))::int as void
from promise p
join conversation c on c.id = p.conversation_id
join contact k on k.id = c.contact_id
join inbox i on i.id = c.inbox_id
where p.made_at >= %(since)s and p.made_at <= %(until)s and not (k.is_internal or i.is_internal)
group by p.article_id, p.kind
order by broken desc, due desc, made desc, p.article_id, p.kind;

-- name: of
-- The conversation of a promise; no row if there is no such promise.
select conversation_id from promise where id = %(id)s;

-- name: judge
-- Keeps what became of a promise; null takes it back. No row if that is what is kept already.
update promise set outcome = %(outcome)s,
    judged_at = case when %(outcome)s::text is null then null else %(now)s::timestamptz end,
    judged_by = case when %(outcome)s::text is null then null else %(agent)s::uuid end
where id = %(id)s and outcome is distinct from %(outcome)s
returning id;
