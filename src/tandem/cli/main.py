"""The command `tandem`: each subcommand is a file of its own, imported only when it is called."""

import sys
from importlib import import_module

import typer

from tandem.core.errors import TandemError
from tandem.version import __version__

COMMANDS = {
    "demo": "Everything, with a demo company.",
    "ask": "Answer one question, with its sources.",
    "chat": "Hold a conversation in the terminal.",
    "learn": "Take articles in: Markdown, HTML, text, JSONL; files or folders.",
    "import": "Take past tickets in.",
    "evaluate": "Measure on labelled questions or messages.",
    "calibrate": "Refit confidence and thresholds on judged questions.",
    "replay": "Decide a recorded turn again, from its record alone.",
    "policy": "Check a policy file and run its tests.",
    "doctor": "Say what is wrong with this installation and how to mend it.",
    "stop": "End the embedded database if one was left behind.",
}
MODULES = {"import": "import_tickets"}  # where the word is no module's name

FAILED, BAD_INPUT = 1, 2


def main() -> None:
    """Run the command line; exit 0 done, 1 failed, 2 bad input."""
    try:
        command_line()(prog_name="tandem")
    except TandemError as error:
        sys.exit(complain(error))
    except KeyboardInterrupt:
        sys.exit(130)


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
    line.callback()(_global)
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
