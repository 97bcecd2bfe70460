"""Publishes a proposal: its text is a new version of its article, from the next turn on."""

import re
import unicodedata
from typing import Any, cast
from uuid import UUID

from tandem.actions.ports import Desk
from tandem.adapters.read.written import written_article
from tandem.assistant.prepare import prepare
from tandem.core.desk.agent import Agent, Permission
from tandem.core.errors import ConflictError, InvalidError
from tandem.core.knowledge.article import DESK
from tandem.core.knowledge.gap import State
from tandem.core.knowledge.proposal import ProposalState, placeholders
from tandem.store import articles, audits, gaps, passages, proposals, versions
from tandem.store.database import Connection
from tandem.store.proposals import Proposal

SLUG_MAX = 60  # characters


async def publish_proposal(
    desk: Desk, agent: Agent | None, id: UUID, *, version: int, accepts_worse: bool = False
) -> Proposal:
    """Puts the proposal's text in force; its gap, if it has one, is linked to the article.

    It must have been previewed exactly as it is; where questions get less by it, `accepts_worse`
    says that somebody looked at them. An article that came from a file or a site is not learnt
    from there any more. Raises ConflictError without that, if the article has a newer version than
    the one that was edited, or if the proposal was changed or decided since `version`;
    InvalidError for a text with places of removed personal data.
    """
    if agent is not None:
        agent.require(Permission.LEAD)
    now, embedder = desk.clock(), desk.thinking.embedder
    async with desk.database.connection() as connection:
        found = await proposals.read(connection, id)
        home = await articles.numbered(connection, found.article_number)
    _require_open(found, version)
    if marks := placeholders(f"{found.title}\n{found.body}"):
        raise InvalidError(
            f"The text still has {', '.join(marks)}, where personal data was removed.",
            hint="Write what holds for everybody, or take the sentence out.",
        )
    origin = home.origin if home else f"desk/{slug(found.title)}"
    article = written_article(origin, found.fields)
    (prepared,) = await prepare(embedder, [(article, article.content_hash)])
    async with desk.database.transaction() as tx:
        await articles.lock(tx)
        await _require_previewed(tx, found, article.content_hash, accepts_worse=accepts_worse)
        home = await articles.numbered(tx, found.article_number)
        if home is not None and home.number != found.based_on:
            raise ConflictError(
                f"The article has version {home.number} by now; this edits version"
                f" {found.based_on}.",
                hint="Compare them, take over what is new, and preview it again.",
            )
        source = home.source_id if home else await articles.source(tx, DESK)
        if home is None and origin in await articles.current(tx, source, [origin]):
            article = written_article(f"{origin}-{str(id)[:8]}", found.fields)
            (prepared,) = [versions.Prepared(article, article.content_hash, prepared.pieces)]
        if home is not None and home.location != DESK:
            await articles.edited(tx, home.id, now)
        model = None
        if embedder is not None:
            model = await passages.model(tx, embedder.model, embedder.dimension)
        stored = await versions.put(
            tx,
            [prepared],
            source=source,
            location=home.location if home else DESK,
            model=model,
            now=now,
            again=True,
            over_edits=True,
        )
        (number,) = (*stored.new, *stored.changed)
        is_decided = await proposals.decide(
            tx,
            id,
            ProposalState.PUBLISHED,
            version=version,
            agent=agent and agent.id,
            now=now,
            article=number,
            published=home.number + 1 if home else 1,
        )
        if not is_decided:
            _changed_meanwhile()
        published = await proposals.read(tx, id)
        await _link(tx, published, agent)
        data: dict[str, object] = {
            "article": published.article_key,
            "version": published.published_version,
            "accepts_worse": accepts_worse,
        }
        await audits.add(tx, agent and agent.id, "proposal.published", str(id), data, now=now)
        return published


async def _link(tx: Connection, published: Proposal, agent: Agent | None) -> None:
    """Link the proposal's gap to the article: it opens again if it grows all the same."""
    if published.gap_id is None:
        return
    gap = await gaps.read(tx, published.gap_id)
    if gap.state is State.MERGED:
        return
    assert published.decided_at is not None
    await gaps.decide(
        tx,
        gap.id,
        state=State.LINKED,
        reason="",
        size=gap.conversations,
        article=published.article_key,
        into=None,
        agent=agent and agent.id,
        version=gap.version,
        now=published.decided_at,
    )


async def _require_previewed(
    tx: Connection, found: Proposal, content_hash: str, *, accepts_worse: bool
) -> None:
    effect = await proposals.effect(tx, found.id)
    if effect is None or effect.content_hash != content_hash:
        raise ConflictError(
            "Nobody has seen yet what this text would change.",
            hint="Preview its effect, then publish it.",
        )
    worse = int(cast("dict[str, Any]", effect.effect)["worse"])
    if worse and not accepts_worse:
        raise ConflictError(
            f"{worse} past questions would get less than now.",
            hint="Look at them; if that is right, publish it and say so.",
        )


def _require_open(found: Proposal, version: int) -> None:
    if found.state is not ProposalState.OPEN or found.version != version:
        _changed_meanwhile()


def _changed_meanwhile() -> None:
    raise ConflictError(
        "This proposal was changed or decided meanwhile.", hint="Reload to see what changed."
    )


def slug(title: str) -> str:
    """A title as the end of an id: lower case, without accents, words joined by dashes."""
    plain = unicodedata.normalize("NFKD", title.lower())
    words = re.findall(r"[^\W_]+", "".join(one for one in plain if not unicodedata.combining(one)))
    return "-".join(words)[:SLUG_MAX].strip("-") or "article"
