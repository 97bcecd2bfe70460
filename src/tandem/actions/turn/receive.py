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
from tandem.core.desk.event import EventType
from tandem.core.desk.message import Author, StoredMessage, written
from tandem.core.desk.option import Option, OptionKind
from tandem.core.desk.ownership import Owner, Status
from tandem.core.errors import InvalidError, NotFoundError
from tandem.core.turn import plan
from tandem.core.turn.plan import Plan, Screened
from tandem.core.turn.policy import Mode, Policy
from tandem.core.turn.said import read
from tandem.core.turn.screen import only_thanks
from tandem.core.turn.who import who
from tandem.store import (
    clocks,
    contacts,
    conversations,
    events,
    inboxes,
    messages,
    plans,
    routing,
    showings,
)
from tandem.store.database import Connection
from tandem.store.inboxes import Intake
from tandem.store.plans import Decided
from tandem.store.showings import Outcome

EARLIER_MAX = 150  # messages that the rules read: three times the turns of any policy
SUBJECT_MAX = 120  # characters of the first message
ATTACHMENTS_MAX = 10  # of one message
WIDGET = "widget"
CLIENT_KEY_MAX = 200  # characters


@dataclass(frozen=True, slots=True)
class Picks:
    """An option that the customer pressed, by its id, and the message that has it."""

    message: UUID
    option: str


@dataclass(frozen=True, slots=True)
class Inbound:
    """A message as a channel delivers it.

    `client_key` is the sender's own id for it: a repeated key means the same message. With `apart`
    it starts a new conversation. `picks` says that the customer pressed an option, instead of
    writing. `automatic` is true if the channel reports that a machine wrote it.
    """

    contact: UUID
    inbox: UUID
    text: str
    client_key: str
    attachments: tuple[UUID, ...] = ()
    apart: bool = False
    automatic: bool = False
    picks: Picks | None = None


@dataclass(frozen=True, slots=True)
class Received:
    """What was stored; `is_new` is False if it already was.

    `message` is None for an option that was pressed too late to be answered: only the outcome is
    kept.
    """

    conversation: UUID
    message: StoredMessage | None
    is_new: bool


async def receive(desk: Desk, inbound: Inbound) -> Received:
    """Stores a customer's message; a request for a person is in their queue when this returns.

    All in one transaction: message, event, rule screen, and the turn that is due. A repeated client
    key changes nothing. Raises InvalidError for a message that can't be accepted.
    """
    _check(inbound)
    pressed = await _pressed(desk, inbound)
    now, policy = desk.clock(), desk.thinking.policy()
    async with desk.database.transaction() as tx:
        contact = await contacts.lock(tx, inbound.contact)
        intake = await inboxes.intake(
            tx, inbound.inbox, contact=contact.id, client_key=inbound.client_key
        )
        if intake.sent is not None:
            known = await messages.one(tx, intake.sent)
            return Received(known.conversation_id, known, is_new=False)
        if pressed is not None and not await _is_answered(tx, inbound, pressed, now):
            return Received(pressed.message.conversation_id, None, is_new=True)
        text = pressed.option.label if pressed else _text(inbound, intake.inbox.channel)
        conversation = await _place(desk, policy, tx, inbound, contact, intake, now)
        message = written(
            desk.new_id(),
            conversation.id,
            Author.CUSTOMER,
            text,
            is_automatic=inbound.automatic,
            picks=pressed and pressed.option.id,
            now=now,
        )
        screened = await _screened(desk, policy, tx, conversation, contact, message)
        causes = plan.of_message(
            screened,
            policy,
            conversation,
            who(contact),
            is_away=policy.is_away(now),
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
            asks=_is_waited_for(conversation, inbound, text),
        )
        if screened and not conversation.language and screened.evidence.language != "en":
            await conversations.speaks(tx, conversation.id, screened.evidence.language)
        if conversation.status in (Status.SNOOZED, Status.RESOLVED):
            conversation = await conversations.wake(
                tx, conversation, by="customer", public={}, now=now
            )
        if not causes.is_empty:
            await plans.apply(
                tx,
                conversation,
                causes,
                policy=policy,
                can_mail=desk.can_mail,
                seen=message.seq,
                new_id=desk.new_id,
                now=now,
                decided=_decided(causes, screened, policy),
            )
        if conversation.owner is Owner.HUMAN and not causes.handoff:
            await clocks.follow(tx, policy, conversation.id)
            await routing.distribute(tx, now=now)
    return Received(conversation.id, message, is_new=True)


@dataclass(frozen=True, slots=True)
class _Pressed:
    """An option that was pressed, and the reply below which it stands."""

    message: StoredMessage
    option: Option


async def _pressed(desk: Desk, inbound: Inbound) -> _Pressed | None:
    """The option that the customer pressed, if they did; NotFoundError if it isn't theirs."""
    if inbound.picks is None:
        return None
    async with desk.database.connection() as connection:
        reply = await messages.one(connection, inbound.picks.message)
        conversation = await conversations.read(connection, reply.conversation_id)
    is_theirs = conversation.contact_id == inbound.contact and reply.public_seq is not None
    option = next((one for one in reply.options if one.id == inbound.picks.option), None)
    if not is_theirs or option is None:
        raise NotFoundError("There is no such option.", hint="Press one of the message's options.")
    return _Pressed(reply, option)


async def _is_answered(tx: Connection, inbound: Inbound, pressed: _Pressed, now: datetime) -> bool:
    """Keeps what was pressed; whether it is answered, or came too late and is an outcome only.

    It is answered below the newest message, in a conversation that the assistant has.
    """
    reply, option = pressed.message, pressed.option
    newest = await conversations.lock_newest_of(tx, inbound.contact, inbound.inbox)
    if await messages.choose(tx, reply.id, option):  # a second time, there is nothing to keep
        outcome = OUTCOMES.get(option.kind)
        if reply.turn_id is not None and outcome is not None:
            await showings.mark(tx, reply.turn_id, outcome, now, conversation=reply.conversation_id)
        told: dict[str, object] = {
            "message_id": str(reply.id),
            "chosen": option.id,
            "was_helpful": {OptionKind.YES: True, OptionKind.NO: False}.get(option.kind),
        }
        await events.append(
            tx, reply.conversation_id, EventType.HELPFUL, told, public=told, now=now
        )
        if option.incident:  # also where no turn follows: below an older message, or with people
            await plans.follow(tx, UUID(option.incident), reply.conversation_id, now)
    if option.kind is OptionKind.PERSON:
        return True
    return (
        newest is not None
        and newest.id == reply.conversation_id
        and newest.owner is Owner.ASSISTANT
        and ownership.takes_messages(newest.standing, now)
        and await messages.is_newest(tx, reply)
    )


OUTCOMES = {
    OptionKind.YES: Outcome.YES,
    OptionKind.NO: Outcome.NO,
    OptionKind.ARTICLE: Outcome.PICKED,
}


def _check(inbound: Inbound) -> None:
    """Raises InvalidError for a message that can't be stored."""
    is_empty = not accept.message(inbound.text).text.strip()
    if is_empty and not inbound.attachments and inbound.picks is None:
        raise InvalidError("The message is empty.", hint="Write something, or attach a file.")
    if len(inbound.attachments) > ATTACHMENTS_MAX:
        raise InvalidError(f"At most {ATTACHMENTS_MAX} files go with one message.")
    if not 0 < len(inbound.client_key) <= CLIENT_KEY_MAX:
        raise InvalidError(f"A client key has 1 to {CLIENT_KEY_MAX} characters.")


def _text(inbound: Inbound, channel: str) -> str:
    """The text as it is stored: a program's body is read, what a person types in a chat is text."""
    text = accept.message(inbound.text).text
    return text if channel == WIDGET else accept.of_customer(accept.body(text))


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
    if not inbound.apart or inbound.picks:  # a press belongs to its message's conversation
        newest = await conversations.lock_newest_of(tx, contact.id, inbox.id)
        if newest is not None and ownership.takes_messages(newest.standing, now):
            return newest
    product = inbox.product or contact.product
    theirs, is_away = who(contact), policy.is_away(now)
    mode = policy.mode_at_most(product, theirs, is_away=is_away)
    may_answer = mode is Mode.AUTO and not intake.is_paused
    return await conversations.begin(
        tx,
        id=desk.new_id(),
        inbox=inbox.id,
        contact=contact.id,
        linked_from=newest and newest.id,
        standing=ownership.started(assistant_may_answer=may_answer),
        product=product,
        now=now,
        mode=mode.value,
        arm=policy.arm_at_start(product, theirs, is_away=is_away).value,
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
    asked = Asked(
        message.said,
        earlier,
        customer,
        message.created_at,
        introduced=conversation.is_chat,
        who=who(contact),
    )
    return screen_message(desk.thinking, policy, asked)


def _is_waited_for(conversation: Conversation, inbound: Inbound, text: str) -> bool:
    """Whether the customer waits for an answer to it: who only thanks people does not."""
    is_more = bool(inbound.attachments) or conversation.owner is Owner.ASSISTANT
    return is_more or not only_thanks(read(text).own)


def _decided(causes: Plan, screened: Screened | None, policy: Policy) -> Decided | None:
    """The turn to record if the rules handed the conversation over."""
    if causes.effect is None or screened is None or screened.decision is None:
        return None
    return Decided(screened.evidence, policy, screened.decision, steps={})


def _subject(text: str) -> str:
    line = " ".join(read(text).own.split())
    return line if len(line) <= SUBJECT_MAX else f"{line[: SUBJECT_MAX - 1].rstrip()}…"
