"""Files of the team over HTTP: uploaded for a message to come, and read with the conversation."""

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
    """Upload a file for your next message; one that no message takes is forgotten after a day.

    It takes no `Idempotency-Key`: a file uploaded twice is forgotten likewise.
    """
    kept = await store_attachment(desk, file.filename or "", chunks(file), agent=principal.agent.id)
    return Attachment.model_validate(kept)


@router.get(
    "/{id}",
    response_class=StreamingResponse,
    responses={
        200: {
            "description": "The bytes: images to be shown, everything else to be saved.",
            "content": {
                kind: {"schema": {"type": "string", "format": "binary"}}
                for kind in (*sorted(IMAGES), OPAQUE)
            },
        },
    },
)
async def read_attachment(id: UUID, desk: DeskOf, principal: Reader) -> StreamingResponse:
    """A file of a conversation you may see, or one that you uploaded."""
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
