"""Finds the trigger words of the screen's phrases: each match of a phrase holds one of its own.

    python -m tools.triggers

Writes src/tandem/resources/phrases/en/triggers.json; run it after changing a phrase in
resources/phrases/en. A phrase is only tried in a text with one of its triggers (core/turn/reading).
Read from the parsed expression: of each sequence the part whose words are the rarest in the corpus.
"""

import json
import re
import sys
from collections import Counter
from collections.abc import Sequence
from functools import cache
from pathlib import Path

# What used to be the public module sre_parse; there is no other reader of regular expressions.
from re import _constants as op  # pyright: ignore[reportAttributeAccessIssue]
from re import _parser as sre  # pyright: ignore[reportAttributeAccessIssue]
from typing import Any

from tandem import app
from tandem.core.turn import phrases
from tandem.core.turn.plain import plain

CORPUS = sorted((Path(__file__).parent / "hearing" / "train").glob("*.jsonl"))
TARGET = ("phrases", "en", "triggers.json")

Words = frozenset[str]
_WORD = re.compile(r"\w")


def main() -> None:
    """Write the file."""
    found = {
        phrases.key_of(phrase.expression): " ".join(sorted(triggers(phrase.expression)))
        for phrase in phrases.SEARCHED
    }
    text = json.dumps(dict(sorted(found.items())), ensure_ascii=False, indent=1) + "\n"
    app.resource(*TARGET).write_text(text, encoding="utf-8")
    sys.stdout.write(f"{len(found)} phrases\n")


def triggers(expression: str) -> Words:
    """Words of which each match holds one; those that end in * stand for all that begin so.

    Raises ValueError for an expression without any.
    """
    found = _of_sequence(list(sre.parse(expression)), is_start=True, is_end=True)
    if found is None:
        raise ValueError(f"no word stands in every match of {expression!r}")
    return found


def _of_sequence(parsed: list[tuple[Any, Any]], *, is_start: bool, is_end: bool) -> Words | None:
    """The best set of words among the parts of a sequence.

    `is_start` and `is_end` say that words end where the sequence begins and ends.
    """
    best: Words | None = None
    for at, (kind, value) in enumerate(parsed):
        before, after = parsed[:at], parsed[at + 1 :]
        left = _ends_word(before, is_start)
        right = _begins_apart(after, is_end)
        if kind is op.LITERAL:
            is_first = at == 0 or parsed[at - 1][0] is not op.LITERAL
            found = _of_letters(parsed[at:], left, is_end) if is_first else None
            joined = _of_factored(parsed[at:], left, is_end) if is_first else None
            found = min((one for one in (found, joined) if one), key=_cost, default=None)
        elif kind is op.SUBPATTERN:
            found = _of_sequence(list(value[3]), is_start=left, is_end=right)
        elif kind is op.BRANCH:
            found = _of_branches(value[1], left, right)
        elif kind in (op.MAX_REPEAT, op.MIN_REPEAT) and value[0] >= 1:
            once = value[1] == 1
            found = _of_sequence(list(value[2]), is_start=left and once, is_end=right and once)
        else:
            found = None
        if found is not None and (best is None or _cost(found) < _cost(best)):
            best = found
    return best


def _of_branches(branches: Sequence[Any], left: bool, right: bool) -> Words | None:
    found = [_of_sequence(list(branch), is_start=left, is_end=right) for branch in branches]
    return None if any(one is None for one in found) else frozenset().union(*filter(None, found))


def _of_factored(parsed: list[tuple[Any, Any]], left: bool, is_end: bool) -> Words | None:
    """For letters that the parser took out of alternatives: "alight|ablaze" is "a(light|blaze)"."""
    size = next((at for at, (kind, _) in enumerate(parsed) if kind is not op.LITERAL), len(parsed))
    if size == len(parsed) or parsed[size][0] is not op.BRANCH:
        return None
    whole = [[*parsed[:size], *branch] for branch in parsed[size][1][1]]
    return _of_branches(whole, left, _begins_apart(parsed[size + 1 :], is_end))


def _of_letters(parsed: list[tuple[Any, Any]], left: bool, is_end: bool) -> Words | None:
    """The rarest word in a run of letters; one that may go on counts as a beginning."""
    size = next((at for at, (kind, _) in enumerate(parsed) if kind is not op.LITERAL), len(parsed))
    run = "".join(chr(value) for _, value in parsed[:size])
    is_whole = _begins_apart(parsed[size:], is_end)
    words = list[str]()
    for match in re.finditer(r"\w+", run):
        if match.start() == 0 and not left:
            continue
        ends = match.end() < len(run) or is_whole
        if ends or len(match[0]) >= 2:
            words.append(match[0] if ends else f"{match[0]}*")
    return frozenset({min(words, key=_frequency)}) if words else None


def _ends_word(before: list[tuple[Any, Any]], is_start: bool) -> bool:
    """Whether a word ends here, whatever matched before."""
    return _is_apart(before[::-1], is_start, step=-1)


def _begins_apart(after: list[tuple[Any, Any]], is_end: bool) -> bool:
    """Whether no word goes on here, whatever matches after."""
    return _is_apart(after, is_end, step=1)


def _is_apart(parts: list[tuple[Any, Any]], at_edge: bool, step: int) -> bool:
    """Whether the nearest letter of all that may match is none of a word; `step` gives the side."""
    for at, (kind, value) in enumerate(parts):
        onward = parts[at + 1 :]
        match kind:
            case op.ASSERT | op.ASSERT_NOT | op.AT:
                continue
            case op.LITERAL:
                return not _WORD.match(chr(value))
            case op.SUBPATTERN:
                return _is_apart(list(value[3])[::step], _is_apart(onward, at_edge, step), step)
            case op.BRANCH:
                edge = _is_apart(onward, at_edge, step)
                return all(_is_apart(list(branch)[::step], edge, step) for branch in value[1])
            case op.MAX_REPEAT | op.MIN_REPEAT:
                if not _is_apart(list(value[2])[::step], False, step):
                    return False
                if value[0] >= 1:
                    return True
            case _:
                return False
    return at_edge


@cache
def _counts() -> Counter[str]:
    lines = (line for path in CORPUS for line in path.read_text(encoding="utf-8").splitlines())
    return Counter(
        word for row in map(json.loads, lines) for word in re.findall(r"\w+", plain(row["text"]))
    )


@cache
def _frequency(word: str) -> float:
    """How often the word occurs, with a little for each that never does."""
    if word.endswith("*"):
        return 2 + sum(n for known, n in _counts().items() if known.startswith(word[:-1]))
    return 1 + _counts()[word]


def _cost(words: Words) -> float:
    return sum(map(_frequency, words))


if __name__ == "__main__":
    main()
