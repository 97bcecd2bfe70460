"""Turns with a model that is scripted from gold answers: shows that the path is whole, end to end.

    python -m tools.gold_server --data FOLDER [--sets kb_techqa,kb_multiturn] [--most N]

The server says the sentences of the gold answer that a passage of its prompt has, word for word or
in about these words, and cites it; if there are none, that it isn't answerable. So this is
plumbing: it tells what the prompt, the checks and the decision do with a model that is right, and
nothing of any real model's quality.
"""

import argparse
import asyncio
import gzip
import json
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from tandem import app
from tandem.actions.knowledge.learn import Source, learn
from tandem.assistant.thinking import fixed
from tandem.core.desk.message import Author, Message
from tandem.core.knowledge.sentence import sentences
from tandem.core.turn.decide import Answer, Suggest
from tandem.core.turn.source import shown
from tandem.core.turn.support import content
from tandem.settings import Settings
from tests.llm import scripted
from tests.llm.answering import NOT_ANSWERABLE, passages, reply
from tests.llm.scripted import Json, Request, says
from tools.model_turns import Told, take, writing

SETS = {"kb_techqa": "articles", "kb_multiturn": "passages"}
CLAIMS_MOST = 8
SAME = 0.6  # share of a gold sentence's words from which a passage's sentence says it
WORDS_MIN, WORDS_MOST = 3, 60  # of a sentence that is said
AUTHORS = {"customer": Author.CUSTOMER, "bot": Author.ASSISTANT, "agent": Author.AGENT}


def gold(answer: str, request: Request) -> Json:
    """The gold answer's sentences that a passage has, each with that passage and its words."""
    read = [
        (number, sentence)
        for number, text in passages(request).items()
        for sentence in sentences(text)
    ]
    claims: list[tuple[str, tuple[int, ...], str]] = []
    for sentence in sentences(answer):
        said = " ".join(sentence.split())
        words = content(said)
        if not words or not WORDS_MIN <= len(said.split()) <= WORDS_MOST:
            continue
        shared = ((len(words & content(one)) / len(words), number, one) for number, one in read)
        share, number, quote = max(shared, default=(0.0, 0, ""))
        if share >= SAME:
            claims.append((said, (number,), " ".join(quote.split())))
    return reply(claims[:CLAIMS_MOST]) if claims else NOT_ANSWERABLE


async def measure(settings: Settings, folder: Path, documents: str, most: int) -> str:
    """Asks a set's answerable questions; returns what became of the turns."""
    questions = [row for row in _rows(folder, "questions") if row["answerable"] and row["answer"]]
    policy, told = app.read_policy(app.resource("policy.toml")), Told()
    asked = dict[str, str]()
    right = 0

    def made(request: Request) -> Json:
        schema = request.schema or {}
        if "claims" not in schema["properties"]:  # it is to be rewritten, and is well as it is
            return {"question": asked["question"]}
        return gold(asked["answer"], request)

    behaviour = says(made)
    with app.server(settings) as (conninfo, _), scripted.serving(behaviour) as server:
        async with (
            app.open_scratch_database(conninfo) as database,
            app.open_embedder(settings) as embedder,
        ):
            with tempfile.NamedTemporaryFile("w", suffix=".jsonl") as file:
                file.writelines(json.dumps(row) + "\n" for row in _rows(folder, documents))
                file.flush()
                source = Source(Path(file.name))
                await learn(database, embedder, source, prune=True, now=app.now())
            thinking = app.thinking(database, embedder, fixed(policy))
            async with writing(thinking, server.openai_url) as ready:
                for row in questions[:most]:
                    asked |= {"question": row["question"], "answer": row["answer"]}
                    decision, evidence = await take(ready, told, row["question"], _earlier(row))
                    if isinstance(decision, Answer | Suggest) and decision.maker == "written":
                        cited = shown(decision, evidence).citations[0].article_id
                        right += any(cited.endswith(id) for id in row["gold_article_ids"])
    by_model = sum(count for name, count in told.decisions.items() if name.endswith("written"))
    share = by_model / told.turns
    return (
        f"{folder.name}\n{told}\n{by_model} of {told.turns} turns ({share:.0%}) showed the model's"
        f" reply; {right} of these cite a gold article first"
    )


def _earlier(row: Mapping[str, Any]) -> list[Message]:
    return [Message(AUTHORS[one["author"]], one["text"]) for one in row.get("context", ())]


def _rows(folder: Path, name: str) -> Iterator[dict[str, Any]]:
    packed = folder / f"{name}.jsonl.gz"
    if packed.is_file():
        with gzip.open(packed, "rt", encoding="utf-8") as lines:
            yield from map(json.loads, lines)
    else:
        yield from map(json.loads, (folder / f"{name}.jsonl").read_text("utf-8").splitlines())


def main() -> int:
    """Print what became of each set's turns."""
    line = argparse.ArgumentParser(description="Turns with a model scripted from gold answers.")
    line.add_argument("--data", type=Path, required=True)
    line.add_argument("--sets", default=",".join(SETS))
    line.add_argument("--most", type=int, default=1_000_000, help="questions of a set")
    given = line.parse_args()
    data: Path = given.data
    for name in str(given.sets).split(","):
        began = time.monotonic()
        most: int = given.most
        print(asyncio.run(measure(app.load_settings(), data / name, SETS[name], most)))
        print(f"{time.monotonic() - began:.0f} s\n", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
