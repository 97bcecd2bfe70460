"""Everything is killed while customers write: nothing is lost, doubled, forgotten or sent twice."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[3]


def run(*options: str) -> dict[str, Any]:
    """The summary of `python -m benchmarks.faults`, for some seconds."""
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.faults", "--json", *options],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=240,
    )
    assert done.returncode in (0, 1), done.stderr
    return json.loads(done.stdout)


def test_whatever_is_killed_and_whenever() -> None:
    """For 15 seconds what the benchmark can do for any time."""
    summary = run("--seconds", "15")
    assert min(summary["kills"].values()) >= 1, "each was killed"
    assert summary["accepted"] >= 50
    assert summary["answered"] >= 10
    faults = ("lost", "doubled", "forgotten", "answered_twice", "gaps")
    assert {name: summary[name] for name in faults} == dict.fromkeys(faults, 0)


def test_the_front_door_keeps_what_it_promised() -> None:
    """Real processes are killed and paused while HTTP clients write, answer and follow streams."""
    summary = run("--http", "--seconds", "10", "--seed", "12")
    assert min(summary["kills"].values()) >= 1, "with this seed"
    assert min(summary["pauses"]["web"], summary["pauses"]["worker"]) >= 1
    assert summary["accepted"] >= 10
    assert summary["streams"] >= 5
    faults = ("lost", "doubled", "forgotten", "answered_twice", "talked_over", "gaps")
    of_streams = ("stream_missed", "stream_twice")
    counted = {name: summary[name] for name in (*faults, *of_streams)}
    assert counted == dict.fromkeys(counted, 0)
