"""A rule goes where it holds; what lets in more needs a reason; each side is explained."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.adapters.policy import document
from tandem.core.desk.place import Arm
from tandem.core.turn import rollout
from tandem.core.turn.policy import UNCATEGORISED, Audience, Mode, Policy, Rollout, Segment
from tandem.core.turn.who import Who

AUTO, DRAFT, SHADOW, OFF = Mode.AUTO, Mode.DRAFT, Mode.SHADOW, Mode.OFF
ALL, OWN, AWAY = Audience.EVERYONE, Audience.INTERNAL, Audience.OFF_HOURS
TEAM, SEATS = Segment(plan="team"), Segment(attribute="seats", at_least=10)
HOURS = [{"time_zone": "UTC", "monday": ["09:00-17:00"], "friday": ["09:00-17:00"]}]
WHOLE: dict[str, object] = {
    "answers": {"categories": ["billing", "press"]},
    "product": [{"id": "one", "name": "One"}],
    "hours": HOURS,
}

rules = st.builds(
    Rollout,
    mode=st.sampled_from([SHADOW, DRAFT, AUTO]),
    audience=st.sampled_from(Audience),
    product=st.sampled_from(["", "one"]),
    category=st.sampled_from(["", "billing"]),
    percent=st.sampled_from([0.5, 10.0, 100.0]),
    segments=st.sampled_from([(), (TEAM,), (TEAM, SEATS)]),
    rest=st.just(OFF),
).map(lambda rule: rule if rule.is_partial else replace(rule, rest=SHADOW))


def read(rows: list[rollout.Row]) -> Policy:
    return document.parse({**WHOLE, "rollout": [dict(one) for one in rows]})


@given(st.lists(rules, max_size=4, unique_by=lambda one: (one.product, one.category)), rules)
def test_a_saved_rule_holds_at_its_place_and_changes_no_other(
    before: list[Rollout], new: Rollout
) -> None:
    rows = [rollout.row(one) for one in before]
    policy = read(rows)
    assert policy.rollout[1:] == tuple(before), "a row says all of its rule"
    after = read(rollout.with_rule(policy.rollout[1:], rows, new))
    is_away = new.audience is AWAY
    assert after.rollout_of(new.product, new.category, is_away=is_away) == new
    for one in before:
        if not rollout.is_same_place(one, new):
            assert one in after.rollout
            away = one.audience is AWAY
            held = policy.rollout_of(one.product, one.category, is_away=away) == one
            assert (after.rollout_of(one.product, one.category, is_away=away) == one) == held
    again = rollout.with_rule(
        after.rollout[1:], [rollout.row(one) for one in after.rollout[1:]], new
    )
    assert read(again) == after


@pytest.mark.parametrize(
    ("before", "after", "needs"),
    [
        (Rollout(DRAFT, ALL), Rollout(AUTO, ALL), "answer by itself"),
        (Rollout(OFF, OWN), Rollout(AUTO, ALL, percent=1), "answer by itself"),
        (Rollout(DRAFT, OWN), Rollout(DRAFT, ALL), "customers would be let in"),
        (Rollout(AUTO, OWN), Rollout(AUTO, AWAY), "customers would be let in"),
        (Rollout(AUTO, ALL, percent=10), Rollout(AUTO, ALL, percent=11), "more contacts"),
        (Rollout(DRAFT, ALL, segments=(TEAM,)), Rollout(DRAFT, ALL), "further segments"),
        (
            Rollout(DRAFT, ALL, segments=(TEAM,)),
            Rollout(DRAFT, ALL, segments=(TEAM, SEATS)),
            "further segments",
        ),
        (
            Rollout(AUTO, ALL, percent=10),
            Rollout(AUTO, ALL, percent=10, rest=DRAFT),
            "control group would get more",
        ),
        (Rollout(AUTO, ALL), Rollout(AUTO, ALL, percent=10), ""),
        (Rollout(AUTO, ALL), Rollout(DRAFT, ALL), ""),
        (Rollout(AUTO, ALL), Rollout(AUTO, OWN), ""),
        (Rollout(AUTO, ALL, percent=10), Rollout(OFF, ALL), ""),
        (Rollout(AUTO, ALL), Rollout(AUTO, ALL, segments=(TEAM,)), ""),
        (Rollout(SHADOW, ALL), Rollout(DRAFT, ALL), ""),
        (Rollout(OFF, ALL), Rollout(SHADOW, ALL), ""),
    ],
)
def test_what_lets_in_more_needs_a_reason(before: Rollout, after: Rollout, needs: str) -> None:
    said = rollout.raises(before, after)
    assert needs in said
    assert bool(needs) == bool(said)


places = st.builds(Who, st.booleans(), st.floats(0, 99.9), st.sampled_from(["", "team"]))


@given(rules, rules, places)
def test_nobody_is_answered_more_without_a_reason(
    before: Rollout, after: Rollout, who: Who
) -> None:
    if not rollout.raises(before, after) and after.mode_of(who) is AUTO:
        assert before.mode_of(who) is AUTO


@pytest.mark.parametrize(
    ("who", "mode", "arm", "says"),
    [
        (Who(place=9.99), AUTO, Arm.ASSISTANT, "The assistant answers: their place 9.99 is below"),
        (
            Who(place=43.125),
            SHADOW,
            Arm.CONTROL,
            "People answer, and the assistant only records what it would say: their place 43.12 is"
            " not below 10, so they are in the control group.",
        ),
    ],
)
def test_a_side_says_why(who: Who, mode: Mode, arm: Arm, says: str) -> None:
    policy = Policy("", categories=("billing",), rollout=(Rollout(AUTO, ALL, percent=10),))
    found = rollout.side(policy, "", "billing", who, is_away=False)
    assert (found.mode, found.arm) == (mode, arm)
    assert found.says.startswith(says)


def test_who_is_left_out_reads_why() -> None:
    own = Policy("", rollout=(Rollout(DRAFT, OWN),))
    said = rollout.side(own, "", "", Who(), is_away=False).says
    assert said == "People answer: the rule is for your own people, and this is a customer."
    team = Policy("", rollout=(Rollout(AUTO, ALL, segments=(TEAM, SEATS)),))
    said = rollout.side(team, "", "", Who(), is_away=False).says
    assert said.endswith("for contacts with plan team or seats from 10, which this one has not.")
    said = rollout.side(team, "", "", Who(plan="team"), is_away=False).says
    assert said == "The assistant answers: the rule lets in everyone whom it is for."


@given(rules, rules, places, st.sampled_from(["billing", "press", UNCATEGORISED]), st.booleans())
def test_a_side_is_what_the_policy_gives(
    one: Rollout, other: Rollout, who: Who, category: str, is_away: bool
) -> None:
    policy = Policy("", categories=("billing", "press"), rollout=(Rollout(DRAFT, OWN), one, other))
    found = rollout.side(policy, "one", category, who, is_away=is_away)
    assert found.mode is policy.mode_for("one", category, who, is_away=is_away)
    assert found.arm is policy.arm_of("one", category, who, is_away=is_away)


def test_whom_a_rule_is_for() -> None:
    assert rollout.whom(Rollout(AUTO, ALL, percent=2.5, segments=(TEAM,))) == (
        "2.5 % of everyone, with plan team"
    )
    assert rollout.whom(Rollout(AUTO, OWN)) == "your own people"
