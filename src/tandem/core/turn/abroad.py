"""What the screen hears in other languages than English: a wish for a person, danger, yes and no.

Composed from lists of words for each language (resources/phrases/abroad.toml). All languages are
tried, because the language of a few words often can't be told; only plain English is left out.
"""

import re
import tomllib
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

from tandem.core.turn.reading import Expression, joined

NEAR = 7  # words from contact to people
REPLY_MAX = 60  # characters of a yes, a no, thanks, or a bare noun
TRIED_MAX = 80  # characters of a text in which all languages are tried
SHORT = 6  # words of a message that may be nothing but the person wanted

_WORD = re.compile(r"[^\W_]+(?:['’.-][^\W_]+)*\??")
_WORD_START = re.compile(r"(?<!\w)\w")
_CLAUSE = re.compile(r"[.!?,;:؟،。！？、\n]+\s*")
_ROBOT = re.compile(r"ro?bot|\brobo|\bbot|бот|ботом|μποτ|روبوت|בוט")
LETTER = re.compile(r"[^\W\d_]")
_LISTED = re.compile(r"'[^']+'|\S+")


@dataclass(frozen=True, slots=True)
class _Words:
    """A list of words, of which some stand for all that begin so."""

    whole: frozenset[str]
    begun: tuple[str, ...]

    @classmethod
    def of(cls, listed: str) -> "_Words":
        words = listed.split()
        return cls(
            frozenset(word for word in words if not word.endswith("*")),
            tuple(word[:-1] for word in words if word.endswith("*")),
        )

    def __contains__(self, word: str) -> bool:
        return word in self.whole or word.startswith(self.begun)


@dataclass(frozen=True, slots=True)
class _Language:
    """One language's words; `phrases` only where words have no blanks between them."""

    code: str
    contact: _Words
    people: _Words
    please: _Words
    negation: _Words
    alone: frozenset[str]
    guard: Expression
    phrases: Expression | None
    replies: Mapping[str, _Words | Expression]
    topics: tuple[str, ...]
    danger: Expression
    """One group for each of the topics, in their order."""

    @property
    def is_spaced(self) -> bool:
        """Whether blanks stand between words, so that a phrase begins where a word does."""
        return self.phrases is None


def _language(code: str, table: Mapping[str, Any]) -> _Language:
    is_spaced = "phrases" not in table
    listed = [word.strip("'") for word in _LISTED.findall(table.get("alone", ""))]
    return _Language(
        code,
        _Words.of(table.get("contact", "")),
        _Words.of(table.get("people", "")),
        _Words.of(table.get("please", "")),
        _Words.of(table.get("not", "")),
        frozenset([*listed, folded(table["button"])]),
        _guard(table["guard"], is_spaced=is_spaced),
        None if is_spaced else Expression(table["phrases"]),
        {
            name: _Words.of(table[name]) if is_spaced else _only(table[name])
            for name in ("yes", "no", "thanks")
        },
        tuple(table["danger"]),
        Expression("|".join(rf"({'|'.join(found)})" for found in table["danger"].values())),
    )


def _guard(listed: str, *, is_spaced: bool) -> Expression:
    if not is_spaced:
        return Expression(listed)
    words = [word.strip("'") for word in _LISTED.findall(listed)]
    forms = (re.escape(word).replace(r"\*", r"\w*") for word in words)
    return Expression(joined(*forms))


def _only(listed: str) -> Expression:
    return Expression(rf"(?:(?:{listed})[\s,、。.!！]*){{1,6}}")


_LETTERS = str.maketrans({"ß": "ss", "ø": "o", "æ": "ae", "ł": "l", "đ": "d", "ı": "i"})


def folded(text: str) -> str:
    """Lower case, without accents: as people write who have no such keys."""
    plain = unicodedata.normalize("NFKD", text.lower().translate(_LETTERS))
    bare = "".join(
        letter for letter in plain if not unicodedata.combining(letter) or letter in _KEPT
    )
    return unicodedata.normalize("NFC", bare)


# Marks that are no accents: those of Hindi, Thai and Japanese.
_KEPT = frozenset(
    chr(code)
    for first, last in ((0x0900, 0x097F), (0x0E00, 0x0E7F), (0x3099, 0x309A))
    for code in range(first, last + 1)
)

_FILE = tomllib.loads(
    (files("tandem") / "resources" / "phrases" / "abroad.toml").read_text(encoding="utf-8")
)
LANGUAGES = tuple(_language(code, table) for code, table in _FILE.items())
_BY_CODE = {language.code: language for language in LANGUAGES}
BUTTONS: dict[str, str] = {code: table["button"] for code, table in _FILE.items()}
"""The text of the widget's button in each language."""


def wish_for_person(text: str, language: str) -> str | None:
    """The words of a wish for a person in another language than English, folded.

    `language` is the text's, where it is known; of a short text all are tried.
    """
    said = folded(text)
    tried = _tried(said, language)
    for one in tried:
        if whole := _alone(one, said):
            return whole
    for clause in _CLAUSE.split(said):
        words = tuple(_WORD.findall(clause))
        speakers = frozenset[str]().union(*map(_who_says, words))
        for one in tried if words else ():
            may_be = one.phrases is not None or one.code in speakers
            if may_be and (found := _wish(one, clause, words)):
                return found
    return None


def danger(text: str, language: str) -> tuple[str, str] | None:
    """The topic of a danger in another language than English, and the words, folded."""
    said = folded(text)
    starts = [word.start() for word in _WORD_START.finditer(said)]
    for one in _tried(said, language):
        if one.is_spaced:
            found = next(filter(None, (one.danger.pattern.match(said, at) for at in starts)), None)
        else:
            found = None if said.isascii() else one.danger.pattern.search(said)
        if found is not None and found.lastindex is not None:
            return one.topics[found.lastindex - 1], found[0]
    return None


@lru_cache(64)  # a turn asks twice: whether the text continues a question, and what it is
def reply(text: str) -> str | None:
    """Which of yes, no and thanks the text is, and nothing else, in any of the languages."""
    said = folded(text)
    if len(said) > REPLY_MAX or not LETTER.search(said):
        return None
    words = [word for word in _WORD.findall(said) if LETTER.search(word)]
    for language in LANGUAGES:
        for name in ("thanks", "no", "yes"):
            known = language.replies[name]
            if isinstance(known, Expression):
                if known.pattern.fullmatch(said.strip()):
                    return name
            elif words and words[0] in known.whole and all(word in known for word in words):
                return name
    return None


@lru_cache(8_192)
def _who_says(word: str) -> frozenset[str]:
    """The languages in which the word means a person."""
    return frozenset(one.code for one in LANGUAGES if word in one.people)


def _tried(said: str, language: str) -> tuple[_Language, ...]:
    known = _BY_CODE.get(language) if len(said) > TRIED_MAX else None
    return LANGUAGES if known is None else (known,)


def _alone(language: _Language, said: str) -> str | None:
    words = " ".join(_WORD.findall(said)) if len(said) <= REPLY_MAX else ""
    return words if words and words in language.alone else None


def _wish(language: _Language, clause: str, words: Sequence[str]) -> str | None:
    if language.guard.pattern.search(clause):
        return None
    if language.phrases is not None:
        found = language.phrases.pattern.search(clause)
        return found[0] if found else None
    people = [at for at, word in enumerate(words) if word in language.people]
    if not people:
        return None
    is_short = len(words) <= SHORT
    if is_short and all(word in language.people or word in language.please for word in words):
        return " ".join(words)
    refuses = not _ROBOT.search(clause) and any(
        word in language.negation for word in words[max(0, people[0] - 5) : people[0] + 1]
    )
    contact = [at for at, word in enumerate(words) if word in language.contact]
    near = sorted((abs(one - two), one, two) for one in contact for two in people if one != two)
    if refuses or not near or near[0][0] > NEAR:
        return None
    first, last = sorted(near[0][1:])
    return " ".join(words[first : last + 1])
