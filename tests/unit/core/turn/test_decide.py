"""The decision table, row by row and pair by pair, and what no evidence or policy can change.

Each row is a change to neutral evidence, in which no row's condition holds: so a row's test shows
that this condition alone decides, and a pair's test that the earlier row takes precedence.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from itertools import combinations
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tandem.core.desk.conversation import Priority
from tandem.core.turn.candidate import Candidate, Check, Citation, Claim, Verification
from tandem.core.turn.confidence import Confidence
from tandem.core.turn.decide import (
    Answer,
    Ask,
    Certainty,
    Decision,
    Greet,
    HandOff,
    OfferHuman,
    StaySilent,
    decide,
    name_of,
)
from tandem.core.turn.evidence import Ambiguity, Context, Evidence, Versions, Vote
from tandem.core.turn.policy import Policy
from tandem.core.turn.screen import Found, screen
from tandem.core.turn.signals import REASONS, Reason, Signal, SignalName, strongest
from tandem.core.turn.threshold import Threshold

CANDIDATE = Candidate(
    "extractive",
    (Claim("Pause it in the app.", 1),),
    (Citation(1, 7, "pause", 1, "Pause", "", (), "Pause it in the app.", 0.9, 0.8),),
)
PASSED = Verification((Check("cited", True, "all"),))
FAILED = Verification((*PASSED.checks, Check("links", False, "a link leads elsewhere")))
BLANK = Evidence(
    context=Context(
        question="How do I pause?",
        matter="How do I pause?",
        aside=(),
        declined=False,
        country="",
        earlier=(),
        last_decision=None,
        automatic=False,
        product="",
        plan="free",
        locale="en",
        high_value=False,
        people_first=False,
        verified=False,
        attributes=(),
        tickets=(),
        now=datetime(2026, 1, 5, tzinfo=UTC),
    ),
    screen=screen("How do I pause?"),
    votes=(),
    nearest=(),
    precedents=(),
    category="delivery",
    candidate=None,
    verification=None,
    ambiguity=None,
    confidence=None,
    threshold=Threshold(0.8, 0.05, 200, 100, 1, 0.047, "judged"),
    signals=(),
    language="en",
    circling=False,
    out_of_time=False,
    failure=None,
    is_foreign=False,
    versions=Versions("", "", "", "", 0),
)


def voted(
    head: str, probability: float, threshold: float, *, leans_from: float = 2.0, topic: bool = False
) -> Vote:
    return Vote(head, probability, threshold, leans_from, "so", topic=topic, urgent=False)


found = st.builds(Found, name=st.just("heard"), words=st.sampled_from(["these", "those"]))
policies = st.builds(
    Policy,
    company=st.just(""),
    target_error=st.floats(0.01, 0.49),
    people_first_plans=st.just(("enterprise",)),
)
# No candidate, or one that for some reason is not good enough to send.
composed = st.sampled_from(
    [
        (None, None, None),
        (CANDIDATE, PASSED, Confidence(0.79, ())),
        (CANDIDATE, FAILED, Confidence(1.0, ())),
        (replace(CANDIDATE, answerable=False), PASSED, Confidence(1.0, ())),
    ]
)


@st.composite
def evidence_in_which_no_row_matches(draw: st.DrawFn) -> Evidence:
    """All that may vary without any row's condition being true."""
    candidate, verification, confidence = draw(composed)
    signals = draw(st.just(()) | st.tuples(st.builds(Signal, says=st.just("…"))))
    return replace(
        BLANK,
        context=replace(
            BLANK.context, high_value=draw(st.booleans()), verified=draw(st.booleans())
        ),
        candidate=candidate,
        verification=verification,
        confidence=confidence,
        signals=signals,
    )


quiet = evidence_in_which_no_row_matches()

Change = Callable[[Evidence], Evidence]


def screened(**heard: st.SearchStrategy[Any]) -> st.SearchStrategy[Change]:
    """Evidence whose screen also found this."""
    return st.fixed_dictionaries(heard).map(
        lambda made: lambda evidence: replace(evidence, screen=replace(evidence.screen, **made))
    )


def known(**facts: Any) -> st.SearchStrategy[Change]:
    """Evidence whose context also has this."""
    return st.just(lambda evidence: replace(evidence, context=replace(evidence.context, **facts)))


def measured(**values: st.SearchStrategy[Any]) -> st.SearchStrategy[Change]:
    """Evidence in which this was measured as well."""
    return st.fixed_dictionaries(values).map(
        lambda made: lambda evidence: replace(evidence, **made)
    )


def replied(decision: str) -> st.SearchStrategy[Change]:
    """Evidence in which the assistant's last message had this decision."""
    return known(last_decision=decision)


many_signals = (
    st.permutations(list(SignalName))
    .flatmap(lambda names: st.integers(2, len(names)).map(lambda count: names[:count]))
    .map(lambda names: tuple(Signal(name, "…") for name in names))
)
ambiguities = st.sampled_from(
    [Ambiguity("product", ("one", "club")), Ambiguity("article", ("Pause", "Skip", "Cancel"))]
)

HEARD = Found("heard", "these")


def after(last_decision: str, **heard: Found) -> st.SearchStrategy[Change]:
    """The customer's short reply to what the assistant decided last."""

    def change(evidence: Evidence) -> Evidence:
        context = replace(evidence.context, last_decision=last_decision)
        return replace(evidence, context=context, screen=replace(evidence.screen, **heard))

    return st.just(change)


TABLE: dict[str, st.SearchStrategy[Change]] = {
    "automatic": known(automatic=True),
    "safety": screened(safety=found, urgent=st.booleans())
    | measured(votes=st.just((voted("gas", 0.9, 0.8, topic=True),))),
    "person": screened(person=found)
    | measured(
        votes=st.floats(0, 1).map(lambda least: (voted("human_request", least, least),)),
    ),
    "stuck": screened(distress=found)
    | measured(circling=st.just(True))
    | measured(out_of_time=st.just(True)),
    "people_first": screened(exception=found)
    | measured(votes=st.just((voted("exception", 0.9, 0.8),)))
    | known(people_first=True)
    | known(plan="enterprise"),
    "unreadable": screened(unreadable=st.just(True)),
    "helped": after("answer", agrees=HEARD) | after("suggest", thanks=HEARD),
    "courtesy": screened(courtesy=found) | after("offer_human", refuses=HEARD),
    "refused": after("answer", refuses=HEARD) | after("ask", refuses=HEARD),
    "failed": measured(failure=st.just("There are no articles.")),
    "signals": measured(signals=many_signals),
    "answer": measured(
        candidate=st.just(CANDIDATE),
        verification=st.just(PASSED),
        confidence=st.builds(Confidence, value=st.floats(0.8, 1), features=st.just(())),
        threshold=st.builds(replace, st.just(BLANK.threshold), value=st.floats(0, 0.8)),
    ),
    "language": measured(is_foreign=st.just(True), confidence=st.none()),
    "ask": measured(ambiguity=ambiguities),
    "unsure_again": replied("offer_human"),
}


def expected(rule: str, evidence: Evidence, policy: Policy) -> Decision:
    """The decision in the table of docs/turn.md for the first row whose condition holds."""
    match rule:
        case "automatic":
            return StaySilent(rule)
        case "unreadable" if evidence.context.last_decision != "ask":
            return Ask(rule, "words")
        case "helped" | "courtesy":
            return Greet(rule)
        case "refused":
            return OfferHuman(rule)
        case "answer":
            assert evidence.confidence is not None
            is_sure = evidence.confidence.value >= 1 - policy.target_error
            certainty = Certainty.SURE if is_sure else Certainty.PROBABLE
            return Answer(rule, certainty, offer_person=bool(evidence.signals))
        case "ask":
            assert evidence.ambiguity is not None
            return Ask(rule, evidence.ambiguity.about, evidence.ambiguity.options)
        case _:
            return HandOff(rule, reason(rule, evidence), priority(evidence, policy))


def reason(rule: str, evidence: Evidence) -> Reason:
    """The reason that a row with a handoff gives."""
    match rule:
        case "stuck" if evidence.screen.distress:
            return Reason.FRUSTRATION
        case "stuck":
            return Reason.LOOP if evidence.circling else Reason.TIME
        case "people_first":
            asked = evidence.screen.exception or evidence.vote_for("exception")
            return Reason.POLICY_EXCEPTION if asked else Reason.HIGH_VALUE
        case "signals":
            return REASONS[strongest(evidence.signals).name]
        case _:
            return {
                "safety": Reason.POLICY_RESTRICTION,
                "person": Reason.CUSTOMER_REQUEST,
                "unreadable": Reason.UNREADABLE,
                "failed": Reason.TOOL_FAILURE,
                "language": Reason.LOW_CONFIDENCE,
                "unsure_again": Reason.LOW_CONFIDENCE,
            }[rule]


def priority(evidence: Evidence, policy: Policy) -> Priority:
    """The highest priority that the evidence asks for, whichever row decided."""
    context, screen = evidence.context, evidence.screen
    if evidence.is_urgent:
        return Priority.URGENT
    pressing = (
        evidence.topic,
        screen.distress,
        SignalName.HIGH_VALUE in {signal.name for signal in evidence.signals},
        context.high_value,
        context.people_first,
        context.plan in policy.people_first_plans,
    )
    return Priority.HIGH if any(pressing) else Priority.NORMAL


@given(quiet, policies)
def test_where_no_row_matches_the_assistant_is_unsure_and_offers_a_person(
    evidence: Evidence, policy: Policy
) -> None:
    assert decide(evidence, policy) == OfferHuman("unsure")


@given(quiet, st.fixed_dictionaries(TABLE), policies)
def test_a_row_alone_decides(
    evidence: Evidence, changes: dict[str, Change], policy: Policy
) -> None:
    for rule, change in changes.items():
        alone = change(evidence)
        assert decide(alone, policy) == expected(rule, alone, policy), rule


@given(quiet, st.fixed_dictionaries(TABLE), policies)
def test_of_two_rows_the_earlier_decides(
    evidence: Evidence, changes: dict[str, Change], policy: Policy
) -> None:
    for earlier, later in combinations(TABLE, 2):
        if (earlier, later) == ("answer", "ask"):
            continue  # an answered question is not ambiguous: both never hold together
        both = changes[earlier](changes[later](evidence))
        assert decide(both, policy) == expected(earlier, both, policy), (earlier, later)


@given(quiet, policies)
def test_nothing_to_read_a_second_time_brings_a_person(evidence: Evidence, policy: Policy) -> None:
    context = replace(evidence.context, last_decision="ask")
    again = replace(evidence, context=context, screen=replace(evidence.screen, unreadable=True))
    assert decide(again, policy) == expected("unreadable", again, policy)
    assert name_of(decide(again, policy)) == "hand_off"


@given(quiet, ambiguities, policies)
def test_after_a_question_the_assistant_asks_no_second_one(
    evidence: Evidence, ambiguity: Ambiguity, policy: Policy
) -> None:
    context = replace(evidence.context, last_decision="ask")
    decision = decide(replace(evidence, context=context, ambiguity=ambiguity), policy)
    assert decision == OfferHuman("unsure")


@given(st.from_type(Evidence), found, st.from_type(Policy))
def test_whoever_asks_for_a_person_gets_one(
    evidence: Evidence, wish: Found, policy: Policy
) -> None:
    """Invariant 1: no score, history or policy prevents it."""
    asking = replace(
        evidence,
        context=replace(evidence.context, automatic=False),
        screen=replace(evidence.screen, person=wish, safety=None, urgent=False),
        votes=tuple(vote for vote in evidence.votes if not vote.topic),
    )
    assert decide(asking, policy) == expected("person", asking, policy)


@given(quiet, TABLE["answer"], st.data())
def test_only_what_is_proven_is_answered(
    evidence: Evidence, proven: Change, data: st.DataObject
) -> None:
    """Without any one of the conditions, nothing is sent as an answer."""
    good, policy = proven(evidence), data.draw(policies)
    assert name_of(decide(good, policy)) == "answer"
    broken = [
        replace(good, candidate=None),
        replace(good, verification=None),
        replace(good, confidence=None),
        replace(good, candidate=replace(CANDIDATE, answerable=False)),
        replace(good, verification=FAILED),
        replace(good, confidence=Confidence(0.0, ()), threshold=replace(good.threshold, value=0.1)),
        replace(good, threshold=replace(good.threshold, value=None)),
        replace(good, ambiguity=data.draw(ambiguities)),
        replace(good, language="fr"),
    ]
    for worse in broken:
        assert name_of(decide(worse, policy)) != "answer"


@given(quiet, many_signals, policies)
def test_one_soft_signal_hands_nothing_over_and_two_always_do(
    evidence: Evidence, several: tuple[Signal, ...], policy: Policy
) -> None:
    one = decide(replace(evidence, signals=several[:1]), policy)
    assert one == OfferHuman("unsure")
    two = replace(evidence, signals=several)
    assert decide(two, policy) == expected("signals", two, policy)


@given(quiet, st.builds(Signal), policies)
def test_a_firm_may_let_one_signal_suffice(
    evidence: Evidence, signal: Signal, policy: Policy
) -> None:
    careful = replace(policy, signals_min=1)
    one = replace(evidence, signals=(signal,))
    assert decide(one, careful) == expected("signals", one, careful)


@given(quiet, TABLE["answer"], st.floats(0.5, 1), policies)
def test_a_head_that_leans_towards_a_person_adds_the_offer(
    evidence: Evidence, proven: Change, probability: float, policy: Policy
) -> None:
    vote = voted("human_request", probability, 2.0, leans_from=0.5)
    decision = decide(replace(proven(evidence), votes=(vote,), signals=()), policy)
    assert isinstance(decision, Answer)
    assert decision.offer_person


@given(st.from_type(Evidence), st.from_type(Policy))
def test_any_evidence_gets_one_decision_and_always_the_same(
    evidence: Evidence, policy: Policy
) -> None:
    decision = decide(evidence, policy)
    assert decide(replace(evidence), replace(policy)) == decision
    assert name_of(decision) in {"answer", "greet", "ask", "offer_human", "hand_off", "stay_silent"}
    if isinstance(decision, HandOff):
        assert decision.priority is priority(evidence, policy)
