"""The worked example in docs/metrics.md is what the code computes from its table."""

import re
from dataclasses import replace
from pathlib import Path as File

from tandem.core.metrics.cell import Cell, Path, Span, State, bucket_of, involvement
from tandem.core.metrics.figures import Figure
from tandem.core.metrics.measure import Unit
from tandem.core.metrics.page import measures
from tests.unit.core.metrics.counting import ONE, counted

DOCS = File(__file__).parents[4] / "docs" / "metrics.md"
STATES = {
    "confirmed": State.CONTAINED,
    "assumed": State.CONTAINED,
    "abandoned": State.ABANDONED,
    "": State.ONGOING,
}


def tables() -> list[list[list[str]]]:
    """The two tables of the example, as cells of text."""
    text = DOCS.read_text(encoding="utf-8").partition("## A worked example")[2]
    found = re.findall(r"(?:^\|.*\n?)+", text, re.MULTILINE)
    return [
        [[cell.strip() for cell in line.strip("|\n").split("|")] for line in one.splitlines()[2:]]
        for one in found
    ]


def cell_of(row: list[str]) -> Cell:
    _, who, ended, known, came_back, said_no, stars, _, _, reason = row
    path = Path(who)
    states = {Path.PEOPLE: None, Path.ESCALATED: State.ESCALATED}
    return replace(
        ONE,
        path=path,
        state=states.get(path, STATES.get(ended)),
        resolution=ended or None,
        reason=reason or None,
        is_identified=known == "yes",
        is_refused=said_no == "yes",
        is_closed=bool(ended),
        is_replied=path is not Path.ASSISTANT,
        returned=(came_back == "yes") if ended else None,
        stars=int(stars) if stars else None,
    )


def span_of(row: list[str], column: int, seconds: int, until_now: float) -> Span:
    took = row[column]
    length = float(took) * seconds if took else until_now
    return Span("", "", row[1], bucket_of(length), bool(took), 1)


def test_the_worked_example_is_what_is_computed() -> None:
    conversations, written = tables()
    two_weeks = 14 * 86_400.0
    example = counted(
        [cell_of(row) for row in conversations],
        resolution=[span_of(row, 7, 3600, two_weeks) for row in conversations],
        first_reply=[span_of(row, 8, 60, two_weeks) for row in conversations],
    )
    counts = involvement(example.everyone.cells)
    computed: list[list[str]] = []
    for one in measures(example):
        if one.figure.value is not None and one.name not in ("backlog", "cost"):
            computed.append(line(one.name, one.unit, one.figure, one.denominator))
            computed += [
                line(part.name, part.unit, part.figure, part.denominator)
                for part in one.beside
                if part.figure.value is not None and not part.name.startswith("hours_")
            ]

    assert (counts.involved, counts.contained, counts.escalated) == (10, 5, 3)
    assert (counts.abandoned, counts.ongoing, counts.people) == (1, 1, 2)
    assert written == computed, "\n".join(f"| {' | '.join(row)} |" for row in computed)


def line(name: str, unit: Unit, figure: Figure, denominator: int) -> list[str]:
    """A row of the second table."""
    between = "none"
    if figure.low is not None:
        high = "open" if figure.high is None else shown(figure.high, unit)
        between = f"{shown(figure.low, unit)} to {high}"
    assert figure.value is not None
    return [f"`{name}`", f"{figure.n} of {denominator}", shown(figure.value, unit), between]


def shown(value: float, unit: Unit) -> str:
    match unit:
        case Unit.SHARE:
            return f"{100 * value:.0f} %"
        case Unit.SECONDS:
            return f"{value / 3600:.1f} h" if value >= 3600 else f"{value / 60:.0f} min"
        case _:
            return f"{value:.2f}"
