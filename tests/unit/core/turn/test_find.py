"""From what a search found to a candidate, its P(right), and what else may be meant."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.core.knowledge.rank import Hit
from tandem.core.turn.candidate import Finding
from tandem.core.turn.confidence import sigmoid
from tandem.core.turn.find import (
    FOLLOWED_BONUS,
    Found,
    Search,
    composed,
    current,
    find,
    find_in,
    find_next,
    following,
    likelier,
    without,
)
from tandem.core.turn.policy import Policy
from tandem.core.turn.product import Product
from tests.unit.turns import OF_MEANING, by_keywords, hit

POLICY = Policy("Bramblebrew", products=(Product("one", "the Bramble One", ()),))
CALIBRATION = by_keywords(meaning=OF_MEANING)
E8 = hit("e8", 0.9, "E8 means that the tank is empty.", bm25=0.9)
E9 = hit("e9", 0.8, "E9 means that the boiler is too hot.", bm25=0.6)
PAUSE = hit("pause", 0.7, "Pause it in the app.", bm25=0.4)


def search(*hits: Hit, question: str = "How do I pause?") -> Search:
    return Search(question, hits, {}, "english")


def cited(found: Found) -> str | None:
    candidate = found.finding.candidate
    return candidate.citations[0].article_id if candidate else None


def named(found: Found) -> list[str]:
    return [other.article_id for other in found.others]


def test_without_hits_nothing_is_found() -> None:
    assert find(search(), CALIBRATION, POLICY) == Found(Finding("How do I pause?"))
    assert find_next(search(), (), CALIBRATION, POLICY) == Found(Finding("How do I pause?"))
    assert find_in(search(PAUSE), (), CALIBRATION, POLICY) == Found(Finding("How do I pause?"))


def test_the_best_article_is_the_finding_and_the_next_two_may_be_meant() -> None:
    more = hit("more", 0.6, "More of it.")
    found = find(search(E8, E9, PAUSE, more), CALIBRATION, POLICY)
    assert cited(found) == "e8"
    assert named(found) == ["e9", "pause"]
    first = found.finding.probability
    assert first == pytest.approx(sigmoid((0.9 - 0.5) / 0.1))
    assert first is not None
    for other, bm25 in zip(found.others, (0.6, 0.4), strict=True):
        expected = (1 - first) * sigmoid((bm25 - 0.5) / 0.1)
        assert other.confidence.value == pytest.approx(expected)


def test_what_lacks_a_telling_word_is_no_rival_of_what_has_it() -> None:
    found = find(search(E8, E9, PAUSE, question="What does E9 mean?"), CALIBRATION, POLICY)
    assert (cited(found), named(found), found.finding.missing) == ("e9", [], ())
    alone = find(search(E9, question="What does E9 mean?"), CALIBRATION, POLICY)
    assert found.finding.confidence == alone.finding.confidence, "as if the others were not there"


def test_where_no_article_has_the_word_the_first_stands_with_what_it_lacks() -> None:
    found = find(search(E8, PAUSE, question="What does E9 mean?"), CALIBRATION, POLICY)
    assert (cited(found), found.finding.missing, named(found)) == ("e8", ("E9",), [])
    assert found.finding.confidence is not None
    assert found.finding.probability is None, "it may not be shown"


@pytest.mark.parametrize(
    "has_it",
    [
        replace(PAUSE, title="E9"),
        replace(PAUSE, heading_path=("Errors", "E-9")),
        replace(PAUSE, product="e9"),
        replace(PAUSE, text="Pause it. E 9 goes away."),
    ],
)
def test_title_headings_and_product_have_telling_words_too(has_it: Hit) -> None:
    found = composed(search(has_it, question="What does E9 mean?"), "pause", POLICY)
    assert found.missing == ()


def test_a_line_that_leads_elsewhere_is_left_out_if_another_is_left() -> None:
    away = "See https://other.example/ first."
    text = f"{away}\nPause it in the app."
    found = composed(search(replace(PAUSE, text=text)), "pause", POLICY)
    assert found.candidate is not None
    assert [claim.text for claim in found.candidate.claims] == ["Pause it in the app."]
    assert found.verification is not None
    assert found.verification.passed
    alone = composed(search(replace(PAUSE, text=away)), "pause", POLICY)
    assert alone.verification is not None
    assert not alone.verification.passed


def test_a_follow_up_wants_the_kind_of_answer_that_the_question_before_it_wanted() -> None:
    passages = (
        hit("pause", text="A box may be paused.", passage=1),
        hit("pause", text="1. Open the app.\n2. Tap on the box.\n3. Tap Pause.", passage=2),
    )
    asked = Search("And a box?", passages, {"box": 1.0}, "english", after="How do I pause it?")
    of_itself = replace(asked, question="What is a box?", after="")
    for one, quoted in ((asked, passages[1]), (of_itself, passages[0])):
        candidate = composed(one, "pause", POLICY).candidate
        assert candidate is not None
        assert candidate.citations[0].passage == quoted.text
    assert replace(asked, question="How much is it?").worded == "How much is it?"


def test_an_article_about_a_product_need_not_repeat_its_name() -> None:
    asked = "How do I pause the Bramble One?"
    of_one = replace(PAUSE, product="one")
    assert composed(search(of_one, question=asked), "pause", POLICY).missing == ()
    assert composed(search(PAUSE, question=asked), "pause", POLICY).missing != ()


def test_the_next_best_leaves_out_what_was_refused() -> None:
    found = find_next(search(E8, E9, PAUSE), ("e8",), CALIBRATION, POLICY)
    assert (cited(found), named(found)) == ("e9", ["pause"])
    assert found.finding.probability == pytest.approx(sigmoid((0.6 - 0.5) / 0.1))
    nothing = find_next(search(E8, E9), ("e8", "e9"), CALIBRATION, POLICY)
    assert nothing.finding.candidate is None


documents = st.lists(
    st.sampled_from([E8, E9, PAUSE, hit("e9", 0.5, "E9 again."), hit("empty", 0.95, "")]),
    max_size=6,
).map(tuple)
refusals = st.lists(st.sampled_from(["e8", "e9", "pause"]), max_size=3).map(tuple)
questions = st.sampled_from(["How do I pause?", "What does E9 mean?", "£?"])


@given(documents, refusals, questions)
def test_whatever_was_refused_is_not_found_again(
    hits: tuple[Hit, ...], refused: tuple[str, ...], question: str
) -> None:
    found = find_next(search(*hits, question=question), refused, CALIBRATION, POLICY)
    assert cited(found) not in refused
    assert not set(named(found)) & set(refused)


@given(documents, questions)
def test_what_may_be_shown_passed_every_check_and_rivals_are_other_articles(
    hits: tuple[Hit, ...], question: str
) -> None:
    found = find(search(*hits, question=question), CALIBRATION, POLICY)
    names = [cited(found), *named(found)]
    assert len(set(names)) == len(names) <= 3
    if found.others:
        assert found.finding.probability is not None
    if found.finding.probability is not None:
        assert found.finding.missing == ()


def test_in_the_article_that_was_picked_the_fitting_passage_is_quoted() -> None:
    """Also where it lacks a telling word: the pick is the customer's own."""
    passages = (
        replace(PAUSE, passage_id=1, text="Before you begin.", score=0, bm25=0),
        replace(PAUSE, passage_id=2, text="Pause it in the app.", score=0, bm25=0),
    )
    known = replace(PAUSE, passage_id=2, cosine=0.9)
    asked = search(E8, known, question="How do I pause E9?")
    found = find_in(asked, passages, CALIBRATION, POLICY)
    assert found.finding.candidate is not None
    assert [claim.text for claim in found.finding.candidate.claims] == ["Pause it in the app."]
    assert found.finding.missing == ()
    assert found.others == ()
    first = sigmoid((0.9 - 0.5) / 0.1)
    expected = (1 - first) * sigmoid((0.4 - 0.5) / 0.1)
    assert found.finding.probability == pytest.approx(expected)


def test_a_picked_article_that_was_best_anyway_is_as_likely_as_before() -> None:
    found = find_in(search(E8, E9), (E8,), CALIBRATION, POLICY)
    assert found.finding.probability == pytest.approx(sigmoid((0.9 - 0.5) / 0.1))
    unfound = find_in(search(), (E8,), CALIBRATION, POLICY)
    assert cited(unfound) == "e8"
    assert unfound.finding.probability is not None


OLD = hit("old", 0.95, "It was 9.", title="Prices in 2019 (out of date)")


@pytest.mark.parametrize(
    ("question", "is_left"),
    [
        ("What does it cost?", False),
        ("What did it cost in 2019?", True),
        ("What were the old prices?", True),
        ("What does it cost in 2026?", False),
    ],
)
def test_what_says_that_it_is_out_of_date_is_left_out_unless_that_time_is_asked_for(
    question: str, is_left: bool
) -> None:
    assert current((OLD, PAUSE), question) == ((OLD, PAUSE) if is_left else (PAUSE,))
    assert current((OLD,), question) == (OLD,), "where nothing else was found"


def test_a_follow_up_prefers_the_article_it_comes_after() -> None:
    assert following((E8, PAUSE), ()) == (E8, PAUSE)
    near = replace(PAUSE, score=E8.score - FOLLOWED_BONUS + 0.01)
    first, second = following((E8, near), ("pause",))
    assert (first.document, second.document) == ("pause", "e8")
    far = replace(PAUSE, score=E8.score - FOLLOWED_BONUS - 0.01)
    assert [one.document for one in following((E8, far), ("pause",))] == ["e8", "pause"]


@given(documents, refusals)
def test_without_leaves_the_rest_as_it_was(hits: tuple[Hit, ...], refused: tuple[str, ...]) -> None:
    left = without(hits, refused)
    assert left == tuple(one for one in hits if one.document not in refused)


def test_a_new_question_is_not_drawn_back_to_the_old_topic() -> None:
    """Although P(right) of the old topic is higher, taken by itself."""
    alone = search(replace(PAUSE, bm25=0.5), replace(E8, bm25=0.1, score=0.1))
    told = search(replace(E8, bm25=0.55, score=0.55), PAUSE)
    assert cited(find(likelier(alone, told, CALIBRATION, POLICY), CALIBRATION, POLICY)) == "pause"


def test_a_follow_up_that_says_nothing_by_itself_keeps_the_topic() -> None:
    alone = search(replace(PAUSE, bm25=0.1, score=0.1), question="And how long?")
    told = search(E8, question="And how long?")
    found = find(likelier(alone, told, CALIBRATION, POLICY), CALIBRATION, POLICY)
    assert cited(found) == "e8"
    unrivalled = find(told, CALIBRATION, POLICY).finding.probability
    by_itself = find(alone, CALIBRATION, POLICY).finding.probability
    assert unrivalled is not None
    assert by_itself is not None
    assert found.finding.probability == pytest.approx(unrivalled * (1 - by_itself))


def test_where_both_readings_lead_to_one_article_they_are_no_rivals() -> None:
    alone, told = search(replace(E8, bm25=0.5)), search(E8)
    assert likelier(alone, told, CALIBRATION, POLICY) is told
    assert likelier(told, alone, CALIBRATION, POLICY) is told


def scored(one: Hit, score: float) -> Hit:
    return replace(one, bm25=score, score=score)


SCORED = st.builds(scored, st.sampled_from((E8, E9, PAUSE)), st.floats(0, 1))


@pytest.mark.property
@given(SCORED, SCORED)
def test_two_readings_that_lead_apart_are_together_no_likelier_than_certain(
    alone: Hit, told: Hit
) -> None:
    one, other = search(alone), search(told)
    by_itself = find(one, CALIBRATION, POLICY).finding.probability or 0.0
    chosen = find(likelier(one, other, CALIBRATION, POLICY), CALIBRATION, POLICY).finding
    assert chosen.probability is not None
    assert chosen.probability >= by_itself
    if chosen.article != alone.document:
        assert chosen.probability + by_itself <= 1


def test_a_question_about_nothing_that_was_said_is_read_by_itself() -> None:
    """Unless it points back, or what was said makes something likely enough to be suggested."""
    policy = replace(POLICY, suggest_from=0.4)
    alone = search(replace(PAUSE, bm25=0.1), question="Can I tow a caravan?")
    told = search(replace(E8, bm25=0.42), question="Can I tow a caravan?")
    assert likelier(alone, told, CALIBRATION, policy) is alone
    one, other = (replace(search, question="Can I tow it?") for search in (alone, told))
    assert cited(find(likelier(one, other, CALIBRATION, policy), CALIBRATION, policy)) == "e8"
    likely = search(replace(E8, bm25=0.6), question="Can I tow a caravan?")
    assert cited(find(likelier(alone, likely, CALIBRATION, policy), CALIBRATION, policy)) == "e8"
