"""`tandem replay`: decides a recorded turn again and compares byte for byte."""

from typing import Annotated
from uuid import UUID

import typer

from tandem import app
from tandem.actions.turn.replay import Replay
from tandem.actions.turn.replay import replay as decide_again
from tandem.cli import shell
from tandem.core.errors import InvalidError


def register(line: typer.Typer, name: str, sentence: str) -> None:
    """Add the command."""
    line.command(name, help=sentence)(replay)


def replay(
    turn: Annotated[str, typer.Argument(help="The turn_id that `tandem ask` printed.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON, with the evidence.")] = False,
) -> None:
    """Decide a recorded turn again; exit 1 if the decision differs."""
    try:
        number = UUID(turn)
    except ValueError as error:
        raise InvalidError(f"{turn!r} is not a turn's id.", hint="It looks like a UUID.") from error

    async def work() -> Replay:
        async with app.open_database(shell.load_settings()) as database:
            return await decide_again(database, number)

    found = shell.run(work())
    if as_json:
        shell.print_json(found)
    elif found.identical:
        shell.out.print(f"identical: {found.replayed}", markup=False)
        shell.out.print(
            f"[dim]record sha256 {found.evidence_hash}, taken {found.taken_at:%F %T %Z}[/]"
        )
    else:
        shell.out.print(f"recorded: {found.recorded}\nreplayed: {found.replayed}", markup=False)
    if not found.identical:
        raise typer.Exit(1)
