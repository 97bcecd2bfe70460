"""Messages of a conversation, and who wrote them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from tandem.core.desk.option import Option


class Author(StrEnum):
    """Who wrote a message."""

    CUSTOMER = "customer"
    ASSISTANT = "assistant"
    AGENT = "agent"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Message:
    """One message of a conversation.

    Of the assistant's: `decision` names what it decided when it wrote this message (`ask`,
    `offer_human`, …), `options` are the ready answers below it, `articles` the ids of the articles
    it quotes, and `turn_id` its turn; so a "yes" or a pick that follows is understood. Of a
    customer's: `picks` is the id of the option that was pressed. `automatic` is true if the channel
    reports that a machine sent it.
    """

    author: Author
    text: str
    at: datetime | None = None
    decision: str | None = None
    automatic: bool = False
    options: tuple[Option, ...] = ()
    articles: tuple[str, ...] = ()
    turn_id: str | None = None
    picks: str | None = None


def renamed(decision: str | None) -> str | None:
    """Today's name of a message's decision: release 0.1.0 called a greeting `courtesy`."""
    return "greet" if decision == "courtesy" else decision


class Kind(StrEnum):
    """Who reads a message: a note is for the team alone."""

    REPLY = "reply"
    NOTE = "note"
    ACTIVITY = "activity"


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that came with a message; its bytes are stored under its id."""

    id: UUID
    name: str
    media_type: str
    bytes: int

    def shown(self) -> dict[str, object]:
        """The attachment as JSON, for everyone who sees its message."""
        return {
            "id": str(self.id),
            "name": self.name,
            "media_type": self.media_type,
            "bytes": self.bytes,
        }


@dataclass(frozen=True, slots=True)
class StoredMessage:
    """A message as the desk stores it.

    `seq` is its number among all events, `public_seq` its number among those the customer sees
    (None for a note). `sources` are what it quotes, as JSON objects (core/turn/source.py).
    Of the assistant's, `was_helpful` is the customer's yes or no to it, and `chosen` the option
    that they pressed last. Of a customer's, `picks` is the id of the option that they pressed.
    Of an agent's, `asked_again` names the facts that it asks for although they were known, and
    `given_at` is when the customer had given the last of them (None if all are the account's).
    """

    id: UUID
    conversation_id: UUID
    seq: int
    public_seq: int | None
    author: Author
    kind: Kind
    text: str
    agent_id: UUID | None
    agent_name: str | None
    turn_id: UUID | None
    decision: str | None
    options: tuple[Option, ...]
    sources: tuple[Mapping[str, object], ...]
    is_automatic: bool
    was_helpful: bool | None
    chosen: str | None
    picks: str | None
    delivery: str | None
    created_at: datetime
    attachments: tuple[Attachment, ...] = ()
    asked_again: tuple[str, ...] = ()
    given_at: datetime | None = None

    @property
    def said(self) -> Message:
        """The message as a turn reads it."""
        return Message(
            self.author,
            self.text,
            at=self.created_at,
            decision=self.decision,
            automatic=self.is_automatic,
            options=self.options,
            articles=quoted(self.decision, self.sources),
            turn_id=self.turn_id and str(self.turn_id),
            picks=self.picks,
        )

    def for_team(self) -> dict[str, object]:
        """The message as JSON for agents: in the console, their API and their events."""
        return {
            "id": str(self.id),
            "conversation_id": str(self.conversation_id),
            "seq": self.seq,
            "public_seq": self.public_seq,
            "author": self.author.value,
            "kind": self.kind.value,
            "text": self.text,
            "agent_id": self.agent_id and str(self.agent_id),
            "agent_name": self.agent_name,
            "turn_id": self.turn_id and str(self.turn_id),
            "decision": self.decision,
            "options": [option.shown() for option in self.options],
            "sources": [dict(source) for source in self.sources],
            "is_automatic": self.is_automatic,
            "was_helpful": self.was_helpful,
            "chosen": self.chosen,
            "picks": self.picks,
            "delivery": self.delivery,
            "attachments": [attachment.shown() for attachment in self.attachments],
            "asked_again": list(self.asked_again),
            "given_at": self.given_at and self.given_at.isoformat(),
            "created_at": self.created_at.isoformat(),
        }

    def for_customer(self) -> dict[str, object]:
        """The message as JSON for its customer: no scores, no turn, of the team only a name.

        Only for a message that has a `public_seq`, or is about to get one.
        """
        assert self.kind is not Kind.NOTE, "a note is for the team only"
        return {
            "id": str(self.id),
            "public_seq": self.public_seq,
            "author": self.author.value,
            "kind": self.kind.value,
            "text": self.text,
            "agent_name": self.agent_name,
            "decision": self.decision,
            "options": [option.shown() for option in self.options],
            "sources": [
                {name: source[name] for name in SHOWN_OF_SOURCE if name in source}
                for source in self.sources
            ],
            "was_helpful": self.was_helpful,
            "chosen": self.chosen,
            "attachments": [attachment.shown() for attachment in self.attachments],
            "created_at": self.created_at.isoformat(),
        }


def unanswered(thread: Sequence[StoredMessage], answered_to: int) -> list[StoredMessage]:
    """The customer's messages that nobody answered, oldest first.

    These are all after the last answer, and those before it that arrived while it was composed:
    `answered_to` is the last seq that the answers saw. An announced handoff answers nothing.
    """
    answered = max(
        (
            message.seq
            for message in thread
            if message.kind is Kind.REPLY
            and message.author in (Author.ASSISTANT, Author.AGENT)
            and message.decision != "hand_off"
        ),
        default=0,
    )
    return [
        message
        for message in thread
        if message.author is Author.CUSTOMER and message.seq > min(answered, answered_to)
    ]


QUOTING = ("answer", "suggest")
"""The decisions whose sources are quoted; other replies only name the nearest."""


def quoted(decision: str | None, sources: Sequence[Mapping[str, object]]) -> tuple[str, ...]:
    """The articles that a reply quotes, each once, in its order."""
    if decision not in QUOTING:
        return ()
    named = (str(source["article_id"]) for source in sources)
    return tuple(dict.fromkeys(filter(None, named)))  # what was looked up is no article


SHOWN_OF_SOURCE = ("number", "title", "url", "heading_path", "passage")


def written(
    id: UUID,
    conversation: UUID,
    author: Author,
    text: str,
    *,
    now: datetime,
    kind: Kind = Kind.REPLY,
    agent: tuple[UUID, str] | None = None,
    turn: UUID | None = None,
    decision: str | None = None,
    options: tuple[Option, ...] = (),
    sources: Sequence[Mapping[str, object]] = (),
    is_automatic: bool = False,
    picks: str | None = None,
    delivery: str | None = None,
) -> StoredMessage:
    """A message that is about to be stored; its event gives it `seq` and `public_seq`."""
    return StoredMessage(
        id=id,
        conversation_id=conversation,
        seq=0,
        public_seq=None,
        author=author,
        kind=kind,
        text=text,
        agent_id=agent and agent[0],
        agent_name=agent and agent[1],
        turn_id=turn,
        decision=decision,
        options=options,
        sources=tuple(sources),
        is_automatic=is_automatic,
        was_helpful=None,
        chosen=None,
        picks=picks,
        delivery=delivery,
        created_at=now,
    )
