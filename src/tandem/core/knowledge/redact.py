"""Removes personal data from a ticket's text, so that it can be shown as a precedent.

By rules alone, and cautious: it rather hides one number too many than one too few. A name is found
by its place (names.py) and then hidden in the whole ticket. Every pattern is bounded or possessive
and starts only at a word's start, so the cost is linear.
"""

import re
from collections.abc import Callable, Iterable

from tandem.core.knowledge.names import found_in, places_of, variants

EMAIL, PHONE, NUMBER, ADDRESS, NAME = "[email]", "[phone]", "[number]", "[address]", "[name]"

# The last part takes what follows without a space: the rest could be an address again.
_EMAIL = re.compile(
    r"(?<![\w.%+'-])[\w.%+'-]++@[\w-]++(?:\.[\w-]++)++(?:[\w.%+'-]*+@[\w.%+'@-]*+)?+"
)

_ADDRESS = re.compile(
    r"(?<![\w-])\d{1,5}[a-zA-Z]?,? (?:[A-Z][\w.'’-]{0,30} ){1,4}"
    r"(?:Street|St|Avenue|Ave|Road|Rd|Lane|Ln|Drive|Dr|Boulevard|Blvd|Way|Court|Ct|Square|Sq"
    r"|Terrace|Place|Pl)\b\.?"
    r"|\b[A-ZÄÖÜ][a-zäöüß-]{1,30}(?:straße|strasse|str\.|weg|platz|allee|gasse) \d{1,4}[a-z]?\b"
)

# What stays is matched first, so that a date is not taken for the start of a telephone number.
_DIGITS = re.compile(
    r"""(?P<keep>
        (?<![\w.-])(?:\d{4}([./-])\d{1,2}\2\d{1,2} | \d{1,2}([./-])\d{1,2}\3(?:\d{4}|\d{2}))
            (?![\w-]|[./]\d)                                                    # a date
      | (?<![\w-])(?:19|20)\d\d\s?[-–/]\s?(?:19|20)\d\d(?![\w-])                # years
      | (?<![\w.])\d{1,2}:\d\d(?::\d\d)?(?!\w)                                  # a time
      | [$€£¥]\s?\d{1,15}(?:[.,]\d{1,15}){0,5}                                  # a price
      | (?<![\w.,])\d{1,15}(?:[.,]\d{1,15}){0,5}\s?(?:[$€£¥%°]|(?:USD|EUR|GBP|CHF)\b)
      | (?<![\w.])(?!\d{3}\.\d{3}\.\d{4})(?:\d{1,3}|\d{1,5}(?:\.\d{1,5}){2,3})
            (?![\w-]|[ .(/]{0,2}\d)                                # short, a version, an IP address
      | \bCVE-\d{4}-\d{4,7}\b
    ) | (?P<iban>(?<!\w)[A-Z]{2}\d{2}(?:\ ?[A-Z0-9]{4}){2,7}(?:\ ?[A-Z0-9]{1,3})?(?!\w)
    ) | (?P<code>
        (?<![\w-])[A-Za-z]{1,6}(?:[-_]\d{5,20}|\d{6,20})(?!\w) | \#\d{4,20}(?!\w)
    ) | (?P<introduced>
        \b(?i:order|account|acct|invoice|ticket|case|reference|ref|booking|reservation|customer
            |client|policy|membership|member|contract|tracking|card|passport|licen[cs]e|ssn|pin)
        (?:\.?\s(?i:no|nr|number|num|id|code|is|was|called)){0,3}[.:]?\s?\#?(?=[\w-]{0,20}\d))
        (?:(?:[A-Z]{1,6}-?)?\d{4,20}(?:[\ -]\d{3,20}){0,6}|[A-Z0-9]{2}[A-Z0-9-]{3,20})(?!\w)
      | (?P<run>(?<![\w-])\+?\(?\d(?:[\ ().\-/]{0,3}+\d)++(?!\w))
    """,
    re.VERBOSE,
)


Hide = Callable[[str, str], str]
"""What stands in the place of personal data: from its kind, such as [email], and the data."""


def _as_kind(kind: str, found: str) -> str:
    return kind


def redact(text: str, names: Iterable[str] = (), hide: Hide = _as_kind) -> str:
    """The text with personal data replaced by [email], [phone], [number], [address] or [name].

    With `hide` by something else.

    `names` are hidden wherever they occur as whole words, and so is each of their words (in lower
    case unless that is an English word, such as "will"), and the names that the text gives: in
    introductions, greetings, signatures, headers of quoted mail, and after "my son" or "I spoke
    to". Signatures are told by their line breaks, so the text should still have them.
    Prices, temperatures, times, dates, versions and numbers of up to five digits stay, unless
    "order", "account" and the like introduce them. Names mentioned in any other way, and places,
    are not found.
    """
    found = found_in(text)
    known = variants([*names, *(text[start:stop] for start, stop in found)])
    text = _replaced(text, found, hide)
    text = _EMAIL.sub(lambda match: hide(EMAIL, match[0]), text)
    text = _ADDRESS.sub(lambda match: hide(ADDRESS, match[0]), text)
    text = _DIGITS.sub(lambda match: _digits(match, hide), text)
    return _replaced(text, places_of(text, known), hide)


def _digits(found: re.Match[str], hide: Hide) -> str:
    """The replacement for a number."""
    text = found[0]
    if found["keep"]:
        return text
    if introduced := found["introduced"]:
        return introduced + hide(NUMBER, text.removeprefix(introduced))
    kind = _kind(found)
    return text if kind is None else hide(kind, text)


def _kind(found: re.Match[str]) -> str | None:
    """What a run of digits is; None if it may stay."""
    text = found[0]
    if not found["run"]:
        return NUMBER
    digits = [character for character in text if character.isdigit()]
    groups = re.findall(r"\d+", text)
    if len(digits) < 6 or (len(groups) == 2 and "." in text and " " not in text):
        return None  # short, or a decimal
    if len(groups) == 1 and text[0] not in "+(0":
        return NUMBER
    if len(digits) < 7:
        return None
    is_card = len(groups) > 1 and all(len(group) == 4 for group in groups[:-1])
    return NUMBER if len(digits) > 15 or (is_card and len(digits) > 11) else PHONE


def _replaced(text: str, found: Iterable[tuple[int, int]], hide: Hide) -> str:
    pieces: list[str] = []
    end = 0
    for start, stop in found:
        if start >= end:
            pieces += text[end:start], hide(NAME, text[start:stop])
            end = stop
    return "".join([*pieces, text[end:]])
