-- name: read
-- One team with its members.
select {columns} from team t where t.id = %(id)s;

-- name: all
-- All teams by name.
select {columns} from team t order by t.name;

-- name: add
-- A new team; no row if the name is taken.
insert into team (id, name, categories, languages)
values (%(id)s, %(name)s, %(categories)s, %(languages)s)
on conflict (name) do nothing
returning id;

-- name: change
-- Changes a team; null leaves a value unchanged. No row if the version is newer.
update team set
    name = coalesce(%(name)s, name), categories = coalesce(%(categories)s, categories),
    languages = coalesce(%(languages)s, languages),
    version = version + 1
where id = %(id)s and version = %(version)s
returning id;

-- name: set_members
-- Makes exactly these agents the team's members.
with gone as (
    delete from team_member where team_id = %(team)s and agent_id <> all(%(agents)s::uuid[])
)
insert into team_member (team_id, agent_id)
select %(team)s, unnest(%(agents)s::uuid[])
on conflict do nothing;

-- name: remove
-- Deletes a team; its conversations then have no team.
delete from team where id = %(id)s returning id;
