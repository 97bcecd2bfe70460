"""Starts an incident, or changes one that runs: its text, and the questions that get it."""

from collections.abc import Sequence
from uuid import UUID

from tandem.actions.ports import Desk
from tandem.core.desk.agent import Agent, Permission
from tandem.core.errors import InvalidError
from tandem.core.turn.incident import phrased, texted, titled
from tandem.store import audits, incidents
from tandem.store.incidents import StoredIncident


async def start_incident(
    desk: Desk,
    agent: Agent | None,
    *,
    title: str,
    text: str,
    words: Sequence[str] = (),
    categories: Sequence[str] = (),
) -> StoredIncident:
    """Starts it: from the next turn on, matching questions get its text and no articles.

    `agent` is None for the command line. Raises InvalidError if nothing could match, for an unknown
    category, and for a text that is empty or too long.
    """
    if agent is not None:
        agent.require(Permission.LEAD)
    title, text, words = titled(title), texted(text), phrased(words)
    desk.thinking.policy().check_categories(categories)
    _check_any(words, categories)
    id, now, by = desk.new_id(), desk.clock(), agent and agent.id
    async with desk.database.transaction() as tx:
        await incidents.add(
            tx,
            id=id,
            title=title,
            text=text,
            words=words,
            categories=categories,
            agent=by,
            now=now,
        )
        told = {"title": title, "text": text, "words": words, "categories": list(categories)}
        await audits.add(tx, by, "incident.started", str(id), told, now=now)
        return await incidents.read(tx, id)


async def change_incident(
    desk: Desk,
    agent: Agent,
    id: UUID,
    version: int,
    *,
    title: str | None = None,
    text: str | None = None,
    words: Sequence[str] | None = None,
    categories: Sequence[str] | None = None,
) -> StoredIncident:
    """Changes it; None leaves a value unchanged.

    A category that it has may stay, also where the policy has it no more. Raises ConflictError if
    it changed since `version` or is over, else as `start_incident`.
    """
    agent.require(Permission.LEAD)
    title = None if title is None else titled(title)
    text = None if text is None else texted(text)
    words = None if words is None else phrased(words)
    async with desk.database.transaction() as tx:
        known = await incidents.read(tx, id)
        desk.thinking.policy().check_categories(categories or (), kept=known.categories)
        _check_any(
            known.words if words is None else words,
            known.categories if categories is None else categories,
        )
        given = {"title": title, "text": text, "words": words}
        await incidents.change(
            tx, id, version, title=title, text=text, words=words, categories=categories
        )
        given["categories"] = None if categories is None else list(categories)
        told: dict[str, object] = {name: one for name, one in given.items() if one is not None}
        await audits.add(tx, agent.id, "incident.changed", str(id), told, now=desk.clock())
        return await incidents.read(tx, id)


def _check_any(words: Sequence[str], categories: Sequence[str]) -> None:
    if not words and not categories:
        raise InvalidError(
            "No question would get this text.",
            hint="Give at least one word, phrase or category.",
        )
