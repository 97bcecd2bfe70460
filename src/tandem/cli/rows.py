"""Reads labelled files for the lab, and reports rows that can't be used."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TypeVar

from tandem.adapters.read.jsonl import read_question_rows
from tandem.core.errors import InvalidError
from tandem.core.knowledge.article import BadInput
from tandem.core.lab.dataset import Labelled, Question

T = TypeVar("T")


def read_labelled(paths: Sequence[Path]) -> Labelled:
    """The questions of these files; unusable rows are left out and reported with their line.

    Raises InvalidError if a file is missing or no question can be used.
    """
    questions: list[Question] = []
    left_out: list[str] = []
    sets: dict[str, int] = {}
    for path in paths:
        found = list(usable(path, read_question_rows, left_out))
        sets[path.name] = len(found)
        questions += found
    if not questions:
        raise InvalidError(
            "No question can be used.",
            hint=f"First fault: {left_out[0]}" if left_out else "The files are empty.",
        )
    return Labelled(tuple(questions), sets, tuple(left_out))


def usable(
    path: Path, read: Callable[[Path], Iterable[T | BadInput]], left_out: list[str]
) -> Iterator[T]:
    """The usable rows; the others are added to `left_out`."""
    if not path.is_file():
        raise InvalidError(f"There is no file {path}.", hint="Check the path.")
    for item in read(path):
        if isinstance(item, BadInput):
            left_out.append(str(item))
        else:
            yield item
