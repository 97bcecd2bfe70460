"""`python -m tools.measure_desks` measures 30 invented desks of three articles, on their first day.

Each desk is asked by its articles' titles, in other words, and for something else. Its articles
and questions were written by a language model that saw nothing of Tandem (tools/desks).
"""

import argparse
import asyncio
import json
import sys
import tempfile
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

from tandem import app
from tandem.actions.knowledge.learn import Source, learn
from tandem.assistant.consider import consider
from tandem.assistant.gather import Asked
from tandem.assistant.ports import Embedder
from tandem.assistant.thinking import fixed
from tandem.core.desk.customer import CustomerContext
from tandem.core.desk.message import QUOTING, Author, Message
from tandem.core.errors import TandemError
from tandem.core.metrics.figures import Figure, proportion
from tandem.core.turn.decide import decide, name_of
from tandem.core.turn.source import sources

DESKS = Path(__file__).parent / "desks" / "desks.jsonl"


@dataclass(frozen=True, slots=True)
class Shown:
    """One question: its kind, what it is about, and the first reply."""

    desk: str
    kind: str  # title, paraphrase or other
    text: str
    article: str
    decision: str
    first: str | None

    @property
    def is_right(self) -> bool:
        """Whether its article is quoted first; for something else, whether nothing is quoted."""
        if self.kind == "other":
            return self.first is None
        return self.first == self.article


async def measure(desks: Path) -> list[Shown]:
    """Learn each desk in a scratch database, and ask its questions as first messages."""
    settings = app.load_settings()
    shown: list[Shown] = []
    lines = desks.read_text(encoding="utf-8").splitlines()  # noqa: ASYNC240 -- nothing else runs now
    rows = [json.loads(line) for line in lines]
    with app.server(settings) as (conninfo, _):
        async with app.open_embedder(settings) as embedder:
            for row in rows:
                shown += await _ask(conninfo, embedder, row)
    return shown


async def _ask(conninfo: str, embedder: Embedder | None, desk: dict[str, object]) -> list[Shown]:
    articles: list[dict[str, str]] = desk["articles"]  # pyright: ignore[reportAssignmentType] -- JSON
    questions: list[dict[str, str]] = desk["questions"]  # pyright: ignore[reportAssignmentType] -- JSON
    found: list[Shown] = []
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "articles.jsonl"
        file.write_text("\n".join(map(json.dumps, articles)), encoding="utf-8")
        async with app.open_scratch_database(conninfo) as database:
            await learn(database, embedder, Source(file), prune=False, now=app.now())
            policy = app.read_policy(app.resource("policy.toml"))
            thinking = app.thinking(database, embedder, fixed(policy))
            for question in questions:
                message = Message(Author.CUSTOMER, question["text"])
                considered = await consider(
                    thinking, Asked(message, (), CustomerContext(), app.now())
                )
                decision = decide(considered.evidence, policy)
                name = name_of(decision)
                quoted = sources(decision, considered.evidence) if name in QUOTING else ()
                found.append(
                    Shown(
                        str(desk["id"]),
                        question["kind"],
                        question["text"],
                        question.get("article", ""),
                        name,
                        quoted[0].article_id if quoted else None,
                    )
                )
    return found


def figures(shown: list[Shown]) -> dict[str, Figure]:
    """The share of right first replies of each kind of question."""
    kinds: dict[str, list[Shown]] = defaultdict(list)
    for one in shown:
        kinds[one.kind].append(one)
    return {
        kind: proportion(sum(one.is_right for one in of), len(of)) for kind, of in kinds.items()
    }


def main() -> int:
    """Print the figures and, with `--misses`, every question that got the wrong reply."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--desks", type=Path, default=DESKS, help="another file of desks")
    parser.add_argument("--misses", action="store_true")
    arguments = parser.parse_args()
    try:
        shown = asyncio.run(measure(arguments.desks))
    except TandemError as error:
        print(error, file=sys.stderr)
        return 1
    for kind, figure in figures(shown).items():
        print(f"{kind:12} {figure.value:.3f} ({figure.low:.3f}–{figure.high:.3f}, n {figure.n})")
    for one in shown:
        if arguments.misses and not one.is_right:
            print(f"{one.desk} {one.kind:10} {one.decision:11} {one.text!r}: {one.first}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
