"""Suggestions that were sent, as facts store them: a line for each, such as yes|7|billing."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from tandem.core.metrics.counted import Suggested


def became(groups: Iterable[tuple[str, int]]) -> list[Suggested]:
    """What became of these suggestions, by category and by tenths of P(right), in that order.

    Each group has the lines of a conversation, and how many have the same. What is neither yes, no
    nor silent is open.
    """
    found: defaultdict[tuple[str, int], Counter[str]] = defaultdict(Counter)
    for lines, count in groups:
        for line in lines.split("\n"):
            outcome, tenth, category = line.split("|", 2)
            found[category, int(tenth)][outcome] += count
    return [
        Suggested(category, tenth / 10, of.total(), of["yes"], of["no"], of["silent"])
        for (category, tenth), of in sorted(found.items())
    ]


def by_category(every: Sequence[Suggested]) -> list[Suggested]:
    """The same by category alone."""
    return [
        _summed(name, None, [one for one in every if one.category == name])
        for name in sorted({one.category or "" for one in every})
    ]


def by_probability(every: Sequence[Suggested]) -> list[Suggested]:
    """The same by tenths of P(right) alone."""
    return [
        _summed(None, least, [one for one in every if one.least == least])
        for least in sorted({one.least or 0.0 for one in every})
    ]


def _summed(category: str | None, least: float | None, of: Sequence[Suggested]) -> Suggested:
    return Suggested(
        category,
        least,
        sum(one.shown for one in of),
        sum(one.yes for one in of),
        sum(one.no for one in of),
        sum(one.silent for one in of),
    )
