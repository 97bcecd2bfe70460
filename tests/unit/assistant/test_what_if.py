"""A recorded turn under another policy: what follows from the policy changes, and nothing else."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.assistant.what_if import NEW_SEARCH, Course, Whose, course, heard_again
from tandem.core.desk.message import Author, Message
from tandem.core.turn.decide import decide
from tandem.core.turn.evidence import Evidence
from tandem.core.turn.incident import Incident
from tandem.core.turn.policy import Audience, Mode, Policy, Rollout
from tandem.core.turn.screen import Topic, screen
from tandem.core.turn.who import Who
from tests.unit.turns import CONTEXT, NOTHING_FOUND

FIRM = Policy("Alder", rollout=(Rollout(Mode.AUTO, Audience.EVERYONE),))
CUSTOMER = Whose(Who(), product="")


def asked(text: str, evidence: Evidence = NOTHING_FOUND) -> Evidence:
    context = replace(CONTEXT, question=text, matter=replace(CONTEXT.matter, text=text))
    return replace(evidence, context=context, screen=screen(text))


def test_a_new_topic_is_heard_in_what_was_asked() -> None:
    evidence = asked("What of the takeover bid?")
    topical = replace(FIRM, topics=(Topic("merger", ("takeover bid",), urgent=True),))
    assert course(evidence, topical, None) == Course(
        "hand_off", "safety", "policy_restriction", "urgent"
    )
    assert course(evidence, topical, CUSTOMER).effect == "handed_off"


def test_what_an_old_topic_kept_from_the_search_is_told_as_unknown() -> None:
    topical = replace(FIRM, topics=(Topic("merger", ("takeover bid",), urgent=True),))
    evidence = replace(asked("What of the takeover bid?"), nearest=(), signals=())
    assert course(evidence, topical, None).rule == "safety"
    assert course(evidence, FIRM, None) == Course(NEW_SEARCH)


def test_an_incident_that_was_told_needs_no_new_search() -> None:
    known = Incident("7", "Checkout is down", "We're on it.")
    evidence = replace(asked("Why can't I pay?"), nearest=(), signals=(), incident=known)
    assert course(evidence, FIRM, CUSTOMER).decision == "inform"


def test_the_mode_changes_only_the_effect() -> None:
    evidence = asked("Hello")
    drafting = replace(FIRM, rollout=(Rollout(Mode.DRAFT, Audience.EVERYONE),))
    before, after = course(evidence, FIRM, CUSTOMER), course(evidence, drafting, CUSTOMER)
    assert before == Course("greet", "courtesy", effect="sent")
    assert before.changed_to(after) == "greet: effect sent → recorded"
    assert course(evidence, FIRM, None) == course(evidence, drafting, None)


def test_who_has_the_conversation_is_seen_in_the_thread() -> None:
    evidence = asked("I want a human")
    agent = Message(Author.AGENT, "How can I help?")
    context = replace(evidence.context, earlier=(agent,))
    assert course(evidence, FIRM, CUSTOMER).effect == "handed_off"
    assert course(replace(evidence, context=context), FIRM, CUSTOMER).effect == "recorded"


@pytest.mark.parametrize(
    ("before", "after", "says"),
    [
        (Course("suggest", "suggest"), Course("answer", "answer"), "suggest → answer"),
        (
            Course("suggest", "suggest", effect="sent"),
            Course("hand_off", "safety", "policy_restriction", "high", "handed_off"),
            "suggest → hand_off (effect sent → handed_off)",
        ),
        (
            Course("hand_off", "person", "customer_request", "normal"),
            Course("hand_off", "safety", "policy_restriction", "normal"),
            "hand_off: rule person → safety, reason customer_request → policy_restriction",
        ),
        (Course(NEW_SEARCH), Course("greet", "courtesy"), "a new search → greet"),
    ],
)
def test_a_change_is_told_in_words(before: Course, after: Course, says: str) -> None:
    assert before.changed_to(after) == says


@given(st.from_type(Evidence), st.from_type(Policy))
def test_hearing_again_twice_is_hearing_once(evidence: Evidence, policy: Policy) -> None:
    once = heard_again(evidence, policy)
    assert heard_again(once, policy) == once
    assert decide(heard_again(once, policy), policy) == decide(once, policy)
