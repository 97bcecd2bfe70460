"""`tandem worker`: runs only turns and jobs, in as many processes as you like."""

import typer

from tandem.cli import running, shell, working

READY = "The worker takes turns and does jobs (Ctrl-C stops it)"


def register(line: typer.Typer, name: str, sentence: str) -> None:
    """Add the command."""
    line.command(name, help=sentence)(worker)


def worker() -> None:
    """Take turns, send mail and run scheduled work, until Ctrl-C."""
    running.run(shell.load_settings(), running.say(READY), working.take_turns, working.do_jobs)
