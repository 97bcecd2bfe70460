"""Splits text into sentences, carefully: answers are quoted sentence by sentence."""

import re

# A possible end: a run of marks, closing quotes and brackets, then a space or the end. Possessive,
# and never started inside a run, so that a megabyte of dots costs one pass.
_END = re.compile(r"(?<![.!?…])[.!?…]++[\"'”’»)\]]*+(?=\s|$)")
_LIST_NUMBER = re.compile(r"(?:[(\[]?(?:\d{1,3}(?:\.\d{1,3}){0,4}|[A-Za-z]|[ivxIVX]{1,5})[.)]\s*)")
_DOTTED = re.compile(r"(?:[^\W\d_]\.)+[^\W\d_]")
_OPENING = "\"'“‘«([¿¡*_-–—•#$€£<"


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_NEVER_LAST = _set(
    "e.g i.e eg ie cf vs viz approx ca resp incl excl esp mr mrs ms dr prof st mt gen sen rep "
    "rev hon z.b bzw"
)
_BEFORE_A_NUMBER = _set(
    "no nos nr fig figs p pp vol ch sec art para eq min max ver ext tel jan feb mar apr jun jul "
    "aug sep sept oct nov dec"
)
_OFTEN_LAST = _set("inc ltd co corp llc jr sr dept est a.m p.m u.s u.k e.u u.n ph.d")
_STARTERS = _set(
    "the this that these those it its if you your we our they he she i in on at for from to as by "
    "when while after before once then there here please note use see click select go open a an "
    "and but or so however all any each no not yes what how why where who which"
)


def sentences(text: str) -> tuple[str, ...]:
    """The sentences in order; together they hold all words of the text, each once.

    A line break ends a sentence. A dot does not if it belongs to an abbreviation, number, version,
    file name or list number, or if the text continues in lower case: a sentence that is too long
    can still be quoted, half a sentence cannot.
    """
    return tuple(
        sentence for line in text.splitlines() if line.strip() for sentence in _of_line(line)
    )


def _of_line(line: str) -> list[str]:
    found: list[str] = []
    start = 0
    for end in _END.finditer(line):
        if _ends(line, start, end):
            found.append(line[start : end.end()].strip())
            start = end.end()
    if tail := line[start:].strip():
        found.append(tail)
    return found


def _ends(line: str, start: int, end: re.Match[str]) -> bool:
    """Whether the sentence that began at `start` ends with these marks.

    Looks only at the characters around them, because a line may be megabytes long.
    """
    before, marks = line[max(start, end.start() - 40) : end.start()].split(), end[0]
    rest = line[end.end() : end.end() + 80].lstrip()
    if not rest or not (rest[0].isalnum() or rest[0] in _OPENING):
        return False
    if end.end() - start < 30 and _LIST_NUMBER.fullmatch(line[start : end.end()].strip()):
        return False
    next_word = re.split(r"[^\w'’-]", rest.lstrip(_OPENING), maxsplit=1)[0]
    if next_word[:1].islower() and next_word.islower():
        return False  # "iPhone" may begin a sentence, "iron" may not
    if marks[0] != "." or marks.startswith(".."):
        return True
    last = before[-1].lstrip(_OPENING) if before else ""
    word = last.casefold()
    if len(marks) > 1 and word not in _NEVER_LAST:
        return True  # the dot is inside quotes or brackets that close here
    if word in _NEVER_LAST or (len(last) == 1 and last.isupper() and last != "I"):
        return False
    if word in _BEFORE_A_NUMBER:
        return not next_word[:1].isdigit()
    if word in _OFTEN_LAST or _DOTTED.fullmatch(last):
        return next_word.casefold() in _STARTERS
    return True
