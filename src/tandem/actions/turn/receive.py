"""Takes a customer's message in: kept, told, screened by rule, and a turn asked for, or nothing."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from tandem.actions.ports import Desk
from tandem.assistant.gather import Asked
from tandem.assistant.listen import Heard, listen
from tandem.core.desk import accept, ownership
from tandem.core.desk.contact import Contact
from tandem.core.desk.conversation import Conversation
from tandem.core.desk.event import EventType
from tandem.core.desk.inbox import Inbox
from tandem.core.desk.message import Author, StoredMessage, written
from tandem.core.desk.ownership import Owner, Status
from tandem.core.errors import InvalidError
from tandem.core.turn.effect import Effect
from tandem.core.turn.signals import Reason
from tandem.core.turn.wording import content, handed_off
from tandem.store import contacts, conversations, events, handoffs, inboxes, messages, turns
from tandem.store.database import Connection

EARLIER_MAX = 150  # messages that the rules look back on: three times the turns of any policy
SUBJECT_MAX = 120  # characters of the first message
ATTACHMENTS_MAX = 10  # of one message
CLIENT_KEY_MAX = 200  # characters


@dataclass(frozen=True, slots=True)
class Inbound:
    """A message as it comes in from a channel.

    `client_key` is the sender's own name for it: the same one again is the same message. With
    `apart` it begins a new conversation. `automatic` is the channel's word that a machine wrote.
    """

    contact: UUID
    inbox: UUID
    text: str
    client_key: str
    attachments: tuple[UUID, ...] = ()
    apart: bool = False
    automatic: bool = False


@dataclass(frozen=True, slots=True)
class Received:
    """What was kept; `is_new` is False where it already was."""

    conversation: UUID
    message: StoredMessage
    is_new: bool


async def receive(desk: Desk, inbound: Inbound) -> Received:
    """Keep a customer's message; a person asked for has it in the queue when this returns.

    All in one transaction: message, event, rule screen, and the turn that is wanted. The same
    client key again changes nothing. Raises InvalidError for a message that can't be taken.
    """
    text = accept.message(inbound.text).text
    if not text.strip() and not inbound.attachments:
        raise InvalidError("The message is empty.", hint="Write something, or attach a file.")
    if len(inbound.attachments) > ATTACHMENTS_MAX:
        raise InvalidError(f"At most {ATTACHMENTS_MAX} files go with one message.")
    if not 0 < len(inbound.client_key) <= CLIENT_KEY_MAX:
        raise InvalidError(f"A client key has 1 to {CLIENT_KEY_MAX} characters.")
    now = desk.clock()
    async with desk.database.transaction() as tx:
        contact = await contacts.lock(tx, inbound.contact)
        entrance = await inboxes.entrance(
            tx, inbound.inbox, contact=contact.id, client_key=inbound.client_key
        )
        if entrance.sent is not None:
            known = await messages.one(tx, entrance.sent)
            return Received(known.conversation_id, known, is_new=False)
        inbox, paused = entrance.inbox, entrance.is_paused
        conversation = await _place(desk, tx, inbound, contact, inbox, paused=paused, now=now)
        message = written(
            desk.new_id(),
            conversation.id,
            Author.CUSTOMER,
            text,
            is_automatic=inbound.automatic,
            now=now,
        )
        is_held = conversation.owner is Owner.ASSISTANT
        policy, product = desk.thinking.policy, inbox.product or contact.product
        heard = await _heard(desk, tx, conversation, contact, message)
        is_obeyed = heard is not None and (is_held or not conversation.is_in_hand)
        wants_turn = (
            not is_obeyed
            and not paused
            and policy.may_draft(product, is_internal=contact.is_internal)
        )
        message = await messages.append(
            tx,
            message,
            client_key=inbound.client_key,
            attachments=inbound.attachments,
            contact=contact.id,
            subject=_subject(text),
            wants_turn=wants_turn,
        )
        if conversation.status in (Status.SNOOZED, Status.RESOLVED):
            conversation = await conversations.wake(
                tx, conversation, by="customer", public={}, now=now
            )
        if heard is not None and is_obeyed:
            await _obey(desk, tx, conversation, heard, message)
        elif heard is not None:
            await _press(tx, conversation, heard, now)
        elif is_held and not wants_turn:  # it was the assistant's before it was stopped
            await _give_to_people(desk, tx, conversation, message, paused=paused)
    return Received(conversation.id, message, is_new=True)


async def _place(
    desk: Desk,
    tx: Connection,
    inbound: Inbound,
    contact: Contact,
    inbox: Inbox,
    *,
    paused: bool,
    now: datetime,
) -> Conversation:
    """The conversation that the message belongs to, locked: the one they are in, or a new one."""
    newest = None
    if not inbound.apart:
        newest = await conversations.lock_newest_of(tx, contact.id, inbox.id)
        if newest is not None and ownership.takes_messages(newest.standing, now):
            return newest
    product = inbox.product or contact.product
    may_answer = desk.thinking.policy.may_answer(product, is_internal=contact.is_internal)
    standing = ownership.started(assistant_may_answer=may_answer and not paused)
    return await conversations.begin(
        tx,
        id=desk.new_id(),
        inbox=inbox.id,
        contact=contact.id,
        linked_from=newest and newest.id,
        standing=standing,
        product=product,
        now=now,
    )


async def _heard(
    desk: Desk, tx: Connection, conversation: Conversation, contact: Contact, message: StoredMessage
) -> Heard | None:
    """The handoff that the rules alone ask for, with this message."""
    if message.is_automatic:
        return None
    earlier = await messages.said(tx, conversation.id, most=EARLIER_MAX)
    customer = contact.context(product=conversation.product, tickets=())
    asked = Asked(message.said, earlier, customer, message.created_at)
    return listen(desk.thinking, asked)


async def _obey(
    desk: Desk, tx: Connection, conversation: Conversation, heard: Heard, message: StoredMessage
) -> None:
    """Hand over as the rules say; the turn is recorded like any other."""
    turn, now = desk.new_id(), message.created_at
    await turns.keep(
        tx,
        id=turn,
        evidence=heard.evidence,
        policy=desk.thinking.policy,
        decision=heard.decision,
        steps={},
        now=now,
        conversation=conversation.id,
        seen_seq=message.seq,
        effect=Effect.HANDED_OFF.value,
    )
    await handoffs.hand_off(
        tx,
        conversation,
        reason=heard.decision.reason,
        rule=heard.decision.rule,
        priority=heard.decision.priority,
        said=content(heard.decision, heard.evidence, desk.thinking.policy),
        turn=turn,
        new_id=desk.new_id,
        now=now,
    )
    await conversations.finish_turn(tx, conversation.id, message.seq)


async def _press(tx: Connection, conversation: Conversation, heard: Heard, now: datetime) -> None:
    """Where people have it in hand, what was heard can only make it more pressing."""
    priority = heard.decision.priority
    if not priority.is_over(conversation.priority):
        return
    await conversations.change(tx, conversation.id, priority=priority.value)
    await events.append(
        tx, conversation.id, EventType.CHANGED, {"priority": priority.value}, now=now
    )


async def _give_to_people(
    desk: Desk, tx: Connection, conversation: Conversation, message: StoredMessage, *, paused: bool
) -> None:
    """The assistant may no longer answer here; a machine is told nothing, and waits for nothing."""
    reason = Reason.STOPPED if paused else Reason.MODE
    said = handed_off(reason, desk.thinking.policy, has_spoken=conversation.has_heard_assistant)
    await handoffs.hand_off(
        tx,
        conversation,
        reason=reason,
        rule=reason.value,
        said="" if message.is_automatic else said,
        new_id=desk.new_id,
        now=message.created_at,
    )
    await conversations.finish_turn(tx, conversation.id, message.seq)


def _subject(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= SUBJECT_MAX else f"{line[: SUBJECT_MAX - 1].rstrip()}…"
