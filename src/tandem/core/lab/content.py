"""What a quote holds: the share of the gold answer's words, and how many words are quoted."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tandem.core.knowledge.stem import stems
from tandem.core.lab import bootstrap
from tandem.core.metrics import figures
from tandem.core.turn.phrases import ENGLISH

LEAD_WORDS = 90


@dataclass(frozen=True, slots=True)
class Quoted:
    """A quote of a gold article: its length, and the share of the gold answer's words in it.

    `recall_of_lead` is the same share in the first 90 words of the best passage. Both are None
    without a gold answer.
    """

    words: int
    recall: float | None
    recall_of_lead: float | None


@dataclass(frozen=True, slots=True)
class Words:
    """How many words the quotes have."""

    n: int
    median: float | None
    p95: float | None


@dataclass(frozen=True, slots=True)
class ContentFigures:
    """Means over the quotes of gold articles for which there is a gold answer; words over all."""

    answer_recall: figures.Figure
    answer_recall_of_lead: figures.Figure
    words_quoted: Words


def recall(answer: str, text: str) -> float | None:
    """The share of the answer's content words that the text holds; None without any."""
    wanted = {word for word in stems(answer, "english") if word not in _COMMON}
    return len(wanted & stems(text, "english")) / len(wanted) if wanted else None


def measure(quotes: Sequence[Quoted], words: Sequence[int], *, seed: int) -> ContentFigures:
    """The figures; `quotes` are those of gold articles, `words` the lengths of all quotes."""
    return ContentFigures(
        answer_recall=bootstrap.mean(_known(one.recall for one in quotes), seed),
        answer_recall_of_lead=bootstrap.mean(_known(one.recall_of_lead for one in quotes), seed),
        words_quoted=Words(len(words), _quantile(words, 0.5), _quantile(words, 0.95)),
    )


def quoted(answer: str | None, quote: str, passage: str) -> Quoted:
    """A quote of a gold article, compared with the gold answer if there is one."""
    lead = " ".join(passage.split()[:LEAD_WORDS])
    return Quoted(
        len(quote.split()),
        None if answer is None else recall(answer, quote),
        None if answer is None else recall(answer, lead),
    )


_COMMON = stems(" ".join(ENGLISH), "english") | frozenset(ENGLISH)


def _known(values: Iterable[float | None]) -> list[float]:
    return [value for value in values if value is not None]


def _quantile(values: Sequence[int], share: float) -> float | None:
    ordered = sorted(values)
    return float(ordered[min(len(ordered) - 1, int(share * len(ordered)))]) if ordered else None
