"""Composes replies without an LLM: quotes the lines that answer, and cites them.

What each line is comes from the article (lines.py): so lists, tables, code and addresses are quoted
whole where they fit, and the candidate says so where they are not.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from tandem.core.knowledge.article import LIST, TABLE, Block, BlockKind
from tandem.core.knowledge.lines import (
    begins_inside,
    ends_inside,
    read_lines,
    repeated,
    shape_of,
)
from tandem.core.knowledge.rank import Hit
from tandem.core.knowledge.sentence import sentences
from tandem.core.knowledge.stem import stems
from tandem.core.turn.candidate import Candidate, Citation, Claim

QUOTED_WORDS_MAX = 120  # a customer reads this much; the whole article is one click away
QUOTED_WORDS_MIN = 90  # a shorter section is quoted with the ones after it: alone it says half
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
# Support notes are written as problem, cause and cure, under headings such as these.
_RESTATES = re.compile(
    r"(?:the )?(?:questions?|problems?|symptoms?|issues?|abstract|problem ?\(abstract\)"
    r"|(?:problem|error|issue) description):?",
    re.IGNORECASE,
)
_AMOUNT = re.compile(r"[€$£¥]\s?\d|\d\s?[€$£¥]|\b\d+(?:[.,]\d+)? (?:EUR|USD|GBP|CHF)\b")


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
    may_show: Callable[[str], bool]

    def weight(self, found: frozenset[str]) -> float:
        """The share of the question's weight that these lexemes have."""
        return sum(self.terms[term] for term in found) / self.whole

    def kind(self, lines: Sequence[Block]) -> float:
        """The bonus of lines of the kind asked for: steps, prices, or how long it takes."""
        text = "\n".join(line.text for line in lines)
        is_asked = (
            (self.how_to and sum(map(_is_step, lines)) > 1)
            or (self.how_much and len(_AMOUNT.findall(text)) >= AMOUNTS_MIN)
            or (self.how_long and _DURATION.search(text) is not None)
        )
        return KIND_BONUS if is_asked else 0.0

    def in_text(self, text: str) -> frozenset[str]:
        """The question's lexemes that the text has."""
        return stems(text, self.language).intersection(self.terms)


def _is_step(line: Block) -> bool:
    return line.kind is BlockKind.STEP and line.opens


@dataclass(frozen=True, slots=True)
class _Unit:
    """What is quoted whole or not at all: a sentence, an item, a row, some code, an address.

    `lines` are its lines with their places in the passage; a sentence is one line of its text.
    """

    lines: tuple[tuple[int, Block], ...]
    words: int
    terms: frozenset[str]

    @property
    def text(self) -> str:
        """Its lines as text."""
        return "\n".join(line.text for _, line in self.lines)

    @property
    def kind(self) -> BlockKind:
        """What its first line is."""
        return self.lines[0][1].kind

    @property
    def is_step(self) -> bool:
        """Whether it is an item with a number."""
        return _is_step(self.lines[0][1])


@dataclass(frozen=True, slots=True)
class _Run:
    """Units that say only half without each other: a list, or a table with what introduces it.

    Prose is a run of one unit. The first `intro` units introduce the others.
    """

    units: tuple[_Unit, ...]
    intro: int = 0

    @property
    def words(self) -> int:
        """How many words a quote of all of it has."""
        return sum(unit.words for unit in self.units)

    @property
    def terms(self) -> frozenset[str]:
        """The question's lexemes in it."""
        return frozenset[str]().union(*(unit.terms for unit in self.units))


@dataclass(frozen=True, slots=True)
class _Section:
    """The runs below one heading of a passage; without a heading, those before the first."""

    heading: _Unit | None
    runs: tuple[_Run, ...]

    @property
    def units(self) -> tuple[_Unit, ...]:
        """All of it but the heading."""
        return tuple(unit for run in self.runs for unit in run.units)

    @property
    def words(self) -> int:
        """How many words a quote of all of it has."""
        return sum(run.words for run in self.runs)

    @property
    def begin(self) -> int:
        """The place of its first line below the heading."""
        return self.runs[0].units[0].lines[0][0]

    @property
    def restates(self) -> bool:
        """Whether it says again what the reader asks: it ends with a question, or is headed so."""
        if self.heading is not None and _RESTATES.fullmatch(self.heading.text) is not None:
            return True
        return self.units[-1].lines[-1][1].text.endswith("?")

    def value(self, asked: _Asked) -> float:
        """How much of the question it matches, its heading included, and whether by its kind."""
        units = self.units if self.heading is None else (self.heading, *self.units)
        found = frozenset[str]().union(*(unit.terms for unit in units))
        return asked.weight(found) + asked.kind(_lines(self.units))


@dataclass(frozen=True, slots=True)
class _Quote:
    """The units to quote, in order, and whether a list, a table or code was cut."""

    units: tuple[_Unit, ...]
    is_cut: bool = False


def extract(
    question: str,
    hits: Sequence[Hit],
    terms: Mapping[str, float],
    language: str,
    *,
    around: Sequence[Hit] = (),
    tidied: Callable[[str], str] = lambda text: text,
    may_show: Callable[[str], bool] = lambda _: True,
) -> Candidate | None:
    """Quotes what answers best in one article, of which `hits` are the passages found.

    `terms` are the question's lexemes with their idf, as the search found them in this language
    (see `stems`). A question how to do something gets the steps if there are any, one for a price
    the prices, one how long the time it takes. A short quote goes on in the passages that follow,
    which are `around`. A line is quoted as `tidied` leaves it, and what `may_show` refuses is left
    out, unless there is nothing else. None without text.
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
        may_show=may_show,
    )
    best = max(hits, key=lambda hit: _value(hit, asked))
    stretch = _stretch(best, around, asked, tidied)
    quote = _choose(stretch, asked)
    claims = tuple(Claim(text, 1, shape) for text, shape in _joined(quote.units, stretch))
    places = [place for unit in quote.units for place, _ in unit.lines]
    citation = _citation(1, stretch.part(min(places), max(places)))
    return Candidate("extractive", claims, (citation,), is_cut=quote.is_cut)


def asks_for_kind(question: str) -> bool:
    """Whether a question says which kind of answer it wants: steps, prices or a time."""
    return any(kind.search(question) for kind in (_HOW_TO, _HOW_MUCH, _HOW_LONG))


def _value(hit: Hit, asked: _Asked) -> float:
    """How well a passage answers: by its own words, its meaning, and its kind."""
    near = hit.score if hit.cosine is None else hit.cosine
    words = asked.in_text("\n".join((*hit.heading_path, hit.text)))
    return asked.weight(words) + near + asked.kind(read_lines(hit.text, hit.shape))


@dataclass(frozen=True, slots=True)
class _Part:
    """A passage of a stretch, and where its lines are in it."""

    passage: Hit
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Stretch:
    """Passages of an article in a row as one text; `best` is the place of the one that was found.

    Lines that repeat the passage before are left out, and headings stand between the passages.
    `texts` are those of the lines as they are in the article.
    """

    lines: tuple[Block, ...]
    texts: tuple[str, ...]
    parts: tuple[_Part, ...]
    best: int

    def part(self, first: int, last: int) -> tuple[tuple[Hit, ...], str]:
        """The passages that these lines are of, and their text."""
        touched = [one for one in self.parts if one.start <= last and one.end > first]
        texts = self.texts[min(first, touched[0].start) : touched[-1].end]
        return tuple(one.passage for one in touched), "\n".join(texts)

    @property
    def found(self) -> range:
        """Where a quote may begin: in the passage that was found, or where its steps begin."""
        return range(self.parts[0].start, self.parts[self.best].end)

    def is_cut(self, places: set[int]) -> bool:
        """Whether lines at these places touch an end at which a list or a table was cut."""
        first, last = self.parts[0], self.parts[-1]
        return (first.start in places and begins_inside(first.passage.shape)) or (
            last.end - 1 in places and ends_inside(last.passage.shape)
        )


def _stretch(
    passage: Hit, around: Sequence[Hit], asked: _Asked, tidied: Callable[[str], str]
) -> _Stretch:
    """The passage with those that follow it, and for steps with those in which they begin."""
    at = {hit.ordinal: hit for hit in around}
    before: list[Hit] = []
    first = passage
    while asked.how_to and _is_within_steps(first) and first.ordinal - 1 in at:
        first = at[first.ordinal - 1]
        before.insert(0, first)
    after: list[Hit] = []
    while passage.ordinal + len(after) + 1 in at:
        after.append(at[passage.ordinal + len(after) + 1])
    lines: list[Block] = []
    parts: list[_Part] = []
    for hit in (*before, passage, *after):
        start, own = len(lines), read_lines(hit.text, hit.shape)
        is_half = begins_inside(hit.shape) or repeated(hit.shape) > 0  # of the section before it
        if not parts or (not is_half and hit.heading_path != parts[-1].passage.heading_path):
            lines += [Block(BlockKind.HEADING, text, 2) for text in hit.heading_path[-1:]]
            start = len(lines)
        if parts or not begins_inside(hit.shape):
            own = own[repeated(hit.shape) :]
        lines += own
        parts.append(_Part(hit, start, len(lines)))
    shown = tuple(replace(line, text=tidied(line.text) or line.text) for line in lines)
    return _Stretch(shown, tuple(line.text for line in lines), tuple(parts), len(before))


def _is_within_steps(passage: Hit) -> bool:
    own = read_lines(passage.text, passage.shape)[repeated(passage.shape) :]
    return begins_inside(passage.shape) and bool(own) and own[0].kind in LIST


def _choose(stretch: _Stretch, asked: _Asked) -> _Quote:
    """The part of a stretch to quote: the best section, within the length.

    A passage of several short sections has their headings as lines. The section that matches most
    of the question is quoted, or what follows it where it only says the question again; and what
    comes next while that is short. Of a table only the rows that match are quoted.
    """
    sections = _sections(stretch.lines, asked)
    here = [place for place, section in enumerate(sections) if section.begin in stretch.found]
    found = here or range(len(sections))
    values = [sections[place].value(asked) for place in found]
    at = found[values.index(max(values))]
    if rows := _rows(sections[at], asked):
        return _Quote(rows)
    while at + 1 < len(sections) and sections[at].restates:
        at += 1
    runs, words = sections[at].runs, sections[at].words
    for section in sections[at + 1 :]:
        fitting = _fitting(section.runs, QUOTED_WORDS_MAX - words)
        if words >= QUOTED_WORDS_MIN or not fitting:
            break
        runs += () if section.heading is None else (_Run((section.heading,)),)
        runs += fitting
        words += sum(run.words for run in fitting)
        if len(fitting) < len(section.runs):
            break
    units = _window(runs, asked)
    head = sections[at].heading
    if head is not None and units[0].kind in (*LIST, *TABLE) and units[0] is sections[at].units[0]:
        units = (head, *units)  # "Not covered" says what the items below it are
    return _Quote(units, _is_cut(stretch, {place for unit in units for place, _ in unit.lines}))


def _is_cut(stretch: _Stretch, places: set[int]) -> bool:
    """Whether a list, a table or code goes on beside lines that are quoted."""
    lines = stretch.lines
    beside = (
        (min(place, other), max(place, other))
        for place in places
        for other in (place - 1, place + 1)
        if 0 <= other < len(lines) and other not in places
    )
    return any(_go_on(lines[one], lines[other]) for one, other in beside) or stretch.is_cut(places)


def _go_on(line: Block, after: Block) -> bool:
    """Whether both are of one list, table or piece of code."""
    if line.kind is BlockKind.CODE:
        return after.kind is BlockKind.CODE and not after.opens
    is_table = line.kind in TABLE and after.kind in TABLE
    return is_table or (_is_listed(line) and _is_listed(after))


def _is_listed(line: Block) -> bool:
    return line.level > 0 and line.kind is not BlockKind.HEADING


def _fitting(runs: Sequence[_Run], words: int) -> tuple[_Run, ...]:
    """The first of the runs that have no more words together."""
    kept: list[_Run] = []
    for run in runs:
        words -= run.words
        if words < 0:
            break
        kept.append(run)
    return tuple(kept)


def _sections(lines: Sequence[Block], asked: _Asked) -> list[_Section]:
    """The sections of a stretch; one without anything but headings is a text of their words."""
    found: list[tuple[_Unit | None, list[_Unit]]] = [(None, [])]
    for block in _blocks(lines):
        if block[0][1].kind is BlockKind.HEADING:
            found.append((_unit(block, asked), []))
        else:
            found[-1][1].extend(_units(block, asked))
    shown = [(head, [unit for unit in units if asked.may_show(unit.text)]) for head, units in found]
    found = shown if any(units for _, units in shown) else found
    sections = [_Section(head, tuple(_runs(units))) for head, units in found if units]
    if sections:
        return sections
    return [_Section(None, tuple(_Run((unit,)) for unit, _ in found if unit is not None))]


_Placed = tuple[tuple[int, Block], ...]


def _blocks(lines: Sequence[Block]) -> list[_Placed]:
    """The lines that belong together, each with its place."""
    blocks: list[list[tuple[int, Block]]] = []
    for placed in enumerate(lines):
        if blocks and not placed[1].opens:
            blocks[-1].append(placed)
        else:
            blocks.append([placed])
    return [tuple(block) for block in blocks]


def _units(block: _Placed, asked: _Asked) -> list[_Unit]:
    """The units of a block: each sentence of a line of prose; items, rows and code are whole.

    So are several lines of prose, as those of an address, if they fit and all may be shown.
    """
    is_prose = block[0][1].kind in (BlockKind.PARAGRAPH, BlockKind.QUOTE, BlockKind.NOTE)
    whole = _unit(block, asked)
    fits = whole.words <= QUOTED_WORDS_MAX and asked.may_show(whole.text)
    if (len(block) > 1 or not is_prose) and fits:
        return [whole]
    if not is_prose:
        return [_unit((one,), asked) for one in block]
    return [
        _unit(((place, _said(line, text)),), asked)
        for place, line in block
        for text in sentences(line.text)
    ]


def _said(line: Block, text: str) -> Block:
    return Block(line.kind, text, line.level, line.opens)


def _unit(block: _Placed, asked: _Asked) -> _Unit:
    text = "\n".join(line.text for _, line in block)
    return _Unit(block, len(text.split()), asked.in_text(text))


def _runs(units: Sequence[_Unit]) -> list[_Run]:
    """The units in runs: what ends with a colon introduces what comes next."""
    runs: list[_Run] = []
    for unit in units:
        last = runs[-1] if runs else None
        if last is not None and _goes_on(last, unit):
            is_intro = len(last.units) == last.intro + 1 and _introduces(last.units[-1])
            is_first = is_intro and not _is_part(last.units[-1])
            runs[-1] = _Run((*last.units, unit), last.intro + int(is_first))
        else:
            runs.append(_Run((unit,)))
    return runs


def _goes_on(run: _Run, unit: _Unit) -> bool:
    last = run.units[-1]
    if _introduces(last):
        return True
    is_table = unit.kind is BlockKind.ROW and last.kind in TABLE
    is_list = unit.lines[0][1].level > 0 and last.lines[0][1].level > 0
    return is_table or is_list


def _introduces(unit: _Unit) -> bool:
    return unit.lines[-1][1].text.endswith(":")


def _is_part(unit: _Unit) -> bool:
    """Whether it is an item or a row itself, not what introduces one."""
    return unit.kind in (*TABLE, *LIST)


def _rows(section: _Section, asked: _Asked) -> tuple[_Unit, ...]:
    """The rows that match most, below the table's header, if the best match is a row.

    The header itself answers nothing, whatever it matches.
    """
    units = section.units
    header = next((unit for unit in units if unit.kind in TABLE), None)
    rest = [unit for unit in units if unit is not header]
    weights = [asked.weight(unit.terms) for unit in rest]
    best = max(weights, default=0.0)
    matching = [unit for unit, weight in zip(rest, weights, strict=True) if weight == best]
    if header is None or best <= 0 or len(matching) > ROWS_MAX:
        return ()
    return (header, *matching) if all(unit.kind in TABLE for unit in matching) else ()


def _window(runs: Sequence[_Run], asked: _Asked) -> tuple[_Unit, ...]:
    """The neighbouring runs that match most of the question, within the length.

    What fits is quoted whole. Otherwise the quote grows from the run that matches most, forwards
    first, since an explanation follows its topic.
    """
    every = tuple(unit for run in runs for unit in run.units)
    if sum(run.words for run in runs) <= _longest(every):
        return every
    anchor = max(range(len(runs)), key=lambda i: (asked.weight(runs[i].terms), -i))
    words_max = _longest(runs[anchor].units)
    if runs[anchor].words > words_max:
        return _cut(runs[anchor], words_max, asked)
    first = last = anchor
    left = words_max - runs[anchor].words
    while last + 1 < len(runs) and runs[last + 1].words <= left:
        last += 1
        left -= runs[last].words
    while first > 0 and runs[first - 1].words <= left:
        first -= 1
        left -= runs[first].words
    return tuple(unit for run in runs[first : last + 1] for unit in run.units)


def _longest(units: Sequence[_Unit]) -> int:
    """The words that may be quoted of these lines: a list of steps is to be whole."""
    return STEPS_WORDS_MAX if sum(unit.is_step for unit in units) > 1 else QUOTED_WORDS_MAX


def _cut(run: _Run, words_max: int, asked: _Asked) -> tuple[_Unit, ...]:
    """As much of a long run as fits: steps and code from the first on, else what matches most.

    What introduces it, and the header of a table, stay above it.
    """
    kept = run.intro + int(run.units[run.intro].kind is BlockKind.HEADER)
    above, rest = run.units[:kept], run.units[kept:]
    left = words_max - sum(unit.words for unit in above)
    if left < 0 or not rest:
        above, rest, left = (), run.units, words_max
    is_ordered = rest[0].is_step or rest[0].kind is BlockKind.CODE
    anchor = max(range(len(rest)), key=lambda i: (asked.weight(rest[i].terms), -i))
    first = last = 0 if is_ordered else anchor
    left -= rest[first].words
    while last + 1 < len(rest) and rest[last + 1].words <= left:
        last += 1
        left -= rest[last].words
    while first > 0 and rest[first - 1].words <= left:
        first -= 1
        left -= rest[first].words
    return (*above, *rest[first : last + 1])


def _lines(units: Iterable[_Unit]) -> tuple[Block, ...]:
    return tuple(line for unit in units for _, line in unit.lines)


def _joined(units: Sequence[_Unit], stretch: _Stretch) -> list[tuple[str, str]]:
    """The text of each line with its shape: neighbouring sentences of one line are one again."""
    found: list[tuple[int, Block]] = []
    for place, line in (one for unit in units for one in unit.lines):
        before = found[-1] if found else None
        if before is not None and before[0] == place:
            joined = f"{before[1].text} {line.text}"
            if joined in " ".join(stretch.lines[place].text.split()):
                found[-1] = (place, replace(line, text=joined))
                continue
        found.append((place, line))
    return [(line.text, shape_of((line,))) for _, line in found]


def _citation(number: int, quoted: tuple[tuple[Hit, ...], str]) -> Citation:
    (hit, *further), passage = quoted
    return Citation(
        number=number,
        passage_id=hit.passage_id,
        article_id=hit.document,
        version=hit.version,
        title=hit.title,
        url=hit.url,
        heading_path=hit.heading_path,
        passage=passage,
        score_bm25=hit.bm25,
        score_dense=hit.cosine,
        further=tuple(one.passage_id for one in further),
    )
