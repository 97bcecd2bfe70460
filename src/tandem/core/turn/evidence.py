"""All that a turn knew and measured, frozen: what `decide` may see, and what replay reads."""

from dataclasses import dataclass
from datetime import datetime

from tandem.core.desk.message import QUOTING, Message
from tandem.core.desk.option import OptionKind
from tandem.core.knowledge.rank import Hit
from tandem.core.turn.candidate import Candidate, Finding, Meaning, Verification
from tandem.core.turn.confidence import Confidence
from tandem.core.turn.incident import Incident
from tandem.core.turn.known import Known
from tandem.core.turn.lookup import Lookup, Outcome
from tandem.core.turn.matter import SHOWING, Matter
from tandem.core.turn.said import Part
from tandem.core.turn.screen import Screen
from tandem.core.turn.signals import Signal
from tandem.core.turn.threshold import Threshold
from tandem.core.turn.who import Who
from tandem.core.turn.written import Written

BARE_NO = 2  # words: "no thanks"


@dataclass(frozen=True, slots=True)
class Context:
    """What was read once at the start of a turn: the conversation, the customer, the time.

    `question` is what the customer said since the last turn, joined, in their own words, `asked_at`
    the time of the first of it, if it is known (None in records of older releases); `aside` is
    what only came with it, such as quoted mail. `matter` is the question that is open and searched
    for, with what was shown and refused in it. `earlier` are all messages before. `last_decision`
    is what the assistant decided last, greetings aside: an offer or a question is still open after
    a greeting. `declined` says that the customer said no to the last offer of a person.
    `introduced` says that the channel itself tells customers that an AI answers. `country` (ISO
    3166-1) is the customer's, from their locale. Account facts and `id` are empty unless the
    customer is verified. `known` are the facts that nobody needs to ask for. `who` is the contact
    as the rollout sees them; None outside of a desk, and in records of older releases.
    """

    question: str
    matter: Matter
    aside: tuple[Part, ...]
    earlier: tuple[Message, ...]
    last_decision: str | None
    declined: bool
    introduced: bool
    automatic: bool
    product: str
    plan: str
    locale: str
    country: str
    high_value: bool
    people_first: bool
    verified: bool
    attributes: tuple[tuple[str, str], ...]
    tickets: tuple[str, ...]
    now: datetime
    name: str = ""
    id: str = ""
    known: tuple[Known, ...] = ()
    asked_at: datetime | None = None
    who: Who | None = None


@dataclass(frozen=True, slots=True)
class Vote:
    """The probability that one classifier head gives; it counts from its measured threshold on.

    From `leans_from` on, the reply also offers a person. `words` is the sentence that it was given
    for. A head for a `topic` hears what people must answer, at once if it is `urgent`.
    """

    head: str
    probability: float
    threshold: float
    leans_from: float
    words: str
    topic: bool
    urgent: bool

    @property
    def counts(self) -> bool:
        """Whether the probability reaches the threshold."""
        return self.probability >= self.threshold

    @property
    def leans(self) -> bool:
        """Whether a person is offered, at least."""
        return self.probability >= self.leans_from


@dataclass(frozen=True, slots=True)
class Ambiguity:
    """One short question would clarify which of the `options` is meant.

    They are ids of products or of articles (titles of articles in records of older releases).
    """

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

    `candidate`, `verification`, `confidence` and `missing` are of the question, or of its first
    part where it asks several things; `part` is that part, `further` are the others. `others` are
    up to two more articles that may be meant. `failure` says which step and its fallback failed, or
    that there is nothing to answer from. `upset` says that anger, danger or a topic for people was
    heard earlier in the conversation. `suggests` is False in records of releases that made no
    suggestions.
    """

    context: Context
    screen: Screen
    votes: tuple[Vote, ...]
    nearest: tuple[Hit, ...]
    precedents: tuple[Hit, ...]
    category: str
    candidate: Candidate | None
    verification: Verification | None
    missing: tuple[str, ...]
    part: str
    further: tuple[Finding, ...]
    others: tuple[Meaning, ...]
    ambiguity: Ambiguity | None
    confidence: Confidence | None
    threshold: Threshold
    signals: tuple[Signal, ...]
    language: str
    circling: bool
    out_of_time: bool
    failure: str | None
    upset: bool
    suggests: bool
    is_foreign: bool
    """Whether the language is known, and not measured."""
    versions: Versions
    lookup: Lookup | None = None
    """What the firm's own systems said, if the customer asked for it."""
    written: Written | None = None
    """What a language model composed, beside what was quoted."""
    incident: Incident | None = None
    """What is known to be wrong and answers the question, while it lasts."""

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What was found for each part of the question."""
        first = Finding(
            self.part or self.context.matter.text,
            self.candidate,
            self.verification,
            self.confidence,
            self.missing,
        )
        return (first, *self.further)

    @property
    def agrees(self) -> bool:
        """Whether the customer says only yes, or picks it."""
        return self.screen.agrees is not None or self._picks(OptionKind.YES)

    @property
    def refuses(self) -> bool:
        """Whether the customer says only no, or picks it."""
        return self.screen.refuses is not None or self._picks(OptionKind.NO)

    @property
    def asks(self) -> bool:
        """Whether this asks something, and is no pick and no no to what was just shown or asked."""
        return self.context.matter.picked is None and not self.refuses_shown

    @property
    def follows(self) -> str:
        """The incident of whose end the customer now asks to be told; "" if of none."""
        return self.context.matter.notify if self.context.matter.wants_notice else ""

    @property
    def answers_inform(self) -> bool:
        """Whether this is only a yes or a no after the firm's text about an incident.

        "It still doesn't work" is no such no: it asks again.
        """
        if self.context.last_decision != "inform":
            return False
        found = self.screen
        is_no = found.refuses is not None and len(found.refuses.words.split()) <= BARE_NO
        return is_no or found.agrees is not None or self.context.matter.wants_notice is not None

    @property
    def wants_person(self) -> bool:
        """Whether the customer asks for a person, in words that a rule knows or by a pick."""
        return self.screen.person is not None or self._picks(OptionKind.PERSON)

    @property
    def declines(self) -> bool:
        """Whether this is a no to an offered person, to "Is there anything else?", or to nothing.

        A first "it doesn't work" is no no: it tells of a problem. After a yes to what was quoted,
        "no, that's all" is one.
        """
        if self.context.last_decision in ("offer_human", "hand_off"):
            return self.screen.refuses is not None
        said = self.screen.refuses.words.split() if self.screen.refuses else []
        was_helped = any(one.decision in QUOTING for one in self.context.earlier)
        is_no = len(said) <= BARE_NO or was_helped or not self.suggests
        return self.context.last_decision is None and len(said) > 0 and is_no

    @property
    def refuses_shown(self) -> bool:
        """Whether this is a no to what was just shown or asked."""
        return self.refuses and self.context.last_decision in SHOWING

    def _picks(self, kind: OptionKind) -> bool:
        picked = self.context.matter.picked
        return picked is not None and picked.kind is kind

    @property
    def topic(self) -> str | None:
        """The topic that only people answer: found by the rules, else by the surest head."""
        if self.screen.safety:
            return self.screen.safety.name
        heard = [vote for vote in self.votes if vote.topic and vote.counts]
        return max(heard, key=lambda vote: (vote.urgent, vote.probability)).head if heard else None

    @property
    def is_urgent(self) -> bool:
        """Whether a topic that was heard can't wait."""
        return self.screen.urgent or any(vote.urgent and vote.counts for vote in self.votes)

    @property
    def is_own_record(self) -> bool:
        """Whether they ask about their own order, bill or account."""
        return self.screen.own_record is not None or self.vote_for("own_record") is not None

    @property
    def is_looked_up(self) -> bool:
        """Whether the firm's own systems answer what was asked."""
        return self.lookup is not None and self.lookup.outcome is Outcome.FOUND

    @property
    def is_person_voted_for(self) -> bool:
        """Whether a classifier hears a wish for a person, and the words don't deny it."""
        return self.screen.no_person is None and self.vote_for("human_request") is not None

    def vote_for(self, head: str) -> Vote | None:
        """The head's vote, if it counts."""
        return next((vote for vote in self.votes if vote.head == head and vote.counts), None)
