"""Searches phrases in a text, trying only those of which a trigger word is in the text.

Trying hundreds of long patterns at every character would be slow. Triggers are declared beside the
phrase (resources/phrases): every match contains one of them, so the result is exactly that of `re`
alone (tests/unit/core/turn/test_reading.py).
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import chain

WORD = re.compile(r"\w+")
GAP = " … "  # where something was removed; it joins nothing
WORDS_KEPT = 8_192  # texts whose phrases are cached


@dataclass(frozen=True, eq=False)
class Expression:
    """A regular expression that is compiled when it is first used.

    Compiled at import, hundreds of long ones delayed each start by a quarter of a second.
    """

    text: str
    flags: int = 0

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """The expression, compiled."""
        return re.compile(self.text, self.flags)


def joined(*alternatives: str) -> str:
    """Regular expressions joined into one that begins and ends at a word's edge."""
    return rf"(?<!\w)(?:{'|'.join(alternatives)})(?!\w)"


def edged(*alternatives: str) -> re.Pattern[str]:
    """The joined expressions, compiled."""
    return re.compile(joined(*alternatives))


@dataclass(frozen=True, eq=False)
class Phrase:
    """A regular expression, and words of which each of its matches contains one.

    A trigger that ends in * stands for all words that begin so; without triggers, the phrase is
    tried in every text. `place` is its position in its group.
    """

    expression: str
    triggers: frozenset[str]
    place: int

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """The expression up to a word's edge, compiled at first use."""
        return re.compile(rf"(?:{self.expression})(?!\w)")

    def search(self, text: str, start: int = 0) -> re.Match[str] | None:
        """The first match that begins at a word's edge.

        The edge is checked here because, inside the expression, it would stop `re` from using the
        first letter to skip ahead.
        """
        while match := self.pattern.search(text, start):
            start = match.start() + 1
            if start == 1 or not WORD.match(text[start - 2]):
                return match
        return None


class Triggers:
    """Finds which of some phrases can be in a text, by its words."""

    def __init__(self, phrases: Iterable[Phrase]) -> None:
        whole: dict[str, set[Phrase]] = {}
        begun: dict[str, set[Phrase]] = {}
        always = set[Phrase]()
        for phrase in phrases:
            if not phrase.triggers:
                always.add(phrase)
            for trigger in phrase.triggers:
                kind = begun if trigger.endswith("*") else whole
                kind.setdefault(trigger.rstrip("*"), set()).add(phrase)
        self._whole, self._begun, self._always = whole, begun, frozenset(always)
        self._lengths = sorted({len(beginning) for beginning in begun})
        self._of_word = lru_cache(WORDS_KEPT)(self._find)

    def phrases(self, text: str) -> frozenset[Phrase]:
        """The phrases that must be tried."""
        return self._always.union(*map(self._of_word, set(WORD.findall(text))))

    def _find(self, word: str) -> frozenset[Phrase]:
        begun = (self._begun.get(word[:length], ()) for length in self._lengths)
        return frozenset(chain(self._whole.get(word, ()), *begun))


class Reading:
    """A text to search in, with the phrases that can be in it."""

    def __init__(self, text: str, triggers: Triggers) -> None:
        self.text = text
        self.triggers = triggers

    @cached_property
    def tried(self) -> frozenset[Phrase]:
        """The phrases that have a trigger in the text."""
        return self.triggers.phrases(self.text)


@dataclass(frozen=True, slots=True)
class Phrases:
    """Phrases with the same meaning; if several match, the first match in the text counts."""

    phrases: frozenset[Phrase]

    @classmethod
    def of(cls, *written: tuple[str, Iterable[str]]) -> "Phrases":
        """Makes phrases from expressions and triggers, in the order in which they are tried."""
        return cls(
            frozenset(
                Phrase(expression, frozenset(triggers), place)
                for place, (expression, triggers) in enumerate(written)
            )
        )

    def first(self, reading: Reading) -> re.Match[str] | None:
        """The first match, as `re.search` finds it with all phrases joined by `|`."""
        return next(self.all(reading), None)

    def all(self, reading: Reading) -> Iterator[re.Match[str]]:
        """Every match, as `re.finditer` finds them."""
        tried = sorted(self.phrases & reading.tried, key=lambda phrase: phrase.place)
        text, end = reading.text, 0
        found = [(phrase, phrase.search(text)) for phrase in tried]
        while matches := [match for _, match in found if match]:
            first = min(matches, key=re.Match[str].start)  # at one position the first phrase wins
            yield first
            end = first.end()
            found = [
                (phrase, match if match.start() >= end else phrase.search(text, end))
                for phrase, match in found
                if match
            ]

    def without(self, reading: Reading) -> Reading:
        """The text with a gap for each match."""
        kept, end = list[str](), 0
        for match in self.all(reading):
            kept.append(reading.text[end : match.start()])
            end = match.end()
        if not kept:
            return reading
        return Reading(GAP.join([*kept, reading.text[end:]]), reading.triggers)
