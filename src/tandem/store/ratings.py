"""What customers gave their conversations, one rating each, and what it is about."""

from datetime import datetime
from uuid import UUID

from psycopg.rows import kwargs_row

from tandem.core.desk import rating as rules
from tandem.core.desk.message import Author, renamed
from tandem.core.desk.rating import Answered, Rated, Rates, Rating, Via
from tandem.store import queries
from tandem.store.database import Connection

QUERIES = queries.load("ratings.sql")


async def read(connection: Connection, conversation: UUID) -> Rating | None:
    """The conversation's rating, if it has one."""
    async with connection.cursor(row_factory=kwargs_row(_made)) as cursor:
        await cursor.execute(QUERIES["read"], {"id": conversation})
        return await cursor.fetchone()


async def keep(connection: Connection, conversation: UUID, rating: Rating) -> None:
    """Stores a rating, or the comment added to it; the caller has locked the conversation."""
    await connection.execute(
        QUERIES["keep"],
        {
            "id": conversation,
            "stars": rating.stars,
            "comment": rating.comment,
            "rates": rating.rates.value,
            "via": rating.via.value,
            "rated_at": rating.rated_at,
        },
    )


async def rated(connection: Connection, conversation: UUID) -> Rated | None:
    """What a rating of it is about; None if it never was resolved, or nobody answered before."""
    async with connection.cursor(row_factory=kwargs_row(_answered)) as cursor:
        await cursor.execute(QUERIES["answers"], {"id": conversation})
        return rules.rated(await cursor.fetchall())


def _made(stars: int, comment: str, rates: str, via: str, rated_at: datetime) -> Rating:
    return Rating(stars, comment, Rates(rates), Via(via), rated_at)


def _answered(
    author: str,
    decision: str | None,
    agent_name: str | None,
    is_earlier: bool,
) -> Answered:
    return Answered(Author(author), renamed(decision), agent_name, is_earlier)
