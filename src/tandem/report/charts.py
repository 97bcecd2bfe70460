"""The charts of the lab, all of one anatomy: title, n, interval, and the numbers behind them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from tandem.core.metrics import figures
from tandem.report import numbers, svg
from tandem.report.markup import Markup, element, joined, words
from tandem.report.numbers import FEW, Result, Style

_FIFTHS = (0, 0.2, 0.4, 0.6, 0.8, 1)
_QUARTERS = (0, 0.25, 0.5, 0.75, 1)
_NAME_MAX = 20  # characters that leave room for n and the value; the table has the whole name


@dataclass(frozen=True, slots=True)
class Row:
    """One figure of a chart; rows that share a `group` stand together under its name."""

    name: str
    figure: figures.Figure
    kind: str = "plain"
    group: str = ""
    why_not: str = ""


def figure(key: str, title: str, note: str, picture: Markup, table: Markup) -> Markup:
    """A chart in its place: what it shows as a sentence, the picture, and the table behind it."""
    return element(
        "figure",
        element("figcaption", element("h2", words(title)), element("p", words(note))),
        picture,
        element("details", element("summary", words("Table")), table),
        id=key,
    )


def rows(
    key: str,
    title: str,
    note: str,
    content: Sequence[Row],
    style: Style,
    *,
    chance: float | None = None,
    behind: Markup | None = None,
) -> Markup:
    """Figures between 0 and 1 beneath each other, as bars with whiskers.

    Where the figure of `chance` is given they are dots instead, since a bar would begin there. The
    table `behind` them is their own unless another, say a longer one, is given.
    """
    x = svg.Scale(0, 1, 4, svg.WIDTH - 4)
    marks: list[Markup] = []
    y, group = 0.0, ""
    for row in content:
        if row.group != group:
            group = row.group
            y += 22
            marks.append(svg.label(4, y, group, "strong"))
            y += 8
        marks.append(_row(row, x, y, style, chance))
        y += 32
    axis = svg.axis_x(x, y + 2, y + 6, _QUARTERS, _tick(style))
    description = "; ".join(f"{row.group} {row.name} {style(row.figure)}" for row in content)
    return figure(
        key,
        title,
        note,
        svg.drawing(key, title, description, y + 24, axis, *marks),
        behind or figures_table(content, style),
    )


def risk_coverage(
    title: str, note: str, points: Sequence[Result], target: float, reached: figures.Figure
) -> Markup:
    """The error among the answers against the share that is answered, the surest first.

    The axis ends at the largest error that rests on enough cases; what is beyond is a triangle.
    """
    risks = [(point["coverage"], numbers.figure(point, "risk")) for point in points]
    solid = [_number(risk.value) for _, risk in risks if risk.n >= FEW]
    tallest = max([2 * target, *(solid or [_number(risk.value) for _, risk in risks])])
    step = next(
        step for step in (0.02, 0.05, 0.1, 0.2, 0.25) if tallest / step <= 5 or step == 0.25
    )
    top = min(1.0, step * -(-tallest // step))
    x, y = svg.Scale(0, 1, 44, svg.WIDTH - 8), svg.Scale(0, top, 210, 12)
    ticks = [at * step for at in range(round(top / step) + 1)]
    marks = [
        svg.axis_x(x, 12, 210, _QUARTERS, numbers.share),
        svg.axis_y(y, 44, svg.WIDTH - 8, ticks, numbers.share),
        svg.label(x(1), 240, "share answered →", anchor="end"),
        svg.band(
            [(x(at), y(_number(risk.low))) for at, risk in risks],
            [(x(at), y(_number(risk.high))) for at, risk in risks],
            "band",
        ),
        svg.curve([(x(at), y(_number(risk.value))) for at, risk in risks], "curve"),
        svg.line((x(0), y(target)), (x(1), y(target)), "target"),
        svg.label(x(1), y(target) - 5, f"target {numbers.share(target)}", "danger", "end"),
    ]
    for at, risk in risks:
        value = _number(risk.value)
        if value > top:
            marks.append(svg.triangle(x(at), y(top), 3, "hollow"))
        else:
            marks.append(svg.dot(x(at), y(value), 1.8, "hollow" if risk.n < FEW else "mark"))
    if reached.value:
        marks.append(_reached(reached.value, risks, x, y))
    return figure(
        "risk-coverage",
        title,
        note,
        svg.drawing("risk-coverage", title, note, 246, *marks),
        table(
            ("answered", "coverage", "from confidence", "wrong", "low", "high"),
            (
                (
                    numbers.count(risk.n),
                    numbers.share(point["coverage"]),
                    f"{point['threshold']:.3f}",
                    *(numbers.share(_number(part)) for part in (risk.value, risk.low, risk.high)),
                )
                for point, (_, risk) in zip(points, risks, strict=True)
            ),
        ),
    )


def reliability(title: str, note: str, bins: Sequence[Result]) -> Markup:
    """What was said against what came true, with the number of cases beneath."""
    x, y = svg.Scale(0, 1, 44, svg.WIDTH - 8), svg.Scale(0, 1, 250, 12)
    largest = max([numbers.figure(part, "came_true").n for part in bins], default=1)
    height = svg.Scale(0, largest, 0, 34)
    marks = [
        svg.axis_x(x, 12, 250, _FIFTHS, numbers.share),
        svg.axis_y(y, 44, svg.WIDTH - 8, _FIFTHS, numbers.share),
        svg.line((x(0), y(0)), (x(1), y(1)), "dashed"),
        svg.label(48, 24, "came true ↑"),
        svg.label(x(1), 282, "said →", anchor="end"),
        svg.label(x(0), 300, f"n, at most {numbers.count(largest)} a bin"),
        svg.line((x(0), 344), (x(1), 344), "grid"),
    ]
    for part in bins:
        came_true, at = numbers.figure(part, "came_true"), x(part["said"])
        value = _number(came_true.value)
        marks += [
            svg.whisker((at, y(_number(came_true.low))), (at, y(_number(came_true.high)))),
            svg.dot(at, y(value), 4.5, "hollow" if came_true.n < FEW else "mark"),
            svg.bar(at - 5, 344 - height(came_true.n), 10, height(came_true.n), "plain"),
        ]
    return figure(
        "reliability",
        title,
        note,
        svg.drawing("reliability", title, note, 350, *marks),
        table(
            ("said", "from", "to", "came true", "low", "high", "n"),
            (_bin_cells(part, numbers.figure(part, "came_true")) for part in bins),
        ),
    )


def histogram(
    key: str, title: str, note: str, edges: Sequence[float], counts: Mapping[str, Sequence[int]]
) -> Markup:
    """How a score spreads within each kind, one strip each on a common scale."""
    x = svg.Scale(edges[0], edges[-1], 4, svg.WIDTH - 4)
    tallest = max((n for bins in counts.values() for n in bins), default=0)
    height = svg.Scale(0, max(1, tallest), 0, 46)
    marks: list[Markup] = []
    y = 0.0
    for kind, bins in counts.items():
        if not sum(bins):
            continue
        y += 70
        marks.append(svg.label(4, y - 54, f"{kind}, n {numbers.count(sum(bins))}", "strong"))
        marks.append(svg.line((4, y), (svg.WIDTH - 4, y), "grid"))
        marks += [
            svg.bar(x(low) + 1, y - height(n), x(high) - x(low) - 2, height(n), "plain")
            for (low, high), n in zip(pairwise(edges), bins, strict=True)
            if n
        ]
    marks.append(svg.axis_x(x, y, y + 4, _QUARTERS, lambda tick: f"{tick:g}"))
    return figure(
        key,
        title,
        note,
        svg.drawing(key, title, note, y + 22, *marks),
        table(
            ("from", "to", *counts),
            (
                (
                    f"{low:.2f}",
                    f"{high:.2f}",
                    *(numbers.count(bins[at]) for bins in counts.values()),
                )
                for at, (low, high) in enumerate(pairwise(edges))
            ),
        ),
    )


def figures_table(content: Sequence[Row], style: Style) -> Markup:
    """Figures as a table, with the reason where there is none yet."""
    return table(
        ("figure", "value (95 %)", "n"),
        (
            (
                f"{row.group} {row.name}".strip(),
                style(row.figure) if row.figure.value is not None else _missing(row),
                numbers.count(row.figure.n),
            )
            for row in content
        ),
    )


def table(heads: Sequence[str], body: Iterable[Sequence[str]]) -> Markup:
    """A table whose first column names its rows."""
    head = element("tr", *(element("th", words(name), scope="col") for name in heads))
    lines = [
        element(
            "tr",
            element("th", words(cells[0]), scope="row"),
            *(element("td", words(cell)) for cell in cells[1:]),
        )
        for cells in body
    ]
    whole = element("table", element("thead", head), element("tbody", joined(lines)))
    return element("div", whole, class_="scroll", tabindex="0", role="group", aria_label="Table")


def _row(row: Row, x: svg.Scale, y: float, style: Style, chance: float | None) -> Markup:
    cases = f"n {numbers.count(row.figure.n)}" + (", few cases" if 0 < row.figure.n < FEW else "")
    name = element(
        "text",
        element("tspan", words(_shortened(row.name))),
        element("tspan", words(f" {cases}"), class_="quiet"),
        x=4,
        y=y + 12,
    )
    if row.figure.value is None or row.figure.low is None or row.figure.high is None:
        return element("g", name, svg.label(4, y + 26, _missing(row), "warn"))
    hollow = "hollow" if row.figure.n < FEW else None
    at = x(row.figure.value)
    value = svg.label(svg.WIDTH - 4, y + 12, style(row.figure), "number", "end")
    whisker = svg.whisker((x(row.figure.low), y + 22), (x(row.figure.high), y + 22))
    if chance is None:
        bar = svg.bar(x(0), y + 17, at - x(0), 10, hollow or row.kind)
        return element("g", name, value, bar, whisker)
    grid = svg.line((x(0), y + 22), (x(1), y + 22), "grid")
    reference = svg.line((x(chance), y + 15), (x(chance), y + 29), "dashed")
    dot = svg.dot(at, y + 22, 4.5, hollow or "mark")
    return element("g", name, value, grid, reference, whisker, dot)


def _reached(
    coverage: float, risks: Sequence[tuple[float, figures.Figure]], x: svg.Scale, y: svg.Scale
) -> Markup:
    """The chosen point: where the curve is last at or under the target."""
    nearest = min(risks, key=lambda point: abs(point[0] - coverage))[1]
    at, height = x(coverage), y(_number(nearest.value))
    anchor = "end" if coverage > 0.7 else "start"
    return element(
        "g",
        svg.line((at, height), (at, y(0)), "dashed"),
        svg.diamond(at, height, 6, "chosen"),
        svg.label(
            at + (-8 if anchor == "end" else 8), y(0) - 8, numbers.share(coverage), "strong", anchor
        ),
    )


def _bin_cells(part: Result, came_true: figures.Figure) -> tuple[str, ...]:
    return (
        f"{part['said']:.3f}",
        f"{part['low']:.3f}",
        f"{part['high']:.3f}",
        *(numbers.share(_number(one)) for one in (came_true.value, came_true.low, came_true.high)),
        numbers.count(came_true.n),
    )


def _shortened(name: str) -> str:
    """The name's two ends, since names of one family often share their beginning."""
    return name if len(name) <= _NAME_MAX else f"{name[:9]}…{name[9 - _NAME_MAX + 1 :]}"


def _missing(row: Row) -> str:
    return f"not enough yet: {row.why_not}" if row.why_not else "not enough yet"


def _tick(style: Style) -> svg.Tick:
    return numbers.share if style is numbers.percent else lambda tick: f"{tick:g}"


def _number(value: float | None) -> float:
    """The value of a figure that rests on at least one case."""
    assert value is not None
    return value
