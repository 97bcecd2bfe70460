"""Decides what becomes of a gap: not ours, linked to an article, merged, or open again."""

from datetime import datetime
from uuid import UUID

from tandem.core.desk.agent import Agent, Permission
from tandem.core.errors import ConflictError, InvalidError, NotFoundError
from tandem.core.knowledge.gap import State
from tandem.store import articles, audits, gaps
from tandem.store.database import Database
from tandem.store.gaps import Gap

REASON_MAX = 500  # characters


async def decide_gap(
    database: Database,
    agent: Agent | None,
    id: UUID,
    state: State,
    *,
    now: datetime,
    version: int | None = None,
    reason: str = "",
    article: str | None = None,
    into: UUID | None = None,
) -> Gap:
    """Stores the decision; returns the gap.

    `not_ours` needs a reason, `linked` an article, `merged` the gap that it becomes a part of. What
    is not ours, or linked, opens again by itself once it has grown by half. Raises InvalidError for
    a decision that lacks its part, NotFoundError for an unknown gap or article, ConflictError if
    the gap was changed since `version`.
    """
    if agent is not None:
        agent.require(Permission.LEAD)
    reason = " ".join(reason.split())
    _require(state, reason, article, into)
    async with database.transaction() as tx:
        await gaps.lock(tx)
        found = await gaps.read(tx, id)
        if article is not None and not await articles.exists(tx, article):
            raise NotFoundError(
                f"There is no article {article!r}.", hint="`tandem knowledge` lists them."
            )
        if into is not None:
            target = await gaps.read(tx, into)
            if into == id or target.state is State.MERGED:
                raise InvalidError(
                    "A gap is merged into another one that is not merged itself.",
                    hint="Name the gap that the other was merged into.",
                )
        is_stored = await gaps.decide(
            tx,
            id,
            state=state,
            reason=reason,
            size=found.conversations,
            article=article,
            into=into,
            agent=agent and agent.id,
            version=found.version if version is None else version,
            now=now,
        )
        if not is_stored:
            raise ConflictError(
                "This gap was changed meanwhile.", hint="Reload to see it, then decide again."
            )
        data: dict[str, object] = {"from": found.state.value, "to": state.value, "reason": reason}
        data |= {"article": article} if article else {}
        data |= {"into": str(into)} if into else {}
        await audits.add(tx, agent and agent.id, "gap.decided", str(id), data, now=now)
        return await gaps.read(tx, id)


def _require(state: State, reason: str, article: str | None, into: UUID | None) -> None:
    """Raise InvalidError unless the decision has its part, and no other's."""
    if state is State.NOT_OURS and not reason:
        raise InvalidError("Say why this is not ours.", hint="Others read the reason.")
    if len(reason) > REASON_MAX:
        raise InvalidError(f"The reason has more than {REASON_MAX} characters.")
    if (state is State.LINKED) != (article is not None):
        raise InvalidError("Link a gap to an article, or name none.")
    if (state is State.MERGED) != (into is not None):
        raise InvalidError("Merge a gap into another one, or name none.")
