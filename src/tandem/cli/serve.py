"""`tandem serve`: the whole desk in one process."""

import typer

from tandem import app
from tandem.cli import running, shell, working


def register(line: typer.Typer, name: str, sentence: str) -> None:
    """Add the command."""
    line.command(name, help=sentence)(serve)


def serve(host: running.Host = None, port: running.Port = None) -> None:
    """Run web, turns and jobs until Ctrl-C; only one process may serve a home."""
    settings = shell.load_settings()
    with (
        app.served_alone(settings),
        running.listening(settings, host, port) as (listener, bound),
    ):
        running.run(bound, running.web(listener), working.take_turns, working.do_jobs)
