"""The command `tandem`: each subcommand is a file of its own, imported only when it is called."""

import io
import os
import sys
from importlib import import_module

import typer

from tandem.core.errors import TandemError
from tandem.version import __version__

COMMANDS = {
    "demo": "Everything, with a demo company.",
    "serve": "The whole desk: web, turns and jobs, in one process.",
    "web": "The web alone: console, widget and APIs.",
    "worker": "Turns and jobs alone.",
    "user": "Add somebody to the team, list them, let them in by a link.",
    "token": "Let programs in: issue, list and revoke tokens.",
    "pause": "Stop the assistant everywhere, at once: people get everything.",
    "ask": "Answer one question, with its sources.",
    "chat": "Hold a conversation in the terminal.",
    "learn": "Take articles in: Markdown, HTML, text, JSONL; files or folders.",
    "import": "Take past tickets in.",
    "evaluate": "Measure on labelled questions or messages.",
    "calibrate": "Refit confidence and thresholds on judged questions.",
    "replay": "Decide a recorded turn again, from its record alone.",
    "policy": "Check a policy file and run its tests.",
    "doctor": "Say what is wrong with this installation and how to fix it.",
    "stop": "End the embedded database if one was left behind.",
}
MODULES = {"import": "import_tickets"}  # where the word is no module's name

FAILED, BAD_INPUT = 1, 2


def main() -> None:
    """Run the command line; exit 0 done, 1 failed, 2 bad input."""
    for stream in (sys.stdin, sys.stdout):  # None where it is closed
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a broken byte ends no conversation
    try:
        code = _run()
        if sys.stdout is not None:  # pyright: ignore[reportUnnecessaryComparison] -- closed
            sys.stdout.flush()
    except TandemError as error:
        code = complain(error)
    except KeyboardInterrupt:
        code = 130
    except OSError as error:  # a full disk, a file that can't be opened: no fault of the program
        code = FAILED
        if not isinstance(error, BrokenPipeError):  # whoever read our output has seen enough
            where = f": {error.filename}" if error.filename else ""
            complain(TandemError(f"{error.strerror or error}{where}."))
        # What is still unwritten can't be written, and Python would try again at its exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    sys.exit(code)


def _run() -> int:
    """Run the command; returns its exit code."""
    try:
        command_line()(prog_name="tandem")
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else 0
    return 0


def command_line() -> typer.Typer:
    """The commands: the one that is called in full, the others by name and sentence."""
    called = next((word for word in sys.argv[1:] if not word.startswith("-")), "")
    line = typer.Typer(
        help="Tandem: a support desk in which an AI and people work as one team.",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
    )
    line.callback(invoke_without_command=True)(_global)
    for name, sentence in COMMANDS.items():
        if name == called:
            module = import_module(f"tandem.cli.{MODULES.get(name, name)}")
            module.register(line, name, sentence)
        else:
            line.command(name, help=sentence)(_unread)
    return line


def complain(error: TandemError) -> int:
    """Tell what went wrong in one line on stderr; returns the exit code for it."""
    from tandem.core.errors import InvalidError, NotFoundError

    print(f"tandem: {error}", file=sys.stderr)  # noqa: T201 -- a command line speaks
    return BAD_INPUT if isinstance(error, InvalidError | NotFoundError) else FAILED


def _global(
    version: bool = typer.Option(False, "--version", help="Print the version."),
) -> None:
    if version:
        typer.echo(f"tandem {__version__}")
        raise typer.Exit


def _unread() -> None:
    raise AssertionError("only the called command runs")
