"""What the commands share: settings, JSON output, standard input, a progress bar."""

import asyncio
import json
import sys
from collections.abc import Callable, Coroutine, Generator
from contextlib import contextmanager
from dataclasses import asdict, is_dataclass
from datetime import date
from enum import Enum
from typing import TypeVar
from uuid import UUID

from rich.console import Console

from tandem import app
from tandem.core.desk.accept import MESSAGE_CHARS_MAX
from tandem.settings import Settings

T = TypeVar("T")

out = Console(highlight=False, soft_wrap=True)
err = Console(stderr=True, highlight=False, soft_wrap=True)


def load_settings() -> Settings:
    """The settings of this process's environment; ignored variables are reported on stderr."""
    settings = app.load_settings()
    for warning in settings.warnings:
        err.print(f"tandem: warning: {warning}", markup=False)
    return settings


def run(work: Coroutine[object, object, T]) -> T:
    """Run a command's work and return its result."""
    return asyncio.run(work)


def print_json(value: object) -> None:
    """Print one JSON document to stdout, for programs."""
    sys.stdout.write(json.dumps(plain(value), ensure_ascii=False, indent=2) + "\n")


def plain(value: object) -> object:
    """A value as plain JSON: dataclasses become objects, enums their values, ids and times text."""
    if is_dataclass(value) and not isinstance(value, type):
        return {name: plain(item) for name, item in asdict(value).items()}
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, dict):
        return {str(name): plain(item) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    return value


def standard_input() -> str:
    """A message from stdin; broken UTF-8 becomes replacement characters.

    Reads only a little more than the longest allowed message; longer ones are refused anyway.
    """
    return sys.stdin.buffer.read(4 * MESSAGE_CHARS_MAX + 4).decode("utf-8", "replace")


@contextmanager
def progress(what: str, total: int | None = None) -> Generator[Callable[[int], None]]:
    """A progress bar on stderr, called with how much is done; none if stderr is no terminal."""
    if not err.is_terminal:
        yield lambda _: None
        return
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=err, transient=True) as bar:
        task = bar.add_task(what, total=total)
        yield lambda done: bar.update(task, completed=done)
