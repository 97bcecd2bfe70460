"""`tandem hide`: an article or a passage is never quoted again, until it is undone."""

from typing import Annotated

import typer
from rich.markup import escape

from tandem import app
from tandem.actions.knowledge import hide as hiding
from tandem.cli import shell
from tandem.core.errors import InvalidError
from tandem.store import hidden
from tandem.store.database import Database


def register(line: typer.Typer, name: str, sentence: str) -> None:
    """Add the command."""
    line.command(name, help=sentence)(hide)


def hide(
    what: Annotated[
        str | None,
        typer.Argument(help="An article's id, or a passage's number; without it, list them."),
    ] = None,
    is_undo: Annotated[
        bool, typer.Option("--undo", help="Quote it again: the number is that of the list.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Hide an article, or one passage by its text; what is hidden is never searched for."""

    async def work() -> list[hidden.Hidden]:
        async with app.open_database(shell.load_settings()) as database:
            if what is not None:
                await _change(database, what, is_undo=is_undo)
            async with database.connection() as connection:
                return await hidden.all_of(connection)

    if is_undo and what is None:
        raise InvalidError("Which one?", hint="`tandem hide` lists their numbers.")
    found = shell.run(work())
    if as_json:
        shell.print_json({"hidden": found})
        return
    if not found:
        shell.out.print("Nothing is hidden.")
    for one in found:
        of = "the article" if one.is_whole else f"{len(one.passages)} passages of"
        says = " ".join(one.says.split())[:100]
        shell.out.print(f"[bold]{one.id}[/]  {of} {escape(one.article_id)}: {escape(says)}")


async def _change(database: Database, what: str, *, is_undo: bool) -> None:
    if is_undo:
        if not what.isdecimal():
            raise InvalidError(
                f"{what!r} is no number.", hint="`tandem hide` lists the numbers of what is hidden."
            )
        await hiding.show_again(database, None, int(what), now=app.now())
    elif what.isdecimal():
        await hiding.hide_passages(database, None, [int(what)], now=app.now())
    else:
        await hiding.hide_article(database, None, what, now=app.now())
