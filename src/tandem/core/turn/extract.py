"""Composes replies without an LLM: quotes the sentences that answer, and cites them."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from tandem.core.knowledge.rank import Hit
from tandem.core.knowledge.sentence import sentences
from tandem.core.knowledge.stem import stems
from tandem.core.turn.candidate import Candidate, Citation, Claim

QUOTED_WORDS_MAX = 120  # a customer reads this much; the whole article is one click away
QUOTED_WORDS_MIN = 60  # a shorter section is quoted with the ones after it: alone it says half
STEPS_WORDS_MAX = 130  # a list of steps is quoted to its end where possible
ROWS_MAX = 3  # of a table: those that match the question
KIND_BONUS = 0.5  # of the question's weight, for steps or prices where the question asks for them
AMOUNTS_MIN = 3  # in a passage that states prices

_HOW_TO = re.compile(r"\bhow (?:do|can|could|should|would|must|to)\b|\bsteps?\b", re.IGNORECASE)
_HOW_MUCH = re.compile(r"\bhow much\b|\b(?:costs?|prices?|pricing|fees?)\b", re.IGNORECASE)
_HOW_LONG = re.compile(r"\bhow long\b|\bhow much time\b", re.IGNORECASE)
_DURATION = re.compile(
    r"\b(?:takes?|took|lasts?|needs?)\b[^.\n]{0,40}\b\d+\s?(?:second|minute|hour|day|week|month|year)",
    re.IGNORECASE,
)
_AMOUNT = re.compile(r"[€$£¥]\s?\d|\d\s?[€$£¥]|\b\d+(?:[.,]\d+)? (?:EUR|USD|GBP|CHF)\b")
_ITEM = re.compile(r"\d{1,2}[.)]\s")
_STEPS = re.compile(rf"^{_ITEM.pattern}", re.MULTILINE)
_ENDS = (".", "!", "?", ":", ";", ",", "…")


@dataclass(frozen=True, slots=True)
class _Unit:
    """One quotable sentence, list item or row of a passage; units of one `line` belong together."""

    text: str
    line: int
    words: int
    terms: frozenset[str]
    is_item: bool
    is_row: bool


@dataclass(frozen=True, slots=True)
class _Asked:
    """The question, as far as choosing what to quote needs it.

    `terms` are its lexemes with their idf, without those of the article's title, which every
    passage of it speaks of.
    """

    terms: Mapping[str, float]
    whole: float
    language: str
    how_to: bool
    how_much: bool
    how_long: bool

    def weight(self, found: frozenset[str]) -> float:
        """The share of the question's weight that these lexemes have."""
        return sum(self.terms[term] for term in found) / self.whole

    def kind(self, text: str) -> float:
        """The bonus of a text of the kind asked for: steps, prices, or how long it takes."""
        is_asked = (
            (self.how_to and len(_STEPS.findall(text)) > 1)
            or (self.how_much and len(_AMOUNT.findall(text)) >= AMOUNTS_MIN)
            or (self.how_long and _DURATION.search(text) is not None)
        )
        return KIND_BONUS if is_asked else 0.0

    def in_text(self, text: str) -> frozenset[str]:
        """The question's lexemes that the text has."""
        return stems(text, self.language).intersection(self.terms)


def extract(
    question: str, hits: Sequence[Hit], terms: Mapping[str, float], language: str
) -> Candidate | None:
    """Quotes what answers best in one article, of which `hits` are the passages found.

    `terms` are the question's lexemes with their idf, as the search found them in this language
    (see `stems`). A question how to do something gets the steps if there are any, one for a price
    the prices, one how long the time it takes. None without text.
    """
    hits = [hit for hit in hits if hit.text]
    if not hits:
        return None
    titled = stems(hits[0].title, language)
    asked = _Asked(
        {term: idf for term, idf in terms.items() if term not in titled},
        sum(terms.values()) or 1.0,
        language,
        how_to=_HOW_TO.search(question) is not None,
        how_much=_HOW_MUCH.search(question) is not None,
        how_long=_HOW_LONG.search(question) is not None,
    )
    passage = max(hits, key=lambda hit: _value(hit, asked))
    claims = [Claim(text, 1) for text in _lines(_choose(passage.text, asked))]
    return Candidate("extractive", tuple(claims), (_citation(1, passage),))


def asks_for_kind(question: str) -> bool:
    """Whether a question says which kind of answer it wants: steps, prices or a time."""
    return any(kind.search(question) for kind in (_HOW_TO, _HOW_MUCH, _HOW_LONG))


def _value(hit: Hit, asked: _Asked) -> float:
    """How well a passage answers: by its own words, its meaning, and its kind."""
    near = hit.score if hit.cosine is None else hit.cosine
    words = asked.in_text("\n".join((*hit.heading_path, hit.text)))
    return asked.weight(words) + near + asked.kind(hit.text)


@dataclass(frozen=True, slots=True)
class _Section:
    """The units below one heading of a passage; without a heading, those before the first."""

    heading: _Unit | None
    units: tuple[_Unit, ...]

    @property
    def words(self) -> int:
        """How many words a quote of all of it has."""
        return sum(unit.words for unit in self.units)

    def value(self, asked: _Asked) -> float:
        """How much of the question it matches, its heading included, and whether by its kind."""
        units = self.units if self.heading is None else (self.heading, *self.units)
        text = "\n".join(unit.text for unit in self.units)
        found = frozenset[str]().union(*(unit.terms for unit in units))
        return asked.weight(found) + asked.kind(text)


def _choose(text: str, asked: _Asked) -> tuple[_Unit, ...]:
    """The part of a passage to quote: its best section, within the length.

    A passage of several short sections has their headings as lines. The section that matches most
    of the question is quoted, and what follows it while it is short; of a table only the rows that
    match.
    """
    sections = _sections(text, asked)
    if not sections:
        return ()
    values = [section.value(asked) for section in sections]
    at = values.index(max(values))
    best = sections[at]
    if rows := _rows(best.units, asked):
        return rows
    units, words = best.units, best.words
    for section in sections[at + 1 :]:
        if words >= QUOTED_WORDS_MIN or words + section.words > QUOTED_WORDS_MAX:
            break
        units += section.units if section.heading is None else (section.heading, *section.units)
        words += section.words
    return _window(units, asked)


def _has_steps(units: Sequence[_Unit]) -> bool:
    return sum(unit.is_item for unit in units) > 1


def _sections(text: str, asked: _Asked) -> list[_Section]:
    found: list[tuple[_Unit | None, list[_Unit]]] = [(None, [])]
    for number, line in enumerate(text.split("\n")):
        if _is_heading(line):
            found.append((_unit(line.strip(), number, asked), []))
            continue
        is_item, is_row = bool(_ITEM.match(line)), " | " in line
        for sentence in [line.strip()] if is_item or is_row else sentences(line):
            if sentence:
                unit = _unit(sentence, number, asked, is_item=is_item, is_row=is_row)
                found[-1][1].append(unit)
    return [_Section(head, tuple(units)) for head, units in found if units] or _whole(text, asked)


def _unit(
    text: str, line: int, asked: _Asked, *, is_item: bool = False, is_row: bool = False
) -> _Unit:
    return _Unit(text, line, len(text.split()), asked.in_text(text), is_item, is_row)


def _is_heading(line: str) -> bool:
    """Whether a line of a passage is a section's heading: short, not a sentence, item or row."""
    text = line.strip()
    return bool(
        text
        and len(text.split()) <= 8
        and text[0].isupper()
        and not text.endswith(_ENDS)
        and not _ITEM.match(text)
        and " | " not in text
    )


def _whole(text: str, asked: _Asked) -> list[_Section]:
    """The lines of a passage in which every line looks like a heading."""
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    units = tuple(_unit(line, number, asked) for number, line in enumerate(lines))
    return [_Section(None, units)] if units else []


def _rows(units: tuple[_Unit, ...], asked: _Asked) -> tuple[_Unit, ...]:
    """The rows that match most, below the table's header, if the best match is a row.

    The header itself answers nothing, whatever it matches.
    """
    header = next((unit for unit in units if unit.is_row), None)
    rest = [unit for unit in units if unit is not header]
    weights = [asked.weight(unit.terms) for unit in rest]
    best = max(weights, default=0.0)
    matching = [unit for unit, weight in zip(rest, weights, strict=True) if weight == best]
    if header is None or best <= 0 or len(matching) > ROWS_MAX:
        return ()
    return (header, *matching) if all(unit.is_row for unit in matching) else ()


def _window(units: tuple[_Unit, ...], asked: _Asked) -> tuple[_Unit, ...]:
    """The run of neighbouring units that matches most of the question, within the length.

    A section that fits is quoted whole. Otherwise the run is grown from the unit that matches most,
    forwards first, since an explanation follows its topic.
    """
    words_max = STEPS_WORDS_MAX if _has_steps(units) else QUOTED_WORDS_MAX
    if sum(unit.words for unit in units) <= words_max:
        return units
    anchor = max(range(len(units)), key=lambda i: (asked.weight(units[i].terms), -i))
    first = last = anchor
    left = words_max - units[anchor].words
    if units[anchor].is_item:  # steps are quoted from the first one on
        while first > 0 and units[first - 1].words <= left and units[first].is_item:
            first -= 1
            left -= units[first].words
    while last + 1 < len(units) and units[last + 1].words <= left:
        last += 1
        left -= units[last].words
    while first > 0 and units[first - 1].words <= left:
        first -= 1
        left -= units[first].words
    return units[first : last + 1]


def _lines(units: tuple[_Unit, ...]) -> list[str]:
    """The units' texts, those of one line joined again: one claim per original line."""
    return [
        " ".join(unit.text for unit in line)
        for _, line in groupby(units, key=lambda unit: unit.line)
    ]


def _citation(number: int, hit: Hit) -> Citation:
    return Citation(
        number=number,
        passage_id=hit.passage_id,
        article_id=hit.document,
        version=hit.version,
        title=hit.title,
        url=hit.url,
        heading_path=hit.heading_path,
        passage=hit.text,
        score_bm25=hit.bm25,
        score_dense=hit.cosine,
    )
