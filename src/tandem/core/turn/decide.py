"""The decision table: the same evidence and policy always give the same decision."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum

from tandem.core.desk.conversation import Priority
from tandem.core.turn.evidence import Evidence
from tandem.core.turn.policy import Policy
from tandem.core.turn.signals import REASONS, Reason, SignalName, strongest


class Certainty(StrEnum):
    """How an answer is worded."""

    SURE = "sure"
    PROBABLE = "probable"


@dataclass(frozen=True, slots=True)
class Answer:
    """Send the candidate; `offer_person` adds an offer to talk to a person."""

    rule: str
    certainty: Certainty
    offer_person: bool


@dataclass(frozen=True, slots=True)
class Suggest:
    """Show the candidate as probably right, and ask whether it helped.

    `others` are the titles of up to two other articles that may be meant.
    """

    rule: str
    others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Greet:
    """Reply to a courtesy, a yes or a no with a fixed text; it claims and cites nothing.

    With rule `helped`, the customer said that the last answer or suggestion helped.
    """

    rule: str


@dataclass(frozen=True, slots=True)
class Ask:
    """Ask one short question; `about` says what it is about, `options` are suggested answers."""

    rule: str
    about: str
    options: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OfferHuman:
    """Say "I'm not sure", show the nearest sources as such, and offer a person."""

    rule: str


@dataclass(frozen=True, slots=True)
class HandOff:
    """Hand the conversation to people."""

    rule: str
    reason: Reason
    priority: Priority


@dataclass(frozen=True, slots=True)
class StaySilent:
    """Send nothing; agents see that the message came."""

    rule: str


Decision = Answer | Suggest | Greet | Ask | OfferHuman | HandOff | StaySilent
Rule = Callable[[Evidence, Policy], Decision | None]

NAMES: dict[type[Decision], str] = {
    Answer: "answer",
    Suggest: "suggest",
    Greet: "greet",
    Ask: "ask",
    OfferHuman: "offer_human",
    HandOff: "hand_off",
    StaySilent: "stay_silent",
}


def name_of(decision: Decision) -> str:
    """The decision's name as records, APIs and screens show it."""
    return NAMES[type(decision)]


def decide(evidence: Evidence, policy: Policy) -> Decision:
    """Choose the decision: the first rule of the table that matches (docs/turn.md)."""
    for rule in TABLE:
        decision = rule(evidence, policy)
        if decision is not None:
            return decision
    return OfferHuman("unsure")


def automatic(evidence: Evidence, policy: Policy) -> Decision | None:
    """A machine wrote: answering could start a loop."""
    return StaySilent("automatic") if evidence.context.automatic else None


def safety(evidence: Evidence, policy: Policy) -> Decision | None:
    """A safety or must-not-answer topic, by the rules, or by a classifier from its threshold on."""
    if evidence.topic is None:
        return None
    return _hand_off("safety", Reason.POLICY_RESTRICTION, evidence, policy)


def person(evidence: Evidence, policy: Policy) -> Decision | None:
    """The customer asks for a person: by the rules, or by the classifier from its threshold on."""
    asked = evidence.screen.person or evidence.is_person_voted_for
    return _hand_off("person", Reason.CUSTOMER_REQUEST, evidence, policy) if asked else None


def stuck(evidence: Evidence, policy: Policy) -> Decision | None:
    """Strong anger or distress, the same question again, or the time is up."""
    if evidence.screen.distress:
        return _hand_off("stuck", Reason.FRUSTRATION, evidence, policy)
    if evidence.circling:
        return _hand_off("stuck", Reason.LOOP, evidence, policy)
    if evidence.out_of_time:
        return _hand_off("stuck", Reason.TIME, evidence, policy)
    return None


def people_first(evidence: Evidence, policy: Policy) -> Decision | None:
    """An exception to policy is requested, or people always answer this contact."""
    if evidence.screen.exception or evidence.vote_for("exception"):
        return _hand_off("people_first", Reason.POLICY_EXCEPTION, evidence, policy)
    if evidence.context.people_first or evidence.context.plan in policy.people_first_plans:
        return _hand_off("people_first", Reason.HIGH_VALUE, evidence, policy)
    return None


def unreadable(evidence: Evidence, policy: Policy) -> Decision | None:
    """Nothing to read: ask once, then hand off."""
    if not evidence.screen.unreadable:
        return None
    if evidence.context.last_decision == "ask":
        return _hand_off("unreadable", Reason.UNREADABLE, evidence, policy)
    return Ask("unreadable", about="words")


def helped(evidence: Evidence, policy: Policy) -> Decision | None:
    """Yes or thanks to the last answer or suggestion."""
    if evidence.context.last_decision not in ("answer", "suggest"):
        return None
    return Greet("helped") if evidence.screen.agrees or evidence.screen.thanks else None


def courtesy(evidence: Evidence, policy: Policy) -> Decision | None:
    """Only a greeting, thanks, "are you a robot?", mild abuse, or a no to an offered person.

    A yes too, where nothing was asked that it could answer.
    """
    last, found = evidence.context.last_decision, evidence.screen
    answers_nothing = found.agrees is not None and last in (None, "hand_off", "stay_silent")
    declines = found.refuses is not None and last in (None, "offer_human", "hand_off")
    return Greet("courtesy") if found.courtesy or declines or answers_nothing else None


def refused(evidence: Evidence, policy: Policy) -> Decision | None:
    """A no to what was just shown or asked: another way is offered, and a person."""
    return OfferHuman("refused") if evidence.screen.refuses else None


def failed(evidence: Evidence, policy: Policy) -> Decision | None:
    """A step and its fallback failed, or there is nothing to answer from."""
    return _hand_off("failed", Reason.TOOL_FAILURE, evidence, policy) if evidence.failure else None


def signals(evidence: Evidence, policy: Policy) -> Decision | None:
    """Two or more soft signals (a firm may ask for one)."""
    if len(evidence.signals) < policy.signals_min:
        return None
    return _hand_off("signals", REASONS[strongest(evidence.signals).name], evidence, policy)


def answer(evidence: Evidence, policy: Policy) -> Decision | None:
    """The candidate is verified, unambiguous, in a measured language, and confident enough."""
    candidate, verification, confidence = (
        evidence.candidate,
        evidence.verification,
        evidence.confidence,
    )
    if candidate is None or verification is None or confidence is None:
        return None
    may_answer = (
        evidence.threshold.met_by(confidence.value)
        and verification.passed
        and candidate.answerable
        and evidence.ambiguity is None
        and evidence.language in policy.languages
    )
    if not may_answer:
        return None
    is_sure = confidence.value >= 1 - policy.target_error
    leaning = any(vote.leans for vote in evidence.votes)
    return Answer(
        "answer",
        certainty=Certainty.SURE if is_sure else Certainty.PROBABLE,
        offer_person=bool(evidence.signals) or leaning or evidence.is_own_record,
    )


def language(evidence: Evidence, policy: Policy) -> Decision | None:
    """A language that nothing is measured in, and nothing was found: people, not a guess."""
    if not evidence.is_foreign:
        return None
    found = (
        evidence.confidence is not None
        and evidence.verification is not None
        and evidence.verification.passed
        and policy.suggest_from is not None
        and evidence.confidence.value >= policy.suggest_from
    )
    return None if found else _hand_off("language", Reason.LOW_CONFIDENCE, evidence, policy)


def ask(evidence: Evidence, policy: Policy) -> Decision | None:
    """One short question would clarify it, and the last message asked nothing."""
    if evidence.ambiguity is None or evidence.context.last_decision == "ask":
        return None
    return Ask("ask", about=evidence.ambiguity.about, options=evidence.ambiguity.options)


def unsure_again(evidence: Evidence, policy: Policy) -> Decision | None:
    """Unsure twice in a row: a second "I'm not sure" helps nobody.

    Not where the customer declined the person: that closed the first.
    """
    if evidence.context.last_decision != "offer_human" or evidence.context.declined:
        return None
    return _hand_off("unsure_again", Reason.LOW_CONFIDENCE, evidence, policy)


TABLE: tuple[Rule, ...] = (
    automatic,
    safety,
    person,
    stuck,
    people_first,
    unreadable,
    helped,
    courtesy,
    refused,
    failed,
    signals,
    answer,
    language,
    ask,
    unsure_again,
)


BY_WORDS = (
    *(automatic, safety, person, stuck, people_first),
    *(unreadable, helped, courtesy, refused, signals),
)


def by_words(evidence: Evidence, policy: Policy) -> HandOff | None:
    """The handoff that words, account and time alone require: no search could change it.

    A search can only add the signal of low confidence, which is not considered here.
    """
    told = tuple(one for one in evidence.signals if one.name is not SignalName.LOW_CONFIDENCE)
    evidence = replace(evidence, signals=told)
    for rule in BY_WORDS:
        decision = rule(evidence, policy)
        if decision is not None:
            return decision if isinstance(decision, HandOff) else None
    return None


def _hand_off(rule: str, reason: Reason, evidence: Evidence, policy: Policy) -> HandOff:
    """A handoff with the highest priority that the evidence asks for."""
    if evidence.is_urgent:
        return HandOff(rule, reason, Priority.URGENT)
    is_pressing = (
        evidence.screen.distress is not None
        or evidence.topic is not None
        or any(signal.name is SignalName.HIGH_VALUE for signal in evidence.signals)
        or evidence.context.high_value
        or evidence.context.people_first
        or evidence.context.plan in policy.people_first_plans
    )
    return HandOff(rule, reason, Priority.HIGH if is_pressing else Priority.NORMAL)
