"""Look-ups: wanted by the customer's words, with arguments that only they or their account give."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.core.desk.message import Author, Message
from tandem.core.turn.decide import Answer, Ask, HandOff, OfferHuman, decide
from tandem.core.turn.evidence import Context, Evidence
from tandem.core.turn.known import known
from tandem.core.turn.lookup import Lookup, Outcome
from tandem.core.turn.matter import matter
from tandem.core.turn.policy import Policy
from tandem.core.turn.source import confidence_of, sources
from tandem.core.turn.tool import (
    Argument,
    Tool,
    address,
    failed,
    found,
    missing,
    prepared,
    question_for,
    wanted,
)
from tandem.core.turn.wording import content
from tests.unit.turns import CONTEXT, NOTHING_FOUND

ORDER = Tool(
    name="order",
    says="Order look-up",
    url="https://shop.example/orders/{order}?of={customer}",
    arguments=(
        Argument("order", pattern=r"\d{5}", fact="order number", ask="Which order number?"),
        Argument("customer", of_contact="id"),
    ),
    shows=(("order.status", "Status"), ("order.arrives", "Arrives on")),
    reply=("Order {order} is {order.status}.", "It arrives on {order.arrives}."),
    phrases=("where is my order",),
    words=("order", "parcel"),
    not_found="I found no order {order} of yours.",
)
POLICY = Policy("Acme", tools=(ORDER,))
ANSWER = {"order": {"status": "on its way", "arrives": "Friday", "margin": 0.3}, "note": "vip"}


def context(question: str, *earlier: Message, verified: bool = True) -> Context:
    said = (*earlier, Message(Author.CUSTOMER, question))
    return replace(
        CONTEXT,
        question=question,
        matter=matter(question, earlier),
        earlier=earlier,
        last_decision=earlier[-1].decision if earlier else None,
        verified=verified,
        id="c-17" if verified else "",
        known=known(said),
    )


def turn(lookup: Lookup | None) -> Evidence:
    return replace(NOTHING_FOUND, lookup=lookup)


def ready() -> Lookup:
    lookup = wanted((ORDER,), context("Where is my order 48213?"), is_own_record=False)
    assert lookup is not None
    return lookup


def test_it_is_made_from_the_customers_words_and_the_contact() -> None:
    assert ready().outcome is Outcome.WANTED
    assert dict(ready().arguments) == {"order": "48213", "customer": "c-17"}
    assert address(ORDER, ready(), "") == "https://shop.example/orders/48213?of=c-17"


@pytest.mark.parametrize(
    ("question", "is_own_record", "is_wanted"),
    [
        ("Where's my parcel, it is 48213", True, True),
        ("Where is my order?", False, True),
        ("How do I order coffee?", False, False),
        ("What do you know of me?", True, False),
    ],
)
def test_words_and_their_own_record_ask_for_it(
    question: str, is_own_record: bool, is_wanted: bool
) -> None:
    lookup = wanted((ORDER,), context(question), is_own_record=is_own_record)
    assert (lookup is not None) is is_wanted


def test_who_is_not_verified_gets_nothing_of_it() -> None:
    asked = context("Where is my order 48213?", verified=False)
    lookup = wanted((ORDER,), asked, is_own_record=True)
    assert lookup is not None
    assert lookup.outcome is Outcome.NOT_VERIFIED
    text = content(OfferHuman("unsure"), turn(lookup), POLICY)
    assert "signed in" in text


def test_a_number_given_earlier_is_not_asked_for() -> None:
    earlier = Message(Author.CUSTOMER, "My order number is 48213. It should have come by now.")
    said = Message(Author.ASSISTANT, "I'm not sure about this.", decision="offer_human")
    lookup = wanted((ORDER,), context("Where is my order?", earlier, said), is_own_record=True)
    assert lookup is not None
    assert dict(lookup.arguments)["order"] == "48213"


@pytest.mark.parametrize(
    "said", ["48213 <- thats the order no", "It's 48213, since you will ask.", "48213"]
)
def test_nor_is_a_number_whatever_it_was_called(said: str) -> None:
    asked = context("Where is my order?", Message(Author.CUSTOMER, said))
    lookup = wanted((ORDER,), asked, is_own_record=True)
    assert lookup is not None
    assert (lookup.outcome, dict(lookup.arguments)["order"]) == (Outcome.WANTED, "48213")


@pytest.mark.parametrize(
    ("said", "number"),
    [
        ("My postcode is 50117. Where is my order 48213?", "48213"),
        ("My phone is 01755 48213, where is my order?", None),
        ("Where is my order? It's #48 213 I think.", "48213"),
        ("Where is my order 50117? Sorry, 48213.", "50117"),
    ],
)
def test_the_number_of_something_else_is_none(said: str, number: str | None) -> None:
    lookup = wanted((ORDER,), context(said), is_own_record=True)
    assert lookup is not None
    assert dict(lookup.arguments).get("order") == number
    earlier = context("Where is my order?", Message(Author.CUSTOMER, "My zip code is 90210."))
    lacking = wanted((ORDER,), earlier, is_own_record=True)
    assert lacking is not None
    assert lacking.outcome is Outcome.LACKS


def test_the_answer_to_its_question_may_come_later() -> None:
    asked = Message(Author.ASSISTANT, question_for(ORDER, "order"), decision="ask")
    said = (Message(Author.CUSTOMER, "Where is my order?"), asked)
    more = (*said, Message(Author.CUSTOMER, "no idea"), Message(Author.ASSISTANT, "Hm."))
    lookup = wanted((ORDER,), context("ok found: No. 48213.", *more), is_own_record=False)
    assert lookup is not None
    assert dict(lookup.arguments)["order"] == "48213"


@pytest.mark.parametrize(
    "said",
    [
        "I want to return order 48213",
        "My order 48213 arrived damaged",
        "How do I cancel order 48213?",
        "do you have gift wrapping? asking because of order 48213",
    ],
)
def test_what_they_want_done_is_no_question_for_its_state(said: str) -> None:
    assert wanted((ORDER,), context(said), is_own_record=True) is None


@pytest.mark.parametrize(
    ("then", "is_again"),
    [
        ("and 48240?", True),
        ("when does it come?", True),
        ("and how do I descale it?", False),
        ("thanks, and how do I cancel it?", False),
        ("can you cancel it?", False),
    ],
)
def test_only_a_follow_up_for_its_state_asks_again(then: str, *, is_again: bool) -> None:
    first = Message(Author.CUSTOMER, "Where is my order 48213?")
    told = Message(Author.ASSISTANT, "Order 48213 is on its way.", decision="answer")
    lookup = wanted((ORDER,), context(then, first, told), is_own_record=False)
    assert (lookup is not None) is is_again


def test_a_missing_number_is_asked_for_once_and_then_used() -> None:
    first = context("Where is my order?")
    lookup = wanted((ORDER,), first, is_own_record=True)
    assert lookup is not None
    assert (lookup.outcome, lookup.says) == (Outcome.LACKS, "order")
    decision = decide(turn(lookup), POLICY)
    assert decision == Ask("looked_up", about="order")
    text = content(decision, turn(lookup), POLICY)
    assert question_for(ORDER, "order") in text
    asked = Message(Author.ASSISTANT, text, decision="ask")
    after = context("48213", Message(Author.CUSTOMER, first.question), asked)
    again = wanted((ORDER,), after, is_own_record=False)
    assert again is not None
    assert again.outcome is Outcome.WANTED
    unknown = context("no idea", Message(Author.CUSTOMER, first.question), asked)
    still = wanted((ORDER,), unknown, is_own_record=False)
    assert not isinstance(decide(replace(turn(still), context=unknown), POLICY), Ask), (
        "never the same question twice"
    )


def test_what_it_found_is_an_answer_with_a_source_and_no_probability() -> None:
    evidence = turn(found(ORDER, ready(), ANSWER))
    decision = decide(evidence, POLICY)
    assert decision == Answer("looked_up", offer_person=False, maker="lookup")
    text = content(decision, evidence, POLICY)
    assert "Order 48213 is on its way." in text
    assert "It arrives on Friday." in text
    assert "[1]" in text
    [source] = sources(decision, evidence)
    assert (source.title, source.article_id) == ("Order look-up", "")
    assert source.passage == "Status: on its way\nArrives on: Friday"
    assert confidence_of(decision, evidence) is None


def test_only_fields_that_may_be_shown_are_kept() -> None:
    lookup = found(ORDER, ready(), ANSWER)
    assert "vip" not in str(lookup)
    assert "0.3" not in str(lookup)


def test_a_sentence_without_its_value_is_left_out() -> None:
    lookup = found(ORDER, ready(), {"order": {"status": "being packed"}})
    assert lookup.lines == ("Order 48213 is being packed.",)


@pytest.mark.parametrize(
    "answer", [{}, [], None, "text", {"order": "x"}, {"order": {"status": {}}}]
)
def test_an_answer_without_its_fields_is_a_failure_that_hands_over(answer: object) -> None:
    evidence = turn(found(ORDER, ready(), answer))
    decision = decide(evidence, POLICY)
    assert isinstance(decision, HandOff)
    assert (decision.rule, decision.reason.value) == ("failed", "tool_failure")
    assert "can't look that up" in content(decision, evidence, POLICY)
    assert isinstance(decide(turn(failed(ready(), "down")), POLICY), HandOff)


def test_nothing_under_that_number_is_said_with_an_offer() -> None:
    evidence = turn(missing(ORDER, ready()))
    decision = decide(evidence, POLICY)
    assert decision == OfferHuman("not_found")
    assert "I found no order 48213 of yours." in content(decision, evidence, POLICY)


@pytest.mark.parametrize(
    "value",
    ["see https://evil.example/x", "![x](//evil.example)", "<img src=x>", "www.evil.example/a"],
)
def test_a_link_in_an_answer_is_dropped(value: str) -> None:
    lookup = found(ORDER, ready(), {"order": {"status": "sent", "arrives": value}})
    assert "evil" not in str(lookup.fields)
    assert lookup.lines == ("Order 48213 is sent.",)


def test_a_model_can_propose_only_what_the_customer_said() -> None:
    asked = context("Where is it? I have 48213 and 50117.")
    assert dict(prepared(ORDER, asked, {"order": "50117"}).arguments)["order"] == "50117"
    assert dict(prepared(ORDER, asked, {"order": "99999"}).arguments)["order"] == "50117"
    given = {"order": "48213", "customer": "c-99"}
    assert dict(prepared(ORDER, asked, given).arguments)["customer"] == "c-17"


@given(st.text(max_size=80), st.dictionaries(st.sampled_from(["order", "customer"]), st.text()))
def test_no_words_change_whose_record_is_asked_for(text: str, proposed: dict[str, str]) -> None:
    lookup = prepared(ORDER, context(f"Where is my order? {text}"), proposed)
    assert dict(lookup.arguments).get("customer", "c-17") == "c-17"
