"""What is said in a conversation, and by whom."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Author(StrEnum):
    """Who wrote a message."""

    CUSTOMER = "customer"
    ASSISTANT = "assistant"
    AGENT = "agent"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Message:
    """One message of a conversation.

    `decision` names what the assistant decided when it wrote this one (`ask`, `offer_human`, …),
    so that a "yes" that follows is understood. `automatic` is the channel's word that a machine
    sent it.
    """

    author: Author
    text: str
    at: datetime | None = None
    decision: str | None = None
    automatic: bool = False
