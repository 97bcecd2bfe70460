"""Rewords sentences as an LLM does, without a change of what they say.

Each way is a pure function of a sentence and a source of chance, and gives None where it does not
apply. Nothing inside quotes, links and addresses is touched: it is the name of something.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from random import Random

from tools.planted.firm import IMPERATIVES, Firm
from tools.planted.quantities import (
    MONEY,
    MONTHS,
    NUMERALS,
    OPAQUE,
    WORDS,
    Found,
    found,
    unit_of,
    whens,
)
from tools.planted.wording import any_of

Way = Callable[[str, Firm, Random], str | None]

_QUOTED = re.compile(r"\"[^\"]*\"|“[^”]*”|(?<!\w)'[^']+'(?!\w)")


def guarded(text: str) -> list[tuple[int, int]]:
    """The stretches that must stay as they are: quoted labels, links, addresses and codes."""
    return [match.span() for pattern in (_QUOTED, OPAQUE) for match in pattern.finditer(text)]


def is_free(text: str, start: int, end: int) -> bool:
    """Whether a stretch is outside all that must stay as it is."""
    return all(end <= low or high <= start for low, high in guarded(text))


def replaced(text: str, start: int, end: int, by: str) -> str:
    """The text with a stretch replaced; at its beginning the first letter stays a capital."""
    if start == 0:
        by = by[:1].upper() + by[1:]
    elif text[start : start + 1].isupper() and text[start + 1 : start + 2].islower():
        by = by if by[:1].isupper() or not text[start:end].istitle() else by[:1].upper() + by[1:]
    return text[:start] + by + text[end:]


Pairs = Sequence[tuple[str, Sequence[str]]]


def _by_table(text: str, chance: Random, table: Pairs) -> str | None:
    """One match of the table's patterns replaced by one of its forms."""
    options = [
        (match, form)
        for pattern, forms in table
        for match in re.finditer(pattern, text, re.IGNORECASE)
        if is_free(text, *match.span()) and not _is_name_part(text, match)
        for form in forms
    ]
    if not options:
        return None
    match, form = chance.choice(options)
    return replaced(text, *match.span(), match.expand(form))


def _is_name_part(text: str, match: re.Match[str]) -> bool:
    """Whether the match is capitalised inside the sentence, and so probably part of a name."""
    return match.start() > 0 and match[0][0].isupper() and match[0] != "I"


def in_words(text: str, _: Firm, chance: Random) -> str | None:
    """Write "5 minutes" as "five minutes"."""
    options = [
        (one, word)
        for one in _numerals(text)
        if (word := NUMERALS.get(int(one.written) if one.written.denominator == 1 else -1))
        and (one.written <= 20 or one.written % 10 == 0)
        and one.dimension not in (*MONEY, "share", "rate", "celsius", "mass", "volume", "length")
        and (one.dimension or _counts(text, one))
        and text[one.number[1] : one.number[1] + 1] == " "
        and one.written > 1
    ]
    if not options:
        return None
    one, word = chance.choice(options)
    return replaced(text, *one.number, word)


def _counts(text: str, one: Found) -> bool:
    """Whether a bare number counts things: "3 schedules", not "level 3"."""
    after = re.match(r" ([a-z]{3,}s)\b", text[one.end :])
    return after is not None and after[1] not in ("times", "is", "does", "was", "has", "this")


def in_numerals(text: str, _: Firm, chance: Random) -> str | None:
    """Write "two weeks" as "2 weeks"."""
    options = [
        one
        for one in found(text)
        if text[slice(*one.number)] in WORDS
        and re.match(r" \w", text[one.number[1] :])
        and one.start > 0
        and is_free(text, one.start, one.end)
        and one.written > 1
    ]
    if not options:
        return None
    one = chance.choice(options)
    return replaced(text, *one.number, str(one.written))


def _numerals(text: str) -> list[Found]:
    return [
        one
        for one in found(text)
        if text[one.number[0]].isdigit() and is_free(text, one.start, one.end)
    ]


_EQUAL: dict[tuple[str, Fraction], tuple[str, ...]] = {
    ("time", Fraction(seconds)): forms
    for seconds, forms in {
        30: ("30 seconds", "half a minute"),
        60: ("60 seconds", "one minute", "1 minute", "a minute"),
        90: ("90 seconds", "a minute and a half", "1.5 minutes"),
        120: ("120 seconds", "two minutes", "2 minutes"),
        900: ("15 minutes", "a quarter of an hour"),
        1_800: ("30 minutes", "half an hour"),
        3_600: ("60 minutes", "one hour", "1 hour", "an hour"),
        5_400: ("90 minutes", "an hour and a half", "1.5 hours"),
        7_200: ("120 minutes", "two hours", "2 hours"),
        86_400: ("24 hours", "one day", "1 day"),
        172_800: ("48 hours", "two days", "2 days"),
        259_200: ("72 hours", "three days", "3 days"),
        604_800: ("7 days", "one week", "1 week", "a week", "seven days"),
        1_209_600: ("14 days", "two weeks", "2 weeks"),
        1_814_400: ("21 days", "three weeks", "3 weeks"),
        2_419_200: ("28 days", "four weeks", "4 weeks"),
    }.items()
} | {
    ("month", Fraction(months)): forms
    for months, forms in {
        6: ("6 months", "six months", "half a year"),
        12: ("12 months", "one year", "1 year", "a year", "twelve months"),
        18: ("18 months", "a year and a half", "one and a half years"),
        24: ("24 months", "two years", "2 years"),
        36: ("36 months", "three years", "3 years"),
        60: ("60 months", "five years", "5 years"),
        120: ("120 months", "ten years", "10 years"),
    }.items()
}


def in_other_units(text: str, _: Firm, chance: Random) -> str | None:
    """Write "14 days" as "two weeks", "30 minutes" as "half an hour"."""
    options: list[tuple[Found, str]] = []
    every = found(text)
    for one in every:
        written = text[one.start : one.end]
        is_rate = re.match(r"an?\b", written) or re.search(
            r"\b(?:each|every|per|of|last|first) $|-$", text[: one.start]
        )
        is_range = any(
            other is not one
            and (0 <= one.start - other.end <= 5 or 0 <= other.start - one.end <= 5)
            for other in every
        )
        joined = "-" in written or text[one.end : one.end + 1] in ("-", "'", "’")
        if is_rate or is_range or joined or not is_free(text, one.start, one.end) or not one.start:
            continue
        forms = _EQUAL.get(one.meaning, ())
        options += [(one, form) for form in forms if form.split()[-1] != written.split()[-1]]
    if not options:
        return None
    one, form = chance.choice(options)
    return replaced(text, one.start, one.end, form)


def in_other_format(text: str, _: Firm, chance: Random) -> str | None:
    """Write "1,450" as "1450" or "1 450"; "€33.00" as "€33"."""
    options: list[tuple[Found, str]] = []
    for one in _numerals(text):
        number = text[slice(*one.number)]
        whole = one.written.denominator == 1
        if one.written >= 1_000 and whole and "." not in number:
            plain, spaced = str(int(one.written)), f"{int(one.written):,}"
            if "," in number:
                options += [(one, plain), (one, spaced.replace(",", "\u00a0"))]
                options += [(one, spaced.replace(",", " "))]
            elif number == plain and (one.dimension or re.match(r" [a-z]+s\b", text[one.end :])):
                options.append((one, spaced))
        if number.endswith(".00"):
            options.append((one, number.removesuffix(".00")))
        elif one.dimension in MONEY and number.isdigit():
            options.append((one, f"{number}.00"))
    if not options:
        return None
    one, form = chance.choice(options)
    return replaced(text, *one.number, form)


_MONEY_FORMS = {
    "eur": ("€{}", "{} euros", "{} EUR", "EUR {}", "{} €"),
    "usd": ("${}", "{} dollars", "{} USD", "USD {}"),
    "gbp": ("£{}", "{} pounds", "{} GBP", "GBP {}"),
}


def in_other_money_form(text: str, _: Firm, chance: Random) -> str | None:
    """Write "€15" as "15 euros" or "EUR 15"."""
    options: list[tuple[Found, str]] = []
    for one in _numerals(text):
        if one.dimension not in MONEY or one.value != one.written:
            continue
        if text[one.end : one.end + 1] == "-" or re.match(r"\s?[–-]|\s?to\b", text[one.end :]):
            continue
        options += [
            (one, by)
            for form in _MONEY_FORMS[one.dimension]
            if (by := form.format(text[slice(*one.number)])) != text[one.start : one.end]
            and not (one.written == 1 and by.endswith("s"))
        ]
    options = [(one, by) for one, by in options if "pounds" not in by]  # it weighs, too
    if not options:
        return None
    one, by = chance.choice(options)
    return replaced(text, one.start, one.end, by)


def in_other_time_form(text: str, _: Firm, chance: Random) -> str | None:
    """Write "14:00" as "2 pm", "10 am" as "10:00"."""
    options: list[tuple[int, int, str]] = []
    for when in whens(text):
        if when.kind != "clock" or not is_free(text, when.start, when.end):
            continue
        written = text[when.start : when.end]
        hour, minute = divmod(int(when.meaning[1]), 60)
        half = "a" if hour < 12 else "p"
        if not written[0].isdigit() or hour > 23:
            continue
        if hour in (0, 12) and minute == 0:  # "12 pm" is read both ways
            options += [(when.start, when.end, "noon")] if hour else []
            continue
        tail = "." if written.endswith(".") and when.end == len(text) else ""
        short = f"{(hour - 1) % 12 + 1}" + (f":{minute:02}" if minute else "")
        if re.fullmatch(r"\d+:\d+", written):
            forms = [f"{short} {half}m", f"{short} {half}.m.", f"{short} {half.upper()}M"]
            if when.end < len(text) and text[when.end] == ".":
                forms.remove(f"{short} {half}.m.")
        else:
            forms = [f"{hour}:{minute:02}" + tail, f"{hour:02}:{minute:02}" + tail]
            forms += [f"{short}{half}m{tail}", f"{short} {half.upper()}M{tail}"]
        options += [(when.start, when.end, form) for form in forms if form != written]
    if not options:
        return None
    start, end, form = chance.choice(options)
    return replaced(text, start, end, form)


def in_other_date_form(text: str, _: Firm, chance: Random) -> str | None:
    """Write "1 March 2026" as "March 1, 2026" or "2026-03-01"."""
    options: list[tuple[int, int, str]] = []
    for when in whens(text):
        if when.kind != "date" or not is_free(text, when.start, when.end):
            continue
        year, number, day = when.meaning[1].rsplit("-", 2)
        if day == "00" or re.match(r"\s?[–-]|\s(?:to|and)\b", text[when.end :]):
            continue
        month, plain = MONTHS[int(number) - 1], str(int(day))
        ending = {"1": "st", "2": "nd", "3": "rd"}.get(plain[-1], "th")
        nth = plain + ("th" if plain in ("11", "12", "13") else ending)
        if year == "----":
            forms = [f"{plain} {month}", f"{month} {plain}", f"{nth} {month}", f"{month} {nth}"]
            forms.append(f"the {nth} of {month}")
        else:
            forms = [
                f"{plain} {month} {year}", f"{month} {plain}, {year}", f"{nth} {month} {year}",
                f"{month} {nth}, {year}", f"{year}-{number}-{day}", f"{plain} {month[:3]} {year}",
            ]  # fmt: skip
        written = text[when.start : when.end]
        options += [(when.start, when.end, form) for form in forms if form != written]
    if not options:
        return None
    start, end, form = chance.choice(options)
    return replaced(text, start, end, form)


def in_other_percent_form(text: str, _: Firm, chance: Random) -> str | None:
    """Write "5 %" as "5%", "5 percent" or "5 per cent"."""
    options = [
        (one, by)
        for one in _numerals(text)
        if one.dimension == "share" and one.unit
        for form in ("{}%", "{} percent", "{} per cent", "{} %")
        if (by := form.format(text[slice(*one.number)])) != text[one.start : one.end]
    ]
    if not options:
        return None
    one, by = chance.choice(options)
    return replaced(text, one.start, one.end, by)


_UNIT_FORMS: tuple[tuple[str, ...], ...] = (
    ("g", "grams"), ("kg", "kilograms", "kilos"), ("mg", "milligrams"), ("ml", "millilitres"),
    ("litres", "l", "liters"), ("mm", "millimetres"), ("cm", "centimetres"), ("metres", "m"),
    ("°C", "degrees Celsius"), ("°F", "degrees Fahrenheit"), ("MB", "megabytes"),
    ("GB", "gigabytes"), ("TB", "terabytes"), ("KB", "kilobytes"), ("watts", "W"),
    ("kW", "kilowatts"), ("minutes", "min"), ("hours", "h", "hrs"), ("seconds", "s", "sec"),
    ("GHz", "gigahertz"), ("working days", "business days"), ("business days", "working days"),
)  # fmt: skip


def in_other_unit_form(text: str, _: Firm, chance: Random) -> str | None:
    """Write "250 g" as "250 grams" or "250g", "5 working days" as "5 business days"."""
    options: list[tuple[Found, str]] = []
    for one in _numerals(text):
        if one.dimension in ("", "share", *MONEY) or "-" in text[one.start : one.end]:
            continue
        number = text[slice(*one.number)]
        for forms in _UNIT_FORMS:
            if one.unit in forms:
                others = [form for form in forms if form != one.unit]
                options += [(one, f"{number} {form}") for form in others if one.written != 1]
        if len(one.unit) <= 2 and text[one.number[1]] == " ":
            options.append((one, f"{number}{one.unit}"))
    options = [(one, form) for one, form in options if unit_of(form.split(" ", 1)[-1]) or form]
    if not options:
        return None
    one, form = chance.choice(options)
    return replaced(text, one.start, one.end, form)


_LONG: Pairs = (
    (r"\b(do|does|did|is|are|was|were|has|have|would|should|could|must)n['’]t\b", (r"\1 not",)),
    (r"\bcan['’]t\b", ("cannot",)),
    (r"\bwon['’]t\b", ("will not",)),
    (r"\b(you|we|they)['’]re\b", (r"\1 are",)),
    (r"\b(you|we|they|it)['’]ll\b", (r"\1 will",)),
    (r"\b(you|we|they)['’]ve\b", (r"\1 have",)),
    (r"\bit['’]s (?=(?:not|a|an|the|only|free|possible)\b)", ("it is ",)),
)
_SHORT: Pairs = (
    (r"\b(do|does|did|is|are|was|were|has|have|would|should|could) not\b", (r"\1n't", r"\1n’t")),
    (r"\bcannot\b", ("can't", "can’t", "can not")),
    (r"\bwill not\b", ("won't", "won’t")),
    (r"\bmust not\b", ("mustn't",)),
    (r"\b(you|we|they) are\b(?!n)", (r"\1're",)),
    (r"\b(you|we|they|it) will\b(?! not)", (r"\1'll",)),
    (r"\b(you|we|they) have\b(?= (?:already|tried|lost|been|paid|received|bought))", (r"\1've",)),
    (r"\bit is\b(?= [a-z])", ("it's",)),
    (r"\bthere is\b(?= [a-z])", ("there's",)),
)


def with_contractions(text: str, _: Firm, chance: Random) -> str | None:
    """Write "do not" as "don't", or the other way round."""
    return _by_table(text, chance, (*_LONG, *_SHORT))


_MODAL = r"(?:can|cannot|may|must|should|will|need|do not|could)"
_THIRD = {
    "are": "is", "have": "has", "do": "does", "were": "was", "send": "sends", "offer": "offers",
    "charge": "charges", "replace": "replaces", "repair": "repairs", "deduct": "deducts",
    "recommend": "recommends", "accept": "accepts", "block": "blocks", "issue": "issues",
    "ask": "asks", "open": "opens", "tell": "tells", "deliver": "delivers", "keep": "keeps",
    "pay": "pays", "refund": "refunds", "support": "supports", "require": "requires",
    "provide": "provides", "use": "uses", "check": "checks", "need": "needs", "roast": "roasts",
}  # fmt: skip
_WITH_YOU = re.compile(
    r"(?:^|[,;] |\b"
    + any_of("if when that before after as until because once and or while unless what where than")
    + " )$",
    re.IGNORECASE,
)


def with_another_subject(text: str, firm: Firm, chance: Random) -> str | None:
    """Customers for "you", the firm for "we", "you can …" for an imperative; or back."""
    ways = [_customers, _company, _you_can, _bare, _possible, _your]
    chance.shuffle(ways)
    return next((made for way in ways if (made := way(text, firm, chance)) is not None), None)


def _customers(text: str, _: Firm, chance: Random) -> str | None:
    """Write "You can return your …" as "Customers can return their …"."""
    if not re.match(rf"You (?:{_MODAL}|have|get|receive|pay|are|collect|sign in)\b", text):
        return None
    if re.search(r"\byours(?:elf)?\b|\byou['’]|[\"“]", text, re.IGNORECASE):
        return None
    every = list(re.finditer(r"\byou\b", text, re.IGNORECASE))
    if not all(_WITH_YOU.search(text[: match.start()]) for match in every):
        return None
    who = chance.choice(["Customers", "Users", "Our customers"])
    text = who + text[3:]
    text = re.sub(r"\byou\b", "they", text)
    return re.sub(r"\byour\b", "their", text)


def _company(text: str, firm: Firm, chance: Random) -> str | None:
    """Write "We send …" as "Bramblebrew sends …" or "the company sends …"."""
    match = re.search(
        r"(?:^|(?<=, )|(?<=because )|(?<=until )|(?<=when ))we ((?:do not )?[a-z]+)",
        text,
        re.IGNORECASE,
    )
    if match is None or len(re.findall(r"\bwe\b|\bourselves\b", text, re.IGNORECASE)) > 1:
        return None
    verb = match[1]
    if verb.startswith("do not "):
        verb = "does not " + verb.removeprefix("do not ")
    elif verb in _THIRD:
        verb = _THIRD[verb]
    elif not re.fullmatch(r"can|cannot|may|must|will", verb):
        return None
    who = chance.choice([firm.policy.company, "the company", "our team"])
    return replaced(text, *match.span(), f"{who} {verb}")


def _you_can(text: str, firm: Firm, chance: Random) -> str | None:
    """Write "Open …" as "You can open …", "You should open …" or "Please open …"."""
    match = re.match(r"(?:(Do not|Don't|Never) )?([A-Za-z]+) ", text)
    if match is None or match[2].lower() not in IMPERATIVES:
        return None
    if match[1] == "Never":
        lead = chance.choice(["You should never", "Please never", "You must never"])
    elif match[1]:
        lead = chance.choice(["You should not", "Please do not", "You must not", "Please don't"])
    elif not match[2][0].isupper():
        return None
    else:
        lead = chance.choice(["You can", "You should", "Please", "You need to", "Just"])
    return f"{lead} {match[2].lower()} {text[match.end() :]}"


def _bare(text: str, _: Firm, chance: Random) -> str | None:
    """Write "You can cancel …" as "It is possible to cancel …" or "You are able to …"."""
    match = re.match(r"You can (also )?([a-z]+) ", text)
    if match is None:
        return None
    also = match[1] or ""
    lead = chance.choice(
        [f"It is {also}possible to", f"You are {also}able to", f"You may {also}".rstrip()]
    )
    return f"{lead} {match[2]} {text[match.end() :]}"


def _possible(text: str, firm: Firm, chance: Random) -> str | None:
    """Write "It is possible to …" as "You can …"; "you get" as "you will receive"."""
    return _by_table(
        text,
        chance,
        (
            (r"\bit is possible to\b", ("you can",)),
            (r"\byou get\b(?= (?:a|an|the|your|\d|€|\$))", ("you will receive", "you'll get")),
            (r"^you need (?=(?:a|an|the|to|\d))", ("you will need ",)),
            (r"^we (send|replace|refund|ship)\b", (r"we will \1", r"we'll \1")),
        ),
    )


def _your(text: str, _: Firm, chance: Random) -> str | None:
    """Write "the machine" as "your machine", or back."""
    things = "machine|order|parcel|account|subscription|card|device|computer|phone|app|invoice"
    table: Pairs = (
        (rf"\bthe (?=(?:{things})\b(?! (?:of|that|which|number|at|to)\b))", ("your ",)),
        (rf"\byour (?=(?:{things})\b)", ("the ",)),
    )
    return _by_table(text, chance, table)


_QTY = r"(?=(?:about |over )?(?:[€$£]?\d|(?:two|three|four|five|six|seven|ten)\b))"
_SYNONYMS: Pairs = (
    (r"\bbegin\b(?= (?:with|at|on|to)\b)", ("start",)),
    (r"\bbegins\b(?= (?:with|at|on|to)\b)", ("starts",)),
    (r"\bphoto\b", ("picture",)),
    (r"\bphotos\b", ("pictures",)),
    (r"\bhelps\b(?= you\b)", ("assists",)),
    (r"\bbuy\b", ("purchase",)),
    (r"\bpurchase(?= (?:a|an|the|your)\b)", ("buy",)),
    (r"\bchoose\b", ("select", "pick")),
    (r"\bselect(?= (?:a|an|the|your)\b)", ("choose", "pick")),
    (r"\bfree of charge\b", ("at no cost", "free", "at no charge")),
    (r"\bnormally\b", ("usually", "typically", "as a rule")),
    (r"\busually\b", ("normally", "typically")),
    (rf"\babout {_QTY}", ("around ", "approximately ", "roughly ")),
    (rf"\bapproximately {_QTY}", ("about ", "around ")),
    (rf"\bat least {_QTY}", ("a minimum of ", "no less than ")),
    (rf"\bup to {_QTY}", ("at most ", "a maximum of ", "no more than ")),
    (rf"(?<!no )\bmore than {_QTY}", ("over ",)),
    (rf"\bover {_QTY}", ("more than ",)),
    (rf"(?<!no )\bunder {_QTY}", ("below ", "less than ")),
    (r"\bonce a week\b", ("every week", "weekly")),
    (r"\bevery day\b", ("daily", "each day")),
    (r"\beach\b(?= (?:delivery|bag|member|order|month|year|week|card|item)\b)", ("every",)),
    (r"\be-mail\b", ("email",)),
    (r"\bbecause\b(?! of)", ("since", "as")),
    (r"\bfor example\b", ("for instance", "e.g.")),
    (r"(?<!you )\bmust\b(?= be\b)", ("has to", "needs to")),
    (r"\byou must\b(?! not)", ("you have to", "you need to")),
    (r"\byou need not\b", ("you do not have to", "you don't need to", "you do not need to")),
    (r"\bmake sure\b", ("ensure",)),
    (r"\bensure\b(?= (?:that|the|your|you|all)\b)", ("make sure",)),
    (r"^contact\b", ("get in touch with", "reach out to")),
    (r"\bcontact us\b", ("get in touch with us", "reach out to us")),
    (r"\badditional\b", ("extra", "further")),
    (r"\bparcel\b(?! shop| locker)", ("package",)),
    (r"\bphone\b(?! number)", ("telephone",)),
    (r"\bverify\b", ("check", "confirm")),
    (r"\bis delivered\b", ("arrives",)),
    (r"\bpaid back\b", ("refunded", "reimbursed")),
    (r"\bas long as\b", ("provided that", "so long as")),
    (r"\bin addition\b", ("additionally", "on top of that")),
    (r"\bhowever\b,? ", ("but ",)),
    (r"\bis valid for\b", ("stays valid for", "remains valid for")),
    (r"^this page (?=is\b)", ("this article ",)),
    (r"\bautomatically\b", ("on its own",)),
    (r"\bby itself\b", ("automatically", "on its own")),
    (r"\bat any time\b", ("whenever you like", "at any moment", "any time")),
    (r"\bthe following day\b", ("the next day", "the day after")),
    (r"\bfaulty\b", ("defective",)),
    (r"\bquickly\b", ("fast", "rapidly")),
    (r"\brequires\b", ("needs",)),
    (r"\breceive\b", ("get",)),
    (r"\benable\b", ("turn on", "switch on")),
    (r"\bdisable\b", ("turn off", "switch off")),
    (r"\bswitch off\b", ("turn off",)),
    (r"\bprior to\b", ("before",)),
    (r"\bin order to\b", ("to",)),
    (r"\bif necessary\b", ("if needed", "where necessary")),
    (r"\bsend us\b", ("let us have",)),
    (r"\bwith no\b(?! (?:less|more|fewer))", ("without any",)),
)


def with_synonyms(text: str, _: Firm, chance: Random) -> str | None:
    """One or two words replaced by others of the same meaning."""
    made = _by_table(text, chance, _SYNONYMS)
    if made is not None and chance.random() < 0.4:
        made = _by_table(made, chance, _SYNONYMS) or made
    return made if made != text else None


PARTICIPLES = {
    "cancel": "cancelled", "return": "returned", "change": "changed", "use": "used",
    "book": "booked", "add": "added", "order": "ordered", "choose": "chosen", "send": "sent",
    "move": "moved", "store": "stored", "merge": "merged", "transfer": "transferred",
    "pay": "paid", "buy": "bought", "set": "set", "combine": "combined", "register": "registered",
    "refund": "refunded", "replace": "replaced", "repair": "repaired", "deliver": "delivered",
    "extend": "extended", "open": "opened", "find": "found", "select": "selected",
    "delete": "deleted", "update": "updated", "configure": "configured", "create": "created",
    "edit": "edited", "remove": "removed", "view": "viewed", "access": "accessed",
    "disable": "disabled", "enable": "enabled", "install": "installed", "charge": "charged",
    "exchange": "exchanged", "borrow": "borrowed", "skip": "skipped", "pause": "paused",
    "print": "printed", "collect": "collected", "spend": "spent", "download": "downloaded",
    "manage": "managed", "customize": "customized", "apply": "applied", "request": "requested",
    "see": "seen", "start": "started", "stop": "stopped", "lock": "locked", "report": "reported",
    "earn": "earned", "redeem": "redeemed", "offer": "offered", "deduct": "deducted",
}  # fmt: skip
_BASES = {participle: base for base, participle in PARTICIPLES.items()}
_BEFORE_THING = any_of("before after if when only sometimes usually then also normally otherwise")
_AFTER_THING = any_of(
    "at in on under within if until before by for from with when and or to during"
)
_THING = (
    rf"(?!(?:{_BEFORE_THING}|once|it|them|sign|here)\b)"
    r"(?:(?:a|an|the|your|one|any|each|all|up to \w+) )?[\w’'-]+"
    rf"(?: (?!(?:{_AFTER_THING}|without|after)\b)[\w’'-]+){{0,4}}"
)
_REST = any_of("at in on under within if until before by for from during without after when")
_DOES = any_of("send replace refund repair charge deduct offer deliver")
_CAN = re.compile(
    rf"You can (?P<verb>[a-z]+) (?P<thing>{_THING})(?P<rest>(?: {_REST}\b.*)?)(?P<end>\.)"
)
_CAN_BE = re.compile(
    rf"(?P<thing>(?!(?i:sometimes|then|also)\b){_THING}(?: (?:of|for) {_THING})?) "
    r"(?P<can>can|cannot|can not|can't) be (?P<verb>[a-z]+)(?P<rest>\b.*)"
)
_WE = re.compile(
    rf"We (?P<verb>{_DOES}) (?P<thing>{_THING})(?P<rest>(?: (?:{_REST}|with|to)\b.*)?)(?P<end>\.)"
)


def with_another_voice(text: str, firm: Firm, chance: Random) -> str | None:
    """Active as passive, or back, where it is plain who does what to what."""
    if (match := _CAN.fullmatch(text)) and match["verb"] in PARTICIPLES:
        if re.search(r"\byou\b|\bthem\b|\bit\b", match["thing"]) or _is_plural_list(match["thing"]):
            return None
        thing = match["thing"][0].upper() + match["thing"][1:]
        return f"{thing} can be {PARTICIPLES[match['verb']]}{match['rest']}."
    if (match := _WE.fullmatch(text)) and match["verb"] in PARTICIPLES:
        thing = match["thing"][0].upper() + match["thing"][1:]
        if re.search(r"\b(?:you|us|it|them)\b", match["thing"]):
            return None
        be = "are" if re.search(r"[^s]s$", match["thing"]) else "is"
        return f"{thing} {be} {PARTICIPLES[match['verb']]}{match['rest']}."
    match = _CAN_BE.fullmatch(text)
    if match is None or match["verb"] not in _BASES or re.search(r"\bby (?:us|the|a)\b", text):
        return None
    if re.search(r"\b(?:and|but|only|it|they|or \w+ed)\b|[;:]", match["rest"]):
        return None
    verb, thing = _BASES[match["verb"]], firm.lowered(match["thing"])
    can = "can" if match["can"] == "can" else chance.choice(["cannot", "can't"])
    if chance.random() < 0.4:
        lead = "It is possible to" if can == "can" else "It is not possible to"
        return f"{lead} {verb} {thing}{match['rest']}"
    return f"You {can} {verb} {thing}{match['rest']}"


def _is_plural_list(thing: str) -> bool:
    return re.search(r",| and | or ", thing) is not None


_OPENERS = (
    "According to our article, ", "According to our help page, ", "As our help centre says, ",
    "In short, ", "Please note that ", "Good news: ", "Thanks for your message! ",
    "To answer your question: ", "Our help article says that ", "Just so you know, ",
    "I checked this for you: ", "From what our help page says, ", "Sure! ", "Of course: ",
    "For your information, ", "Based on our documentation, ", "Happy to help! ",
    "I understand your question; ", "Regarding your question, ",
)  # fmt: skip
_CLOSERS = (
    ", according to our article.", ", as our help page says.", ", as described in the article.",
    " (see the article below).", ", according to our help centre.",
)  # fmt: skip
_NEGATIVE = re.compile(r"\b(?:not|cannot|no|never|nothing|without|impossible)\b|n['’]t\b")
_DENIES = re.compile(
    r"(?:[\w’'-]+ ){1,7}?(?:cannot|can['’]t|no longer"
    r"|(?:is|are|does|do|will) not|(?:is|are|does|do)n['’]t)\b"
)
_CONDITION = re.compile(
    r"(?:If|When|After|Before|Once|While|Unless|Since|As|For|With|Without|In|On)\b"
)


def with_a_lead(text: str, firm: Firm, chance: Random) -> str | None:
    """Words of conversation before or after, which state nothing themselves."""
    if re.match(r"(?:Yes|No|Sure|Please|Thanks|According|Just|First|However|But)\b", text):
        return None
    is_order = text.split()[0].strip(",").lower() in {
        *IMPERATIVES,
        "do",
        "never",
        "don't",
        "please",
    }
    negative = _NEGATIVE.search(text) is not None
    denies = _DENIES.match(text) is not None and _CONDITION.match(text) is None
    if chance.random() < 0.15 and text.endswith(".") and not is_order:
        return text[:-1] + chance.choice(_CLOSERS)
    if not negative and not is_order and chance.random() < 0.3:
        return f"Yes, {firm.lowered(text)}"
    if denies and not is_order and chance.random() < 0.5:
        lead = chance.choice(["No, ", "Unfortunately, ", "I'm afraid that ", "I am sorry, but "])
        return f"{lead}{firm.lowered(text)}"
    if is_order:
        lead = chance.choice(["To do so, ", "Here is how: ", "In this case, ", "For this, "])
        return f"{lead}{firm.lowered(text)}"
    lead = chance.choice(_OPENERS)
    if (_CONDITION.match(text) or ":" in text) and lead.endswith("that "):
        lead = "In short, "
    return f"{lead}{text if lead.endswith('! ') else firm.lowered(text)}"


_NEGATIONS: Pairs = (
    (r"\bis not possible\b", ("isn't possible", "is impossible")),
    (r"\bare not possible\b", ("aren't possible", "are impossible")),
    (r"\bisn['’]t possible\b", ("is not possible", "is impossible")),
    (r"\bno longer possible\b", ("not possible any more", "not possible any longer")),
    (r"\byou cannot\b", ("you are not able to", "you aren't able to", "you are unable to")),
    (r"\byou must not\b", ("you are not allowed to", "you may not")),
    (r"\byou need not\b", ("you do not have to", "you don't have to")),
    (r"\bthere is no\b", ("there isn't any", "there is not any")),
    (r"\bis not covered by\b", ("isn't covered by", "is excluded from")),
    (r"\bare not covered\b(?! by)", ("aren't covered", "are excluded")),
    (r"\bis not included\b", ("isn't included", "is excluded")),
    (r"\bare not sold\b", ("aren't sold", "are never sold")),
    (r"^do not\b", ("Don't", "Please do not", "Never", "Please don't")),
    (r"^never\b", ("Do not ever", "Don't ever", "At no time")),
    (r"\bunless\b", ("except if",)),
    (r"\bdoes not work\b", ("doesn't work",)),
    (r"\bis not available\b", ("isn't available", "is unavailable")),
    (r"\bare not available\b", ("aren't available", "are unavailable")),
    (r"\bis not required\b", ("isn't required", "is not needed", "isn't necessary")),
    (r"\bare not required\b", ("aren't required", "are not needed")),
    (r"\bwithout a\b", ("with no",)),
    (r"\bwith no\b(?! (?:less|more|fewer))", ("without any",)),
    (r"\bcosts? nothing\b", ("is free",)),
    (r"\bis not necessary\b", ("isn't necessary", "is unnecessary")),
    (r"\bcannot be (\w+ed)\b", (r"can't be \1", r"can not be \1", r"can never be \1")),
    (r"\bexcept for\b", ("apart from", "other than")),
    (r"\bis not supported\b", ("isn't supported", "is unsupported")),
    (r"\bare not supported\b", ("aren't supported", "are unsupported")),
    (r"\bdoes not\b", ("doesn't", "doesn’t")),
    (r"\bdid not\b", ("didn't",)),
)  # fmt: skip


def with_negation_reworded(text: str, firm: Firm, chance: Random) -> str | None:
    """A "not" that stays one in other words: "is not possible" as "isn't possible"."""
    match = _CAN_BE.fullmatch(text)
    if match and match["can"] != "can" and chance.random() < 0.6:
        made = with_another_voice(text, firm, chance)
        if made is not None:
            return made
    table = [
        (pattern, forms)
        for pattern, forms in _NEGATIONS
        if pattern not in (r"\bcosts? nothing\b", r"^never\b") or "cost " not in text
    ]
    made = _by_table(text, chance, table)
    if made is None or made.startswith("At no time"):
        return None
    return made


_BEGINS = any_of("If When After Before Once Because Unless As_long_as While As_soon_as")
_CLAUSE = re.compile(rf"(?P<a>{_BEGINS} [^,;:]+), (?P<b>[^,;:—–]+)\.")
_LEADS = any_of("On In With Without For Outside During At From Under")
_PHRASE = re.compile(rf"(?P<a>{_LEADS} [^,;:]{{3,50}}), (?P<b>[^,;:—–]+)\.")
_JOINS = any_of("if when unless as_long_as as_soon_as because")
_AFTER = re.compile(rf"(?P<b>[^,;:—–]+),? (?P<a>{_JOINS} [^,;:]+)\.")
_PURPOSE = re.compile(r"(?P<a>To [a-z]+ [^,;:]+), (?P<b>[^,;:—–]+)\.")
_PRONOUN = re.compile(
    rf"\b{any_of('it they them this that these those its their he she one')}\b", re.IGNORECASE
)
_TWO_CLAUSES = re.compile(
    r"\b"
    + any_of(
        "if when and but or so which that because until unless before after as then even than "
        "especially only just including"
    )
    + r"\b",
    re.IGNORECASE,
)


def with_clauses_in_another_order(text: str, firm: Firm, chance: Random) -> str | None:
    """Write "If A, B." as "B if A.", or back."""
    if not is_free(text, 0, len(text)) and '"' in text:
        return None
    match = _CLAUSE.fullmatch(text) or _PURPOSE.fullmatch(text) or _PHRASE.fullmatch(text)
    if match is not None:
        if _PRONOUN.search(match["b"]) or _TWO_CLAUSES.search(match["b"]):
            return None
        b = re.sub(r"^then ", "", match["b"])
        return f"{b[0].upper()}{b[1:]} {firm.lowered(match['a'])}."
    match = _AFTER.fullmatch(text)
    if match is None or _TWO_CLAUSES.search(match["b"]) or _PRONOUN.search(match["a"]):
        return None
    if _TWO_CLAUSES.search(match["a"].split(" ", 1)[1]):
        return None
    a = match["a"]
    return f"{a[0].upper()}{a[1:]}, {firm.lowered(match['b'])}."


@dataclass(frozen=True, slots=True)
class Rewording:
    """A way with its name in the report."""

    name: str
    way: Way


REWORDINGS = (
    Rewording("numerals as words", in_words),
    Rewording("words as numerals", in_numerals),
    Rewording("another unit", in_other_units),
    Rewording("number format", in_other_format),
    Rewording("money form", in_other_money_form),
    Rewording("time of day form", in_other_time_form),
    Rewording("date form", in_other_date_form),
    Rewording("percent form", in_other_percent_form),
    Rewording("unit form", in_other_unit_form),
    Rewording("contraction", with_contractions),
    Rewording("subject", with_another_subject),
    Rewording("synonym", with_synonyms),
    Rewording("voice", with_another_voice),
    Rewording("leading clause", with_a_lead),
    Rewording("negation reworded", with_negation_reworded),
    Rewording("clause order", with_clauses_in_another_order),
)

_SECOND_START = re.compile(
    any_of(
        "it you we they the there a an your in on this if for each every all no only after above "
        "then"
    )
    + r"\b",
    re.IGNORECASE,
)


def joined(first: str, second: str, firm: Firm, chance: Random) -> str | None:
    """Two sentences as one."""
    if not (first.endswith(".") and second.endswith(".")) or '"' in first[-2:]:
        return None
    if len(first.split()) + len(second.split()) > 45:
        return None
    low = firm.lowered(second)
    marks = ["; ", " – ", ", and "] if _SECOND_START.match(second) else ["; "]
    mark = chance.choice(marks)
    if mark == ", and " and re.search(r"\b(?:and|or|if|because)\b", first):
        mark = "; "
    return f"{first[:-1]}{mark}{low}"


_HAS_ITS_OWN = any_of(
    "can cannot is are has have will must may does do costs? takes? needs? get gets stays? "
    "remains? lasts? becomes?"
)
_CUT = re.compile(
    r",? (?P<by>but|and) (?=(?:you|we|it|they|there|(?:the|a) (?:\w+ )?\w+|your \w+) "
    rf"(?:{any_of('also still then normally usually')} )?(?<!and ){_HAS_ITS_OWN}\b)"
)
_OF_BOTH = re.compile(
    r"\b"
    + any_of("if when that because so while before after unless both between where which until or")
    + r"\b|[:;]",
    re.IGNORECASE,
)


def cut(text: str, chance: Random) -> tuple[str, str] | None:
    """A sentence of two statements as two sentences."""
    options = [match for match in _CUT.finditer(text) if is_free(text, *match.span())]
    options = [
        match
        for match in options
        if len(text[: match.start()].split()) >= 4 and not _OF_BOTH.search(text[: match.start()])
    ]
    if not options:
        return None
    options = [match for match in options if _FINITE.search(text[: match.start()])]
    if not options:
        return None
    match = chance.choice(options)
    lead = chance.choice(["However, ", "But "]) if match["by"] == "but" else ""
    second = lead + text[match.end() :]
    return text[: match.start()].rstrip(",") + ".", second[0].upper() + second[1:]


_FINITE = re.compile(
    r"\b"
    + any_of(
        "can cannot is are has have will must may does do was were costs? takes? covers? comes? "
        "stays? lasts? gets? makes? needs? sells? sends? contains? runs? arrives? shows? receives? "
        "requires? provides? allows? supports? uses? includes? becomes? earns? adds? offers? "
        "applies apply"
    )
    + r"\b"
)


def listed(
    items: Sequence[str], heading: str, firm: Firm, chance: Random, *, are_steps: bool
) -> str | None:
    """List items or steps as one sentence; what are no sentences themselves, after the heading."""
    bare = [firm.lowered(item.strip().rstrip(".;,")) for item in items]
    if any(len(item.split()) > 14 or re.search(r"[.:!?](?:\s|$)", item) for item in bare):
        return None
    if are_steps:
        if not all(item.split()[0].lower() in IMPERATIVES for item in bare):
            return None
        first = f"{chance.choice(['First, ', 'To do this, ', '', 'You should '])}{bare[0]}"
        middle = [f"{chance.choice(['', 'then '])}{item}" for item in bare[1:-1]]
        last = f"{chance.choice(['and then', 'then', 'and finally'])} {bare[-1]}"
        text = ", ".join([first, *middle, last])
    elif len(bare) == 2:
        text = f"{bare[0]}, and {bare[1]}"
    else:
        text = f"{'; '.join(bare[:-1])}; and {bare[-1]}"
    if not all(item.rstrip().endswith(".") for item in items):
        text = f"{heading}: {text}"
    return f"{text[0].upper()}{text[1:]}."


def of_row(header: Sequence[str], cells: Sequence[str], chance: Random) -> str | None:
    """A table's row as a sentence."""
    if len(header) != len(cells) or len(cells) < 2 or not all(cells) or not all(header):
        return None
    if any(len(cell.split()) > 10 or re.search(r"[.:](?:\s|$)", cell) for cell in cells):
        return None
    rest = [
        f"{name[0].lower()}{name[1:]} {value}"
        for name, value in zip(header[1:], cells[1:], strict=True)
    ]
    if any(name.startswith(("What", "How")) for name in header[1:]):
        return None
    is_short = re.fullmatch(r"[A-Z][a-z]+(?: [a-z]+)?", cells[0]) and " " not in header[1]
    if len(cells) == 2 and is_short and chance.random() < 0.5:
        return f"For {cells[0]}, the {header[1][0].lower()}{header[1][1:]} is {cells[1]}."
    return f"{cells[0]}: {', '.join(rest)}."


_FIELD = re.compile(
    r"(?P<what>[A-Z][\w’'/-]*(?: [\w’'/()-]+){1,8}): "
    r"(?P<value>(?:up to |at least )?[€$£]?\d[\d,]*(?:\.\d+)?(?:%| [a-z%]+){0,4})\.?"
)


def of_field(text: str, firm: Firm) -> str | None:
    """Write "Monthly fee: $15.00" as "The monthly fee is $15.00."."""
    match = _FIELD.fullmatch(text)
    if match is None or re.search(r"s$|\d", match["what"]):
        return None
    return f"The {firm.lowered(match['what'])} is {match['value']}."
