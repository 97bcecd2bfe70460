"""The words of a question that a quote must have, in any spelling."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.core.turn.policy import Policy, Segment
from tandem.core.turn.product import Product
from tandem.core.turn.telling import ASKED_WORDS_MAX, missing, normal, telling


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("What does E9 mean?", ("E9",)),
        ("what does e-9 mean?", ("e-9",)),
        ("Does it know WPA3 and 8.5.5?", ("WPA3", "8.5.5")),
        ("What is error 9?", ("9",)),
        ("Which model no. 310 is it, or #7?", ("310", "7")),
        ("Is it 5 euros or £6?", ("euros", "£")),
        ("How many pounds is it?", ("pounds",)),
        ("Can I pay in CHF?", ("CHF",)),
        ("Does it work on my Mac?", ("Mac",)),
        ("Anna's filter fits it?", ()),  # a first word is capitalised anyway
        ("Will the filter of Anna's machine fit?", ("Anna's",)),
        ("E9? What does E9 mean, is it like E-9?", ("E9",)),
    ],
)
def test_codes_currencies_and_names_tell(question: str, words: tuple[str, ...]) -> None:
    assert telling(question) == words


@pytest.mark.parametrize(
    "question",
    [
        "How do I pause it?",
        "How do I get 75 cups by 6:30 or 10am?",
        "Do I need a 2nd filter of 30ml for 3 days?",
        "I'm sure I've seen that I'd need it, is that OK on Monday?",
        "I’m sure I’ve seen that I’d need it?",
        "HOW DO I CLEAN THE WAND?",
        "How Do I Clean The Wand?",
        "Can I?",
        "Hello Anna, how do I pause?",
        "Hi Anna! Thanks, Peter, but how do I pause?",
        "Dear Mr. Bean, how do I pause?",
        "Is there a valetudinarian valve?",  # rare, but no name
        "",
    ],
)
def test_quantities_greetings_and_mere_words_tell_nothing(question: str) -> None:
    assert telling(question) == ()


POLICY = Policy(
    "",
    products=(Product("one", "the Bramble One", ()), Product("club", "Our Coffee Club", ())),
    people_first_plans=("enterprise",),
    high_value=(Segment(plan="team"), Segment(attribute="seats", equals="9")),
)


def test_a_firms_products_and_plans_tell_in_any_case() -> None:
    assert POLICY.names == ("Bramble One", "Coffee Club", "enterprise", "team")
    asked = "does the bramble one come with the team plan or the coffee club?"
    assert telling(asked, POLICY.names) == ("Bramble One", "Coffee Club", "team")
    assert telling("is it a steamy teammate?", POLICY.names) == ()


def test_a_long_message_describes_a_case_and_has_none() -> None:
    words = ["E9", *["word"] * (ASKED_WORDS_MAX - 1)]
    assert telling(" ".join(words)) == ("E9",)
    assert telling(" ".join([*words, "more"]), POLICY.names) == ()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        *(("E-9", "e9"), ("E9", "E.9"), ("1,000", "1000"), ("WPA-3", "wpa3")),
        *(("£", "pounds"), ("GBP", "quid"), ("€", "euros"), ("EUR", "euro"), ("$", "dollars")),
        *(("Macs", "Mac"), ("Anna's", "Anna"), ("Anna’s", "anna"), ("Wi-Fi", "WIFI")),
    ],
)
def test_spellings_of_one_word_are_one(one: str, other: str) -> None:
    assert normal(one) == normal(other)
    assert missing([one], f"It is {other} there.") == ()
    assert missing([other], f"It is {one} there.") == ()


@pytest.mark.parametrize(
    ("one", "other"), [("E9", "E8"), ("E9", "E91"), ("£", "euros"), ("Mac", "Max"), ("gas", "ga")]
)
def test_neighbours_are_not_the_same(one: str, other: str) -> None:
    assert normal(one) != normal(other)
    assert missing([one], f"It is {other} there.") == (one,)


@pytest.mark.parametrize(
    ("word", "text"),
    [
        ("E9", "Error E 9 means that it is hot."),
        ("E 9", "Error E9 means that it is hot."),
        ("£", "It costs £30 a month."),
        ("pounds", "It costs 30 GBP a month."),
        ("Bramble One", "The One is a machine of Bramble's."),
        ("iPad", "On iPads."),
    ],
)
def test_a_word_stands_in_a_text_that_has_it_in_another_form(word: str, text: str) -> None:
    assert missing([word], text) == ()


spoken = st.text("aAbE9-€£ .'’?", max_size=40)


@given(spoken, st.lists(st.sampled_from(["One", "team"]), max_size=2))
def test_what_tells_was_said_and_stands_in_its_own_question(
    question: str, names: list[str]
) -> None:
    """So an article that repeats the question always has them."""
    words = telling(question, names)
    assert missing(words, question) == ()
    assert len({normal(word) for word in words}) == len(words)
    assert all(word.casefold() in question.casefold() for word in words)


@given(st.lists(st.sampled_from(["E9", "Mac", "£", "1,000"]), max_size=4), spoken, spoken)
def test_what_is_missing_is_missing_in_any_part_of_the_text(
    words: list[str], text: str, more: str
) -> None:
    lacking = missing(words, f"{text}\n{more}")
    assert set(lacking) <= set(missing(words, text))
    assert set(lacking) <= set(words)


def test_a_capital_is_no_name_where_all_nouns_have_one() -> None:
    assert telling("Wann kommt meine Bestellung endlich an?") == ()
