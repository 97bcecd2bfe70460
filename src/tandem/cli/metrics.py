"""`tandem metrics`: what the desk achieves, each figure with its denominator and its trap."""

import csv
import sys
from dataclasses import asdict
from datetime import timedelta
from typing import Annotated

import typer
from rich.table import Table

from tandem import app
from tandem.actions.metrics.measure import measure
from tandem.actions.metrics.measure import rebuild as make_anew
from tandem.cli import shell
from tandem.core.errors import InvalidError
from tandem.core.metrics import words
from tandem.core.metrics.cell import Involvement, involvement
from tandem.core.metrics.counted import Counted
from tandem.core.metrics.measure import Measure
from tandem.core.metrics.page import measures
from tandem.store import metrics
from tandem.store.metrics import By, Dimension, Selection

HEADER = (
    *("metric", "part", "key", "unit", "value", "n", "denominator", "low", "high"),
    *("band_low", "band_high"),
)


def register(line: typer.Typer, name: str, sentence: str) -> None:
    """Add the command."""
    line.command(name, help=sentence)(show)


def show(
    days: Annotated[int, typer.Option(min=1, max=1098, help="Back from now.")] = 28,
    by: Annotated[By, typer.Option(help="The length of the period's parts.")] = By.WEEK,
    split: Annotated[
        Dimension | None, typer.Option(help="Divide by this instead of by time.")
    ] = None,
    product: Annotated[str | None, typer.Option(help="Only this product's.")] = None,
    category: Annotated[str | None, typer.Option(help="Only this category's.")] = None,
    language: Annotated[str | None, typer.Option(help="Only in this language.")] = None,
    segment: Annotated[str | None, typer.Option(help="Only customers of this plan.")] = None,
    internal: Annotated[
        bool, typer.Option("--internal", help="Internal people instead of customers.")
    ] = False,
    rebuild: Annotated[
        bool, typer.Option("--rebuild", help="Make all facts anew from the events first.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    as_csv: Annotated[
        bool, typer.Option("--csv", help="Print CSV, a row for each figure.")
    ] = False,
) -> None:
    """Show the metrics of the conversations that began in the last days.

    Each value has its denominator, the number of cases behind it, its 95 % interval and its trap.
    """
    if as_json and as_csv:
        raise InvalidError("--json and --csv can't be given together.")

    async def work() -> Counted:
        settings = shell.load_settings()
        policy, now = app.policies(settings).current(), app.now()
        async with app.open_database(settings) as database:
            await (make_anew(database, policy) if rebuild else measure(database, policy))
            key = metrics.by_dimension(split) if split else metrics.by_time(by, policy.time_zone)
            selection = Selection(
                since=now - timedelta(days=days),
                until=now,
                internal=internal,
                product=product,
                category=category,
                language=language,
                segment=segment,
            )
            async with database.connection() as connection:
                return await metrics.counted(
                    connection, selection, key, common=policy.common_categories, now=now
                )

    counted = shell.run(work())
    counts, found = involvement(counted.everyone.cells), measures(counted)
    if as_json:
        shell.print_json(
            {
                "days": days,
                "counts": {**asdict(counts), "involved": counts.involved, "all": counts.all},
                "measures": {one.name: _as_json(one) for one in found},
                "suggestions": counted.suggested,
            }
        )
    elif as_csv:
        _print_csv(found)
    else:
        _print(days, counts, found)


def _as_json(one: Measure) -> dict[str, object]:
    """The metric with its value, n, bounds, denominator, band and trap at the top."""
    told = asdict(one)
    figure = told.pop("figure")
    return {**figure, **told, "verdict": one.verdict}


def _print(days: int, counts: Involvement, found: tuple[Measure, ...]) -> None:
    out = shell.out
    if not counts.all:
        out.print(f"No conversation began in the last {days} days.")
        return
    out.print(
        f"Of {counts.all} conversations of the last {days} days, {counts.people} were with people"
        f" alone. The assistant took part in {counts.involved}: {counts.contained} contained,"
        f" {counts.escalated} escalated, {counts.abandoned} abandoned, {counts.ongoing} ongoing."
    )
    for one in found:
        out.print()
        band = f", {_BAND[one.verdict]}" if one.verdict else ""
        out.print(f"{one.title}: {words.says(one.figure, one.unit)}{band}", style="bold")
        out.print(f"  of {one.denominator} {one.of}")
        table = Table(box=None, pad_edge=False, show_header=False)
        for part in one.beside:
            table.add_row(
                f"  {part.label}", words.says(part.figure, part.unit), f"of {part.denominator}"
            )
        if one.comparison.difference.value is not None:
            table.add_row("  Difference", words.says(one.comparison.difference, one.unit), "")
        out.print(table)
        if one.comparison.says:
            out.print(f"  {one.comparison.says}")
        out.print(f"  Trap: {one.trap}")


_BAND = {"in_band": "in its band", "below": "below its band", "above": "above its band"}


def _print_csv(found: tuple[Measure, ...]) -> None:
    out = csv.writer(sys.stdout, lineterminator="\n")
    out.writerow(HEADER)
    for one in found:
        band = (one.band.low, one.band.high) if one.band else (None, None)
        rows = [("", "", one.unit, one.figure, one.denominator)]
        rows += [(part.name, "", part.unit, part.figure, part.denominator) for part in one.beside]
        rows += [
            ("", str(point.key), one.unit, point.figure, point.denominator) for point in one.series
        ]
        for part, key, unit, figure, denominator in rows:
            values = (figure.value, figure.n, denominator, figure.low, figure.high)
            out.writerow((one.name, part, key, unit.value, *values, *band))
