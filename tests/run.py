"""Runs all checks in order on both cores, and prints how many tests of each kind ran."""

import os
import pwd
import shutil
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as ET
from collections.abc import Generator
from contextlib import contextmanager
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
    ("browser", ["tests/browser", "-n", "0"]),  # all use one desk, which takes a while to learn
)
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
INSTALL = (["apt-get", "update", "-qq"], ["apt-get", "install", "-y", "-qq", "chromium"])

# Users have the system's own Python and an account that isn't root. These depend on either: the
# embedded server (for root it runs as another account, from a copy of its files), files, processes
# and their signals, the command line, sockets, and what uses the standard library. The desk's
# decisions and its answers over HTTP or SQL depend on neither and take most of the time, and so do
# the properties, the documents' commands and those that only print what the database has; those ran
# above.
STOCK = Path("/usr/bin/python3")
ORDINARY = "nobody"
FOLDERS = ("actions", "desk", "llm", "store", "web")  # of those that depend on neither
COMMANDS = (
    *("demo", "*documents", "gaps", "incident", "metrics", "outcomes", "policy", "promises"),
    *("reachability", "review", "rollout", "sent", "week"),
)
DEPENDENT = [
    "tests/unit",
    "tests/integration",
    *(f"--ignore=tests/integration/{folder}" for folder in FOLDERS),
    *(f"--ignore-glob=tests/integration/cli/test_{name}.py" for name in COMMANDS),
    "-m",
    "not property",
]


@dataclass(frozen=True, slots=True)
class Count:
    """How the tests of one kind ended."""

    kind: str
    passed: int
    failed: int
    skipped: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Place:
    """Where tests run: a tree, its programs, and another account with its folder, if any."""

    tree: Path = ROOT
    programs: Path = BIN
    scratch: Path | None = None
    account: pwd.struct_passwd | None = None


HERE = Place()


def main() -> int:
    """Run everything, or with --static no tests; 1 if anything failed, or was skipped in CI."""
    ok = static()
    if "--static" in sys.argv[1:]:
        return 0 if ok else 1
    provide_browser()
    counts = [tests(kind, selection, HERE) for kind, selection in KINDS]
    counts += as_users_have_it()
    passed = sum(count.passed for count in counts)
    failed = sum(count.failed for count in counts)
    skipped = sum(count.skipped for count in counts)
    print()
    width = max(len(count.kind) for count in counts)
    for count in counts:
        print(f"{count.kind:{width}} {count.passed:5} passed in {count.seconds:4.0f} s")
    print(f"{passed} passed, {failed} failed, {skipped} skipped")
    is_strict = os.environ.get("TANDEM_TESTS_STRICT") == "1"
    if is_strict and skipped:
        print("Skipped tests count as failures here.")
    return 0 if ok and passed and not failed and not (is_strict and skipped) else 1


def static() -> bool:
    """Formatting, lint, layers and types: runs all four, and prints all faults at once."""
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
    """Provides Chromium: installs Debian's if this account may; else its tests are skipped."""
    if any(shutil.which(name) for name in BROWSERS):
        return
    if os.geteuid() == 0 and shutil.which("apt-get"):
        print("Installing Chromium for the browser tests …", flush=True)
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        for command in INSTALL:
            subprocess.run(command, env=environment, stdout=subprocess.DEVNULL, check=False)
    if not any(shutil.which(name) for name in BROWSERS):
        print("There is no Chromium: on Debian and Ubuntu, apt install chromium.")


def as_users_have_it() -> list[Count]:
    """Run what depends on Python and account with the system's Python, as an ordinary user.

    Does nothing if the tests above ran that way already, or if there is no such Python.
    """
    version = stock_version()
    if version < (3, 11):
        print(f"\nNothing ran under {STOCK}: it is missing or older than 3.11.")
        return []
    if version == sys.version_info[:3] and os.geteuid() != 0:
        return []
    kind = f"Python {'.'.join(map(str, version))}, ordinary user"
    try:
        with copied() as place:
            return [tests(kind, DEPENDENT, place)]
    except subprocess.CalledProcessError as error:
        print(f"\n{kind}\n{error}")
        return [Count(kind, 0, 1, 0, 0.0)]


def stock_version() -> tuple[int, ...]:
    """The version of the system's Python; empty where there is none."""
    if not STOCK.exists():
        return ()
    command = "import sys; print(*sys.version_info[:3])"
    done = subprocess.run([STOCK, "-c", command], capture_output=True, text=True, check=True)
    return tuple(map(int, done.stdout.split()))


@contextmanager
def copied() -> Generator[Place]:
    """A copy of this tree, installed for the system's Python; as root, for an ordinary account.

    What was built for this tree is copied with it, and built again only if it is outdated. uv needs
    no venv module, which Debian packages separately.
    """
    account = pwd.getpwnam(ORDINARY) if os.geteuid() == 0 else None
    with tempfile.TemporaryDirectory(prefix="tandem-users-") as name:
        folder = Path(name)
        place = Place(folder / "tandem", folder / "venv" / "bin", folder / "scratch", account)
        folder.chmod(0o711)
        (folder / "scratch").mkdir(mode=0o711)
        ignored = shutil.ignore_patterns(".*", "node_modules", "__pycache__")
        shutil.copytree(ROOT, place.tree, ignore=ignored)
        locked = ["requirements/dev.lock", "requirements/uv.txt"]
        pip, target = [BIN / "uv", "pip"], ["--quiet", "--python", place.programs / "python"]
        for command in (
            [BIN / "uv", "venv", "--quiet", "--python", STOCK, folder / "venv"],
            [*pip, "sync", *target, "--require-hashes", *locked],
            [*pip, "install", *target, "--no-build-isolation", "--no-deps", "--editable", "."],
        ):
            subprocess.run(command, cwd=place.tree, umask=0o022, check=True)
        if account:  # the programs stay root's: uv may have linked them to its cache
            for path in (folder / "scratch", place.tree, *place.tree.rglob("*")):
                os.chown(path, account.pw_uid, account.pw_gid, follow_symlinks=False)
        yield place


def tests(kind: str, selection: list[str], place: Place) -> Count:
    """Run the tests of one kind; an empty or broken run counts as a failure."""
    began = time.perf_counter()
    with tempfile.TemporaryDirectory(dir=place.scratch) as folder:
        report = Path(folder) / "report.xml"
        print(f"\n{kind}", flush=True)
        account, environment = place.account, dict(os.environ)
        if place.scratch:
            environment.pop("TEST_DATABASE_URL", None)  # a server of one's own is the point
            environment |= {"TMPDIR": str(place.scratch), "HOME": str(place.scratch)}
        if account:
            os.chown(folder, account.pw_uid, account.pw_gid)
        done = subprocess.run(
            [
                place.programs / "pytest",
                "-q",
                "-n",
                "2",
                f"--junitxml={report}",
                *selection,
            ],
            cwd=place.tree,
            env=environment,
            user=account.pw_uid if account else None,
            group=account.pw_gid if account else None,
            extra_groups=[] if account else None,
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
