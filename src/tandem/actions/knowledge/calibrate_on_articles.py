"""Calibrates the confidence on questions made from the firm's own articles."""

from dataclasses import replace
from datetime import datetime

from tandem.assistant.concurrency import run_limited
from tandem.assistant.gather import shipped
from tandem.assistant.retrieve import search_articles
from tandem.assistant.thinking import Thinking
from tandem.core.knowledge.rank import Weighted
from tandem.core.knowledge.sentence import sentences
from tandem.core.turn.calibration import Calibration
from tandem.core.turn.confidence import KEYWORDS_ALONE, features
from tandem.fit.confidence import balanced, fit_model, named
from tandem.store import articles, calibrations
from tandem.store.articles import PassageOfArticle
from tandem.store.passages import Found, language

OWN_FEATURES = ("cosine", "margin", "certainty")
"""Not `coverage`: an article always has all words of its own sentence."""

PASSAGES_MAX = 200
PAIRS_MIN = 30  # with fewer, the pairs say too little about a firm's articles
WORDS = range(8, 31)  # of a sentence that can serve as a question
TWIN = 0.6  # share of the sentence's words found in another article's passage: it is an answer too


async def calibrate_on_articles(
    thinking: Thinking, *, processes: int, now: datetime
) -> Calibration | None:
    """Fits a confidence model on pairs from the firm's articles, for an embedder never measured.

    A sentence of an article, asked with the article present, is an answerable question; asked with
    the article left out, an unanswerable one (docs/confidence.md). If a near-copy of the article
    would still answer it, the pair is left out. None for an embedder that this release was measured
    with: there the shipped model is better (docs/confidence.md). None if there are too few
    articles.
    """
    name = thinking.embedder.model if thinking.embedder else KEYWORDS_ALONE
    if any(known.embedder == name for known in thinking.shipped):
        return None
    async with thinking.database.connection() as connection:
        found = await articles.sentences_from(connection, PASSAGES_MAX)
    rows = await run_limited([_pair(thinking, passage) for passage in found], processes)
    pairs = [pair for both in rows for pair in both]
    if len(pairs) < 2 * PAIRS_MIN:
        return None
    weights = balanced([is_present for _, _, is_present in pairs])
    own = fit_model(
        [values for values, _, _ in pairs],
        [right for _, right, _ in pairs],
        OWN_FEATURES,
        [len(pairs) * weight for weight in weights],
    )
    calibration = named(replace(shipped(thinking, thinking.policy(), name), own=own))
    async with thinking.database.transaction() as connection:
        await calibrations.keep(connection, "corpus", calibration, now=now)
    return calibration


async def _pair(
    thinking: Thinking, passage: PassageOfArticle
) -> list[tuple[dict[str, float], bool, bool]]:
    question = _sentence(passage.text)
    if question is None:
        return []
    asked = (Weighted(question, 1.0),)
    present = await search_articles(thinking.database, thinking.embedder, asked)
    absent = await search_articles(
        thinking.database, thinking.embedder, asked, without=(passage.id,)
    )
    if not present.hits or not absent.hits or _answers(absent, question):
        return []
    return [
        (_features(present, question), present.hits[0].document == passage.key, True),
        (_features(absent, question), False, False),
    ]


def _features(found: Found, question: str) -> dict[str, float]:
    return dict(features(found.hits, question, found.terms, language("")))


def _sentence(text: str) -> str | None:
    """The longest sentence of the passage that can serve as a question."""
    fitting = [sentence for sentence in sentences(text) if len(sentence.split()) in WORDS]
    return max(fitting, key=len, default=None)


def _answers(found: Found, sentence: str) -> bool:
    """Whether the best remaining passage says the same."""
    words = set(sentence.lower().split())
    return len(words & set(found.hits[0].text.lower().split())) >= TWIN * len(words)
