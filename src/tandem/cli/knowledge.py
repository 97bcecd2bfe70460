"""`tandem knowledge`: the articles in force, and which of them need somebody's care."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated

import typer
from rich.markup import escape

from tandem import app
from tandem.cli import shell
from tandem.store import articles
from tandem.store.articles import Overview


def register(line: typer.Typer, name: str, sentence: str) -> None:
    """Add the command."""
    line.command(name, help=sentence)(knowledge)


def knowledge(
    is_whole: Annotated[
        bool, typer.Option("--all", help="List every article, not only those to look at.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON, of every article.")] = False,
) -> None:
    """Count the articles in force, and list those that are stale, out of date or hidden."""

    async def work() -> list[Overview]:
        async with (
            app.open_database(shell.load_settings()) as database,
            database.connection() as connection,
        ):
            return await articles.overview(connection)

    found, today = shell.run(work()), app.now().date()
    if as_json:
        shell.print_json({"articles": found})
        return
    named = [(one, notes) for one in found if (notes := _notes(one, today)) or is_whole]
    shell.out.print(_counted(found, today))
    for one, notes in named:
        told = f" [yellow]{escape(', '.join(notes))}[/]" if notes else ""
        shell.out.print(f"{escape(one.id)}  [dim]{escape(one.title)}[/]{told}")


def _counted(found: Sequence[Overview], today: date) -> str:
    counts = {
        "articles": len(found),
        "out of date": sum(_is_over(one.valid_until, today) for one in found),
        "stale": sum(_is_over(one.review_by, today) for one in found),
        "hidden": sum(one.is_hidden for one in found),
        "with hidden passages": sum(one.hidden_passages > 0 for one in found),
        "read by an earlier release": sum(one.old_passages > 0 for one in found),
    }
    return ", ".join(f"{count} {name}" for name, count in counts.items()) + "."


def _notes(one: Overview, today: date) -> list[str]:
    """What somebody should know of an article."""
    notes: list[str] = []
    if _is_over(one.valid_until, today):
        is_said = one.valid_until == date.min
        notes.append("out of date" if is_said else f"out of date since {one.valid_until}")
    if _is_over(one.review_by, today):
        notes.append(f"to be read again since {one.review_by}")
    if one.is_hidden:
        notes.append("hidden")
    if one.hidden_passages:
        notes.append(f"hidden passages: {one.hidden_passages}")
    if one.old_passages:
        notes.append("read by an earlier release: `tandem learn --again`")
    return notes


def _is_over(day: date | None, today: date) -> bool:
    return day is not None and day < today
