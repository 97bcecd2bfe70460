"""Figures in words: a value in its unit, with its interval and the cases behind it."""

from tandem.core.metrics.figures import Figure
from tandem.core.metrics.measure import FEW, Unit


def says(figure: Figure, unit: Unit) -> str:
    """The figure as a person reads it, such as "64.0% (61.2% to 66.7%, n = 1204)"."""
    if figure.value is None:
        return f"not enough yet (n = {figure.n})"
    few = ", few cases" if figure.n < FEW else ""
    bounds = ""
    if figure.low is not None and figure.high is not None and figure.low != figure.high:
        bounds = f"{value(figure.low, unit)} to {value(figure.high, unit)}, "
    return f"{value(figure.value, unit)} ({bounds}n = {figure.n}{few})"


def value(number: float, unit: Unit) -> str:
    """A number in its unit."""
    match unit:
        case Unit.SHARE:
            return f"{number:.1%}"
        case Unit.SECONDS:
            return span(number)
        case Unit.DOLLARS:
            return f"${number:.4f}"
        case Unit.STARS:
            return f"{number:.2f}"
        case Unit.COUNT:
            return f"{number:.0f}"


def span(seconds: float) -> str:
    """A time in the unit that fits; of a difference, with its sign."""
    if seconds < 0:
        return f"-{span(-seconds)}"
    minutes = seconds / 60
    if minutes < 2:
        return f"{seconds:.0f} s"
    if minutes < 120:
        return f"{minutes:.0f} min"
    return f"{minutes / 60:.1f} h" if minutes < 48 * 60 else f"{minutes / 60 / 24:.1f} days"
