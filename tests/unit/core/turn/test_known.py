"""What is known is never asked for again: facts stated early, and questions for them later."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.core.desk.message import Author, Message
from tandem.core.desk.option import YES
from tandem.core.turn.asking import TRIED, asked
from tandem.core.turn.known import ACCOUNT, EARLIER, THREAD, Known, known, repeats

STATED = {
    "order number": ("Where is my order 48213?", "My order number is BB-1042.", "Order: A-4711"),
    "e-mail": ("Write to rosa@home.example, please.", "My e-mail is rosa@home.example"),
    "name": ("My name is Rosa Vell.", "Call me Rosa."),
    "phone": ("You can call me on +44 20 7946 0958.", "My phone number is 020 7946 0958."),
    "device": ("It's an iPhone 12.", "My device is a Galaxy S22."),
    "operating system": ("I'm on Windows 11.", "It runs macOS 15."),
    "browser": ("I use Firefox.", "My browser is Chrome 120"),
    "error": ("It shows error E3.", "The error code is 0x8007"),
    "plan": ("I'm on the team plan.", "My plan is premium"),
    "serial number": ("Serial number BB-778-1200.", "My serial is X1234567"),
    "date of purchase": ("I bought it last week.", "We ordered it on 3 March 2026."),
    "zip code": ("My zip code is 94110.", "My postcode is SW1A 1AA"),
    "account number": ("My account number is 5520198.", "customer no: 88123"),
    "address": ("My address is 12 Mill Road, Leeds.", "I live at 12 Mill Road, Leeds."),
    "invoice number": ("It's about invoice 2026-118.", "My invoice number is 77120"),
}
QUESTIONS = (
    "What is your {}?",
    "Could you please tell me your {}?",
    "Please send us your {}.",
    "May I have your {}, please?",
    "To look into it, I need your {}.",
    "Can you confirm your {} for me?",
    "Let me know your {} and I'll check.",
    "I'm sorry about that. What's your {}?",
    "Your {}, please.",
    "Once I have your {}, I can help.",
)
ASKED_AS = {
    "order number": ("order number", "order ID"),
    "e-mail": ("e-mail address", "email"),
    "name": ("full name", "name"),
    "phone": ("phone number", "telephone number"),
    "device": ("device", "phone model"),
    "operating system": ("operating system", "OS version"),
    "browser": ("browser", "web browser"),
    "error": ("error code", "error message"),
    "plan": ("plan", "subscription plan"),
    "serial number": ("serial number", "serial no"),
    "date of purchase": ("date of purchase", "purchase date"),
    "zip code": ("zip code", "postcode"),
    "account number": ("account number", "customer number"),
    "address": ("address", "shipping address"),
    "invoice number": ("invoice number", "invoice"),
}
FILLER = (
    "Hello", "It still doesn't work.", "Thanks, and how long does it take?", "That's strange.",
)  # fmt: skip


def customer(*texts: str) -> list[Message]:
    return [Message(Author.CUSTOMER, text) for text in texts]


def says(text: str) -> Message:
    return Message(Author.ASSISTANT, text, decision="ask")


DIALOGUES = [
    (name, statement, question.format(noun))
    for name, statements in STATED.items()
    for statement, noun, question in product(statements, ASKED_AS[name], QUESTIONS)
]


def test_a_fact_given_early_is_never_asked_for_again() -> None:
    """Every statement of every fact, every question for it, with other talk between them."""
    assert len(DIALOGUES) > 200
    missed = [
        (statement, question)
        for number, (name, statement, question) in enumerate(DIALOGUES)
        if (fact := repeats(question, known(customer(statement, FILLER[number % len(FILLER)]))))
        is None
        or fact.name != name
    ]
    assert missed == []


def test_what_was_not_said_may_be_asked_for() -> None:
    blocked = [
        (statement, question)
        for name, statements in STATED.items()
        for statement in statements
        for other, nouns in ASKED_AS.items()
        for noun in nouns
        if other != name
        for question in [QUESTIONS[0].format(noun)]
        if repeats(question, known(customer(statement))) is not None
    ]
    assert blocked == []


@pytest.mark.parametrize(
    "text",
    [
        "Did that answer your question?",
        "How can I help you?",
        "Is there anything else I can do for you?",
        "So that I get this right: is it about “Returns” or “Refunds”?",
        "Would you like me to bring in a person? Just say yes.",
        "You can find your order number in the confirmation mail.",
        "Enter your order number on the returns page.",
        "Restart the machine and wait two minutes.",
    ],
)
def test_ordinary_replies_ask_for_no_fact_as_a_question(text: str) -> None:
    assert asked(text, questions_alone=True) == ()


def test_several_facts_in_one_question() -> None:
    assert asked("Could you send me your order number and your e-mail address?") == (
        "order number",
        "e-mail",
    )


def test_an_answer_to_a_question_is_known() -> None:
    thread = [*customer("It broke"), says("Which colour is the machine?"), *customer("green")]
    assert known(thread) == (Known("colour", "green", THREAD),)
    fact = repeats("And which colour is your machine?", known(thread), thread)
    assert fact is not None


@pytest.mark.parametrize("reply", ["I don't know", "What do you mean?", "no idea", "Why?"])
def test_no_answer_makes_nothing_known(reply: str) -> None:
    thread = [says("What is your order number?"), *customer(reply)]
    assert known(thread) == ()


def test_a_press_is_no_answer() -> None:
    offer = Message(Author.ASSISTANT, "Is it your machine?", decision="ask", options=(YES,))
    assert known([offer, Message(Author.CUSTOMER, "Yes", picks="yes")]) == ()


def test_the_newest_statement_counts() -> None:
    thread = customer("My order number is 48213.", "Sorry, my order number is 48231.")
    assert known(thread) == (Known("order number", "48231", THREAD),)


def test_what_was_tried_is_not_proposed_as_a_question_again() -> None:
    facts = known(customer("I've already restarted the router twice."))
    assert facts[0].name == TRIED
    assert repeats("Have you tried restarting the router?", facts) == facts[0]
    assert repeats("Have you tried another cable?", facts) is None


def test_every_fact_says_where_it_is_from() -> None:
    account = [Known("Plan", "team", ACCOUNT), Known("E-Mail address", "a@b.example", ACCOUNT)]
    facts = known(customer("Order 48213"), account=account, tickets=["Invoice 2026-118 is wrong"])
    assert {fact.name: fact.origin for fact in facts} == {
        "plan": ACCOUNT,
        "e-mail": ACCOUNT,
        "invoice number": EARLIER,
        "order number": THREAD,
    }


@pytest.mark.parametrize(
    "text",
    ["My machine is broken", "My order is late", "I'm furious", "The problem is that it leaks"],
)
def test_how_something_is_names_no_fact(text: str) -> None:
    assert known(customer(text)) == ()


@given(st.lists(st.text(max_size=80), max_size=6), st.text(max_size=200))
def test_any_words_are_read(texts: list[str], question: str) -> None:
    """Facts are quoted from what the customer wrote, whatever that is."""
    facts = known(customer(*texts))
    assert all(any(fact.value in text for text in texts) for fact in facts)
    repeats(question, facts, customer(*texts))
