"""The language of a text: English by its frequent words, any other by py3langid.

py3langid (docs/decisions/0019) is imported at the first text that is not plainly English: it takes
half a second and 80 MB, which most desks never need. It is a pure function of the text, the second
library besides the standard one that this part of the core stands on.
"""

import re
from functools import lru_cache
from typing import Protocol

from tandem.core.turn import phrases
from tandem.core.turn.plain import WORD

UNDETERMINED = "und"
LANGUAGES = [
    "ar",
    "cs",
    "da",
    "de",
    "el",
    "en",
    "es",
    "fi",
    "fr",
    "he",
    "hi",
    "hu",
    "id",
    "it",
    "ja",
    "ko",
    "nl",
    "no",
    "pl",
    "pt",
    "ro",
    "ru",
    "sv",
    "th",
    "tr",
    "uk",
    "vi",
    "zh",
    "nn",
]
"""The languages that a text may be in; "nn" counts as Norwegian ("no")."""

ENGLISH_MIN = 2  # frequent English words …
ENGLISH_SHARE = 0.3  # … and their share of all words, from which a text is plainly English
SURE = 0.70  # from here on a text of more than SHORT words is in the language found …
SURE_IF_SHORT = 0.80  # … and a shorter one from here on
SHORT = 3
READ_MAX = 4_000  # characters; the language of a text shows in its beginning

_ADDRESS = re.compile(r"\S*(?:@|://|www\.)\S*")


class _Identifier(Protocol):
    def rank(self, text: str) -> list[tuple[str, float]]: ...


@lru_cache(maxsize=1)
def _identifier() -> _Identifier:
    from py3langid.langid import (  # pyright: ignore[reportMissingTypeStubs]
        MODEL_FILE,
        LanguageIdentifier,
    )

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(LANGUAGES)
    return identifier


@lru_cache(maxsize=1024)
def language_of(text: str) -> str:
    """The ISO 639-1 code of the text's language, or "und" where it can't be told.

    An English text is never called foreign for a foreign name in it: a language is told from a
    probability on that gave no false alarm in 4,000 English questions.
    """
    text = _ADDRESS.sub(" ", text[:READ_MAX])
    words = WORD.findall(text.lower())
    if not words:
        return UNDETERMINED
    common = sum(map(phrases.ENGLISH.__contains__, words))
    if text.isascii() and common >= ENGLISH_MIN and common >= ENGLISH_SHARE * len(words):
        return "en"
    chances = dict(_identifier().rank(text))
    chances["no"] = chances.get("no", 0.0) + chances.pop("nn", 0.0)
    best = max(chances, key=lambda code: chances[code])
    sure = SURE_IF_SHORT if len(words) <= SHORT else SURE
    return best if chances[best] >= sure else UNDETERMINED
