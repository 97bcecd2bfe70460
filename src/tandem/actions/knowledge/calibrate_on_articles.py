"""Fits confidence to the firm's own articles, with questions made from them."""

from dataclasses import replace
from datetime import datetime

from tandem.assistant.concurrency import run_limited
from tandem.assistant.gather import shipped
from tandem.assistant.retrieve import search_articles
from tandem.assistant.thinking import Thinking
from tandem.core.knowledge.rank import Weighted
from tandem.core.knowledge.sentence import sentences
from tandem.core.turn.calibration import Calibration
from tandem.core.turn.confidence import FEATURES, KEYWORD_FEATURES, KEYWORDS_ALONE, features
from tandem.fit.confidence import fit_model, named
from tandem.store import articles, calibrations
from tandem.store.articles import PassageOfArticle
from tandem.store.passages import Found

PASSAGES_MAX = 200
PAIRS_MIN = 30  # with fewer, the fit would not be reliable
WORDS = range(8, 31)  # of a sentence that can serve as a question
TWIN = 0.6  # of the sentence's words in another article's passage: it answers it too


async def calibrate_on_articles(
    thinking: Thinking, *, processes: int, now: datetime
) -> Calibration | None:
    """Fit the confidence model on questions made from the firm's articles, and put it in force.

    A sentence of a body, asked with its article present, is an answerable question; asked with the
    article left out, an unanswerable one (docs/confidence.md). Near-twins of the article would
    answer it as well, so they are not used. None if there are too few articles.
    """
    async with thinking.database.connection() as connection:
        found = await articles.sentences_from(connection, PASSAGES_MAX)
    rows = await run_limited([_pair(thinking, passage) for passage in found], processes)
    pairs = [pair for both in rows for pair in both]
    name = thinking.embedder.model if thinking.embedder else KEYWORDS_ALONE
    if len(pairs) < 2 * PAIRS_MIN:
        return None
    own = fit_model(
        [values for values, _ in pairs],
        [right for _, right in pairs],
        FEATURES if thinking.embedder else KEYWORD_FEATURES,
    )
    calibration = named(replace(shipped(thinking, thinking.policy(), name), own=own))
    async with thinking.database.transaction() as connection:
        await calibrations.keep(connection, "corpus", calibration, now=now)
    return calibration


async def _pair(
    thinking: Thinking, passage: PassageOfArticle
) -> list[tuple[dict[str, float], bool]]:
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
        (dict(features(present.hits)), present.hits[0].document == passage.key),
        (dict(features(absent.hits)), False),
    ]


def _sentence(text: str) -> str | None:
    """The longest sentence of the passage that can serve as a question."""
    fitting = [sentence for sentence in sentences(text) if len(sentence.split()) in WORDS]
    return max(fitting, key=len, default=None)


def _answers(found: Found, sentence: str) -> bool:
    """Whether the best remaining passage says the same."""
    words = set(sentence.lower().split())
    return len(words & set(found.hits[0].text.lower().split())) >= TWIN * len(words)
