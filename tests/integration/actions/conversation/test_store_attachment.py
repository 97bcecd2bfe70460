"""All uploaded bytes have a row, whenever the desk is killed."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from tandem.actions.conversation.store_attachment import store_attachment
from tandem.actions.conversation.sweep import UPLOAD_KEPT, sweep
from tandem.core.desk.message import Attachment
from tandem.core.errors import InvalidError
from tandem.store import messages
from tandem.testing import MemoryFiles
from tests.integration.shop import Shop, chunks

PNG = b"\x89PNG\r\n\x1a\n" + bytes(40)


class KilledError(Exception):
    """Stands for the end of the process."""


@dataclass(slots=True)
class FilesUntilKilled(MemoryFiles):
    """The shop's files; the process "ends" after some were removed."""

    left: int = 1

    async def remove(self, id: UUID) -> None:
        """Deletes the bytes, until the process ends."""
        if self.left == 0:
            raise KilledError
        self.left -= 1
        await MemoryFiles.remove(self, id)


async def rows(shop: Shop) -> list[tuple[object, ...]]:
    """The rows of files."""
    async with shop.database.connection() as connection:
        return await (
            await connection.execute("select id, media_type, bytes from attachment order by id")
        ).fetchall()


async def uploaded(shop: Shop, count: int) -> None:
    """Files that a customer uploads and never sends."""
    contact = await shop.customer()
    async with shop.database.transaction() as tx:
        for _ in range(count):
            file = Attachment(uuid4(), "bill.pdf", "application/pdf", 3)
            await shop.files.put(file.id, chunks(b"pdf"), 10)
            await messages.uploaded(tx, file, contact=contact, agent=None, now=shop.clock())


async def test_a_file_is_noted_before_its_bytes_come(shop: Shop) -> None:
    seen: list[int] = []

    async def content() -> AsyncIterator[bytes]:
        yield PNG[:20]
        seen.append(len(await rows(shop)))
        yield PNG[20:]

    contact = await shop.customer()
    kept = await store_attachment(shop.desk, "a.png", content(), contact=contact)
    assert seen == [1]
    assert (kept.media_type, kept.bytes) == ("image/png", len(PNG))
    assert await rows(shop) == [(kept.id, "image/png", len(PNG))]
    assert shop.files.kept == {kept.id: PNG}


async def test_of_a_file_that_is_refused_nothing_stays(shop: Shop) -> None:
    contact = await shop.customer()
    for content in (b"", bytes(20_000_001)):
        with pytest.raises(InvalidError):
            await store_attachment(shop.desk, "a.png", chunks(content), contact=contact)
    assert (await rows(shop), shop.files.kept) == ([], {})


async def test_a_sweep_that_is_killed_leaves_no_bytes_unknown(shop: Shop) -> None:
    await uploaded(shop, 3)
    shop.clock.move(UPLOAD_KEPT + timedelta(seconds=1))
    dying = replace(shop.desk, files=FilesUntilKilled(shop.files.kept))
    with pytest.raises(KilledError):
        await sweep(dying)
    assert len(shop.files.kept) == 2
    assert shop.files.kept.keys() <= {row[0] for row in await rows(shop)}
    await sweep(shop.desk)
    assert (await rows(shop), shop.files.kept) == ([], {})


async def test_a_sweep_forgets_a_hundred_and_the_next_one_the_rest(shop: Shop) -> None:
    await uploaded(shop, 101)
    shop.clock.move(UPLOAD_KEPT + timedelta(seconds=1))
    await sweep(shop.desk)
    assert len(shop.files.kept) == len(await rows(shop)) == 1
    await sweep(shop.desk)
    assert (await rows(shop), shop.files.kept) == ([], {})
