"""Plants one error into a true claim: every planter makes the claim false to its grounds.

A planter gives the changed claim with what stood there and what stands there now, or None where it
finds no place for its error. What it writes must not be in the grounds: a wrong value that the
article states elsewhere with the same unit is a kind of its own, `crossed`.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from random import Random

from tools.planted.firm import IMPERATIVES, PEOPLE, Firm, names_in
from tools.planted.quantities import (
    MONEY,
    MONTHS,
    NUMERALS,
    WEEKDAYS,
    WORDS,
    Found,
    When,
    found,
    unit_of,
    whens,
)
from tools.planted.rewordings import is_free
from tools.planted.wording import any_of, words


@dataclass(frozen=True, slots=True)
class Case:
    """A true claim with its grounds (as one text) and the firm that it is about."""

    claim: str
    grounds: str
    firm: Firm


@dataclass(frozen=True, slots=True)
class Edit:
    """One error: from `start` to `end` of the claim, `now` is written. `sort` says which error."""

    start: int
    end: int
    now: str
    sort: str

    def apply(self, claim: str) -> str:
        """The claim with the error."""
        return claim[: self.start] + self.now + claim[self.end :]


Planter = Callable[[Case, Random], "Edit | None"]


def _shuffled(options: Sequence[Edit], chance: Random) -> Edit | None:
    return chance.choice(options) if options else None


# Numbers, amounts and durations -------------------------------------------------------------------


def _others(value: Fraction, chance: Random, known: Sequence[Fraction]) -> Iterator[Fraction]:
    """Wrong values as people and models write them: near ones, slips, powers of ten, decoys."""
    whole = value.denominator == 1
    makers: list[Callable[[], Fraction]] = [
        lambda: value + chance.choice([1, 1, 2, 3]),
        lambda: value - chance.choice([1, 1, 2]),
        lambda: value + chance.choice([5, 10, 15, 20]),
        lambda: value * 2,
        lambda: value * 10,
        lambda: value / 2,
        lambda: value / 10,
        lambda: Fraction(_slipped(str(int(value)), chance)) if whole else value + 1,
        lambda: chance.choice(known) if known else value + 4,
        lambda: value * chance.choice([3, 4]),
    ]
    for _ in range(24):
        other = chance.choice(makers)()
        if other <= 0 or (whole and other.denominator != 1) or other.denominator > 100:
            continue
        if other != value and (value < 100 or other < value * 20):
            yield other


def _slipped(digits: str, chance: Random) -> str:
    """The number with one digit wrong, or two that changed places."""
    at = chance.randrange(len(digits))
    if len(digits) > 1 and chance.random() < 0.4:
        at = min(at, len(digits) - 2)
        return digits[:at] + digits[at + 1] + digits[at] + digits[at + 2 :]
    return digits[:at] + chance.choice("123456789") + digits[at + 1 :]


def _written(value: Fraction, like: str) -> str | None:
    """The value in the same form as the number that it replaces."""
    if like in WORDS:
        return NUMERALS.get(int(value)) if value.denominator == 1 else None
    places = len(like.rsplit(".", 1)[1]) if "." in like else 0
    if places == 1 and value.denominator == 1:
        return None
    if not places and value.denominator != 1:
        return None
    text = f"{float(value):,.{places}f}"
    if Fraction(text.replace(",", "")) != value:
        return None
    if "," in like or (value >= 1_000 and len(like) < 4):
        return text
    joint = next((space for space in "\u202f\u00a0 " if space in like), "")
    return text.replace(",", joint)


def _is_absent(value: Fraction, one: Found, case: Case) -> bool:
    """Whether neither the grounds nor the claim say this value in the unit of the quantity."""
    factor = one.value / one.written if one.written else Fraction(1)
    new = value * factor
    for text in (case.grounds, case.claim):
        for other in found(text):
            if other.dimension == one.dimension and other.value == new:
                return False
            if not (one.dimension and other.dimension) and other.written == value:
                return False
    if one.dimension:
        return True
    pattern = rf"(?<![\w.]){value}(?![\w.]\w)" if value.denominator == 1 else rf"{float(value)}"
    return re.search(pattern, case.grounds) is None


def _new_value(case: Case, chance: Random, fits: Callable[[Found], bool]) -> Edit | None:
    every = found(case.claim)
    ones = [one for one in every if fits(one) and is_free(case.claim, one.start, one.end)]
    chance.shuffle(ones)
    for one in ones:
        like = case.claim[slice(*one.number)]
        if not (like[0].isdigit() or like in WORDS):
            edit = _phrase(case, one, chance)
            if edit is not None:
                return edit
            continue
        known = [
            other.written
            for other in found(case.grounds)
            if other.dimension != one.dimension and other.written.denominator == 1
        ]
        for value in _others(one.written, chance, known):
            now = _written(value, like)
            if value == 1 or one.written == 1:
                continue  # "1 days"
            if now is not None and now != like and _is_absent(value, one, case):
                if not _keeps_order(case.claim, every, one, value):
                    continue
                sort = "in words" if like in WORDS else "in digits"
                return Edit(*one.number, now, sort)
    return None


def _keeps_order(claim: str, every: Sequence[Found], one: Found, value: Fraction) -> bool:
    """Whether "2 to 4" stays a range that somebody could write."""
    for other in every:
        if other is one:
            continue
        if re.fullmatch(r"\s?(?:to|and|–|-)\s?[€$£]?", claim[one.end : other.start]):
            return value < other.written
        if re.fullmatch(r"\s?(?:to|and|–|-)\s?[€$£]?", claim[other.end : one.start]):
            return value > other.written
    return True


def _phrase(case: Case, one: Found, chance: Random) -> Edit | None:
    """Another duration for one that has no number of its own: "half an hour"."""
    forms = {
        "time": ["ten minutes", "45 minutes", "two hours", "three hours", "20 seconds", "two days"],
        "month": ["three months", "nine months", "four years", "30 months"],
    }.get(one.dimension, [])
    if re.match(r"an?\b", case.claim[one.start : one.end]) and one.written == 1:
        return None  # "a day" is a rate, as often as not
    chance.shuffle(forms)
    for form in forms:
        new = found(form)[0]
        if all(
            other.meaning != new.meaning
            for text in (case.grounds, case.claim)
            for other in found(text)
        ):
            return Edit(one.start, one.end, form, "phrase")
    return None


_TIME = ("time", "month", "workday", "day")


def number(case: Case, chance: Random) -> Edit | None:
    """A count, a size, a share or a temperature is another."""
    return _new_value(case, chance, lambda one: one.dimension not in (*MONEY, *_TIME))


def amount(case: Case, chance: Random) -> Edit | None:
    """An amount of money is another."""
    return _new_value(case, chance, lambda one: one.dimension in MONEY)


def duration(case: Case, chance: Random) -> Edit | None:
    """A time span is another."""
    return _new_value(case, chance, lambda one: one.dimension in _TIME)


def crossed(case: Case, chance: Random) -> Edit | None:
    """A value is that of another sentence of the same article, with the same unit."""
    options: list[Edit] = []
    own = {one.meaning for one in found(case.claim)}
    for one in found(case.claim):
        like = case.claim[slice(*one.number)]
        if not one.dimension or not like[0].isdigit() or one.written == 1:
            continue
        factor = one.value / one.written if one.written else Fraction(1)
        for other in found(case.grounds):
            same = other.written and other.value / other.written == factor
            if other.dimension == one.dimension and other.meaning not in own and same:
                value = other.value / factor
                now = _written(value, like)
                fits = value != 1 and _keeps_order(case.claim, found(case.claim), one, value)
                if now is not None and fits:
                    options.append(Edit(*one.number, now, one.dimension))
    return _shuffled(options, chance)


# Dates --------------------------------------------------------------------------------------------


def date(case: Case, chance: Random) -> Edit | None:
    """A date, a weekday, a year or a time of day is another."""
    known = {when.meaning for text in (case.grounds, case.claim) for when in whens(text)}
    ones = [one for one in whens(case.claim) if is_free(case.claim, one.start, one.end)]
    chance.shuffle(ones)
    for one in ones:
        for _ in range(12):
            now = _other_when(case.claim[one.start : one.end], one, chance)
            if now is None or now == case.claim[one.start : one.end]:
                continue
            changed = case.claim[: one.start] + now + case.claim[one.end :]
            new = [when for when in whens(changed) if when.start == one.start]
            if len(new) == 1 and new[0].meaning not in known and _is_new(new[0], known):
                return Edit(one.start, one.end, now, one.kind)
    return None


def _is_new(new: When, known: set[tuple[str, str]]) -> bool:
    """Whether no date of the grounds with or without a year says the same."""
    if new.kind == "clock":
        return True
    tail = new.meaning[1][4:]
    years = {new.meaning[1][:4], "----"}
    return (
        not any(kind == new.kind and text[4:] == tail and text[:4] in years for kind, text in known)
        or new.kind == "weekday"
    )


def _other_when(written: str, one: When, chance: Random) -> str | None:
    if one.kind == "weekday":
        plural = "s" if written.endswith("s") else ""
        return chance.choice(WEEKDAYS) + plural
    if one.kind == "year":
        return str(int(written) + chance.choice([-3, -2, -1, 1, 2, 5]))
    if one.kind == "clock":
        if not written[0].isdigit():
            return chance.choice(["11 am", "2 pm", "3 pm"])
        if chance.random() < 0.25 and re.search(r"[ap]\.?m", written):
            return re.sub(r"([ap])(?=\.?m)", lambda m: "p" if m[1] == "a" else "a", written)
        hour = int(re.split(r"\D", written)[0])
        limit = 12 if re.search(r"[ap]\.?m", written, re.IGNORECASE) else 23
        new = hour + chance.choice([-4, -2, -1, 1, 2, 3])
        if not 1 <= new <= limit:
            return None
        return re.sub(r"^\d+", f"{new:02}" if written.startswith("0") else str(new), written)
    places = [
        match
        for match in re.finditer(r"\d{4}|\d{1,2}(?=\D|$)|[A-Z][a-z]+", written)
        if match[0] not in ("st", "nd", "rd", "th")
    ]
    place = chance.choice(places)
    if place[0].isalpha():
        length = len(place[0])
        full = chance.choice(MONTHS)
        new = full if length > 3 or full == "May" else full[:3]
    elif len(place[0]) == 4:
        new = str(int(place[0]) + chance.choice([-2, -1, 1, 2]))
    else:
        top = 12 if re.match(r"\d{4}-$", written[: place.start()]) else 28
        value = int(place[0]) + chance.choice([-7, -3, -1, 1, 2, 5, 10])
        if not 1 <= value <= top:
            return None
        new = f"{value:02}" if place[0].startswith("0") or "-" in written else str(value)
    text = written[: place.start()] + new + written[place.end() :]
    return re.sub(r"\b(\d{1,2})(?:st|nd|rd|th)\b", lambda m: _nth(m[1]), text)


def _nth(day: str) -> str:
    ending = {"1": "st", "2": "nd", "3": "rd"}.get(day[-1], "th")
    return day + ("th" if day in ("11", "12", "13") else ending)


# Names, addresses, links and codes ----------------------------------------------------------------

_COUNTRIES = words(
    "Austria Belgium Denmark Finland France Germany Ireland Italy Luxembourg Norway Poland "
    "Portugal Spain Sweden Switzerland"
)
_PARTS = words("Air Bright Core Desk Easy Flow Light Nova Plus Pro Quick Star Sure True Web")


def is_named(name: str, text: str) -> bool:
    """Whether the text has this name, as whole words."""
    return re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text, re.IGNORECASE) is not None


def name(case: Case, chance: Random) -> Edit | None:
    """The name of a person, a place, a firm or a feature is another."""
    options: list[Edit] = []
    products = case.firm.products
    for match in names_in(case.claim):
        one = match[0]
        is_product = any(one in product or product in one for product in products)
        if is_product or not is_free(case.claim, *match.span()):
            continue
        if " " not in one and one.lower() in case.firm.words:
            continue
        if one not in case.firm.names and one not in PEOPLE:
            continue
        now, sort = _other_name(one, case, chance)
        if now and not is_named(now, case.grounds) and not is_named(now, case.claim):
            options.append(Edit(*match.span(), now, sort))
    for match in re.finditer(r"[\"“]([A-Z][^\"”“]{2,30})[\"”]", case.claim):
        others = [
            label
            for label in case.firm.labels
            if not is_named(label, case.grounds) and label != match[1]
        ]
        if others:
            options.append(Edit(*match.span(1), chance.choice(others), "label"))
    return _shuffled(options, chance)


def _other_name(one: str, case: Case, chance: Random) -> tuple[str, str]:
    if one in _COUNTRIES:
        return chance.choice([name for name in _COUNTRIES if name != one]), "country"
    if one in PEOPLE:
        first, last = one.split()
        other = chance.choice([person for person in PEOPLE if person != one])
        forms = [other, f"{first} {other.split()[1]}", f"{other.split()[0]} {last}"]
        return chance.choice(forms), "person"
    if chance.random() < 0.35:
        words = re.findall(r"[A-Z][a-z]+|[^A-Z]+", one)
        if len(words) > 1:
            at = chance.randrange(len(words))
            if words[at].isalpha():
                words[at] = chance.choice(_PARTS)
                made = "".join(words)
                return ("", "") if made == one else (made, "altered")
    size = one.count(" ")
    others = [
        other
        for other in case.firm.names
        if other.count(" ") == size and other != one and other not in one and one not in other
    ]
    return (chance.choice(others), "another") if others else ("", "")


_MAIL = re.compile(r"(?P<box>[\w.+-]+)@(?P<host>[\w-]+(?:\.[\w-]+)*\.[a-z]{2,})")
_BOXES = words("support service billing info help refunds orders team desk office hello")


def email(case: Case, chance: Random) -> Edit | None:
    """An e-mail address is another: the box or the host."""
    matches = list(_MAIL.finditer(case.claim))
    if not matches:
        return None
    match = chance.choice(matches)
    box, host = match["box"], match["host"]
    stem, _, top = host.partition(".")
    now, sort = chance.choice(
        [
            (f"{chance.choice(_BOXES)}@{host}", "box"),
            (f"{box}@{_look_alike(stem, chance)}.{top}", "look-alike host"),
            (f"{box}@{stem}.{chance.choice(['com', 'net', 'org', 'co'])}", "top domain"),
            (f"{box}@{chance.choice(['mail', 'support', 'desk'])}-{host}", "longer host"),
            (f"{box}s@{host}" if not box.endswith("s") else f"{box[:-1]}@{host}", "box"),
            (f"{box}@{chance.choice(['gmail.com', 'outlook.com'])}", "other host"),
        ]
    )
    if now.lower() in case.grounds.lower():
        return None
    return Edit(*match.span(), now, sort)


_LINK = re.compile(r"https?://(?P<host>[\w.-]*\w)(?P<path>/[^\s,;:)\"”]*[\w/])?")


def link(case: Case, chance: Random) -> Edit | None:
    """A link leads elsewhere: another host, another path, a host that looks alike; or is added."""
    matches = list(_LINK.finditer(case.claim))
    if not matches:
        return _added_link(case, chance)
    match = chance.choice(matches)
    for _ in range(8):
        now, sort = _other_link(match, chance)
        if now != match[0] and not _has_link(now, case.grounds):
            return Edit(*match.span(), now, sort)
    return None


def _other_link(match: re.Match[str], chance: Random) -> tuple[str, str]:
    host, path = match["host"], match["path"] or ""
    scheme = match[0].split("//")[0]
    *front, stem, top = host.split(".")
    before = ".".join(front)
    other_path = _other_path(path, chance)
    stems = [
        (f"{_look_alike(stem, chance)}.{top}", "look-alike host"),
        (f"{stem}-{chance.choice(['help', 'support', 'login'])}.{top}", "look-alike host"),
        (f"{stem}.{chance.choice(['com', 'net', 'co', 'org', 'info'])}", "top domain"),
        (f"{stem}.{top}.{chance.choice(['support', 'secure-login'])}.example", "longer host"),
        (f"{chance.choice(['portal', 'shop', 'my'])}.{stem}.{top}", "other subdomain"),
    ]
    choices = [
        (
            f"{scheme}//{before + '.' if before and sort != 'other subdomain' else ''}{new}{path}",
            sort,
        )
        for new, sort in stems
    ]
    choices += [(f"{scheme}//{host}{other_path}", "path")] * 3
    choices.append((f"{scheme}//{chance.choice(_HOSTS)}{path}", "other host"))
    return chance.choice(choices)


_HOSTS = ("support-desk.example", "bit.example", "www.help-center.example", "docs.vendor.example")


def _has_link(link: str, text: str) -> bool:
    return re.search(re.escape(link) + r"(?![\w/-])", text, re.IGNORECASE) is not None


def _other_path(path: str, chance: Random) -> str:
    words = ["returns", "contact", "help", "billing", "new", "start", "archive", "v2", "orders"]
    if path.count("/") < 1 or len(path) < 2:
        return f"/{chance.choice(words)}"
    folder, _, last = path.rstrip("/").rpartition("/")
    forms = [f"{folder}/{chance.choice(words)}", f"{path.rstrip('/')}/{chance.choice(words)}"]
    forms.append(f"{folder}/{_look_alike(last, chance)}")
    if folder:
        forms.append(folder)
    return chance.choice(forms)


def _look_alike(word: str, chance: Random) -> str:
    """A word that a hurried reader takes for this one."""
    forms = [word[:-1], word + "s", word + word[-1]]
    forms += [
        word.replace(old, new, 1)
        for old, new in (("m", "rn"), ("l", "1"), ("o", "0"), ("i", "l"), ("e", "é"), ("w", "vv"))
        if old in word
    ]
    if len(word) > 3:
        at = chance.randrange(1, len(word) - 2)
        forms.append(word[:at] + word[at + 1] + word[at] + word[at + 2 :])
        forms.append(word[:at] + word[at + 1 :])
    return chance.choice([form for form in forms if form and form != word] or [word + "x"])


def _added_link(case: Case, chance: Random) -> Edit | None:
    if not case.claim.endswith(".") or _LINK.search(case.grounds):
        return None
    page = chance.choice(["returns", "faq", "contact", "refund-form", "account", "orders"])
    host = chance.choice([case.firm.host, case.firm.host.removeprefix("help."), *_HOSTS])
    form = chance.choice([" (see https://{}/{})", " (https://{}/{})", ": https://{}/{}"])
    end = len(case.claim) - 1
    return Edit(end, end, form.format(host, page), "added")


_CODE = re.compile(
    r"\b[A-Z]{1,6}-?\d[\w-]*\b|\b[A-Za-z]+\d+[\w-]*\b|\b[A-Z]{2,6}-(?=\s|$)"
    r"|(?<=[Vv]ersion )\d+(?:\.\d+)*|(?<=[Rr]elease )\d+(?:\.\d+)*|(?<=iOS )\d+"
    r"|(?<=Android )\d+|(?<=[A-Za-z] )v?\d+(?:\.\d+){2,}(?!\w)"
)
_LETTERS = "ABCDEFGHKLMNPRSTVX"


def code(case: Case, chance: Random) -> Edit | None:
    """A code, a part number or a version is another."""
    options: list[Edit] = []
    for match in _CODE.finditer(case.claim):
        if any(low <= match.start() < high for low, high in _addresses(case.claim)):
            continue
        one = match[0]
        places = [at for at, letter in enumerate(one) if letter.isdigit()]
        letters = [at for at, letter in enumerate(one) if letter.isupper()]
        at = chance.choice(places or letters)
        if letters and places and chance.random() < 0.25:
            at = chance.choice(letters)
        new = chance.choice("123456789" if one[at].isdigit() else _LETTERS)
        now = one[:at] + new + one[at + 1 :]
        if len(places) > 1 and chance.random() < 0.2:
            first, second = places[0], places[1]
            swapped = list(one)
            swapped[first], swapped[second] = one[second], one[first]
            now = "".join(swapped)
        if now != one and not re.search(rf"(?<![\w]){re.escape(now)}(?![\w]|\.\d)", case.grounds):
            options.append(Edit(*match.span(), now, "version" if "." in one else "code"))
    return _shuffled(options, chance)


def _addresses(text: str) -> list[tuple[int, int]]:
    return [match.span() for pattern in (_MAIL, _LINK) for match in pattern.finditer(text)] + [
        match.span() for match in re.finditer(r"(?:https?://|www\.)\S+", text)
    ]


def product(case: Case, chance: Random) -> Edit | None:
    """A product of the firm stands where the grounds speak of another."""
    products = case.firm.products
    taken: list[tuple[int, int]] = []
    options: list[Edit] = []
    for one in products:  # longest first
        for match in re.finditer(rf"(?<!\w){re.escape(one)}(?!\w)", case.claim):
            if any(low < match.end() and match.start() < high for low, high in taken):
                continue
            taken.append(match.span())
            # A claim with both would be about both: only a reply that names one can be mistaken.
            others = [
                other
                for other in products
                if other != one
                and not is_named(other, case.grounds)
                and not is_named(other, case.claim)
                and other not in one
                and one not in other
            ]
            if others:
                options.append(Edit(*match.span(), chance.choice(others), "product"))
    return _shuffled(options, chance)


# Units --------------------------------------------------------------------------------------------

_UNITS: tuple[tuple[str, ...], ...] = (
    ("second", "minute", "hour", "day", "week", "month", "year"),
    ("seconds", "minutes", "hours", "days", "weeks", "months", "years"),
    ("working days", "weeks", "hours", "calendar days"),
    ("business days", "weeks", "hours", "calendar days"),
    ("s", "min", "h"),
    ("sec", "min", "hrs"),
    ("g", "kg", "mg"),
    ("grams", "kilograms", "milligrams"),
    ("kilos", "grams"),
    ("ml", "litres"),
    ("millilitres", "litres"),
    ("litres", "millilitres", "gallons"),
    ("l", "ml"),
    ("mm", "cm"),
    ("cm", "mm", "inches"),
    ("metres", "centimetres", "feet"),
    ("°C", "°F"),
    ("degrees Celsius", "degrees Fahrenheit"),
    ("KB", "MB", "GB", "TB"),
    ("megabytes", "gigabytes", "kilobytes"),
    ("gigabytes", "megabytes", "terabytes"),
    ("watts", "kilowatts"),
    ("W", "kW"),
    ("GHz", "MHz"),
    ("euros", "dollars"),
    ("dollars", "euros"),
    ("EUR", "USD", "GBP"),
    ("USD", "EUR", "GBP"),
    ("€", "$", "£"),
    ("$", "€", "£"),
    ("£", "€", "$"),
    ("%", "euros"),
)


def unit(case: Case, chance: Random) -> Edit | None:
    """A unit or a currency is another."""
    options: list[Edit] = []
    known = {one.meaning for text in (case.grounds, case.claim) for one in found(text)}
    for one in found(case.claim):
        if not one.unit or not is_free(case.claim, one.start, one.end):
            continue
        rows = [row for row in _UNITS if one.unit in row and row[0] != "%"]
        row = next((row for row in rows if row[0] == one.unit), rows[0] if rows else ())
        at = case.claim.index(one.unit, one.start)
        if "-" in case.claim[one.start : one.end] and " " in one.unit:
            continue
        for form in _near(row, one.unit):
            dimension, factor = unit_of(form) or ("", Fraction(1))
            article = case.claim[one.start : at].strip().lower()
            if article in ("a", "an") and (form == "hour") != (article == "an"):
                continue
            if (dimension, one.written * factor) in known:
                continue
            options.append(Edit(at, at + len(one.unit), form, f"{one.unit} → {form}"))
    return _shuffled(options, chance)


def _near(row: Sequence[str], one: str) -> list[str]:
    """The units that one is mistaken for: its neighbours in a row of time, any other else."""
    if len(row) < 7:
        return [form for form in row if form != one]
    at = row.index(one)
    return [row[place] for place in (at - 2, at - 1, at + 1, at + 2) if 0 <= place < len(row)]


# Negation -----------------------------------------------------------------------------------------

_VERBS = words(
    "cost take include cover last work hold need support apply allow require expire begin "
    "come contain arrive carry show belong depend affect appear change receive provide offer"
)
_THIRD = {verb: verb + "s" for verb in _VERBS} | {"apply": "applies", "carry": "carries"}
_THIRD_TO_BASE = {third: verb for verb, third in _THIRD.items()}
_PAST = words(
    "included covered allowed supported required possible available valid free refundable"
)

_REMOVED: tuple[tuple[str, str, str], ...] = (
    (r"\bcan(?:not| not|['’]t)\b", "can", "removed"),
    (
        r"\b(is|are|was|were|will|would|should|must|has|have|could) not\b"
        r"(?! (?:only|just|necessarily|any))",
        r"\1",
        "removed",
    ),
    (r"\b(is|are|was|were|would|should|must|has|have|could)n['’]t\b(?! any)", r"\1", "removed"),
    (r"\bwon['’]t\b", "will", "removed"),
    (r"\b(?:do not|don['’]t) (?=[a-z])", "", "removed"),
    (r"\bnever\b", "always", "never/always"),
    (r"\bno longer\b", "still", "removed"),
    (r"\bthere is no (?=[a-z])(?!need|point|way|longer)", "there is a ", "removed"),
    (r"\bthere is no (?=need|way)", "there is a ", "removed"),
    (r"\bimpossible\b", "possible", "removed"),
    (r"\bunavailable\b", "available", "removed"),
    (r"\bunsupported\b", "supported", "removed"),
    (r"\bunable to\b", "able to", "removed"),
    (r"\bwithout(?: any)? (?=(?:a|an|the|your|extra)\b)", "with ", "without/with"),
    (r"\bneed not\b", "must", "need not/must"),
    (r"\b(?:do not|don['’]t) (?:have|need) to\b", "have to", "need not/must"),
    (r"\bnothing\b(?! (?:but|else|is left))", "something", "removed"),
    (r"\bfree of charge\b", "for a fee", "free"),
)  # fmt: skip
_ADDED: tuple[tuple[str, str, str], ...] = (
    (r"\bcan\b(?! (?:not|only|never|no|\w+ (?:not|no longer|only|no)))", "cannot", "added"),
    (r"\bcan\b(?! (?:not|only|never|no|\w+ (?:not|no longer|only|no)))", "can’t", "added"),
    (
        r"\b(is|are|was|were|will|should)\b(?! (?:not|no|never|only|nothing|neither|also|already"
        r"|impossible|un\w+|about|called|how|what)\b)(?! an?\b)(?! ?[.;,])",
        r"\1 not",
        "added",
    ),
    (rf"\b(is|are) (?=(?:{'|'.join(_PAST)})\b)", r"\1n't ", "added"),
    (r"\b(has|have) been\b", r"\1 not been", "added"),
    (r"\bmust\b(?! not)", "need not", "must/need not"),
    (r"\bmust\b(?! not)", "must not", "added"),
    (r"\balways\b", "never", "never/always"),
    (r"\bpossible\b(?<!not possible)", "impossible", "added"),
    (r"\bunless\b", "if", "unless/if"),
    (r"\bexcept (?:for )?(?=[a-z])", "including ", "except/including"),
    (r"\bexcept if\b", "if", "unless/if"),
    (r"\beven if\b", "unless", "even if/unless"),
    (r"\bbut not\b", "and also", "removed"),
    (r"\bwith (?=(?:a|an|the)\b)", "without ", "with/without"),
    (r"\bonly (?=(?:in|for|on|if|when|at|with|by|within|the|to|two|one)\b)", "not only ", "only"),
    (r"(?<=, )only (?=[a-z])", "not only ", "only"),
)  # fmt: skip


def negation(case: Case, chance: Random) -> Edit | None:
    """A "not" is added or lost, or never, only, except, unless or without says the opposite."""
    removed = list(_flips(case.claim, _REMOVED)) + list(_does_not(case.claim))
    added = list(_flips(case.claim, _ADDED)) + list(_third(case.claim))
    match = re.match(
        r"(?:(?P<lead>Please |You (?:should|need to) |To do so, |Just ))?(?P<verb>[A-Za-z]+) ",
        case.claim,
    )
    is_order = match is not None and match["verb"].lower() in IMPERATIVES
    if match is not None and is_order and not removed and " note that " not in case.claim[:20]:
        lead = match["lead"] or ""
        if lead in ("", "Please ", "To do so, "):
            verb, no = match["verb"].lower(), "Do not" if not lead else "do not"
            start, end = match.span("verb")
            added.append(Edit(start, end, f"{no} {verb}", "added"))
        elif lead == "You should ":
            added.append(Edit(match.end("lead") - 1, match.end("lead") - 1, " not", "added"))
    # One is drawn by sort first: "not" would crowd out the rarer flips.
    sorts: dict[str, list[Edit]] = {}
    for edit in (*removed, *added):
        sorts.setdefault(edit.sort, []).append(edit)
    if not sorts:
        return None
    return chance.choice(sorts[chance.choice(sorted(sorts))])


def _flips(claim: str, table: Sequence[tuple[str, str, str]]) -> Iterator[Edit]:
    for pattern, form, sort in table:
        for match in re.finditer(pattern, claim, re.IGNORECASE):
            if not is_free(claim, *match.span()) or _asks(claim, match.start()):
                continue
            if sort == "added" and _DENIED.search(claim[: match.start()]):
                continue
            if sort == "removed" and re.match(
                r"[^,;.]*\b(?:any more|any longer|yet)\b", claim[match.end() :]
            ):
                continue
            now = match.expand(form)
            end = match.end()
            if not now:  # "Do not use" is "Use" without the negation
                now, end = claim[match.end()], match.end() + 1
            if match[0][0].isupper():
                now = now[0].upper() + now[1:]
            elif not form:
                now = now.lower()
            yield Edit(match.start(), end, now, sort)


# "Nothing is not sent", "than it is not": no error that anybody makes.
_DENIED = re.compile(
    r"\b(?:nothing|nobody|none|neither|no \w+|never|not)\b[^,;.]{0,30}$"
    r"|\b(?:than|as|before|until|once|after|when) (?:\w+ ){0,2}$",
    re.IGNORECASE,
)


_ASKS = re.compile(
    r"\b(?:whether|how|what|which|who|so that|in order that|make sure(?: that)?|ensures?"
    r"|check(?: that)?|as soon as|see if|ask if|says that|note that)\b[^,;.]*$",
    re.IGNORECASE,
)


def _asks(claim: str, at: int) -> bool:
    """Whether the place is where a denial would not make the claim false: a question, a wish."""
    before = claim[:at]
    return _ASKS.search(before) is not None


def _does_not(claim: str) -> Iterator[Edit]:
    for match in re.finditer(r"\b(?:does not|doesn['’]t) (\w+)\b(?!.*\b(?:any more|yet)\b)", claim):
        third = _THIRD.get(match[1]) or _third_of(match[1])
        yield Edit(*match.span(), third, "removed")


def _third_of(verb: str) -> str:
    if verb.endswith(("s", "x", "ch", "sh", "o")):
        return verb + "es"
    return (
        verb[:-1] + "ies"
        if re.search(r"[^aeiou]y$", verb)
        else {"have": "has"}.get(verb, verb + "s")
    )


_BEGINS_OBJECT = any_of(
    "an? the your our all about around approximately up at with from in within to for until on "
    "over under one two three"
)
_BEFORE_A_NOUN = frozenset(
    words(
        "the a an your our all its their two three these some any for in on of with last system "
        "and or to each up free extra no more show how business"
    )
)


def _third(claim: str) -> Iterator[Edit]:
    for match in re.finditer(
        rf"(?<=[a-z)\d\"”] )([a-z]+s)\b(?= (?:{_BEGINS_OBJECT}|[€$£]?\d))",
        claim,
    ):
        verb = _THIRD_TO_BASE.get(match[1])
        before = claim[: match.start()].split()[-1].strip('"”').lower()
        is_noun = before in _BEFORE_A_NOUN
        if verb and is_free(claim, *match.span()) and not is_noun:
            after = claim[match.end() :]
            if match[1] in (
                "changes",
                "shows",
                "needs",
                "supports",
                "offers",
                "covers",
                "holds",
            ) and re.match(r" (?:to|in|of|for|and|are)\b", after):
                continue
            if not _asks(claim, match.start()) and not _DENIED.search(claim[: match.start()]):
                yield Edit(*match.span(), f"does not {verb}", "added")


_BOUNDS: tuple[tuple[str, str], ...] = (
    (r"\bat least\b", "at most"),
    (r"\bat most\b", "at least"),
    (r"\bup to(?= (?:about )?[€$£\w])(?! date)", "at least"),
    (r"\bmore than\b", "less than"),
    (r"\bless than\b", "more than"),
    (r"\bfewer than\b", "more than"),
    (r"\bbefore\b(?= (?:the|it|you|your|\d|Sunday|Monday|a)\b)", "after"),
    (r"\bafter\b(?= (?:the|it|you|your|\d|Sunday|Monday|a|more)\b)", "before"),
    (r"\bover(?= [€$£]?\d)", "under"),
    (r"\bunder(?= [€$£]?\d)", "over"),
    (r"\bwithin(?= (?:\d|two|three|an?|one)\b)", "after"),
    (r"\bnewer\b", "older"),
    (r"\bmaximum\b", "minimum"),
    (r"\bminimum\b", "maximum"),
    (r"\babove(?= [€$£]?\d)", "below"),
    (r"\bbelow(?= [€$£]?\d)", "above"),
    (r"\bcoarser\b", "finer"),
    (r"\bfiner\b", "coarser"),
    (r"\bfirst\b(?= [a-z])", "last"),
    (r"\bcheaper\b", "dearer"),
    (r"\bincludes\b", "excludes"),
    (r"\bincluded\b", "excluded"),
)


def bound(case: Case, chance: Random) -> Edit | None:
    """A bound or an order is its opposite: at least and at most, before and after."""
    options: list[Edit] = []
    for pattern, form in _BOUNDS:
        for match in re.finditer(pattern, case.claim, re.IGNORECASE):
            if is_free(case.claim, *match.span()) and not case.claim[: match.start()].endswith(
                "no "
            ):
                now = form[0].upper() + form[1:] if match[0][0].isupper() else form
                options.append(Edit(*match.span(), now, f"{match[0].lower()} → {form}"))
    return _shuffled(options, chance)


# Unsupported sentences ----------------------------------------------------------------------------

_PROMISES = (
    "We will {do} within {span}.",
    "Our team will {do} within {span}.",
    "I have already {done}.",
    "A colleague will {do} {soon}.",
    "You will also get {gift}.",
    "As a thank-you, we are adding {gift} to your account.",
    "There is no need to {nag}.",
    "You do not have to {nag}.",
    "This works the same way {where}.",
    "The same holds {where}.",
    "This usually takes {span}.",
    "You can do this as often as you like.",
    "This applies to all customers, whenever they joined.",
    "It can be undone at any time.",
    "No fee is charged for this.",
    "If it does not work, {fix}.",
    "In most cases it helps to {fix}.",
    "Please also {also}.",
    "Make sure that you {also} first.",
    "Requests are answered by phone {where}.",
    "{soon_up}, {done_passive}.",
    "Your data is {data}.",
    "Only the owner of the account can ask for this.",
    "This has been so since the beginning of the year.",
    "We guarantee that it {result}.",
    "If you are not satisfied, you get your money back.",
    "The change takes effect {soon}.",
    "You will receive a text message when it is done.",
)
_FILL: dict[str, tuple[str, ...]] = {
    "do": (
        "refund the full amount", "call you back", "send you a replacement", "reply by e-mail",
        "cancel the order for you", "extend your warranty", "waive the fee", "reset your password",
        "ship a new one", "check your invoice", "restore your settings", "unlock your account",
    ),
    "done": (
        "refunded the amount", "passed this to our technicians", "cancelled your order",
        "updated your address", "extended the deadline for you", "applied the discount",
        "opened a case for you", "blocked the old card",
    ),
    "done_passive": (
        "the amount is booked back", "the order is released", "the new one is shipped",
        "your account is credited", "the old version is removed",
    ),
    "span": ("3 days", "24 hours", "two weeks", "one hour", "10 minutes", "five working days"),
    "soon": ("today", "tomorrow", "right away", "by Friday", "later this week", "next month"),
    "soon_up": ("By tomorrow", "Later today", "Within the hour", "Next week"),
    "gift": (
        "a 10 % discount", "a voucher for your next order", "a free month", "double points",
        "a free accessory", "a credit of 20 euros",
    ),
    "nag": (
        "contact your bank", "send any documents", "keep the receipt", "install anything",
        "sign a form", "pay a deposit", "restart the device", "tell us the serial number",
    ),
    "where": (
        "in all other countries", "for business customers", "on weekends", "in the mobile app",
        "for gifts", "during the holidays", "for older models", "in our branches",
    ),
    "fix": (
        "restart your device", "clear the cache of your browser", "try another browser",
        "reinstall the app", "use a different cable", "log out and in again",
        "wait until the next morning", "update the drivers",
    ),
    "also": (
        "keep the original packaging", "create a backup", "attach a copy of your passport",
        "check your spam folder", "update your payment details", "confirm your date of birth",
        "disconnect all other devices",
    ),
    "data": (
        "stored for five years", "encrypted at all times", "shared with our partners",
        "deleted after 30 days", "kept on servers in Europe",
    ),
    "result": ("never fails", "works with every model", "arrives undamaged", "lasts ten years"),
}  # fmt: skip
_STOP = frozenset(
    words(
        "the a an and or of to in on for with is are be by at it you your we our can will this "
        "that if as from not do any have has when then than"
    )
)


def promise(chance: Random) -> str:
    """A sentence of the sort that models add without a source."""
    text = chance.choice(_PROMISES)
    made = re.sub(r"\{(\w+)\}", lambda match: chance.choice(_FILL[match[1]]), text)
    return made[0].upper() + made[1:]


_SAID_OF_IT = (
    "can be exchanged in any branch", "will be replaced once a year", "must be insured separately",
    "can also be ordered by telephone", "was redesigned last spring", "will be phased out soon",
    "should be inspected by a technician", "cannot be sent abroad", "must be renewed every autumn",
    "may be shared with your family", "will be brought by courier tomorrow",
    "can be tried for a month before you pay", "can be followed on a map",
    "should be kept away from children", "must be signed by two people",
    "can be paid in instalments", "can be upgraded for a small charge", "will be tested twice",
    "was awarded a prize", "can be returned even without a receipt", "will be checked overnight",
    "must be approved by a manager", "can be translated on request", "may differ between regions",
    "can be restored from a backup", "will be archived after a season", "is not sold to minors",
    "can be customised by our designers", "should be calibrated by a specialist",
    "will be confirmed by text message",
)  # fmt: skip
_THING = re.compile(
    r"\b(?:the|your) (?P<thing>[a-z]{3,})"
    r"(?= (?:is|are|can|of|in|on|at|to|for|with|and|or|from|under|will|must)\b|[.,;])"
)
_NO_THINGS = frozenset(
    words(
        "same first next last most following other rest way right left end best second third "
        "previous new old case time reason latter former above below more less amount number"
    )
)


def invention(grounds: str, chance: Random) -> str | None:
    """A sentence about a thing of the grounds that says what they do not."""
    things = {
        match["thing"]
        for match in _THING.finditer(grounds)
        if not _NO_THINGS & set(match["thing"].split()) and not match["thing"].endswith("s")
    }
    if not things:
        return None
    said = chance.choice(_SAID_OF_IT)
    lead = chance.choice(
        ["The", "The", "Your", "In addition, the", "Also, the", "If you wish, the"]
    )
    if len(content(said) & content(grounds)) * 3 > len(content(said)):
        return None
    return f"{lead} {chance.choice(sorted(things))} {said}."


def content(text: str) -> frozenset[str]:
    """The words that say what a text is about, roughly stemmed."""
    words = re.findall(r"[a-z0-9€$£]+", text.lower())
    return frozenset(word[:6] for word in words if word not in _STOP and len(word) > 1)


NEAR = 0.5  # the share of its words in the grounds from which a sentence may be supported by them


def is_unsupported(sentence: str, grounds: str) -> bool:
    """Whether the grounds have too few of its words to say the same."""
    own = content(sentence)
    return bool(own) and len(own & content(grounds)) < NEAR * len(own)
