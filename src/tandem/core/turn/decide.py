"""The decision table: the same evidence and policy always give the same decision."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from tandem.core.desk.conversation import Priority
from tandem.core.desk.option import OptionKind
from tandem.core.turn.candidate import Finding
from tandem.core.turn.evidence import Evidence
from tandem.core.turn.lookup import Outcome
from tandem.core.turn.policy import Policy
from tandem.core.turn.signals import REASONS, Reason, SignalName, strongest
from tandem.core.turn.threshold import Threshold

EXTRACTIVE, WRITTEN, LOOKUP = "extractive", "written", "lookup"
"""Who made what is sent: quotes of the articles, a language model, or the firm's own systems."""

RIVAL = 0.5  # of P(right), from which another article is a second meaning


@dataclass(frozen=True, slots=True)
class Answer:
    """Send what the maker composed; `offer_person` adds an offer to talk to a person."""

    rule: str
    offer_person: bool
    maker: str = EXTRACTIVE


@dataclass(frozen=True, slots=True)
class Suggest:
    """Show a quote as probably right, and ask whether it helped.

    `others` are the ids of up to two more articles that may be meant. `parts` are the places of
    the findings that are shown, from 0 on: one, unless several things were asked.
    """

    rule: str
    others: tuple[str, ...] = ()
    parts: tuple[int, ...] = (0,)
    maker: str = EXTRACTIVE


@dataclass(frozen=True, slots=True)
class Greet:
    """Reply to a courtesy, a yes or a no with a fixed text; it claims and cites nothing.

    With rule `helped`, the customer said that the last answer or suggestion helped. With `follow`,
    they are to be told when an incident is over.
    """

    rule: str


@dataclass(frozen=True, slots=True)
class Inform:
    """Send the firm's own text about something known; it claims nothing else and cites nothing."""

    rule: str


@dataclass(frozen=True, slots=True)
class Ask:
    """Ask one short question; `about` says what it is about, `options` are suggested answers.

    They are ids of products or of articles.
    """

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


Decision = Answer | Suggest | Greet | Inform | Ask | OfferHuman | HandOff | StaySilent
Rule = Callable[[Evidence, Policy], Decision | None]

NAMES: dict[type[Decision], str] = {
    Answer: "answer",
    Suggest: "suggest",
    Greet: "greet",
    Inform: "inform",
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
    asked = evidence.wants_person or evidence.is_person_voted_for
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
    return Greet("helped") if evidence.agrees or evidence.screen.thanks else None


def follow(evidence: Evidence, policy: Policy) -> Decision | None:
    """The customer wants to be told when the incident is over that they were just told of."""
    return Greet("follow") if evidence.follows else None


def courtesy(evidence: Evidence, policy: Policy) -> Decision | None:
    """Only a greeting, thanks, "are you a robot?", mild abuse, or a no to an offered person.

    A yes too, where nothing was asked that it could answer, and a no to being told something.
    """
    last, found = evidence.context.last_decision, evidence.screen
    answers_nothing = found.agrees is not None and last in (None, "hand_off", "stay_silent")
    is_courtesy = found.courtesy or evidence.declines or answers_nothing or evidence.answers_inform
    return Greet("courtesy") if is_courtesy else None


def refused(evidence: Evidence, policy: Policy) -> Decision | None:
    """In records of releases that made no suggestions, a no to what was shown got an offer."""
    if evidence.suggests or evidence.screen.refuses is None:
        return None
    return OfferHuman("refused")


def failed(evidence: Evidence, policy: Policy) -> Decision | None:
    """A step and its fallback failed, a look-up did, or there is nothing to answer from."""
    is_lost = evidence.lookup is not None and evidence.lookup.outcome is Outcome.FAILED
    if evidence.failure is None and not is_lost:
        return None
    return _hand_off("failed", Reason.TOOL_FAILURE, evidence, policy)


def signals(evidence: Evidence, policy: Policy) -> Decision | None:
    """Two or more soft signals (a firm may ask for one)."""
    if len(evidence.signals) < policy.signals_min:
        return None
    return _hand_off("signals", REASONS[strongest(evidence.signals).name], evidence, policy)


def incident(evidence: Evidence, policy: Policy) -> Decision | None:
    """A question that a running incident answers: no articles are shown meanwhile."""
    return Inform("incident") if evidence.incident is not None and evidence.asks else None


def next_best(evidence: Evidence, policy: Policy) -> Decision | None:
    """The first no to what was shown or asked: the best of what was not shown yet.

    Once in a conversation: whoever says no twice gets a person. After a question whose options were
    all refused, what is left must be likely enough to be suggested: nine of ten of the others were
    wrong (docs/evaluation.md).
    """
    if not evidence.refuses_shown or evidence.context.matter.refused_in_all > 1:
        return None
    if evidence.context.last_decision == "ask" and not _showable(evidence, policy):
        return None
    return _suggest("next", evidence) if _may_suggest(evidence) else None


def chosen(evidence: Evidence, policy: Policy) -> Decision | None:
    """The customer picked one of the articles that were named."""
    picked = evidence.context.matter.picked
    if picked is None or picked.kind is not OptionKind.ARTICLE or not _may_suggest(evidence):
        return None
    return _suggest("chosen", evidence)


def looked_up(evidence: Evidence, policy: Policy) -> Decision | None:
    """The firm's own systems answer it, have nothing under it, or a value is still needed."""
    lookup = evidence.lookup
    if lookup is None:
        return None
    match lookup.outcome:
        case Outcome.FOUND:
            leaning = bool(evidence.signals) or any(vote.leans for vote in evidence.votes)
            return Answer("looked_up", offer_person=leaning, maker=LOOKUP)
        case Outcome.NOT_FOUND:
            return OfferHuman("not_found")
        case Outcome.LACKS if evidence.context.last_decision != "ask":
            return Ask("looked_up", about=lookup.says)
        case _:
            return None


def answer(evidence: Evidence, policy: Policy) -> Decision | None:
    """Every part is verified, unambiguous, in a measured language, and confident enough.

    A model's reply is held to the threshold of its own calibration; one that was never measured
    answers nothing. Where a measured model finds no answer in the passages, a quote is none either.
    """
    written = evidence.written
    is_measured = written is not None and written.threshold is not None
    if written is not None and written.threshold is not None:
        is_clear = evidence.language in policy.languages
        if is_clear and _is_answer(written.finding, written.threshold):
            return Answer("answer", offer_person=_offers(evidence), maker=WRITTEN)
    may_answer = (
        all(_is_answer(finding, evidence.threshold) for finding in evidence.findings)
        and evidence.ambiguity is None
        and not _has_rival(evidence)
        and evidence.language in policy.languages
        and not (is_measured and written is not None and written.declined)
    )
    return Answer("answer", offer_person=_offers(evidence)) if may_answer else None


def _offers(evidence: Evidence) -> bool:
    """Whether an answer says that a person can be had."""
    leaning = any(vote.leans for vote in evidence.votes)
    return bool(evidence.signals) or leaning or evidence.is_own_record


def _is_answer(finding: Finding, threshold: Threshold) -> bool:
    """Whether this part could be sent as an answer."""
    candidate, probability = finding.candidate, finding.probability
    return (
        candidate is not None
        and candidate.answerable
        and probability is not None
        and threshold.met_by(probability)
    )


def _has_rival(evidence: Evidence) -> bool:
    """Whether another article is at least half as likely right."""
    value = evidence.confidence.value if evidence.confidence else 0.0
    return any(other.confidence.value >= RIVAL * value for other in evidence.others)


def language(evidence: Evidence, policy: Policy) -> Decision | None:
    """A language that nothing is measured in, and nothing was found: people, not a guess."""
    if not evidence.is_foreign or _showable(evidence, policy) or _is_written(evidence, policy):
        return None
    return _hand_off("language", Reason.LOW_CONFIDENCE, evidence, policy)


def suggest(evidence: Evidence, policy: Policy) -> Decision | None:
    """A part is verified, and likely enough to be shown as probably right.

    What a model wrote comes before a quote: it answers all parts, in the customer's language.
    """
    parts = _showable(evidence, policy)
    if not evidence.suggests or evidence.upset:
        return None
    if _is_written(evidence, policy):
        return replace(_suggest("suggest", evidence), maker=WRITTEN)
    return _suggest("suggest", evidence, parts) if parts else None


def _is_written(evidence: Evidence, policy: Policy) -> bool:
    """Whether a model's reply passed its checks, and is likely enough to be shown."""
    least = policy.suggests_from(evidence.category)
    written = evidence.written
    likely = written.finding.probability if written is not None else None
    return least is not None and likely is not None and likely >= least


def _suggest(rule: str, evidence: Evidence, parts: tuple[int, ...] = (0,)) -> Suggest:
    """A suggestion of these parts; with one question, other articles that may be meant too."""
    others = () if evidence.further else tuple(other.article_id for other in evidence.others)
    return Suggest(rule, others if rule != "chosen" else (), parts)


def _may_suggest(evidence: Evidence) -> bool:
    """Whether the candidate passed every check, and nothing keeps a quote from being shown."""
    return evidence.findings[0].probability is not None and not evidence.upset


def _showable(evidence: Evidence, policy: Policy) -> tuple[int, ...]:
    """The parts that are verified and reach the P(right) from which a quote may be shown."""
    least = policy.suggests_from(evidence.category)
    return tuple(
        place
        for place, finding in enumerate(evidence.findings)
        if least is not None and finding.probability is not None and finding.probability >= least
    )


def ask(evidence: Evidence, policy: Policy) -> Decision | None:
    """One short question would clarify it, and the last message asked nothing."""
    if evidence.context.last_decision == "ask":
        return None
    if evidence.lookup is not None and evidence.lookup.outcome is Outcome.NOT_VERIFIED:
        return None  # which article is not the question: they must sign in
    if evidence.ambiguity is None:
        is_asked = evidence.written is not None and evidence.written.question
        return Ask("ask", about="question") if is_asked else None
    return Ask("ask", about=evidence.ambiguity.about, options=evidence.ambiguity.options)


def spent(evidence: Evidence, policy: Policy) -> Decision | None:
    """The budget for the model is used up, and there is nothing to quote instead."""
    if evidence.written is None or not evidence.written.spent:
        return None
    return _hand_off("spent", Reason.USAGE_LIMIT, evidence, policy)


def unsure_again(evidence: Evidence, policy: Policy) -> Decision | None:
    """A no with nothing left to show, or unsure twice in a row: "I'm not sure" again helps nobody.

    Not where the customer declined the person: that closed the first.
    """
    was_unsure = evidence.context.last_decision == "offer_human" and not evidence.context.declined
    is_refused = evidence.suggests and evidence.refuses_shown
    if not was_unsure and not is_refused:
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
    follow,
    courtesy,
    refused,
    failed,
    signals,
    incident,
    next_best,
    chosen,
    looked_up,
    answer,
    language,
    suggest,
    ask,
    spent,
    unsure_again,
)


BY_WORDS = (
    *(automatic, safety, person, stuck, people_first),
    *(unreadable, helped, follow, courtesy, signals),
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
