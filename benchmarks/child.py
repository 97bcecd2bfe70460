"""What is measured in a process of its own: `python -m benchmarks.child TASK HOME < questions`.

Imports stand inside the functions: what they cost in time and memory is part of what is measured.
"""

import asyncio
import json
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import cast

PAGE = os.sysconf("SC_PAGE_SIZE")
TASK_S_MAX = 120.0


def run(task: str, home: Path, questions: Sequence[str]) -> dict[str, float]:
    """What the task measured, in a new process."""
    command = (sys.executable, "-m", "benchmarks.child", task, str(home))
    done = subprocess.run(  # noqa: S603 -- our own words
        command,
        input=json.dumps(questions),
        stdout=subprocess.PIPE,
        cwd=Path(__file__).parent.parent,
        text=True,
        check=True,
        timeout=TASK_S_MAX,
    )
    return cast("dict[str, float]", json.loads(done.stdout))


def resident() -> int:
    """Bytes of this process in memory."""
    return PAGE * int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])


async def answer(home: Path, questions: Sequence[str]) -> dict[str, float]:
    """Open the assistant and ask everything: seconds to the first answer, memory on the way."""
    bare = resident()
    from tandem.app import SupportAssistant
    from tandem.settings import Settings

    imported = resident()
    began = time.perf_counter()
    async with await SupportAssistant.open(settings=Settings(home=home)) as assistant:
        await assistant.respond(questions[0])
        taken = time.perf_counter() - began
        first = resident()
        for question in questions[1:]:
            await assistant.respond(question)
        last = resident()
        from benchmarks.memory import postgres_bytes

        return {
            "seconds": taken,
            "bare": bare,
            "imported": imported,
            "first": first,
            "last": last,
            "postgres": postgres_bytes(home),
        }


async def embedder(_: Path, questions: Sequence[str]) -> dict[str, float]:
    """Load the embedder and embed everything: what it adds to the process."""
    from tandem.adapters.embed import onnx

    imported = resident()
    loaded = onnx.OnnxEmbedder.load(onnx.shipped())
    loaded.embed_once(questions)
    return {"added": resident() - imported}


async def least(home: Path, questions: Sequence[str]) -> dict[str, float]:
    """Load the model, connect and search by hand: seconds to the first rows."""
    from onnxruntime import InferenceSession
    from tokenizers import Tokenizer

    from benchmarks.floor import bare_search
    from tandem.adapters.embed import onnx
    from tandem.store import cluster
    from tandem.store.passages import Model

    folder, conninfo = onnx.shipped(), cluster.of(home).conninfo()
    began = time.perf_counter()
    session = InferenceSession(str(folder / "model.onnx"), providers=["CPUExecutionProvider"])
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    loaded = onnx.OnnxEmbedder("bare", onnx.WINDOW, session, tokenizer)
    async with bare_search(conninfo, loaded, Model(1, loaded.dimension)) as bare:
        await bare.ask(questions[0])
        return {"seconds": time.perf_counter() - began}


TASKS = {"answer": answer, "embedder": embedder, "least": least}


def main() -> None:
    """Run the task that is named first in the home that is named second."""
    task, home = TASKS[sys.argv[1]], Path(sys.argv[2])
    questions = cast("list[str]", json.load(sys.stdin))
    print(json.dumps(asyncio.run(task(home, questions))))


if __name__ == "__main__":
    main()
