"""When a candidate counts as right, and when it says something about the threshold."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from tandem.core.lab.dataset import Question
from tandem.core.lab.judged import cites_gold, is_right, judged
from tandem.core.turn.candidate import Candidate, Check, Citation, Claim, Verification
from tandem.core.turn.confidence import Confidence
from tandem.core.turn.evidence import Ambiguity, Evidence

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
    ambiguity=st.none(),
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
    doubt = Ambiguity("product", ("one", "club"))
    for kept in (replace(evidence, verification=FAILED), replace(evidence, ambiguity=doubt)):
        case = judged(ASKED, kept, settled=False)
        assert case is not None
        assert not case.may_answer


@given(found)
def test_without_a_candidate_there_is_no_case(evidence: Evidence) -> None:
    nothing = replace(evidence, candidate=None, verification=None, confidence=None)
    assert judged(ASKED, nothing, settled=False) is None
    assert not is_right(ASKED, nothing)
