"""Which question is open, and what was shown, offered and refused in it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.core.desk import option
from tandem.core.desk.message import QUOTING, Author, Message
from tandem.core.desk.option import Option
from tandem.core.turn.matter import SHOWING, Matter, corrects, follows_up, last_decision, matter
from tests.unit.turns import replies, says

QUESTION = "Does the steam wand leak?"
BUTTONS = (option.YES, option.NO, option.PERSON, option.of_article("loud", "It is loud"))
ASKED = (*map(option.of_article, "ab", ("Wand", "Lid")), option.NONE_OF_THESE)
SUGGESTED = replies("suggest", "wand", options=BUTTONS)
ASKED_BACK = replies("ask", options=ASKED)


@pytest.mark.parametrize(
    "text",
    [
        *("yes", "no", "No.", "none of these", "that didn't help", "👍", "thanks!", "hello"),
        *("nein danke", "are you a robot?", "goodbye", "1", "It is loud", "article:loud"),
    ],
)
def test_a_short_reply_continues_the_matter(text: str) -> None:
    open_ = matter(text, [says(QUESTION), SUGGESTED])
    assert open_.text == QUESTION
    assert open_.shown == ("wand",)
    assert open_.offered == ("loud",)
    assert not open_.follows
    assert not open_.corrects


@pytest.mark.parametrize(
    "text", ["How do I pause my coffee club?", "No water comes out of the group any more"]
)
def test_any_other_text_begins_a_new_matter(text: str) -> None:
    before = [says(QUESTION), SUGGESTED, says("no"), SUGGESTED]
    assert matter(text, before) == Matter(text, refused_in_all=1)


@pytest.mark.parametrize(
    ("text", "is_correction"),
    [
        ("no, I meant the grinder", True),
        ("No: the grinder", True),
        ("I meant the grinder", True),
        ("sorry, the grinder", True),
        ("actually the grinder", True),
        ("no the grinder", True),
        ("no - the grinder", True),
        ("no it's the grinder", True),
        ("wait, the grinder", True),
        ("No water comes out", False),
        ("no-name filters fit?", False),
        ("wait times for repairs?", False),
        ("Oh, I was asking about the grinder", True),
        ("How do I clean the grinder?", False),
        ("nobody told me about the grinder", False),
        ("no", False),
        ("no ...", False),
        ("", False),
    ],
)
def test_a_no_with_more_text_corrects_what_was_understood(text: str, is_correction: bool) -> None:
    assert corrects(text) is is_correction
    open_ = matter(text, [says(QUESTION), SUGGESTED])
    assert open_.corrects is is_correction
    if is_correction:
        assert (open_.text, open_.shown, open_.refusals) == (text, ("wand",), 0)


def test_where_nothing_was_shown_there_is_nothing_to_correct() -> None:
    text = "no, I meant the grinder"
    assert matter(text, []) == Matter(text)
    assert matter(text, [says(QUESTION), replies("offer_human")]) == Matter(text)


@pytest.mark.parametrize(
    ("text", "is_follow_up"),
    [
        ("And how long does it take?", True),
        ("What about the grinder in the One?", True),
        ("How long does it take?", True),
        ("How long?", True),
        ("Why?", True),
        ("How do I pause my coffee club?", False),
        ("So I bought one of these machines last week and now I want to use it again", False),
    ],
)
def test_a_follow_up_keeps_what_was_quoted_in_view(text: str, is_follow_up: bool) -> None:
    assert follows_up(text) is is_follow_up
    open_ = matter(text, [says(QUESTION), SUGGESTED])
    followed = Matter(text, after=QUESTION, follows=("wand",))
    assert open_ == (followed if is_follow_up else Matter(text))
    assert not matter(text, [says(QUESTION), replies("offer_human")]).follows


@pytest.mark.parametrize("decision", SHOWING)
@pytest.mark.parametrize("text", ["no", "None of these", "that's not it"])
def test_a_no_to_what_was_shown_or_asked_is_a_refusal(decision: str, text: str) -> None:
    open_ = matter(text, [says(QUESTION), replies(decision, options=BUTTONS)])
    assert (open_.refusals, open_.refused_in_all) == (1, 1)


@pytest.mark.parametrize("decision", ["offer_human", "hand_off", None])
def test_a_no_to_anything_else_refuses_nothing(decision: str | None) -> None:
    said = Message(Author.ASSISTANT, "…", decision=decision)
    assert matter("no", [says(QUESTION), said]).refused_in_all == 0


def test_refusals_are_counted_in_the_matter_and_in_the_conversation() -> None:
    said = [says(QUESTION), SUGGESTED, says("no"), ASKED_BACK, says("No", picks="no"), SUGGESTED]
    assert matter("yes", said).refusals == 2
    another = matter("no", [*said, says("How do I pause my coffee club?"), SUGGESTED])
    assert (another.refusals, another.refused_in_all) == (1, 3)
    assert another.text == "How do I pause my coffee club?"


def test_a_greeting_between_leaves_what_was_shown_to_be_refused() -> None:
    said = [says(QUESTION), SUGGESTED, says("hello"), replies("greet")]
    assert matter("no", said).refusals == 1


@pytest.mark.parametrize("helped", ["yes", "thanks!", "Yes, that helped", "👍", "1"])
@pytest.mark.parametrize("decision", QUOTING)
def test_after_a_yes_a_no_is_only_to_anything_else(helped: str, decision: str) -> None:
    """The reply to "I'm glad that helped. Is there anything else?"."""
    said = [says(QUESTION), replies(decision, "wand", options=BUTTONS), says(helped)]
    assert last_decision(said) == decision
    said += [replies("greet")]
    assert last_decision(said) is None
    assert matter("no", said).refused_in_all == 0
    assert matter("yes", said).picked is None
    assert last_decision([*said, says("hello"), replies("greet")]) is None
    assert last_decision([*said, says("Is it loud?"), ASKED_BACK]) == "ask"


@pytest.mark.parametrize(
    ("decision", "said"), [("offer_human", "thanks"), ("ask", "yes"), ("suggest", "hello")]
)
def test_other_courtesies_leave_open_what_was_open(decision: str, said: str) -> None:
    earlier = [says(QUESTION), replies(decision), says(said), replies("greet")]
    assert last_decision(earlier) == decision


@pytest.mark.parametrize(
    ("text", "pressed", "expected"),
    [
        ("Lid", "article:b", option.of_article("b", "Lid")),
        ("Lid", None, option.of_article("b", "Lid")),
        ("2", None, option.of_article("b", "Lid")),
        ("None of these", "no", option.NONE_OF_THESE),
        ("Lid", "article:z", None),  # a button of another message
        ("Its lid", None, None),
    ],
)
def test_an_option_is_picked_by_a_press_or_by_its_words(
    text: str, pressed: str | None, expected: Option | None
) -> None:
    open_ = matter(text, [says(QUESTION), ASKED_BACK], pressed=pressed)
    assert open_.picked == expected
    assert open_.text == (text if expected is None else QUESTION)
    assert open_.refusals == (expected == option.NONE_OF_THESE)


def test_a_pick_is_of_the_last_message_alone_and_of_this_turn_alone() -> None:
    said = [says(QUESTION), ASKED_BACK, says("Lid", picks="article:b"), SUGGESTED]
    assert matter("Wand", said).picked is None
    assert matter("yes", said).picked == option.YES
    assert matter("hello", said).picked is None
    assert matter("no", said).offered == ("a", "b", "loud")


def test_an_article_whose_title_was_said_is_picked_where_the_options_are_not_known() -> None:
    named = option.of_article("b", "Lid")
    open_ = matter("Lid", [says(QUESTION), replies("ask")], named=named)
    assert (open_.picked, open_.text) == (named, QUESTION)


def test_without_any_question_the_words_themselves_are_the_matter() -> None:
    assert matter("hello", []).text == "hello"
    assert matter("no", [replies("greet")]).text == "no"


messages = st.lists(
    st.builds(
        says,
        st.sampled_from(["yes", "no", "hello", "Lid", "no, the lid", "And why?", QUESTION]),
        picks=st.sampled_from([None, "yes", "no", "article:a"]),
    )
    | st.builds(
        replies,
        st.sampled_from(["answer", "suggest", "greet", "ask", "offer_human", "hand_off"]),
        st.sampled_from("abc"),
        options=st.sampled_from([(), BUTTONS, ASKED]),
    )
    | st.just(Message(Author.AGENT, "Hm.")),
    max_size=12,
)
questions = st.sampled_from(["yes", "no", "hello", "Lid", "no, the lid", "And why?", QUESTION])


@given(messages, questions, st.sampled_from([None, "yes", "no", "article:a"]))
def test_what_a_matter_holds_was_said_shown_or_offered(
    earlier: list[Message], question: str, pressed: str | None
) -> None:
    open_ = matter(question, earlier, pressed=pressed)
    said = {message.text for message in earlier if message.author is Author.CUSTOMER}
    shown = {article for message in earlier for article in message.articles}
    options = {one for message in earlier for one in message.options}
    assert open_.text in {*said, question}
    assert set(open_.shown) | set(open_.follows) <= shown
    assert open_.after in {*said, ""}
    assert set(open_.offered) <= {one.article_id for one in options}
    assert open_.picked is None or open_.picked in options
    assert 0 <= open_.refusals <= open_.refused_in_all
    assert open_.refused_in_all <= sum(map(len, [said, [question]])) + len(earlier)
    assert open_ == matter(question, tuple(earlier), pressed=pressed)


@given(messages, questions)
def test_what_an_agent_says_changes_no_matter(earlier: list[Message], question: str) -> None:
    alone = [message for message in earlier if message.author is not Author.AGENT]
    assert matter(question, alone) == matter(question, earlier)


NOTICE = option.of_incident("7", "Tell me when it is over")
INFORMED = replies("inform", options=(NOTICE, option.PERSON))


@pytest.mark.parametrize(
    ("text", "wants"),
    [
        *((yes, True) for yes in ("yes", "Yes please", "ok", "ja bitte", "👍", "1")),
        *((yes, True) for yes in ("Tell me when it is over", "yes, tell me", "let me know then")),
        *((no, False) for no in ("no", "No thanks", "never mind", "not now", "nein danke")),
        *((other, None) for other in ("thanks", "It still doesn't work", "that didn't help")),
        *((other, None) for other in ("Talk to a person", "tell me how to return a tent")),
    ],
)
def test_after_an_offer_to_tell_the_end_a_yes_or_a_no_is_to_that(
    text: str, wants: bool | None
) -> None:
    now = matter(text, [says(QUESTION), INFORMED])
    assert now.wants_notice is wants
    assert now.notify_answered == (() if wants is None else ("7",))
    assert wants is None or (now.text, now.notify) == (QUESTION, "7")


def test_an_offer_is_answered_once_and_what_follows_is_to_nothing() -> None:
    before = [says(QUESTION), INFORMED, says("", picks=NOTICE.id), replies("greet")]
    assert last_decision(before[:-1]) == "inform"
    assert last_decision(before) is None
    later = matter("Is the wand still broken?", before)
    assert (later.notify, later.wants_notice, later.notify_answered) == ("", None, ("7",))
    assert matter("no", before).wants_notice is None
    again = [*before, says("Is it?"), replies("inform", options=(option.PERSON,))]
    assert matter("yes", again).wants_notice is None, "it was not asked again"
    left_open = [says(QUESTION), INFORMED, says("hello"), replies("greet")]
    assert matter("yes", left_open).wants_notice is True
