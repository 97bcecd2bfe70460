"""The sentence on what the desk does: it is right for every rollout."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.core.desk.hours import Hours
from tandem.core.turn.policy import Audience, Mode, Policy, Rollout, Segment
from tandem.core.turn.product import Product
from tandem.core.turn.reach import NAMED_MAX, modes, reach
from tandem.core.turn.who import Who

FRESH = Rollout(Mode.DRAFT, Audience.INTERNAL)
PRODUCTS = (Product("one", "the One", ()), Product("club", "the Club", ()))
CATEGORIES = ("billing", "delivery", "machine", "returns")
DESK = Policy(company="", products=PRODUCTS, categories=CATEGORIES)

AUTO, DRAFT, SHADOW, OFF = Mode.AUTO, Mode.DRAFT, Mode.SHADOW, Mode.OFF
ALL, OWN = Audience.EVERYONE, Audience.INTERNAL


def says(*rules: Rollout, policy: Policy = DESK) -> str:
    return reach(replace(policy, rollout=(FRESH, *rules)), is_paused=False).says


@pytest.mark.parametrize(
    ("mode", "audience", "sentence"),
    [
        (OFF, OWN, "Everyone is answered by people."),
        (OFF, ALL, "Everyone is answered by people."),
        (
            SHADOW,
            OWN,
            "For your own people, the assistant only records what it would say."
            " Customers are answered by people.",
        ),
        (SHADOW, ALL, "The assistant only records what it would say, and people answer everyone."),
        (
            DRAFT,
            OWN,
            "The assistant drafts for your own people. Customers are answered by people.",
        ),
        (DRAFT, ALL, "The assistant drafts for everyone, and people send the replies."),
        (
            AUTO,
            OWN,
            "The assistant answers your own people, or suggests what is likely."
            " Customers are answered by people.",
        ),
        (AUTO, ALL, "The assistant answers everyone, or suggests what is likely."),
    ],
)
def test_one_line_for_all_is_one_plain_sentence(
    mode: Mode, audience: Audience, sentence: str
) -> None:
    assert says(Rollout(mode, audience)) == sentence


def test_a_new_desk_drafts_for_its_own_people_alone() -> None:
    said = "The assistant drafts for your own people. Customers are answered by people."
    assert says() == says(policy=Policy(company="")) == said


@pytest.mark.parametrize(
    ("rules", "sentence"),
    [
        (
            (Rollout(AUTO, ALL), Rollout(DRAFT, ALL, category="billing")),
            "The assistant answers everyone, or suggests what is likely,"
            " except in billing and outside all categories (drafts only).",
        ),
        (
            (Rollout(AUTO, ALL, category="billing"), Rollout(AUTO, ALL, category="returns")),
            "The assistant drafts for your own people,"
            " except in billing and returns (the assistant answers)."
            " Customers are answered by people,"
            " except in billing and returns (the assistant answers).",
        ),
        (
            (Rollout(AUTO, ALL), Rollout(OFF, ALL, product="club")),
            "The assistant answers everyone, or suggests what is likely,"
            " except for the Club (people answer).",
        ),
        (
            (Rollout(AUTO, ALL, product="one", category="billing"),),
            "The assistant drafts for your own people,"
            " except in billing for the One (the assistant answers)."
            " Customers are answered by people,"
            " except in billing for the One (the assistant answers).",
        ),
        (
            (Rollout(SHADOW, ALL, product="one"), Rollout(SHADOW, ALL, product="club")),
            "For your own people, the assistant only records what it would say,"
            " except without a known product (drafts only)."
            " For customers, the assistant only records what it would say, and people answer,"
            " except without a known product (people answer).",
        ),
    ],
)
def test_exceptions_are_named(rules: tuple[Rollout, ...], sentence: str) -> None:
    assert says(*rules) == sentence


def test_many_exceptions_are_summed_up() -> None:
    many = tuple(f"topic {number}" for number in range(12))
    desk = Policy(company="", categories=many)
    drafted = [Rollout(DRAFT, ALL, category=name) for name in many[:NAMED_MAX]]
    assert says(Rollout(AUTO, ALL), *drafted, policy=desk) == (
        "In most categories, the assistant answers everyone, or suggests what is likely;"
        " elsewhere: drafts only."
    )
    spread = [
        Rollout(mode, ALL, category=name)
        for mode, names in ((OFF, many[:4]), (DRAFT, many[4:8]))
        for name in names
    ]
    assert says(Rollout(AUTO, ALL), *spread, policy=desk) == (
        "In some categories, everyone is answered by people;"
        " elsewhere: drafts only or the assistant answers."
    )


def test_plans_that_people_always_answer_are_told_where_the_assistant_does_anything() -> None:
    desk = replace(DESK, people_first_plans=("gold", "team"))
    assert says(Rollout(AUTO, ALL), policy=desk).endswith(
        " Whoever has the plan gold or team is always answered by people."
    )
    assert says(Rollout(OFF, ALL), policy=desk) == "Everyone is answered by people."


def test_a_stopped_assistant_is_told_first_and_how_to_start_it() -> None:
    told = reach(DESK, is_paused=True)
    assert told.says == (
        "The assistant is stopped, and people answer everyone. Once it is started again: "
        "The assistant drafts for your own people. Customers are answered by people."
    )
    assert told.change.startswith("`tandem pause --off`")


@pytest.mark.parametrize(
    ("rule", "change"),
    [
        (FRESH, '`audience = "everyone"` includes customers'),
        (Rollout(AUTO, OWN), '`audience = "everyone"` includes customers'),
        (Rollout(OFF, ALL), '`mode` says whether the assistant drafts (`"draft"`)'),
        (Rollout(DRAFT, ALL), '`mode = "auto"` lets it answer by itself'),
        (Rollout(SHADOW, ALL), '`mode = "auto"` lets it answer by itself'),
        (Rollout(AUTO, ALL), '`mode = "draft"` has people send every reply'),
    ],
)
def test_what_to_change_leads_on_from_what_is(rule: Rollout, change: str) -> None:
    assert change in reach(replace(DESK, rollout=(FRESH, rule)), is_paused=False).change


rules = st.builds(
    Rollout,
    mode=st.sampled_from(Mode),
    audience=st.sampled_from([Audience.INTERNAL, Audience.EVERYONE]),
    product=st.sampled_from(("", "one", "club", "unlisted")),
    category=st.sampled_from(("", *CATEGORIES, "unlisted")),
)
rollouts = st.lists(rules, max_size=6).map(lambda more: (FRESH, *more))


@given(rollouts, st.booleans())
def test_no_mode_is_left_out_and_none_is_invented(
    rollout: tuple[Rollout, ...], is_internal: bool
) -> None:
    """What the sentence is made of has exactly the modes that turns are given."""
    policy = replace(DESK, rollout=rollout)
    found = modes(policy, is_internal=is_internal, is_away=False)
    products = {product for product, _ in found}
    categories = {category for _, category in found}
    for product in ("", "one", "club", "unlisted", "unheard of"):
        for category in (*CATEGORIES, "", "unlisted"):
            cell = (
                product if product in products else "",
                category if category in categories else "",
            )
            mode = policy.mode_for(product, category, Who(is_internal), is_away=False)
            assert found[cell] is mode


@given(rollouts, st.booleans())
def test_it_says_that_customers_are_answered_just_where_some_are(
    rollout: tuple[Rollout, ...], is_paused: bool
) -> None:
    policy = replace(DESK, rollout=rollout)
    told = reach(policy, is_paused=is_paused)
    some_are = AUTO in {
        policy.mode_for(product, category, Who(), is_away=False)
        for product in ("", "one", "club", "unlisted")
        for category in ("", *CATEGORIES)
    }
    theirs = told.says.split(". ")[-1]  # the last sentence is about customers
    assert ("assistant answers" in theirs) == some_are
    assert ("send every reply" in told.change) == (some_are and not is_paused)
    assert told.says.startswith("The assistant is stopped") == is_paused


@given(rollouts)
def test_each_mode_that_somebody_gets_is_mentioned_and_it_stays_short(
    rollout: tuple[Rollout, ...],
) -> None:
    policy = replace(DESK, rollout=rollout)
    said = reach(policy, is_paused=False).says
    words = {AUTO: "assistant answers", DRAFT: "drafts", SHADOW: "records", OFF: "people"}
    for is_internal in (True, False):
        for mode in modes(policy, is_internal=is_internal, is_away=False).values():
            assert words[mode] in said
    assert len(said) < 500


def test_what_holds_only_while_no_team_is_there_is_said_apart() -> None:
    night = Hours("", "UTC", (((540, 1020),),) * 7)
    rollout = (Rollout(DRAFT, ALL), Rollout(AUTO, Audience.OFF_HOURS))
    said = reach(replace(DESK, rollout=rollout, hours=(night,)), is_paused=False)
    assert said.says.startswith("The assistant drafts for everyone")
    assert "While no team is there: The assistant answers everyone" in said.says
    assert "send every reply" in said.change


TEAM, SEATS = Segment(plan="team"), Segment(attribute="seats", at_least=10)


@pytest.mark.parametrize(
    ("rule", "says"),
    [
        (
            Rollout(AUTO, ALL, percent=10),
            "Only 10 % of contacts are let in; the rest of them are the control group"
            " (records only).",
        ),
        (
            Rollout(AUTO, ALL, category="billing", percent=0.5, rest=OFF),
            "In billing, only 0.5 % of contacts are let in; the rest of them are the control"
            " group (people answer).",
        ),
        (
            Rollout(DRAFT, ALL, segments=(TEAM, SEATS)),
            "Only contacts with plan team or seats from 10 are let in, and people answer"
            " everyone else.",
        ),
        (
            Rollout(AUTO, ALL, percent=25, segments=(TEAM,), rest=DRAFT),
            "Only 25 % of contacts with plan team are let in; the rest of them are the control"
            " group (drafts only). People answer everyone else.",
        ),
    ],
)
def test_it_says_who_is_let_in_where_not_all_are(rule: Rollout, says: str) -> None:
    told = reach(replace(DESK, rollout=(FRESH, rule)), is_paused=False).says
    assert told.endswith(says)
    whole = replace(rule, percent=100.0, segments=())
    assert reach(replace(DESK, rollout=(FRESH, whole)), is_paused=False).says in told


def test_a_rule_that_never_holds_is_not_mentioned_and_many_are_counted() -> None:
    never = Rollout(AUTO, ALL, percent=10)
    whole = reach(replace(DESK, rollout=(FRESH, never, Rollout(AUTO, ALL))), is_paused=False)
    assert "%" not in whole.says
    many = [Rollout(AUTO, ALL, product=f"p{n}", percent=10) for n in range(NAMED_MAX + 2)]
    told = reach(replace(DESK, rollout=(FRESH, *many)), is_paused=False).says
    assert told.endswith("2 further rules let in only a part: `tandem rollout` names them.")
