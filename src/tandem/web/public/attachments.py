"""HTTP routes for files that a customer uploads or sees in their conversations."""

from datetime import timedelta
from uuid import UUID

from fastapi import APIRouter, Request, UploadFile
from fastapi.responses import StreamingResponse

from tandem.actions.conversation.store_attachment import store_attachment
from tandem.core.errors import NotFoundError
from tandem.store import conversations, messages
from tandem.store.database import Connection
from tandem.store.messages import StoredAttachment
from tandem.store.widget_sessions import WidgetSession
from tandem.web.attachments import chunks, served
from tandem.web.deps import DeskOf
from tandem.web.limits import bound, client_of
from tandem.web.public.visitor import Visitor, Welcome
from tandem.web.shapes.message import Attachment

UPLOADED_OF_CONTACT = 30
UPLOADED_OF_CLIENT = 120
WINDOW = timedelta(minutes=10)

router = APIRouter(prefix="/widget/v1", tags=["widget"])


@router.post("/attachments", status_code=201)
async def upload_file(
    file: UploadFile, request: Request, session: Welcome, desk: DeskOf
) -> Attachment:
    """Upload a file of at most 20 MB for the next message."""
    await bound(desk, f"widget.upload:{session.contact_id}", most=UPLOADED_OF_CONTACT, per=WINDOW)
    await bound(desk, f"widget.upload:{client_of(request)}", most=UPLOADED_OF_CLIENT, per=WINDOW)
    kept = await store_attachment(
        desk, file.filename or "", chunks(file), contact=session.contact_id
    )
    return Attachment.model_validate(kept)


@router.get("/attachments/{id}", response_class=StreamingResponse)
async def download_file(id: UUID, session: Visitor, desk: DeskOf) -> StreamingResponse:
    """A file that this customer uploaded, or from one of their conversations."""
    async with desk.database.connection() as connection:
        file = await messages.attachment(connection, id)
        if not await _is_theirs(connection, session, file):
            raise NotFoundError("There is no such file.")
    return await served(desk, file)


async def _is_theirs(
    connection: Connection, session: WidgetSession, file: StoredAttachment
) -> bool:
    if file.conversation_id is None:
        return file.contact_id == session.contact_id
    conversation = await conversations.read(connection, file.conversation_id)
    return conversation.contact_id == session.contact_id and file.public_seq is not None
