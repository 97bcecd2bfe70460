"""The tiny language model as a process: a real server whose answers have any shape and no sense."""

import json
import subprocess
import sys
import threading
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
START_S_MAX = 60.0


@dataclass(frozen=True, slots=True)
class Tiny:
    """Where it is, the name of its model, and its process."""

    base_url: str
    model: str
    pid: int


@contextmanager
def running() -> Generator[Tiny]:
    """The server while the block runs; it also ends when this process is killed."""
    command = [sys.executable, "-m", "tools.tiny_llm", "--attached"]
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        overdue = threading.Timer(START_S_MAX, process.kill)
        overdue.start()
        line = process.stdout.readline()
        overdue.cancel()
        try:
            assert line, "the tiny language model did not start"
            yield Tiny(**json.loads(line), pid=process.pid)
        finally:
            process.kill()
