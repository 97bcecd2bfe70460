"""Takes many turns with the tiny random model, and checks anew every sentence that was shown.

    python -m tools.tiny_turns [--turns 1000]

The model and its server are real; what it says is noise in the right shape. The firms and their
questions are those of tools/desks, three articles each, for the model reads a token a character. A
sentence that reaches a customer must stand in the article that it cites, or be a claim whose checks
all passed, and in which the check finds no fault when it is run again.
"""

import argparse
import asyncio
import json
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import replace
from itertools import count, cycle, islice
from pathlib import Path
from typing import Any

from tandem import app
from tandem.actions.knowledge.learn import Source, learn
from tandem.assistant.ports import Model, Said
from tandem.assistant.thinking import Thinking, fixed
from tandem.core.turn.prompt import Prompt
from tests.llm import tiny
from tools.model_turns import Told, take, writing

DESKS = Path(__file__).parent / "desks" / "desks.jsonl"
CLAIMS_MOST = 4


class Talkative:
    """The tiny model made to answer, in three of four requests, and never the same twice.

    It obeys the schema, and left alone it mostly asks or declines. So the schema leaves it no other
    kind than an answer of some claims that cite passages.
    """

    def __init__(self, inner: Model) -> None:
        self._inner = inner
        self._asked = count(1)
        self.name, self.is_hosted = inner.name, inner.is_hosted

    def settings(self, sample: int) -> Mapping[str, float | int]:
        """As the model's own."""
        return self._inner.settings(sample)

    async def ask(self, prompt: Prompt, *, deadline_s: float, sample: int = 0) -> Said:
        """An answer of claims, most often."""
        number = next(self._asked)
        if prompt.purpose == "answer" and number % 4:
            prompt = replace(prompt, schema=_only_claims(prompt))
        return await self._inner.ask(prompt, deadline_s=deadline_s, sample=number)


def _only_claims(prompt: Prompt) -> Mapping[str, Any]:
    schema: dict[str, Any] = json.loads(json.dumps(prompt.schema))
    fields = schema["properties"]
    fields["kind"]["enum"] = ["answer"]
    fields["claims"] |= {"minItems": 1, "maxItems": CLAIMS_MOST}
    claim = fields["claims"]["items"]["properties"]
    claim["text"]["minLength"] = 1
    claim["sources"] = {"type": "array", "minItems": 1, "maxItems": 2, "items": {"enum": [1, 2, 3]}}
    return schema


def desks() -> list[dict[str, Any]]:
    """The invented firms: `articles` and `questions`."""
    return [json.loads(line) for line in DESKS.read_text("utf-8").splitlines()]


async def run(thinking: Thinking, url: str, desk: dict[str, Any], told: Told, turns: int) -> None:
    """Learns the desk's articles, and takes turns with its questions, one after the other."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "articles.jsonl"
        file.write_text("\n".join(map(json.dumps, desk["articles"])), encoding="utf-8")
        source = Source(file)
        await learn(thinking.database, thinking.embedder, source, prune=True, now=app.now())
    async with writing(thinking, url) as ready:
        assert ready.writers is not None, "there is a model"
        models = tuple(Talkative(one) for one in ready.writers.models)
        ready = replace(ready, writers=replace(ready.writers, models=models))
        for question in islice(cycle(desk["questions"]), turns):
            await take(ready, told, question["text"])


async def _main(turns: int) -> Told:
    settings, told, firms = app.load_settings(), Told(), desks()
    policy = fixed(app.read_policy(app.resource("policy.toml")))
    with app.server(settings) as (conninfo, _), tiny.running() as model:
        async with app.open_embedder(settings) as embedder:
            for place, desk in enumerate(firms):
                share = (turns - told.turns) // (len(firms) - place)
                async with app.open_scratch_database(conninfo) as database:
                    thinking = app.thinking(database, embedder, policy)
                    await run(thinking, model.base_url, desk, told, share)
    return told


def main() -> int:
    """Print what became of the turns; 1 if an unverified sentence was shown."""
    line = argparse.ArgumentParser(description="Turns with the tiny random model.")
    line.add_argument("--turns", type=int, default=1_000)
    turns: int = line.parse_args().turns
    began = time.monotonic()
    told = asyncio.run(_main(turns))
    print(f"{told}\n{time.monotonic() - began:.0f} s")
    return 1 if told.unverified else 0


if __name__ == "__main__":
    sys.exit(main())
