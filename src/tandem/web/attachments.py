"""Uploads and downloads; no downloaded file can run on the desk's pages."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from urllib.parse import quote

from fastapi import UploadFile
from fastapi.responses import StreamingResponse

from tandem.actions.ports import Desk
from tandem.core.desk.file import IMAGES, OPAQUE
from tandem.store.messages import StoredAttachment

CHUNK = 64 * 1024
SANDBOX = "default-src 'none'; sandbox"


async def chunks(file: UploadFile) -> AsyncIterator[bytes]:
    """An upload's bytes, piece by piece."""
    while chunk := await file.read(CHUNK):
        yield chunk


async def served(desk: Desk, file: StoredAttachment) -> StreamingResponse:
    """A file for a browser: images inline, everything else as a download, in a sandbox.

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
