-- name: read
-- One team with its members.
select {columns} from team t where t.id = %(id)s;

-- name: all
-- Every team by name.
select {columns} from team t order by t.name;

-- name: add
-- A new team; nothing where the name is taken.
insert into team (id, name, categories) values (%(id)s, %(name)s, %(categories)s)
on conflict (name) do nothing
returning id;

-- name: change
-- Changes a team; null leaves as it is. Nothing if the version moved on.
update team set
    name = coalesce(%(name)s, name), categories = coalesce(%(categories)s, categories),
    version = version + 1
where id = %(id)s and version = %(version)s
returning id;

-- name: set_members
-- Who belongs to a team: exactly these.
with gone as (
    delete from team_member where team_id = %(team)s and agent_id <> all(%(agents)s::uuid[])
)
insert into team_member (team_id, agent_id)
select %(team)s, unnest(%(agents)s::uuid[])
on conflict do nothing;

-- name: remove
-- A team goes; its conversations are nobody's team's.
delete from team where id = %(id)s returning id;
