"""`tandem incident`: start, list and end what many ask about at the moment."""

from typing import Annotated
from uuid import UUID

import typer
from rich.markup import escape

from tandem import app
from tandem.actions.incident.end_incident import end_incident
from tandem.actions.incident.save_incident import start_incident
from tandem.cli import shell
from tandem.core.errors import InvalidError
from tandem.core.turn.incident import end_text
from tandem.store import incidents
from tandem.store.incidents import StoredIncident

Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]


def register(line: typer.Typer, name: str, sentence: str) -> None:
    """Add the command group."""
    group = typer.Typer(help=sentence, no_args_is_help=True, rich_markup_mode=None)
    group.command("start", help="Answer matching questions with a text from now on.")(start)
    group.command("list", help="List the incidents, with whom they reached.")(list_all)
    group.command("end", help="End one and tell those who asked to be told.")(end)
    line.add_typer(group, name=name, help=sentence)


def start(
    title: Annotated[str, typer.Option(help="The team's name for it: Checkout is down.")],
    text: Annotated[str, typer.Option(help="What customers read.")],
    word: Annotated[
        list[str] | None, typer.Option(help="A word or phrase of such questions; repeatable.")
    ] = None,
    category: Annotated[
        list[str] | None, typer.Option(help="A category of the policy; repeatable.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Start an incident and print its id."""

    async def work() -> StoredIncident:
        async with app.open_desk(shell.load_settings()) as parts:
            return await start_incident(
                parts.desk,
                None,
                title=title,
                text=text,
                words=word or (),
                categories=category or (),
            )

    _show(shell.run(work()), as_json=as_json)


def list_all(as_json: Json = False) -> None:
    """List those that run, then those that are over."""

    async def work() -> list[StoredIncident]:
        async with (
            app.open_database(shell.load_settings()) as database,
            database.connection() as connection,
        ):
            return await incidents.page(connection)

    found = shell.run(work())
    if as_json:
        shell.print_json({"incidents": found})
        return
    if not found:
        shell.out.print("There is no incident.")
    for one in found:
        _line(one)


def end(
    id: Annotated[str, typer.Argument(metavar="ID", help="The id that `list` prints.")],
    text: Annotated[
        str, typer.Option(help=f"What followers read; default: {end_text('<title>')}")
    ] = "",
    as_json: Json = False,
) -> None:
    """End an incident."""
    try:
        number = UUID(id)
    except ValueError:
        raise InvalidError(
            f"{id!r} is not the id of an incident.", hint="`tandem incident list` prints the ids."
        ) from None

    async def work() -> StoredIncident:
        async with app.open_desk(shell.load_settings()) as parts:
            return await end_incident(parts.desk, None, number, text=text)

    _show(shell.run(work()), as_json=as_json)


def _show(one: StoredIncident, *, as_json: bool) -> None:
    if as_json:
        shell.print_json({"incident": one})
    else:
        _line(one)


def _line(one: StoredIncident) -> None:
    state = "over" if one.ended_at is not None else "running"
    matches = ", ".join([*one.words, *(f"category {name}" for name in one.categories)])
    shell.out.print(
        f"[bold]{one.id}[/]  {state}  {escape(one.title)}  ({escape(matches)})"
        f"  informed {one.informed}, followers {one.followers}, told {one.told}",
        soft_wrap=True,
    )
