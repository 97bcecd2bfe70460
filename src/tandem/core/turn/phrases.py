"""The phrases that the rule screen looks for, read from resources/phrases.

They are data shipped with the code and a part of it, read once at import like any constant, so the
screen stays a pure function of its text. en.toml says how they are written.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from importlib.resources import files
from typing import Any

from tandem.core.turn.reading import WORD, Phrases, Triggers, edged

LANGUAGES = ("en", "de", "fr", "es", "it", "pt", "nl")
GAP = r"(?:(?!(?:my|his|her|their|our|i|if)\b)[\w'/-]+,? ){0,3}"

_Table = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Group:
    """Phrases with the same meaning, under the name that agents see."""

    name: str
    phrases: Phrases
    urgent: bool = False


def _read(language: str) -> _Table:
    file = files("tandem") / "resources" / "phrases" / f"{language}.toml"
    return tomllib.loads(file.read_text(encoding="utf-8"))


_FILES = {language: _read(language) for language in LANGUAGES}
_EN = _FILES["en"]


def _words() -> dict[str, str]:
    """The lists of [words]; each may refer to those before it."""
    words: dict[str, str] = {}
    for name, expression in _EN["words"].items():
        words[name] = _filled(expression, words)
    return words


def _filled(text: str, lists: Mapping[str, str]) -> str:
    whole = "".join(line.lstrip() for line in text.splitlines())
    return reduce(lambda so_far, name: so_far.replace(f"{{{name}}}", lists[name]), lists, whole)


_WORDS = _words()


def _expression(text: str) -> str:
    return _filled(text, _WORDS).replace("~ ", GAP)


def _triggers(text: str) -> list[str]:
    lists: _Table = _EN["triggers"]
    return [word for part in text.split() for word in lists.get(part.strip("{}"), part).split()]


def _phrases(*tables: _Table) -> Phrases:
    written = [pair for table in tables for pair in table["phrases"]]
    return Phrases.of(*((_expression(text), _triggers(words)) for words, text in written))


def _whole(table: _Table) -> re.Pattern[str]:
    """The phrases of a table as one pattern, for a table that needs no triggers."""
    return edged(*map(_expression, table["phrases"]))


def _groups(section: str) -> tuple[Group, ...]:
    return tuple(
        Group(table["name"], _phrases(table), table.get("urgent", False)) for table in _EN[section]
    )


def literal(texts: Sequence[str]) -> Phrases:
    """Phrases of plain text, matched literally; the first word of each is its trigger."""
    return Phrases.of(*((re.escape(text), WORD.findall(text)[:1]) for text in texts))


# Slips of typing


def _slips(word: str) -> Iterator[str]:
    """Misspellings: the word with two neighbours swapped, one inner letter lost, or one doubled."""
    for at in range(1, len(word)):
        yield word[: at - 1] + word[at] + word[at - 1] + word[at + 1 :]
        yield word[:at] + word[at] + word[at:]
        if at < len(word) - 1 and len(word) > 4:
            yield word[:at] + word[at + 1 :]


def _spellings(table: _Table) -> dict[str, str]:
    keywords = table["keywords"].split()
    slips = {slip: word for word in keywords for slip in _slips(word)}
    for pair in table["listed"].split():  # these take precedence over the misspellings made above
        slip, _, meant = pair.partition("=")
        slips[slip] = meant.replace("_", " ")
    return {slip: word for slip, word in slips.items() if slip not in keywords}


SPELLINGS = _spellings(_EN["spelling"])
FILLERS = _whole(_EN["fillers"])

PERSON_ASIDES = _phrases(_EN["person_asides"])
PERSON = _groups("person")
PERSON_ABROAD = _phrases(
    *(file["person"] for name, file in _FILES.items() if name != "en" and "person" in file)
)
PERSON_BARE = _whole(_EN["person_bare"])
PLEASE = _whole(_EN["please"])
ACCEPTS = _whole(_EN["accepts"])
ACCEPTS_FIRST = _whole(_EN["accepts_first"])
REFUSES = _whole(_EN["refuses"])

SAFETY_ASIDES = _phrases(_EN["safety_asides"])
SAFETY = _groups("safety")
CALM = _phrases(_EN["calm"])
DISTRESS = _groups("distress")
FRUSTRATED = _groups("frustrated")
GLAD = _whole(_EN["glad"])
CANCEL_ASIDES = _phrases(_EN["cancel_asides"])
CANCEL = _groups("cancel")
EXCEPTION = _groups("exception")
COMPLEX = _groups("complex")

COURTESY = {table["name"]: _whole(table) for table in _EN["courtesy"]}
SMALL_TALK = _whole(_EN["small_talk"])
QUESTION_WORD = _whole(_EN["question_word"])

_SOUGHT = (
    *(PERSON_ASIDES, PERSON_ABROAD, SAFETY_ASIDES, CALM, CANCEL_ASIDES),
    *(
        group.phrases
        for groups in (PERSON, SAFETY, DISTRESS, FRUSTRATED, CANCEL, EXCEPTION, COMPLEX)
        for group in groups
    ),
)
TRIGGERS = Triggers(phrase for phrases in _SOUGHT for phrase in phrases.phrases)
"""All phrases above that are searched for in a text."""

# Languages

STOP_WORDS = {
    language: frozenset(file["stop"]["words"].split()) for language, file in _FILES.items()
}


_SCRIPTS = _read("scripts")
PERSON_IN_SCRIPTS = re.compile("|".join(_SCRIPTS["person"]["phrases"]))
SCRIPTS = tuple(
    (int(first, 16), int(last, 16), language)
    for first, last, language in _SCRIPTS["script"]["letters"]
)
"""First code point, last code point, language."""
