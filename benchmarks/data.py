"""An invented company's articles and questions, from a seed: the same in every run.

The content words are invented, with frequencies by Zipf's law; the other words are English, so
that stemming, stop words and the screen work as on real text.
"""

import hashlib
import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, islice
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

SEED = 18_251
WORDS = 6_000
TOPICS = 300
WORDS_OF_TOPIC = 16
SECTIONS = 6  # of an article, one passage each
SENTENCES = 4  # of a section: about 55 words, 100 tokens
BEGIN, MIDDLE, END = "bdfgklmnprstvz", "aeiou", "lmnrtk"  # of a made-up syllable or word
OWN = 0.6  # share of content words that come from the article's topic

STATEMENTS = (
    "To change the {} of a {}, open the {} page and choose {} from the list.",
    "The {} keeps every {} for 30 days, and the {} shows which {} was used last.",
    "Each {} belongs to one {}, so a second {} needs its own {} first.",
    "When the {} is ready, the {} appears next to the {} in the {} menu.",
    "An administrator can export the {} together with its {} as a {} file.",
    "The {} is updated once an hour; until then the {} still shows the old {}.",
    "If a {} has no {}, the {} takes the value of the {} that was set before.",
    "You find the {} below the {}, where the {} can be renamed or moved to a {}.",
)
QUESTIONS = (
    "How do I change the {} of my {} in the {} page?",
    "Where can I find the {} of a {} and its {}?",
    "How long does the {} keep a {} for the {}?",
    "What is the {} for when a {} has a {}?",
    "Can I export the {} together with the {} and the {}?",
    "Which {} belongs to the {} of a {}?",
)


@dataclass(frozen=True, slots=True)
class Made:
    """An article: its title, its topic, and its sections' texts."""

    id: str
    title: str
    topic: int
    sections: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with the article that it is about."""

    text: str
    gold: str


@dataclass(frozen=True, slots=True)
class Company:
    """Words by falling frequency, their cumulative weights, and the words of each topic."""

    words: tuple[str, ...]
    vocabulary: frozenset[str]
    weights: tuple[float, ...]
    topics: tuple[tuple[str, ...], ...]

    def article(self, number: int) -> Made:
        """The article of this number, whatever other articles were made."""
        choice = random.Random(SEED + 1_000 * number)  # noqa: S311 -- data, not secrets
        topic = number % TOPICS
        own = choice.sample(self.topics[topic], 8)
        sections = tuple(
            " ".join(self._sentence(choice, own) for _ in range(SENTENCES)) for _ in range(SECTIONS)
        )
        title = f"{own[0]} {own[1]} and {own[2]}".capitalize()
        return Made(f"made-{number}", title, topic, sections)

    def question(self, number: int, articles: int) -> Asked:
        """A question of three neighbouring words from one of the first `articles` articles."""
        choice = random.Random(SEED - 1 - number)  # noqa: S311
        article = self.article(choice.randrange(articles))
        said = [word.strip(".,;") for word in choice.choice(article.sections).split()]
        known = [word for word in said if word in self.vocabulary]
        first = choice.randrange(len(known))
        words = list(dict.fromkeys(known[first:] + known[:first]))[:3]
        return Asked(choice.choice(QUESTIONS).format(*words), article.id)

    def _sentence(self, choice: random.Random, own: Sequence[str]) -> str:
        statement = choice.choice(STATEMENTS)
        return statement.format(
            *(
                choice.choice(own)
                if choice.random() < OWN
                else choice.choices(self.words, cum_weights=self.weights)[0]
                for _ in range(statement.count("{}"))
            )
        )


def company() -> Company:
    """The company that all benchmarks use."""
    choice = random.Random(SEED)  # noqa: S311
    words = tuple(islice(_distinct(choice), WORDS))
    weights = tuple(accumulate(1 / (rank + 3) for rank in range(WORDS)))
    rare = words[200:]
    topics = tuple(tuple(choice.sample(rare, WORDS_OF_TOPIC)) for _ in range(TOPICS))
    return Company(words, frozenset(words), weights, topics)


def _distinct(choice: random.Random) -> Iterator[str]:
    seen: set[str] = set()
    while True:
        syllables = choice.choice((2, 3, 3))
        word = "".join(choice.choice(BEGIN) + choice.choice(MIDDLE) for _ in range(syllables))
        word += choice.choice(END)
        if word not in seen:
            seen.add(word)
            yield word


def vectors(
    centres: NDArray[np.float32], topics: Sequence[int], sections: int, seed: int = SEED
) -> NDArray[np.float32]:
    """Unit vectors for `sections` passages of each article, in order, around its topic's centre."""
    normal = np.random.default_rng(seed)
    articles = centres[list(topics)] + np.float32(0.5) * _apart(centres, len(topics), normal)
    parts = np.float32(0.4) * _apart(centres, len(topics) * sections, normal)
    return unit(np.repeat(articles, sections, axis=0) + parts)


def question_vectors(centres: NDArray[np.float32], count: int, seed: int) -> NDArray[np.float32]:
    """Unit vectors of questions as near to the passages as real ones, for measuring recall.

    At 30,000 passages their intrinsic dimension (30, by the 20 nearest) and an HNSW index's recall
    at ef_search 40, 100 and 200 (0.92, 0.99, 1.00) match those of as many real short messages (30;
    0.94, 0.98, 0.99). The invented questions' own vectors match less (65; 0.73, 0.90, 0.95).
    """
    normal = np.random.default_rng(seed)
    near = vectors(centres, normal.integers(len(centres), size=count).tolist(), 1, SEED + 1 + seed)
    return unit(near + np.float32(0.8) * _apart(centres, count, normal))


def _apart(
    centres: NDArray[np.float32], count: int, normal: np.random.Generator
) -> NDArray[np.float32]:
    """Unit vectors that spread things around one centre: mixtures of the centres' differences."""
    weights = normal.standard_normal((count, len(centres)), np.float32)
    return unit(weights @ (centres - centres.mean(axis=0)))


def unit(rows: NDArray[np.floating[Any]]) -> NDArray[np.float32]:
    """The rows, each scaled to length 1."""
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


def write_articles(made: Company, count: int, path: Path) -> None:
    """The first articles as JSON lines, as `tandem learn` reads them."""
    with path.open("w", encoding="utf-8") as file:
        for article in map(made.article, range(count)):
            parts = (f"## Part {n}\n\n{text}\n" for n, text in enumerate(article.sections, 1))
            row = {"id": article.id, "title": article.title, "body": "\n".join(parts)}
            file.write(json.dumps(row) + "\n")


def write_questions(made: Company, count: int, articles: int, path: Path) -> None:
    """The first questions as JSON lines, as `tandem evaluate` reads them."""
    with path.open("w", encoding="utf-8") as file:
        for number in range(count):
            asked = made.question(number, articles)
            row = {"id": str(number), "question": asked.text, "gold_article_ids": [asked.gold]}
            file.write(json.dumps(row) + "\n")


def fingerprint(made: Company) -> str:
    """A hash of the generator's output: two runs with the same hash measured the same data."""
    digest = hashlib.sha256()
    for number in range(300):
        digest.update(repr((made.article(number), made.question(number, 300))).encode())
    return digest.hexdigest()[:12]
