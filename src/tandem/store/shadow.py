"""What the assistant would have said where it only recorded, beside what people said."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from psycopg.rows import class_row

from tandem.store import queries
from tandem.store.database import Connection

QUERIES = queries.load("shadow.sql")


@dataclass(frozen=True, slots=True)
class Recorded:
    """A turn whose reply nobody saw, with its frozen values as text.

    `reply` is the next that a person wrote after what the turn saw; None while there is none.
    """

    id: UUID
    taken_at: datetime
    decision: str
    rule: str
    arm: str
    decision_body: str
    evidence: str
    policy: str
    conversation_id: UUID
    number: int
    subject: str
    category: str
    product: str
    reply: str | None
    agent_name: str | None
    replied_at: datetime | None


async def page(
    connection: Connection,
    *,
    category: str | None,
    arm: str | None,
    before: tuple[datetime, UUID],
    most: int,
) -> list[Recorded]:
    """The newest before a place; of one category ("" is none) and one arm, or of all."""
    async with connection.cursor(row_factory=class_row(Recorded)) as cursor:
        await cursor.execute(
            QUERIES["page"],
            {
                "category": category,
                "arm": arm,
                "before": before[0],
                "before_id": before[1],
                "most": most,
            },
        )
        return await cursor.fetchall()
