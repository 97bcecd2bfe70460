"""Telling words: the tokens of a question that name the very thing that is asked about.

Codes, currencies, and the names of products, models and plans. A quote that answers must hold each
of them; the neighbour of the thing asked about is no answer to it. A merely rare word is none, and
neither is a bare number.
"""

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise

from tandem.core.knowledge.sentence import sentences
from tandem.core.turn.language import UNDETERMINED, language_of

ASKED_WORDS_MAX = 15
"""A longer message describes a case: of its many names few are what is asked about, and the right
article often has another name for the same product.
"""

_CODE = re.compile(r"(?<![\w-])(?=[\w./-]*\d)\w+(?:[-./]\w+)*")
_NUMBERED = re.compile(
    r"\b(?:error|code|model|version|type|level|class|series|release|no|number|nr)\.?\s+#?(\d[\w.-]*)"
    r"|#\s?(\d\w*)",
    re.IGNORECASE,
)
_CURRENCY = {
    "€": "eur", "eur": "eur", "euro": "eur", "euros": "eur",
    "$": "usd", "usd": "usd", "dollar": "usd", "dollars": "usd",
    "£": "gbp", "gbp": "gbp", "pound": "gbp", "pounds": "gbp", "quid": "gbp",
    "¥": "jpy", "jpy": "jpy", "yen": "jpy", "chf": "chf", "francs": "chf",
}  # fmt: skip
_MONEY = re.compile(
    r"[€$£¥]|\b(?:eur|euros?|usd|dollars?|gbp|pounds|quid|jpy|yen|chf)\b", re.IGNORECASE
)
_NAME = re.compile(r"(?<![\w'’.-])[A-Z][\w'’-]*")
_QUANTITY = re.compile(
    r"\d+(?:[.,:]\d+)?(?:st|nd|rd|th|am|pm|h|hrs?|min|mins|s|x|k|m|cm|mm|km|g|kg|mg|lbs?|oz|l|ml|cl|w|kw"
    r"|kwh|v|a|hz|c|f|gb|mb|tb|px|dpi|eur|usd|gbp|days?|weeks?|months?|years?|yo)",
    re.IGNORECASE,
)
_GREETED = re.compile(
    r"\b(?:hi|hello|hey|dear|thanks|thank you)[\s,]+(?:(?:mr|mrs|ms|dr)\.?\s+)?$", re.IGNORECASE
)
_WORD = re.compile(r"\w+")
_EDGES = re.compile(r"^\W+|\W+$")
COMMON = frozenset(
    re.findall(
        r"\S+",
        """
        i i'm i've i'd i'll ok okay hi hello hey dear thanks thank please mr mrs ms dr
        faq pdf id url tv dvd pc app wifi wi-fi e-mail english
        monday tuesday wednesday thursday friday saturday sunday
        january february march april may june july august september october november december
        """,
    )
)


def telling(question: str, names: Iterable[str] = ()) -> tuple[str, ...]:
    """The telling words of a question, as the customer wrote them, each once.

    `names` are those of products, models and plans that the firm has, in any case.
    """
    asked = question if len(question.split()) <= ASKED_WORDS_MAX else ""
    found = [code for match in _CODE.findall(asked) if _tells(code := _EDGES.sub("", match))]
    found += [first or second for first, second in _NUMBERED.findall(asked)]
    found += _MONEY.findall(asked)
    if language_of(asked) in ("en", UNDETERMINED):  # a capital is no name in German
        found += _names(asked)
    lowered = asked.casefold()
    found += [
        name for name in names if re.search(rf"(?<!\w){re.escape(name.casefold())}(?!\w)", lowered)
    ]
    distinct = dict[str, str]()
    for word in filter(None, found):
        distinct.setdefault(normal(word), word)
    return tuple(distinct.values())


def missing(words: Sequence[str], text: str) -> tuple[str, ...]:
    """Those of the words that don't stand in the text."""
    held = _tokens(text)
    return tuple(word for word in words if not _stands(word, held))


def normal(word: str) -> str:
    """The word in the one form that its spellings share: "E-9" is "e9", "1,000" is "1000"."""
    lowered = word.casefold()
    if lowered in _CURRENCY:
        return _CURRENCY[lowered]
    plain = re.sub(r"['’]s$|[\W_]", "", lowered)
    return plain[:-1] if len(plain) > 3 and plain.endswith("s") and plain.isalpha() else plain


def _tells(code: str) -> bool:
    """Whether a token with a digit is a name: "E9", "WPA3", "8.5.5", but not "75" or "6:30".

    A bare number is most often the customer's own quantity, which no article repeats; neither is
    "2nd" or "10am" a name.
    """
    if code.count(".") >= 2 and code.replace(".", "").isdigit():
        return True
    return any(map(str.isalpha, code)) and _QUANTITY.fullmatch(code) is None


def _names(asked: str) -> list[str]:
    """The words with a capital inside a sentence; none in a text that is capitalised throughout."""
    found: list[str] = []
    for sentence in sentences(asked):
        words = _WORD.findall(sentence)
        capitals = sum(word[0].isupper() for word in words)
        if len(words) < 3 or capitals > len(words) / 2:
            continue
        start = re.search(r"\w", sentence)
        for match in _NAME.finditer(sentence):
            is_first = start is not None and match.start() == start.start()
            is_common = match[0].casefold().replace("’", "'") in COMMON
            if not (is_first or is_common or _GREETED.search(sentence[: match.start()])):
                found.append(match[0])
    return found


def _tokens(text: str) -> frozenset[str]:
    """The text's words, also two neighbours joined: "E 9" holds "E9"."""
    words = [normal(word) for word in re.findall(r"[€$£¥]|[\w'’]+(?:[-./:,][\w]+)*", text)]
    parts = [normal(word) for word in re.findall(r"\w+", text)]
    joined = [one + other for one, other in pairwise(parts)]
    return frozenset((*words, *parts, *joined))


def _stands(word: str, held: frozenset[str]) -> bool:
    if normal(word) in held:
        return True
    parts = [normal(part) for part in _WORD.findall(word)]
    return len(parts) > 1 and all(part in held for part in parts)
