"""`python -m tools.fit_confidence` fits the shipped confidence models."""

import argparse
import asyncio
import gzip
import hashlib
import json
import random
import sys
import tempfile
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import asynccontextmanager, nullcontext
from dataclasses import replace
from pathlib import Path

from tandem import app
from tandem.actions.knowledge.learn import Source, learn
from tandem.assistant.ports import Embedder
from tandem.assistant.thinking import Thinking, fixed
from tandem.assistant.trial import Trial, try_all
from tandem.cli.rows import read_labelled
from tandem.core.errors import TandemError
from tandem.core.knowledge.rank import best_of_each
from tandem.core.lab.judged import Judged
from tandem.core.turn.calibration import Calibration
from tandem.core.turn.confidence import (
    FEATURES,
    KEYWORD_FEATURES,
    KEYWORD_MEANING_FEATURES,
    KEYWORDS_ALONE,
    MEANING_FEATURES,
    Model,
)
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
        embedder,
        Model((), (), (), (), 0.0),
        None,
        None,
        1.0,
        0.0,
        (("", threshold),),
        "blank",
        meaning=Model((), (), (), (), 0.0),
    )


SMALL_DESKS = 30  # of each body
FIELD = 30  # articles that are of one field
SMALL_SIZES = (1, 3, 3, 3, 4, 5, 8, 12, 20)  # articles


async def gather_bodies(settings: Settings, data: Path, *, vectors: bool) -> tuple[str, list[Body]]:
    """Learn each body of articles in a scratch database and ask its questions.

    With vectors then parts of it, as desks of a few articles: what is measured of the list must
    mean the same there. By keywords alone a few articles are too few for their idf to tell much.
    """
    bodies: list[Body] = []
    with app.server(settings) as (conninfo, _):
        async with app.open_embedder(settings) as loaded:
            embedder = loaded if vectors else None
            name = embedder.model if embedder else KEYWORDS_ALONE
            for body, (articles, questions) in BODIES.items():
                folder = data / body.removesuffix("_un")
                # Of an underspecified question, or half an answer, nobody can say what is right.
                labelled = [
                    question
                    for question in read_labelled([folder / file for file in questions]).questions
                    if question.kind in ("answerable", "unanswerable")
                ]
                files = [folder / file for file in articles]
                async with trying(conninfo, embedder, settings, files) as thinking:
                    trials = await try_all(
                        thinking, labelled, concurrency=settings.processes, now=app.now()
                    )
                cases = [case for trial in trials if (case := trial.judged) is not None]
                bodies.append(Body(body, body, cases))
                if embedder is not None:
                    cases = await small_desks(conninfo, embedder, settings, files, trials)
                    bodies.append(Body(f"{body}, small desks", body, cases))
                print(f"{name} {body}: {len(trials)} asked", file=sys.stderr)
    return name, bodies


@asynccontextmanager
async def trying(
    conninfo: str, embedder: Embedder | None, settings: Settings, files: Sequence[Path]
) -> AsyncGenerator[Thinking]:
    """A scratch database that has learnt these files, and an empty calibration."""
    async with app.open_scratch_database(conninfo) as database:
        with app.bulk(embedder, settings) if len(files) > 1 else nullcontext(embedder) as bulk:
            for file in files:
                await learn(database, bulk, Source(file), prune=False, now=app.now())
        yield app.thinking(
            database,
            embedder,
            fixed(app.read_policy(app.resource("policy.toml"))),
            [blank(embedder.model if embedder else KEYWORDS_ALONE)],
        )


async def small_desks(
    conninfo: str,
    embedder: Embedder,
    settings: Settings,
    files: Sequence[Path],
    trials: Sequence[Trial],
) -> list[Judged]:
    """Desks of a few articles of one field, asked what these answer, and what their field leaves.

    The field of a desk are the articles found for one question; what it is asked in vain is half
    about others of them, half about anything. `trials` are of the whole body.
    """
    chance = random.Random(7)  # noqa: S311 -- a fixed choice, no secret
    rows = {str(row["id"]): row for file in files for row in _rows(file)}
    known = [trial for trial in trials if trial.question.answerable and _gold(trial, rows)]
    cases: list[Judged] = []
    for seed in chance.sample(known, SMALL_DESKS):
        size = chance.choice(SMALL_SIZES)
        field = _field(seed)
        near = [id for id in field if id in rows and id not in seed.question.gold]
        ids = {*_gold(seed, rows), *chance.sample(near, max(0, min(len(near), size - 1)))}
        asked = [trial.question for trial in known if _gold(trial, rows) & ids][:size]
        vain = [t.question for t in trials if not set(t.question.gold) & ids]
        close = [one for one in vain if set(one.gold) & set(field)]
        half = (len(asked) + 1) // 2
        vain = [
            *chance.sample(close, min(half, len(close))),
            *chance.sample(vain, min(half, len(vain))),
        ]
        asked += [replace(one, gold=(), answerable=False) for one in vain]
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "articles.jsonl"
            file.write_text("\n".join(json.dumps(rows[id]) for id in sorted(ids)), encoding="utf-8")
            async with trying(conninfo, embedder, settings, [file]) as thinking:
                tried = await try_all(thinking, asked, concurrency=2, now=app.now())
        cases += [case for trial in tried if (case := trial.judged) is not None]
    return cases


def _gold(trial: Trial, rows: Mapping[str, object]) -> set[str]:
    return set(trial.question.gold) & rows.keys()


def _field(trial: Trial) -> list[str]:
    """The articles that the search of the whole body found for a question."""
    return [hit.document for hit in best_of_each(trial.considered.hits)[:FIELD]]


def _rows(file: Path) -> list[dict[str, object]]:
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


async def fit(data: Path, out: Path) -> None:
    """Fit both variants and write them with their provenance."""
    settings = app.load_settings()
    calibrations: list[Calibration] = []
    measured: dict[str, object] = {}
    for vectors in (True, False):
        name, bodies = await gather_bodies(settings, data, vectors=vectors)
        calibration, figures = fit_shared(
            bodies,
            FEATURES if vectors else KEYWORD_FEATURES,
            MEANING_FEATURES if vectors else KEYWORD_MEANING_FEATURES,
            name,
        )
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
