"""Confidence models and thresholds: the newest is in force, all earlier ones are kept."""

from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from typing import Literal

from tandem.core.errors import ConfigError
from tandem.core.turn.calibration import Calibration
from tandem.store import codec, queries
from tandem.store.database import Connection

QUERIES = queries.load("calibrations.sql")

Scope = Literal["corpus", "judged"]
OF_MODEL = "model:"
"""Begins the scope of a language model's own calibration."""


async def newest(connection: Connection) -> dict[str, Calibration]:
    """The newest calibration of each scope that has one which this release can read.

    Another one doesn't stop the desk: without it, the shipped one applies.
    """
    cursor = await connection.execute(QUERIES["newest"])
    found = {scope: _decode(body) for scope, body in await cursor.fetchall()}
    return {scope: read for scope, read in found.items() if isinstance(read, Calibration)}


async def unreadable(connection: Connection) -> dict[str, str]:
    """Why the newest calibration of a scope can't be read, for those of which that is so."""
    cursor = await connection.execute(QUERIES["newest"])
    found = {scope: _decode(body) for scope, body in await cursor.fetchall()}
    return {scope: str(fault) for scope, fault in found.items() if isinstance(fault, ConfigError)}


async def keep(
    connection: Connection, scope: Scope | str, calibration: Calibration, *, now: datetime
) -> None:
    """Puts a calibration in force."""
    body = codec.encode(calibration)
    await connection.execute(
        QUERIES["keep"],
        {"scope": scope, "hash": codec.content_hash(body), "body": body, "now": now},
    )


def of_models(found: Mapping[str, Calibration]) -> dict[str, Calibration]:
    """Those of language models, by the model's name."""
    return {
        scope.removeprefix(OF_MODEL): one
        for scope, one in found.items()
        if scope.startswith(OF_MODEL)
    }


@lru_cache(maxsize=8)
def _decode(body: str) -> Calibration | ConfigError:
    try:
        return codec.decode(body, Calibration)
    except ConfigError as error:
        return error
