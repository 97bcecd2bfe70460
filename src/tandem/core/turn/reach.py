"""In words: whom the assistant answers, for whom it drafts, and who gets people alone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product as pairs

from tandem.core.turn.policy import Audience, Mode, Policy, Rollout
from tandem.core.turn.who import Who

NAMED_MAX = 4  # exceptions that are named; more of them would hide the sentence

Cell = tuple[str, str]  # a product and a category; "" where it isn't known, or none fits
Modes = Mapping[Cell, Mode]
Place = tuple[str | None, str | None]  # the same; None for all of them

OWN, CUSTOMERS, EVERYONE = "your own people", "customers", "everyone"
MAIN = {
    (Mode.AUTO, OWN): "The assistant answers your own people, or suggests what is likely",
    (Mode.AUTO, CUSTOMERS): "The assistant answers customers, or suggests what is likely",
    (Mode.AUTO, EVERYONE): "The assistant answers everyone, or suggests what is likely",
    (Mode.DRAFT, OWN): "The assistant drafts for your own people",
    (Mode.DRAFT, CUSTOMERS): "The assistant drafts for customers, and people send the replies",
    (Mode.DRAFT, EVERYONE): "The assistant drafts for everyone, and people send the replies",
    (Mode.SHADOW, OWN): "For your own people, the assistant only records what it would say",
    (Mode.SHADOW, CUSTOMERS): (
        "For customers, the assistant only records what it would say, and people answer"
    ),
    (Mode.SHADOW, EVERYONE): (
        "The assistant only records what it would say, and people answer everyone"
    ),
    (Mode.OFF, OWN): "For your own people, the assistant does nothing",
    (Mode.OFF, CUSTOMERS): "Customers are answered by people",
    (Mode.OFF, EVERYONE): "Everyone is answered by people",
}
INSTEAD = {
    Mode.AUTO: "the assistant answers",
    Mode.DRAFT: "drafts only",
    Mode.SHADOW: "records only",
    Mode.OFF: "people answer",
}
WHILE_AWAY = "While no team is there:"
STOPPED = "The assistant is stopped, and people answer everyone."
START = "`tandem pause --off`, or Settings → Assistant, starts it again."
INCLUDE = (
    'To change that: under `[[rollout]]` in the policy, `audience = "everyone"` includes customers,'
    ' and `mode` says whether the assistant drafts (`"draft"`) or answers (`"auto"`).'
)
LET_ANSWER = (
    'To change that: under `[[rollout]]` in the policy, `mode = "auto"` lets it answer by itself;'
    ' `audience = "internal"` keeps it to your own people.'
)
KEEP_BACK = (
    'To change that: under `[[rollout]]` in the policy, `mode = "draft"` has people send every'
    " reply. `tandem pause` stops it at once."
)


@dataclass(frozen=True, slots=True)
class Reach:
    """What the desk does now, in a sentence or two, and what to change for something else."""

    says: str
    change: str


def reach(policy: Policy, *, is_paused: bool) -> Reach:
    """Whom this policy lets the assistant answer, unless it is stopped.

    Questions in none of the categories have the strictest mode of all; so has the sentence.
    """
    says = _says(policy)
    if is_paused:
        return Reach(f"{STOPPED} Once it is started again: {says}", START)
    theirs = set(modes(policy, is_internal=False, is_away=False).values())
    if any(rule.audience is Audience.OFF_HOURS for rule in policy.rollout):
        theirs |= set(modes(policy, is_internal=False, is_away=True).values())
    if theirs == {Mode.OFF}:
        return Reach(says, INCLUDE)
    return Reach(says, KEEP_BACK if Mode.AUTO in theirs else LET_ANSWER)


def modes(policy: Policy, *, is_internal: bool, is_away: bool) -> Modes:
    """The mode of every product and category for your own people, or else for customers.

    `is_away` says that no team is there at the time. It is the mode of those whom percentages and
    segments let in; a sentence of its own names both.

    A dimension that changes nothing is left out: then its one key is "".
    """
    whole = _all_let_in(policy)
    products, categories = _dimensions(policy)
    grid = {
        (product, category): whole.mode_for(product, category, Who(is_internal), is_away=is_away)
        for product in products
        for category in categories
    }
    if all(mode is grid["", category] for (_, category), mode in grid.items()):
        products = [""]
    if all(mode is grid[product, ""] for (product, _), mode in grid.items()):
        categories = [""]
    return {
        cell: mode for cell, mode in grid.items() if cell[0] in products and cell[1] in categories
    }


def _dimensions(policy: Policy) -> tuple[list[str], list[str]]:
    """All products and categories, with "" for none of them."""
    named = (rule.product for rule in policy.rollout)
    products = list(dict.fromkeys(("", *(one.id for one in policy.products), *named)))
    return products, [*dict.fromkeys(policy.categories), ""]


def _all_let_in(policy: Policy) -> Policy:
    """The policy as those see it whom every percentage and segment lets in."""
    rules = (replace(rule, percent=100.0, segments=()) for rule in policy.rollout)
    return replace(policy, rollout=tuple(rules))


def _limits(policy: Policy) -> list[str]:
    """A sentence for each rule in use that lets in only a part of its audience."""
    cells = [*pairs(*_dimensions(policy), (False, True))]
    used = [policy.rollout_of(cell[0], cell[1], is_away=cell[2]) for cell in cells]
    limited = [
        rule
        for rule in policy.rollout
        if (rule.is_partial or rule.segments) and any(rule is one for one in used)
    ]
    said = [_limit(policy, rule) for rule in limited[:NAMED_MAX]]
    if more := len(limited) - len(said):
        rules = "1 further rule lets" if more == 1 else f"{more} further rules let"
        said.append(f"{rules} in only a part: `tandem rollout` names them.")
    return said


def _limit(policy: Policy, rule: Rollout) -> str:
    where = _place(policy, (rule.product or None, rule.category or None))
    place = f"{where[0].upper()}{where[1:]}, only" if where else "Only"
    segments = rule.segments and _listed([one.says for one in rule.segments], "or")
    whom = f"contacts with {segments}" if segments else "contacts"
    if not rule.is_partial:
        return f"{place} {whom} are let in, and people answer everyone else."
    people = " People answer everyone else." if segments else ""
    return (
        f"{place} {rule.percent:g} % of {whom} are let in; the rest of them are the control group"
        f" ({INSTEAD[rule.rest]}).{people}"
    )


def _says(policy: Policy) -> str:
    by_day, off_hours = (_groups(policy, is_away=is_away) for is_away in (False, True))
    sentences = [_sentence(policy, whom, found) for whom, found in by_day]
    if by_day != off_hours:
        said = [_sentence(policy, whom, found) for whom, found in off_hours]
        sentences.append(f"{WHILE_AWAY} {' '.join(said)}")
    sentences += _limits(policy)
    is_working = any(set(found.values()) != {Mode.OFF} for _, found in (*by_day, *off_hours))
    if policy.people_first_plans and is_working:
        plans = _listed(policy.people_first_plans, "or")
        sentences.append(f"Whoever has the plan {plans} is always answered by people.")
    return " ".join(sentences)


def _groups(policy: Policy, *, is_away: bool) -> list[tuple[str, Modes]]:
    own, theirs = (
        modes(policy, is_internal=is_internal, is_away=is_away) for is_internal in (True, False)
    )
    return [(EVERYONE, own)] if own == theirs else [(OWN, own), (CUSTOMERS, theirs)]


def _sentence(policy: Policy, whom: str, found: Modes) -> str:
    """What most of them get, and where they get something else."""
    main = _most(found)
    says = MAIN[main, whom]
    others = [mode for mode in Mode if mode is not main and mode in found.values()]
    if not others:
        return f"{says}."
    places = {mode: _places(found, mode) for mode in others}
    if sum(map(len, places.values())) <= NAMED_MAX:
        named = [f"{_named(policy, places[mode])} ({INSTEAD[mode]})" for mode in others]
        return f"{says}, except {_listed(named)}."
    instead = _listed([INSTEAD[mode] for mode in others], "or")
    return f"{_share(found, main)}, {says[0].lower()}{says[1:]}; elsewhere: {instead}."


def _most(found: Modes) -> Mode:
    """The mode of most cells; of equally frequent ones the strictest."""
    return max(Mode, key=list(found.values()).count)  # modes are in this order, strictest first


def _share(found: Modes, mode: Mode) -> str:
    share = "most" if 2 * list(found.values()).count(mode) > len(found) else "some"
    products, categories = ({cell[at] for cell in found} for at in (0, 1))
    if len(products) == 1:
        return f"In {share} categories"
    return f"For {share} products" if len(categories) == 1 else f"In {share} cases"


def _places(found: Modes, mode: Mode) -> list[Place]:
    """Where this mode holds: whole categories and products first, then what is left."""
    left = {cell for cell, one in found.items() if one is mode}
    places = list[Place]()
    for at in (1, 0):
        for name in dict.fromkeys(cell[at] for cell in found):
            whole = {cell for cell in found if cell[at] == name}
            if whole <= left:
                places.append((None, name) if at else (name, None))
                left -= whole
    return places + [cell for cell in found if cell in left]


def _named(policy: Policy, places: Sequence[Place]) -> str:
    categories = [category for product, category in places if product is None and category]
    others = [_place(policy, place) for place in places if place[0] is not None or not place[1]]
    return _listed([*([f"in {_listed(categories)}"] if categories else []), *others])


def _place(policy: Policy, place: Place) -> str:
    product, category = place
    where = None if category is None else f"in {category}" if category else "outside all categories"
    if product is None:
        return where or ""
    of = f"for {policy.product_name(product)}" if product else "without a known product"
    return f"{where} {of}" if where else of


def _listed(parts: Sequence[str], word: str = "and") -> str:
    return f" {word} ".join(filter(None, (", ".join(parts[:-1]), parts[-1])))
