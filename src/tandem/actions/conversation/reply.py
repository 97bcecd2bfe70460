"""An agent replies: the customer gets the message, and the agent owns the conversation."""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from tandem.actions.ports import Desk
from tandem.core.desk import accept, ownership
from tandem.core.desk.agent import Agent, Permission
from tandem.core.desk.contact import Contact
from tandem.core.desk.conversation import Conversation
from tandem.core.desk.edit import share_changed
from tandem.core.desk.event import EventType
from tandem.core.desk.mail import MAIL_AFTER
from tandem.core.desk.message import Author, Kind, StoredMessage, written
from tandem.core.desk.ownership import Resolution
from tandem.core.desk.presence import Doing
from tandem.core.errors import ConflictError, InvalidError
from tandem.core.turn.again import asked_in, may_ask
from tandem.store import (
    access,
    clocks,
    contacts,
    conversations,
    drafts,
    events,
    leases,
    messages,
    presence,
    queue,
    routing,
    showings,
    turns,
)
from tandem.store import ownership as owners
from tandem.store.database import Connection
from tandem.store.drafts import Draft
from tandem.store.showings import Outcome


@dataclass(frozen=True, slots=True)
class Reply:
    """What an agent sends. `seen_seq` is the newest event they had read; None skips that check.

    With `take_over` they know that a colleague is assigned, with `anyway` that one is writing.
    `client_key` makes a retry harmless.
    """

    text: str
    client_key: str
    attachments: tuple[UUID, ...] = ()
    seen_seq: int | None = None
    take_over: bool = False
    anyway: bool = False
    resolve: bool = False
    draft: UUID | None = None  # the turn whose draft this reply started from


async def reply(desk: Desk, agent: Agent, id: UUID, given: Reply) -> StoredMessage:
    """Sends a reply, and assigns the conversation to the agent.

    Raises ConflictError if the customer or a colleague wrote since `seen_seq`, or a colleague is
    assigned or writes a reply now, InvalidError for a draft of another conversation; then nothing
    is sent.
    """
    agent.require(Permission.WORK)
    text = _checked(given)
    now = desk.clock()
    async with desk.database.transaction() as tx:
        conversation = await access.for_agent(tx, agent, id)
        known = await messages.by_client_key(tx, id, given.client_key)
        if known is not None:
            return known
        if given.draft is not None and not await turns.is_of(tx, given.draft, id):
            raise InvalidError(
                "This draft belongs to another conversation.",
                hint="`draft` is the `turn_id` of one of its drafts; omit it if you used none.",
            )
        await _guard(tx, agent, conversation, given, now)
        await owners.take_over(tx, agent, conversation, new_id=desk.new_id, now=now)
        contact = await contacts.read(tx, conversation.contact_id)
        message = written(
            desk.new_id(),
            id,
            Author.AGENT,
            text,
            agent=(agent.id, agent.name),
            turn=given.draft,
            delivery="queued" if contact.mail_to else None,
            now=now,
        )
        message = await messages.append(
            tx,
            await _with_asked_again(tx, message, contact),
            client_key=given.client_key,
            attachments=given.attachments,
        )
        await clocks.ended(tx, id, agent=agent.id, now=now)
        await conversations.team_wrote(tx, id, Author.AGENT.value, None, seen=message.seq, now=now)
        await leases.finish(tx, id, message.seq)
        draft = await drafts.read(tx, id)
        await _keep_outcome(tx, id, given, draft, now)
        await drafts.drop(tx, id)
        await presence.stop_writing(tx, agent, id, now)
        if contact.mail_to:
            await queue.defer(tx, "mail_reply", {"message": str(message.id)}, at=now + MAIL_AFTER)
        if given.resolve:
            await conversations.set_standing(
                tx, id, ownership.resolved(ownership.HELD_BY_PEOPLE, Resolution.AGENT, now)
            )
            await events.append(
                tx,
                id,
                EventType.RESOLVED,
                {"resolution": Resolution.AGENT.value, "agent_id": str(agent.id)},
                public={},
                now=now,
            )
        await clocks.follow(tx, desk.thinking.policy(), id)
        if given.resolve:
            await routing.distribute(tx, now=now)
    return message


async def _with_asked_again(
    tx: Connection, message: StoredMessage, contact: Contact
) -> StoredMessage:
    """The reply with the facts that it asks for although they are known; it is sent anyway."""
    if not may_ask(message.text):
        return message
    found = asked_in(message.text, await messages.thread(tx, message.conversation_id), contact)
    given_at = [fact.at for fact in found if fact.at is not None]
    names = tuple(fact.name for fact in found)
    return replace(message, asked_again=names, given_at=max(given_at, default=None))


async def _keep_outcome(
    tx: Connection, id: UUID, given: Reply, draft: Draft | None, now: datetime
) -> None:
    """What became of the assistant's quote: its draft was sent as it was or edited, or not used."""
    if given.draft is None:
        await showings.mark_last(tx, id, Outcome.AGENT_REPLIED, now)
        return
    of_it = draft if draft is not None and draft.turn_id == given.draft else None
    is_same = of_it is not None and of_it.text == given.text
    outcome = Outcome.DRAFT_USED if is_same else Outcome.DRAFT_EDITED
    await showings.mark(tx, given.draft, outcome, now, conversation=id)
    if of_it is not None and not is_same:
        share = share_changed(of_it.text, given.text)
        await showings.changed(tx, given.draft, share, conversation=id)


def _checked(given: Reply) -> str:
    text = accept.message(given.text).text
    if not text.strip() and not given.attachments:
        raise InvalidError("The reply is empty.", hint="Write something, or attach a file.")
    return text


async def _guard(
    tx: Connection, agent: Agent, conversation: Conversation, given: Reply, now: datetime
) -> None:
    writer = None if given.anyway else await _writer(tx, agent, conversation.id, now)
    if writer is not None:
        raise ConflictError(
            f"{writer} is writing a reply here.",
            hint="Your text is kept. Read theirs first, or send yours anyway.",
        )
    holder = conversation.assignee_id
    if holder not in (None, agent.id) and not given.take_over:
        raise ConflictError(
            "A colleague has this conversation.",
            hint="Your text is kept. Take it over, or leave it as a note.",
        )
    if given.seen_seq is None:
        return
    newer = [
        message
        for message in await messages.thread(tx, conversation.id)
        if message.seq > given.seen_seq
        and message.kind is Kind.REPLY
        and message.agent_id != agent.id
    ]
    if newer:
        who = "The customer" if newer[-1].author is Author.CUSTOMER else "Somebody else"
        raise ConflictError(
            f"{who} wrote while you were typing.",
            hint="Your text is kept. Read the new message, then send again.",
        )


async def _writer(tx: Connection, agent: Agent, id: UUID, now: datetime) -> str | None:
    """The name of a colleague who writes a reply there now."""
    for one in await presence.of_conversation(tx, id, now):
        if one.doing is Doing.WRITING and one.agent_id != agent.id:
            return one.agent_name
    return None
