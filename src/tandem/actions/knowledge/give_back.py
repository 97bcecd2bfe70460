"""Gives an edited article back to its source: the next run over it learns what is there."""

from datetime import datetime

from tandem.core.desk.agent import Agent, Permission
from tandem.core.errors import ConflictError
from tandem.store import articles, audits
from tandem.store.database import Database


async def give_back(
    database: Database, agent: Agent | None, article: int, *, now: datetime
) -> None:
    """Ends that the article is left as somebody edited it; its versions stay.

    Raises NotFoundError if there is no such article, ConflictError if it was not edited.
    """
    if agent is not None:
        agent.require(Permission.LEAD)
    async with database.transaction() as tx:
        await articles.lock(tx)
        await articles.numbered(tx, article)
        key = await articles.given_back(tx, article)
        if key is None:
            raise ConflictError(
                "This article is learnt from its source already.", hint="Reload the page."
            )
        await audits.add(tx, agent and agent.id, "article.given_back", key, {}, now=now)
