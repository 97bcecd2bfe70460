"""A long conversation in few words, without losing a fact: sentences are kept or left out whole."""

import re
from collections.abc import Sequence

from tandem.core.desk.message import Author, Message
from tandem.core.knowledge.sentence import sentences
from tandem.core.turn.asking import asked
from tandem.core.turn.known import known

SHORT = 240  # characters of a message that is kept whole, if there is room
CUT = "[…]"

_TELLS = re.compile(r"\d|@|[€$£¥]")


def condensed(messages: Sequence[Message], *, budget: int) -> list[tuple[Author, str]]:
    """The messages as author and text, within about `budget` characters.

    The newest are whole. Of older ones those sentences stay that state a fact, have a number or an
    address, or ask something, and the first words of the conversation, which say what it is about.
    If that is still too long, the oldest of them go, but for those with facts.
    """
    whole: list[tuple[Author, str]] = []
    left = budget
    rest = list(messages)
    while rest and len(rest[-1].text) <= left:
        left -= len(rest[-1].text)
        whole.insert(0, (rest[-1].author, rest[-1].text))
        rest.pop()
    told = [
        (message.author, _told(message, is_first=place == 0)) for place, message in enumerate(rest)
    ]
    return [*((author, text) for author, text in told if text), *whole]


def _told(message: Message, *, is_first: bool) -> str:
    """What must stay of a message; the rest is marked as left out."""
    read = sentences(message.text)
    kept = [
        sentence
        for place, sentence in enumerate(read)
        if (is_first and place == 0 and len(sentence) <= SHORT)
        or _TELLS.search(sentence)
        or sentence.endswith("?")
        or known([Message(message.author, sentence)])
        or asked(sentence)
    ]
    if not kept:
        return ""
    text = " ".join(
        sentence if len(sentence) <= SHORT else _facts_of(sentence) for sentence in kept
    )
    return text if len(kept) == len(read) else f"{text} {CUT}"


def _facts_of(sentence: str) -> str:
    """The words around the numbers of a very long sentence."""
    pieces = [
        sentence[max(0, match.start() - 40) : match.end() + 40]
        for match in _TELLS.finditer(sentence)
    ]
    return " … ".join(dict.fromkeys(pieces))[: SHORT * 2] or sentence[:SHORT]
