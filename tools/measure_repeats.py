"""`python -m tools.measure_repeats` measures whether what was said is asked for again.

Dialogues are generated: a customer states a fact somewhere in a message of several sentences, the
conversation goes on, and then a question for that fact is proposed (`core/turn/known.py` must
refuse it), or one for a fact that nobody gave (it must pass). Half of the wordings are held out:
rules are tuned on the other half alone. `--tickets` takes real messages as what stands around the
facts, and `--show` prints what went wrong in the part that may be tuned on.
"""

import argparse
import gzip
import json
import sys
import zlib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

from tandem.core.desk.message import Author, Message
from tandem.core.metrics.figures import Figure, proportion
from tandem.core.turn.known import Known, known, repeats
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
    """A question in a dialogue, whether its fact is known there, and whether it was refused."""

    topic: str
    statement: str
    question: str
    is_known: bool
    is_refused: bool

    @property
    def is_wrong(self) -> bool:
        """Whether it repeats, or was refused without need."""
        return self.is_known != self.is_refused


def is_held_out(wording: str) -> bool:
    """Whether a wording belongs to the half that no rule is tuned on."""
    return zlib.crc32(wording.strip().encode()) % 2 == 1


def dialogues(part: str, *, seed: int, fillers: Sequence[str] = FILLERS) -> Iterator[Dialogue]:
    """For each statement of this part some dialogues, with one or two facts more by chance."""
    chance = Random(f"{seed}/{part}")  # noqa: S311 -- a fixed choice, no secret
    stated = [(topic, text) for topic in TOPICS for text in _of(topic.statements, part)]
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


def _of(wordings: Sequence[str], part: str) -> list[str]:
    return [one for one in wordings if is_held_out(one) == (part == HELD_OUT)]


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
            refused = repeats(question, facts, dialogue.messages) is not None  # noqa: B023
            return Asked(of, statement, question, is_known, refused)  # noqa: B023

        found += [asked(topic.name, one, is_known=True) for one in _of(topic.questions, part)]
        unknown = [
            other for other in TOPICS if not any(_conflict(other, one) for one in dialogue.topics)
        ]
        for other in chance.sample(unknown, 4):
            question = chance.choice(_of(other.questions, part))
            found.append(asked(other.name, question, is_known=False))
        question = chance.choice(_of(HARMLESS, part))
        found.append(asked("something else", question, is_known=False))
    return found


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
        for is_known, title in ((True, "known, asked again"), (False, "unknown, refused")):
            print(f" {title}")
            for name, figure in sorted(rates(found, is_known=is_known).items()):
                print(_line(name, figure))
    return 0


def _show(found: Sequence[Asked], *, is_known: bool) -> None:
    seen: set[tuple[str, str]] = set()
    for one in found:
        if one.is_known == is_known and one.is_wrong and (one.statement, one.question) not in seen:
            seen.add((one.statement, one.question))
            print(f"[{one.topic}] {one.statement!r} → {one.question!r}")


if __name__ == "__main__":
    sys.exit(main())
