"""Stores an uploaded file, to be used by a later message."""

from collections.abc import AsyncIterator
from dataclasses import replace
from uuid import UUID

from tandem.actions.ports import Desk
from tandem.core.desk import file as files
from tandem.core.desk.message import Attachment
from tandem.core.errors import InvalidError
from tandem.store import messages, uploads


async def store_attachment(
    desk: Desk,
    name: str,
    content: AsyncIterator[bytes],
    *,
    contact: UUID | None = None,
    agent: UUID | None = None,
) -> Attachment:
    """Record who uploaded it (either `contact` or `agent`), and store the bytes.

    The record is written first, so that the sweep finds bytes left by a killed process. The type
    is read from the first bytes. Raises InvalidError for an empty file or one that is too large.
    """
    file = Attachment(desk.new_id(), files.clean_name(name), files.OPAQUE, 0)
    async with desk.database.transaction() as tx:
        await messages.uploaded(tx, file, contact=contact, agent=agent, now=desk.clock())
    try:
        file = await _kept(desk, file, content)
        async with desk.database.transaction() as tx:
            await uploads.arrived(tx, file)
    except BaseException:
        await desk.files.remove(file.id)
        async with desk.database.transaction() as tx:
            await uploads.forget(tx, [file.id])
        raise
    return file


async def _kept(desk: Desk, file: Attachment, content: AsyncIterator[bytes]) -> Attachment:
    """Store the bytes; returns the file with its type and size."""
    head = bytearray()

    async def looked_at() -> AsyncIterator[bytes]:
        async for chunk in content:
            head.extend(chunk[: files.SNIFFED - len(head)])
            yield chunk

    size = await desk.files.put(file.id, looked_at(), files.BYTES_MAX)
    if size == 0:
        raise InvalidError("The file is empty.", hint="Choose another one.")
    return replace(file, media_type=files.media_type(bytes(head)), bytes=size)
