"""Stores a customer's message and its event, runs the rules and queues a turn, atomically."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from tandem.actions.ports import Desk
from tandem.assistant.gather import Asked
from tandem.assistant.screening import screen_message
from tandem.core.desk import accept, ownership
from tandem.core.desk.contact import Contact
from tandem.core.desk.conversation import Conversation
from tandem.core.desk.message import Author, StoredMessage, written
from tandem.core.desk.ownership import Status
from tandem.core.errors import InvalidError
from tandem.core.turn import plan
from tandem.core.turn.plan import Plan, Screened
from tandem.core.turn.policy import Policy
from tandem.core.turn.said import read
from tandem.store import contacts, conversations, inboxes, messages, plans
from tandem.store.database import Connection
from tandem.store.inboxes import Intake
from tandem.store.plans import Decided

EARLIER_MAX = 150  # messages that the rules read: three times the turns of any policy
SUBJECT_MAX = 120  # characters of the first message
ATTACHMENTS_MAX = 10  # of one message
WIDGET = "widget"
CLIENT_KEY_MAX = 200  # characters


@dataclass(frozen=True, slots=True)
class Inbound:
    """A message as a channel delivers it.

    `client_key` is the sender's own id for it: a repeated key means the same message. With `apart`
    it starts a new conversation. `automatic` is true if the channel reports that a machine wrote
    it.
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
    """What was stored; `is_new` is False if it already was."""

    conversation: UUID
    message: StoredMessage
    is_new: bool


async def receive(desk: Desk, inbound: Inbound) -> Received:
    """Stores a customer's message; a request for a person is in their queue when this returns.

    All in one transaction: message, event, rule screen, and the turn that is due. A repeated client
    key changes nothing. Raises InvalidError for a message that can't be accepted.
    """
    text = _checked_text(inbound)
    now, policy = desk.clock(), desk.thinking.policy()
    async with desk.database.transaction() as tx:
        contact = await contacts.lock(tx, inbound.contact)
        intake = await inboxes.intake(
            tx, inbound.inbox, contact=contact.id, client_key=inbound.client_key
        )
        if intake.sent is not None:
            known = await messages.one(tx, intake.sent)
            return Received(known.conversation_id, known, is_new=False)
        if intake.inbox.channel != WIDGET:  # a program's; what a person types in a chat is text
            text = accept.of_customer(accept.body(text))
        conversation = await _place(desk, policy, tx, inbound, contact, intake, now)
        message = written(
            desk.new_id(),
            conversation.id,
            Author.CUSTOMER,
            text,
            is_automatic=inbound.automatic,
            now=now,
        )
        screened = await _screened(desk, policy, tx, conversation, contact, message)
        causes = plan.of_message(
            screened,
            policy,
            conversation,
            is_internal=contact.is_internal,
            is_stopped=intake.is_paused,
            product=intake.inbox.product or contact.product,
        )
        message = await messages.append(
            tx,
            message,
            client_key=inbound.client_key,
            attachments=inbound.attachments,
            contact=contact.id,
            subject=_subject(text),
            wants_turn=causes.wants_turn,
        )
        if conversation.status in (Status.SNOOZED, Status.RESOLVED):
            conversation = await conversations.wake(
                tx, conversation, by="customer", public={}, now=now
            )
        if not causes.is_empty:
            await plans.apply(
                tx,
                conversation,
                causes,
                seen=message.seq,
                new_id=desk.new_id,
                now=now,
                decided=_decided(causes, screened, policy),
            )
    return Received(conversation.id, message, is_new=True)


def _checked_text(inbound: Inbound) -> str:
    """The message's text, cleaned; raises InvalidError for a message that can't be stored."""
    text = accept.message(inbound.text).text
    if not text.strip() and not inbound.attachments:
        raise InvalidError("The message is empty.", hint="Write something, or attach a file.")
    if len(inbound.attachments) > ATTACHMENTS_MAX:
        raise InvalidError(f"At most {ATTACHMENTS_MAX} files go with one message.")
    if not 0 < len(inbound.client_key) <= CLIENT_KEY_MAX:
        raise InvalidError(f"A client key has 1 to {CLIENT_KEY_MAX} characters.")
    return text


async def _place(
    desk: Desk,
    policy: Policy,
    tx: Connection,
    inbound: Inbound,
    contact: Contact,
    intake: Intake,
    now: datetime,
) -> Conversation:
    """The conversation that the message belongs to, locked: the current one, or a new one."""
    inbox, newest = intake.inbox, None
    if not inbound.apart:
        newest = await conversations.lock_newest_of(tx, contact.id, inbox.id)
        if newest is not None and ownership.takes_messages(newest.standing, now):
            return newest
    product = inbox.product or contact.product
    may_answer = policy.may_answer(product, is_internal=contact.is_internal)
    return await conversations.begin(
        tx,
        id=desk.new_id(),
        inbox=inbox.id,
        contact=contact.id,
        linked_from=newest and newest.id,
        standing=ownership.started(assistant_may_answer=may_answer and not intake.is_paused),
        product=product,
        now=now,
    )


async def _screened(
    desk: Desk,
    policy: Policy,
    tx: Connection,
    conversation: Conversation,
    contact: Contact,
    message: StoredMessage,
) -> Screened | None:
    """What the rule screen finds in this message; None for a machine's message."""
    if message.is_automatic:
        return None
    earlier = await messages.said(tx, conversation.id, most=EARLIER_MAX)
    customer = contact.context(product=conversation.product, tickets=())
    asked = Asked(message.said, earlier, customer, message.created_at)
    return screen_message(desk.thinking, policy, asked)


def _decided(causes: Plan, screened: Screened | None, policy: Policy) -> Decided | None:
    """The turn to record if the rules handed the conversation over."""
    if causes.effect is None or screened is None or screened.decision is None:
        return None
    return Decided(screened.evidence, policy, screened.decision, steps={})


def _subject(text: str) -> str:
    line = " ".join(read(text).own.split())
    return line if len(line) <= SUBJECT_MAX else f"{line[: SUBJECT_MAX - 1].rstrip()}…"
