"""Identity tokens: who it is must be valid; any other bad claim is ignored."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime

import jwt
import pytest

from tandem.adapters import identities
from tandem.adapters.identities import ATTRIBUTES_MAX, LONG_MAX, SHORT_MAX
from tandem.core.desk.identity import Identity
from tandem.core.errors import InvalidError

SECRET = bytes(range(32))
NOW = datetime(2026, 1, 5, 12, tzinfo=UTC)
NAMELESS = Identity("42", "", "", "", "", "", is_high_value=False, attributes={})


def read(claims: Mapping[str, object]) -> Identity:
    """The identity in a token with these claims, valid for an hour."""
    given = {"sub": "42", "exp": NOW.timestamp() + 3600, **claims}
    return identities.read(jwt.encode(given, SECRET.hex(), "HS256"), SECRET, now=NOW)


def test_the_claims_say_who_it_is() -> None:
    assert read(
        {
            "name": "Rosa",
            "email": "rosa@example.com",
            "product": "one",
            "plan": "home",
            "locale": "de",
            "high_value": True,
            "attributes": {"seats": 3},
        }
    ) == Identity(
        "42",
        "Rosa",
        "rosa@example.com",
        "one",
        "home",
        "de",
        is_high_value=True,
        attributes={"seats": "3"},
    )


def test_null_is_the_same_as_not_given() -> None:
    names = ("name", "email", "product", "plan", "locale", "high_value", "attributes", "nbf")
    assert read(dict.fromkeys(names)) == NAMELESS
    assert read({"attributes": {"seats": None}}) == NAMELESS


@pytest.mark.parametrize("email", ["nobody", "rosa@bücher.example", f"{'x' * 260}@example.com"])
def test_an_address_that_cant_be_mailed_to_is_none(email: str) -> None:
    assert read({"email": email}) == NAMELESS


@pytest.mark.parametrize("odd", [True, ["a"], {"city": "Bath"}, []])
def test_what_is_no_text_costs_nobody_the_chat(odd: object) -> None:
    names = ("name", "email", "product", "plan", "locale", "high_value")
    assert replace(read(dict.fromkeys(names, odd)), is_high_value=False) == NAMELESS
    assert read({"attributes": {"newsletter": odd}}) == NAMELESS
    assert read({"attributes": [odd]}) == NAMELESS


def test_what_is_too_long_is_cut() -> None:
    long = "x" * 5000
    assert read({"name": long, "attributes": {"note": long, long: "dropped"}}) == replace(
        NAMELESS, name="x" * SHORT_MAX, attributes={"note": "x" * LONG_MAX}
    )
    many = {str(number): "yes" for number in range(2 * ATTRIBUTES_MAX)}
    assert list(read({"attributes": many}).attributes) == list(many)[:ATTRIBUTES_MAX]


@pytest.mark.parametrize(
    "claims", [{"sub": "x" * (SHORT_MAX + 1)}, {"sub": ""}, {"sub": None}, {"exp": None}]
)
def test_for_whom_and_until_when_must_be_said(claims: Mapping[str, object]) -> None:
    with pytest.raises(InvalidError):
        read(claims)
