"""The phrases that the rule screen looks for, read from resources/phrases.

They are data shipped with the code and a part of it, read once at import like any constant, so the
screen stays a pure function of its text. en/words.toml says how they are written.
"""

import json
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from hashlib import sha256
from importlib.resources import files
from typing import Any

from tandem.core.turn.reading import WORD, Expression, Phrases, Triggers, edged, joined
from tandem.core.turn.slips import Slips

GAP = r"(?:(?!(?:my|his|her|their|our|i|if)\b)[\w'/-]+,? ){0,3}"

_Table = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Group:
    """Phrases with the same meaning, under the name that agents see."""

    name: str
    phrases: Phrases
    urgent: bool = False


_FOLDER = files("tandem") / "resources" / "phrases"


def _read(*name: str) -> _Table:
    return tomllib.loads(_FOLDER.joinpath(*name).read_text(encoding="utf-8"))


_EN: _Table = {
    section: table
    for name in ("words", "person", "topics", "mood", "matter", "reply")
    for section, table in _read("en", f"{name}.toml").items()
}


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


def expression(text: str) -> str:
    """A phrase with its lists of words filled in."""
    return _filled(text, _WORDS).replace("~ ", GAP)


_TRIGGERS: Mapping[str, str] = json.loads((_FOLDER / "en" / "triggers.json").read_text("utf-8"))


def key_of(written: str) -> str:
    """The key of a filled-in phrase in triggers.json; one that is not there is always tried."""
    return sha256(written.encode()).hexdigest()[:16]


def _phrases(table: _Table) -> Phrases:
    written = map(expression, table["phrases"])
    return Phrases.of(*((text, _TRIGGERS.get(key_of(text), "").split()) for text in written))


def _whole(table: _Table) -> re.Pattern[str]:
    """The phrases of a table as one pattern, for a table that needs no triggers."""
    return edged(*map(expression, table["phrases"]))


def _only(table: _Table, filler: _Table) -> Expression:
    """Texts of nothing but the table's phrases and fillers, with one of its phrases at least."""
    phrase, rest = (joined(*map(expression, one["phrases"])) for one in (table, filler))
    gap = r"[ ,.!?…:)(-]{0,4}"
    return Expression(
        rf"{gap}(?:(?:{rest}){gap}){{0,4}}(?:{phrase}){gap}(?:(?:{phrase}|{rest}){gap}){{0,6}}"
    )


def _groups(section: str) -> tuple[Group, ...]:
    return tuple(
        Group(table["name"], _phrases(table), table.get("urgent", False)) for table in _EN[section]
    )


def literal(texts: Sequence[str]) -> Phrases:
    """Phrases of plain text, matched literally; the first word of each is its trigger."""
    return Phrases.of(*((re.escape(text), WORD.findall(text)[:1]) for text in texts))


# Slips of typing


def _listed(pairs: str) -> dict[str, str]:
    """The pairs of "speek=speak thats=that_is" as a mapping; `_` stands for a blank."""
    split = (pair.partition("=") for pair in pairs.split())
    return {slip: meant.replace("_", " ") for slip, _, meant in split}


def _lines(name: str) -> list[str]:
    return (_FOLDER / name).read_text(encoding="utf-8").split()


SPELLINGS = _listed(_EN["spelling"]["listed"])
KEYWORDS = tuple(_EN["spelling"]["keywords"].split())
SLIPS = Slips(KEYWORDS, (*_lines("real_words.txt"), *SPELLINGS, *_EN["spelling"]["words"].split()))
FILLERS = _whole(_EN["fillers"])

PERSON_DECLINED = _phrases(_EN["person_declined"])
PERSON_ASIDES = _phrases(_EN["person_asides"])
PERSON = _groups("person")
PERSON_BARE = _whole(_EN["person_bare"])
PERSON_BARE_WHOLE = _whole(_EN["person_bare_whole"])
PLEASE = _whole(_EN["please"])
AGREES = _only(_EN["agrees"], _EN["reply_filler"])
THANKS_ONLY = _whole(_EN["thanks_only"])
AGREES_FIRST = _whole(_EN["agrees_first"])
DOUBTS = _whole(_EN["doubts"])
REFUSES = _only(_EN["refuses"], _EN["reply_filler"])

TOPIC_ASIDES = _phrases(_EN["topic_asides"])
TOPICS = _groups("topic")
CALM = _phrases(_EN["calm"])
DISTRESS = _groups("distress")
FRUSTRATED = _groups("frustrated")
GLAD = _whole(_EN["glad"])
CANCEL_ASIDES = _phrases(_EN["cancel_asides"])
CANCEL = _groups("cancel")
EXCEPTION_ASIDES = _phrases(_EN["exception_asides"])
EXCEPTION = _groups("exception")
OWN_RECORD_ASIDES = _phrases(_EN["own_record_asides"])
OWN_RECORD = _groups("own_record")
COMPLEX = _groups("complex")

COURTESY = {table["name"]: _whole(table) for table in _EN["courtesy"]}
SMALL_TALK = _whole(_EN["small_talk"])
QUESTION_WORD = _whole(_EN["question_word"])

_SOUGHT = (
    *(PERSON_DECLINED, PERSON_ASIDES, TOPIC_ASIDES, CALM, CANCEL_ASIDES),
    *(EXCEPTION_ASIDES, OWN_RECORD_ASIDES),
    *(
        group.phrases
        for groups in (PERSON, TOPICS, DISTRESS, FRUSTRATED, CANCEL, EXCEPTION, COMPLEX, OWN_RECORD)
        for group in groups
    ),
)
SEARCHED = tuple(phrase for phrases in _SOUGHT for phrase in phrases.phrases)
"""All phrases above that are searched for in a text."""
TRIGGERS = Triggers(SEARCHED)

# Languages

ENGLISH = frozenset(_EN["stop"]["words"].split())
"""Frequent words that few other languages share."""


# Emoji


def _emoji(table: Mapping[str, str]) -> dict[str, str]:
    return {emoji: word for word, listed in table.items() for emoji in listed.split()}


_EMOJI = _read("emoji.toml")
EMOJI_ALONE = _emoji(_EMOJI["alone"]) | _emoji(_EMOJI["among_words"])
EMOJI_AMONG_WORDS = _emoji(_EMOJI["among_words"])
