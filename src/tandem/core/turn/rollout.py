"""Changing the rollout: where a rule goes, what needs a reason, and who gets what and why."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tandem.core.desk.place import Arm
from tandem.core.turn.policy import Audience, Mode, Policy, Rollout
from tandem.core.turn.who import Who

Row = Mapping[str, object]
"""A row of the policy's file, as its keys and values."""

MODES = {
    Mode.AUTO: "the assistant answers",
    Mode.DRAFT: "the assistant drafts, and people send",
    Mode.SHADOW: "people answer, and the assistant only records what it would say",
    Mode.OFF: "people answer",
}


def is_same_place(one: Rollout, other: Rollout) -> bool:
    """Whether both rules are for the same product, category and time of day."""
    return (one.product, one.category, one.audience is Audience.OFF_HOURS) == (
        other.product,
        other.category,
        other.audience is Audience.OFF_HOURS,
    )


def in_force(policy: Policy, product: str, category: str, *, is_away: bool = False) -> Rollout:
    """The rule that holds for a product and category now, as one of exactly this place.

    `is_away` asks for the rule while no team is there.
    """
    rule = policy.rollout_of(product, category, is_away=is_away)
    return Rollout(
        rule.mode, rule.audience, product, category, rule.percent, rule.segments, rule.rest
    )


def cells(policy: Policy) -> list[tuple[str, str]]:
    """Every product and category that a rule can name; "" is all that have none of their own."""
    named = (rule.product for rule in policy.rollout)
    products = dict.fromkeys(("", *(one.id for one in policy.products), *named))
    return [(product, one) for product in products for one in ("", *policy.categories)]


def with_rule(rules: Sequence[Rollout], rows: Sequence[Row], new: Rollout) -> list[Row]:
    """The file's rows with this rule: instead of the one of its place, else as a further one.

    `rules` are the policy's rules of these rows. Of equals the last holds, so the last of a place
    is replaced, and a new rule comes before the one for off hours that it must not replace.
    """
    of_place = [at for at, one in enumerate(rules) if is_same_place(one, new)]
    if of_place:
        at = of_place[-1]
        return [*rows[:at], row(new), *rows[at + 1 :]]
    off_hours = [
        at
        for at, one in enumerate(rules)
        if (one.product, one.category) == (new.product, new.category)
        and one.audience is Audience.OFF_HOURS
    ]
    at = off_hours[0] if off_hours else len(rows)
    return [*rows[:at], row(new), *rows[at:]]


def row(rule: Rollout) -> Row:
    """The rule as a row of the policy's file, without what is the default."""
    percent = int(rule.percent) if float(rule.percent).is_integer() else rule.percent
    segments = [
        {
            name: value
            for name in ("plan", "attribute", "equals", "at_least")
            if (value := getattr(one, name)) not in ("", None)
        }
        for one in rule.segments
    ]
    return {
        **({"product": rule.product} if rule.product else {}),
        **({"category": rule.category} if rule.category else {}),
        "mode": rule.mode.value,
        "audience": rule.audience.value,
        **({"percent": percent, "rest": rule.rest.value} if rule.is_partial else {}),
        **({"segments": segments} if segments else {}),
    }


def raises(before: Rollout, after: Rollout) -> str:
    """Why the change needs a reason, in words; empty if nobody gets more by it.

    A higher mode below `auto` for the same contacts needs none: nothing more reaches a customer.
    """
    if after.mode is Mode.OFF:
        return ""
    if after.mode is Mode.AUTO and before.mode is not Mode.AUTO:
        return "the assistant would answer by itself"
    if before.mode is Mode.OFF:
        return ""
    if before.audience is Audience.INTERNAL and after.audience is not Audience.INTERNAL:
        return "customers would be let in"
    if after.percent > before.percent:
        return "more contacts would be let in"
    if before.segments and (not after.segments or set(after.segments) - set(before.segments)):
        return "contacts of further segments would be let in"
    if after.is_partial and before.is_partial and before.rest.is_below(after.rest):
        return "the control group would get more"
    return ""


@dataclass(frozen=True, slots=True)
class Side:
    """What a contact gets in a product and category, on which side they are, and why."""

    product: str
    category: str
    mode: Mode
    arm: Arm
    says: str


def side(policy: Policy, product: str, category: str, who: Who, *, is_away: bool) -> Side:
    """What this contact gets there; a question in no category has the strictest mode of all."""
    mode = policy.mode_for(product, category, who, is_away=is_away)
    arm = policy.arm_of(product, category, who, is_away=is_away)
    of = [category] if category in policy.categories else [category, *policy.categories]
    rules = [policy.rollout_of(product, one, is_away=is_away) for one in of]
    decisive = next(rule for rule in rules if rule.mode_of(who) is mode)
    says = f"{MODES[mode]}: {_why(decisive, who)}."
    return Side(product, category, mode, arm, f"{says[0].upper()}{says[1:]}")


def _why(rule: Rollout, who: Who) -> str:
    if not rule.audience.includes(is_internal=who.is_internal):
        return "the rule is for your own people, and this is a customer"
    if not rule.is_for(who):
        wanted = " or ".join(one.says for one in rule.segments)
        return f"the rule is for contacts with {wanted}, which this one has not"
    if not rule.is_partial:
        return "the rule lets in everyone whom it is for"
    if who.place < rule.percent:
        return f"their place {who.place:.2f} is below {rule.percent:g}"
    return (
        f"their place {who.place:.2f} is not below {rule.percent:g}, so they are in the control"
        " group"
    )


def whom(rule: Rollout) -> str:
    """Whom the rule is for, in words: "25 % of customers with plan team"."""
    contacts = {
        Audience.INTERNAL: "your own people",
        Audience.EVERYONE: "everyone",
        Audience.OFF_HOURS: "everyone, while no team is there",
    }[rule.audience]
    if rule.segments:
        contacts += f", with {' or '.join(one.says for one in rule.segments)}"
    return f"{rule.percent:g} % of {contacts}" if rule.is_partial else contacts
