"""Proposes a new article or an edit of one; nothing is published by that."""

from datetime import datetime
from uuid import UUID

from tandem.actions.ports import Desk
from tandem.core.desk.agent import Agent, Permission
from tandem.core.errors import ConflictError, InvalidError
from tandem.core.knowledge.article import TITLE_MAX
from tandem.core.knowledge.proposal import BODY_MAX, Fields, ProposalState
from tandem.store import articles, audits, gaps, proposals
from tandem.store.database import Database
from tandem.store.proposals import Proposal

REASON_MAX = 500  # characters


async def propose(
    desk: Desk,
    agent: Agent | None,
    fields: Fields,
    *,
    article: int | None = None,
    gap: UUID | None = None,
) -> Proposal:
    """Stores a proposal: an edit of the article with this number, else a new article.

    It may have no text yet. Raises NotFoundError for an unknown article or gap.
    """
    _require(agent, Permission.WORK)
    id, now = desk.new_id(), desk.clock()
    async with desk.database.transaction() as tx:
        known = await articles.numbered(tx, article)
        if gap is not None:
            await gaps.read(tx, gap)
        await proposals.add(
            tx,
            id,
            _checked(fields),
            gap=gap,
            article=article,
            based_on=known.number if known else None,
            origins=(),
            agent=agent and agent.id,
            now=now,
        )
        return await proposals.read(tx, id)


async def change_proposal(
    database: Database,
    agent: Agent | None,
    id: UUID,
    fields: Fields,
    *,
    version: int,
    now: datetime,
    based_on: int | None = None,
) -> Proposal:
    """Stores new fields of an open proposal; `based_on` is the article's version they build on.

    Raises ConflictError if it was changed or decided since `version`.
    """
    _require(agent, Permission.WORK)
    async with database.transaction() as tx:
        before = await proposals.read(tx, id)
        is_stored = await proposals.change(
            tx,
            id,
            _checked(fields),
            based_on=before.based_on if based_on is None else based_on,
            version=version,
            agent=agent and agent.id,
            now=now,
        )
        _stored(is_stored=is_stored)
        return await proposals.read(tx, id)


async def reject_proposal(
    database: Database, agent: Agent | None, id: UUID, *, reason: str, version: int, now: datetime
) -> Proposal:
    """Rejects an open proposal, with a reason that its author reads.

    Raises ConflictError if it was changed or decided since `version`.
    """
    _require(agent, Permission.LEAD)
    reason = " ".join(reason.split())
    if not reason or len(reason) > REASON_MAX:
        raise InvalidError(
            "Say why, in up to 500 characters.", hint="Whoever proposed it reads the reason."
        )
    async with database.transaction() as tx:
        is_stored = await proposals.decide(
            tx,
            id,
            ProposalState.REJECTED,
            version=version,
            agent=agent and agent.id,
            now=now,
            reason=reason,
        )
        if not is_stored:
            await proposals.read(tx, id)  # which says if there is none
        _stored(is_stored=is_stored)
        data: dict[str, object] = {"reason": reason}
        await audits.add(tx, agent and agent.id, "proposal.rejected", str(id), data, now=now)
        return await proposals.read(tx, id)


def _require(agent: Agent | None, permission: Permission) -> None:
    if agent is not None:
        agent.require(permission)


def _stored(*, is_stored: bool) -> None:
    if not is_stored:
        raise ConflictError(
            "This proposal was changed or decided meanwhile.",
            hint="Your text is kept. Reload to see what changed.",
        )


def _checked(fields: Fields) -> Fields:
    if not fields.title.strip() or len(fields.title) > TITLE_MAX:
        raise InvalidError(f"A title has 1 to {TITLE_MAX} characters.")
    if len(fields.body) > BODY_MAX:
        raise InvalidError(f"A text has up to {BODY_MAX} characters.", hint="Split the article.")
    return fields
