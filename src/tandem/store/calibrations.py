"""Confidence models and thresholds: the newest is in force, all earlier ones are kept."""

from datetime import datetime
from functools import lru_cache
from typing import Literal

from tandem.core.turn.calibration import Calibration
from tandem.store import codec, queries
from tandem.store.database import Connection

QUERIES = queries.load("calibrations.sql")

Scope = Literal["corpus", "judged"]


async def newest(connection: Connection) -> dict[str, Calibration]:
    """The newest calibration of each scope that has one."""
    cursor = await connection.execute(QUERIES["newest"])
    return {row[0]: _decode(row[1]) for row in await cursor.fetchall()}


async def keep(
    connection: Connection, scope: Scope, calibration: Calibration, *, now: datetime
) -> None:
    """Puts a calibration in force."""
    body = codec.encode(calibration)
    await connection.execute(
        QUERIES["keep"],
        {"scope": scope, "hash": codec.content_hash(body), "body": body, "now": now},
    )


@lru_cache(maxsize=8)
def _decode(body: str) -> Calibration:
    return codec.decode(body, Calibration)
