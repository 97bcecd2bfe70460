"""A measured figure, with its denominator and its interval."""

from tandem.web.shapes import Shown


class Figure(Shown):
    """A value with the number `n` of cases behind it and its 95 % interval; null if undefined."""

    value: float | None
    n: int
    low: float | None
    high: float | None
