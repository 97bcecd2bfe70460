"""Hides card numbers and IBANs in what customers write: nobody at a desk needs to read them.

They are hidden before anything is stored, so that they stand in no list, search, brief, mail or
log. The last four digits stay, by which a customer and an agent can name the same card.
"""

import re

DOTS = "••••"

_SEPARATED = r"[ \t\u00a0\u2000-\u200a\u202f.\-–_/·]{0,2}"
_CARD = re.compile(rf"(?<![\w•])(?<!\d[.,])\d(?:{_SEPARATED}\d){{11,18}}(?![\w•])(?![.,]\d)")
_IBAN = re.compile(
    rf"(?<!\w)[A-Z]{{2}}{_SEPARATED}\d{_SEPARATED}\d(?:{_SEPARATED}[A-Z0-9]){{11,30}}(?!\w)",
    re.IGNORECASE,
)
# First digits and lengths of the usual cards, as their schemes publish them (ISO/IEC 7812).
_SCHEMES = (
    (re.compile(r"4"), frozenset({13, 16, 19})),
    (re.compile(r"5[1-5]|222[1-9]|22[3-9]|2[3-6]|27[01]|2720"), frozenset({16})),
    (re.compile(r"3[47]"), frozenset({15})),
    (re.compile(r"30[0-59]|3[689]"), frozenset({14, 16, 19})),
    (re.compile(r"6011|64[4-9]|65|81|60|508|353|356"), frozenset({16, 19})),
    (re.compile(r"35(?:2[89]|[3-8])"), frozenset({16, 17, 18, 19})),
    (re.compile(r"62"), frozenset({16, 17, 18, 19})),
    (re.compile(r"50|5[6-9]|6[0-9]|9"), frozenset({16})),
)


def mask(text: str) -> str:
    """The text with "•••• 1111" for a card number, and for an IBAN its country and last four.

    Only numbers whose check digits are right are hidden (Luhn's for cards, ISO 7064 mod 97 for
    IBANs), so most order and tracking numbers stay. Masking twice changes nothing.
    """
    if sum(map(str.isdigit, text)) < 12:
        return text
    return _CARD.sub(_hide_card, _IBAN.sub(_hide_iban, text))


def _hide_card(found: re.Match[str]) -> str:
    digits = [int(letter) for letter in found[0] if letter.isdigit()]
    return f"{DOTS} {_last(digits)}" if _is_card(digits) else found[0]


def _is_card(digits: list[int]) -> bool:
    number = "".join(map(str, digits))
    known = any(
        len(number) in lengths and first.match(number) is not None for first, lengths in _SCHEMES
    )
    return known and _luhn(digits) and len(set(digits)) > 1


def _luhn(digits: list[int]) -> bool:
    doubled = [digit * 2 - 9 * (digit > 4) for digit in digits[-2::-2]]
    return (sum(digits[-1::-2]) + sum(doubled)) % 10 == 0


def _hide_iban(found: re.Match[str]) -> str:
    """The whole match, or its longest beginning that is an IBAN, hidden."""
    letters = [(at, letter.upper()) for at, letter in enumerate(found[0]) if letter.isalnum()]
    for length in range(min(34, len(letters)), 14, -1):
        number = "".join(letter for _, letter in letters[:length])
        end = letters[length - 1][0] + 1
        is_word = end < len(found[0]) and found[0][end].isalnum()
        if not is_word and _is_iban(number):
            return f"{number[:2]}{DOTS} {number[-4:]}{found[0][end:]}"
    return found[0]


def _is_iban(number: str) -> bool:
    moved = number[4:] + number[:4]
    if not moved.isascii():
        return False
    return int("".join(str(int(letter, 36)) for letter in moved)) % 97 == 1


def _last(digits: list[int]) -> str:
    return "".join(map(str, digits[-4:]))
