"""How well the right articles are found."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from tandem.core.lab import bootstrap
from tandem.core.metrics import figures


@dataclass(frozen=True, slots=True)
class RankedList:
    """The articles found for one question, best first, and those that answer it."""

    id: str
    gold: frozenset[str]
    ranked: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RetrievalFigures:
    """The figures of one retriever, over the questions with gold articles only."""

    hit_at_1: figures.Figure
    recall_at_5: figures.Figure
    recall_at_10: figures.Figure
    mrr_at_10: figures.Figure
    ndcg_at_10: figures.Figure


NOT_MEASURED = RetrievalFigures(*[figures.UNDEFINED] * 5)


def measure(lists: Sequence[RankedList], *, seed: int) -> RetrievalFigures:
    """The figures over the questions that have gold articles, each question counting once.

    hit@1 is a proportion and has a Wilson interval. The others are means of skewed values between 0
    and 1, mostly near the ends, where a normal interval misleads, so theirs is bootstrapped.
    """
    judged = [ranking for ranking in lists if ranking.gold]
    return RetrievalFigures(
        hit_at_1=figures.proportion(sum(recall(ranking, 1) > 0 for ranking in judged), len(judged)),
        recall_at_5=bootstrap.mean([recall(ranking, 5) for ranking in judged], seed),
        recall_at_10=bootstrap.mean([recall(ranking, 10) for ranking in judged], seed),
        mrr_at_10=bootstrap.mean([reciprocal_rank(ranking, 10) for ranking in judged], seed),
        ndcg_at_10=bootstrap.mean([ndcg(ranking, 10) for ranking in judged], seed),
    )


def recall(ranking: RankedList, k: int) -> float:
    """The share of the gold articles among the first k."""
    return len(_gold_ranks(ranking, k)) / len(ranking.gold)


def reciprocal_rank(ranking: RankedList, k: int) -> float:
    """1 / the rank of the first gold article; 0 when none is among the first k."""
    return next((1 / rank for rank in _gold_ranks(ranking, k)), 0.0)


def ndcg(ranking: RankedList, k: int) -> float:
    """Discounted gain over the best possible, gold or not (Järvelin and Kekäläinen 2002)."""
    ideal = range(1, min(len(ranking.gold), k) + 1)
    return _discounted(_gold_ranks(ranking, k)) / _discounted(ideal)


def _discounted(ranks: Sequence[int]) -> float:
    return math.fsum(1 / math.log2(rank + 1) for rank in ranks)


def _gold_ranks(ranking: RankedList, k: int) -> list[int]:
    """The ranks, from 1, of gold articles among the first k; a repeated article has one rank."""
    found = tuple(dict.fromkeys(ranking.ranked))[:k]
    return [rank for rank, article in enumerate(found, 1) if article in ranking.gold]
