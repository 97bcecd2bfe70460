"""Splits articles into passages along their structure, each small enough to embed and to quote."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from tandem.core.knowledge.article import Article, Block, BlockKind, Passage
from tandem.core.knowledge.sentence import sentences

CountTokens = Callable[[str], int]

# No passage is longer, in any text: it keeps the cost of splitting megabytes linear.
_CHARS_MAX = 4_000


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
    """A block, or a part of a long block, with the lines that introduce it."""

    text: str
    lead: str


@dataclass(frozen=True, slots=True)
class _Draft:
    """A passage before it has its number; `section` says which parts are of one section."""

    section: int
    path: tuple[str, ...]
    text: str


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
    row that introduces it. A section of under a quarter of `words_max` joins its neighbour under
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
        _Draft(section, path, text)
        for section, (path, blocks) in enumerate(sections)
        for text in _of_section(article.title, path, blocks, bounds)
    ]
    merged = _merged(article.title, drafts, bounds)
    return tuple(Passage(n, draft.path, draft.text) for n, draft in enumerate(merged))


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
    title: str, path: tuple[str, ...], blocks: Sequence[Block], bounds: _Bounds
) -> list[str]:
    """The section as one passage if it fits, else cut as evenly as its blocks allow."""
    head = _head(title, path, bounds.window, bounds.count_tokens)
    whole = "\n".join(block.text for block in blocks if block.text.strip())
    if not whole:
        return []
    if bounds.fit(head, whole):
        return [whole]
    groups = _packed(head, list(_pieces(head, blocks, bounds)), bounds)
    texts = ["\n".join(piece.text for piece in group) for group in groups]
    repeating = texts[:1]
    for group, text, before in zip(groups[1:], texts[1:], texts, strict=False):
        repeated = _repeated(group[0], before, bounds.overlap)
        while repeated and not bounds.fit(head, "\n".join([*repeated, text])):
            repeated.pop(0)
        repeating.append("\n".join([*repeated, text]))
    return repeating


def _pieces(head: str, blocks: Sequence[Block], bounds: _Bounds) -> Iterator[_Piece]:
    """The blocks; long ones are cut so that the overlap still fits beside them."""

    def fits(text: str) -> bool:
        return bounds.fit(head, text) and _words(text) <= room

    room = max(1, bounds.words_max - bounds.overlap)
    for block, lead in zip(blocks, _leads(blocks), strict=True):
        if not block.text.strip():
            continue
        if fits(block.text):
            yield _Piece(block.text, lead)
            continue
        is_code = block.kind is BlockKind.CODE
        parts = block.text.split("\n") if is_code else sentences(block.text)
        for text in _filled(filter(str.strip, parts), "\n" if is_code else " ", fits):
            yield _Piece(text, lead)


def _leads(blocks: Sequence[Block]) -> Iterator[str]:
    """For each block the lines that introduce it: the text above its list, its table's header.

    Outermost first: the sentence before the outermost list if it ends with a colon, then the last
    sentence of each item that encloses the block.
    """
    openers: list[tuple[int, str]] = []
    header = ""
    for block in blocks:
        while openers and openers[-1][0] >= block.level:
            openers.pop()
        lines = [line for _, line in openers]
        if block.kind is BlockKind.ROW:
            yield "\n".join([*lines, header] if header else lines)
            header = header or block.text
            continue
        header = ""
        yield "\n".join(lines)
        if block.text and (block.kind is BlockKind.ITEM or block.text.endswith(":")):
            openers.append((block.level, sentences(block.text)[-1]))


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
        text = "\n".join([*(piece.text for piece in groups[-1]), piece.text])
        if groups[-1] and not (_words(text) <= room and bounds.fit(head, text)):
            groups.append([])
        groups[-1].append(piece)
    if len(groups) > 1:
        *_, giver, taker = groups
        while len(giver) > 1 and _size(taker) + _size(giver[-1:]) <= _size(giver[:-1]):
            text = "\n".join(piece.text for piece in (giver[-1], *taker))
            if not bounds.fit(head, text):
                break
            taker.insert(0, giver.pop())
    return groups


def _repeated(first: _Piece, before: str, overlap: int) -> list[str]:
    """The lines to repeat at the start of a passage that begins with `first`, after a cut."""
    if first.lead:
        return first.lead.split("\n")
    kept: list[str] = []
    for sentence in reversed(sentences(before[-40 * overlap :])[1:]):
        overlap -= _words(sentence)
        if overlap < 0:
            break
        kept.insert(0, sentence)
    return kept


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
    if first.path == tuple(parent):
        lines = [first.text, heading, second.text]
    elif first.path[:-1] == tuple(parent):
        lines = [first.path[-1], first.text, heading, second.text]
    else:
        return None
    return _Draft(second.section, tuple(parent), "\n".join(lines))


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
    return sum(_words(piece.text) for piece in pieces)


def _words(text: str) -> int:
    return len(text.split())
