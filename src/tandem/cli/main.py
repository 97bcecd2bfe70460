"""The command `tandem`: each subcommand has its own file, imported only when it is called."""

import gc
import io
import os
import sys
from importlib import import_module
from typing import Any

import typer

from tandem.core.errors import TandemError
from tandem.version import __version__

COMMANDS = {
    "demo": "Run everything with a demo company.",
    "serve": "Run the whole desk in one process: web, turns and jobs.",
    "web": "Run only the web: console, widget and APIs.",
    "worker": "Run only turns and jobs.",
    "user": "Add people to the team, list them, print sign-in links.",
    "token": "Issue, list and revoke tokens for programs.",
    "pause": "Stop the assistant; people get its conversations.",
    "ask": "Answer one question, with sources.",
    "hear": "Show what a message is heard as, and in which words.",
    "chat": "Hold a conversation in the terminal.",
    "learn": "Read articles: Markdown, HTML, PDF, DOCX, text, JSONL, or a site.",
    "gaps": "List the questions that the articles do not answer, by what they cost.",
    "knowledge": "List the articles: stale, out of date, hidden, and from where.",
    "incident": "Answer what many ask about at the moment with one text.",
    "hide": "Never quote an article or a passage again, until it is undone.",
    "import": "Import past tickets.",
    "evaluate": "Measure on labelled questions, messages or simulated customers.",
    "calibrate": "Refit confidence and thresholds on judged questions.",
    "outcomes": "Count what became of answers, suggestions and drafts.",
    "week": "Show the last week: three numbers, the worst conversations, the biggest gaps.",
    "metrics": "Show containment, times, ratings and handoffs, each with its trap.",
    "review": "Draw what people judge, and show how often the assistant was wrong.",
    "promises": "Show what customers were promised, and whether it was kept.",
    "reachability": "Show how long customers wait for a person.",
    "replay": "Decide a recorded turn again from its record alone.",
    "show-sent": "Show what a turn sent to language models and look-ups.",
    "rollout": "Show who gets what and why, and change it.",
    "policy": "Check, show and change the policy.",
    "doctor": "Say what is wrong with this installation and how to fix it.",
    "stop": "Stop a left-over embedded database (not the assistant: pause).",
}
MODULES = {"import": "import_tickets", "show-sent": "show_sent"}  # no names of modules

FAILED, BAD_INPUT = 1, 2


def main() -> None:
    """Run the command line; exit 0 done, 1 failed, 2 bad input."""
    for stream in (sys.stdin, sys.stdout):  # None if it is closed
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a broken byte must not end a conversation
    try:
        code = _run()
        if sys.stdout is not None:  # pyright: ignore[reportUnnecessaryComparison] -- closed
            sys.stdout.flush()
    except TandemError as error:
        code = complain(error)
    except KeyboardInterrupt:
        code = 130
    except OSError as error:  # a full disk, a file that can't be opened: not a bug
        code = FAILED
        if not isinstance(error, BrokenPipeError):  # the reader of our output has closed it
            where = f": {error.filename}" if error.filename else ""
            complain(TandemError(f"{error.strerror or error}{where}."))
        # Unwritten output can't be written, and Python would try again at exit.
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
    """All commands: the called one in full, the others with name and help text only."""
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
            _imported(MODULES.get(name, name)).register(line, name, sentence)
        else:
            line.command(name, help=sentence)(_unread)
    return line


def _imported(name: str) -> Any:
    """A command's module.

    Nothing that an import makes is garbage, and looking for some takes a sixth of the time. What is
    made here is left out of later collections too.
    """
    gc.disable()
    try:
        return import_module(f"tandem.cli.{name}")
    finally:
        gc.freeze()
        gc.enable()


def complain(error: TandemError) -> int:
    """Print the error as one line on stderr; returns its exit code."""
    from tandem.core.errors import InvalidError, NotFoundError

    print(f"tandem: {error}", file=sys.stderr)  # noqa: T201 -- the command's own output
    return BAD_INPUT if isinstance(error, InvalidError | NotFoundError) else FAILED


def _global(
    version: bool = typer.Option(False, "--version", help="Print the version."),
) -> None:
    if version:
        typer.echo(f"tandem {__version__}")
        raise typer.Exit


def _unread() -> None:
    raise AssertionError("only the called command runs")
