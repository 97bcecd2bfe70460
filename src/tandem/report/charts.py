"""The lab's charts; each has a title, n, intervals, and a table of its numbers."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from tandem.core.metrics import figures
from tandem.report import numbers, plots
from tandem.report.markup import Markup, element, joined, words
from tandem.report.numbers import FEW, Result, Style
from tandem.report.plots import COLOURS

_FIFTHS = (0, 0.2, 0.4, 0.6, 0.8, 1)
_QUARTERS = (0, 0.25, 0.5, 0.75, 1)
_NAME_MAX = 20  # characters, which leaves space for n and the value; the table has the whole name


@dataclass(frozen=True, slots=True)
class Row:
    """One figure of a chart; rows with the same `group` are shown together under its name."""

    name: str
    figure: figures.Figure
    kind: str = "control"  # the bar's colour
    group: str = ""
    why_not: str = ""


def figure(key: str, title: str, note: str, picture: Markup, table: Markup) -> Markup:
    """A chart: its message as a sentence, the picture, and a table of its numbers."""
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
    """Figures between 0 and 1 below each other, as bars with whiskers.

    If `chance` is given they are dots, since bars would have to begin there. `behind` is the table
    of the numbers; default: a table of these figures.
    """
    places: list[tuple[Row, float]] = []
    heads: list[tuple[str, float]] = []
    y, group = 0.0, ""
    for row in content:
        if row.group != group:
            group = row.group
            heads.append((group, y + 18))
            y += 26
        places.append((row, y))
        y += 32
    height = y + 28

    def draw(picture: Figure) -> None:
        axes = picture.subplots()
        axes.set_xlim(0, 1)
        axes.set_ylim(y + 4, 0)
        axes.set_xticks(_QUARTERS, list(map(_tick(style), _QUARTERS)))
        axes.yaxis.set_visible(False)
        axes.spines["left"].set_visible(False)
        for head, at in heads:
            axes.text(0, at, plots.one_line(head), fontweight="bold")
        for row, at in places:
            _draw_row(axes, row, at, style, chance)

    description = "; ".join(f"{row.group} {row.name} {style(row.figure)}" for row in content)
    picture = plots.drawing(key, title, description, height, draw)
    return figure(key, title, note, picture, behind or figures_table(content, style))


def risk_coverage(
    title: str, note: str, points: Sequence[Result], target: float, reached: figures.Figure
) -> Markup:
    """The error among the answers against the share that is answered, the surest first.

    The axis ends at the largest error with enough cases; points beyond it are triangles.
    """
    coverages = [float(point["coverage"]) for point in points]
    risks = [numbers.figure(point, "risk") for point in points]
    solid = [_number(risk.value) for risk in risks if risk.n >= FEW]
    tallest = max([2 * target, *(solid or [_number(risk.value) for risk in risks])])
    step = next(
        step for step in (0.02, 0.05, 0.1, 0.2, 0.25) if tallest / step <= 5 or step == 0.25
    )
    top = min(1.0, step * -(-tallest // step))

    def draw(picture: Figure) -> None:
        axes = picture.subplots()
        _share_axes(axes, _QUARTERS, [at * step for at in range(round(top / step) + 1)])
        axes.set_xlabel("share answered →", loc="right")
        axes.fill_between(
            coverages,
            [min(top, _number(risk.low)) for risk in risks],
            [min(top, _number(risk.high)) for risk in risks],
            color=COLOURS["accent"],
            alpha=0.16,
            linewidth=0,
        )
        shown = [min(top, _number(risk.value)) for risk in risks]
        axes.plot(coverages, shown, color=COLOURS["accent"])
        axes.plot([0, 1], [target, target], color=COLOURS["danger"], linestyle=(0, (4, 2)))
        over = target + top / 40
        plots.label(axes, 1, over, f"target {numbers.share(target)}", "danger", "right")
        for at, risk, value in zip(coverages, risks, shown, strict=True):
            is_beyond = _number(risk.value) > top
            _mark(axes, at, value, is_hollow=is_beyond or risk.n < FEW, beyond=is_beyond)
        if reached.value:
            _draw_reached(axes, reached.value, coverages, risks)

    return figure(
        "risk-coverage",
        title,
        note,
        plots.drawing("risk-coverage", title, note, 250, draw),
        table(
            ("answered", "coverage", "from confidence", "wrong", "low", "high"),
            (
                (
                    numbers.count(risk.n),
                    numbers.share(point["coverage"]),
                    f"{point['threshold']:.3f}",
                    *(numbers.share(_number(part)) for part in (risk.value, risk.low, risk.high)),
                )
                for point, risk in zip(points, risks, strict=True)
            ),
        ),
    )


def reliability(title: str, note: str, bins: Sequence[Result]) -> Markup:
    """Stated confidence against what came true, with the number of cases below."""
    came_true = [numbers.figure(part, "came_true") for part in bins]
    said = [float(part["said"]) for part in bins]
    largest = max((one.n for one in came_true), default=1)

    def draw(picture: Figure) -> None:
        above, below = picture.subplots(2, height_ratios=(5, 1))
        _share_axes(above, _FIFTHS, _FIFTHS)
        above.set_xlabel("said →", loc="right")
        above.plot([0, 1], [0, 1], color=COLOURS["muted"], linestyle=(0, (3, 2)))
        plots.label(above, 0.02, 0.95, "came true ↑", "muted")
        for at, one in zip(said, came_true, strict=True):
            _interval(above, at, _number(one.value), one, upright=True)
            _mark(above, at, _number(one.value), is_hollow=one.n < FEW, size=9)
        below.set_title(
            f"n, at most {numbers.count(largest)} a bin",
            color=COLOURS["muted"],
            fontweight="normal",
        )
        below.bar(said, [one.n for one in came_true], 0.03, color=COLOURS["control"])
        below.set_xlim(0, 1)
        below.set_xticks([])
        below.set_yticks([])
        below.spines["left"].set_visible(False)

    return figure(
        "reliability",
        title,
        note,
        plots.drawing("reliability", title, note, 360, draw),
        table(
            ("said", "from", "to", "came true", "low", "high", "n"),
            (_bin_cells(part, numbers.figure(part, "came_true")) for part in bins),
        ),
    )


def histogram(
    key: str, title: str, note: str, edges: Sequence[float], counts: Mapping[str, Sequence[int]]
) -> Markup:
    """The distribution of a score in each kind, one strip each on a common scale."""
    strips = {kind: bins for kind, bins in counts.items() if sum(bins)}

    def draw(picture: Figure) -> None:
        drawn = picture.subplots(max(1, len(strips)), sharex=True, sharey=True, squeeze=False)
        for axes, (kind, bins) in zip(drawn[:, 0], strips.items(), strict=False):
            axes.stairs(bins, edges, fill=True, color=COLOURS["control"])
            axes.set_title(plots.one_line(f"{kind}, n {numbers.count(sum(bins))}"))
            axes.spines["left"].set_visible(False)
            axes.tick_params(left=False, labelleft=False)
            axes.tick_params(bottom=axes is drawn[-1, 0])
        drawn[-1, 0].set_xlim(edges[0], edges[-1])
        drawn[-1, 0].set_xticks(_QUARTERS, [f"{tick:g}" for tick in _QUARTERS])

    return figure(
        key,
        title,
        note,
        plots.drawing(key, title, note, 70 * max(1, len(strips)) + 24, draw),
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
    """Figures as a table, with a reason for missing ones."""
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


def _draw_row(axes: Axes, row: Row, y: float, style: Style, chance: float | None) -> None:
    """The name and value on one line, the bar or dot with its interval below."""
    shown = row.figure
    cases = f"n {numbers.count(shown.n)}" + (", few cases" if 0 < shown.n < FEW else "")
    plots.label(axes, 0, y + 12, f"{_shortened(row.name)}, {cases}")
    if shown.value is None:
        plots.label(axes, 0, y + 26, _missing(row), "warn")
        return
    plots.label(axes, 1, y + 12, style(shown), align="right")
    is_hollow, middle = shown.n < FEW, y + 22
    if chance is None:
        face, edge = ("surface", "muted") if is_hollow else (row.kind, row.kind)
        axes.barh(
            middle, shown.value, 10, color=COLOURS[face], edgecolor=COLOURS[edge], linewidth=1
        )
    else:
        axes.plot([0, 1], [middle, middle], color=COLOURS["line"])
        axes.plot([chance, chance], [y + 17, y + 27], color=COLOURS["muted"], linestyle=":")
    _interval(axes, shown.value, middle, shown)
    if chance is not None:
        _mark(axes, shown.value, middle, is_hollow=is_hollow, size=9)


def _interval(
    axes: Axes, x: float, y: float, shown: figures.Figure, *, upright: bool = False
) -> None:
    value = _number(shown.value)
    error = [[max(0, value - _number(shown.low))], [max(0, _number(shown.high) - value)]]
    axes.errorbar(
        x,
        y,
        xerr=None if upright else error,
        yerr=error if upright else None,
        fmt="none",
        ecolor=COLOURS["text"],
        elinewidth=1.5,
        capsize=3.5,
        capthick=1.5,
    )


def _mark(
    axes: Axes, x: float, y: float, *, is_hollow: bool, size: float = 4, beyond: bool = False
) -> None:
    """A round mark, or a triangle for a value beyond the axis; hollow with few cases."""
    axes.plot(
        [x],
        [y],
        marker="^" if beyond else "o",
        markersize=size + 2 if beyond else size,
        markerfacecolor=COLOURS["surface" if is_hollow else "accent"],
        markeredgecolor=COLOURS["muted" if is_hollow else "accent"],
    )


def _share_axes(axes: Axes, across: Sequence[float], up: Sequence[float]) -> None:
    """Axes for two shares from 0, with a grid behind the drawing."""
    axes.set_xlim(across[0], across[-1])
    axes.set_ylim(up[0], up[-1])
    axes.set_xticks(across, list(map(numbers.share, across)))
    axes.set_yticks(up, list(map(numbers.share, up)))
    axes.grid(visible=True)
    axes.set_axisbelow(True)


def _draw_reached(
    axes: Axes, coverage: float, coverages: Sequence[float], risks: Sequence[figures.Figure]
) -> None:
    """Mark the chosen point: where the curve is last at or below the target."""
    _, nearest = min(zip(coverages, risks, strict=True), key=lambda one: abs(one[0] - coverage))
    value = _number(nearest.value)
    axes.plot([coverage, coverage], [0, value], color=COLOURS["muted"], linestyle=(0, (3, 2)))
    axes.plot(
        [coverage],
        [value],
        marker="D",
        markersize=8,
        markerfacecolor=COLOURS["surface"],
        markeredgecolor=COLOURS["text"],
        markeredgewidth=2,
    )
    is_late = coverage > 0.7
    axes.annotate(
        numbers.share(coverage),
        (coverage, 0),
        (-8 if is_late else 8, 8),
        textcoords="offset points",
        horizontalalignment="right" if is_late else "left",
        fontweight="bold",
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
    """The beginning and end of a long name, since related names often begin alike."""
    return name if len(name) <= _NAME_MAX else f"{name[:9]}…{name[9 - _NAME_MAX + 1 :]}"


def _missing(row: Row) -> str:
    return f"not enough yet: {row.why_not}" if row.why_not else "not enough yet"


def _tick(style: Style) -> Callable[[float], str]:
    return numbers.share if style is numbers.percent else lambda tick: f"{tick:g}"


def _number(value: float | None) -> float:
    """The value of a figure with at least one case."""
    assert value is not None
    return value
