"""Files on their way in and out; what a browser gets of them can't run on the desk's pages."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from urllib.parse import quote
from uuid import UUID

from fastapi import UploadFile
from fastapi.responses import StreamingResponse
from pydantic import ConfigDict

from tandem.actions.ports import Desk
from tandem.core.desk.file import IMAGES, OPAQUE
from tandem.store.messages import StoredAttachment
from tandem.web.shapes import Shown

CHUNK = 64 * 1024
SANDBOX = "default-src 'none'; sandbox"


class Attachment(Shown):
    """A file of a message, or one that was uploaded for the next."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "id": "6f1d6c9a-3f0e-4c59-9b5e-0a2b6c1d7e8f",
                    "name": "invoice.png",
                    "media_type": "image/png",
                    "bytes": 48213,
                }
            ]
        }
    )

    id: UUID
    name: str
    media_type: str
    bytes: int


async def chunks(file: UploadFile) -> AsyncIterator[bytes]:
    """An upload's bytes, piece by piece."""
    while chunk := await file.read(CHUNK):
        yield chunk


async def served(desk: Desk, file: StoredAttachment) -> StreamingResponse:
    """A file as a browser may have it: images shown, everything else saved, nothing believed.

    Raises NotFoundError, before the first byte, if the bytes are gone.
    """
    is_image = file.media_type in IMAGES
    held = AsyncExitStack()
    content = await held.enter_async_context(desk.files.get(file.id))

    async def body() -> AsyncIterator[bytes]:
        async with held:
            async for chunk in content:
                yield chunk

    shown = "inline" if is_image else "attachment"
    return StreamingResponse(
        body(),
        media_type=file.media_type if is_image else OPAQUE,
        headers={
            "Content-Disposition": f"{shown}; filename*=UTF-8''{quote(file.name, safe='')}",
            "Content-Length": str(file.bytes),
            "Content-Security-Policy": SANDBOX,
            "X-Content-Type-Options": "nosniff",
        },
    )
