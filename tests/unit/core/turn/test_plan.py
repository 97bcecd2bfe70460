"""What is to happen: every branch by example, and what holds for every decision."""

from dataclasses import replace
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.core.desk import option
from tandem.core.desk.conversation import Conversation, Priority
from tandem.core.desk.option import Option
from tandem.core.desk.ownership import Owner, Status
from tandem.core.turn import plan
from tandem.core.turn.candidate import Candidate
from tandem.core.turn.decide import (
    Answer,
    Ask,
    Decision,
    Greet,
    HandOff,
    Inform,
    OfferHuman,
    StaySilent,
    Suggest,
    by_words,
    decide,
)
from tandem.core.turn.effect import Effect
from tandem.core.turn.evidence import Context, Evidence
from tandem.core.turn.incident import Incident
from tandem.core.turn.matter import Matter
from tandem.core.turn.plan import Handoff, Plan, Screened
from tandem.core.turn.policy import UNCATEGORISED, Audience, Mode, Policy, Rollout
from tandem.core.turn.screen import Found, screen
from tandem.core.turn.signals import Reason
from tandem.core.turn.who import Who
from tests.unit.turns import NOTHING_FOUND, NOW, citing

CUSTOMER = Who()
WITH_PEOPLE = Conversation(
    id=UUID(int=1),
    number=1,
    inbox_id=UUID(int=2),
    contact_id=UUID(int=3),
    linked_from=None,
    subject="",
    status=Status.OPEN,
    owner=Owner.HUMAN,
    priority=Priority.NORMAL,
    team_id=None,
    assignee_id=None,
    category="",
    product="",
    tags=(),
    resolution=None,
    last_decision=None,
    handoff_reason=None,
    handoff_rule=None,
    handed_off_at=None,
    human_replied_at=None,
    waiting_since=NOW,
    last_message_at=NOW,
    assistant_spoke_at=None,
    snoozed_until=None,
    resolved_at=None,
    created_at=NOW,
    version=1,
    seq=1,
    public_seq=1,
    turn_wanted_seq=1,
    turn_done_seq=0,
    turn_number=1,
    turn_reruns=0,
    channel="api",
)
WITH_ASSISTANT = replace(WITH_PEOPLE, status=Status.PENDING, owner=Owner.ASSISTANT)
IN_HAND = replace(WITH_PEOPLE, assignee_id=UUID(int=4))
ANSWER = Answer("answer", offer_person=False)
PERSON = HandOff("person", Reason.CUSTOMER_REQUEST, Priority.NORMAL)
DOUBT = HandOff("signals", Reason.LOW_CONFIDENCE, Priority.NORMAL)
SILENT = StaySilent("automatic")
KNOWN = Incident("7", "Checkout is down", "We're on it.")
EVIDENCE = replace(
    NOTHING_FOUND,
    category=UNCATEGORISED,
    candidate=citing("pause", text="So."),
    incident=KNOWN,
)
MODES = {mode: Policy("", rollout=(Rollout(mode, Audience.EVERYONE),)) for mode in Mode}

EVERY_DECISION: tuple[Decision, ...] = (
    ANSWER,
    Suggest("suggest"),
    Greet("courtesy"),
    Inform("incident"),
    Ask("ask", "product", ("one", "club")),
    OfferHuman("unsure"),
    PERSON,
    DOUBT,
    SILENT,
)

conversations = st.sampled_from([WITH_ASSISTANT, WITH_PEOPLE, IN_HAND])
decisions = st.sampled_from(EVERY_DECISION)
composed = st.builds(
    Evidence,
    context=st.from_type(Context),
    candidate=st.from_type(Candidate),
    incident=st.builds(Incident),
    further=st.just(()),
)


def asking(wish: bool) -> Evidence:
    """Evidence whose words ask for a person, or don't."""
    found = Found("human", "a human") if wish else None
    return replace(EVIDENCE, screen=replace(EVIDENCE.screen, person=found))


def of_turn(decision: Decision, evidence: Evidence, mode: Mode, conversation: Conversation) -> Plan:
    policy = MODES[mode]
    return plan.of_turn(
        decision, evidence, policy, conversation, CUSTOMER, is_away=False, is_stopped=False
    )


SHORT = {
    Effect.NOTHING: "n",
    Effect.RECORDED: "rec",
    Effect.DRAFTED: "dr",
    Effect.SENT: "sent",
    Effect.HANDED_OFF: "h",
}


def outline(made: Plan) -> str:
    """A plan in short: effect, (d)raft, (r)eply, :reason, ^priority, (s)ettled, (t)urn."""
    parts = [SHORT[made.effect]] if made.effect else []
    parts += ["d"] * (made.draft is not None)
    said = "r" if made.reply is not None else ""
    called = f":{made.handoff.reason}" if made.handoff else ""
    raised = f"^{made.priority}" if made.priority else ""
    parts += [said + called + raised] if said or called or raised else []
    parts += ["s"] * made.is_settled + ["t"] * made.wants_turn
    return "+".join(parts)


TABLE = """
holder    decision off     shadow   draft         auto
assistant answer   n+r:mode rec+r:mode dr+d+r:mode  sent+r
assistant inform   n+r:mode rec+r:mode dr+d+r:mode  sent+r
assistant greet    n+r:mode rec+r:mode rec+r:mode   sent+r
assistant offer    n+r:mode rec+r:mode rec+r:mode   sent+r
assistant person   h+r:customer_request = = =
assistant doubt    h+r:low_confidence = = =
assistant silent   n+s     rec+s    rec+s         rec+s
queue     answer   n       rec      dr+d          dr+d
queue     inform   n       rec      dr+d          dr+d
queue     greet    n       rec      rec           rec
queue     offer    n       rec      rec           rec
queue     person   h+r:customer_request = = =
queue     doubt    n       rec      rec           rec
queue     silent   n+s     rec+s    rec+s         rec+s
in_hand   answer   n       rec      dr+d          dr+d
in_hand   inform   n       rec      dr+d          dr+d
in_hand   greet    n       rec      rec           rec
in_hand   offer    n       rec      rec           rec
in_hand   person   n       rec      rec           rec
in_hand   doubt    n       rec      rec           rec
in_hand   silent   n+s     rec+s    rec+s         rec+s
"""
HOLDERS = {"assistant": WITH_ASSISTANT, "queue": WITH_PEOPLE, "in_hand": IN_HAND}
DECISIONS: dict[str, Decision] = {
    "answer": ANSWER,
    "inform": Inform("incident"),
    "greet": Greet("courtesy"),
    "offer": OfferHuman("unsure"),
    "person": PERSON,
    "doubt": DOUBT,
    "silent": SILENT,
}


def cases() -> list[tuple[str, str, Mode, str]]:
    head, *rows = [line.split() for line in TABLE.strip().splitlines()]
    return [
        (row[0], row[1], Mode(mode), cell if cell != "=" else row[2])
        for row in rows
        for mode, cell in zip(head[2:], row[2:], strict=True)
    ]


@pytest.mark.parametrize(("holder", "decision", "mode", "parts"), cases())
def test_of_a_turn(holder: str, decision: str, mode: Mode, parts: str) -> None:
    evidence = asking(decision == "person")
    made = of_turn(DECISIONS[decision], evidence, mode, HOLDERS[holder])
    assert outline(made) == parts


def test_whom_an_incident_reaches_is_kept_and_who_wants_to_be_told() -> None:
    matter = Matter("Can't pay", notify="7", wants_notice=True)
    asks = replace(EVIDENCE, context=replace(EVIDENCE.context, matter=matter))
    for mode in Mode:
        told = of_turn(Inform("incident"), EVIDENCE, mode, WITH_ASSISTANT)
        assert told.informs == ("7" if mode is Mode.AUTO else ""), "only what they could read"
        assert told.draft is None or told.draft.text == KNOWN.text
        followed = of_turn(Greet("follow"), asks, mode, WITH_ASSISTANT)
        assert (followed.follows, followed.informs) == ("7", "")
    assert of_turn(Greet("courtesy"), asks, Mode.AUTO, WITH_ASSISTANT).follows == ""


def test_the_table_is_whole() -> None:
    assert len({case[:3] for case in cases()}) == len(HOLDERS) * len(DECISIONS) * len(Mode)


@pytest.mark.parametrize(
    ("holder", "asks", "is_stopped", "parts"),
    [
        ("assistant", True, False, "h+r:customer_request"),
        ("assistant", True, True, "h+r:customer_request"),
        ("assistant", False, False, "t"),
        ("assistant", False, True, "r:stopped"),
        ("queue", True, True, "h+r:customer_request"),
        ("queue", False, False, "t"),
        ("queue", False, True, ""),
        ("in_hand", True, False, "t"),
        ("in_hand", True, True, ""),
    ],
)
def test_of_a_message(holder: str, asks: bool, is_stopped: bool, parts: str) -> None:
    made = plan.of_message(
        Screened(EVIDENCE, PERSON if asks else None),
        MODES[Mode.AUTO],
        HOLDERS[holder],
        CUSTOMER,
        is_away=False,
        is_stopped=is_stopped,
    )
    assert outline(made) == parts
    assert made.is_empty is (parts in ("", "t"))


def test_a_machine_is_told_nothing_when_people_get_what_it_wrote_into() -> None:
    made = plan.of_message(
        None, MODES[Mode.OFF], WITH_ASSISTANT, CUSTOMER, is_away=False, is_stopped=False
    )
    assert outline(made) == ":mode"


def test_in_hand_danger_makes_it_more_urgent_and_nothing_else() -> None:
    danger = HandOff("safety", Reason.POLICY_RESTRICTION, Priority.URGENT)
    screened = Screened(EVIDENCE, danger)
    for conversation, priority in (
        (IN_HAND, Priority.URGENT),
        (replace(IN_HAND, priority=Priority.URGENT), None),
    ):
        made = plan.of_message(
            screened,
            MODES[Mode.OFF],
            conversation,
            CUSTOMER,
            is_away=False,
            is_stopped=False,
        )
        assert made == Plan(priority=priority)


def test_with_people_a_typed_yes_to_an_incidents_question_is_kept() -> None:
    matter = replace(EVIDENCE.context.matter, notify="7", wants_notice=True)
    context = replace(EVIDENCE.context, matter=matter)
    for evidence, follows in ((replace(EVIDENCE, context=context), "7"), (EVIDENCE, "")):
        made = plan.of_message(
            Screened(evidence, None),
            MODES[Mode.OFF],
            IN_HAND,
            CUSTOMER,
            is_away=False,
            is_stopped=False,
        )
        assert made == Plan(follows=follows)


def test_of_the_button_a_pause_and_a_stall() -> None:
    policy = MODES[Mode.AUTO]
    person = Handoff(Reason.CUSTOMER_REQUEST, "person")
    assert plan.of_button(policy, WITH_ASSISTANT).handoff == person
    assert plan.of_button(policy, WITH_PEOPLE).handoff == person
    assert plan.of_button(policy, IN_HAND).is_empty
    assert outline(plan.of_pause(policy, WITH_ASSISTANT)) == "r:stopped"
    calm = replace(WITH_ASSISTANT, waiting_since=None)
    assert outline(plan.of_pause(policy, calm)) == ":stopped"
    stalled = plan.of_stall(policy, WITH_ASSISTANT)
    assert stalled.handoff == Handoff(Reason.TIME, "stuck")
    assert plan.of_stall(policy, WITH_PEOPLE).is_empty


@given(decisions, composed, st.from_type(Policy), conversations, st.booleans(), st.booleans())
def test_the_assistant_speaks_only_where_it_may_and_never_leaves_anybody_alone(
    decision: Decision,
    evidence: Evidence,
    policy: Policy,
    conversation: Conversation,
    is_internal: bool,
    is_stopped: bool,
) -> None:
    """Invariants 1 and 3: what people own gets drafts; what can't be answered goes to people."""
    made = plan.of_turn(
        decision,
        evidence,
        policy,
        conversation,
        Who(is_internal),
        is_away=False,
        is_stopped=is_stopped,
    )
    if made.reply is not None and made.handoff is None:
        assert (made.effect, conversation.owner, is_stopped) == (
            Effect.SENT,
            Owner.ASSISTANT,
            False,
        )
    if conversation.owner is Owner.ASSISTANT:
        assert made.reply or made.handoff or made.is_settled
    if made.handoff is not None:
        assert not conversation.is_with_people


@given(st.from_type(Evidence), st.from_type(Policy), st.builds(Found), conversations)
def test_a_person_asked_for_is_called_unless_people_have_it_in_hand(
    evidence: Evidence, policy: Policy, wish: Found, conversation: Conversation
) -> None:
    """Invariant 1: whoever owns it, in every mode, also while the assistant is paused."""
    context = replace(evidence.context, automatic=False)
    wished = replace(evidence, context=context, screen=replace(evidence.screen, person=wish))
    decision = by_words(wished, policy)
    assert decision is not None
    for is_stopped in (False, True):
        at_once = plan.of_message(
            Screened(wished, decision),
            policy,
            conversation,
            CUSTOMER,
            is_away=False,
            is_stopped=is_stopped,
        )
        in_a_turn = plan.of_turn(
            decide(wished, policy),
            wished,
            policy,
            conversation,
            CUSTOMER,
            is_away=False,
            is_stopped=is_stopped,
        )
        for made in (at_once, in_a_turn):
            assert (made.handoff is not None) is not conversation.is_with_people


def test_the_contacts_product_counts_where_the_conversation_has_none() -> None:
    policy = Policy(
        "",
        rollout=(
            Rollout(Mode.OFF, Audience.EVERYONE),
            Rollout(Mode.DRAFT, Audience.EVERYONE, "one"),
        ),
    )
    for product, wants_turn in (("one", True), ("", False)):
        made = plan.of_message(
            Screened(EVIDENCE, None),
            policy,
            WITH_PEOPLE,
            CUSTOMER,
            is_away=False,
            is_stopped=False,
            product=product,
        )
        assert made.wants_turn is wants_turn


def test_a_draft_is_the_quote_alone_and_its_sources_stand_beside_it() -> None:
    for decision in (ANSWER, Suggest("suggest")):
        made = of_turn(decision, EVIDENCE, Mode.DRAFT, WITH_PEOPLE)
        assert made.draft is not None
        assert made.draft.text == "So."  # an agent sends no numbers
        assert [source.article_id for source in made.draft.sources] == ["pause"]
        assert made.draft.options == ()


@pytest.mark.parametrize(
    ("decision", "is_confirmed"), [(Greet("helped"), True), (Greet("courtesy"), False)]
)
def test_a_yes_that_was_answered_confirms_the_conversation(
    decision: Greet, is_confirmed: bool
) -> None:
    assert of_turn(decision, EVIDENCE, Mode.AUTO, WITH_ASSISTANT).is_confirmed is is_confirmed
    assert not of_turn(decision, EVIDENCE, Mode.AUTO, WITH_PEOPLE).is_confirmed


@pytest.mark.parametrize(
    ("said", "picked", "wants_turn"),
    [
        ("yes", None, False),
        ("no", None, False),
        ("thanks!", None, False),
        ("Pause", option.YES, False),
        ("Pause", option.NO, False),
        ("Pause", option.of_article("pause", "Pause"), True),
        ("no, I meant the grinder", None, True),
    ],
)
def test_where_people_have_it_a_yes_or_a_no_starts_no_turn(
    said: str, picked: Option | None, wants_turn: bool
) -> None:
    context = replace(EVIDENCE.context, question=said, matter=Matter(said, picked))
    screened = Screened(replace(EVIDENCE, context=context, screen=screen(said)), None)
    for conversation, wants in ((IN_HAND, wants_turn), (WITH_ASSISTANT, True)):
        made = plan.of_message(
            screened,
            MODES[Mode.AUTO],
            conversation,
            CUSTOMER,
            is_away=False,
            is_stopped=False,
        )
        assert made.wants_turn is wants


def test_a_chat_has_said_that_an_ai_answers_so_the_word_to_the_customer_does_not() -> None:
    for channel, starts in (("widget", "I've"), ("api", "I'm the AI assistant")):
        made = plan.of_button(MODES[Mode.AUTO], replace(WITH_ASSISTANT, channel=channel))
        assert made.reply is not None
        assert made.reply.text.startswith(starts)
