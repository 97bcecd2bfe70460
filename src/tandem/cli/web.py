"""`tandem web`: runs only the web; workers run elsewhere."""

import typer

from tandem.cli import running, shell


def register(line: typer.Typer, name: str, sentence: str) -> None:
    """Add the command."""
    line.command(name, help=sentence)(web)


def web(host: running.Host = None, port: running.Port = None) -> None:
    """Answer requests until Ctrl-C; turns and mail need a worker."""
    with running.listening(shell.load_settings(), host, port) as (listener, bound):
        running.run(bound, running.web(listener))
