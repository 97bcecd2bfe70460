"""Critical facts: one form for all spellings, and nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.core.turn.facts import Kind, facts, in_digits, lacking, number


def values(text: str, kind: Kind) -> set[str]:
    return {fact.value for fact in facts(text) if fact.kind is kind}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("two weeks", "14 days"),
        ("24 hours", "one day"),
        ("half an hour", "30 minutes"),
        ("a year and a half", "18 months"),
        ("21 business days", "twenty-one working days"),
        ("1,000 users", "1.000 users"),
        ("1 000 users", "1000 users"),
        ("$5", "5 dollars"),
        ("€1.50", "1,50 EUR"),
        ("10 am", "10:00"),
        ("8:15 PM", "20:15"),
        ("1 March 2026", "2026-03-01"),
        ("March 1st, 2026", "1 March 2026"),
        ("75 %", "75 percent"),
        ("3.5 kg", "3500 g"),
        ("20 °C", "20 degrees Celsius"),
        ("https://www.acme.example/help/", "acme.example/help"),
        ("error E-3", "error E3"),
        ("within a week", "within 7 days"),
        ("on Mondays", "on Monday"),
        ("$110 million", "$110.00 million"),
        ("4 million users", "four million users"),
        ("a one-hour pause", "a pause of one hour"),
    ],
)
def test_spellings_of_one_fact_are_one(one: str, other: str) -> None:
    assert lacking(one, [other]) == ()
    assert lacking(other, [one]) == ()


@pytest.mark.parametrize(
    ("claim", "ground"),
    [
        ("14 days", "14 weeks"),
        ("5 business days", "5 days"),
        ("$5", "€5"),
        ("$5", "$50"),
        ("$5 million", "$5 billion"),
        ("a one-hour pause", "a one-minute pause"),
        ("500 MB", "500 GB"),
        ("10 am", "10 pm"),
        ("1 March 2026", "1 March 2025"),
        ("Tuesday", "Thursday"),
        ("E3", "E5"),
        ("version 8.5.5", "version 8.5.6"),
        ("https://help.acme.example/a", "https://help.acme.example/b"),
        ("help@acme.example", "help@acme.example.net"),
        ("ask for Tomas", "ask for Mira"),
        ("21 months", "12 months"),
    ],
)
def test_another_fact_is_missing(claim: str, ground: str) -> None:
    assert lacking(f"It is {claim} then.", [f"It is {ground} then."])


def test_a_bare_number_may_have_its_unit_in_the_source() -> None:
    assert lacking("You have 30.", ["You have 30 days."]) == ()
    assert lacking("You have 31.", ["You have 30 days."]) != ()


@pytest.mark.parametrize("text", ["the right one", "the Bramble One", "OK", "I'm sure", "Please"])
def test_ordinary_words_are_no_facts(text: str) -> None:
    assert facts(text) == frozenset() or values(text, Kind.NUMBER) == set()


def test_the_date_without_its_year_is_said_by_the_whole_date() -> None:
    assert lacking("on 1 March", ["on 1 March 2026"]) == ()


@given(st.integers(0, 10**9))
def test_groups_of_digits_are_one_number(value: int) -> None:
    assert {number(f"{value:,}"), number(f"{value:,}".replace(",", "."))} == {number(str(value))}


@given(st.text(max_size=300))
def test_any_text_is_read_and_supports_itself(text: str) -> None:
    assert lacking(text, [text]) == ()
    in_digits(text)
