"""Small plotting primitives: scales, axes, marks and whiskers, drawn as inline SVG.

A drawing is as wide as a phone, so that its text keeps its size there; colours are classes that
the page's style sheet resolves, so that one drawing serves light, dark and print.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tandem.report.markup import Markup, element, words

WIDTH = 360.0
Point = tuple[float, float]
Tick = Callable[[float], str]  # how an axis writes its values


@dataclass(frozen=True, slots=True)
class Scale:
    """A linear map from values to places in the drawing; values beyond its ends stay at them."""

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        """The place of a value."""
        part = (value - self.low) / (self.high - self.low)
        return self.start + min(1.0, max(0.0, part)) * (self.end - self.start)


def drawing(key: str, title: str, description: str, height: float, *marks: Markup) -> Markup:
    """A picture with a name and a description for those who don't see it."""
    return element(
        "svg",
        element("title", words(title), id=f"{key}-title"),
        element("desc", words(description), id=f"{key}-desc"),
        *marks,
        viewBox=f"0 0 {WIDTH:g} {height:g}",
        role="img",
        aria_labelledby=f"{key}-title {key}-desc",
    )


def label(x: float, y: float, text: str, kind: str = "quiet", anchor: str = "start") -> Markup:
    """Text whose baseline begins, is centred or ends at a place."""
    return element("text", words(text), x=x, y=y, class_=kind, text_anchor=anchor)


def line(start: Point, end: Point, kind: str) -> Markup:
    """A straight line."""
    return element("line", x1=start[0], y1=start[1], x2=end[0], y2=end[1], class_=kind)


def bar(x: float, y: float, width: float, height: float, kind: str) -> Markup:
    """A filled rectangle."""
    return element("rect", x=x, y=y, width=width, height=height, class_=kind)


def dot(x: float, y: float, radius: float, kind: str) -> Markup:
    """A round mark."""
    return element("circle", cx=x, cy=y, r=radius, class_=kind)


def diamond(x: float, y: float, radius: float, kind: str) -> Markup:
    """A mark that stands out by its shape."""
    corners = [(x, y - radius), (x + radius, y), (x, y + radius), (x - radius, y)]
    return element("polygon", points=_places(corners), class_=kind)


def triangle(x: float, y: float, radius: float, kind: str) -> Markup:
    """A mark that points up: the value lies beyond the axis."""
    corners = [(x, y - radius), (x + radius, y + radius), (x - radius, y + radius)]
    return element("polygon", points=_places(corners), class_=kind)


def curve(points: Sequence[Point], kind: str) -> Markup:
    """Points joined by straight lines."""
    return element("polyline", points=_places(points), class_=kind)


def band(lower: Sequence[Point], upper: Sequence[Point], kind: str) -> Markup:
    """The area between two curves."""
    return element("polygon", points=_places([*lower, *reversed(upper)]), class_=kind)


def whisker(start: Point, end: Point, cap: float = 3.5) -> Markup:
    """An interval, level or upright, closed by a cap at each end."""
    (x1, y1), (x2, y2) = start, end
    across = (0.0, cap) if y1 == y2 else (cap, 0.0)
    caps = [
        line((x - across[0], y - across[1]), (x + across[0], y + across[1]), "whisker")
        for x, y in (start, end)
    ]
    return element("g", line((x1, y1), (x2, y2), "whisker"), *caps)


def axis_x(scale: Scale, top: float, bottom: float, ticks: Sequence[float], style: Tick) -> Markup:
    """Vertical grid lines with their values beneath."""
    marks: list[Markup] = []
    for tick in ticks:
        x = scale(tick)
        anchor = "end" if tick == scale.high else "start" if tick == scale.low else "middle"
        marks.append(line((x, top), (x, bottom), "grid"))
        marks.append(label(x, bottom + 14, style(tick), anchor=anchor))
    return element("g", *marks)


def axis_y(scale: Scale, left: float, right: float, ticks: Sequence[float], style: Tick) -> Markup:
    """Horizontal grid lines with their values before them."""
    marks: list[Markup] = []
    for tick in ticks:
        y = scale(tick)
        marks.append(line((left, y), (right, y), "grid"))
        marks.append(label(left - 6, y + 4, style(tick), anchor="end"))
    return element("g", *marks)


def _places(points: Sequence[Point]) -> str:
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
