"""`python -m tools.measure_repeats` measures whether what was said is asked for again.

Dialogues are generated: a customer states a fact somewhere in a message of several sentences, the
conversation goes on, and then a model would ask for that fact, or for one that nobody gave. What
counts is what the desk makes of it (`core/turn/known.askable`): a question of its own, or none.

The rules were tuned on `repeats/wordings.py` and `repeats/fresh.py`; `repeats/unseen.py` was
written later, by somebody who knew no rule, and no rule is tuned on it. `--tickets` takes real
messages as what stands around the facts; `--show` prints what went wrong in the tuned part.
"""

import argparse
import gzip
import json
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random

from tandem.core.desk.message import Author, Message
from tandem.core.metrics.figures import Figure, proportion
from tandem.core.turn.known import Known, askable, known, repeats
from tools.repeats.fresh import FRESH, HARMLESS_FRESH
from tools.repeats.unseen import HARMLESS_UNSEEN, UNSEEN
from tools.repeats.wordings import (
    ANSWERS,
    CONFLICTS,
    FILLERS,
    HARMLESS,
    LATER,
    TOPICS,
    Topic,
)

TUNED, HELD_OUT = "tuned on", "held out"
PER_STATEMENT = 3  # dialogues


@dataclass(frozen=True, slots=True)
class Dialogue:
    """A conversation in which facts of some topics are stated."""

    topics: tuple[Topic, ...]
    statements: tuple[str, ...]
    messages: tuple[Message, ...]

    @property
    def known(self) -> tuple[Known, ...]:
        """What the desk has learnt from it."""
        return known(self.messages)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question that a model would ask in a dialogue, and the fact that the desk then asks for.

    `shown` is empty if it asks for nothing. `is_known` says whether the customer gave the fact.
    """

    topic: str
    statement: str
    question: str
    is_known: bool
    shown: str

    @property
    def is_wrong(self) -> bool:
        """Whether it asks again; or asks for what it should, not at all or for something else."""
        return (self.shown in FACTS.get(self.topic, (self.topic,))) == self.is_known


FACTS = {
    "machine model": ("machine", "model"),
    "error message": ("error",),
    "software version": ("version",),
    "country": ("country", "location"),
}
"""The desk's names of a topic's fact, where they are others."""


def dialogues(part: str, *, seed: int, fillers: Sequence[str] = FILLERS) -> Iterator[Dialogue]:
    """For each statement of this part some dialogues, with one or two facts more by chance."""
    chance = Random(f"{seed}/{part}")  # noqa: S311 -- a fixed choice, no secret
    stated = [(topic, text) for topic in topics(part) for text in topic.statements]
    for topic, text in stated:
        for _ in range(PER_STATEMENT):
            others = [one for one in chance.sample(stated, 2) if not _conflict(topic, one[0])][
                : chance.choice([0, 0, 1, 2])
            ]
            yield _dialogue([(topic, text), *others], chance, fillers)


def _dialogue(
    stated: Sequence[tuple[Topic, str]], chance: Random, fillers: Sequence[str]
) -> Dialogue:
    said = tuple(text.replace("{v}", chance.choice(topic.values)) for topic, text in stated)
    first = [chance.choice(fillers), said[0], chance.choice(fillers)]
    if chance.random() < 0.3:
        first = first[1:]
    texts = [(" " if chance.random() < 0.7 else "\n").join(_ended(one) for one in first)]
    texts += [f"{_ended(one)} {chance.choice(LATER)}" for one in said[1:]]
    texts += [chance.choice(LATER) for _ in range(chance.choice([0, 1, 2]))]
    messages: list[Message] = []
    for text in texts:
        if messages:
            messages.append(Message(Author.AGENT, chance.choice(ANSWERS)))
        messages.append(Message(Author.CUSTOMER, text))
    return Dialogue(tuple(topic for topic, _ in stated), said, tuple(messages))


def _ended(text: str) -> str:
    """A line, with a full stop if it has no end: as people write, half of them don't."""
    return text if text[-1] in ".?!" or len(text) % 2 else f"{text}."


def topics(part: str) -> tuple[Topic, ...]:
    """The topics with the wordings of this part."""
    if part == TUNED:
        more = [(topic, *FRESH[topic.name]) for topic in TOPICS]
        return tuple(
            replace(
                topic,
                statements=(*topic.statements, *said),
                questions=(*topic.questions, *questions),
            )
            for topic, said, questions in more
        )
    return tuple(
        replace(topic, statements=UNSEEN[topic.name][0], questions=UNSEEN[topic.name][1])
        for topic in TOPICS
    )


def _conflict(one: Topic, other: Topic) -> bool:
    pair = (one.name, other.name)
    return one.name == other.name or pair in CONFLICTS or pair[::-1] in CONFLICTS


def measure(part: str, *, seed: int, fillers: Sequence[str] = FILLERS) -> list[Asked]:
    """Every dialogue with all questions of its facts, and with those that nobody answered."""
    found: list[Asked] = []
    chance = Random(f"{seed}/{part}/unknown")  # noqa: S311
    for dialogue in dialogues(part, seed=seed, fillers=fillers):
        facts = dialogue.known
        topic, statement = dialogue.topics[0], dialogue.statements[0]

        def asked(of: str, question: str, *, is_known: bool) -> Asked:
            names = askable(question, facts, dialogue.messages)  # noqa: B023
            shown = names[0] if names else ""
            return Asked(of, statement, question, is_known, shown)  # noqa: B023

        found += [asked(topic.name, one, is_known=True) for one in topic.questions]
        unknown = [
            other
            for other in topics(part)
            if any(other.values) and not any(_conflict(other, one) for one in dialogue.topics)
        ]
        for other in chance.sample(unknown, 4):
            question = chance.choice(other.questions)
            found.append(asked(other.name, question, is_known=False))
    return found


def harmless(part: str, *, seed: int, fillers: Sequence[str] = FILLERS) -> Figure:
    """The share of sentences that ask for no fact and would not be let through in a reply."""
    texts = (*HARMLESS, *HARMLESS_FRESH) if part == TUNED else HARMLESS_UNSEEN
    refused = [
        repeats(text, dialogue.known, dialogue.messages) is not None
        for dialogue in dialogues(part, seed=seed, fillers=fillers)
        for text in texts
    ]
    return proportion(sum(refused), len(refused))


def rates(found: Sequence[Asked], *, is_known: bool) -> dict[str, Figure]:
    """The share of the questions that went wrong, of each topic and of all."""
    of: dict[str, list[bool]] = defaultdict(list)
    for one in found:
        if one.is_known == is_known:
            of[one.topic].append(one.is_wrong)
            of["all"].append(one.is_wrong)
    return {name: proportion(sum(all), len(all)) for name, all in of.items()}


def _line(name: str, figure: Figure) -> str:
    if figure.value is None or figure.low is None or figure.high is None:
        return f"  {name:20} none"
    wrong = round(figure.value * figure.n)
    share = f"{figure.value:.3f} ({figure.low:.3f}–{figure.high:.3f})"
    return f"  {name:20} {wrong:5} / {figure.n:<6} {share}"


def _messages(path: Path) -> list[str]:
    """Sentences of real customers to stand around the facts; none with a figure or a name in it.

    They tell nothing about the case, so that no fact comes in with them.
    """
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        tickets = [json.loads(line) for line in lines]
    texts = [
        message["text"]
        for ticket in tickets
        for message in ticket["messages"]
        if message["author"] == "customer"
    ]
    return [
        text
        for text in texts
        if 6 <= len(text.split()) <= 30
        and not any(char.isdigit() or char in "@:" for char in text)
        and not any(word[0].isupper() and word.strip(".,!?") != "I" for word in text.split()[1:])
    ]


def main() -> int:
    """Print the shares of both parts; with `--show`, what went wrong in the first."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tickets", type=Path, help="a JSONL.gz of tickets, as surroundings")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--show", choices=["repeated", "refused"])
    arguments = parser.parse_args()
    fillers = _messages(arguments.tickets) if arguments.tickets else FILLERS
    for part in (TUNED, HELD_OUT):
        found = measure(part, seed=arguments.seed, fillers=fillers)
        if arguments.show:
            if part == TUNED:
                _show(found, is_known=arguments.show == "repeated")
            continue
        count = sum(1 for _ in dialogues(part, seed=arguments.seed, fillers=fillers))
        print(f"{part}: {count} dialogues")
        for is_known, title in ((True, "known, asked again"), (False, "unknown, not asked")):
            print(f" {title}")
            for name, figure in sorted(rates(found, is_known=is_known).items()):
                print(_line(name, figure))
        print(" sentences that ask for nothing, refused")
        print(_line("all", harmless(part, seed=arguments.seed, fillers=fillers)))
    return 0


def _show(found: Sequence[Asked], *, is_known: bool) -> None:
    seen: set[tuple[str, str]] = set()
    for one in found:
        if one.is_known == is_known and one.is_wrong and (one.statement, one.question) not in seen:
            seen.add((one.statement, one.question))
            print(f"[{one.topic}] {one.statement!r} → {one.question!r}")


if __name__ == "__main__":
    sys.exit(main())
