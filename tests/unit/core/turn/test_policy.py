"""The policy: the most specific rollout holds, and its version is its content."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.core.turn.policy import (
    UNCATEGORISED,
    Arm,
    Audience,
    Mode,
    Policy,
    Rollout,
    Segment,
)
from tandem.core.turn.who import Who


@pytest.mark.parametrize(
    ("product", "category", "mode"),
    [
        ("", "", "shadow"),
        ("other", "other", "shadow"),
        ("one", "other", "draft"),
        ("other", "billing", "off"),
        ("one", "billing", "auto"),
    ],
)
def test_the_most_particular_rollout_holds(product: str, category: str, mode: str) -> None:
    rules = (
        Rollout(Mode.AUTO, Audience.EVERYONE, "one", "billing"),
        Rollout(Mode.SHADOW, Audience.EVERYONE),
        Rollout(Mode.DRAFT, Audience.EVERYONE, product="one"),
        Rollout(Mode.OFF, Audience.EVERYONE, category="billing"),
    )
    policy = Policy(company="", rollout=rules)
    # With only product or only category, the later line holds: the last of equals.
    assert policy.rollout_of(product, category).mode == mode


@given(st.from_type(Policy))
def test_the_version_is_the_contents(policy: Policy) -> None:
    assert replace(policy).version == policy.version
    assert replace(policy, turns_max=policy.turns_max + 1).version != policy.version


levels = st.floats(0.3, 0.95)


@given(levels, st.dictionaries(st.sampled_from(["billing", "press", "gone"]), levels))
def test_a_category_takes_its_own_level_and_no_category_the_highest(
    level: float, own: dict[str, float]
) -> None:
    """A level of a category that the firm no longer has counts nowhere."""
    policy = Policy(
        "",
        suggest_from=level,
        suggest_from_of=tuple(own.items()),
        categories=("billing", "press"),
    )
    levels = [policy.suggests_from(category) for category in policy.categories]
    assert levels == [own.get("billing", level), own.get("press", level)]
    for none in (UNCATEGORISED, "", "gone"):
        highest = max(level, own.get("billing", 0), own.get("press", 0))
        assert policy.suggests_from(none) == highest
    nothing = replace(policy, suggest_from=None)
    assert {nothing.suggests_from(one) for one in ("billing", "", "gone")} == {None}


rollouts = st.lists(
    st.builds(
        Rollout,
        mode=st.sampled_from(Mode),
        audience=st.sampled_from(Audience),
        product=st.sampled_from(["", "one"]),
        category=st.sampled_from(["", UNCATEGORISED, "billing", "press"]),
    ),
    max_size=5,
)
# As the policy file makes them: the first line is the shipped default, used where no other matches.
rolled_out = rollouts.map(
    lambda rules: Policy(
        company="",
        categories=("billing", "press"),
        rollout=(Rollout(Mode.DRAFT, Audience.INTERNAL), *rules),
    )
)
products = st.sampled_from(["", "one", "other"])


@given(rolled_out, products, st.sampled_from(["billing", "press"]))
def test_a_mode_holds_for_those_whom_it_has_reached(
    policy: Policy, product: str, category: str
) -> None:
    rule = policy.rollout_of(product, category)
    assert policy.mode_for(product, category, Who(True), is_away=False) is rule.mode
    everyone = rule.audience is Audience.EVERYONE
    outside = policy.mode_for(product, category, Who(), is_away=False)
    assert outside is (rule.mode if everyone else Mode.OFF)


@given(rolled_out, products, st.booleans(), st.sampled_from([UNCATEGORISED, "", "no longer known"]))
def test_what_is_in_no_category_has_the_strictest_mode(
    policy: Policy, product: str, is_internal: bool, category: str
) -> None:
    modes = [
        policy.mode_for(product, one, Who(is_internal), is_away=False)
        for one in ("billing", "press", category)
    ]
    assert modes[-1] is min(modes, key=list(Mode).index)


@given(rolled_out, products, st.booleans())
def test_a_conversation_is_begun_by_the_assistant_only_where_some_answer_may_be_sent(
    policy: Policy, product: str, is_internal: bool
) -> None:
    modes = [
        policy.mode_for(product, one, Who(is_internal), is_away=False)
        for one in (UNCATEGORISED, *policy.categories)
    ]
    if Mode.AUTO in modes:
        assert policy.may_answer(product, Who(is_internal), is_away=False)
    if set(modes) != {Mode.OFF}:
        assert policy.may_draft(product, Who(is_internal), is_away=False)
    if not policy.may_draft(product, Who(is_internal), is_away=False):
        assert set(modes) == {Mode.OFF}
    if policy.may_answer(product, Who(is_internal), is_away=False):
        assert policy.may_draft(product, Who(is_internal), is_away=False)


TEAM = Segment(plan="team")
partial = st.builds(
    Rollout,
    mode=st.sampled_from([Mode.SHADOW, Mode.DRAFT, Mode.AUTO]),
    audience=st.sampled_from(Audience),
    product=st.sampled_from(["", "one"]),
    category=st.sampled_from(["", UNCATEGORISED, "billing", "press"]),
    percent=st.sampled_from([0.5, 1.0, 10.0, 50.0, 100.0]),
    segments=st.sampled_from([(), (TEAM,)]),
    rest=st.sampled_from([Mode.OFF, Mode.SHADOW, Mode.DRAFT]),
).filter(lambda rule: rule.rest.is_below(rule.mode))
in_part = st.lists(partial, min_size=1, max_size=5).map(
    lambda rules: Policy(
        company="",
        categories=("billing", "press"),
        rollout=(Rollout(Mode.DRAFT, Audience.INTERNAL), *rules),
    )
)
places = st.floats(0, 100, exclude_max=True)
whoever = st.builds(Who, st.booleans(), places, st.sampled_from(["", "team", "free"]))
categories = st.sampled_from(["", UNCATEGORISED, "billing", "press", "gone"])


@given(in_part, products, categories, whoever, places, st.booleans())
def test_nobody_further_back_gets_more(
    policy: Policy, product: str, category: str, who: Who, other: float, is_away: bool
) -> None:
    back, front = (
        policy.mode_for(product, category, replace(who, place=place), is_away=is_away)
        for place in (max(who.place, other), min(who.place, other))
    )
    assert not front.is_below(back)


@given(in_part, products, categories, whoever, st.sampled_from([1, 1.5, 4, 100]), st.booleans())
def test_a_raised_percentage_keeps_everyone_who_was_let_in(
    policy: Policy, product: str, category: str, who: Who, times: float, is_away: bool
) -> None:
    rules = [replace(one, percent=min(100.0, one.percent * times)) for one in policy.rollout]
    raised = replace(policy, rollout=tuple(rules))
    before, after = (
        one.mode_for(product, category, who, is_away=is_away) for one in (policy, raised)
    )
    assert not after.is_below(before)


@given(in_part, products, categories, whoever, st.booleans())
def test_there_are_both_arms_or_neither_and_the_control_group_gets_less(
    policy: Policy, product: str, category: str, who: Who, is_away: bool
) -> None:
    sides = [replace(who, place=place) for place in (0.0, who.place, 99.9)]
    for arms, modes in (
        (
            [policy.arm_of(product, category, one, is_away=is_away) for one in sides],
            [policy.mode_for(product, category, one, is_away=is_away) for one in sides],
        ),
        (
            [policy.arm_at_start(product, one, is_away=is_away) for one in sides],
            [policy.mode_at_most(product, one, is_away=is_away) for one in sides],
        ),
    ):
        assert Arm.CONTROL is not arms[0]
        assert (Arm.CONTROL in arms) == (modes[0] is not modes[-1])
        assert (Arm.NONE in arms) == (set(arms) == {Arm.NONE}) == (Arm.CONTROL not in arms)
        for arm, mode in zip(arms, modes, strict=True):
            assert (arm is Arm.CONTROL) == mode.is_below(modes[0])


@given(whoever, st.sampled_from(Audience), st.sampled_from([(), (TEAM,)]))
def test_whom_a_rule_is_not_for_gets_people_and_no_broader_rule(
    who: Who, audience: Audience, segments: tuple[Segment, ...]
) -> None:
    narrow = Rollout(Mode.AUTO, audience, category="billing", percent=50, segments=segments)
    policy = Policy(
        "", categories=("billing",), rollout=(Rollout(Mode.DRAFT, Audience.EVERYONE), narrow)
    )
    mode = policy.mode_for("", "billing", who, is_away=True)
    arm = policy.arm_of("", "billing", who, is_away=True)
    is_meant = (who.is_internal or audience is not Audience.INTERNAL) and (
        not segments or who.plan == "team"
    )
    if not is_meant:
        assert (mode, arm) == (Mode.OFF, Arm.NONE)
    elif who.place < 50:
        assert (mode, arm) == (Mode.AUTO, Arm.ASSISTANT)
    else:
        assert (mode, arm) == (Mode.SHADOW, Arm.CONTROL)


@pytest.mark.parametrize(
    ("rule", "place", "arm"),
    [
        (Rollout(Mode.AUTO, Audience.EVERYONE), 99, ""),
        (Rollout(Mode.DRAFT, Audience.EVERYONE), 0, ""),
        (Rollout(Mode.OFF, Audience.EVERYONE), 0, ""),
        (Rollout(Mode.AUTO, Audience.INTERNAL), 0, ""),
        (Rollout(Mode.DRAFT, Audience.EVERYONE, percent=10), 9.99, "assistant"),
        (Rollout(Mode.DRAFT, Audience.EVERYONE, percent=10), 10, "control"),
        (Rollout(Mode.AUTO, Audience.EVERYONE, percent=10, rest=Mode.OFF), 50, "control"),
        (Rollout(Mode.AUTO, Audience.INTERNAL, percent=10), 50, ""),
    ],
)
def test_the_arm_of_a_customer(rule: Rollout, place: float, arm: str) -> None:
    policy = Policy("", rollout=(rule,))
    assert policy.arm_of("", "", Who(place=place), is_away=False) == arm
    assert policy.arm_at_start("", Who(place=place), is_away=False) == arm
