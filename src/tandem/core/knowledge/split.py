"""Splits articles into passages along their structure, each small enough to embed and to quote."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from tandem.core.knowledge.article import LIST, TABLE, Article, Block, BlockKind, Passage
from tandem.core.knowledge.lines import lines_of, shape_of
from tandem.core.knowledge.sentence import sentences

CountTokens = Callable[[str], int]

# No passage is longer, in any text: it keeps the cost of splitting megabytes linear.
_CHARS_MAX = 4_000

Lines = tuple[Block, ...]
"""Blocks of one line each, none of them blank."""


@dataclass(frozen=True, slots=True)
class _Bounds:
    """How much one passage may hold, and how its tokens are counted."""

    words_max: int
    overlap: int
    window: int
    count_tokens: CountTokens

    def fit(self, head: str, text: str) -> bool:
        return (
            len(text) <= _CHARS_MAX
            and _words(text) <= self.words_max
            and self.count_tokens(_joined(head, text)) <= self.window
        )


@dataclass(frozen=True, slots=True)
class _Piece:
    """What is kept in one passage if it fits, with the lines that introduce it."""

    lines: Lines
    lead: Lines


@dataclass(frozen=True, slots=True)
class _Draft:
    """A passage before it has its number; `section` says which parts are of one section.

    The first `repeated` lines stand in the draft before it, too. `begun` and `goes_on` say whether
    it was cut inside a list, a table or a text.
    """

    section: int
    path: tuple[str, ...]
    lines: Lines
    repeated: int = 0
    begun: bool = False
    goes_on: bool = False

    @property
    def text(self) -> str:
        """What is found and quoted."""
        return _text(self.lines)


def _text(lines: Iterable[Block]) -> str:
    return "\n".join(line.text for line in lines)


def split(
    article: Article,
    *,
    words_max: int = 120,
    overlap: int = 20,
    window: int = 256,
    count_tokens: CountTokens,
) -> tuple[Passage, ...]:
    """The article's passages in order, at least one; the same article gives the same passages.

    A heading begins a new passage. Where a section has to be cut, the next passage repeats the
    sentences before the cut (up to `overlap` words), or, inside a list or table, the sentence or
    row that introduces it; what belongs together, as the lines of an address do, stays together
    where it fits. A section of under a quarter of `words_max` joins its neighbour under
    the same parent, with its heading as a line. Every word is in some passage, and `embedding_text`
    fits `window` tokens with nothing cut off; a single word that is longer is broken. Cost:
    `count_tokens` is called about once per block.
    """
    bounds = _Bounds(words_max, overlap, window, count_tokens)
    sections = list(_sections(article))
    if not any(block.text.strip() for _, blocks in sections for block in blocks):
        headings = [block.text for block in article.blocks if block.text != article.title]
        lines = [Block(BlockKind.PARAGRAPH, text) for text in (article.title, *headings)]
        sections = [((), lines)]
    drafts = [
        draft
        for section, (path, blocks) in enumerate(sections)
        for draft in _of_section(article.title, _Draft(section, path, ()), blocks, bounds)
    ]
    return tuple(
        Passage(
            number,
            draft.path,
            draft.text,
            shape_of(
                draft.lines, repeated=draft.repeated, begun=draft.begun, goes_on=draft.goes_on
            ),
        )
        for number, draft in enumerate(_merged(article.title, drafts, bounds))
    )


def embedding_text(
    title: str, passage: Passage, *, window: int = 256, count_tokens: CountTokens
) -> str:
    """The text that is embedded for a passage: title, headings and text, within `window` tokens.

    Title and headings are shortened first, down to half of the window; then the text is cut.
    """
    head = _head(title, passage.heading_path, window, count_tokens)
    text = _longest(passage.text, lambda part: count_tokens(_joined(head, part)) <= window)
    return _joined(head, text)


def _sections(article: Article) -> Iterator[tuple[tuple[str, ...], list[Block]]]:
    """Each run of blocks below one heading, with the headings above it (not the title)."""
    above: list[Block] = []
    blocks: list[Block] = []
    for block in article.blocks:
        if block.kind is not BlockKind.HEADING:
            blocks.append(block)
            continue
        if blocks:
            yield _path(article.title, above), blocks
            blocks = []
        above = [heading for heading in above if heading.level < block.level]
        above.append(block)
    if blocks:
        yield _path(article.title, above), blocks


def _path(title: str, headings: Sequence[Block]) -> tuple[str, ...]:
    return tuple(heading.text for heading in headings if heading.text != title)


def _of_section(
    title: str, empty: _Draft, blocks: Sequence[Block], bounds: _Bounds
) -> list[_Draft]:
    """The section as one passage if it fits, else cut as evenly as its blocks allow."""
    head = _head(title, empty.path, bounds.window, bounds.count_tokens)
    whole = tuple(line for block in blocks for line in lines_of(block))
    if not whole:
        return []
    if bounds.fit(head, _text(whole)):
        return [replace(empty, lines=whole)]
    groups = _packed(head, list(_pieces(head, blocks, bounds)), bounds)
    own = [tuple(line for piece in group for line in piece.lines) for group in groups]
    begun = [False, *(_is_inside(one[-1], other[0]) for one, other in pairwise(own))]
    drafts: list[_Draft] = []
    for place, (group, lines) in enumerate(zip(groups, own, strict=True)):
        repeated = list(_repeated(group[0], own[place - 1], bounds.overlap)) if place else []
        while repeated and not bounds.fit(head, _text([*repeated, *lines])):
            repeated.pop(0)
        goes_on = begun[place + 1] if place + 1 < len(begun) else False
        drafts.append(
            replace(
                empty,
                lines=(*repeated, *lines),
                repeated=len(repeated),
                begun=begun[place],
                goes_on=goes_on,
            )
        )
    return drafts


def _is_inside(before: Block, after: Block) -> bool:
    """Whether a cut between these lines is inside a list, a table, or a text and its list."""
    is_of_list = after.level > 0 and (before.level > 0 or before.text.endswith(":"))
    is_of_table = after.kind in TABLE and (before.kind in TABLE or before.text.endswith(":"))
    is_code = after.kind is BlockKind.CODE and before.text.endswith(":")
    return not after.opens or is_of_list or is_of_table or is_code


def _pieces(head: str, blocks: Sequence[Block], bounds: _Bounds) -> Iterator[_Piece]:
    """What stays together; what is too long is cut so that the overlap still fits beside it."""

    def fits(text: str) -> bool:
        return bounds.fit(head, text) and _words(text) <= room

    room = max(1, bounds.words_max - bounds.overlap)
    together: list[tuple[Block, Lines]] = []
    for block, lead in zip(blocks, _leads(blocks), strict=True):
        if not lines_of(block):
            continue
        if together and block.opens:
            yield from _kept(together, fits)
            together = []
        together.append((block, lead))
    yield from _kept(together, fits)


def _kept(together: Sequence[tuple[Block, Lines]], fits: Callable[[str], bool]) -> Iterator[_Piece]:
    """A block and those that continue it, in one piece if they fit, else in several."""
    lines = tuple(line for block, _ in together for line in lines_of(block))
    if not lines:
        return
    if fits(_text(lines)):
        yield _Piece(lines, together[0][1])
        return
    for block, lead in together:
        if fits(block.text):
            yield _Piece(lines_of(block), lead)
            continue
        is_code = block.kind is BlockKind.CODE
        parts = block.text.split("\n") if is_code else sentences(block.text)
        opens = block.opens
        for text in _filled(filter(str.strip, parts), "\n" if is_code else " ", fits):
            yield _Piece(lines_of(replace(block, text=text, opens=opens)), lead)
            opens = False


def _leads(blocks: Sequence[Block]) -> Iterator[Lines]:
    """For each block the lines that introduce it: the text above its list, its table's header.

    Outermost first: the sentence before the outermost list if it ends with a colon, then the last
    sentence of each item that encloses the block.
    """
    openers: list[Block] = []
    header: Lines = ()
    for block in blocks:
        while openers and openers[-1].level >= block.level:
            openers.pop()
        if block.kind in TABLE:
            yield (*openers, *header)
            header = header or lines_of(block)
            continue
        header = ()
        yield tuple(openers)
        if block.text and (block.kind in LIST or block.text.endswith(":")):
            openers.append(replace(block, text=sentences(block.text)[-1], opens=True))


def _filled(parts: Iterable[str], joiner: str, fits: Callable[[str], bool]) -> Iterator[str]:
    """The parts joined into texts as long as fit; a part that is too long by itself is cut."""
    text = ""
    for part in parts:
        longer = f"{text}{joiner}{part}" if text else part
        if fits(longer):
            text = longer
            continue
        if text:
            yield text
        *cuts, text = _cut(part, fits)
        yield from cuts
    if text:
        yield text


def _cut(part: str, fits: Callable[[str], bool]) -> list[str]:
    """A part that is too long, in pieces that fit; the last two are about equally long."""
    cuts: list[str] = []
    start = 0
    while not fits(text := part[start : start + _CHARS_MAX + 1]):
        stretch = _longest(text, fits) or text[0]
        cuts.append(stretch)
        start += len(stretch)
        start += len(part[start : start + 80]) - len(part[start : start + 80].lstrip())
        if start >= len(part):
            return cuts
    words = [*cuts[-1].split(), *text.split()] if cuts else []
    if len(text) < len(" ".join(words)) // 4 and len(words) > 2:
        half = len(words) // 2
        return [*cuts[:-1], " ".join(words[:half]), " ".join(words[half:])]
    return [*cuts, text]


def _packed(head: str, pieces: Sequence[_Piece], bounds: _Bounds) -> list[list[_Piece]]:
    """The pieces in groups that fit; a very small last group takes pieces from the one before."""
    room = max(1, bounds.words_max - bounds.overlap)
    groups: list[list[_Piece]] = [[]]
    for piece in pieces:
        text = _joined_text([*groups[-1], piece])
        if groups[-1] and not (_words(text) <= room and bounds.fit(head, text)):
            groups.append([])
        groups[-1].append(piece)
    if len(groups) > 1:
        *_, giver, taker = groups
        while len(giver) > 1 and _size(taker) + _size(giver[-1:]) <= _size(giver[:-1]):
            if not bounds.fit(head, _joined_text([giver[-1], *taker])):
                break
            taker.insert(0, giver.pop())
    return groups


def _joined_text(pieces: Sequence[_Piece]) -> str:
    return _text(line for piece in pieces for line in piece.lines)


def _repeated(first: _Piece, before: Lines, overlap: int) -> Lines:
    """The lines to repeat at the start of a passage that begins with `first`, after a cut."""
    if first.lead:
        return first.lead
    kept: list[Block] = []
    ends = [
        replace(line, text=text, opens=line.opens and place == 0)
        for line in before[-overlap - 1 :]
        for place, text in enumerate(_sentences_of(line, overlap))
    ]
    for line in reversed(ends[1:]):
        overlap -= _words(line.text)
        if overlap < 0:
            break
        kept.insert(0, line)
    return tuple(kept)


def _sentences_of(line: Block, overlap: int) -> tuple[str, ...]:
    """The line's sentences; of a very long one only the last, whose first may be cut off."""
    if line.kind in TABLE or line.kind is BlockKind.CODE:
        return (line.text,)
    return sentences(line.text[-40 * overlap :]) if overlap else ()


def _merged(title: str, drafts: Sequence[_Draft], bounds: _Bounds) -> list[_Draft]:
    """The drafts, tiny sections joined to a neighbour under the same parent if both fit."""
    tiny = bounds.words_max // 4
    merged: list[_Draft] = []
    for draft in drafts:
        if merged and min(_words(merged[-1].text), _words(draft.text)) < tiny:
            joined = _join(merged[-1], draft)
            if joined is not None:
                head = _head(title, joined.path, bounds.window, bounds.count_tokens)
                if bounds.fit(head, joined.text):
                    merged[-1] = joined
                    continue
        merged.append(draft)
    return merged


def _join(first: _Draft, second: _Draft) -> _Draft | None:
    """Both as one passage of their parent, headings as lines; None if they aren't neighbours."""
    if first.section == second.section or not second.path:
        return None
    *parent, heading = second.path
    if second.repeated or second.begun:
        return None  # it is the second half of a section
    if first.path == tuple(parent):
        lines, repeated = first.lines, first.repeated
    elif first.path[:-1] == tuple(parent) and not (first.repeated or first.begun):
        lines, repeated = (_heading(first.path[-1]), *first.lines), 0
    else:
        return None
    return _Draft(
        second.section,
        tuple(parent),
        (*lines, _heading(heading), *second.lines),
        repeated,
        first.begun,
        second.goes_on,
    )


def _heading(text: str) -> Block:
    return Block(BlockKind.HEADING, text, 2)


def _head(title: str, path: tuple[str, ...], window: int, count_tokens: CountTokens) -> str:
    """Title and headings as lines, within half of the window."""
    head = "\n".join(filter(None, (title, *path)))
    return _longest(head[:_CHARS_MAX], lambda part: count_tokens(part) <= window // 2)


def _joined(head: str, text: str) -> str:
    return f"{head}\n{text}" if head else text


def _longest(text: str, fits: Callable[[str], bool]) -> str:
    """The longest start of the text that fits: whole words, or characters of a single word."""
    if fits(text):
        return text
    ends = [
        end for end in range(1, len(text)) if text[end].isspace() and not text[end - 1].isspace()
    ]
    return _longest_of(text, ends, fits) or _longest_of(
        text, range(1, (ends or [len(text)])[0]), fits
    )


def _longest_of(text: str, ends: Sequence[int], fits: Callable[[str], bool]) -> str:
    """The longest of the starts that fits, by binary search; empty if none does."""
    best, low, high = "", 0, len(ends)
    while low < high:
        middle = (low + high) // 2
        if fits(text[: ends[middle]]):
            best, low = text[: ends[middle]], middle + 1
        else:
            high = middle
    return best


def _size(pieces: Sequence[_Piece]) -> int:
    return _words(_joined_text(pieces))


def _words(text: str) -> int:
    return len(text.split())
