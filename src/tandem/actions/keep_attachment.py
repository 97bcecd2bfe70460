"""Keeps a file that somebody uploads, until a message takes it along."""

from collections.abc import AsyncIterator
from uuid import UUID

from tandem.actions.ports import Desk
from tandem.core.desk import file as files
from tandem.core.desk.message import Attachment
from tandem.core.errors import InvalidError
from tandem.store import messages


async def keep_attachment(
    desk: Desk,
    name: str,
    content: AsyncIterator[bytes],
    *,
    contact: UUID | None = None,
    agent: UUID | None = None,
) -> Attachment:
    """Keep the bytes and note whose they are: exactly one of contact and agent uploads.

    What it is, its first bytes tell. Raises InvalidError for an empty file or one too large.
    """
    id = desk.new_id()
    head = bytearray()

    async def looked_at() -> AsyncIterator[bytes]:
        async for chunk in content:
            head.extend(chunk[: files.SNIFFED - len(head)])
            yield chunk

    size = await desk.files.put(id, looked_at(), files.BYTES_MAX)
    if size == 0:
        await desk.files.remove(id)
        raise InvalidError("The file is empty.", hint="Choose another one.")
    file = Attachment(id, files.clean_name(name), files.media_type(bytes(head)), size)
    try:
        async with desk.database.transaction() as tx:
            await messages.uploaded(tx, file, contact=contact, agent=agent, now=desk.clock())
    except BaseException:
        await desk.files.remove(id)
        raise
    return file
