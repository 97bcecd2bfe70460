"""The conversation behind each fate: messages, events and rows, as the desk stores them.

Everything here is invented, and each conversation's tag says so.
"""

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from uuid import UUID

from tandem.core.desk.event import EventType
from tandem.core.desk.message import Author, Kind, StoredMessage
from tandem.core.desk.option import NO, PERSON, YES, Option
from tandem.core.metrics.cell import Path
from tandem.core.metrics.invented.fates import Fate

TAG = "invented"
RATED = "conversation.rated"
REFUSED_AFTER = timedelta(seconds=40)  # after a suggestion
DUE_AFTER = timedelta(minutes=60)  # people's time limit in the demo


@dataclass(frozen=True, slots=True)
class Words:
    """What customers, assistant and people write about one topic."""

    asks: Sequence[str]
    answer: str
    people: Sequence[str]
    article_id: str
    title: str
    url: str
    section: str


@dataclass(frozen=True, slots=True)
class Phrases:
    """What is written whatever the topic."""

    thanks: Sequence[str]
    yes: Sequence[str]
    no: Sequence[str]
    person: Sequence[str]
    closing: Sequence[str]
    good: Sequence[str]
    bad: Sequence[str]


@dataclass(frozen=True, slots=True)
class Colleague:
    """Someone of the team who answers."""

    id: UUID
    name: str


@dataclass(frozen=True, slots=True)
class Company:
    """The desk that the history is invented for, and what is written there."""

    inbox: UUID
    teams: Mapping[str, UUID]  # by category
    team_names: Mapping[UUID, str]
    people: Mapping[UUID, Sequence[Colleague]]  # by team
    words: Mapping[tuple[str, str], Sequence[Words]]  # by category and product
    phrases: Phrases
    open_with: Colleague | None = None  # who has what is still open; None: whoever of the team


@dataclass(frozen=True, slots=True)
class Event:
    """A row of the table `event`."""

    seq: int
    public_seq: int | None
    type: str
    data: Mapping[str, object]
    public: Mapping[str, object] | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A suggestion that was shown, with the question that it answers."""

    turn: UUID
    question: str
    article_id: str
    probability: float
    shown_at: datetime
    seen_seq: int
    yes_at: datetime | None
    no_at: datetime | None
    silent_at: datetime | None


@dataclass(frozen=True, slots=True)
class Wait:
    """A wish for a person: since when, until when; `agent` is None if nobody replied."""

    asked_at: datetime
    ended_at: datetime
    agent: UUID | None


@dataclass(slots=True)
class Story:
    """One conversation as it stands at the end of the history."""

    id: UUID
    contact: UUID
    fate: Fate
    team: UUID
    assignee: UUID | None = None
    subject: str = ""
    status: str = "pending"
    owner: str = "assistant"
    resolution: str | None = None
    last_decision: str | None = None
    handoff_rule: str | None = None
    handed_off_at: datetime | None = None
    human_replied_at: datetime | None = None
    waiting_since: datetime | None = None
    last_message_at: datetime | None = None
    assistant_spoke_at: datetime | None = None
    resolved_at: datetime | None = None
    seq: int = 0
    public_seq: int = 0
    events: list[Event] = field(default_factory=list[Event])
    messages: list[StoredMessage] = field(default_factory=list[StoredMessage])
    waits: list[Wait] = field(default_factory=list[Wait])
    suggestion: Suggestion | None = None


def story(
    fate: Fate, company: Company, contact: UUID, *, now: datetime, chance: random.Random
) -> Story:
    """The conversation of a fate, as far as it has come by now."""
    return _Teller(fate, company, contact, now, chance).tell()


class _Teller:
    """Writes one conversation, event by event, until it reaches the present."""

    def __init__(
        self, fate: Fate, company: Company, contact: UUID, now: datetime, chance: random.Random
    ) -> None:
        self.fate, self.company, self.now, self.chance = fate, company, now, chance
        topic = fate.topic
        team = company.teams[topic.category]
        self.words = chance.choice(company.words[topic.category, topic.product])
        self.agent = chance.choice(company.people[team])
        if company.open_with is not None and fate.resolved_at > now:
            self.agent = company.open_with
        self.made = Story(self.new_id(), contact, fate, team)

    def new_id(self) -> UUID:
        return UUID(int=self.chance.getrandbits(128), version=4)

    def tell(self) -> Story:
        fate, made = self.fate, self.made
        made.owner = "human" if fate.path is Path.PEOPLE else "assistant"
        made.status = "open" if fate.path is Path.PEOPLE else "pending"
        self.event(
            EventType.STARTED,
            {
                "inbox_id": str(self.company.inbox),
                "contact_id": str(made.contact),
                "owner": made.owner,
                "arm": fate.arm,
                "mode": fate.mode,
            },
            fate.at,
            {},
        )
        ask = self.chance.choice(self.words.asks)
        self.question = ask
        made.subject = ask[:80]
        self.message(Author.CUSTOMER, ask, fate.at)
        if fate.path is Path.PEOPLE:
            self.people_alone()
        else:
            self.with_assistant()
        self.ending()
        return made

    def people_alone(self) -> None:
        fate, made = self.fate, self.made
        self.assigned(fate.at)
        if fate.mode in ("shadow", "draft"):
            effect = "recorded" if fate.mode == "shadow" else "drafted"
            turn = self.turn("answer", "answer", effect, fate.at + timedelta(seconds=2))
            if effect == "drafted":
                self.event(
                    EventType.DRAFT,
                    {"turn_id": str(turn), "decision": "answer"},
                    fate.at + timedelta(seconds=2),
                )
        made.waiting_since = fate.at
        self.person_replies(fate.at)

    def with_assistant(self) -> None:
        fate, made = self.fate, self.made
        spoke = fate.at + timedelta(seconds=3)
        decision = "suggest" if fate.suggestion else "answer"
        if fate.resolution == "abandoned" and not fate.suggestion:
            decision = "offer_human"
        if fate.reason in ("low_confidence", "complex") and not fate.suggestion:
            decision = "offer_human"
        if not fate.asks_at_once:
            spoke = fate.first_reply_at or spoke
            said = self.assistant(decision, spoke)
            if fate.suggestion and spoke <= self.now:
                self.suggested(spoke, fate.suggestion)
            if fate.suggestion == "no":
                self.judged(said, "no", spoke + REFUSED_AFTER)
                self.message(
                    Author.CUSTOMER,
                    self.chance.choice(self.company.phrases.no),
                    spoke + REFUSED_AFTER,
                )
                if fate.resolution == "abandoned":
                    self.assistant("offer_human", spoke + REFUSED_AFTER + timedelta(seconds=3))
            if fate.resolution == "confirmed":
                self.judged(said, "yes", fate.resolved_at)
                yes = self.chance.choice(self.company.phrases.yes)
                self.message(Author.CUSTOMER, yes, fate.resolved_at)
                self.turn("greet", "helped", "sent", fate.resolved_at)
                return
        if fate.handed_off_at is not None and fate.handed_off_at <= self.now:
            self.handed_off(fate.handed_off_at)
            made.waiting_since = fate.handed_off_at
            self.person_replies(fate.handed_off_at)

    def handed_off(self, at: datetime) -> None:
        fate, made = self.fate, self.made
        if fate.reason not in ("policy_restriction", "high_value"):
            self.message(Author.CUSTOMER, self.chance.choice(self.company.phrases.person), at)
        rule = {"customer_request": "person", "policy_restriction": "safety"}.get(
            fate.reason, "signals"
        )
        turn = self.turn("hand_off", rule, "handed_off", at)
        brief = {
            "wants": self.question,
            "known": [],
            "tried": [
                {
                    "decision": one.decision,
                    "titles": [self.words.title],
                    "did": f"answered from “{self.words.title}”",
                    "reaction": "they said no" if fate.suggestion == "no" else "",
                    "seq": one.seq,
                }
                for one in made.messages
                if one.author is Author.ASSISTANT
            ],
            "open_questions": [{"says": self.question, "by": "customer", "seq": 2}],
            "promised": [],
            "mood": None,
            "reason": fate.reason,
            "rule": rule,
            "next_step": "Answer what they want.",
        }
        told = {
            "reason": fate.reason,
            "rule": rule,
            "priority": "normal",
            "team_id": str(made.team),
            "assignee_id": str(self.agent.id),
            "turn_id": str(turn),
            "brief": brief,
        }
        self.event(EventType.HANDED_OFF, told, at, {})
        made.owner, made.status, made.handed_off_at = "human", "open", at
        made.handoff_rule = rule
        made.assignee = self.agent.id
        note = f"They want: {self.question}\nReason: {fate.reason.replace('_', ' ')}"
        self.message(Author.SYSTEM, note, at, kind=Kind.NOTE)
        text = "I've called a person. They see everything above; you won't have to repeat it."
        self.message(Author.ASSISTANT, text, at, decision="hand_off")

    def person_replies(self, since: datetime) -> None:
        """The reply of a person, a thanks or a question, and the end of the wait."""
        fate, made, at = self.fate, self.made, self.fate.human_replied_at
        if at is None:
            if fate.resolved_at <= self.now:
                made.waits.append(Wait(since, fate.resolved_at, None))
            return
        if at > self.now:
            return
        asked_again = ("order number",) if fate.is_repeated else ()
        text = self.chance.choice(self.words.people)
        self.message(Author.AGENT, text, at, asked_again=asked_again)
        made.human_replied_at, made.waiting_since = at, None
        made.assignee = self.agent.id
        made.waits.append(Wait(since, at, self.agent.id))
        half = at + (fate.resolved_at - at) / 2
        if self.chance.random() < 0.6:
            self.message(Author.CUSTOMER, self.chance.choice(self.company.phrases.thanks), half)
            closing = self.chance.choice(self.company.phrases.closing)
            self.message(Author.AGENT, closing, fate.resolved_at)

    def ending(self) -> None:
        fate, made = self.fate, self.made
        if fate.resolved_at > self.now:
            return
        data: dict[str, object] = {"resolution": fate.resolution}
        if fate.resolution == "agent":
            data["agent_id"] = str(self.agent.id)
        self.event(EventType.RESOLVED, data, fate.resolved_at, {})
        made.status, made.resolution = "resolved", fate.resolution
        made.resolved_at, made.waiting_since = fate.resolved_at, None
        if fate.stars is None:
            return
        rates = {Path.ASSISTANT: "assistant", Path.PEOPLE: "people", Path.ESCALATED: "both"}
        phrases = self.company.phrases
        comment = ""
        if self.chance.random() < 0.3:
            comment = self.chance.choice(phrases.good if fate.stars >= 4 else phrases.bad)
        told = {
            "stars": fate.stars,
            "comment": comment,
            "rates": rates[fate.path],
            "via": "widget",
        }
        self.event(RATED, told, fate.rated_at)

    # What happens, one event each ------------------------------------------------------------

    def event(
        self,
        type: str,
        data: Mapping[str, object],
        at: datetime,
        public: Mapping[str, object] | None = None,
    ) -> None:
        made = self.made
        if at > self.now:
            return
        made.seq += 1
        number: int | None = None
        if public is not None:
            made.public_seq += 1
            number = made.public_seq
        made.events.append(Event(made.seq, number, str(type), data, public, at))

    def message(
        self,
        author: Author,
        text: str,
        at: datetime,
        *,
        kind: Kind = Kind.REPLY,
        decision: str | None = None,
        options: tuple[Option, ...] = (),
        sources: tuple[Mapping[str, object], ...] = (),
        asked_again: tuple[str, ...] = (),
    ) -> StoredMessage:
        made = self.made
        is_agent = author is Author.AGENT
        is_seen = kind is not Kind.NOTE
        message = StoredMessage(
            id=self.new_id(),
            conversation_id=made.id,
            seq=made.seq + 1,
            public_seq=made.public_seq + 1 if is_seen else None,
            author=author,
            kind=kind,
            text=text,
            agent_id=self.agent.id if is_agent else None,
            agent_name=self.agent.name if is_agent else None,
            turn_id=None,  # nothing was thought: there is no record to show
            decision=decision,
            options=options,
            sources=sources,
            is_automatic=False,
            was_helpful=None,
            chosen=None,
            picks=None,
            delivery=None,
            created_at=at,
            asked_again=asked_again,
        )
        if at > self.now:
            return message
        self.event(
            EventType.MESSAGE,
            message.for_team(),
            at,
            message.for_customer() if is_seen else None,
        )
        made.messages.append(message)
        if is_seen:
            made.last_message_at = at
        if author is Author.ASSISTANT:
            made.assistant_spoke_at = at
            made.last_decision = decision
        return message

    def assistant(self, decision: str, at: datetime) -> StoredMessage:
        """A turn and the reply that it sent."""
        self.turn(decision, "unsure" if decision == "offer_human" else decision, "sent", at)
        if decision == "offer_human":
            text = (
                "I have nothing certain about this in our help articles. Would you like a person?"
            )
            return self.message(Author.ASSISTANT, text, at, decision=decision, options=(PERSON,))
        text = f"{self.words.answer} [1]"
        if decision == "suggest":
            text = f"I found this in our help articles:\n\n{text}\n\nDid that answer your question?"
        source = {
            "number": 1,
            "article_id": self.words.article_id,
            "version": 1,
            "title": self.words.title,
            "url": self.words.url,
            "heading_path": [self.words.title, self.words.section],
            "passage": self.words.answer,
            "score_bm25": round(self.chance.uniform(0.6, 1.6), 2),
            "score_dense": round(self.chance.uniform(0.4, 0.8), 2),
        }
        return self.message(
            Author.ASSISTANT, text, at, decision=decision, options=(YES, NO), sources=(source,)
        )

    def turn(self, decision: str, rule: str, effect: str, at: datetime) -> UUID:
        fate, turn = self.fate, self.new_id()
        is_quote = decision in ("answer", "suggest")
        told = {
            "turn_id": str(turn),
            "decision": decision,
            "rule": rule,
            "effect": effect,
            "category": fate.topic.category,
            "confidence": round(fate.probability, 3) if is_quote else None,
            "arm": fate.arm,
            "mode": fate.mode,
        }
        self.event(EventType.TURN, told, at)
        return turn

    def judged(self, message: StoredMessage, chosen: str, at: datetime) -> None:
        told = {
            "message_id": str(message.id),
            "chosen": chosen,
            "was_helpful": chosen == "yes",
        }
        if at > self.now:
            return
        self.event(EventType.HELPFUL, told, at, told)
        said = [one.id for one in self.made.messages].index(message.id)
        self.made.messages[said] = _pressed(message, chosen)

    def suggested(self, at: datetime, outcome: str) -> None:
        made, fate = self.made, self.fate
        turn = next(one for one in made.events if one.type == EventType.TURN)
        judged = {"yes": fate.resolved_at, "no": at + REFUSED_AFTER}

        def when(name: str, happened: datetime | None) -> datetime | None:
            return happened if name == outcome and happened and happened <= self.now else None

        made.suggestion = Suggestion(
            turn=UUID(str(turn.data["turn_id"])),
            question=self.question,
            article_id=self.words.article_id,
            probability=fate.probability,
            shown_at=at,
            seen_seq=turn.seq - 1,
            yes_at=when("yes", judged["yes"]),
            no_at=when("no", judged["no"]),
            silent_at=when("silent", fate.resolved_at),
        )

    def assigned(self, at: datetime) -> None:
        made = self.made
        made.assignee = self.agent.id
        told = {
            "by": None,
            "why": "line",
            "team_id": str(made.team),
            "team_name": self.company.team_names[made.team],
            "assignee_id": str(self.agent.id),
            "assignee_name": self.agent.name,
        }
        self.event(EventType.ASSIGNED, told, at)


def _pressed(message: StoredMessage, chosen: str) -> StoredMessage:
    return replace(message, chosen=chosen, was_helpful=chosen == "yes")


def stories(
    fates: Sequence[Fate],
    company: Company,
    contact_of: Callable[[int], UUID],
    *,
    now: datetime,
    seed: int,
) -> list[Story]:
    """Every conversation of these fates; the same seed gives the same."""
    chance = random.Random(seed)  # noqa: S311 -- a simulation
    return [
        story(fate, company, contact_of(fate.customer.number), now=now, chance=chance)
        for fate in fates
    ]
