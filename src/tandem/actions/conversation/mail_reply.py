"""Mails an agent's reply to a customer who is away."""

from dataclasses import dataclass
from uuid import UUID

from tandem.actions.ports import Desk, Post
from tandem.adapters import chat_tokens
from tandem.adapters.mail.html import as_html
from tandem.core.desk import links
from tandem.core.desk import mail as mails
from tandem.core.desk.contact import Contact
from tandem.core.desk.conversation import Conversation
from tandem.core.desk.event import EventType
from tandem.core.desk.links import ChatLink
from tandem.core.desk.message import StoredMessage
from tandem.core.errors import ConfigError, InvalidError, UnavailableError
from tandem.store import contacts, conversations, events, installation, messages

QUEUED, SENT, FAILED = "queued", "sent", "failed"


@dataclass(frozen=True, slots=True)
class _Waiting:
    """A reply that may have to be mailed, and all that its mail contains."""

    message: StoredMessage
    conversation: Conversation
    contact: Contact
    secret: bytes
    answers_machine: bool

    @property
    def was_read(self) -> bool:
        """Whether the customer had the chat open after the reply was there."""
        return self.contact.seen_at is not None and self.contact.seen_at >= self.message.created_at


async def mail_reply(desk: Desk, id: UUID, *, is_last: bool) -> None:
    """Mails a reply, or finds that it need not or can't be mailed; then it isn't queued any more.

    Raises UnavailableError or ConfigError if it could not be sent now; with `is_last` it is then
    marked as failed, for the team to see. A worker that dies after the server's answer sends it
    again, under the same Message-ID, by which mail systems recognise a second copy.
    """
    async with desk.database.connection() as connection:
        message = await messages.one(connection, id)
        if message.delivery != QUEUED:
            return
        conversation = await conversations.read(connection, message.conversation_id)
        waiting = _Waiting(
            message,
            conversation,
            await contacts.read(connection, conversation.contact_id),
            (await installation.read(connection)).secret,
            mails.answers_machine(await messages.thread(connection, conversation.id), message),
        )
    if waiting.was_read:
        await _settle(desk, message, None)
        return
    try:
        sent = desk.post is not None and await _send(desk, desk.post, waiting)
    except (UnavailableError, ConfigError):
        if is_last:
            await _settle(desk, message, FAILED)
        raise
    await _settle(desk, message, SENT if sent else FAILED)


async def _send(desk: Desk, post: Post, waiting: _Waiting) -> bool:
    """Sends it; False if this address or this answer may not be mailed to."""
    message, conversation = waiting.message, waiting.conversation
    link = ChatLink(waiting.contact.id, conversation.inbox_id, conversation.id)
    now = desk.clock()
    token = chat_tokens.sign(waiting.secret, link, now=now)
    try:
        to = mails.mailbox(waiting.contact.mail_to, waiting.contact.name)
        if waiting.answers_machine or to.address.lower() == post.sender.address.lower():
            return False
        await post.mailer.send(
            mails.reply(
                message,
                sender=post.sender,
                to=to,
                company=desk.thinking.policy().company,
                number=conversation.number,
                link=links.chat(desk.public_url, conversation.inbox_id, token),
                html=as_html(message.text),
                now=now,
            )
        )
    except InvalidError:
        return False
    return True


async def _settle(desk: Desk, message: StoredMessage, delivery: str | None) -> None:
    """Stores the mail status with its event, once: another worker may have been faster."""
    async with desk.database.transaction() as tx:
        await conversations.lock(tx, message.conversation_id)
        if (await messages.one(tx, message.id)).delivery != QUEUED:
            return
        await messages.deliver(tx, message.id, delivery)
        await events.append(
            tx,
            message.conversation_id,
            EventType.DELIVERY,
            {"message_id": str(message.id), "delivery": delivery},
            now=desk.clock(),
        )
