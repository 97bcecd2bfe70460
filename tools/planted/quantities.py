"""Finds the quantities, dates and times of a text, in the many forms that people write them.

Written for the generator alone: it decides whether a planted value is really another one, so it
must not share its mistakes with the verifier that is measured.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from itertools import zip_longest

from tools.planted.wording import words

_ONES = words(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
    "fifteen sixteen seventeen eighteen nineteen"
)
_TENS = words("twenty thirty forty fifty sixty seventy eighty ninety")
WORDS: dict[str, int] = {
    **{word: value for value, word in enumerate(_ONES)},
    **{word: 10 * value for value, word in enumerate(_TENS, start=2)},
    **{
        f"{ten}-{one}": 10 * tens + ones
        for tens, ten in enumerate(_TENS, start=2)
        for ones, one in enumerate(_ONES[1:10], start=1)
    },
}
NUMERALS = {value: word for word, value in WORDS.items()}

MONTHS = words(
    "January February March April May June July August September October November December"
)
WEEKDAYS = words("Monday Tuesday Wednesday Thursday Friday Saturday Sunday")

_MONTH = "|".join(f"{month[:3]}(?:{month[3:]})?" for month in MONTHS) + "|Sept"
_DAY = r"\d{1,2}(?:st|nd|rd|th)?"

# What holds digits but is no quantity: links, addresses, codes and versions.
OPAQUE = re.compile(
    r"(?:https?://|www\.)\S+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
    r"|\b\d+(?:\.\d+){2,}\b"
    r"|\b(?:[Vv]ersions?|[Rr]elease|v\.?|iOS|Android|TLS|[Ff]ix [Pp]ack)\s?\d+(?:\.\d+)*\b"
    r"|\b[A-Za-z]+[-_]?\d[\w.-]*\w\b|\b[A-Z]{1,4}-?\d+\b|\b\d+[A-Za-z]*[A-Z]\d\w*\b"
    r"|\b(?=[\d-]*[A-Z])[A-Z0-9]+(?:-[A-Z0-9]+)+\b|\b\d{3,}-\d{4,}\b"
    r"|\b\d+(?:-\d{3,4}){2,}\b"
)
_DATE = re.compile(
    rf"\b(?P<iso>\d{{4}}-\d{{2}}-\d{{2}})\b"
    rf"|\b(?P<d1>{_DAY})(?: of)? (?P<m1>{_MONTH})\b\.?(?:,? (?P<y1>\d{{4}})\b)?"
    rf"|\b(?P<m2>{_MONTH})\.? (?P<d2>{_DAY})\b(?!:)(?:,? (?P<y2>\d{{4}})\b)?"
    rf"|\b(?P<m3>{_MONTH}) (?P<y3>\d{{4}})\b"
)
_CLOCK = re.compile(
    r"\b(?P<h>\d{1,2})(?::(?P<m>\d{2}))?\s?(?P<half>[ap]\.?m\b\.?)"
    r"|\b(?P<h24>\d{1,2}):(?P<m24>\d{2})\b(?!:)|\b(?P<word>noon|midnight)\b",
    re.IGNORECASE,
)
WEEKDAY = re.compile(rf"\b(?:{'|'.join(WEEKDAYS)})s?\b")

_FORMS: dict[str, tuple[str, Fraction]] = {}


def _unit(dimension: str, factor: Fraction | int, *forms: str) -> None:
    for form in forms:
        _FORMS[form] = (dimension, Fraction(factor))


_unit("time", 1, "second", "seconds", "sec", "secs", "s")
_unit("time", 60, "minute", "minutes", "min", "mins")
_unit("time", 3_600, "hour", "hours", "hr", "hrs", "h")
_unit("time", 86_400, "day", "days")
_unit("time", 604_800, "week", "weeks")
_unit("month", 1, "month", "months")
_unit("month", 12, "year", "years")
_unit("workday", 1, "working day", "working days", "business day", "business days")
_unit("workday", 1, "working-day", "business-day")
_unit("day", 1, "calendar day", "calendar days")
_unit("mass", 1, "g", "gram", "grams")
_unit("mass", 1_000, "kg", "kilo", "kilos", "kilogram", "kilograms")
_unit("mass", Fraction(1, 1_000), "mg", "milligram", "milligrams")
_unit("volume", 1, "ml", "millilitre", "millilitres", "milliliter", "milliliters")
_unit("volume", 1_000, "l", "litre", "litres", "liter", "liters")
_unit("volume", 3_785, "gallon", "gallons")
_unit("length", 1, "mm", "millimetre", "millimetres", "millimeter", "millimeters")
_unit("length", 10, "cm", "centimetre", "centimetres", "centimeter", "centimeters")
_unit("length", 1_000, "m", "metre", "metres", "meter", "meters")
_unit("length", 1_000_000, "km", "kilometre", "kilometres", "kilometer", "kilometers")
_unit("length", Fraction(254, 10), "inch", "inches")
_unit("length", Fraction(3048, 10), "feet", "foot")
_unit("celsius", 1, "°C", "degrees Celsius", "degree Celsius")
_unit("fahrenheit", 1, "°F", "degrees Fahrenheit")
_unit("share", 1, "%", "percent", "per cent")
_unit("bytes", 1, "KB", "kilobyte", "kilobytes")
_unit("bytes", 1_000, "MB", "megabyte", "megabytes")
_unit("bytes", 1_000_000, "GB", "gigabyte", "gigabytes")
_unit("bytes", 1_000_000_000, "TB", "terabyte", "terabytes")
_unit("power", 1, "W", "watt", "watts")
_unit("power", 1_000, "kW", "kilowatt", "kilowatts")
_unit("rate", 1, "MHz", "megahertz")
_unit("rate", 1_000, "GHz", "gigahertz")
for _code, _names in {
    "eur": ("EUR", "euro", "euros", "€"),
    "usd": ("USD", "dollar", "dollars", "$"),
    "gbp": ("GBP", "pound sterling", "pounds", "£"),
}.items():
    _unit(_code, 1, *_names)
MONEY = ("eur", "usd", "gbp")

_NUMBER_WORD = "|".join(sorted(WORDS, key=len, reverse=True))
_DIGITS = r"\d{1,3}(?:[,\u202f\u00a0 ]\d{3})+(?!\d)(?:\.\d+)?|\d+(?:\.\d+)?"
_UNIT = "|".join(re.escape(form) for form in sorted(_FORMS, key=len, reverse=True))
_QUANTITY = re.compile(
    rf"(?P<before>(?:[€$£]|\b(?:EUR|USD|GBP))\s?)?"
    rf"(?:(?<![\w.,:/#@_-])|(?<=\d-))(?P<number>{_DIGITS}|(?:{_NUMBER_WORD})(?![\w]|-(?:{_NUMBER_WORD})))"
    rf"(?P<gap>[ \u00a0-]?)(?P<unit>(?:{_UNIT})(?![\w°])"
    r"|(?P<scale>hundred|thousand|million|billion)\b)?"
    r"(?![\w/_]|[.,:]\d)",
)
_PHRASES: tuple[tuple[re.Pattern[str], str, Fraction], ...] = tuple(
    (re.compile(rf"\b{pattern}\b", re.IGNORECASE), dimension, Fraction(value))
    for pattern, dimension, value in (
        ("half an hour", "time", 1_800),
        ("(?:an hour and a half|one and a half hours)", "time", 5_400),
        ("(?:a minute and a half|one and a half minutes)", "time", 90),
        ("half a minute", "time", 30),
        ("(?:a|one) quarter of an hour", "time", 900),
        ("half a year", "month", 6),
        ("(?:a year and a half|one and a half years)", "month", 18),
    )
)
_SINGLE = re.compile(r"\b(?:an?)[ -](?P<unit>second|minute|hour|day|week|month|year)\b")
_RANGE = re.compile(r"\s?(?:to|and|or|–|-)\s?")


@dataclass(frozen=True, slots=True)
class Found:
    """A quantity in a text: where it stands, what it is, and how it is written.

    `dimension` is that of its unit; "" for a bare number or a count of things. `start` and `end`
    are of the whole; `number` is where the number itself stands.
    """

    start: int
    end: int
    number: tuple[int, int]
    unit: str
    dimension: str
    value: Fraction
    written: Fraction

    @property
    def meaning(self) -> tuple[str, Fraction]:
        """What it says, the same for every form of it."""
        return self.dimension, self.value


@dataclass(frozen=True, slots=True)
class When:
    """A date, a time of day, a weekday or a year: where it stands and what it says."""

    start: int
    end: int
    kind: str
    meaning: tuple[str, str]


@lru_cache(maxsize=50_000)  # the same grounds are asked for again and again
def whens(text: str) -> tuple[When, ...]:
    """Dates, times of day and weekdays, in order."""
    found = [When(*match.span(), "date", ("date", _date(match))) for match in _DATE.finditer(text)]
    for match in _CLOCK.finditer(text):
        minutes = _minutes(match)
        if minutes is not None and not _overlaps(found, match):
            found.append(When(match.start(), match.end(), "clock", ("clock", str(minutes))))
    for match in WEEKDAY.finditer(text):
        day = match[0].removesuffix("s")
        found.append(When(match.start(), match.end(), "weekday", ("weekday", day)))
    for match in re.finditer(r"(?<![\w.,:/#€$£-])(?:19|20)\d\d(?![\w/-]|[.,:]\d)", text):
        after = text[match.end() : match.end() + 12].lstrip()
        before = text[: match.start()].split()[-1:]
        is_year = bool(before) and before[0].casefold() in _BEFORE_A_YEAR
        if is_year and not re.match(rf"(?:{_UNIT})\b", after) and not _overlaps(found, match):
            found.append(When(match.start(), match.end(), "year", ("year", match[0])))
    return tuple(sorted(found, key=lambda when: when.start))


_BEFORE_A_YEAR = frozenset(words("in since until from of by during year before after for and to"))


def _overlaps(found: list[When], match: re.Match[str]) -> bool:
    return any(one.start < match.end() and match.start() < one.end for one in found)


def _date(match: re.Match[str]) -> str:
    if match["iso"]:
        return match["iso"]
    month = match["m1"] or match["m2"] or match["m3"]
    number = next(at for at, name in enumerate(MONTHS, 1) if name[:3] == month[:3])
    day = re.sub(r"\D", "", match["d1"] or match["d2"] or "") or "0"
    year = match["y1"] or match["y2"] or match["y3"] or ""
    return f"{year or '----'}-{number:02}-{int(day):02}"


def _minutes(match: re.Match[str]) -> int | None:
    if match["word"]:
        return 720 if match["word"].lower() == "noon" else 0
    if match["h24"]:
        hour, minute = int(match["h24"]), int(match["m24"])
        return 60 * hour + minute if hour < 25 and minute < 60 else None
    hour = int(match["h"]) % 12 + (12 if match["half"].lower().startswith("p") else 0)
    return 60 * hour + int(match["m"] or 0) if int(match["h"]) <= 12 else None


@lru_cache(maxsize=50_000)
def found(text: str) -> tuple[Found, ...]:
    """The quantities of a text in order; dates, times, codes and links are none."""
    taken = [(match.start(), match.end()) for match in OPAQUE.finditer(text)]
    taken += [(when.start, when.end) for when in whens(text) if when.kind != "weekday"]
    results: list[Found] = []

    def is_free(start: int, end: int) -> bool:
        return all(other_end <= start or end <= other for other, other_end in taken)

    for pattern, dimension, value in _PHRASES:
        for match in pattern.finditer(text):
            if is_free(*match.span()):
                span = match.span()
                results.append(Found(*span, span, match[0], dimension, value, value))
                taken.append(span)
    results += _plain(text, is_free)
    taken += [(one.start, one.end) for one in results]
    for match in _SINGLE.finditer(text):
        if is_free(*match.span()):
            dimension, factor = _FORMS[match["unit"]]
            span = (match.start(), match.start("unit") - 1)
            results.append(
                Found(*match.span(), span, match["unit"], dimension, factor, Fraction(1))
            )
    return tuple(sorted(_shared_units(text, results), key=lambda one: one.start))


def _plain(text: str, is_free: Callable[[int, int], bool]) -> Iterator[Found]:
    """Numerals and number words with the unit beside them, if there is one."""
    for match in _QUANTITY.finditer(text):
        if not is_free(*match.span("number")):
            continue
        number = match["number"]
        written = Fraction(WORDS[number]) if number in WORDS else _digits(number)
        if match["unit"] == "s" and not match["gap"] and written >= 1_000:
            continue  # "the 1990s"
        unit, dimension, factor = "", "", Fraction(1)
        end = match.end("number")
        sign = (match["before"] or "").strip()
        if sign:
            unit, (dimension, factor) = sign, _FORMS[sign]
            if match["scale"]:
                factor *= _SCALES[match["scale"]]
                end = match.end("unit")
        elif match["scale"]:
            unit, end = match["scale"], match.end("unit")
            factor = Fraction(_SCALES[match["scale"]])
        elif match["unit"]:
            unit, end = match["unit"], match.end("unit")
            dimension, factor = _FORMS[unit]
        elif number == "one":
            continue  # a pronoun, as often as not
        start = match.start("before") if sign else match.start("number")
        yield Found(start, end, match.span("number"), unit, dimension, written * factor, written)


_SCALES = {"hundred": 100, "thousand": 1_000, "million": 1_000_000, "billion": 1_000_000_000}


def _digits(number: str) -> Fraction:
    return Fraction(re.sub(r"[,\u202f\u00a0 ]", "", number))


def _shared_units(text: str, results: list[Found]) -> Iterator[Found]:
    """In "2 to 4 days" and "between 88 and 96 °C" both numbers have the unit of the second."""
    results = sorted(results, key=lambda one: one.start)
    for one, other in zip_longest(results, results[1:]):
        if (
            other is not None
            and not one.dimension
            and not one.unit
            and other.dimension not in ("", *MONEY)
            and _RANGE.fullmatch(text[one.end : other.start])
        ):
            factor = other.value / other.written if other.written else Fraction(1)
            yield Found(
                one.start, one.end, one.number, "", other.dimension, one.written * factor,
                one.written,
            )  # fmt: skip
        else:
            yield one


def meaning(text: str) -> Counter[tuple[str, object]]:
    """All that the text says in numbers, dates and times, whatever their form, with its codes."""
    said: Counter[tuple[str, object]] = Counter()
    said.update(one.meaning for one in found(text))
    said.update(when.meaning for when in whens(text))
    said.update(("code", match[0].rstrip(".")) for match in OPAQUE.finditer(text))
    return said


def unit_of(form: str) -> tuple[str, Fraction] | None:
    """The dimension and factor of a unit's form; None if it is none."""
    return _FORMS.get(form)
