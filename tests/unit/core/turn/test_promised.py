"""What a reply promises: the firm's deeds, not the customer's rights and duties."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.core.turn.promise import KINDS
from tandem.core.turn.promised import promises, unlisted

NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)


def kinds(text: str) -> list[str]:
    return [one.kind for one in promises(text, NOW, None)]


@pytest.mark.parametrize(
    ("says", "kind"),
    [
        ("We refund you within 30 days.", "refund"),
        ("We'll refund you by Friday.", "refund"),
        ("You get your money back within 14 days.", "refund"),
        ("The amount is released within 3 working days.", "refund"),
        ("The price of the coffee is refunded within 10 working days.", "refund"),
        ("Money paid by bank transfer is sent back within 5 working days.", "refund"),
        ("3. We send an empty transport box within 3 working days.", "date"),
        ("You will hear from us within two working days.", "date"),
        ("Our team replies within 24 hours.", "date"),
        ("The fault will be fixed by tomorrow.", "date"),
        ("You will receive a replacement.", "replacement"),
        ("If it breaks, we replace it.", "replacement"),
        ("We give 10% off the next order.", "discount"),
        ("You get a voucher of €25.", "compensation"),
        ("We send one free of charge.", "exception"),
        ("We’ll send you a new one the same day.", "replacement"),
    ],
)
def test_what_the_firm_will_do_is_a_promise(says: str, kind: str) -> None:
    assert kinds(says) == [kind]


@pytest.mark.parametrize(
    "says",
    [
        "You can return it within 30 days.",
        "Hand the parcel in within 7 days.",
        "We do not refund the shipping.",
        "No refund is sent for opened bags.",
        "Opened bags cannot be returned.",
        "We usually reply within 2 hours.",
        "Most parcels arrive by Monday.",
        "Will you refund me within 3 days?",
        "When a delivery is refunded, its Berries are taken back.",
        "If you pay before Tuesday, the parcel is sent on time.",
        "We roast on Monday.",
        "The club charges each delivery on Monday, two days before it is sent.",
        "The discount of €50 is then taken off the refund.",
        "Use two descaling tablets for one boiler.",
        "",
    ],
)
def test_rights_duties_and_hedges_are_none(says: str) -> None:
    assert kinds(says) == []


def test_it_has_the_words_as_they_were_told_where_from_and_by_when() -> None:
    text = "Send it back first. **The money arrives within 7 days after we got the parcel.**"
    [promise] = promises(text, NOW, None, article_id="returns", title="Returns")
    assert promise.says == "The money arrives within 7 days after we got the parcel."
    assert (promise.article_id, promise.title) == ("returns", "Returns")
    assert promise.is_conditional
    assert promise.due_at == datetime(2026, 12, 7, 23, 59, 59, tzinfo=UTC)


def test_the_customers_own_time_is_not_the_promises() -> None:
    [promise] = promises("We replace it: write to us within 14 days.", NOW, None)
    assert (promise.kind, promise.due_at) == ("replacement", None)


def test_a_kind_that_is_not_listed_is_named() -> None:
    text = "We send one free of charge. We refund you within 3 days."
    assert unlisted(text, KINDS) == ""
    assert unlisted(text, ["exception"]) == "refund"
    assert unlisted(text, []) == "exception"
    both = "We refund you: we also give you a discount, and you get a voucher."
    assert unlisted(both, ["refund"]) == "compensation"
    assert unlisted(both, ["refund", "compensation"]) == "discount"
    assert len(list(promises(both, NOW, None))) == 1


@given(st.text(st.sampled_from("we you get refund within 3 days, if . : ; the money is paid")))
def test_any_text_can_be_read_and_what_is_found_stands_in_it(text: str) -> None:
    for promise in promises(text, NOW, None):
        assert promise.kind in KINDS
        assert promise.says in text
