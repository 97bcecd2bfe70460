"""Seeks phrases in a text, and tries each only where a word begins as the phrase does.

A screen of dozens of long patterns would otherwise try every alternative at every word. How the
matches of a pattern can begin is read from the pattern itself, so nothing is found or missed that
`re` alone would not find or miss (tests/unit/core/turn/test_reading.py).
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import product

# What used to be the public module sre_parse; there is no other reader of regular expressions.
from re import _constants as op  # pyright: ignore[reportAttributeAccessIssue]
from re import _parser as sre  # pyright: ignore[reportAttributeAccessIssue]
from typing import Any, Self

OPENING = 5
"""Characters of a beginning: fewer leave more places to try, more make the sets larger."""

WORD_START = re.compile(r"(?<!\w)\w")
GAP = " … "  # where something was taken out; it joins nothing


class Reading:
    """A text to seek in, with the places of its words by how they begin."""

    def __init__(self, text: str) -> None:
        self.text = text

    @cached_property
    def words(self) -> Mapping[str, list[int]]:
        """The first OPENING characters from each word's start on, and where that is."""
        found: dict[str, list[int]] = {}
        for match in WORD_START.finditer(self.text):
            start = match.start()
            found.setdefault(self.text[start : start + OPENING], []).append(start)
        return found


@dataclass(frozen=True, slots=True)
class Phrases:
    """A pattern, and how its matches can begin; without openings it is tried everywhere."""

    pattern: re.Pattern[str]
    openings: frozenset[str] = frozenset()  # of OPENING characters
    shorter: tuple[str, ...] = ()  # openings of fewer, after which anything may follow

    @classmethod
    def of(cls, *alternatives: str) -> Self:
        """Compile regular expressions to one that begins and ends at a word's edge."""
        pattern = re.compile(rf"(?<!\w)(?:{'|'.join(alternatives)})(?!\w)")
        ended, begun = _openings(sre.parse(pattern.pattern))
        found = ended | begun
        if not all(WORD_START.match(opening) for opening in found):
            return cls(pattern)  # some match may begin at no word
        return cls(
            pattern,
            frozenset(opening for opening in found if len(opening) == OPENING),
            tuple(sorted(opening for opening in found if len(opening) < OPENING)),
        )

    def first(self, reading: Reading) -> re.Match[str] | None:
        """The first match, as `re.search` finds it."""
        return next(self.all(reading), None)

    def all(self, reading: Reading) -> Iterator[re.Match[str]]:
        """Every match, as `re.finditer` finds them."""
        if not self.openings and not self.shorter:
            yield from self.pattern.finditer(reading.text)
            return
        end = 0
        for place in self._places(reading):
            if place >= end and (match := self.pattern.match(reading.text, place)):
                yield match
                end = match.end()

    def without(self, reading: Reading) -> Reading:
        """The text with a gap for each match."""
        kept, end = list[str](), 0
        for match in self.all(reading):
            kept.append(reading.text[end : match.start()])
            end = match.end()
        return Reading(GAP.join([*kept, reading.text[end:]])) if kept else reading

    def _places(self, reading: Reading) -> list[int]:
        found = [
            places
            for word, places in reading.words.items()
            if word in self.openings or word.startswith(self.shorter)
        ]
        return sorted(place for places in found for place in places)


# What looks around is taken as true throughout: an opening too many only costs time.

Openings = tuple[set[str], set[str]]
"""How the matches of an expression begin: those that may end there, those that go on as may be."""


def _openings(parsed: Iterable[tuple[Any, Any]]) -> Openings:
    ended, begun = {""}, set[str]()
    for kind, value in parsed:
        if not ended:
            break
        ends, goes_on = _step(kind, value)
        begun |= _joined(ended, goes_on)
        ended = _joined(ended, ends)
        full = {opening for opening in ended if len(opening) == OPENING}
        ended, begun = ended - full, begun | full
    return ended, begun


def _step(kind: Any, value: Any) -> Openings:
    match kind:
        case op.LITERAL:
            return {chr(value)}, set()
        case op.IN if all(one in (op.LITERAL, op.RANGE) for one, _ in value):
            ranges = [(code, code) if one is op.LITERAL else code for one, code in value]
            return {chr(code) for low, high in ranges for code in range(low, high + 1)}, set()
        case op.SUBPATTERN:
            return _openings(value[3])
        case op.BRANCH:
            branches = [_openings(branch) for branch in value[1]]
            return (
                set().union(*(ended for ended, _ in branches)),
                set().union(*(begun for _, begun in branches)),
            )
        case op.MAX_REPEAT | op.MIN_REPEAT:
            least, most, repeated = value
            ended, begun = _openings(repeated)
            nothing = {""} if least == 0 else set[str]()
            return (ended | nothing, begun) if most == 1 else (nothing, ended | begun)
        case op.ASSERT | op.ASSERT_NOT | op.AT:
            return {""}, set()
        case _:
            return set(), {""}


def _joined(firsts: Iterable[str], seconds: Iterable[str]) -> set[str]:
    return {(first + second)[:OPENING] for first, second in product(firsts, seconds)}
