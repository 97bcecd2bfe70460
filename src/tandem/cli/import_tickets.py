"""`tandem import`: imports past tickets; running it again changes nothing."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from tandem import app
from tandem.actions.knowledge.import_tickets import Imported, import_tickets
from tandem.actions.knowledge.learn_categories import CategoriesLearnt, learn_categories
from tandem.cli import shell


def register(line: typer.Typer, name: str, sentence: str) -> None:
    """Add the command."""
    line.command(name, help=sentence)(import_)


def import_(
    path: Annotated[Path, typer.Argument(help="A .jsonl or .jsonl.gz file of tickets.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Import past tickets, and learn from them which category a message has."""

    async def work() -> tuple[Imported, CategoriesLearnt | None]:
        async with app.open_desk(shell.load_settings()) as parts:
            with (
                app.bulk(parts.embedder, parts.settings) as bulk,
                shell.progress(f"Importing {path.name}") as progress,
            ):
                found = await import_tickets(
                    parts.database, bulk, path, now=app.now(), progress=progress
                )
                allowed = parts.policies.current().categories
                return found, await learn_categories(parts.database, bulk, allowed, now=app.now())

    imported, learnt = shell.run(work())
    if as_json:
        shell.print_json({**asdict(imported), "categories": learnt})
    else:
        shell.out.print(
            f"{imported.new} new, {imported.changed} changed, {imported.unchanged} unchanged;"
            f" {imported.resolved} resolved ones can be found, {len(imported.bad)} not readable."
        )
        if learnt is not None:
            shell.out.print(says(learnt), markup=False)
    for bad in imported.bad:
        shell.err.print(f"not read: {bad}", markup=False)
    if imported.bad and not (imported.new or imported.changed or imported.unchanged):
        raise typer.Exit(2)


def says(learnt: CategoriesLearnt) -> str:
    """What was learnt, in one sentence."""
    return (
        f"{len(learnt.messages)} categories learnt from {sum(learnt.messages.values())} labelled"
        f" messages; of those left out in turn {learnt.held_out_right:.0%} get the right one."
    )
