"""The policy: the most specific rollout holds, and its version is its content."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.core.turn.policy import (
    UNCATEGORISED,
    Audience,
    Mode,
    Policy,
    Rollout,
)


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
    assert policy.mode_for(product, category, is_internal=True, is_away=False) is rule.mode
    everyone = rule.audience is Audience.EVERYONE
    outside = policy.mode_for(product, category, is_internal=False, is_away=False)
    assert outside is (rule.mode if everyone else Mode.OFF)


@given(rolled_out, products, st.booleans(), st.sampled_from([UNCATEGORISED, "", "no longer known"]))
def test_what_is_in_no_category_has_the_strictest_mode(
    policy: Policy, product: str, is_internal: bool, category: str
) -> None:
    modes = [
        policy.mode_for(product, one, is_internal=is_internal, is_away=False)
        for one in ("billing", "press", category)
    ]
    assert modes[-1] is min(modes, key=list(Mode).index)


@given(rolled_out, products, st.booleans())
def test_a_conversation_is_begun_by_the_assistant_only_where_some_answer_may_be_sent(
    policy: Policy, product: str, is_internal: bool
) -> None:
    modes = [
        policy.mode_for(product, one, is_internal=is_internal, is_away=False)
        for one in (UNCATEGORISED, *policy.categories)
    ]
    if Mode.AUTO in modes:
        assert policy.may_answer(product, is_internal=is_internal, is_away=False)
    if set(modes) != {Mode.OFF}:
        assert policy.may_draft(product, is_internal=is_internal, is_away=False)
    if not policy.may_draft(product, is_internal=is_internal, is_away=False):
        assert set(modes) == {Mode.OFF}
    if policy.may_answer(product, is_internal=is_internal, is_away=False):
        assert policy.may_draft(product, is_internal=is_internal, is_away=False)
