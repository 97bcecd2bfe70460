"""When a candidate counts as right, and when it says something about the threshold."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from tandem.core.lab.dataset import Question
from tandem.core.lab.judged import (
    Judged,
    cites_gold,
    is_right,
    judged,
    of_customer,
    of_reviewer,
    quote_of_gold,
    words_of,
)
from tandem.core.turn.calibration import Calibration
from tandem.core.turn.candidate import Candidate, Check, Citation, Claim, Meaning, Verification
from tandem.core.turn.confidence import Confidence, Model
from tandem.core.turn.decide import Answer, Suggest
from tandem.core.turn.evidence import Evidence
from tandem.core.turn.source import shown
from tests.unit import turns
from tests.unit.turns import NOTHING_FOUND

ASKED = Question("q1", "How do I pause?", gold=("pause", "skip"), answerable=True)
PASSED = Verification((Check("cited", True, ""),))
FAILED = Verification((Check("cited", False, ""),))
FEATURES = (("cosine", 0.7), ("lead", 1.2))


def citing(*articles: str) -> Candidate:
    return Candidate(
        "extractive",
        (Claim("Pause it.", 1),),
        tuple(
            Citation(number, number, article, 1, "", "", (), "Pause it.", 0.5, 0.5)
            for number, article in enumerate(articles, 1)
        ),
    )


# Everything that the test does not set is arbitrary.
found = st.builds(
    Evidence,
    candidate=st.just(citing("pause")),
    verification=st.just(PASSED),
    confidence=st.just(Confidence(0.8, FEATURES)),
    category=st.just("plan"),
)


@given(found, st.lists(st.sampled_from(["pause", "skip", "other"]), max_size=3))
def test_the_first_citation_must_be_gold(evidence: Evidence, articles: list[str]) -> None:
    evidence = replace(evidence, candidate=citing(*articles))
    cites = articles[:1] in (["pause"], ["skip"])
    assert cites_gold(ASKED, evidence) is cites
    assert is_right(ASKED, evidence) is cites
    assert not is_right(replace(ASKED, answerable=False), evidence)


@given(found, st.booleans())
def test_a_candidate_that_might_have_been_sent_speaks_for_the_threshold(
    evidence: Evidence, is_settled: bool
) -> None:
    case = judged(ASKED, evidence, settled=is_settled)
    assert case is not None
    assert (case.features, case.category, case.right) == (FEATURES, "plan", True)
    assert case.may_answer is not is_settled


@given(found)
def test_what_would_not_have_been_sent_says_nothing_about_the_threshold(evidence: Evidence) -> None:
    case = judged(ASKED, replace(evidence, verification=FAILED), settled=False)
    assert case is not None
    assert not case.may_answer


@given(found)
def test_the_other_articles_that_may_be_meant_are_cases_too(evidence: Evidence) -> None:
    others = (
        Meaning("skip", "", "", Confidence(0.2, FEATURES)),
        Meaning("other", "", "", Confidence(0.1, ())),
    )
    asked = replace(evidence, others=others)
    case = judged(ASKED, asked, settled=False)
    assert case is not None
    assert case.meanings == ((FEATURES, True), ((), False))
    nothing_fits = judged(replace(ASKED, answerable=False), asked, settled=False)
    assert nothing_fits is not None
    assert not any(right for _, right in nothing_fits.meanings)


@given(found, st.sampled_from(["underspecified", "partial"]))
def test_where_nobody_can_say_what_is_right_there_is_no_case(evidence: Evidence, kind: str) -> None:
    assert judged(replace(ASKED, answerability=kind), evidence, settled=False) is None


@given(found, st.booleans())
def test_a_customers_yes_or_no_is_a_case_that_never_speaks_for_a_threshold(
    evidence: Evidence, helped: bool
) -> None:
    measured = replace(
        evidence, further=(), versions=replace(evidence.versions, embedder=CALIBRATION.embedder)
    )
    case = of_customer(helped, measured, CALIBRATION)
    assert case == Judged(FEATURES, helped, True, "plan", may_answer=False)


@given(found)
def test_what_was_measured_otherwise_is_no_case_of_a_customer(evidence: Evidence) -> None:
    """An article shown after a no has other features; fitting on them would fail."""
    versions = replace(evidence.versions, embedder=CALIBRATION.embedder)
    good = replace(evidence, further=(), versions=versions)
    further = Confidence(0.2, (("cosine", 0.5), ("bm25", 0.4), ("gap", -0.1)))
    for other in (
        replace(good, confidence=further),
        replace(good, confidence=None),
        replace(good, versions=replace(versions, embedder="another")),
        replace(good, further=(turns.finding("skip", 0.5),)),
    ):
        assert of_customer(True, other, CALIBRATION) is None


@given(found, st.booleans(), st.floats(0.1, 30))
def test_a_person_s_verdict_shapes_the_confidence_and_if_sampled_the_threshold(
    evidence: Evidence, right: bool, weight: float
) -> None:
    versions = replace(evidence.versions, embedder=CALIBRATION.embedder)
    measured = replace(evidence, further=(), versions=versions)
    sampled = of_reviewer(right, measured, CALIBRATION, weight=weight, answer_weight=2.0)
    assert sampled == Judged(
        FEATURES, right, True, "plan", may_answer=True, weight=weight, answer_weight=2.0
    )
    assert sampled is not None
    risky = of_reviewer(right, measured, CALIBRATION, weight=weight, answer_weight=None)
    assert risky == replace(sampled, may_answer=False, answer_weight=1.0)
    other = replace(measured, confidence=None)
    assert of_reviewer(right, other, CALIBRATION, weight=1.0, answer_weight=1.0) is None


CALIBRATION = Calibration(
    embedder="minilm",
    shared=Model(("cosine", "lead"), (0.5, 1.0), (0.2, 1.0), (1.0, 1.0), 0.0),
    own=None,
    judged=None,
    slope=1.0,
    offset=0.0,
    thresholds=(),
    version="",
)
ANSWER = Answer("answer", offer_person=False)


def test_of_a_gold_article_the_words_of_the_answer_are_counted() -> None:
    asked = replace(ASKED, answer="Pause the box in the app")
    found = replace(
        NOTHING_FOUND,
        candidate=turns.citing("other", text="In the shop."),
        further=(turns.finding("pause", 0.9, text="Pause it in the app."),),
        nearest=(turns.hit("pause", text="The box. Pause it in the app."),),
    )
    (quote,) = quote_of_gold(asked, ANSWER, found)
    assert (quote.words, quote.recall, quote.recall_of_lead) == (5, 2 / 3, 1.0)
    assert words_of(shown(ANSWER, found)) == 8
    (unknown,) = quote_of_gold(ASKED, ANSWER, found)
    assert (unknown.words, unknown.recall, unknown.recall_of_lead) == (5, None, None)
    assert quote_of_gold(asked, Suggest("suggest"), found) == (), "gold is not shown"


@given(found)
def test_without_a_candidate_there_is_no_case(evidence: Evidence) -> None:
    nothing = replace(evidence, candidate=None, verification=None, confidence=None)
    assert judged(ASKED, nothing, settled=False) is None
    assert not is_right(ASKED, nothing)
