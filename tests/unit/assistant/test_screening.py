"""What the words alone decide, no search would have decided differently."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from tandem.assistant.consider import from_words
from tandem.core.turn import measure
from tandem.core.turn.decide import HandOff, by_words, decide
from tandem.core.turn.evidence import Context, Evidence, Versions
from tandem.core.turn.policy import Policy
from tandem.core.turn.screen import Found, Screen
from tandem.core.turn.threshold import Threshold

VERSIONS = Versions("", "", "", "", 0)


def early_evidence(context: Context, screen: Screen, policy: Policy) -> Evidence:
    nothing = Threshold(None, 0.05, 0, 0, 0, 1.0, "shipped")
    return from_words(context, screen, nothing, policy, VERSIONS)


def after_search(early: Evidence, found: Evidence, policy: Policy) -> Evidence:
    """The evidence after a search for the same question: all that it may add, with signals."""
    signals = measure.signals(early.screen, found.votes, early.context, policy)
    least = policy.suggests_from(found.category)
    doubt = measure.doubt(found.findings, found.ambiguity, least)
    return replace(
        found,
        context=early.context,
        screen=early.screen,
        circling=early.circling,
        out_of_time=early.out_of_time,
        signals=(*signals, *doubt),
        suggests=True,
    )


@given(st.from_type(Context), st.from_type(Screen), st.from_type(Evidence), st.from_type(Policy))
def test_what_was_handed_over_by_words_would_be_after_any_search(
    context: Context, screen: Screen, found: Evidence, policy: Policy
) -> None:
    early = early_evidence(context, screen, policy)
    decision = by_words(early, policy)
    if decision is None:
        return
    assert decide(early, policy) == decision, "so that a replay comes to the same"
    assert isinstance(decide(after_search(early, found, policy), policy), HandOff)


@given(st.from_type(Context), st.from_type(Screen), st.builds(Found), st.from_type(Policy))
def test_a_person_asked_for_is_always_heard(
    context: Context, screen: Screen, wish: Found, policy: Policy
) -> None:
    """Invariant 1, if a person wrote."""
    early = early_evidence(replace(context, automatic=False), replace(screen, person=wish), policy)
    assert isinstance(by_words(early, policy), HandOff)


@given(st.from_type(Context), st.from_type(Screen), st.from_type(Policy))
def test_a_machine_is_never_heard(context: Context, screen: Screen, policy: Policy) -> None:
    early = early_evidence(replace(context, automatic=True), screen, policy)
    assert by_words(early, policy) is None
