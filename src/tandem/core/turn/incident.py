"""Incidents: something known that many ask about, and the firm's own text for them meanwhile."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from tandem.core.desk import accept
from tandem.core.desk.message import Author, Message
from tandem.core.errors import InvalidError
from tandem.core.knowledge.stem import stems
from tandem.core.turn.plain import plain

TITLE_MAX, TEXT_MAX, PHRASE_MAX = 120, 1000, 100  # characters
PHRASES_MAX = 30
READ_MAX = 4_000
"""Characters of a text that are read: a log or a blob goes on for 100,000, and names no trouble."""
BETWEEN_MAX = 4  # other words among those of a phrase: "checkout" and "down" may be far apart

_WORD = re.compile(r"\w+")
_ASKING_ON = frozenset(
    re.findall(
        r"\S+",
        """
        a about again ago all already an and any anything are at available back be been
        broken but by can could day days do does done down eta ever expect expected fix
        fixed for from going gonna happen happened happening happens has have hear heard
        hour hours how i in is it its know known last later latest long me minutes more
        much my need new news not now of ok on or over please progress ready really
        repaired resolved right s should so solved some soon still take takes tell that
        the then there they this til till time to today tomorrow tonight too until up
        update updates wait we week what when where why will with work working works would
        yet you your
        """,
    )
)
"""What a question is made of that asks how a known trouble goes on, and nothing else."""


@dataclass(frozen=True, slots=True)
class Incident:
    """What customers read about something known; `title` is the team's name for it.

    `tells_end` says that a customer can be told when it is over: not outside of a desk.
    """

    id: str
    title: str
    text: str
    tells_end: bool = True


@dataclass(frozen=True, slots=True)
class Running:
    """An incident that isn't over, and the questions that it answers."""

    incident: Incident
    words: tuple[str, ...]
    categories: tuple[str, ...]

    def answers(self, read: Iterable[Sequence[str]], category: str) -> bool:
        """Whether one of the texts has the words of a phrase, or the category is one of its own.

        Each text is given as its stems in their order.
        """
        return category in self.categories or any(
            _are_near(_wanted(phrase), text) for text in read for phrase in self.words
        )


def matching(running: Sequence[Running], texts: Sequence[str], category: str) -> Incident | None:
    """The first incident that answers one of the texts or the category; give the newest first."""
    if not running:
        return None
    read = [_words(text) for text in dict.fromkeys(texts)]
    return next((one.incident for one in running if one.answers(read, category)), None)


def asked_before(question: str, earlier: Sequence[Message]) -> list[str]:
    """What the customer asked before, if they only ask on after an incident's text.

    So does a question without a topic of its own, such as "how long will it take?".
    """
    decided = (one.decision for one in reversed(earlier) if one.decision not in (None, "greet"))
    words = _WORD.findall(plain(question))
    if next(decided, None) != "inform" or not words or not _ASKING_ON.issuperset(words):
        return []
    return [one.text for one in earlier if one.author is Author.CUSTOMER]


def has_phrase(text: str, phrase: str) -> bool:
    """Whether all words of the phrase are in the text as words, in any order and near each other.

    Both are read as the policy's topics are, and then without accents and endings: "zahlung
    fehlgeschlagen" or "pay error" is in "I get an errór when paying". In time linear in the text.
    """
    return _are_near(_wanted(phrase), _words(text))


@lru_cache(maxsize=1_000)
def _wanted(phrase: str) -> frozenset[str]:
    return frozenset(_words(phrase))


def _are_near(wanted: frozenset[str], words: Sequence[str]) -> bool:
    """Whether all that is wanted is among the words, with few others between."""
    if not wanted:
        return False
    span = len(wanted) + BETWEEN_MAX
    last = dict[str, int]()
    for place, word in enumerate(words):
        if word in wanted:
            last[word] = place
            if len(last) == len(wanted) and place - min(last.values()) < span:
                return True
    return False


def _words(text: str) -> list[str]:
    """The stems of the text's first words in their order; any language is stemmed as English.

    The endings of other languages mostly stay, in the phrase as in the question.
    """
    apart = unicodedata.normalize("NFD", plain(text[:READ_MAX]))
    folded = "".join(letter for letter in apart if not unicodedata.combining(letter))
    return [min(stems(word, "english"), default=word) for word in _WORD.findall(folded)]


def end_text(title: str) -> str:
    """What followers read when an incident is over and nobody wrote them anything else."""
    return f"This is over: {title.rstrip('.')}."


def titled(title: str) -> str:
    """The title in one line; raises InvalidError if it is empty or too long."""
    line = " ".join(accept.clean(title).split())
    if not line:
        raise InvalidError("An incident needs a title.", hint="Such as: Checkout is down.")
    if len(line) > TITLE_MAX:
        raise InvalidError(f"A title has at most {TITLE_MAX} characters.")
    return line


def texted(text: str) -> str:
    """A text for customers; raises InvalidError if it is empty or too long."""
    text = accept.clean(text).strip()
    if not text:
        raise InvalidError("There is no text.", hint="Write what customers shall read.")
    if len(text) > TEXT_MAX:
        raise InvalidError(
            f"The text has {len(text)} characters; at most {TEXT_MAX} are allowed.",
            hint="Say in a few sentences what is wrong and what you do.",
        )
    return text


def phrased(words: Sequence[str]) -> list[str]:
    """The words and phrases, each once; raises InvalidError for one that no question can have."""
    phrases = list(dict.fromkeys(" ".join(accept.clean(one).split()) for one in words))
    for one in phrases:
        if not _words(one) or len(one) > PHRASE_MAX:
            raise InvalidError(
                f"No question can have {one[:PHRASE_MAX]!r} in it.",
                hint=f"A word or a few, such as checkout; at most {PHRASE_MAX} characters.",
            )
    if len(phrases) > PHRASES_MAX:
        raise InvalidError(f"An incident has at most {PHRASES_MAX} words and phrases.")
    return phrases
