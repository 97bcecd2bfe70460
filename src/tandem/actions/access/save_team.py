"""Adds or changes a team: its name, the categories it takes, its members."""

from collections.abc import Sequence
from uuid import UUID

from tandem.actions.ports import Desk
from tandem.core.desk.agent import Agent, Permission
from tandem.core.errors import ConflictError, InvalidError
from tandem.store import agents, audits, clocks, routing, teams
from tandem.store.database import Connection
from tandem.store.teams import Team
from tandem.store.unique import unique

TAKEN = "There is a team of this name already."


async def add_team(
    desk: Desk,
    agent: Agent,
    *,
    name: str,
    categories: Sequence[str] = (),
    languages: Sequence[str] = (),
    members: Sequence[UUID] = (),
) -> Team:
    """Adds the team; ConflictError if the name is taken, InvalidError for an unknown member."""
    agent.require(Permission.LEAD)
    name, id = _named(name), desk.new_id()
    async with desk.database.transaction() as tx:
        desk.thinking.policy().check_categories(categories)
        await _check_members(tx, members)
        is_new = await teams.add(
            tx, id=id, name=name, categories=categories, languages=languages, members=members
        )
        if not is_new:
            raise ConflictError(TAKEN, hint="Choose another one.")
        await audits.add(tx, agent.id, "team.added", str(id), {"name": name}, now=desk.clock())
        return await teams.read(tx, id)


async def change_team(
    desk: Desk,
    agent: Agent,
    id: UUID,
    version: int,
    *,
    name: str | None = None,
    categories: Sequence[str] | None = None,
    languages: Sequence[str] | None = None,
    members: Sequence[UUID] | None = None,
) -> Team:
    """Changes it; None leaves a value unchanged. ConflictError if it changed since `version`."""
    agent.require(Permission.LEAD)
    name = name if name is None else _named(name)
    async with desk.database.transaction() as tx:
        before = await teams.read(tx, id)
        desk.thinking.policy().check_categories(categories or (), kept=before.categories)
        await _check_members(tx, members or ())
        if name not in (None, before.name):
            _check_rename(desk, before.name)
        with unique(TAKEN):
            team = await teams.change(
                tx,
                id,
                version,
                name=name,
                categories=categories,
                languages=languages,
                members=members,
            )
        changes = {
            "name": name,
            "categories": categories and list(categories),
            "languages": languages and list(languages),
            "members": members and [str(member) for member in members],
        }
        await audits.add(tx, agent.id, "team.changed", str(id), changes, now=desk.clock())
        await clocks.follow(tx, desk.thinking.policy())  # hours and clocks go by its name
        await routing.distribute(tx, now=desk.clock())
    return team


def _named(name: str) -> str:
    if not name.strip():
        raise InvalidError("A team needs a name.")
    return name.strip()


def _check_rename(desk: Desk, name: str) -> None:
    """Hours and clocks go by a team's name: a new one would silently lose them."""
    policy = desk.thinking.policy()
    if any(one.team == name for one in (*policy.hours, *policy.clocks)):
        raise ConflictError(
            f"{name} has hours or clocks of its own, which go by its name.",
            hint="Remove them under Settings → Hours, rename the team, and set them again.",
        )


async def _check_members(tx: Connection, members: Sequence[UUID]) -> None:
    if set(members) - {agent.id for agent in await agents.every(tx)}:
        raise InvalidError("One of the members doesn't exist.", hint="Choose from the team.")
