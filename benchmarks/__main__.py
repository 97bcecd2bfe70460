"""`python -m benchmarks`: measures every figure and prints a table."""

import argparse
import json
import os
import signal
import sys
import tempfile
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from benchmarks import (
    data,
    learn,
    memory,
    metrics,
    model,
    person,
    receive,
    reply,
    respond,
    scale,
    search,
    start,
    streams,
    table,
)
from benchmarks import run as sizes
from benchmarks.home import temporary_home
from benchmarks.table import Figure
from tandem.postgres import embedded

PARTS = {
    "search": search.measure,
    "respond": respond.measure,
    "receive": receive.measure,
    "reply": reply.measure,
    "person": person.measure,
    "model": model.measure,
    "streams": streams.measure,
    "learn": learn.measure,
    "scale": scale.measure,
    "start": start.measure,
    "memory": memory.measure,
    "metrics": metrics.measure,
}
RUN_S_MAX = 45 * 60


def main() -> int:
    """Run the chosen measurements; returns 0 even if a goal is missed, since machines differ."""
    arguments = _arguments()
    signal.signal(signal.SIGALRM, _stop)  # in both cases the homes are removed
    signal.signal(signal.SIGTERM, _stop)
    signal.alarm(RUN_S_MAX)
    began = time.perf_counter()
    with _same_everywhere(), temporary_home() as home, embedded.join(home):
        run = sizes.quick(home) if arguments.quick else sizes.full(home)
        circumstances = table.circumstances(data.fingerprint(run.company))
        for name, said in circumstances.items():
            print(f"{name:8} {said}")
        print(f"\n{table.heading()}", flush=True)
        figures: list[Figure] = []
        for part in arguments.only:
            for figure in PARTS[part](run):
                print(table.row(figure), flush=True)
                figures.append(figure)
    print(f"\n{table.floors(figures)}\n\n{time.perf_counter() - began:.0f} s")
    if arguments.json is not None:
        found = {
            **circumstances,
            "quick": arguments.quick,
            "figures": [figure.to_json() for figure in figures],
        }
        arguments.json.write_text(json.dumps(found, indent=2, ensure_ascii=False) + "\n", "utf-8")
    return 0


class _Arguments(argparse.Namespace):
    only: list[str]
    quick: bool
    json: Path | None


def _arguments() -> _Arguments:
    line = argparse.ArgumentParser(prog="benchmarks", description=__doc__)
    line.add_argument(
        "--only",
        type=_parts,
        default=list(PARTS),
        metavar="PARTS",
        help=f"some of {','.join(PARTS)}",
    )
    line.add_argument("--quick", action="store_true", help="under a minute, rough figures")
    line.add_argument("--json", type=Path, metavar="OUT", help="write the figures here as well")
    return line.parse_args(namespace=_Arguments())


@contextmanager
def _same_everywhere() -> Generator[None]:
    """Give child processes no settings, and compiled code even if this process writes none."""
    for name in list(os.environ):
        if name.startswith("TANDEM_") or name in ("DATABASE_URL", "PYTHONDONTWRITEBYTECODE"):
            del os.environ[name]
    with tempfile.TemporaryDirectory(prefix="tandem-bench-") as folder:
        if sys.dont_write_bytecode:
            os.environ["PYTHONPYCACHEPREFIX"] = folder
        yield


def _parts(text: str) -> list[str]:
    parts = text.split(",")
    if unknown := [part for part in parts if part not in PARTS]:
        raise argparse.ArgumentTypeError(f"there is no {unknown[0]!r}; known: {', '.join(PARTS)}")
    return parts


def _stop(number: int, _: object) -> None:
    raise SystemExit(f"Stopped by {signal.Signals(number).name}.")


if __name__ == "__main__":
    sys.exit(main())
