"""The steps of a turn, in the order in which they run."""

from collections.abc import Mapping

STEPS = (
    "gather",
    "screen",
    "embed",
    "rewrite",
    "look_up",
    "retrieve",
    "compose",
    "verify",
    "measure",
    "write",
    "decide",
    "record",
)


def in_order(steps: Mapping[str, float]) -> dict[str, float]:
    """The same steps in the order in which they ran; unknown ones come last, as they were.

    Records don't hold the order: PostgreSQL sorts the keys of `jsonb` by their length.
    """
    known = [name for name in STEPS if name in steps]
    return {name: steps[name] for name in [*known, *(one for one in steps if one not in STEPS)]}
