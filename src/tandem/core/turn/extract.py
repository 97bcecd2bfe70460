"""The maker that needs no LLM: the sentences that answer, quoted word for word and cited."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby

from tandem.core.knowledge.rank import Hit
from tandem.core.knowledge.sentence import sentences
from tandem.core.turn.candidate import Candidate, Citation, Claim

QUOTED_WORDS_MAX = 90  # a customer reads this much; the source is one click further
CITATIONS_MAX = 2
LOOKED_AT = 5  # hits in which a second part of the question may be answered
WORTH_ADDING = 0.25  # share of the question's weight that a second citation must add
NEAR_THE_BEST = 0.85  # of the best hit's score: a weaker passage adds noise

_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class _Unit:
    """One quotable sentence or list item of a passage; `line` tells which belong together."""

    text: str
    line: int
    words: int
    terms: frozenset[str]
    is_item: bool


def extract(hits: tuple[Hit, ...], terms: Mapping[str, float]) -> Candidate | None:
    """Quote what answers best, from the best passage and, for another part of the question, one more.

    `terms` are the question's lexemes with their idf, as the search found them. None without hits.
    """
    if not hits or not hits[0].text:
        return None
    claims: list[Claim] = []
    citations: list[Citation] = []
    spoken: set[str] = set()
    for hit in hits[:LOOKED_AT]:
        units = _units(hit.text, terms)
        if citations:
            fresh = {term for unit in units for term in unit.terms} - spoken
            gain = sum(terms[term] for term in fresh) / (sum(terms.values()) or 1.0)
            is_repeat = any(citation.passage == hit.text for citation in citations)
            if is_repeat or gain < WORTH_ADDING or hit.score < NEAR_THE_BEST * hits[0].score:
                continue
            terms = {term: terms[term] for term in fresh}
            units = _units(hit.text, terms)
        chosen = _window(units, terms)
        number = len(citations) + 1
        citations.append(_citation(number, hit))
        claims += [Claim(text, number) for text in _lines(chosen)]
        spoken |= {term for unit in chosen for term in unit.terms}
        if len(citations) == CITATIONS_MAX:
            break
    return Candidate("extractive", tuple(claims), tuple(citations))


def mentions(text: str, lexeme: str) -> bool:
    """Whether a word of the text has this stem.

    PostgreSQL's stemmer cut the lexeme; the word it came from nearly always begins with it, but
    for a final i that stands for y (compani: company, companies).
    """
    stem = lexeme[:-1] if lexeme.endswith("i") and len(lexeme) > 3 else lexeme
    return any(word.startswith(stem) for word in _WORD.findall(text.lower()))


def _units(text: str, terms: Mapping[str, float]) -> tuple[_Unit, ...]:
    units: list[_Unit] = []
    for number, line in enumerate(text.split("\n")):
        is_item = bool(re.match(r"(?:[-*•]|\d{1,2}[.)])\s", line))
        for sentence in [line.strip()] if is_item else sentences(line):
            if sentence:
                found = frozenset(term for term in terms if mentions(sentence, term))
                units.append(_Unit(sentence, number, len(sentence.split()), found, is_item))
    return tuple(units)


def _window(units: tuple[_Unit, ...], terms: Mapping[str, float]) -> tuple[_Unit, ...]:
    """The run of neighbouring units that speaks to most of the question within the length.

    Whole passages that fit are quoted whole. Otherwise the best run is grown from the unit that
    says most, forwards first, since an explanation follows its topic.
    """
    if not units or sum(unit.words for unit in units) <= QUOTED_WORDS_MAX:
        return units
    anchor = max(
        range(len(units)), key=lambda i: (sum(terms[term] for term in units[i].terms), -i)
    )
    first = last = anchor
    left = QUOTED_WORDS_MAX - units[anchor].words
    if units[anchor].is_item:  # steps are told from their first one on
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
    """The units' texts, those of one line joined again: a claim is a line as it stood."""
    return [
        " ".join(unit.text for unit in line) for _, line in groupby(units, key=lambda unit: unit.line)
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
