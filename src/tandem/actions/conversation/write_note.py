"""An agent writes a note: for the team only, no customer ever sees it."""

from uuid import UUID

from tandem.actions.ports import Desk
from tandem.core.desk import accept
from tandem.core.desk.agent import Agent, Permission
from tandem.core.desk.message import Author, Kind, StoredMessage, written
from tandem.core.errors import InvalidError
from tandem.store import access, messages


async def write_note(
    desk: Desk,
    agent: Agent,
    id: UUID,
    text: str,
    client_key: str,
    *,
    attachments: tuple[UUID, ...] = (),
) -> StoredMessage:
    """Stores a private note; the owner stays the same, and the customer is still waiting."""
    agent.require(Permission.WORK)
    text = accept.message(text).text
    if not text.strip() and not attachments:
        raise InvalidError("The note is empty.", hint="Write something, or attach a file.")
    async with desk.database.transaction() as tx:
        await access.for_agent(tx, agent, id)
        known = await messages.by_client_key(tx, id, client_key)
        if known is not None:
            return known
        return await messages.append(
            tx,
            written(
                desk.new_id(),
                id,
                Author.AGENT,
                text,
                kind=Kind.NOTE,
                agent=(agent.id, agent.name),
                now=desk.clock(),
            ),
            client_key=client_key,
            attachments=attachments,
        )
