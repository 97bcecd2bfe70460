"""Mails a customer who did not rate in the chat: how was it?"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from tandem.actions.ports import Desk, Post
from tandem.adapters import survey_tokens
from tandem.core.desk import links
from tandem.core.desk import mail as mails
from tandem.core.desk import survey as rules
from tandem.core.desk.contact import Contact
from tandem.core.desk.conversation import Conversation
from tandem.core.desk.event import EventType
from tandem.core.desk.message import Author
from tandem.core.desk.rating import Rated
from tandem.core.desk.survey import Since
from tandem.core.errors import InvalidError
from tandem.core.turn.texts import texts_in
from tandem.store import (
    contacts,
    conversations,
    events,
    installation,
    messages,
    ratings,
    surveys,
)
from tandem.store.database import Connection


@dataclass(frozen=True, slots=True)
class _Asked:
    """A conversation that its customer is asked about."""

    conversation: Conversation
    contact: Contact
    rated: Rated
    secret: bytes


async def mail_survey(desk: Desk, id: UUID, resolved_at: datetime) -> None:
    """Sends the mail about a resolution, or finds that nobody is to be asked any more.

    Raises UnavailableError or ConfigError if it could not be sent now. A worker that dies after the
    server's answer sends it again under the same Message-ID.
    """
    async with desk.database.connection() as connection:
        asked = await _asked(connection, id, resolved_at)
    if asked is None or desk.post is None or desk.thinking.policy().survey_mail_hours == 0:
        return
    if not await _send(desk, desk.post, asked):
        return
    async with desk.database.transaction() as tx:
        await conversations.lock(tx, id)
        if await surveys.sent_at(tx, id) is not None:
            return
        now = desk.clock()
        await surveys.sent(tx, id, resolved_at, now)
        await events.append(tx, id, EventType.SURVEYED, {}, now=now)


async def _asked(connection: Connection, id: UUID, resolved_at: datetime) -> _Asked | None:
    """The conversation if its customer is to be asked about this resolution."""
    conversation = await conversations.read(connection, id)
    if conversation.resolved_at != resolved_at or await surveys.sent_at(connection, id):
        return None
    contact = await contacts.read(connection, conversation.contact_id)
    thread = await messages.thread(connection, id)
    written = [one for one in thread if one.author is Author.CUSTOMER]
    rated = await ratings.rated(connection, id)
    since = Since(
        was_answered=rated is not None,
        is_rated=await ratings.read(connection, id) is not None,
        by_machine=bool(written) and written[-1].is_automatic,
        wrote_since=await surveys.wrote_since(connection, contact.id, resolved_at),
        handoff_rule=conversation.handoff_rule,
    )
    if rated is None or not rules.is_asked(contact, since):
        return None
    return _Asked(conversation, contact, rated, (await installation.read(connection)).secret)


async def _send(desk: Desk, post: Post, asked: _Asked) -> bool:
    """Sends it; False if this address may not be mailed to."""
    now, number = desk.clock(), asked.conversation.number
    token = survey_tokens.sign(asked.secret, asked.conversation.id, now=now)
    says, company = texts_in(asked.conversation.language), desk.thinking.policy().company
    texts = says.survey
    try:
        to = mails.mailbox(asked.contact.mail_to, asked.contact.name)
        if to.address.lower() == post.sender.address.lower():
            return False
        await post.mailer.send(
            mails.survey(
                asked.conversation.id,
                sender=mails.mailbox(post.sender.address, company),
                to=to,
                language=says.code,
                subject=texts.subject.format(number=number),
                before=[
                    texts.mail.format(number=number, company=company),
                    texts.about(asked.rated),
                ],
                choices=[
                    (f"{stars} {word}", links.rating(desk.public_url, token, stars))
                    for stars, word in enumerate(texts.scale, 1)
                ],
                after=[texts.note, company],
                now=now,
            )
        )
    except InvalidError:
        return False
    return True
