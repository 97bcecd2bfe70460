"""What the rollout is compared with: the conversations of the last days, as it would see them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from psycopg.rows import class_row

from tandem.core.desk.place import place
from tandem.core.turn.who import Who
from tandem.store import queries
from tandem.store.database import Connection

QUERIES = queries.load("rollouts.sql")


@dataclass(frozen=True, slots=True)
class Begun:
    """A conversation, with its contact as they are today.

    `decision` is the first of the assistant, "" if it took no turn.
    """

    id: UUID
    created_at: datetime
    product: str
    category: str
    contact_id: UUID
    is_internal: bool
    is_verified: bool
    plan: str
    attributes: Mapping[str, str]
    decision: str
    is_sent: bool
    is_drafted: bool

    @property
    def who(self) -> Who:
        """The contact as the rollout sees them."""
        attributes = tuple(sorted(self.attributes.items())) if self.is_verified else ()
        return Who(self.is_internal, place(self.contact_id), self.plan, attributes)


async def recent(connection: Connection, since: datetime, *, most: int) -> list[Begun]:
    """The newest conversations that began since then."""
    async with connection.cursor(row_factory=class_row(Begun)) as cursor:
        await cursor.execute(QUERIES["recent"], {"since": since, "most": most})
        return await cursor.fetchall()
