"""HTTP routes for the team's files: upload for the next message, and download."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, File, UploadFile
from fastapi.responses import StreamingResponse

from tandem.actions.conversation.store_attachment import store_attachment
from tandem.core.desk.file import IMAGES, OPAQUE
from tandem.core.errors import NotFoundError
from tandem.store import access, messages
from tandem.web.attachments import chunks, served
from tandem.web.deps import DeskOf
from tandem.web.guard import Reader, Worker
from tandem.web.shapes.message import Attachment

router = APIRouter(prefix="/api/v1/attachments", tags=["attachments"])


@router.post("", status_code=201)
async def create_attachment(
    file: Annotated[UploadFile, File(description="At most 20 MB.")],
    desk: DeskOf,
    principal: Worker,
) -> Attachment:
    """Upload a file for your next message; it is deleted after a day if no message uses it.

    There is no `Idempotency-Key`: a second upload of the same file is deleted likewise.
    """
    kept = await store_attachment(desk, file.filename or "", chunks(file), agent=principal.agent.id)
    return Attachment.model_validate(kept)


@router.get(
    "/{id}",
    response_class=StreamingResponse,
    responses={
        200: {
            "description": "The bytes: images inline, everything else as a download.",
            "content": {
                kind: {"schema": {"type": "string", "format": "binary"}}
                for kind in (*sorted(IMAGES), OPAQUE)
            },
        },
    },
)
async def read_attachment(id: UUID, desk: DeskOf, principal: Reader) -> StreamingResponse:
    """A file from a conversation that you may see, or one that you uploaded."""
    async with desk.database.connection() as connection:
        file = await messages.attachment(connection, id)
        if file.conversation_id is not None:
            try:
                await access.for_reading(connection, principal.agent, file.conversation_id)
            except NotFoundError:
                raise NotFoundError("There is no such file.") from None
        elif file.agent_id != principal.agent.id:
            raise NotFoundError("There is no such file.")
    return await served(desk, file)
