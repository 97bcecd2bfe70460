"""The generator of planted errors: true replies stay true, and each error is one, and false."""

from collections import Counter
from fractions import Fraction
from functools import lru_cache
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.core.turn.policy import Policy
from tools import planted_errors
from tools.planted import errors, firm, quantities, rewordings
from tools.planted.errors import Case
from tools.planted.firm import Firm
from tools.planted.quantities import found, meaning, whens
from tools.planted_errors import KINDS, Planted, Reply, measure, planted, true_replies

PER_KIND = 100
SEED = 3


def chance(seed: int) -> Random:
    return Random(seed)  # noqa: S311 -- no secret


@lru_cache(maxsize=1)
def demo() -> Firm:
    return firm.demo()


@lru_cache(maxsize=1)
def sample() -> tuple[Planted, ...]:
    return tuple(planted(demo(), per_kind=PER_KIND, seed=SEED))


@lru_cache(maxsize=1)
def true() -> tuple[Reply, ...]:
    return tuple(true_replies(demo(), per_way=40, seed=SEED))


def of(kind: str) -> list[Planted]:
    return [one for one in sample() if one.kind == kind]


def grounds_of(one: Planted) -> str:
    return "\n".join(one.true.grounds)


def test_the_demos_articles_alone_give_a_thousand_errors() -> None:
    counts = Counter(one.kind for one in sample())
    assert sum(counts[kind] for kind in KINDS) >= 1_000
    assert all(counts[kind] >= 50 for kind in KINDS)


def test_the_same_seed_gives_the_same_replies_and_another_does_not() -> None:
    first, again, other = (
        planted(demo(), per_kind=4, seed=seed) for seed in (SEED, SEED, SEED + 1)
    )
    assert first == again
    assert first != other
    assert true_replies(demo(), per_way=3, seed=1) == true_replies(demo(), per_way=3, seed=1)


def test_no_reply_is_given_twice() -> None:
    for kind in KINDS:
        claims = [one.claims for one in of(kind)]
        assert len(set(claims)) == len(claims)


def test_errors_stand_in_quoted_and_in_reworded_replies() -> None:
    for kind in KINDS:
        quoted = sum(one.true.ways == ("verbatim",) for one in of(kind))
        assert 0.1 * len(of(kind)) < quoted < 0.8 * len(of(kind)), kind


@pytest.mark.parametrize("kind", [*KINDS, *planted_errors.BESIDES])
def test_a_reply_differs_from_the_true_one_in_one_stretch(kind: str) -> None:
    for one in of(kind):
        if one.at == len(one.true.claims):
            assert (*one.true.claims, one.now) == one.claims
            continue
        before = one.true.claims[one.at]
        places = [
            at
            for at in range(len(before) + 1)
            if before[:at] + one.now + before[at + len(one.was) :] == one.claim
            and before[at:].startswith(one.was)
        ]
        assert places, one
        others = [claim for at, claim in enumerate(one.claims) if at != one.at]
        assert others == [claim for at, claim in enumerate(one.true.claims) if at != one.at]


@pytest.mark.parametrize("kind", ["number", "amount", "duration", "unit"])
def test_a_wrong_value_is_nowhere_in_the_grounds(kind: str) -> None:
    for one in of(kind):
        new = Counter(item.meaning for item in found(one.claim))
        new -= Counter(item.meaning for item in found(one.true.claims[one.at]))
        said = {item.meaning for item in found(grounds_of(one))}
        assert new, one
        for dimension, value in new:
            # "2 to 4 days" becomes "2 to 4 weeks": only one of the two may be there already.
            assert (dimension, value) not in said or len(new) > 1, one


def test_a_wrong_date_is_nowhere_in_the_grounds() -> None:
    for one in of("date"):
        new = {when.meaning for when in whens(one.claim)}
        new -= {when.meaning for when in whens(one.true.claims[one.at])}
        assert len(new) == 1
        assert not new & {when.meaning for when in whens(grounds_of(one))}


@pytest.mark.parametrize("kind", ["name", "e-mail", "link", "code", "product"])
def test_a_wrong_name_is_nowhere_in_the_grounds(kind: str) -> None:
    for one in of(kind):
        new = one.now.split("https://")[-1].rstrip(")") if one.sort == "added" else one.now
        found_there = errors.is_named(new, grounds_of(one)) if kind != "link" else False
        assert not found_there, one


def test_an_unsupported_sentence_shares_few_words_with_the_grounds() -> None:
    for one in of("unsupported"):
        if not one.sort.startswith("invention"):
            assert errors.is_unsupported(one.now, grounds_of(one))


def test_an_invention_says_of_a_thing_what_the_grounds_do_not() -> None:
    text = errors.invention("Returns\nPut the carton under the shelf.", chance(1))
    assert text is not None
    assert "carton" in text or "shelf" in text
    assert errors.invention("Returns\nNothing else.", chance(1)) is None


def test_a_negation_is_no_sentence_of_the_grounds() -> None:
    for one in of("negation"):
        assert one.claim not in grounds_of(one)


def test_rewordings_keep_every_number_date_and_code() -> None:
    for reply in true():
        assert meaning(" ".join(reply.claims)) == meaning(reply.source), reply


def test_rewordings_keep_names_of_products_and_quoted_labels() -> None:
    for reply in true():
        if "list as a sentence" in reply.ways:
            continue
        for name in demo().products:
            assert (name in reply.source) == (name in " ".join(reply.claims)), reply


def test_verbatim_replies_stand_in_their_grounds() -> None:
    quoted = [reply for reply in true() if reply.ways == ("verbatim",)]
    assert len(quoted) == 40
    for reply in quoted:
        assert any(reply.claims[0] in text for text in reply.grounds)


def test_every_way_of_rewording_is_found_in_the_demos_articles() -> None:
    ways = Counter(way for reply in true() for way in reply.ways)
    missing = {one.name for one in rewordings.REWORDINGS} - ways.keys()
    assert missing == set()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("two weeks", "14 days"),
        ("half an hour", "30 minutes"),
        ("24 hours", "one day"),
        ("a year and a half", "18 months"),
        ("1,000 litres", "1000 l"),
        ("1 000 litres", "1,000 litres"),
        ("$5", "5 dollars"),
        ("5 USD", "$5.00"),
        ("€15", "15 euros"),
        ("10 am", "10:00"),
        ("8 p.m.", "20:00"),
        ("1 March 2026", "2026-03-01"),
        ("March 1st, 2026", "1 Mar 2026"),
        ("5 %", "5 per cent"),
        ("250g", "250 grams"),
        ("3 working days", "three business days"),
    ],
)
def test_forms_of_one_quantity_mean_the_same(one: str, other: str) -> None:
    assert meaning(f"It is {one} here") == meaning(f"It is {other} here") != Counter()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("5 days", "5 working days"),
        ("30 days", "one month"),
        ("10 am", "10 pm"),
        ("€5", "$5"),
        ("1 March 2026", "1 March 2025"),
        ("5 GB", "5 MB"),
        ("E3", "E5"),
        ("version 4.2", "version 4.3"),
        ("3-5 days", "3-6 days"),
    ],
)
def test_what_differs_means_something_else(one: str, other: str) -> None:
    assert meaning(f"It is {one} here") != meaning(f"It is {other} here")


@pytest.mark.property
@given(st.integers(1, 9_999), st.sampled_from(["days", "litres", "euros", "GB"]), st.integers())
def test_a_planted_number_is_another_one(value: int, unit: str, seed: int) -> None:
    claim = f"It takes {value} {unit} in all."
    case = Case(claim, f"Title\n{claim}", demo())
    for planter in (errors.number, errors.amount, errors.duration):
        edit = planter(case, chance(seed))
        if edit is not None:
            assert meaning(edit.apply(claim)) != meaning(claim)


@pytest.mark.parametrize(
    ("claim", "grounds"),
    [
        ("It lasts 7 days.", "It lasts 7 days. Or one, two, three, four weeks."),
        ("Wait for two weeks.", "Wait for two weeks."),
    ],
)
def test_a_value_in_another_form_is_no_error(claim: str, grounds: str) -> None:
    said = {item.meaning for item in found(grounds)}
    for seed in range(60):
        edit = errors.duration(Case(claim, grounds, demo()), chance(seed))
        if edit is not None:
            new = {item.meaning for item in found(edit.apply(claim))}
            assert not new & said


def test_a_look_alike_in_a_link_is_no_link_of_the_grounds() -> None:
    link = "https://help.bramblebrew.example/returns"
    for seed in range(60):
        edit = errors.link(Case(f"See {link}.", f"See {link}.", demo()), chance(seed))
        assert edit is not None
        assert edit.now != link


def test_a_check_is_measured_by_the_claim_that_is_false() -> None:
    true = Reply(("A is 1.", "B is 2."), ("A is 1. B is 2.",), ("verbatim",), "A is 1. B is 2.")
    wrong = Planted("number", "in digits", true, ("A is 3.", "B is 2."), 0, "1", "3")
    missed = Planted("number", "in digits", true, ("A is 1.", "B is 4."), 1, "2", "4")

    def refuses_a_three(claim: str, grounds: object, policy: Policy) -> list[str]:
        return ["three"] if "3" in claim else []

    result = measure(demo(), [true], [wrong, missed], refuses_a_three)
    assert planted_errors.caught([result])["number"].value == Fraction(1, 2)
    assert planted_errors.caught([result])["number"].n == 2
    assert planted_errors.blocked([result])["all"].value == 0

    def refuses_all(claim: str, grounds: object, policy: Policy) -> list[str]:
        return ["no"]

    result = measure(demo(), [true], [wrong, missed], refuses_all)
    assert planted_errors.caught([result])["all"].value == 1
    assert planted_errors.caught_of_passing([result])["all"].n == 0
    assert planted_errors.blocked([result])["verbatim"].value == 1


def test_a_woven_line_is_part_of_the_grounds() -> None:
    ground = demo().grounds[0]
    for what in ("e-mail", "link", "person", "date"):
        more, line = firm.woven(ground, what, demo(), chance(2))
        assert more.text == f"{ground.text}\n{line}"
        assert more.is_woven


def test_a_word_is_no_quantity_of_its_own() -> None:
    assert quantities.found("No one has to do this one.") == ()
