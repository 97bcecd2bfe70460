"""How a passage is scored, which texts are searched for, and which passage ranks a document."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.core.desk.message import Author, Message
from tandem.core.knowledge import rank
from tandem.core.knowledge.rank import Hit, Weighted

cosines = st.floats(-1, 1)
keywords = st.floats(0, 2.2)
messages = st.lists(
    st.builds(Message, author=st.sampled_from(Author), text=st.sampled_from("abcd")), max_size=8
).map(tuple)


def said(text: str) -> Message:
    return Message(Author.CUSTOMER, text)


def replied(text: str) -> Message:
    return Message(Author.ASSISTANT, text)


@pytest.mark.parametrize(
    ("cosine", "bm25", "score"),
    [(0.8, 0.4, 0.64), (None, 0.4, 0.16), (0.0, 0.4, 0.16), (-1, 2, 0.2)],
)
def test_meaning_counts_three_fifths_and_words_the_rest(
    cosine: float | None, bm25: float, score: float
) -> None:
    assert rank.fused(cosine, bm25) == pytest.approx(score)


@given(cosines, cosines, keywords, keywords)
def test_the_score_rises_with_either_leg(
    cosine: float, nearer: float, bm25: float, more: float
) -> None:
    low, high = sorted((cosine, nearer))
    few, many = sorted((bm25, more))
    assert rank.fused(low, few) <= rank.fused(high, few) <= rank.fused(high, many)


def test_what_was_said_last_asks_along_and_fades() -> None:
    earlier = (said("one"), replied("A"), said("two"), said("three"), replied("B"), said("four"))
    asked = rank.keyword_texts("now", earlier)
    assert [text.text for text in asked] == ["now", "four", "three", "two"]
    assert [text.weight for text in asked] == pytest.approx([1, 0.4, 0.16, 0.064])


def test_the_last_answer_counts_a_little_in_the_vector_alone() -> None:
    earlier = (said("one"), replied("A"), replied("B"))
    assert rank.vector_texts("now", earlier) == (
        *rank.keyword_texts("now", earlier),
        Weighted("B", rank.ASSISTANT_WEIGHT),
    )


@given(messages)
def test_the_question_always_counts_most(earlier: tuple[Message, ...]) -> None:
    for texts in (rank.keyword_texts("now", earlier), rank.vector_texts("now", earlier)):
        assert texts[0] == Weighted("now", 1.0)
        assert all(0 < text.weight < 1 for text in texts[1:])
        assert len(texts) <= 1 + rank.CUSTOMER_MESSAGES + 1


@given(st.lists(st.from_type(Hit)).map(tuple))
def test_a_document_is_the_first_of_its_passages(hits: tuple[Hit, ...]) -> None:
    best = rank.best_of_each(hits)
    documents = [hit.document for hit in hits]
    assert [hit.document for hit in best] == list(dict.fromkeys(documents))
    assert all(hit is hits[documents.index(hit.document)] for hit in best)
    assert rank.best_of_each(best) == best
