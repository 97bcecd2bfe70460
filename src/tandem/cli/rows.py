"""Reads labelled files for the lab, and says what could not be used."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TypeVar

from tandem.actions.lab.evaluate import Labelled
from tandem.adapters.read.jsonl import read_question_rows
from tandem.core.errors import InvalidError
from tandem.core.knowledge.article import BadInput
from tandem.core.lab.dataset import Question

T = TypeVar("T")


def read_labelled(paths: Sequence[Path]) -> Labelled:
    """The questions of these files; what can't be used is left out and reported by its line.

    Raises InvalidError if a file is missing or holds no question at all.
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
            "There is no question that can be used.",
            hint=f"First fault: {left_out[0]}" if left_out else "The files are empty.",
        )
    return Labelled(tuple(questions), sets, tuple(left_out))


def usable(
    path: Path, read: Callable[[Path], Iterable[T | BadInput]], left_out: list[str]
) -> Iterator[T]:
    """The rows that can be used; the others are added to `left_out`."""
    if not path.is_file():
        raise InvalidError(f"There is no file {path}.", hint="Check the path.")
    for item in read(path):
        if isinstance(item, BadInput):
            left_out.append(str(item))
        else:
            yield item
