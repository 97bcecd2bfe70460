"""Composes answers without an LLM: quotes the sentences that answer, and cites them."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from tandem.core.knowledge.rank import Hit
from tandem.core.knowledge.sentence import sentences
from tandem.core.knowledge.stem import stems
from tandem.core.turn.candidate import Candidate, Citation, Claim

QUOTED_WORDS_MAX = 90  # a customer reads this much; the whole article is one click away
CITATIONS_MAX = 2
LOOKED_AT = 5  # hits in which a second part of the question may be answered
WORTH_ADDING = 0.25  # share of the question's weight that a second citation must add
NEAR_THE_BEST = 0.85  # of the best hit's score; a weaker passage adds noise
STEPS_WORDS_MAX = 130  # a list of steps is quoted to its end where possible
ROWS_MAX = 3  # of a table: those that match the question
STEPS_BONUS = 0.5  # of the question's weight, for steps when the question asks how to do something

_HOW_TO = re.compile(r"\bhow (?:do|can|could|should|would|must|to)\b|\bsteps?\b", re.IGNORECASE)
_ITEM = re.compile(r"\d{1,2}[.)]\s")
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


def extract(
    question: str, hits: tuple[Hit, ...], terms: Mapping[str, float], language: str
) -> Candidate | None:
    """Quotes what answers best, from the best document and, for another part, from one more.

    `terms` are the question's lexemes with their idf, as the search found them in this language
    (see `stems`). A question how to do something gets the steps if there are any. None without
    hits.
    """
    if not hits or not hits[0].text:
        return None
    bonus = STEPS_BONUS if _HOW_TO.search(question) else 0.0
    first = _passage_of_best(hits, terms, bonus, language)
    chosen = _choose(first.text, terms, bonus, language)
    claims = [Claim(text, 1) for text in _lines(chosen)]
    citations = [_citation(1, first)]
    fresh = dict(terms)
    for unit in chosen:
        for term in unit.terms:
            fresh.pop(term, None)
    for hit in hits[:LOOKED_AT]:
        if len(citations) == CITATIONS_MAX:
            break
        if hit.document == first.document or hit.score < NEAR_THE_BEST * hits[0].score:
            continue
        gain = sum(weight for term, weight in fresh.items() if mentions(hit.text, term, language))
        if gain >= WORTH_ADDING * sum(terms.values()) > 0:
            number = len(citations) + 1
            claims += [
                Claim(text, number) for text in _lines(_choose(hit.text, fresh, bonus, language))
            ]
            citations.append(_citation(number, hit))
    return Candidate("extractive", tuple(claims), tuple(citations))


def mentions(text: str, lexeme: str, language: str) -> bool:
    """Whether a word of the text has this stem."""
    return lexeme in stems(text, language)


def _passage_of_best(
    hits: tuple[Hit, ...], terms: Mapping[str, float], bonus: float, language: str
) -> Hit:
    """The passage of the best document whose own words match most of the question.

    The score that found the document also counts its title and headings, which all its passages
    share; what is quoted must hold the answer itself.
    """
    of_best = [hit for hit in hits if hit.document == hits[0].document and hit.text]
    values = [
        _weight(hit.text, terms, language)
        + hit.score
        + (bonus if any(map(_has_steps, _sections(hit.text, terms, language))) else 0.0)
        for hit in of_best
    ]
    return of_best[values.index(max(values))]


def _weight(text: str, terms: Mapping[str, float], language: str) -> float:
    """The share of the question's weight that the text matches."""
    whole = sum(terms.values()) or 1.0
    return sum(weight for term, weight in terms.items() if mentions(text, term, language)) / whole


def _choose(
    text: str, terms: Mapping[str, float], bonus: float, language: str
) -> tuple[_Unit, ...]:
    """The part of a passage to quote: its best section, within the length.

    A passage of several short sections has their headings as lines. The section that matches most
    of the question is quoted; of a table only the rows that match.
    """
    sections = _sections(text, terms, language)
    if not sections:
        return ()
    bonus *= sum(terms.values())
    values = [_matched(units, terms) + (bonus if _has_steps(units) else 0.0) for units in sections]
    best = sections[values.index(max(values))]
    if rows := _rows(best, terms):
        return rows
    return _window(best, terms)


def _has_steps(units: Sequence[_Unit]) -> bool:
    return sum(unit.is_item for unit in units) > 1


def _matched(units: Sequence[_Unit], terms: Mapping[str, float]) -> float:
    return sum(terms[term] for term in frozenset[str]().union(*(unit.terms for unit in units)))


def _sections(text: str, terms: Mapping[str, float], language: str) -> list[tuple[_Unit, ...]]:
    sections: list[list[_Unit]] = [[]]
    for number, line in enumerate(text.split("\n")):
        if _is_heading(line):
            sections.append([])
            continue
        is_item, is_row = bool(_ITEM.match(line)), " | " in line
        for sentence in [line.strip()] if is_item or is_row else sentences(line):
            if sentence:
                found = frozenset(term for term in terms if mentions(sentence, term, language))
                words = len(sentence.split())
                sections[-1].append(_Unit(sentence, number, words, found, is_item, is_row))
    return [tuple(section) for section in sections if section] or _whole(text)


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


def _whole(text: str) -> list[tuple[_Unit, ...]]:
    """The lines of a passage in which every line looks like a heading."""
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    return [
        tuple(
            _Unit(line, number, len(line.split()), frozenset(), False, False)
            for number, line in enumerate(lines)
        )
    ]


def _rows(units: tuple[_Unit, ...], terms: Mapping[str, float]) -> tuple[_Unit, ...]:
    """The rows that match most, if the best match is a row."""
    weights = [sum(terms[term] for term in unit.terms) for unit in units]
    best = max(weights)
    matching = [unit for unit, weight in zip(units, weights, strict=True) if weight == best]
    is_quoted = best > 0 and all(unit.is_row for unit in matching) and len(matching) <= ROWS_MAX
    return tuple(matching) if is_quoted else ()


def _window(units: tuple[_Unit, ...], terms: Mapping[str, float]) -> tuple[_Unit, ...]:
    """The run of neighbouring units that matches most of the question, within the length.

    A section that fits is quoted whole. Otherwise the run is grown from the unit that matches most,
    forwards first, since an explanation follows its topic.
    """
    words_max = STEPS_WORDS_MAX if _has_steps(units) else QUOTED_WORDS_MAX
    if sum(unit.words for unit in units) <= words_max:
        return units
    anchor = max(range(len(units)), key=lambda i: (sum(terms[term] for term in units[i].terms), -i))
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
