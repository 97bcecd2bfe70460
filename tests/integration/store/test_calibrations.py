"""Stored calibrations: the newest that can be read is in force, and no other stops the desk."""

import json

from tandem.store import calibrations, codec
from tandem.store.database import Database
from tandem.testing import StoppedClock, sure_by_keywords


async def test_one_of_a_later_release_is_left_out_and_explained(database: Database) -> None:
    ours, now = sure_by_keywords("fake"), StoppedClock().at
    async with database.transaction() as tx:
        await calibrations.keep(tx, "corpus", ours, now=now)
        await calibrations.keep(tx, "judged", ours, now=now)
        later = json.loads(codec.encode(ours)) | {"format": 99, "anything": True}
        await tx.execute(
            "update calibration set body = %s where scope = 'judged'", [json.dumps(later)]
        )
    async with database.connection() as connection:
        assert await calibrations.newest(connection) == {"corpus": ours}
        faults = await calibrations.unreadable(connection)
    assert set(faults) == {"judged"}
    assert "This calibration has format 99; this release reads up to 2." in faults["judged"]
