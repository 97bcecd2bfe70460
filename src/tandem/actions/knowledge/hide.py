"""Hides an article or passages, so that they are never quoted again, until it is undone."""

from collections.abc import Sequence
from datetime import datetime

from tandem.core.desk.agent import Agent, Permission
from tandem.core.errors import NotFoundError
from tandem.store import articles, audits, hidden
from tandem.store.database import Connection, Database


async def hide_article(
    database: Database, agent: Agent | None, key: str, *, now: datetime
) -> int | None:
    """Hides a whole article; returns the hiding's number, None if it was hidden already.

    `agent` is None for the command line. Raises NotFoundError if there is no such article.
    """
    _require(agent)
    async with database.transaction() as tx:
        await articles.lock(tx)  # no version is added meanwhile
        if not await articles.exists(tx, key):
            raise NotFoundError(
                f"There is no article {key!r}.", hint="`tandem knowledge` lists them."
            )
        number = await hidden.hide_article(tx, key, agent and agent.id, now)
        if number is not None:
            await _told(tx, agent, "article.hidden", key, {"hidden": number}, now)
    return number


async def hide_passages(
    database: Database, agent: Agent | None, passages: Sequence[int], *, now: datetime
) -> int:
    """Hides passages of one article, by their text: so also in later versions.

    Raises NotFoundError if there are no such passages, or they are not of one article.
    """
    _require(agent)
    async with database.transaction() as tx:
        await articles.lock(tx)
        number = await hidden.hide_passages(tx, passages, agent and agent.id, now)
        if number is None:
            raise NotFoundError(
                "There is no article with these passages.",
                hint="The evidence of a turn names the passages that it quoted.",
            )
        data: dict[str, object] = {"hidden": number, "passages": list(passages)}
        await _told(tx, agent, "passage.hidden", str(passages[0]), data, now)
    return number


async def show_again(database: Database, agent: Agent | None, id: int, *, now: datetime) -> None:
    """Undoes a hiding; raises NotFoundError if none is in force with this number."""
    _require(agent)
    async with database.transaction() as tx:
        await articles.lock(tx)
        if not await hidden.undo(tx, id, now):
            raise NotFoundError(
                f"Nothing is hidden under the number {id}.", hint="`tandem hide` lists what is."
            )
        await _told(tx, agent, "hiding.undone", str(id), {}, now)


def _require(agent: Agent | None) -> None:
    if agent is not None:
        agent.require(Permission.WORK)


async def _told(
    tx: Connection,
    agent: Agent | None,
    action: str,
    subject: str,
    data: dict[str, object],
    now: datetime,
) -> None:
    await audits.add(tx, agent and agent.id, action, subject, data, now=now)
