"""`tandem pause`: stops the assistant everywhere, at once."""

from typing import Annotated

import typer

from tandem import app
from tandem.actions.turn import pause as pausing
from tandem.cli import shell


def register(line: typer.Typer, name: str, sentence: str) -> None:
    """Add the command."""
    line.command(name, help=sentence)(pause)


def pause(
    is_over: Annotated[bool, typer.Option("--off", help="Let the assistant work again.")] = False,
) -> None:
    """Hand all the assistant's conversations to people; it sends nothing until `--off`."""

    async def work() -> int:
        async with app.open_desk(shell.load_settings()) as parts:
            if is_over:
                await pausing.resume(parts.desk, None)
                return 0
            return await pausing.pause(parts.desk, None)

    handed = shell.run(work())
    if is_over:
        shell.out.print("The assistant works again. People keep the conversations that they hold.")
    else:
        shell.out.print(f"The assistant is stopped. Conversations handed to people: {handed}.")
