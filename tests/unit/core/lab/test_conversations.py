"""What a simulated customer does, and what is counted of their conversations."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.core.desk import option
from tandem.core.desk.option import Option, OptionKind
from tandem.core.lab import conversations
from tandem.core.lab.conversations import End, Reply, Talk, react
from tandem.core.lab.dataset import Question
from tandem.core.metrics.figures import UNDEFINED, Figure, proportion

ASKED = Question("q", "How do I pause?", ("pause", "skip"), answerable=True)
IN_VAIN = Question("v", "Do you sell tea?", (), answerable=False)
PARTIAL = replace(IN_VAIN, answerability="PARTIAL")
PRODUCTS = {"pause": "one", "price": "club"}
BUTTONS = (option.YES, option.NO, option.PERSON)
TO_PAUSE = option.of_article("pause", "Pause")
TO_PRICE = option.of_article("price", "Price")
ONE, CLUB = option.of_product("one", "One"), option.of_product("club", "Club")


def reply(
    decision: str, *quoted: str, options: tuple[Option, ...] = BUTTONS, best: str | None = None
) -> Reply:
    return Reply(decision, decision, quoted, options, best, words=0)


@pytest.mark.parametrize(
    ("heard", "next_"),
    [
        (reply("answer", "pause"), End.HELPED),
        (reply("answer", "price", "pause"), End.ANSWERED_WRONG),  # the first must be gold
        (reply("suggest", "skip", "price"), End.HELPED),
        (reply("suggest", "price"), option.NO),
        (reply("suggest", "price", options=(*BUTTONS, TO_PRICE, TO_PAUSE)), TO_PAUSE),
        (reply("ask", options=(TO_PRICE, TO_PAUSE, option.NONE_OF_THESE)), TO_PAUSE),
        (reply("ask", options=(CLUB, ONE, option.NONE_OF_THESE)), ONE),
        (reply("ask", options=(TO_PRICE, option.NONE_OF_THESE)), option.NONE_OF_THESE),
        (reply("ask", options=()), End.NOTHING),  # "I can't read that"
        (reply("offer_human", options=(option.PERSON,)), End.OFFERED_PERSON),
        (reply("hand_off", options=()), End.HANDED_OFF),
        (reply("greet", options=()), End.NOTHING),
        (reply("stay_silent", options=()), End.NOTHING),
    ],
)
def test_a_customer_takes_the_way_that_leads_to_what_answers_them(
    heard: Reply, next_: Option | End
) -> None:
    assert react(ASKED, heard, PRODUCTS, is_last=False) == next_
    last = next_ if isinstance(next_, End) else End.NOTHING
    assert react(ASKED, heard, PRODUCTS, is_last=True) == last


@pytest.mark.parametrize(
    ("heard", "next_"),
    [
        (reply("answer", "pause"), option.NO),
        (reply("suggest", "pause", options=(*BUTTONS, TO_PAUSE)), option.NO),
        (reply("ask", options=(ONE, option.NONE_OF_THESE)), option.NONE_OF_THESE),
        (reply("offer_human", options=(option.PERSON,)), End.OFFERED_PERSON),
        (reply("hand_off", options=()), End.HANDED_OFF),
    ],
)
def test_whose_question_no_article_answers_wants_only_a_person(
    heard: Reply, next_: Option | End
) -> None:
    assert react(IN_VAIN, heard, PRODUCTS, is_last=False) == next_
    assert react(replace(IN_VAIN, gold=("pause",)), heard, PRODUCTS, is_last=False) == next_


options = st.lists(
    st.sampled_from([*BUTTONS, option.NONE_OF_THESE, TO_PAUSE, TO_PRICE, ONE, CLUB]), max_size=4
).map(tuple)
heard_replies = st.builds(
    reply,
    st.sampled_from(["answer", "suggest", "greet", "ask", "offer_human", "hand_off"]),
    st.sampled_from(["pause", "price"]),
    options=options,
)


@given(st.sampled_from([ASKED, IN_VAIN, PARTIAL]), heard_replies, st.booleans())
def test_a_customer_presses_only_what_is_there_and_never_yes(
    question: Question, heard: Reply, is_last: bool
) -> None:
    """Nobody says yes to a wrong quote; a right one ends the conversation."""
    next_ = react(question, heard, PRODUCTS, is_last=is_last)
    if isinstance(next_, Option):
        assert next_ in heard.options
        assert next_.kind not in (OptionKind.YES, OptionKind.PERSON)
        assert not is_last


def talk(question: Question, end: End, *heard: Reply) -> Talk:
    return Talk(question, heard, end)


RIGHT, WRONG = reply("suggest", "pause", best="pause"), reply("suggest", "price", best="price")
TALKS = [
    talk(ASKED, End.HELPED, reply("answer", "pause")),
    talk(ASKED, End.HELPED, WRONG, RIGHT),
    talk(ASKED, End.HELPED, reply("ask", best="pause"), WRONG, RIGHT),
    talk(ASKED, End.ANSWERED_WRONG, reply("answer", "price")),
    talk(ASKED, End.OFFERED_PERSON, reply("ask", best="price"), reply("offer_human")),
    talk(ASKED, End.HANDED_OFF, WRONG, WRONG, reply("hand_off")),
    talk(ASKED, End.NOTHING, reply("greet")),
    talk(IN_VAIN, End.NOTHING, reply("answer", "pause"), WRONG),
    talk(IN_VAIN, End.HANDED_OFF, RIGHT, reply("hand_off")),
    talk(IN_VAIN, End.OFFERED_PERSON, reply("offer_human")),
    talk(PARTIAL, End.HANDED_OFF, WRONG, reply("hand_off")),
]
EXPECTED = {
    "helped_in_1": (1, 7),
    "helped_in_2": (2, 7),
    "helped_in_3": (3, 7),
    "answered_wrong": (1, 7),
    "suggested_wrong": (3, 7),
    "asked_needlessly": (1, 7),
    "offered_person": (1, 7),
    "handed_off": (1, 7),
    "suggestions_wrong": (5, 5),  # three to answerable questions, two to unanswerable ones
    "unanswerable_answered": (1, 3),
    "unanswerable_suggested": (2, 3),
    "unanswerable_to_person": (2, 3),
}


@pytest.mark.parametrize("name", EXPECTED)
def test_each_figure_counts_its_own_conversations(name: str) -> None:
    assert getattr(conversations.measure(TALKS), name) == proportion(*EXPECTED[name])


def test_a_first_suggestion_is_right_only_if_gold_comes_first() -> None:
    second = talk(ASKED, End.HELPED, reply("suggest", "price", "pause"), RIGHT)
    first = talk(ASKED, End.HELPED, RIGHT)
    figures = conversations.measure([first, second, *TALKS])
    assert figures.suggestions_wrong == proportion(6, 7)


def test_nothing_asked_is_nothing_known() -> None:
    figures = conversations.measure([])
    assert {getattr(figures, name) for name in EXPECTED} == {UNDEFINED}


talks = st.lists(
    st.builds(
        Talk,
        st.sampled_from([ASKED, IN_VAIN, PARTIAL]),
        st.lists(heard_replies, min_size=1, max_size=3).map(tuple),
        st.sampled_from(End),
    ),
    max_size=12,
)


@given(talks)
def test_the_figures_agree_with_each_other(talks: list[Talk]) -> None:
    figures = conversations.measure(talks)
    asked = sum(one.question.answerable for one in talks)

    def value(figure: Figure) -> float:
        assert figure.n == asked
        return figure.value or 0.0

    helped = [value(one) for one in (figures.helped_in_1, figures.helped_in_2, figures.helped_in_3)]
    assert helped == sorted(helped)
    ends = (figures.answered_wrong, figures.offered_person, figures.handed_off)
    assert helped[-1] + sum(map(value, ends)) <= 1 + 1e-9


def test_questions_of_other_kinds_are_reported_apart_by_their_first_reply() -> None:
    (kind, first), *others = conversations.apart(TALKS).items()
    assert (kind, others) == ("partial", [])
    assert first.suggest == proportion(1, 1)
    assert {first.answer, first.ask, first.offer_human, first.hand_off} == {proportion(0, 1)}
