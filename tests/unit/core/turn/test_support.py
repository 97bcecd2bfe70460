"""Claims are held to their passages: what they say, deny, count, name and promise."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.core.turn.policy import Policy
from tandem.core.turn.product import Product
from tandem.core.turn.support import faults

POLICY = Policy(
    "Acme",
    link_hosts=("help.acme.example",),
    products=(Product("cloud", "Acme Cloud", ()), Product("box", "Acme Box", ())),
)
RETURNS = (
    "Returns\nYou can return the machine within 30 days of delivery. We refund the price in 5"
    " business days. Opened coffee can't be returned. Only the original buyer may return it."
    " Orders over €50 ship free, except to islands. See https://help.acme.example/returns for more."
)


def kinds(claim: str, ground: str = RETURNS) -> set[str]:
    return {fault.kind for fault in faults(claim, [ground], POLICY)}


@pytest.mark.parametrize(
    "claim",
    [
        "You can return the machine within 30 days.",
        "The machine can be returned within thirty days of delivery.",
        "Yes, you can return the machine within 30 days of delivery.",
        "We refund the price within 5 working days.",
        "Coffee that was opened cannot be returned.",
        "Only the original buyer may return the machine.",
        "Orders over 50 euros ship free, except to islands.",
        "See https://help.acme.example/returns for more.",
    ],
)
def test_what_the_passage_says_passes(claim: str) -> None:
    assert kinds(claim) == set()


@pytest.mark.parametrize(
    ("claim", "kind"),
    [
        ("You can return the machine within 60 days.", "duration"),
        ("You can return the machine within 30 weeks.", "duration"),
        ("You cannot return the machine within 30 days of delivery.", "negation"),
        ("Opened coffee can be returned.", "negation"),
        ("The original buyer may return it.", "negation"),
        ("Orders over $50 ship free, except to islands.", "amount"),
        ("Our engineers enjoy hiking in the winter mountains.", "unsupported"),
        (
            "You can return the machine within 30 days, and every visitor gets a cake.",
            "unsupported",
        ),
        ("You can return the Acme Box within 30 days of delivery.", "product"),
        ("See https://help.acme.example/refunds for more.", "link"),
        ("See https://acme-help.example/returns for more.", "link"),
        ("You can return the machine ![x](https://help.acme.example/i.png) now.", "markup"),
        ("You can return the <b>machine</b> within 30 days.", "markup"),
        ("Press “Send back” to return the machine within 30 days.", "name"),
        ("I'll refund the price in 5 business days.", "promise"),
        ("You will get a discount on the machine.", "promise"),
        ("It broke because you did not return the machine in time.", "blame"),
        ("You can sue us if we don't refund the price.", "legal"),
        ("Take 400 mg of ibuprofen and return the machine.", "medical"),
    ],
)
def test_what_it_does_not_say_is_found(claim: str, kind: str) -> None:
    assert kind in kinds(claim)


KEYS = (
    "Keys\nAn illegal key size stops the start. This class is used inside the plugin and is not"
    " exported."
    " You can install the pack on a host that already has it. You can install the pack on a host"
    " that does"
    " not already have it. Disable the proxy. Fixes\nAPAR IV76788\nAPAR IV79769"
)


@pytest.mark.parametrize(
    "claim",
    [
        "To answer your question: an illegal key size stops the start.",
        "This class is used inside the plugin.",
        "You can install the pack on a host that doesn't already have it.",
        "You can install the pack on a host that already has it.",
        "Turn off the proxy.",
        "The keys have these fixes: APAR IV76788 and APAR IV79769.",
    ],
)
def test_what_it_says_in_other_words_passes(claim: str) -> None:
    assert kinds(claim, KEYS) == set()


@pytest.mark.parametrize(
    ("claim", "kind"),
    [
        ("This class is not used inside the plugin.", "negation"),
        ("Turn on the proxy.", "opposite"),
        ("It is illegal to start without a key size.", "negation"),
    ],
)
def test_and_its_opposite_does_not(claim: str, kind: str) -> None:
    assert kind in kinds(claim, KEYS)


def test_a_promise_may_be_listed_by_the_firm() -> None:
    claim = "You will get a discount on the machine that you return within 30 days."
    assert "promise" in kinds(claim)
    listed = Policy("Acme", promises=("discount",))
    assert "promise" not in {fault.kind for fault in faults(claim, [RETURNS], listed)}


def test_what_an_article_promises_may_be_repeated_unless_the_firm_quotes_no_such_promise() -> None:
    article = "You will get a discount of 10 % on the second machine."
    claim = "You will get a discount of 10 % on the second machine."
    assert faults(claim, [article], POLICY) == ()
    strict = Policy("Acme", quoted_promises=("refund",))
    assert "promise" in {fault.kind for fault in faults(claim, [article], strict)}


def test_of_a_translated_claim_facts_are_compared_and_words_are_not() -> None:
    french = "Vous pouvez retourner la machine dans les 30 jours."
    assert faults(french, [RETURNS], POLICY, is_translated=True) == ()
    wrong = "Vous pouvez retourner la machine dans les 60 jours pour 80 €."
    assert faults(wrong, [RETURNS], POLICY, is_translated=True) != ()


SENTENCES = st.sampled_from(
    [
        "You can return the machine within 30 days of delivery.",
        "We refund the price in 5 business days.",
        "Opened coffee can't be returned.",
        "Only the original buyer may return it.",
        "Press the cup button for 3 seconds until the ring is blue.",
        "The Club costs €12.90 a month, without a minimum term.",
        "Never use vinegar, because it attacks the brass.",
    ]
)


@given(st.lists(SENTENCES, min_size=1, max_size=5, unique=True), st.data())
def test_every_sentence_of_a_passage_supports_itself(
    passage: list[str], data: st.DataObject
) -> None:
    claim = data.draw(st.sampled_from(passage))
    assert faults(claim, [" ".join(passage)], POLICY) == ()


@given(st.text(max_size=200), st.text(max_size=200))
def test_any_words_can_be_compared(claim: str, ground: str) -> None:
    faults(claim, [ground], POLICY)
