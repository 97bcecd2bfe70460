"""All that a turn knew and measured, frozen: what `decide` may see, and what replay reads."""

from dataclasses import dataclass
from datetime import datetime

from tandem.core.desk.message import Message
from tandem.core.knowledge.rank import Hit
from tandem.core.turn.candidate import Candidate, Verification
from tandem.core.turn.confidence import Confidence
from tandem.core.turn.screen import Screen
from tandem.core.turn.signals import Signal
from tandem.core.turn.threshold import Threshold


@dataclass(frozen=True, slots=True)
class Context:
    """What was read once at the start of a turn: the conversation, the customer, the time.

    `question` is the customer's messages since the last turn, joined; `earlier` are all messages
    before them. `last_decision` is what the assistant decided last, greetings aside: an offer or a
    question is still open after a greeting. Account facts are empty unless the customer is
    verified.
    """

    question: str
    earlier: tuple[Message, ...]
    last_decision: str | None
    automatic: bool
    product: str
    plan: str
    locale: str
    high_value: bool
    people_first: bool
    verified: bool
    attributes: tuple[tuple[str, str], ...]
    tickets: tuple[str, ...]
    now: datetime


@dataclass(frozen=True, slots=True)
class Vote:
    """The probability that one classifier head gives; it counts from its measured threshold on."""

    head: str
    probability: float
    threshold: float

    @property
    def counts(self) -> bool:
        """Whether the probability reaches the threshold."""
        return self.probability >= self.threshold


@dataclass(frozen=True, slots=True)
class Ambiguity:
    """One short question would clarify which of the `options` is meant."""

    about: str  # product or article
    options: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Versions:
    """The versions that this turn was made with, so that it can be understood later."""

    tandem: str
    policy: str
    embedder: str
    calibration: str
    snapshot: int


@dataclass(frozen=True, slots=True)
class Evidence:
    """The frozen basis of one decision.

    `failure` says which step and its fallback failed, or that there is nothing to answer from.
    """

    context: Context
    screen: Screen
    votes: tuple[Vote, ...]
    nearest: tuple[Hit, ...]
    precedents: tuple[Hit, ...]
    category: str
    candidate: Candidate | None
    verification: Verification | None
    ambiguity: Ambiguity | None
    confidence: Confidence | None
    threshold: Threshold
    signals: tuple[Signal, ...]
    language: str
    circling: bool
    out_of_time: bool
    failure: str | None
    versions: Versions
