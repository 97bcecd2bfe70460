"""`tandem worker`: turns and jobs alone, as many processes as are wanted."""

import typer

from tandem.cli import running, shell


def register(line: typer.Typer, name: str, sentence: str) -> None:
    """Add the command."""
    line.command(name, help=sentence)(worker)


def worker() -> None:
    """Take turns, send mail and do what time alone does, until Ctrl-C."""
    running.run(shell.load_settings(), running.take_turns, running.do_jobs)
