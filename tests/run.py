"""All checks in order, both cores busy, and a line that says how many tests of each kind ran."""

import os
import shutil
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as ET
from dataclasses import dataclass
from pathlib import Path

BIN = Path(sys.executable).parent
ROOT = Path(__file__).parent.parent

STATIC = (
    ("formatting", ["ruff", "format", "--check", "--quiet", "."]),
    ("lint", ["ruff", "check", "--quiet", "."]),
    ("layers", ["lint-imports", "--no-logo"]),
    ("types", ["basedpyright", "--level", "error"]),
)
KINDS = (
    ("unit", ["tests/unit", "-m", "not property"]),
    ("property", ["tests/unit", "-m", "property"]),
    ("repository", ["tests/repository"]),
    ("integration", ["tests/integration"]),
    ("browser", ["tests/browser", "-n", "0"]),  # all at one desk, which takes a while to learn
)
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
INSTALL = (["apt-get", "update", "-qq"], ["apt-get", "install", "-y", "-qq", "chromium"])


@dataclass(frozen=True, slots=True)
class Count:
    """How the tests of one kind ended."""

    kind: str
    passed: int
    failed: int
    skipped: int
    seconds: float


def main() -> int:
    """Run everything, or with --static no tests; 1 if anything failed, or was skipped in CI."""
    ok = static()
    if "--static" in sys.argv[1:]:
        return 0 if ok else 1
    provide_browser()
    counts = [tests(kind, selection) for kind, selection in KINDS]
    passed = sum(count.passed for count in counts)
    failed = sum(count.failed for count in counts)
    skipped = sum(count.skipped for count in counts)
    print()
    for count in counts:
        print(f"{count.kind:12} {count.passed:5} passed in {count.seconds:4.0f} s")
    print(f"{passed} passed, {failed} failed, {skipped} skipped")
    is_strict = os.environ.get("TANDEM_TESTS_STRICT") == "1"
    if is_strict and skipped:
        print("Skipped tests count as failures here.")
    return 0 if ok and passed and not failed and not (is_strict and skipped) else 1


def static() -> bool:
    """Formatting, lint, layers and types: all are run, and all that is wrong is told at once."""
    ok = True
    for name, (command, *arguments) in STATIC:
        began = time.perf_counter()
        done = subprocess.run(
            [BIN / command, *arguments], cwd=ROOT, capture_output=True, text=True, check=False
        )
        verdict = "ok" if done.returncode == 0 else "FAILED"
        print(f"{name:12} {verdict} in {time.perf_counter() - began:.0f} s")
        if done.returncode != 0:
            print(done.stdout + done.stderr)
            ok = False
    return ok


def provide_browser() -> None:
    """Have Chromium: where this account may, Debian's is installed; else its tests are skipped."""
    if any(shutil.which(name) for name in BROWSERS):
        return
    if os.geteuid() == 0 and shutil.which("apt-get"):
        print("Installing Chromium for the browser tests …", flush=True)
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        for command in INSTALL:
            subprocess.run(command, env=environment, stdout=subprocess.DEVNULL, check=False)
    if not any(shutil.which(name) for name in BROWSERS):
        print("There is no Chromium: on Debian and Ubuntu, apt install chromium.")


def tests(kind: str, selection: list[str]) -> Count:
    """Run the tests of one kind; an empty or broken run counts as a failure."""
    began = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.xml"
        print(f"\n{kind}", flush=True)
        done = subprocess.run(
            [
                BIN / "pytest",
                "-q",
                "-n",
                "2",
                f"--junitxml={report}",
                *selection,
            ],
            cwd=ROOT,
            check=False,
        )
        total = failed = skipped = 0
        if report.exists():
            suite = next(ET.parse(report).getroot().iter("testsuite"))  # noqa: S314 -- written by pytest, just now
            total, skipped = int(suite.get("tests", 0)), int(suite.get("skipped", 0))
            failed = int(suite.get("failures", 0)) + int(suite.get("errors", 0))
    if done.returncode != 0 and not failed:
        failed = 1
    passed = max(0, total - failed - skipped)
    return Count(kind, passed, failed, skipped, time.perf_counter() - began)


if __name__ == "__main__":
    sys.exit(main())
