"""The decision table, row by row and pair by pair, and what no evidence or policy can change.

Each row is a change to neutral evidence, in which no row's condition holds: so a row's test shows
that this condition alone decides, and a pair's test that the earlier row takes precedence.
"""

from collections.abc import Callable
from dataclasses import replace
from itertools import combinations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.core.desk import option
from tandem.core.desk.conversation import Priority
from tandem.core.desk.message import QUOTING, Message
from tandem.core.desk.option import Option
from tandem.core.turn.confidence import Confidence
from tandem.core.turn.decide import (
    RIVAL,
    Answer,
    Ask,
    Decision,
    Greet,
    HandOff,
    Inform,
    OfferHuman,
    StaySilent,
    Suggest,
    decide,
    name_of,
)
from tandem.core.turn.evidence import Ambiguity, Evidence, Vote
from tandem.core.turn.incident import Incident
from tandem.core.turn.matter import SHOWING, last_decision
from tandem.core.turn.policy import Policy
from tandem.core.turn.screen import Found, screen
from tandem.core.turn.signals import REASONS, Reason, Signal, SignalName, strongest
from tests.unit.turns import (
    FAILED,
    NOTHING_FOUND,
    PASSED,
    citing,
    finding,
    meaning,
    replies,
    says,
)

CANDIDATE = citing("pause")
LIKELY = Policy("").suggests_from("")
assert LIKELY is not None


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
# No candidate, or one that for some reason is not good enough to show.
composed = st.sampled_from(
    [
        (None, None, None),
        (CANDIDATE, PASSED, Confidence(LIKELY - 0.01, ())),
        (CANDIDATE, FAILED, Confidence(1.0, ())),
    ]
)


@st.composite
def evidence_in_which_no_row_matches(draw: st.DrawFn) -> Evidence:
    """All that may vary without any row's condition being true."""
    candidate, verification, confidence = draw(composed)
    signals = draw(st.just(()) | st.tuples(st.builds(Signal, says=st.just("…"))))
    return replace(
        NOTHING_FOUND,
        context=replace(
            NOTHING_FOUND.context, high_value=draw(st.booleans()), verified=draw(st.booleans())
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
    [Ambiguity("product", ("one", "club")), Ambiguity("article", ("pause", "skip", "cancel"))]
)

HEARD = Found("heard", "these")


def after(last_decision: str, **heard: Found) -> st.SearchStrategy[Change]:
    """The customer's short reply to what the assistant decided last."""

    def change(evidence: Evidence) -> Evidence:
        context = replace(evidence.context, last_decision=last_decision)
        return replace(evidence, context=context, screen=replace(evidence.screen, **heard))

    return st.just(change)


def found_with(low: float, high: float) -> st.SearchStrategy[Change]:
    """Evidence with a verified candidate whose P(right) lies between these."""

    def made(value: float) -> Change:
        return lambda evidence: replace(
            evidence,
            candidate=CANDIDATE,
            verification=PASSED,
            confidence=Confidence(value, ()),
        )

    return st.floats(low, high).map(made)


def verified(evidence: Evidence) -> Evidence:
    """The evidence with a candidate that may be shown, however unlikely, if it has none."""
    if evidence.findings[0].probability is not None:
        return evidence
    return replace(
        evidence, candidate=CANDIDATE, verification=PASSED, confidence=Confidence(0.01, ())
    )


def refusing(last_decision: str, refused: int) -> Change:
    """The customer's no to what was just shown; the how manieth of the conversation it is."""

    def change(evidence: Evidence) -> Evidence:
        matter = replace(evidence.context.matter, refusals=1, refused_in_all=refused)
        context = replace(evidence.context, matter=matter, last_decision=last_decision)
        return replace(evidence, context=context, screen=replace(evidence.screen, refuses=HEARD))

    return change


def picking(picked: Option) -> Change:
    """The customer's pick of an option."""

    def change(evidence: Evidence) -> Evidence:
        matter = replace(evidence.context.matter, picked=picked)
        return replace(evidence, context=replace(evidence.context, matter=matter))

    return change


def both(one: Change, other: Change) -> Change:
    return lambda evidence: other(one(evidence))


OF_AN_ARTICLE = option.of_article("pause", "Pause")
first_refusals = st.sampled_from(SHOWING).map(lambda last: refusing(last, 1))
first_refusals_of_a_quote = st.sampled_from(QUOTING).map(lambda last: refusing(last, 1))
later_refusals = st.tuples(st.sampled_from(QUOTING), st.integers(2, 9)).map(
    lambda made: refusing(*made)
)


def of_an_older_release(evidence: Evidence) -> Evidence:
    return replace(evidence, suggests=False)


def wanting_notice(wants_notice: bool) -> Change:
    """The customer's yes or no to being told the end of an incident."""

    def change(evidence: Evidence) -> Evidence:
        matter = replace(evidence.context.matter, notify="1", wants_notice=wants_notice)
        return replace(
            evidence, context=replace(evidence.context, matter=matter, last_decision="inform")
        )

    return change


incidents = st.builds(Incident)
DECISIONS = {
    *("answer", "suggest", "greet", "inform", "ask", "offer_human", "hand_off", "stay_silent")
}
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
    "follow": st.just(wanting_notice(True)),
    "courtesy": screened(courtesy=found)
    | after("offer_human", refuses=HEARD)
    | after("inform", agrees=HEARD)
    | st.just(wanting_notice(False)),
    "refused": first_refusals.map(lambda change: both(change, of_an_older_release)),
    "failed": measured(failure=st.just("There are no articles.")),
    "signals": measured(signals=many_signals),
    "incident": measured(incident=incidents),
    "next": first_refusals_of_a_quote.map(lambda change: both(change, verified))
    | found_with(LIKELY, 0.79).map(lambda likely: both(refusing("ask", 1), likely)),
    "chosen": st.just(both(picking(OF_AN_ARTICLE), verified)),
    "answer": measured(
        candidate=st.just(CANDIDATE),
        verification=st.just(PASSED),
        confidence=st.builds(Confidence, value=st.floats(0.8, 1), features=st.just(())),
        threshold=st.builds(replace, st.just(NOTHING_FOUND.threshold), value=st.floats(0, 0.8)),
    ),
    "language": measured(is_foreign=st.just(True), confidence=st.none()),
    "suggest": found_with(LIKELY, 0.79),
    "ask": measured(ambiguity=ambiguities),
    "unsure_again": replied("offer_human") | later_refusals,
}


def expected(rule: str, evidence: Evidence, policy: Policy) -> Decision:
    """The decision in the table of docs/turn.md for the first row whose condition holds."""
    match rule:
        case "automatic":
            return StaySilent(rule)
        case "unreadable" if evidence.context.last_decision != "ask":
            return Ask(rule, "words")
        case "helped" | "follow" | "courtesy":
            return Greet(rule)
        case "incident":
            return Inform(rule)
        case "refused":
            return OfferHuman(rule)
        case "next" | "chosen" | "suggest":
            return Suggest(rule)
        case "answer":
            return Answer(rule, offer_person=bool(evidence.signals))
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
        two = changes[earlier](changes[later](evidence))
        if earlier == "incident" and not two.asks:
            continue  # a no or a pick asks nothing that an incident answers
        assert decide(two, policy) == expected(earlier, two, policy), (earlier, later)


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


@given(quiet, TABLE["incident"], TABLE["person"], policies)
def test_no_incident_keeps_a_customer_from_a_person(
    evidence: Evidence, known: Change, wish: Change, policy: Policy
) -> None:
    """Invariant 1; and it shows no article either."""
    asking = wish(known(evidence))
    assert decide(asking, policy) == expected("person", asking, policy)
    likely = replace(
        known(evidence),
        candidate=CANDIDATE,
        verification=PASSED,
        confidence=Confidence(1.0, ()),
    )
    assert decide(likely, policy) == Inform("incident")


@given(quiet, TABLE["answer"], st.data())
def test_only_what_is_proven_is_answered(
    evidence: Evidence, proven: Change, data: st.DataObject
) -> None:
    """Without any one of the conditions, nothing is sent as an answer."""
    good, policy = proven(evidence), data.draw(policies)
    probability = good.findings[0].probability
    assert probability is not None
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
        replace(
            good, further=(finding("skip", 0.0),), threshold=replace(good.threshold, value=0.1)
        ),
        replace(good, others=(meaning("skip", RIVAL * probability),)),
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
    assert name_of(decision) in DECISIONS
    if isinstance(decision, HandOff):
        assert decision.priority is priority(evidence, policy)


def shown(article: str = "pause", probability: float = 0.6) -> Evidence:
    """Evidence with a verified candidate."""
    found = finding(article, probability)
    return replace(
        NOTHING_FOUND,
        candidate=found.candidate,
        verification=found.verification,
        confidence=found.confidence,
    )


POLICY = Policy("", suggest_from=0.5)
OFFERED = HandOff("unsure_again", Reason.LOW_CONFIDENCE, Priority.NORMAL)


@pytest.mark.parametrize("last", QUOTING)
def test_the_first_no_gets_the_next_best_however_unlikely_it_is(last: str) -> None:
    refused = refusing(last, 1)(shown(probability=0.01))
    assert decide(refused, POLICY) == Suggest("next")


def test_after_refused_options_what_is_left_must_be_likely() -> None:
    assert decide(refusing("ask", 1)(shown(probability=0.5)), POLICY) == Suggest("next")
    assert decide(refusing("ask", 1)(shown(probability=0.49)), POLICY) == OFFERED


@pytest.mark.parametrize("last", SHOWING)
def test_a_no_is_never_answered_with_what_failed_a_check(last: str) -> None:
    refused = refusing(last, 1)(replace(shown(probability=1.0), verification=FAILED))
    assert decide(refused, POLICY) == OFFERED
    assert decide(refusing(last, 1)(NOTHING_FOUND), POLICY) == OFFERED


@given(st.sampled_from(SHOWING), st.integers(2, 9))
def test_the_second_no_of_a_conversation_brings_a_person(last: str, refused: int) -> None:
    assert decide(refusing(last, refused)(NOTHING_FOUND), POLICY) == OFFERED
    assert decide(refusing(last, refused)(shown(probability=0.01)), POLICY) == OFFERED


@pytest.mark.parametrize("change", [refusing("suggest", 1), picking(OF_AN_ARTICLE), verified])
def test_after_anger_or_a_topic_for_people_nothing_is_suggested(change: Change) -> None:
    calm = change(shown(probability=0.6))
    assert name_of(decide(calm, POLICY)) == "suggest"
    assert name_of(decide(replace(calm, upset=True), POLICY)) != "suggest"


def test_a_no_to_an_offered_person_refuses_nothing_that_was_shown() -> None:
    declined = refusing("offer_human", 0)(shown())
    assert decide(declined, POLICY) == Greet("courtesy")


@pytest.mark.parametrize(
    ("earlier", "text", "is_no"),
    [
        ((), "no", True),
        ((), "that didn't help", False),  # it tells of a problem
        ((replies("greet"),), "that didn't help", False),
        ((replies("suggest", "pause"), says("yes"), replies("greet")), "no, that's all", True),
        ((replies("suggest", "pause"), says("yes"), replies("greet")), "no", True),
    ],
)
def test_a_no_to_nothing_is_a_courtesy_and_so_is_one_after_a_yes(
    earlier: tuple[Message, ...], text: str, is_no: bool
) -> None:
    context = replace(NOTHING_FOUND.context, earlier=earlier, last_decision=last_decision(earlier))
    said = replace(shown(probability=0.6), context=context, screen=screen(text))
    assert decide(said, POLICY) == (Greet("courtesy") if is_no else Suggest("suggest"))


@pytest.mark.parametrize("last", ["answer", "suggest"])
def test_a_pressed_yes_is_as_good_as_a_typed_one(last: str) -> None:
    pressed = picking(option.YES)(NOTHING_FOUND)
    pressed = replace(pressed, context=replace(pressed.context, last_decision=last))
    assert decide(pressed, POLICY) == Greet("helped")


def test_a_pressed_no_is_as_good_as_a_typed_one() -> None:
    pressed = picking(option.NONE_OF_THESE)(shown(probability=0.01))
    matter = replace(pressed.context.matter, refused_in_all=1)
    context = replace(pressed.context, matter=matter, last_decision="suggest")
    assert decide(replace(pressed, context=context), POLICY) == Suggest("next")


def test_a_pressed_wish_for_a_person_is_one() -> None:
    pressed = picking(option.PERSON)(shown(probability=1.0))
    assert decide(pressed, POLICY) == HandOff("person", Reason.CUSTOMER_REQUEST, Priority.NORMAL)


def test_a_picked_article_is_shown_alone_and_a_picked_product_only_narrows_the_search() -> None:
    likely = replace(shown(probability=0.6), others=(meaning("skip", 0.1),))
    assert decide(picking(OF_AN_ARTICLE)(likely), POLICY) == Suggest("chosen")
    of_product = picking(option.of_product("one", "the One"))
    assert decide(of_product(likely), POLICY) == Suggest("suggest", ("skip",))
    unlikely = replace(likely, confidence=Confidence(0.01, ()))
    assert decide(picking(OF_AN_ARTICLE)(unlikely), POLICY) == Suggest("chosen")
    assert decide(of_product(unlikely), POLICY) == OfferHuman("unsure")


def test_other_meanings_are_named_beside_a_suggestion_and_stop_an_answer() -> None:
    sure = replace(shown(probability=0.9), others=(meaning("skip", 0.1), meaning("stop", 0.1)))
    assert decide(sure, POLICY) == Answer("answer", offer_person=False)
    rival = replace(sure, others=(meaning("skip", 0.45), meaning("stop", 0.1)))
    assert decide(rival, POLICY) == Suggest("suggest", ("skip", "stop"))


def test_of_several_questions_those_are_shown_that_are_likely_enough() -> None:
    further = (finding("price", 0.7), finding("cancel", 0.2))
    several = replace(shown(probability=0.6), further=further)
    assert decide(several, POLICY) == Suggest("suggest", (), (0, 1))
    late = replace(shown(probability=0.1), further=further)
    assert decide(late, POLICY) == Suggest("suggest", (), (1,))
    sure = replace(shown(probability=0.9), further=(finding("price", 0.9),))
    assert decide(sure, POLICY) == Answer("answer", offer_person=False)
    none = replace(shown(probability=0.1), further=(finding("price", 0.1),))
    assert decide(none, POLICY) == OfferHuman("unsure")


@pytest.mark.parametrize(
    ("category", "is_shown"), [("billing", False), ("delivery", True), ("unknown", False)]
)
def test_each_category_may_have_its_own_bar_and_no_category_has_the_highest(
    category: str, is_shown: bool
) -> None:
    policy = Policy(
        "",
        suggest_from=0.5,
        suggest_from_of=(("billing", 0.9),),
        categories=("billing", "delivery"),
    )
    decision = decide(replace(shown(probability=0.6), category=category), policy)
    assert decision == (Suggest("suggest") if is_shown else OfferHuman("unsure"))


def test_a_firm_may_have_nothing_suggested() -> None:
    policy = replace(POLICY, suggest_from=None)
    assert decide(shown(probability=0.79), policy) == OfferHuman("unsure")
    assert name_of(decide(shown(probability=0.9), policy)) == "answer"


def test_whoever_declined_the_person_is_not_given_one_for_the_next_doubt() -> None:
    unsure = replace(
        NOTHING_FOUND, context=replace(NOTHING_FOUND.context, last_decision="offer_human")
    )
    assert decide(unsure, POLICY) == OFFERED
    declined = replace(unsure, context=replace(unsure.context, declined=True))
    assert decide(declined, POLICY) == OfferHuman("unsure")


@given(st.from_type(Evidence), st.from_type(Policy))
def test_only_what_passed_every_check_is_ever_quoted(evidence: Evidence, policy: Policy) -> None:
    decision = decide(evidence, policy)
    match decision:
        case Answer():
            quoted = tuple(range(len(evidence.findings)))
        case Suggest(parts=parts):
            quoted = parts
        case _:
            quoted = ()
    assert all(evidence.findings[place].probability is not None for place in quoted)
    assert quoted or name_of(decision) not in ("answer", "suggest")
    if isinstance(decision, Suggest):
        assert not evidence.upset
        assert len(decision.others) <= 2
