"""`tandem outcomes`: what became of what the assistant quoted, each kind apart."""

from collections.abc import Sequence
from dataclasses import fields
from datetime import timedelta
from typing import Annotated

import typer
from rich.table import Table

from tandem import app
from tandem.cli import shell
from tandem.store import showings
from tandem.store.showings import Counted, Drafts

WIDTH_MAX = 1_000  # of a line, on a screen of any width


def register(line: typer.Typer, name: str, sentence: str) -> None:
    """Add the command."""
    line.command(name, help=sentence)(outcomes)


def outcomes(
    least: Annotated[
        float, typer.Option("--from", min=0, max=1, help="Only quotes with a P(right) from here.")
    ] = 0.0,
    is_drafts: Annotated[
        bool, typer.Option("--drafts", help="What people did with the drafts, by maker.")
    ] = False,
    days: Annotated[int, typer.Option(min=1, max=366, help="Back from now, of drafts.")] = 28,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Count the outcomes of answers, suggestions and drafts, by category.

    A customer's silence is neither a yes nor a no. No threshold for answers comes from these.
    """
    if is_drafts:
        _drafts(days, as_json=as_json)
        return

    async def work() -> Sequence[Counted]:
        async with (
            app.open_database(shell.load_settings()) as database,
            database.connection() as connection,
        ):
            return await showings.counted(connection, least=least)

    counted = shell.run(work())
    if as_json:
        shell.print_json({"from": least, "outcomes": counted})
        return
    if not counted:
        shell.out.print("Nothing was quoted yet.")
        return
    table = Table(box=None, pad_edge=False)
    for number, field in enumerate(fields(Counted)):
        table.add_column(field.name.replace("_", " "), justify="left" if number < 3 else "right")
    for row in counted:
        table.add_row(*(str(getattr(row, field.name)) for field in fields(Counted)))
    whole = shell.out.options.update(width=WIDTH_MAX)
    table.width = shell.out.measure(table, options=whole).maximum  # no column is cut
    shell.out.print(table)


def _drafts(days: int, *, as_json: bool) -> None:
    """What people did with the drafts: sent as they were, edited, or wrote their own reply."""

    async def work() -> Sequence[Drafts]:
        async with (
            app.open_database(shell.load_settings()) as database,
            database.connection() as connection,
        ):
            return await showings.drafts(connection, app.now() - timedelta(days=days))

    found = shell.run(work())
    if as_json:
        shell.print_json({"days": days, "drafts": found})
        return
    if not found:
        shell.out.print(f"Nothing was drafted in the last {days} days.")
        return
    table = Table(box=None, pad_edge=False)
    for number, name in enumerate(("category", "maker", *_COUNTS, "words changed")):
        table.add_column(name, justify="left" if number < 2 else "right")
    for row in found:
        counts = (str(getattr(row, name)) for name in _COUNTS)
        table.add_row(row.category, row.maker or "not kept", *counts, _changed(row))
    shell.out.print(table)


_COUNTS = ("drafts", "used", "edited", "ignored", "replaced", "open")


def _changed(row: Drafts) -> str:
    if row.changed_median is None or row.changed_p90 is None:
        return "not measured yet"
    return f"{row.changed_median:.0%}, p90 {row.changed_p90:.0%} (n = {row.measured})"
