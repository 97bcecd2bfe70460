"""`tandem stop`: stops an embedded database that was left running."""

from typing import Annotated

import typer

from tandem.cli import shell
from tandem.postgres import embedded


def register(line: typer.Typer, name: str, sentence: str) -> None:
    """Add the command."""
    line.command(name, help=sentence)(stop)


def stop(
    force: Annotated[bool, typer.Option("--force", help="Stop it even if it is in use.")] = False,
) -> None:
    """Stop the embedded database of this home."""
    settings = shell.load_settings()
    if embedded.stop(settings.home, force=force):
        shell.out.print("Stopped.")
    else:
        shell.out.print("Nothing was running.")
