"""The messages of a conversation."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID


class Author(StrEnum):
    """Who wrote a message."""

    CUSTOMER = "customer"
    ASSISTANT = "assistant"
    AGENT = "agent"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Message:
    """One message of a conversation.

    `decision` is what the assistant decided when it wrote this message (`ask`, `offer_human`, …),
    so that a "yes" after it is understood. `automatic` means that, by the channel, a machine sent
    it.
    """

    author: Author
    text: str
    at: datetime | None = None
    decision: str | None = None
    automatic: bool = False


class Kind(StrEnum):
    """What kind of message it is: a note is for the team only."""

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
    """A message of a conversation on the desk.

    `seq` is its place among all events, `public_seq` among those the customer sees (None: a note).
    `sources` are what it quotes, as JSON objects (core/turn/source.py); `was_helpful` is the
    customer's rating.
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
    options: tuple[str, ...]
    sources: tuple[Mapping[str, object], ...]
    is_automatic: bool
    was_helpful: bool | None
    delivery: str | None
    created_at: datetime
    attachments: tuple[Attachment, ...] = ()

    @property
    def said(self) -> Message:
        """The parts that a turn reads."""
        return Message(
            self.author,
            self.text,
            at=self.created_at,
            decision=self.decision,
            automatic=self.is_automatic,
        )

    def for_team(self) -> dict[str, object]:
        """The message as agents, their API and their events show it."""
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
            "options": list(self.options),
            "sources": [dict(source) for source in self.sources],
            "is_automatic": self.is_automatic,
            "was_helpful": self.was_helpful,
            "delivery": self.delivery,
            "attachments": [attachment.shown() for attachment in self.attachments],
            "created_at": self.created_at.isoformat(),
        }

    def for_customer(self) -> dict[str, object]:
        """The message as its customer sees it: no scores, no turn, of the team only a name.

        Only for one that has a `public_seq`, or is about to get it.
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
            "options": list(self.options),
            "sources": [
                {name: source[name] for name in SHOWN_OF_SOURCE if name in source}
                for source in self.sources
            ],
            "was_helpful": self.was_helpful,
            "attachments": [attachment.shown() for attachment in self.attachments],
            "created_at": self.created_at.isoformat(),
        }


def unanswered(thread: Sequence[StoredMessage], done: int) -> list[StoredMessage]:
    """What the customer wrote that nobody answered, oldest first.

    That is all after the last answer, and before it what came while it was thought out: `done` is
    how far the last turn saw. That people were asked in answers nothing.
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
        if message.author is Author.CUSTOMER and message.seq > min(answered, done)
    ]


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
    options: tuple[str, ...] = (),
    sources: Sequence[Mapping[str, object]] = (),
    is_automatic: bool = False,
    delivery: str | None = None,
) -> StoredMessage:
    """A message that is about to be stored: its places come with its event."""
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
        delivery=delivery,
        created_at=now,
    )
