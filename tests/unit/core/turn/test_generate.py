"""What a model composed becomes a candidate only claim by claim, and is shown only as it may be."""

from dataclasses import replace

import pytest

from tandem.core.desk import option
from tandem.core.turn.candidate import Candidate, Claim, Finding, Meaning
from tandem.core.turn.confidence import Confidence
from tandem.core.turn.decide import Answer, Ask, HandOff, OfferHuman, Suggest, decide
from tandem.core.turn.evidence import Evidence
from tandem.core.turn.generate import (
    agreement,
    checked,
    question_allowed,
    unmeasured,
    without_verdict,
)
from tandem.core.turn.known import Known
from tandem.core.turn.matter import Matter
from tandem.core.turn.policy import Policy
from tandem.core.turn.prompt import Composed, SaidClaim
from tandem.core.turn.source import confidence_of, sources
from tandem.core.turn.threshold import Threshold
from tandem.core.turn.wording import content, draft, options
from tandem.core.turn.written import Written
from tests.unit.turns import CONTEXT, NOTHING_FOUND, PASSED, citing, hit

POLICY = Policy("Acme", suggest_from=0.4)
PAUSE = replace(
    hit("pause", text="Open the app and press Pause. A pause lasts at most 26 weeks."),
    title="Pause",
)
SKIP = replace(hit("skip", text="Skip a box until Sunday evening."), title="Skip a box")
THRESHOLD = Threshold(0.8, 0.05, 200, 100, 1, 0.047, "judged")
GOOD = SaidClaim("A pause lasts at most 26 weeks.", (1,), "A pause lasts at most 26 weeks")
BAD = SaidClaim("A pause lasts at most 52 weeks.", (1,), "")


def found(value: float = 0.7) -> Evidence:
    """A quote of "pause" with this P(right)."""
    candidate = citing("pause")
    return replace(
        NOTHING_FOUND,
        nearest=(PAUSE, SKIP),
        candidate=candidate,
        verification=PASSED,
        confidence=Confidence(value, (("cosine", 0.5),)),
    )


def reply(*claims: SaidClaim, evidence: Evidence | None = None) -> Evidence:
    """The evidence with what is left of a model's claims."""
    evidence = evidence or found()
    composed = Composed("answer", claims)
    checks = checked(composed, (PAUSE, SKIP), evidence, POLICY, model="m")
    share = (len(claims) - len(checks.dropped)) / len(claims)
    confidence = unmeasured(evidence, checks.candidate, share) if checks.candidate else None
    finding = Finding("q", checks.candidate, checks.verification, confidence, checks.missing)
    written = Written(
        "m", finding, len(claims), checks.dropped, declined=False, question="", threshold=None,
        calls=(),
    )  # fmt: skip
    return replace(evidence, written=written)


def written_of(evidence: Evidence) -> Written:
    assert evidence.written is not None
    return evidence.written


def test_a_supported_claim_stays_with_its_source() -> None:
    evidence = reply(GOOD)
    finding = written_of(evidence).finding
    assert finding.candidate is not None
    assert finding.candidate.claims == (Claim(GOOD.text, 1),)
    assert finding.candidate.citations[0].article_id == "pause"
    assert finding.probability == pytest.approx(0.7)


@pytest.mark.parametrize(
    ("claim", "says"),
    [
        (BAD, "duration"),
        (replace(GOOD, sources=()), "cites nothing"),
        (replace(GOOD, sources=(7,)), "cites nothing"),
        (replace(GOOD, sources=(2,)), "quote"),
        (replace(GOOD, quote="A pause lasts 3 weeks"), "quote"),
        (SaidClaim("How long is a pause?", (1,), ""), "asks"),
        (SaidClaim("I'll pause it for 26 weeks.", (1,), ""), "promise"),
    ],
)
def test_a_claim_that_fails_is_dropped_with_its_reason(claim: SaidClaim, says: str) -> None:
    [dropped] = written_of(reply(GOOD, claim)).dropped
    assert dropped.text == claim.text
    assert says in dropped.faults[0]


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("Yes, a pause lasts at most 26 weeks.", "A pause lasts at most 26 weeks."),
        ("No. You can press Pause.", "You can press Pause."),
        ("Yes you can press Pause.", "You can press Pause."),
        ("Nein, press Pause.", "Press Pause."),
        ("No pause lasts more than 26 weeks.", "No pause lasts more than 26 weeks."),
        ("Not yet.", "Not yet."),
        ("Yes.", "Yes."),
    ],
)
def test_a_yes_or_no_that_no_source_can_support_is_not_said(said: str, shown: str) -> None:
    assert without_verdict(said) == shown


def test_so_a_false_yes_reaches_nobody() -> None:
    finding = written_of(reply(replace(GOOD, text=f"No, {GOOD.text}"))).finding
    assert finding.candidate is not None
    assert finding.candidate.claims == (Claim(GOOD.text, 1),)


@pytest.mark.parametrize("text", ["Pause", "PAUSE.", "Open | press"])
def test_a_title_or_a_row_is_no_answer(text: str) -> None:
    evidence = reply(SaidClaim(text, (1,), ""))
    assert written_of(evidence).finding.candidate is None


def test_what_is_said_twice_is_said_once() -> None:
    assert len(written_of(reply(GOOD, GOOD)).dropped) == 1


def test_each_dropped_claim_costs_probability_and_half_of_them_the_reply() -> None:
    more = SaidClaim("Open the app and press Pause.", (1,), "")
    one_of_three = written_of(reply(GOOD, more, BAD)).finding
    assert one_of_three.probability == pytest.approx(0.7 * 2 / 3)
    most_failed = reply(GOOD, BAD, replace(BAD, text="A pause lasts 99 weeks."))
    assert written_of(most_failed).finding.probability is None


def test_a_reply_without_the_code_that_was_asked_for_is_refused() -> None:
    asked = replace(CONTEXT, question="What is E9?", matter=Matter("What is E9?"))
    evidence = reply(GOOD, evidence=replace(found(), context=asked))
    assert written_of(evidence).finding.probability is None
    assert written_of(evidence).finding.missing == ("E9",)


def test_a_reply_that_asks_for_what_is_known_is_refused() -> None:
    context = replace(CONTEXT, known=(Known("order number", "48213", "thread"),))
    asks = SaidClaim("Please tell us your order number.", (1,), "")
    ordered = replace(PAUSE, text=f"{PAUSE.text} Orders have a number: you tell us yours by mail.")
    evidence = replace(found(), context=context)
    checks = checked(Composed("answer", (GOOD, asks)), (ordered,), evidence, POLICY, model="m")
    assert checks.verification is not None
    assert [one.name for one in checks.verification.checks if not one.ok] == ["known"]


def test_what_an_article_tells_everybody_to_do_asks_nobody_for_anything() -> None:
    context = replace(CONTEXT, known=(Known("order number", "48213", "thread"),))
    track = replace(PAUSE, text="Enter your order number and press Track.")
    claim = SaidClaim("Enter your order number and press Track.", (1,), "")
    evidence = replace(found(), context=context)
    checks = checked(Composed("answer", (claim,)), (track,), evidence, POLICY, model="m")
    assert checks.verification is not None
    assert checks.verification.passed


def test_the_article_that_the_model_cites_gives_its_probability() -> None:
    other = Meaning("skip", "Skip a box", "", Confidence(0.2, ()))
    evidence = replace(found(), others=(other,))
    skip = SaidClaim("Skip a box until Sunday evening.", (2,), "")
    assert written_of(reply(skip, evidence=evidence)).finding.probability == pytest.approx(0.2)
    assert written_of(reply(skip)).finding.probability == 0.0


def test_a_model_that_was_never_measured_suggests_and_never_answers() -> None:
    sure = reply(GOOD, evidence=found(0.99))
    assert decide(replace(sure, candidate=None, verification=None), POLICY) == Suggest(
        "suggest", maker="written"
    )
    assert decide(sure, POLICY) == Answer("answer", offer_person=False)  # the quote


def test_a_measured_model_answers_from_its_own_threshold_on() -> None:
    evidence = reply(GOOD, evidence=found(0.85))
    measured = replace(evidence, written=replace(written_of(evidence), threshold=THRESHOLD))
    assert decide(measured, POLICY) == Answer("answer", offer_person=False, maker="written")
    closed = replace(THRESHOLD, value=None)
    shut = replace(evidence, written=replace(written_of(evidence), threshold=closed))
    assert decide(shut, POLICY) != Answer("answer", offer_person=False, maker="written")


def test_a_lying_model_costs_the_customer_nothing() -> None:
    """Whatever a model that was never measured says, the quote is as good as without it."""
    declines = replace(written_of(reply(GOOD)), finding=Finding("q"), claims=0, declined=True)
    for written in (written_of(reply(BAD)), declines, written_of(reply(GOOD, BAD, BAD))):
        for value in (0.95, 0.7):
            without = decide(found(value), POLICY)
            made = decide(replace(found(value), written=written), POLICY)
            assert type(made) is type(without)


def test_a_measured_model_that_finds_no_answer_closes_the_answer() -> None:
    declines = replace(
        written_of(reply(GOOD)), finding=Finding("q"), declined=True, threshold=THRESHOLD
    )
    decision = decide(replace(found(0.95), written=declines), POLICY)
    assert isinstance(decision, Suggest)
    assert decision.maker == "extractive"


def test_what_is_written_is_shown_with_the_numbers_of_its_sources() -> None:
    skip = SaidClaim("Skip a box until Sunday evening.", (2,), "")
    both = SaidClaim(
        "Open the app and press Pause, or skip a box until Sunday evening.", (1, 2), ""
    )
    evidence = reply(GOOD, skip, both, evidence=found(0.5))
    decision = decide(evidence, POLICY)
    assert isinstance(decision, Suggest)
    text = content(decision, evidence, POLICY)
    assert "26 weeks. [1] Skip a box until Sunday evening. [2]" in text
    assert "evening. [1][2]" in text
    assert [one.article_id for one in sources(decision, evidence)] == ["pause", "skip"]
    assert confidence_of(decision, evidence) == written_of(evidence).finding.confidence
    assert options(decision, evidence, POLICY) == (option.YES, option.NO, option.PERSON)


def test_a_draft_is_what_the_model_wrote_even_where_a_quote_would_be_the_answer() -> None:
    evidence = reply(GOOD, evidence=found(0.95))
    assert draft(Answer("answer", offer_person=False), evidence, POLICY) == GOOD.text


def test_in_another_language_the_texts_around_it_are_in_that_language() -> None:
    foreign = replace(found(0.7), language="fr", is_foreign=True)
    french = SaidClaim(
        "Une pause dure au plus 26 semaines.", (1,), "A pause lasts at most 26 weeks"
    )
    evidence = reply(french, evidence=foreign)
    decision = decide(evidence, POLICY)
    assert decision == Suggest("suggest", maker="written")
    text = content(decision, evidence, POLICY)
    assert "Cela a-t-il répondu" in text
    assert "Je suis l'assistant" in text
    assert options(decision, evidence, POLICY)[0].label == "Oui"
    unquoted = reply(replace(french, quote=""), evidence=foreign)
    assert written_of(unquoted).finding.candidate is None


@pytest.mark.parametrize(
    ("question", "is_allowed"),
    [
        ("Do you mean to pause or to skip a box?", True),
        ("Do you mean the app or the website?", False),  # no article has a website
        ("Which app would you recommend?", False),
        ("What is your order number?", False),
        ("And the number of your purchase, which is on the receipt, would be what?", False),
        ("Have you tried a restart?", False),
        ("Is it about E77?", False),
        ("See https://evil.example?", False),
        ("Pause? Or skip?", False),
        ("Tell me more.", False),
    ],
)
def test_a_question_is_asked_only_if_it_may_be(question: str, is_allowed: bool) -> None:
    known = (Known("order number", "48213", "thread"),)
    context = replace(CONTEXT, question="It does not work.", known=known)
    evidence = replace(found(0.1), context=context)
    assert bool(question_allowed(question, evidence, POLICY)) is is_allowed
    asked = replace(evidence, context=replace(context, last_decision="ask"))
    assert question_allowed(question, asked, POLICY) == ""


def test_for_a_fact_the_desk_asks_in_its_own_words() -> None:
    """A model's words for it may hide any question."""
    evidence = found(0.1)
    asked = question_allowed("And which of our machines would that be?", evidence, POLICY)
    assert asked == "Which machine do you have?"
    said = replace(CONTEXT, question="Mine, the Bramble One, leaks.")
    given = replace(evidence, context=said)
    assert question_allowed("And which of our machines would that be?", given, POLICY) == ""


@pytest.mark.parametrize(
    ("said", "is_allowed"), [("It is about the lid", True), ("I want to skip one", False)]
)
def test_what_they_chose_already_is_no_choice(said: str, is_allowed: bool) -> None:
    evidence = replace(found(0.1), context=replace(CONTEXT, question=said))
    question = "Do you mean to pause or to skip a box?"
    assert bool(question_allowed(question, evidence, POLICY)) is is_allowed


def test_its_question_is_asked_where_nothing_can_be_shown() -> None:
    written = replace(
        written_of(reply(GOOD)), finding=Finding("q"), question="Do you mean the app?"
    )
    evidence = replace(found(0.1), written=written)
    decision = decide(evidence, POLICY)
    assert decision == Ask("ask", about="question")
    assert "Do you mean the app?" in content(decision, evidence, POLICY)


def test_a_spent_budget_brings_a_person_only_where_nothing_can_be_quoted() -> None:
    spent = replace(written_of(reply(GOOD)), finding=Finding("q"), spent=True)
    assert isinstance(decide(replace(found(0.7), written=spent), POLICY), Suggest)
    decision = decide(replace(found(0.1), written=spent), POLICY)
    assert isinstance(decision, HandOff)
    assert decision.reason.value == "usage_limit"
    without = decide(found(0.1), POLICY)
    assert isinstance(without, OfferHuman)


def test_samples_agree_if_they_cite_and_count_alike() -> None:
    one = written_of(reply(GOOD))
    worded = written_of(reply(replace(GOOD, text="At most 26 weeks is how long a pause lasts.")))
    other = written_of(reply(SaidClaim("Open the app and press Pause.", (1,), "")))
    assert agreement(one, [worded]) == 1.0
    assert agreement(one, [worded, other, None]) == pytest.approx(1 / 3)


def test_composed_text_is_no_markup() -> None:
    candidate = Candidate("m", (Claim("1. Use *this* `now` | [x]", 1),), citing("pause").citations)
    finding = Finding("q", candidate, PASSED, Confidence(0.7, ()))
    evidence = replace(found(0.1), written=replace(written_of(reply(GOOD)), finding=finding))
    text = content(Suggest("suggest", maker="written"), evidence, POLICY)
    assert "`" not in text
