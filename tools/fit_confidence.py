"""`python -m tools.fit_confidence` fits the shipped confidence models."""

import argparse
import asyncio
import hashlib
import json
import sys
from pathlib import Path

from tandem import app
from tandem.actions.knowledge.calibrate_on_articles import calibrate_on_articles
from tandem.actions.knowledge.learn import Source, learn
from tandem.assistant.thinking import fixed
from tandem.assistant.trial import try_all
from tandem.cli.rows import read_labelled
from tandem.core.errors import TandemError
from tandem.core.turn.calibration import Calibration
from tandem.core.turn.confidence import FEATURES, KEYWORD_FEATURES, KEYWORDS_ALONE, Model
from tandem.core.turn.threshold import Threshold
from tandem.settings import Settings
from tandem.store import codec
from tools.fit_shared import Body, fit_shared

# The bank's questions are the beginnings of longer scenarios, labelled with what the whole scenario
# needs. So nothing can be learnt from them about being right.
BODIES = {
    "kb_techqa": (("articles.jsonl.gz",), ("questions.jsonl",)),
    "kb_multiturn": (("passages.jsonl.gz", "un_passages.jsonl.gz"), ("questions.jsonl.gz",)),
    "kb_multiturn_un": (("passages.jsonl.gz", "un_passages.jsonl.gz"), ("un_questions.jsonl.gz",)),
}


def blank(embedder: str) -> Calibration:
    """An empty calibration, from which fitting starts."""
    threshold = Threshold(None, 0.1, 0, 0, 0, 1.0, "shipped")
    return Calibration(
        embedder, Model((), (), (), (), 0.0), None, None, 1.0, 0.0, (("", threshold),), "blank"
    )


async def gather_bodies(settings: Settings, data: Path, *, vectors: bool) -> tuple[str, list[Body]]:
    """Learn each body of articles in a scratch database and ask its questions."""
    bodies: list[Body] = []
    name = KEYWORDS_ALONE
    with app.server(settings) as (conninfo, _):
        for body, (articles, questions) in BODIES.items():
            folder = data / body.removesuffix("_un")
            async with (
                app.open_scratch_database(conninfo) as database,
                app.open_embedder(settings) as loaded,
            ):
                embedder = loaded if vectors else None
                name = embedder.model if embedder else KEYWORDS_ALONE
                thinking = app.thinking(
                    database,
                    embedder,
                    fixed(app.read_policy(app.resource("policy.toml"))),
                    [blank(name)],
                )
                with app.bulk(embedder, settings) as bulk:
                    for file in articles:
                        await learn(
                            database, bulk, Source(folder / file), prune=False, now=app.now()
                        )
                own = await calibrate_on_articles(
                    thinking, processes=settings.processes, now=app.now()
                )
                labelled = read_labelled([folder / file for file in questions])
                trials = await try_all(
                    thinking, labelled.questions, concurrency=settings.processes, now=app.now()
                )
            kept = [(trial, case) for trial in trials if (case := trial.judged) is not None]
            bodies.append(
                Body(
                    body,
                    [case for _, case in kept],
                    [trial.question.answerable for trial, _ in kept],
                    own.own if own else None,
                )
            )
            print(f"{name} {body}: {len(kept)} judged", file=sys.stderr)
    return name, bodies


async def fit(data: Path, out: Path) -> None:
    """Fit both variants and write them with their provenance."""
    settings = app.load_settings()
    calibrations: list[Calibration] = []
    measured: dict[str, object] = {}
    for vectors in (True, False):
        name, bodies = await gather_bodies(settings, data, vectors=vectors)
        features = FEATURES if vectors else KEYWORD_FEATURES
        calibration, figures = fit_shared(bodies, features, name)
        calibrations.append(calibration)
        measured[name] = figures
    files = sorted(
        {data / b.removesuffix("_un") / f for b, sets in BODIES.items() for fs in sets for f in fs}
    )
    table = {
        "about": "Confidence models of this release; docs/confidence.md explains them.",
        "provenance": {
            "command": "python -m tools.fit_confidence --data DATA --out OUT",
            "data": {
                str(file.relative_to(data)): hashlib.sha256(file.read_bytes()).hexdigest()
                for file in files
            },
            "licences": "TechQA-RAG-Eval sample and mt-rag-benchmark, both Apache-2.0",
            "left_out_in_turn": measured,
        },
        "calibrations": [json.loads(codec.encode(calibration)) for calibration in calibrations],
    }
    out.write_text(  # noqa: ASYNC240 -- nothing else runs now
        json.dumps(table, indent=1, ensure_ascii=False) + "\n", encoding="utf-8"
    )


def main() -> int:
    """Read the arguments, fit, and report errors."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="the folder of development sets")
    parser.add_argument("--out", type=Path, required=True, help="the file to write")
    arguments = parser.parse_args()
    try:
        asyncio.run(fit(arguments.data, arguments.out))
    except TandemError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
