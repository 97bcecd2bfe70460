"""Measurements in a separate process: `python -m benchmarks.child TASK HOME URL < questions`.

Imports are inside the functions: their time and memory are part of the measurement.
"""

import asyncio
import json
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from tandem.settings import Settings

PAGE = os.sysconf("SC_PAGE_SIZE")
TASK_S_MAX = 120.0


def run(task: str, settings: "Settings", questions: Sequence[str]) -> dict[str, float]:
    """Run the task in a new process; returns its measurements."""
    assert settings.database_url is not None
    place = str(settings.home), settings.database_url
    done = subprocess.run(  # noqa: S603 -- our own words
        (sys.executable, "-m", "benchmarks.child", task, *place),
        input=json.dumps(questions),
        stdout=subprocess.PIPE,
        cwd=Path(__file__).parent.parent,
        text=True,
        check=True,
        timeout=TASK_S_MAX,
    )
    return cast("dict[str, float]", json.loads(done.stdout))


def resident() -> int:
    """The resident bytes of this process."""
    return PAGE * int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])


async def answer(home: Path, url: str, questions: Sequence[str]) -> dict[str, float]:
    """Open the assistant and ask everything: seconds to the first answer, memory on the way."""
    bare = resident()
    from tandem.app import SupportAssistant
    from tandem.settings import Settings

    imported = resident()
    began = time.perf_counter()
    async with await SupportAssistant.open(
        settings=Settings(home=home, database_url=url)
    ) as assistant:
        await assistant.respond(questions[0])
        taken = time.perf_counter() - began
        first = resident()
        for question in questions[1:]:
            await assistant.respond(question)
        last = resident()
        from benchmarks.resident import postgres_bytes

        return {
            "seconds": taken,
            "bare": bare,
            "imported": imported,
            "first": first,
            "last": last,
            "postgres": postgres_bytes(home),
        }


async def embedder(_: Path, __: str, questions: Sequence[str]) -> dict[str, float]:
    """Load the embedder and embed everything: the memory that this adds to the process."""
    from tandem.adapters.embed import onnx

    imported = resident()
    loaded = onnx.OnnxEmbedder.load(onnx.shipped())
    loaded.embed_once(questions)
    return {"added": resident() - imported}


async def least(_: Path, url: str, questions: Sequence[str]) -> dict[str, float]:
    """Load the model, connect and search by hand: seconds to the first rows."""
    from onnxruntime import InferenceSession
    from tokenizers import Tokenizer

    from benchmarks.floor import bare_search
    from tandem.adapters.embed import onnx
    from tandem.store.passages import Model

    folder = onnx.shipped()
    began = time.perf_counter()
    session = InferenceSession(str(folder / "model.onnx"), providers=["CPUExecutionProvider"])
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    loaded = onnx.OnnxEmbedder("bare", onnx.WINDOW, session, tokenizer)
    async with bare_search(url, loaded, Model(1, loaded.dimension)) as bare:
        await bare.ask(questions[0])
        return {"seconds": time.perf_counter() - began}


TASKS = {"answer": answer, "embedder": embedder, "least": least}


def main() -> None:
    """Run the task with the home and the database from the command line."""
    task, home, url = TASKS[sys.argv[1]], Path(sys.argv[2]), sys.argv[3]
    questions = cast("list[str]", json.load(sys.stdin))
    print(json.dumps(asyncio.run(task(home, url, questions))))


if __name__ == "__main__":
    main()
