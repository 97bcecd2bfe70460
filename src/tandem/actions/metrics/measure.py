"""Brings the conversation facts up to date, or makes them all anew."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from tandem.core.desk import hours
from tandem.core.turn.policy import Policy
from tandem.store import facts, teams
from tandem.store.database import Connection, Database
from tandem.store.facts import NO_TEAM, Opening

AT_ONCE = 1_000  # conversations of one transaction


async def measure(database: Database, policy: Policy, *, most: int | None = None) -> int:
    """Measures conversations with new events, at most this many; says how many are left.

    Each transaction measures up to a thousand, so a process killed on the way loses nothing. The
    policy has the hours that times are counted in.
    """
    measured = 0
    while most is None or measured < most:
        async with database.transaction() as tx:
            await facts.lock(tx)
            ids = await facts.due(tx, AT_ONCE if most is None else min(AT_ONCE, most - measured))
            if ids:
                await _measure(tx, policy, ids)
        measured += len(ids)
        if len(ids) < AT_ONCE:
            break
    async with database.connection() as connection:
        return await facts.count_due(connection)


async def rebuild(database: Database, policy: Policy) -> None:
    """Deletes all facts and makes them anew from the events."""
    async with database.transaction() as tx:
        await facts.forget(tx)
    await measure(database, policy)


async def _measure(tx: Connection, policy: Policy, ids: Sequence[UUID]) -> None:
    span = await facts.span(tx, ids)
    assert span is not None, "what is due has events"
    every = [(NO_TEAM, ""), *((team.id, team.name) for team in await teams.every(tx))]
    always_open = [id for id, name in every if policy.hours_of(name) is None]
    openings = [one for id, name in every for one in _openings(policy, id, name, *span)]
    await facts.measure(tx, ids, openings=openings, always_open=always_open)


def _openings(
    policy: Policy, id: UUID, name: str, start: datetime, end: datetime
) -> Iterable[Opening]:
    of = policy.hours_of(name)
    if of is not None:
        for opens, closes in hours.openings(of, start, end):
            yield Opening(id, opens, closes)
