"""Everything is killed while customers write: nothing is lost, doubled, forgotten or sent twice."""

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[3]
MINUTES = 0.25


def test_whatever_is_killed_and_whenever() -> None:
    """Runs for 15 seconds what `python -m benchmarks.faults` can do for any time."""
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.faults", "--json", "--minutes", str(MINUTES)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=240,
    )
    assert done.returncode in (0, 1), done.stderr
    summary = json.loads(done.stdout)
    assert min(summary["kills"].values()) >= 1, "each was killed"
    assert summary["accepted"] >= 50
    assert summary["answered"] >= 10
    faults = ("lost", "doubled", "forgotten", "answered_twice", "gaps")
    assert {name: summary[name] for name in faults} == dict.fromkeys(faults, 0)
