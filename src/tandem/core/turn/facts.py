"""The critical facts of a text, each in one form that its spellings share.

Numbers, amounts, durations, quantities, dates, times, codes, addresses, links and names: one wrong
sign of them makes a sentence false, while its vector hardly moves. "two weeks" and "14 days" are
one duration, "1,000", "1.000" and "1 000" one number, "10 am" and "10:00" one time.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from urllib.parse import urlsplit

from tandem.core.knowledge.sentence import sentences
from tandem.core.turn.telling import COMMON, normal

_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


class Kind(StrEnum):
    """What a fact is."""

    NUMBER = "number"
    AMOUNT = "amount"
    DURATION = "duration"
    QUANTITY = "quantity"
    DATE = "date"
    WEEKDAY = "weekday"
    TIME = "time"
    CODE = "code"
    EMAIL = "email"
    LINK = "link"
    NAME = "name"


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact in its one form, and as the text has it."""

    kind: Kind
    value: str
    said: str


_ONES = {
    word: number
    for number, word in enumerate(
        re.findall(
            r"\w+",
            """
            zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen
            fifteen sixteen seventeen eighteen nineteen
            """,
        )
    )
}
_TENS = {
    word: 10 * number
    for number, word in enumerate(
        re.findall(r"\w+", "twenty thirty forty fifty sixty seventy eighty ninety"), 2
    )
}
_LARGE = {"hundred": 100, "thousand": 1000, "million": 1_000_000, "billion": 1_000_000_000}
_OTHER = {
    "once a": "1 times a", "once per": "1 times per", "once every": "1 times every",
    "only once": "only 1 times", "just once": "just 1 times", "twice": "2 times",
    "thrice": "3 times", "a dozen": "12", "dozen": "12",
    "half an hour": "30 minutes", "a half hour": "30 minutes", "half hour": "30 minutes",
    "a quarter of an hour": "15 minutes", "quarter of an hour": "15 minutes",
    "an hour and a half": "90 minutes", "one and a half hours": "90 minutes",
    "half a minute": "30 seconds", "a year and a half": "18 months",
    "one and a half years": "18 months", "a minute and a half": "90 seconds",
    "a day and a half": "36 hours", "half a day": "12 hours", "half a year": "6 months",
    "a fortnight": "14 days",
    "fortnight": "14 days", "a couple of": "2", "noon": "12:00", "midday": "12:00",
    "midnight": "00:00", "per cent": "%", "percent": "%",
}  # fmt: skip
_WORDED = re.compile(
    rf"\b(?:{'|'.join(sorted(map(re.escape, _OTHER), key=len, reverse=True))})\b", re.IGNORECASE
)
_ONE_WORD = "|".join([word for word in (*_ONES, *_TENS) if word != "one"])
"""A bare "one" is most often a pronoun, or a part of a name; before a unit it is a number."""
_NUMBER_WORDS = re.compile(
    rf"\b(?:(?:a|{_ONE_WORD}) )?(?:{'|'.join(_LARGE)})\b(?:(?: and)? (?:{_ONE_WORD}))?"
    rf"|\b(?:{'|'.join(_TENS)})[- ](?:{'|'.join(list(_ONES)[1:10])})\b|\b(?:{_ONE_WORD})\b",
    re.IGNORECASE,
)
_A_UNIT = re.compile(
    r"\b(?:an?\s+|one[\s-]+)"
    r"(?=(?:business |working |calendar )?(?:second|minute|hour|day|week|month|year)\b)",
    re.IGNORECASE,
)
_ORDINAL = {
    "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7,
    "eighth": 8, "ninth": 9, "tenth": 10,
}  # fmt: skip

_SECONDS = {"second": 1, "minute": 60, "hour": 3600, "day": 86_400, "week": 604_800}
_MONTHS_IN = {"month": 1, "quarter": 3, "year": 12}
_UNITS = {
    "s": "second", "sec": "second", "secs": "second", "min": "minute", "mins": "minute",
    "h": "hour", "hr": "hour", "hrs": "hour", "d": "day", "wk": "week", "wks": "week",
    "yr": "year", "yrs": "year", "mo": "month",
}  # fmt: skip
_TIME_UNIT = (
    r"(?:seconds?|secs?|s|minutes?|mins?|hours?|hrs?|h|days?|weeks?|wks?|months?|years?|yrs?)"
)
_NUM = r"\d+(?:[.,' \u00a0\u202f]\d{3})*(?:[.,]\d+)?"
_SCALED = re.compile(
    rf"(?<![\w.,])(?P<n>(?<=[€$£¥₹])?{_NUM})[ \u00a0-](?P<scale>{'|'.join(_LARGE)})\b",
    re.IGNORECASE,
)
_DURATION = re.compile(
    rf"(?<![\w.,-])(?P<n>{_NUM})(?:[ \u00a0-]?(?P<kind>business|working|calendar|consecutive))?"
    rf"[ \u00a0-]?(?P<unit>{_TIME_UNIT})\b(?P<own>'s?)?",
    re.IGNORECASE,
)
_CURRENCIES = {
    "€": "eur", "eur": "eur", "euro": "eur", "euros": "eur", "$": "usd", "usd": "usd",
    "us$": "usd", "dollar": "usd", "dollars": "usd", "£": "gbp", "gbp": "gbp", "pound": "gbp",
    "pounds": "gbp", "¥": "jpy", "jpy": "jpy", "yen": "jpy", "chf": "chf", "francs": "chf",
    "cent": "cent", "cents": "cent", "pence": "penny", "rupees": "inr", "inr": "inr", "₹": "inr",
}  # fmt: skip
_CURRENCY = "|".join(sorted(map(re.escape, _CURRENCIES), key=len, reverse=True))
_AMOUNT = re.compile(
    rf"(?<![\w.,])(?:(?P<before>(?:US\$|[€$£¥₹]|(?:EUR|USD|GBP|CHF|JPY"
    rf"|INR)\b))\s?(?P<n1>{_NUM})(?P<m1>\s?[kKmM](?!\w))?"
    rf"|(?P<n2>{_NUM})\s?(?P<after>{_CURRENCY})(?!\w))",
    re.IGNORECASE,
)
_QUANTITIES = {
    "%": "%", "°c": "°c", "°f": "°f", "°": "°", "kg": "kg", "kilogram": "kg", "kilograms": "kg",
    "kilo": "kg", "kilos": "kg", "g": "g", "gram": "g", "grams": "g", "mg": "mg", "lb": "lb",
    "lbs": "lb", "pounds": "lb", "oz": "oz", "ounce": "oz", "ounces": "oz", "l": "l", "litre": "l",
    "litres": "l", "liter": "l", "liters": "l", "ml": "ml", "millilitres": "ml",
    "milliliters": "ml", "cl": "cl", "gallon": "gal", "gallons": "gal", "m": "m", "metre": "m",
    "metres": "m", "meter": "m", "meters": "m", "km": "km", "kilometres": "km",
    "kilometers": "km", "mile": "mi", "miles": "mi", "cm": "cm", "centimetres": "cm",
    "centimeters": "cm", "mm": "mm", "millimetres": "mm", "millimeters": "mm", "inch": "in",
    "inches": "in", "ft": "ft", "feet": "ft", "foot": "ft", "v": "v", "volt": "v", "volts": "v",
    "w": "w", "watt": "w", "watts": "w", "kw": "kw", "kwh": "kwh", "a": "amp", "amp": "amp",
    "amps": "amp", "mah": "mah", "hz": "hz", "khz": "khz", "mhz": "mhz", "ghz": "ghz", "kb": "kb",
    "mb": "mb", "gb": "gb", "tb": "tb", "kilobytes": "kb", "megabytes": "mb", "gigabytes": "gb",
    "terabytes": "tb", "bytes": "byte", "bits": "bit", "mbps": "mbps", "gbps": "gbps",
    "px": "px", "pixels": "px", "dpi": "dpi", "bar": "bar", "psi": "psi", "times": "times",
    "degrees": "°", "degrees celsius": "°c", "degrees fahrenheit": "°f", "degree celsius": "°c",
    "deg": "°", "points": "point", "point": "point", "people": "person", "person": "person",
    "users": "user", "user": "user", "devices": "device", "device": "device", "seats": "seat",
    "cups": "cup", "cup": "cup", "bars": "bar", "characters": "character", "digits": "digit",
    "letters": "letter", "pages": "page", "items": "item", "shots": "shot", "dbm": "dbm",
    "db": "db", "rpm": "rpm", "steps": "step", "tablets": "tablet", "bags": "bag", "boxes": "box",
}  # fmt: skip
_IN_BASE = {
    "kg": ("g", 1000.0), "mg": ("g", 0.001), "l": ("ml", 1000.0), "cl": ("ml", 10.0),
    "km": ("m", 1000.0), "cm": ("m", 0.01), "mm": ("m", 0.001), "kw": ("w", 1000.0),
}  # fmt: skip
_QUANTITY = re.compile(
    rf"(?<![\w.,-])(?P<n>{_NUM})[ \u00a0-]?"
    rf"(?P<unit>{'|'.join(sorted(map(re.escape, _QUANTITIES), key=len, reverse=True))})(?![\w°])",
    re.IGNORECASE,
)
_MONTHS = {
    name: number
    for number, names in enumerate(
        ("january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul",
         "august aug", "september sep sept", "october oct", "november nov", "december dec"), 1
    )
    for name in names.split()
}  # fmt: skip
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_DATE = re.compile(
    rf"\b(?P<y1>\d{{4}})[-/.](?P<m1>\d{{1,2}})[-/.](?P<d1>\d{{1,2}})\b"
    rf"|\b(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?(?: of)? (?P<m2>{_MONTH})\b\.?(?:,? (?P<y2>\d{{4}})\b)?"
    rf"|\b(?P<m3>{_MONTH})\.? (?P<d3>\d{{1,2}})(?:st|nd|rd|th)?\b(?!:)(?:,? (?P<y3>\d{{4}})\b)?"
    rf"|\b(?P<m4>{_MONTH})\.? (?P<y4>\d{{4}})\b",
    re.IGNORECASE,
)
_CLOCK = re.compile(
    r"(?<![\d:.])(?P<h>\d{1,2})(?:[:.](?P<m>\d{2}))?\s?(?P<half>[ap]\.?m\.?)(?!\w)"
    r"|(?<![\d:.])(?P<h2>\d{1,2}):(?P<m2>\d{2})(?::\d{2})?(?![\d:])(?:\s?(?:o'clock|h|uhr)\b)?"
    r"|(?<![\d:.])(?P<h3>\d{1,2}) o['’]clock\b",
    re.IGNORECASE,
)
_WEEKDAY = re.compile(rf"\b({'|'.join(_DAYS)})s?\b", re.IGNORECASE)
_EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{2,63}){1,5}")
_LINK = re.compile(
    r"(?:https?://|ftp://|www\.)[^\s<>\"“”)\]}]+"
    r"|(?<![\w@.-])(?:[a-z0-9-]{1,40}\.){1,4}(?:com|org|net|io|example|de|fr|eu|co|app|dev|gov"
    r"|edu|info|help|support|shop)"
    r"(?![\w@])(?:/[^\s<>\"“”)\]}]*)?",
    re.IGNORECASE,
)
_CODE = re.compile(
    r"(?<![\w.-])(?=[\w./-]*\d)(?=[\w./-]*[A-Za-z])[A-Za-z0-9]+(?:[-./_][A-Za-z0-9]+)*(?!\w)"
    r"|(?<![\w.])v?\d+(?:\.\d+){2,}(?![\w])"
)
_BARE = re.compile(rf"(?<![\w.,-])-?{_NUM}(?![\w%])")
_ORDINAL_END = re.compile(r"\d+(?:st|nd|rd|th)", re.IGNORECASE)


@lru_cache(maxsize=4096)  # a passage is read for each claim that cites it
def facts(text: str) -> frozenset[Fact]:
    """The critical facts of a text. A number inside another fact is no fact of its own."""
    return frozenset(_facts(text))


def _facts(text: str) -> Iterator[Fact]:
    text = text.replace("\u200d", "").replace("’", "'")
    for match in _EMAIL.finditer(text):
        yield Fact(Kind.EMAIL, match[0].lower().rstrip("."), match[0])
    text = _EMAIL.sub(" ", text)
    for match in _LINK.finditer(text):
        yield Fact(Kind.LINK, _link(match[0]), match[0])
    text = _LINK.sub(" ", text)
    for name in names(text):
        yield Fact(Kind.NAME, normal(name), name)
    text = in_digits(text)
    for pattern, read in _READERS:
        pieces: list[str] = []
        end = 0
        for match in pattern.finditer(text):
            fact = read(match)
            if fact is None:
                continue
            yield fact
            pieces += text[end : match.start()], " · "
            end = match.end()
        text = "".join([*pieces, text[end:]])


_WORD = re.compile(r"(?<![\w'.-])[^\W\d_][\w'’-]*")
_NO_NAMES = (
    COMMON
    | frozenset((*_CURRENCIES, *_QUANTITIES, *_MONTHS, *_UNITS, *_DAYS))
    | frozenset(
        re.findall(
            r"\w+",
            """
            am pm celsius fahrenheit yes no not sure for in on at to of the a an and or but if when
            with from by as you your we our it this that these those there all each please also just
            then so do does is are can first second third next finally further additional pick
            choose select open click press tap go use enter turn
            """,
        )
    )
)


def names(text: str) -> Iterator[str]:
    """The names in a text: words with a capital inside a sentence, and the first word before one.

    In a sentence that is capitalised throughout, as a title is, none can be told.
    """
    for sentence in sentences(text):
        words = [match[0] for match in _WORD.finditer(sentence)]
        is_title = len(words) > 2 and all(word[0].isupper() for word in words if len(word) > 3)
        if is_title:
            continue
        for place, word in enumerate(words):
            is_led = place > 0 or (len(words) > 1 and words[1][0].isupper())
            if word[0].isupper() and is_led and word.casefold() not in _NO_NAMES:
                yield word.removesuffix("'s")


def in_digits(text: str) -> str:
    """The text with numbers in digits: "twenty-one days", "half an hour", "a week"."""
    text = _WORDED.sub(lambda match: _OTHER[match[0].lower()], text)
    text = _SCALED.sub(_scaled, text)
    text = _NUMBER_WORDS.sub(lambda match: _spelt(match[0]), text)
    return _A_UNIT.sub("1 ", text)


def _scaled(match: re.Match[str]) -> str:
    """A number in digits before a large one in words: "$110.5 million"."""
    value = Decimal(number(match["n"])) * _LARGE[match["scale"].lower()]
    return f"{value:f}".rstrip("0").rstrip(".") if value % 1 else f"{value:.0f}"


def _spelt(words: str) -> str:
    whole = part = 0
    for word in re.split(r"[\s-]+", words.lower()):
        if word in _ONES or word in _TENS:
            part += _ONES.get(word, 0) or _TENS.get(word, 0)
        elif word in _LARGE:
            whole += (part or 1) * _LARGE[word]
            part = 0
    return str(whole + part)


def number(text: str) -> str:
    """A number in one form: "1,000" and "1.000" are 1000, "3,5" is 3.5."""
    plain = re.sub(r"[ '\u00a0\u202f]", "", text)
    groups = re.fullmatch(r"(-?\d{1,3})(?:[.,]\d{3})+", plain)
    if groups is not None:
        return re.sub(r"[.,]", "", plain)
    plain = re.sub(r"[.,](?=\d{3}(?:[.,]))", "", plain).replace(",", ".")
    try:
        value = float(plain)
    except ValueError:
        return plain
    return f"{value:.6f}".rstrip("0").rstrip(".")


def _duration(match: re.Match[str]) -> Fact | None:
    unit = match["unit"].lower()
    unit = _UNITS.get(unit, unit)
    unit = unit.removesuffix("s") if unit not in _SECONDS else unit
    count = float(number(match["n"]))
    if (match["kind"] or "").lower() in ("business", "working") and unit == "day":
        return Fact(Kind.DURATION, f"{count:.12g} business days", match[0])
    if unit in _SECONDS:
        return Fact(Kind.DURATION, f"{count * _SECONDS[unit]:.12g} s", match[0])
    return Fact(Kind.DURATION, f"{count * _MONTHS_IN[unit]:.12g} months", match[0])


def _amount(match: re.Match[str]) -> Fact | None:
    count = float(number(match["n1"] or match["n2"]))
    scale = (match["m1"] or "").strip().lower()
    count *= {"": 1, "k": 1000, "m": 1_000_000}[scale]
    currency = _CURRENCIES[(match["before"] or match["after"]).lower()]
    return Fact(Kind.AMOUNT, f"{count:.12g} {currency}", match[0])


def _quantity(match: re.Match[str]) -> Fact | None:
    unit, count = _QUANTITIES[match["unit"].lower()], float(number(match["n"]))
    if unit in _IN_BASE:
        unit, factor = _IN_BASE[unit]
        count *= factor
    return Fact(Kind.QUANTITY, f"{count:.12g} {unit}", match[0])


def _date(match: re.Match[str]) -> Fact | None:
    day = match["d1"] or match["d2"] or match["d3"] or ""
    month = match["m1"] or match["m2"] or match["m3"] or match["m4"]
    year = match["y1"] or match["y2"] or match["y3"] or match["y4"] or ""
    of_year = _MONTHS.get(month.lower()) or int(month)
    if not 1 <= of_year <= 12 or (day and not 1 <= int(day) <= 31):
        return None
    return Fact(
        Kind.DATE, f"{year}-{of_year:02}-{int(day):02}" if day else f"{year}-{of_year:02}", match[0]
    )


def _clock(match: re.Match[str]) -> Fact | None:
    hour = int(match["h"] or match["h2"] or match["h3"])
    minute = int(match["m"] or match["m2"] or 0)
    half = (match["half"] or "").lower()
    if half.startswith("p") and hour < 12:
        hour += 12
    if half.startswith("a") and hour == 12:
        hour = 0
    if hour > 24 or minute > 59:
        return None
    return Fact(Kind.TIME, f"{hour:02}:{minute:02}", match[0])


def _weekday(match: re.Match[str]) -> Fact | None:
    return Fact(Kind.WEEKDAY, match[1].lower(), match[0])


def _code(match: re.Match[str]) -> Fact | None:
    said = match[0].rstrip(".-/_")
    if _ORDINAL_END.fullmatch(said):
        return Fact(Kind.NUMBER, number(said[:-2]), said)
    return Fact(Kind.CODE, re.sub(r"[\s_-]", "", said).casefold(), said)


def _bare(match: re.Match[str]) -> Fact | None:
    return Fact(Kind.NUMBER, number(match[0]), match[0])


_READERS = (
    (_DATE, _date),
    (_AMOUNT, _amount),
    (_DURATION, _duration),
    (_CLOCK, _clock),
    (_WEEKDAY, _weekday),
    (_QUANTITY, _quantity),
    (_CODE, _code),
    (_BARE, _bare),
)


def _link(said: str) -> str:
    said = said.rstrip(".,;:!?'\")]}*_")
    parts = urlsplit(said if "://" in said else f"https://{said}")
    host = (parts.hostname or "").removeprefix("www.")
    query = f"?{parts.query}" if parts.query else ""
    return f"{host}{parts.path.rstrip('/')}{query}".casefold()


def lacking(claim: str, grounds: Iterable[str]) -> tuple[Fact, ...]:
    """The facts of a claim that stand in none of its grounds.

    A bare number is there if the grounds have it with any unit; a date or a time of day, if they
    have it with more. Names are looked for as words.
    """
    held, words = set[tuple[Kind, str]](), set[str]()
    numbers = set[str]()
    dates = set[str]()
    for text in grounds:
        for fact in facts(text):
            held.add((fact.kind, fact.value))
            if fact.kind is Kind.DATE:
                dates.add(fact.value)
            numbers.update(number(found) for found in re.findall(_NUM, in_digits(fact.said)))
        numbers.update(number(found) for found in re.findall(r"\d+(?:[.,]\d+)*", in_digits(text)))
        words.update(normal(word) for word in re.findall(r"\w+(?:[-'’./]\w+)*", text))
        words.update(normal(word) for word in re.findall(r"\w+", text))
    missing: list[Fact] = []
    for fact in facts(claim):
        if (fact.kind, fact.value) in held:
            continue
        if fact.kind is Kind.NUMBER and fact.value in numbers:
            continue
        if fact.kind is Kind.DATE and any(_same_date(fact.value, one) for one in dates):
            continue
        if fact.kind is Kind.NAME and _is_named(fact.value, fact.said, words):
            continue
        missing.append(fact)
    return tuple(sorted(missing, key=lambda fact: (fact.kind, fact.value)))


def _same_date(one: str, other: str) -> bool:
    """Whether one date is the other with its year left out."""
    return one.startswith("-") and other.endswith(one)


def _is_named(value: str, said: str, words: set[str]) -> bool:
    parts = [normal(part) for part in re.findall(r"\w+", said)]
    return value in words or all(part in words for part in parts)
