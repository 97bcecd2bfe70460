"""Keeps what somebody says of an item of the review queue."""

from uuid import UUID

from tandem.actions.ports import Desk
from tandem.core.desk.agent import Agent, Permission
from tandem.core.desk.review import SOURCE_MAX, TEXT_MAX, Verdict, check_verdict
from tandem.core.errors import ConflictError, InvalidError
from tandem.store import reviews


async def judge(
    desk: Desk,
    agent: Agent,
    item: UUID,
    *,
    verdict: Verdict | None,
    should_be_person: bool,
    source: str = "",
    missing: str = "",
    category: str = "",
) -> None:
    """Keeps the verdict; from then on this agent may see what the desk thought of it.

    `should_be_person` says that a person should have the conversation; of a handoff, that it needed
    one. `source` is the source that is or would have been right, `missing` what was missing,
    `category` the right one if the item's is wrong. Raises InvalidError for a verdict that doesn't
    fit the kind, NotFoundError, and ConflictError if enough people have judged it.
    """
    agent.require(Permission.LEAD)
    source, missing = source.strip(), missing.strip()
    if len(source) > SOURCE_MAX or len(missing) > TEXT_MAX:
        raise InvalidError(f"This is too long: {SOURCE_MAX} and {TEXT_MAX} characters at most.")
    if category:
        desk.thinking.policy().check_categories([category])
    async with desk.database.transaction() as tx:
        kind, judges = await reviews.lock_item(tx, item)
        check_verdict(kind, verdict)
        said = await reviews.standing(tx, item)
        if any(one.agent_id == agent.id for one in said):
            raise ConflictError("You have judged this.", hint="Undo it to judge it again.")
        if len(said) >= judges:
            raise ConflictError(
                "Somebody else judged this meanwhile.", hint="Go on with the next one."
            )
        await reviews.judge(
            tx,
            item,
            agent.id,
            verdict=verdict,
            should_be_person=should_be_person,
            source=source,
            missing=missing,
            category=category,
            now=desk.clock(),
        )
