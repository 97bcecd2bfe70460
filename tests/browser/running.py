"""The real program: `tandem demo` as a process, with its own home and a free port."""

import os
import re
import signal
import subprocess
import sys
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from tandem.postgres import embedded
from tandem.postgres.embedded import State

TANDEM = Path(sys.executable).parent / "tandem"
STARTED = re.compile(r"^Tandem is at (\S+)")
TIMEOUT_S = 120


class RunningDemo:
    """The demo's desk, served until `end`; `kill` does what a power cut does."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.url = ""
        self._process: subprocess.Popen[str] | None = None

    def begin(self) -> None:
        """Start serving, at the port it had before if any; returns once requests work."""
        log = self.home.with_suffix(".log")
        with log.open("a") as errors:
            process = subprocess.Popen(
                [TANDEM, "demo", "--no-history", "--port", str(self.port)],
                stdout=subprocess.PIPE,
                stderr=errors,
                text=True,
                env=self._environment(),
                start_new_session=True,  # its own group, which must be empty at the end
            )
        self._process = process
        assert process.stdout is not None
        for line in process.stdout:
            if started := STARTED.match(line):
                self.url = started[1]
                return
        process.stdout.close()
        raise AssertionError(f"The demo ended with {process.wait()}:\n{log.read_text()}")

    @property
    def port(self) -> int:
        """The port it is served at; 0 before the first start."""
        return urlsplit(self.url).port or 0

    def run(self, *arguments: str, **settings: str) -> str:
        """The output of another command on the same desk, with these settings."""
        done = subprocess.run(
            [TANDEM, *arguments],
            capture_output=True,
            text=True,
            env={**self._environment(), **settings},
            timeout=TIMEOUT_S,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def kill(self) -> None:
        """Kill it at once."""
        process = self._running()
        os.killpg(process.pid, signal.SIGKILL)
        self._gone(process)

    def end(self) -> None:
        """Stop it as Ctrl-C does, and check that no process is left."""
        process = self._running()
        process.send_signal(signal.SIGINT)
        self._gone(process)
        assert process.returncode in (0, 130), self.home.with_suffix(".log").read_text()
        assert not _lives(process.pid), "A process of the desk outlived it."
        assert embedded.state(self.home) is State.ABSENT, "The database outlived the desk."

    def _running(self) -> subprocess.Popen[str]:
        process = self._process
        assert process is not None
        return process

    def _gone(self, process: subprocess.Popen[str]) -> None:
        self._process = None
        process.wait(TIMEOUT_S)
        assert process.stdout is not None
        process.stdout.close()

    def _environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if "TANDEM" not in name}
        kept.pop("DATABASE_URL", None)
        return {**kept, "TANDEM_HOME": str(self.home), "TANDEM_PORT": str(self.port)}


@contextmanager
def running_demo() -> Generator[RunningDemo]:
    """A demo that has learnt, is calibrated and serves; its folder is deleted at the end."""
    with tempfile.TemporaryDirectory(prefix="tandem-browser-") as name:
        folder = Path(name)
        folder.chmod(0o711)  # the database's account must be able to pass through
        demo = RunningDemo(folder / "home")
        demo.begin()
        try:
            yield demo
        finally:
            demo.end()


def _lives(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True
