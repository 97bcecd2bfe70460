"""What a question is about, and what may answer it, are both recognised generously."""

import pytest

from tandem.core.turn.mentions import (
    answered_by,
    asks_for,
    is_answerable,
    is_of_deeds,
)


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("Order number?", "order number"),
        ("Which of your orders do you mean?", "order number"),
        ("And what do you log in as?", "user name"),
        ("Is that in Chrome, Safari or something different?", "browser"),
        ("What's printed on the type plate?", "serial number"),
        ("For how long has it not been working?", "start"),
        ("Where would you like the parcel to be delivered?", "address"),
    ],
)
def test_a_question_asks_for_what_it_mentions(question: str, name: str) -> None:
    assert name in asks_for(question)


@pytest.mark.parametrize(
    ("question", "said", "name"),
    [
        ("Order number?", "48213 <- thats the order no", "order number"),
        (
            "And the model?",
            "Do you sell seals for the Aero 3? That's the machine I have.",
            "machine",
        ),
        ("Restarted it yet?", "Even after a restart the problem is still there.", "tried"),
        ("Would you please descale it?", "descaled + washed out the tank", "tried"),
        ("What is your name?", "it's Grace Miller again", "name"),
    ],
)
def test_what_was_said_may_answer_it(question: str, said: str, name: str) -> None:
    found = answered_by(question, ("Hello.", said))
    assert found is not None
    assert found[0] == name


@pytest.mark.parametrize(
    "said",
    [
        "I haven't restarted it yet.",
        "How can I restart it?",
        "Should I restart it?",
        "You never tell me to restart it.",
    ],
)
def test_what_was_not_done_was_not_tried(said: str) -> None:
    assert answered_by("Have you restarted it?", (said,)) is None


def test_a_number_answers_no_question_for_an_address() -> None:
    assert answered_by("What is your address?", ("My order is 48213.",)) is None
    assert asks_for("Did that answer your question?") == ()


@pytest.mark.parametrize(
    ("name", "said", "is_given"),
    [
        ("invoice number", "INV-2031 is on the top right", True),
        ("invoice number", "I paid 20 EUR for it", False),
        ("phone", "whatsapp 030 1234567 thx", True),
        ("start", "it died last Tuesday", True),
        ("payment method", "It should be cheaper", False),
        ("plan", "subscription type Pro", True),
        ("a fact that nobody thought of", "anything", True),
    ],
)
def test_anything_like_a_value_may_be_the_answer(name: str, said: str, *, is_given: bool) -> None:
    assert is_answerable(name, (said,)) is is_given


def test_the_value_of_another_fact_is_none() -> None:
    assert not is_answerable("order number", ("version 4.2.1-88",), ("4.2.1-88",))


def test_deeds_are_told_from_things() -> None:
    assert is_of_deeds("Could you unplug it and plug it in again?")
    assert not is_of_deeds("What is your order number?")
