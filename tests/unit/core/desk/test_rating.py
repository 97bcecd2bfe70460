"""What a rating is about, and that a conversation keeps its first one."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.core.desk import rating
from tandem.core.desk.message import Author
from tandem.core.desk.rating import (
    COMMENT_MAX,
    COMMENTED_WITHIN,
    NO_ANSWERS,
    STARS_MAX,
    Answered,
    Rated,
    Rates,
    Rating,
    Via,
)
from tandem.core.errors import ConflictError, InvalidError

NOW = datetime(2026, 1, 5, 12, tzinfo=UTC)
MARA = Answered(Author.AGENT, agent_name="Mara")
BEN = Answered(Author.AGENT, agent_name="Ben")
ANSWER = Answered(Author.ASSISTANT, "answer")
GREETING = Answered(Author.ASSISTANT, "greet")
HANDOFF = Answered(Author.ASSISTANT, "hand_off")
EARLIER = Answered(Author.ASSISTANT, "suggest", is_earlier=True)

answers = st.lists(
    st.builds(
        Answered,
        st.sampled_from([Author.ASSISTANT, Author.AGENT, Author.SYSTEM]),
        st.sampled_from(["answer", "suggest", "ask", "offer_human", *NO_ANSWERS, None]),
        st.sampled_from(["Mara", "Ben", None]),
        st.booleans(),
    )
)


@pytest.mark.parametrize(
    ("said", "about"),
    [
        ([], None),
        ([GREETING, HANDOFF], None),
        ([Answered(Author.SYSTEM)], None),
        ([ANSWER, GREETING], Rated(Rates.ASSISTANT)),
        ([HANDOFF, MARA, MARA, BEN], Rated(Rates.PEOPLE, ("Mara", "Ben"))),
        ([ANSWER, HANDOFF, MARA], Rated(Rates.BOTH, ("Mara",))),
        ([EARLIER, MARA], Rated(Rates.PEOPLE, ("Mara",))),  # since it was opened again
        ([EARLIER, GREETING], Rated(Rates.ASSISTANT)),  # which brought no answer
    ],
)
def test_who_answered_is_rated(said: list[Answered], about: Rated | None) -> None:
    assert rating.rated(said) == about


@given(answers)
def test_a_rating_is_about_those_who_answered_and_nobody_else(said: list[Answered]) -> None:
    about = rating.rated(said)
    names = {one.agent_name for one in said if one.author is Author.AGENT}
    is_assistant = any(
        one.author is Author.ASSISTANT and one.decision not in NO_ANSWERS for one in said
    )
    if about is None:
        assert not is_assistant
        assert not names
    else:
        assert set(about.people) <= names
        assert about.rates is Rates.PEOPLE or is_assistant
        assert (about.rates is Rates.ASSISTANT) <= (about.people == ())


def given_rating(stars: int, comment: str = "") -> Rating:
    return Rating(stars, comment, Rates.BOTH, Via.WIDGET, NOW)


def test_a_comment_is_added_once_within_an_hour() -> None:
    first = given_rating(4)
    said = given_rating(4, "Quick!")
    assert first.commented(said, NOW + COMMENTED_WITHIN) == said
    late = COMMENTED_WITHIN + timedelta(microseconds=1)
    with pytest.raises(ConflictError, match=r"already: 4 of 5\."):
        first.commented(said, NOW + late)
    with pytest.raises(ConflictError, match="4 of 5 with a comment"):
        said.commented(given_rating(4, "Slow!"), NOW)


@given(st.integers(1, STARS_MAX), st.integers(1, STARS_MAX), st.text(max_size=3), st.text())
def test_the_stars_that_were_given_first_stay(
    stars: int, others: int, comment: str, other: str
) -> None:
    first, again = given_rating(stars, comment), given_rating(others, other)
    is_same = others == stars and other in ("", comment)
    if others == stars and (is_same or not comment):
        assert first.commented(again, NOW) == (None if is_same else again)
    else:
        with pytest.raises(ConflictError, match=f"{stars} of {STARS_MAX}"):
            first.commented(again, NOW)


def test_stars_and_comment_are_checked() -> None:
    assert rating.checked(1, " Card 4111 1111 1111 1111\0 ") == "Card •••• 1111"
    assert len(rating.checked(5, "x" * COMMENT_MAX)) == COMMENT_MAX
    with pytest.raises(InvalidError, match=r"at most 2,000 characters; this one has 2,001"):
        rating.checked(5, "x" * (COMMENT_MAX + 1))
    for stars in (0, 6):
        with pytest.raises(InvalidError, match="1 to 5 stars"):
            rating.checked(stars, "")
