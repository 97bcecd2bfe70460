"""A text in the form that the phrases expect: lower case, single blanks, slips corrected."""

import re
import unicodedata
from functools import lru_cache

from tandem.core.turn import phrases

LETTER = re.compile(r"[^\W_]")
WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")

_INVISIBLE = re.compile(
    "[\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufe0e\ufe0f\ufeff\U0001f3fb-\U0001f3ff]"
)
_EMOJI = re.compile(
    "[\u2190-\u21ff\u2300-\u27bf\u2900-\u297f\u2b00-\u2bff\u3030\u303d\u3297\u3299"
    "\U0001f000-\U0001faff\U000e0020-\U000e007f]"
)
_SPELT_OUT = re.compile(r"\b\w(?:[ .-]\w){4,40}\b")
_STRETCHED = re.compile(r"([a-z])\1{2,}")
_TWICE = re.compile(r"\b(\w+)(?:,? \1\b)+")
_SPACES = re.compile(r"\s+")
_QUOTES = str.maketrans("’‘`´“”", "''''\"\"")
WORDS_KEPT = 16_384
TEXTS_KEPT = 64  # the rules and the classifiers of one turn read the same text


@lru_cache(TEXTS_KEPT)
def plain(text: str) -> str:
    """The text in the form that the phrases expect.

    Lower case, single blanks, straight quotes, "don't" as "do not", one slip of the finger in a
    keyword corrected, "pleeease" shortened, emoji read or left out, without "uhm" and doubled
    words.
    """
    text = unicodedata.normalize("NFKC", text).lower().translate(_QUOTES)
    text = _INVISIBLE.sub("", text).replace("w/", "with ")
    if not text.isascii():
        text = _read_emoji(text)
    text = _STRETCHED.sub(r"\1", _SPELT_OUT.sub(_joined, text))
    text = WORD.sub(_corrected, text)
    text = _SPACES.sub(" ", phrases.FILLERS.sub("", text)).replace(" ,", ",")
    return _TWICE.sub(r"\1", text).strip()


def has_something(text: str) -> bool:
    """Whether there is anything to read: a letter, a digit or an emoji with a meaning."""
    return LETTER.search(text) is not None or any(
        emoji in phrases.EMOJI_ALONE for emoji in _EMOJI.findall(text)
    )


def _read_emoji(text: str) -> str:
    """Emoji as words: all that are known in a text of emoji alone, few among words."""
    known = phrases.EMOJI_AMONG_WORDS if LETTER.search(text) else phrases.EMOJI_ALONE
    return _EMOJI.sub(lambda emoji: f" {known.get(emoji[0], '')} ", text)


def _joined(spelt: re.Match[str]) -> str:
    return re.sub(r"\W", "", spelt[0])


def _corrected(word: re.Match[str]) -> str:
    return _meant(word[0])


@lru_cache(WORDS_KEPT)
def _meant(word: str) -> str:
    return phrases.SPELLINGS.get(word) or phrases.SLIPS.meant(word) or word
