"""Reads figures from a result and formats them with interval and n."""

from collections.abc import Callable, Mapping
from typing import Any

from tandem.core.metrics import figures

Result = Mapping[str, Any]  # from `to_json`, directly or from a file
Style = Callable[[figures.Figure], str]

FEW = 30  # with fewer cases a mark is hollow


def figure(result: Result, *path: str) -> figures.Figure:
    """The figure at this path; undefined if the result has none."""
    found: Any = result
    for key in path:
        found = found.get(key) if isinstance(found, Mapping) else None
    if not isinstance(found, Mapping):
        return figures.UNDEFINED
    return figures.Figure(found["value"], found["n"], found["low"], found["high"])


def percent(figure: figures.Figure) -> str:
    """A share with its interval: "58 % (54–62)"."""
    if figure.value is None or figure.low is None or figure.high is None:
        return "not enough yet"
    return f"{share(figure.value)} ({_hundredths(figure.low)}–{_hundredths(figure.high)})"


def decimal(figure: figures.Figure) -> str:
    """A score with its interval: "0.81 (0.77–0.85)"."""
    if figure.value is None or figure.low is None or figure.high is None:
        return "not enough yet"
    digits = 3 if 0 < figure.value < 0.1 else 2
    return f"{figure.value:.{digits}f} ({figure.low:.{digits}f}–{figure.high:.{digits}f})"


def share(value: float) -> str:
    """A share without interval, for a sentence or an axis: "58 %"."""
    return f"{_hundredths(value)}\N{NO-BREAK SPACE}%"


def count(n: int) -> str:
    """A count: "1,204"."""
    return f"{n:,}"


def _hundredths(value: float) -> str:
    """Per cents, whole from 10 to 99, else with one digit more."""
    hundredths = round(100 * value, 1)
    if 10 <= hundredths <= 99 or hundredths in (0, 100):
        return f"{hundredths:.0f}"
    return f"{hundredths:.1f}".removesuffix(".0")
