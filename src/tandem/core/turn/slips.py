"""One slip of the finger in a word that matters: a letter wrong, lost, doubled, added or swapped.

A word is corrected if it is no English word and one slip away from exactly one keyword (Damerau's
distance of 1; in words of four letters only a swap or a doubled letter, since most of their
neighbours are words). Looked up by deletions, as in SymSpell: a few look-ups a word.
"""

from collections.abc import Iterable, Iterator

LENGTH_MIN = 4
FREE_FROM = 5  # letters, from which any letter may be wrong


class Slips:
    """Finds the keyword that a misspelt word means."""

    def __init__(self, keywords: Iterable[str], words: Iterable[str]) -> None:
        """`words` are English words beside the keywords, which are never corrected."""
        self._keywords = frozenset(keywords)
        self._words = frozenset(words)
        self._near: dict[str, set[str]] = {}
        for keyword in self._keywords:
            for form in _deletions(keyword):
                self._near.setdefault(form, set()).add(keyword)

    def meant(self, word: str) -> str | None:
        """The keyword that the word is one slip away from; None if it is fine, or unclear."""
        if len(word) < LENGTH_MIN or word in self._keywords or word in self._words:
            return None
        near = {
            keyword
            for form in _deletions(word)
            for keyword in self._near.get(form, ())
            if is_one_slip(word, keyword)
        }
        return near.pop() if len(near) == 1 else None


def _deletions(word: str) -> Iterator[str]:
    yield word
    for at in range(len(word)):
        yield word[:at] + word[at + 1 :]


def is_one_slip(word: str, keyword: str) -> bool:
    """Whether the word is the keyword with one letter wrong, lost, added, doubled or swapped."""
    shorter, longer = sorted((word, keyword), key=len)
    if len(longer) - len(shorter) > 1 or word == keyword:
        return False
    start = 0
    while start < len(shorter) and word[start] == keyword[start]:
        start += 1
    if len(word) != len(keyword):
        is_doubled = word == longer and start and longer[start] == longer[start - 1]
        fits = longer[start + 1 :] == shorter[start:]
        return fits and (len(keyword) >= FREE_FROM or bool(is_doubled))
    rest, right = word[start:], keyword[start:]
    is_swapped = rest[:2] == right[1::-1] and rest[2:] == right[2:]
    return is_swapped or (len(keyword) >= FREE_FROM and rest[1:] == right[1:])
