"""A message: as the team sees it, and as the customer does."""

from datetime import datetime
from typing import Annotated, Any, Literal, Self
from uuid import UUID

from pydantic import ConfigDict, Field

from tandem.core.desk.message import Author, Kind, StoredMessage
from tandem.core.desk.option import OptionKind
from tandem.core.turn.source import Source
from tandem.web.shapes import As, Shown
from tandem.web.shapes.turn import Decision

Sources = list[Annotated[dict[str, Any], As(Source)]]
Delivery = Literal["queued", "sent", "failed"]


class Attachment(Shown):
    """A file of a message, or one uploaded for the next message."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "id": "6f1d6c9a-3f0e-4c59-9b5e-0a2b6c1d7e8f",
                    "name": "invoice.png",
                    "media_type": "image/png",
                    "bytes": 48213,
                }
            ]
        }
    )

    id: UUID
    name: str
    media_type: str
    bytes: int


class Option(Shown):
    """A ready answer below a reply; `article_id` is where one of kind `article` leads."""

    id: str
    label: str
    kind: OptionKind
    article_id: str | None


class Message(Shown):
    """A message as the team sees it; a note has no `public_seq`, since no customer sees it.

    `asked_again` names what an agent asked for although it was known, `given_at` since when.
    """

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "id": "9d4c3a72-1f5e-4a9b-8f1d-2b7c6e5a4d30",
                    "conversation_id": "5b2e8f10-7c4d-4e8a-9a6b-1d3f5c7e9a02",
                    "seq": 4,
                    "public_seq": 3,
                    "author": "agent",
                    "kind": "reply",
                    "text": "The corrected invoice is on its way.",
                    "agent_id": "c1d2e3f4-0a1b-4c2d-8e3f-4a5b6c7d8e9f",
                    "agent_name": "Mara",
                    "turn_id": None,
                    "decision": None,
                    "options": [],
                    "sources": [],
                    "is_automatic": False,
                    "was_helpful": None,
                    "chosen": None,
                    "picks": None,
                    "delivery": "queued",
                    "attachments": [],
                    "asked_again": [],
                    "given_at": None,
                    "created_at": "2026-01-05T12:00:00Z",
                }
            ]
        }
    )

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
    decision: Decision | None
    options: list[Option]
    sources: Sources
    is_automatic: bool
    was_helpful: bool | None
    chosen: str | None
    picks: str | None
    delivery: Delivery | None
    attachments: list[Attachment]
    asked_again: list[str]
    given_at: datetime | None
    created_at: datetime

    @classmethod
    def of(cls, message: StoredMessage) -> Self:
        """The model of a stored message."""
        return cls.model_validate(message.for_team())


class PublicSource(Shown):
    """A passage of an article that a message quotes, or one of the nearest."""

    number: int
    title: str
    url: str = ""
    heading_path: list[str] = Field(default=[])
    passage: str = ""


class PublicMessage(Shown):
    """One message; `decision` is what the assistant decided, `options` are answers to press.

    `chosen` is the id of the option that the customer pressed last.
    """

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "id": "0f5a1c1e-4b1b-4c39-8a57-2f6a0f5d1f10",
                    "public_seq": 2,
                    "author": "customer",
                    "kind": "reply",
                    "text": "How do I descale the boiler?",
                    "agent_name": None,
                    "decision": None,
                    "options": [],
                    "sources": [],
                    "was_helpful": None,
                    "chosen": None,
                    "attachments": [],
                    "created_at": "2026-01-05T12:00:00Z",
                }
            ]
        }
    )

    id: UUID
    public_seq: int
    author: Author
    kind: Literal["reply", "activity"]
    text: str
    agent_name: str | None
    decision: Decision | None
    options: list[Option]
    sources: list[PublicSource]
    was_helpful: bool | None
    chosen: str | None
    attachments: list[Attachment]
    created_at: datetime

    @classmethod
    def of(cls, message: StoredMessage) -> Self:
        """The model of a message that the customer may see."""
        return cls.model_validate(message.for_customer())
