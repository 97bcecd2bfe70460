"""Proposed articles and edits, and what publishing them would change."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from psycopg.rows import class_row, kwargs_row
from psycopg.types.json import Jsonb

from tandem.core.errors import NotFoundError
from tandem.core.knowledge.article import Audience
from tandem.core.knowledge.proposal import Fields, Origin, ProposalState
from tandem.store import queries
from tandem.store.database import Connection

QUERIES = queries.load("proposals.sql")

PAGE_MAX = 100


@dataclass(frozen=True, slots=True)
class Proposal:
    """A proposed article, or an edit of one.

    `article_number` and `article_key` are None before a new article is published. `based_on` is the
    version that was edited, `article_version` the one in force now (None: none is). `made_by` and
    the like are names, None for the desk itself.
    """

    id: UUID
    gap_id: UUID | None
    gap_label: str | None
    article_number: int | None
    article_key: str | None
    based_on: int | None
    article_version: int | None
    title: str
    body: str
    product: str
    locale: str
    audience: Audience
    url: str
    valid_until: date | None
    review_by: date | None
    origins: tuple[Origin, ...]
    state: ProposalState
    reason: str
    made_at: datetime
    made_by: str | None
    changed_at: datetime
    changed_by: str | None
    decided_at: datetime | None
    decided_by: str | None
    published_version: int | None
    version: int

    @property
    def fields(self) -> Fields:
        """What the article will be."""
        return Fields(
            self.title,
            self.body,
            self.product,
            self.locale,
            self.audience,
            self.url,
            self.valid_until,
            self.review_by,
        )


@dataclass(frozen=True, slots=True)
class StoredEffect:
    """A preview: for which content and snapshot it was made, and what it found."""

    content_hash: str
    snapshot: int
    made_at: datetime
    made_by: str | None
    effect: Mapping[str, Any]


def _proposal(
    *, audience: str, state: str, origins: Sequence[dict[str, Any]], **row: Any
) -> Proposal:
    return Proposal(
        audience=Audience(audience),
        state=ProposalState(state),
        origins=tuple(Origin(**one) for one in origins),
        **row,
    )


async def add(
    connection: Connection,
    id: UUID,
    fields: Fields,
    *,
    gap: UUID | None,
    article: int | None,
    based_on: int | None,
    origins: Sequence[Origin],
    agent: UUID | None,
    now: datetime,
) -> None:
    """Stores a proposal."""
    await connection.execute(
        QUERIES["add"],
        {
            **_values(fields),
            "id": id,
            "gap": gap,
            "article": article,
            "based_on": based_on,
            "origins": Jsonb([asdict(one) for one in origins]),
            "agent": agent,
            "now": now,
        },
    )


async def change(
    connection: Connection,
    id: UUID,
    fields: Fields,
    *,
    based_on: int | None,
    version: int,
    agent: UUID | None,
    now: datetime,
) -> bool:
    """Stores new fields; False if the proposal was changed or decided meanwhile."""
    cursor = await connection.execute(
        QUERIES["change"],
        {
            **_values(fields),
            "id": id,
            "based_on": based_on,
            "version": version,
            "agent": agent,
            "now": now,
        },
    )
    return await cursor.fetchone() is not None


async def decide(
    connection: Connection,
    id: UUID,
    state: ProposalState,
    *,
    version: int,
    agent: UUID | None,
    now: datetime,
    reason: str = "",
    article: int | None = None,
    published: int | None = None,
) -> bool:
    """Stores the decision; False if the proposal was changed or decided meanwhile."""
    cursor = await connection.execute(
        QUERIES["decide"],
        {
            "id": id,
            "state": state.value,
            "reason": reason,
            "article": article,
            "published": published,
            "version": version,
            "agent": agent,
            "now": now,
        },
    )
    return await cursor.fetchone() is not None


async def page(
    connection: Connection,
    *,
    state: ProposalState | None = ProposalState.OPEN,
    article: int | None = None,
    gap: UUID | None = None,
    most: int = PAGE_MAX,
) -> list[Proposal]:
    """The newest proposals, of an article or a gap if one is named."""
    return await _page(connection, None, state, article, gap, most)


async def read(connection: Connection, id: UUID) -> Proposal:
    """One proposal; raises NotFoundError if there is none with this id."""
    found = await _page(connection, id, None, None, None, 1)
    if not found:
        raise NotFoundError("There is no such proposal.", hint="Reload the list.")
    return found[0]


async def _page(
    connection: Connection,
    id: UUID | None,
    state: ProposalState | None,
    article: int | None,
    gap: UUID | None,
    most: int,
) -> list[Proposal]:
    async with connection.cursor(row_factory=kwargs_row(_proposal)) as cursor:
        await cursor.execute(
            QUERIES["page"],
            {
                "id": id,
                "state": state and state.value,
                "article": article,
                "gap": gap,
                "most": most,
            },
        )
        return await cursor.fetchall()


async def keep_effect(
    connection: Connection,
    id: UUID,
    effect: Mapping[str, Any],
    *,
    content_hash: str,
    snapshot: int,
    agent: UUID | None,
    now: datetime,
) -> None:
    """Stores a preview; the newest replaces the one before."""
    await connection.execute(
        QUERIES["keep_effect"],
        {
            "id": id,
            "hash": content_hash,
            "snapshot": snapshot,
            "agent": agent,
            "now": now,
            "effect": Jsonb(dict(effect)),
        },
    )


async def effect(connection: Connection, id: UUID) -> StoredEffect | None:
    """The newest preview of a proposal; None if there was none."""
    async with connection.cursor(row_factory=class_row(StoredEffect)) as cursor:
        await cursor.execute(QUERIES["effect"], {"id": id})
        return await cursor.fetchone()


def _values(fields: Fields) -> dict[str, object]:
    return {**asdict(fields), "audience": fields.audience.value}
