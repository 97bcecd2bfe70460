"""Draws a proposal up from what people answered to a gap's questions; a person decides on it."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

import numpy as np

from tandem.actions.ports import Desk
from tandem.adapters.read.written import editable
from tandem.assistant.retrieve import search_articles
from tandem.core.desk.agent import Agent, Permission
from tandem.core.knowledge.answers import paragraphs, statements, with_section
from tandem.core.knowledge.article import TITLE_MAX, Audience
from tandem.core.knowledge.proposal import Fields, Origin
from tandem.core.knowledge.rank import Weighted
from tandem.fit import answers as fitting
from tandem.fit import gaps as grouping
from tandem.fit.gaps import Vectors
from tandem.store import articles, gaps, proposals
from tandem.store.articles import Known
from tandem.store.gaps import Answered, Asked, Gap
from tandem.store.proposals import Proposal

EDITS_FROM = 0.6
"""Cosine of the gap's name and the nearest article, from which on an edit of that is proposed."""


@dataclass(frozen=True, slots=True)
class _Said:
    """A sentence of a person's reply, without personal data."""

    reply: Answered
    text: str


async def draw_up_proposal(
    desk: Desk, agent: Agent | None, gap: UUID, *, as_new: bool = False
) -> Proposal:
    """Stores a proposal of the sentences that answer, or an edit of the nearest article.

    Every sentence is a person's, without personal data, and names the reply that it comes from.
    Without any reply the text is empty: somebody writes it. With `as_new` it is a new article in
    any case. Nothing is published by that. Raises NotFoundError for an unknown gap.
    """
    if agent is not None:
        agent.require(Permission.WORK)
    async with desk.database.connection() as connection:
        found = await gaps.read(connection, gap)
        asked = await gaps.questions(connection, gap)
        replies = await gaps.answers(connection, gap)
    said = await asyncio.to_thread(_said, replies)
    chosen = await _chosen(desk, said, asked)
    text = paragraphs([(said[one.row].reply.message_id, said[one.row].text) for one in chosen])
    origins = [_origin(said[one.row], one.replies) for one in chosen]
    home = None if as_new else await _nearest(desk, found)
    fields = await _fields(desk, found, asked, home, text)
    id = desk.new_id()
    async with desk.database.transaction() as tx:
        await proposals.add(
            tx,
            id,
            fields,
            gap=gap,
            article=home and home.id,
            based_on=home and home.number,
            origins=origins,
            agent=agent and agent.id,
            now=desk.clock(),
        )
        return await proposals.read(tx, id)


def _said(replies: Sequence[Answered]) -> list[_Said]:
    return [
        _Said(one, text)
        for one in replies
        for text in statements(one.text, [name for name in one.names if name.strip()])
    ]


async def _chosen(
    desk: Desk, said: Sequence[_Said], asked: Sequence[Asked]
) -> list[fitting.Chosen]:
    """The sentences that answer, by the embedder, else by their words."""
    if not said or not asked:
        return []
    texts = [*(one.text for one in said), *(one.text for one in asked)]
    embedder = desk.thinking.embedder
    vectors: Vectors = (
        await asyncio.to_thread(grouping.of_words, texts)
        if embedder is None
        else np.asarray(await embedder.embed(texts))
    )
    return await asyncio.to_thread(
        fitting.choose,
        vectors[: len(said)],
        [one.reply.conversation_id for one in said],
        vectors[len(said) :],
    )


def _origin(said: _Said, replies: int) -> Origin:
    reply = said.reply
    return Origin(
        said.text, str(reply.message_id), str(reply.conversation_id), reply.number, replies
    )


async def _nearest(desk: Desk, gap: Gap) -> Known | None:
    """The article for customers that the gap's name is nearest to, if it is near enough."""
    hits = await search_articles(desk.database, desk.thinking.embedder, (Weighted(gap.label, 1.0),))
    best = next((hit for hit in hits.hits if (hit.cosine or 0.0) >= EDITS_FROM), None)
    if best is None:
        return None
    async with desk.database.connection() as connection:
        numbers = await articles.numbers_of(connection, [best.document])
        return await articles.numbered(connection, numbers.get(best.document))


async def _fields(
    desk: Desk, gap: Gap, asked: Sequence[Asked], home: Known | None, text: str
) -> Fields:
    """The article with one more section, or a new one that is named by the gap."""
    if home is None:
        products = {one.product for one in asked}
        product = products.pop() if len(products) == 1 else ""
        return Fields(gap.label[:TITLE_MAX], text, product)
    async with desk.database.connection() as connection:
        version = await articles.version(connection, home.id, home.number)
    body = editable(version.body, version.title)
    return Fields(
        version.title,
        with_section(body, gap.label.rstrip("?!. "), text) if text else body,
        version.product,
        version.locale,
        Audience(version.audience),
        version.url,
        version.valid_until,
        version.review_by,
    )
