"""Measures what the desk hears, and prints the tables of docs/screen.md.

    python -m tools.measure_hearing [--part test] [--data DIR] [--outside FILE ...]

`--part test` is the part of the own corpus whose authors no rule and no head was made with. With
`--data`, banking77, clinc150 and the labelled requests are measured too. `--outside` files hold
other people's messages, as rows of text, label and set. Needs no database.
"""

import argparse
import asyncio
import gzip
import json
import re
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from tandem import app
from tandem.adapters.embed.onnx import OnnxEmbedder, shipped
from tandem.assistant.gather import Asked
from tandem.assistant.hearing import Hearing, hear
from tandem.assistant.thinking import Recognisers
from tandem.core.desk.customer import CustomerContext
from tandem.core.desk.message import Author, Message
from tandem.core.metrics.figures import Figure, proportion
from tandem.core.turn.evidence import Evidence
from tandem.core.turn.policy import Policy
from tandem.core.turn.screen import Screen
from tools.fit_heads import OF_A_KIND, label_of, tasks

HERE = Path(__file__).parent / "hearing"
NOW = datetime(2026, 1, 5, tzinfo=UTC)
TOPICS = tuple(label_of(task.name) for task in tasks() if task.topic)
# What a list of keywords, the usual way, would hear.
KEYWORDS = {
    "human_request": r"human|agent|person|representative|operator|someone|call me",
    "safety": r"suicid|kill|die|hurt|burn|fire|smoke|gas|poison|swallow|blood|hack|fraud|scam"
    r"|stolen|lawyer|sue|legal|court|journalist|press|allerg|child|threat",
    "exception": r"exception|waive",
    "cancel": r"cancel|close my account",
    "own_record": r"my (?:order|account|bill|refund|parcel)",
    "frustration": r"ridiculous|terrible|useless|angry|frustrat|worst|annoy",
}


@dataclass(frozen=True, slots=True)
class Row:
    """One labelled message, and what was heard in it."""

    text: str
    label: str
    kind: str
    heard: Hearing

    @property
    def evidence(self) -> Evidence:
        """What the rules and the classifiers found."""
        return self.heard.evidence

    @property
    def screen(self) -> Screen:
        """What the rules found."""
        return self.evidence.screen


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--part", choices=["test", "train"], default="test")
    parser.add_argument("--data", type=Path, help="the folder of the public sets")
    parser.add_argument("--outside", type=Path, nargs="*", default=[])
    given = parser.parse_args()
    asyncio.run(work(given.part, given.data, given.outside))


async def work(part: str, data: Path | None, outside: Sequence[Path]) -> None:
    """Measure and print one table after the other."""
    policy = Policy("")
    hearing = Recognisers(policy, app.shipped_heads(), OnnxEmbedder.load(shipped()))
    own = [
        row for path in sorted((HERE / part).glob("*.jsonl")) for row in await heard(hearing, path)
    ]
    write(f"## Own messages, part {part}, n {len(own)}", kinds(own))
    write("## Topics", topics(own))
    languages = await heard(hearing, HERE / "languages.jsonl", split=part)
    write(f"## Other languages, part {part}", abroad(languages))
    for file in outside:
        rows = await heard(hearing, file)
        write(f"## {file.name}, n {len(rows)}", [*kinds(rows), *topics(rows)])
    if data is not None:
        for name in ("intents/banking77.jsonl.gz", "intents/clinc150.jsonl.gz"):
            rows = await heard(hearing, data / name, split="test")
            write(f"## {name}, part test, n {len(rows)}", flagged(rows))
        rows = await heard(hearing, data / "requests/human_complaint_cancel.jsonl")
        write("## requests", kinds(rows))


async def heard(hearing: Recognisers, file: Path, *, split: str = "") -> list[Row]:
    """The labelled rows of a file, heard one by one."""
    rows = [row for row in read(file) if not split or row.get("split", split) == split]
    return [
        Row(
            row["text"],
            row["label"] or "none",
            row.get("kind", ""),
            await hear(
                hearing, Asked(Message(Author.CUSTOMER, row["text"]), (), CustomerContext(), NOW)
            ),
        )
        for row in rows
    ]


def read(file: Path) -> list[dict[str, str]]:
    """The rows of a JSONL file, which may be gzipped."""
    raw = file.read_bytes()
    text = (gzip.decompress(raw) if file.suffix == ".gz" else raw).decode()
    return [json.loads(line) for line in text.splitlines()]


# Tables -------------------------------------------------------------------------------------


def kinds(rows: Sequence[Row]) -> list[str]:
    """Recall of each kind by keywords, rules, and rules or classifiers; and false alarms."""
    lines = ["| kind | n | keywords | rules | with classifiers | false alarms (none) |"]
    none = [row for row in rows if row.label == "none"]
    for name, labels in (
        ("human_request", {"human_request"}),
        ("safety", set(TOPICS)),
        ("exception", {"exception"}),
        ("cancel", {"cancel"}),
        ("own_record", {"own_record"}),
        ("frustration", {"frustration", "distress", "complaint"}),
    ):
        mine = [row for row in rows if row.label in labels]
        if not mine:
            continue
        word = re.compile(KEYWORDS[name], re.IGNORECASE)
        ways = (
            share(mine, lambda row, word=word: bool(word.search(row.text))),
            share(mine, lambda row, name=name: by_rule(row, name)),
            share(mine, lambda row, name=name: by_any(row, name)),
            share(none, lambda row, name=name: by_any(row, name)),
        )
        baseline = share(none, lambda row, word=word: bool(word.search(row.text)))
        figures = " | ".join(map(shown, ways))
        lines.append(f"| {name} | {len(mine)} | {figures} (keywords {shown(baseline)}) |")
    for label in ("yes", "no", "thanks", "greeting", "goodbye", "bot_question", "abuse"):
        mine = [row for row in rows if row.label == label]
        if mine:
            found = share(mine, lambda row, label=label: reply(row.screen, label))
            wrong = share(
                [row for row in rows if row.label not in REPLIES],
                lambda row, label=label: reply(row.screen, label),
            )
            lines.append(f"| {label} | {len(mine)} | | {shown(found)} | | {shown(wrong)} |")
    return lines


REPLIES = frozenset({"yes", "no", "thanks", "greeting", "goodbye", "bot_question", "abuse"})


def topics(rows: Sequence[Row]) -> list[str]:
    """For each topic: heard at all, as this topic, and the look-alikes and ordinary flagged."""
    lines = ["| topic | n | rules | with classifiers | as this topic | look-alikes flagged |"]
    for label in TOPICS:
        mine = [row for row in rows if row.label == label]
        like = [row for row in rows if row.kind == f"like {label}"]
        if mine:
            ways = (
                share(mine, lambda row: row.screen.safety is not None),
                share(mine, lambda row: row.evidence.topic is not None),
                share(mine, lambda row, label=label: label_of(row.evidence.topic or "") == label),
                share(like, lambda row: row.evidence.topic is not None),
            )
            lines.append(f"| {label} | {len(mine)} | {' | '.join(map(shown, ways))} |")
    ordinary = [row for row in rows if row.label == "none" and not row.kind.startswith("like")]
    wrong = share(ordinary, lambda row: row.evidence.topic is not None)
    urgent = share(ordinary, lambda row: row.evidence.is_urgent)
    lines.append(f"ordinary messages flagged: {shown(wrong)}, as urgent: {shown(urgent)}")
    person = [row for row in rows if row.kind == "like human_request"]
    lines.append(
        "look-alikes of a wish for a person flagged: "
        + shown(share(person, lambda row: by_any(row, "human_request")))
        + "; ordinary: "
        + shown(share(ordinary, lambda row: by_any(row, "human_request")))
    )
    return lines


def abroad(rows: Sequence[Row]) -> list[str]:
    """Recall in other languages; no classifier hears them."""
    lines = []
    for name, labels in (
        ("wish for a person", {"human_request"}),
        ("danger", {"self_harm", "fire_electricity", "poisoning", "injury"}),
        ("yes", {"yes"}),
        ("no", {"no"}),
        ("thanks", {"thanks"}),
    ):
        mine = [row for row in rows if row.label in labels]
        task = {"wish for a person": "human_request", "danger": "safety"}.get(name)
        found = share(
            mine,
            lambda row, task=task, name=name: (
                by_rule(row, task) if task else reply(row.screen, name)
            ),
        )
        lines.append(f"{name}: {shown(found)}")
    none = [row for row in rows if row.label == "none"]
    wrong = share(none, lambda row: by_rule(row, "human_request") or by_rule(row, "safety"))
    lines.append(f"false alarms: {shown(wrong)}")
    return lines


def flagged(rows: Sequence[Row]) -> list[str]:
    """What is flagged among public questions; some of it is truly meant."""
    ordinary = [row for row in rows if row.label.lower().replace(" ", "") not in OF_A_KIND]
    person = [row for row in ordinary if by_any(row, "human_request")]
    safety = [row for row in ordinary if row.evidence.topic is not None]
    urgent = [row for row in ordinary if row.evidence.is_urgent]
    return [
        f"wish for a person: {shown(proportion(len(person), len(ordinary)))}",
        *(f"  {row.text[:110]}" for row in person),
        f"topics: {shown(proportion(len(safety), len(ordinary)))}, urgent {len(urgent)}",
        *(f"  {row.evidence.topic}: {row.text[:110]}" for row in safety),
        f"exception {sum(by_any(row, 'exception') for row in ordinary)},"
        f" cancel {sum(by_any(row, 'cancel') for row in ordinary)},"
        f" own record {sum(by_any(row, 'own_record') for row in ordinary)}",
    ]


# What counts as heard -----------------------------------------------------------------------


def by_rule(row: Row, name: str) -> bool:
    """Whether the rules hear this kind."""
    found = row.screen
    return bool(
        {
            "human_request": found.person,
            "safety": found.safety,
            "exception": found.exception,
            "cancel": found.cancel,
            "own_record": found.own_record,
            "frustration": found.frustrated or found.distress,
        }[name]
    )


def by_any(row: Row, name: str) -> bool:
    """Whether the rules or a classifier hear this kind."""
    if name == "safety":
        return row.evidence.topic is not None
    if name == "human_request":
        return by_rule(row, name) or row.evidence.is_person_voted_for
    return by_rule(row, name) or row.evidence.vote_for(name) is not None


def reply(found: Screen, label: str) -> bool:
    """Whether a short reply is taken for what it is."""
    names = {
        "greeting": "greeting",
        "goodbye": "goodbye",
        "bot_question": "asks whether this is a machine",
        "abuse": "mild abuse",
    }
    match label:
        case "yes":
            return found.agrees is not None
        case "no":
            return found.refuses is not None
        case "thanks":
            return found.thanks is not None or found.agrees is not None  # 👍 is both
        case _:
            return found.courtesy is not None and found.courtesy.name == names[label]


def share(rows: Sequence[Row], is_so: Callable[[Row], bool]) -> Figure:
    """The share of rows for which it is so."""
    return proportion(sum(map(is_so, rows)), len(rows))


def shown(found: Figure) -> str:
    """A share with its interval, in per cent."""
    if found.value is None or found.low is None or found.high is None:
        return "–"
    return f"{found.value:.1%} ({found.low:.1%}–{found.high:.1%})"


def write(title: str, lines: Iterable[str]) -> None:
    """Print one table."""
    sys.stdout.write("\n".join([title, *lines, "", ""]))
    sys.stdout.flush()


if __name__ == "__main__":
    main()
