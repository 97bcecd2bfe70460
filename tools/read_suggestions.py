"""`python -m tools.read_suggestions` lists what is suggested, for people to read, and counts.

The right article is not yet the right answer. `list` writes the first suggestion for each question
with its quote, in a mixed order and without probabilities; somebody adds `answers` (yes, partly or
no: does the quote answer the question?); `count` prints the shares.
"""

import argparse
import asyncio
import json
import random
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from tandem import app
from tandem.actions.knowledge.import_tickets import import_tickets
from tandem.actions.knowledge.learn import Source, learn
from tandem.assistant.consider import recalibrated
from tandem.assistant.gather import shipped
from tandem.assistant.thinking import fixed
from tandem.assistant.trial import Trial, try_all
from tandem.cli.rows import read_labelled
from tandem.core.errors import TandemError
from tandem.core.metrics.figures import proportion
from tandem.core.turn.calibration import Calibration
from tandem.core.turn.decide import Suggest, decide
from tandem.core.turn.policy import Policy
from tandem.core.turn.source import shown
from tandem.fit.confidence import judge

ANSWERS = ("yes", "partly", "no")


async def listed(arguments: argparse.Namespace) -> list[dict[str, object]]:
    """The first suggestions for the test split, or for all questions where there is none."""
    settings = app.load_settings()
    policy = app.read_policy(app.policy_path(settings))
    questions = read_labelled(arguments.questions).questions
    with app.server(settings) as (conninfo, _):
        async with (
            app.open_scratch_database(conninfo) as database,
            app.open_embedder(settings) as embedder,
        ):
            thinking = app.thinking(database, embedder, fixed(policy))
            for path in arguments.articles:
                await learn(database, embedder, Source(path), prune=False, now=app.now())
            for path in arguments.tickets:
                await import_tickets(database, embedder, path, now=app.now())
            trials = await try_all(
                thinking, questions, concurrency=settings.processes, now=app.now()
            )
            start = shipped(thinking, policy, embedder.model if embedder else "keywords")
    return _suggested(trials, start, policy)


def _suggested(
    trials: Sequence[Trial], start: Calibration, policy: Policy
) -> list[dict[str, object]]:
    tests = [trial for trial in trials if trial.question.split == "test"]
    learnt = [trial.judged for trial in trials if trial.question.split != "test"] if tests else []
    cases = [case for case in learnt if case is not None]
    calibration = judge(start, cases, policy.categories, policy.target_error)
    rows: list[dict[str, object]] = []
    for trial in tests or trials:
        evidence = recalibrated(trial.considered.evidence, calibration, policy)
        decision = decide(evidence, policy)
        if isinstance(decision, Suggest):
            quote = shown(decision, evidence)
            rows.append(
                {
                    "id": trial.question.id,
                    "earlier": [f"{one.author}: {one.text}" for one in trial.question.context],
                    "question": trial.question.text,
                    "article": quote.citations[0].article_id,
                    "title": quote.citations[0].title,
                    "quote": "\n".join(claim.text for claim in quote.claims),
                }
            )
    return rows


def count(path: Path, questions: Sequence[Path]) -> None:
    """Print the shares of each answer; with the questions, those of the right article too."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    _print("all", [row["answers"] for row in rows])
    if questions:
        asked = read_labelled(questions).questions
        gold = {one.id: one.gold for one in asked if one.answerable}
        right = [row["answers"] for row in rows if row["article"] in gold.get(row["id"], ())]
        _print("the right article", right)


def _print(name: str, answers: Sequence[str]) -> None:
    counts = Counter(answers)
    for answer in ANSWERS:
        share = proportion(counts[answer], len(answers))
        print(f"{name}, {answer}: {counts[answer]} of {share.n}, {share.value:.3f}")


def main() -> int:
    """List suggestions, or count what was read."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=("list", "count"))
    parser.add_argument("file", type=Path, help="the JSONL file to write or to count")
    parser.add_argument("--articles", type=Path, action="append", default=[])
    parser.add_argument("--questions", type=Path, action="append", default=[])
    parser.add_argument("--tickets", type=Path, action="append", default=[])
    parser.add_argument("--most", type=int, default=100)
    arguments = parser.parse_args()
    if arguments.what == "count":
        count(arguments.file, arguments.questions)
        return 0
    try:
        rows = asyncio.run(listed(arguments))
    except TandemError as error:
        print(error, file=sys.stderr)
        return 1
    random.Random(1).shuffle(rows)  # noqa: S311 -- a fixed order, no secret
    lines = (json.dumps(row, ensure_ascii=False) + "\n" for row in rows[: arguments.most])
    arguments.file.write_text("".join(lines), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
