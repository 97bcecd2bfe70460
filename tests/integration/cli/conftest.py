"""The real program as a process, on a demo that is prepared once for all runs."""

import fcntl
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

import tandem
from tandem.postgres import embedded
from tandem.postgres.embedded import State

TANDEM = Path(sys.executable).parent / "tandem"
TIMEOUT_S = 300


@dataclass(frozen=True, slots=True)
class Done:
    """A command that has ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Its output in JSON."""
        assert self.code == 0, self.err
        return json.loads(self.out)


@dataclass(frozen=True, slots=True)
class Program:
    """`tandem` with the environment of one home, and nothing else of ours."""

    home: Path
    settings: Mapping[str, str]

    def __call__(
        self,
        *arguments: str | bytes | Path,
        stdin: bytes | int = b"",
        stdout: int | None = None,
        before: Callable[[], None] | None = None,
        **settings: str,
    ) -> Done:
        """Run a command to its end; `before` is called in the new process.

        `stdin` is what it reads, or the descriptor of an open file.
        """
        ran = subprocess.run(
            [TANDEM, *arguments],
            stdin=stdin if isinstance(stdin, int) else None,
            input=None if isinstance(stdin, int) else stdin,
            stdout=subprocess.PIPE if stdout is None else stdout,
            stderr=subprocess.PIPE,
            env=self.environment(**settings),
            preexec_fn=before,
            timeout=TIMEOUT_S,
            check=False,
        )
        return Done(ran.returncode, (ran.stdout or b"").decode(), ran.stderr.decode())

    def environment(self, **settings: str) -> dict[str, str]:
        """The environment of its processes."""
        kept = {name: value for name, value in os.environ.items() if "TANDEM" not in name}
        kept.pop("DATABASE_URL", None)
        return {**kept, "TANDEM_HOME": str(self.home), **self.settings, **settings}

    def refused(self, *arguments: str | bytes | Path, code: int, **more: Any) -> str:
        """Run a command that must fail, with this exit code; returns its one line on stderr."""
        done = self(*arguments, **more)
        assert (done.code, done.out) == (code, ""), done
        assert done.err.startswith("tandem: "), done.err
        assert done.err.count("\n") == 1, done.err
        return done.err


@pytest.fixture(scope="session")
def demo() -> Iterator[Program]:
    """The demo company, learnt and calibrated by the current code.

    The folder is kept between runs and shared by their workers: the first one with changed code
    makes it again. While this fixture holds its share, no command has to start a server.
    """
    home = Path(tempfile.gettempdir()) / f"tandem-cli-tests-{os.getuid()}"
    program = Program(home, {})
    with home.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        stamp, code = home / "made-by", _code()
        if not stamp.exists() or stamp.read_text() != code:
            if embedded.state(home) is not State.IN_USE:
                embedded.stop(home)
                shutil.rmtree(home, ignore_errors=True)
            home.mkdir(mode=0o711, exist_ok=True)  # the database's account must pass through
            done = program("demo", "--quiet")
            assert done.code == 0, done.err
            stamp.write_text(code)
        share = embedded.join(home)
    with share:
        yield program


@pytest.fixture
def empty(tmp_path: Path, conninfo: str) -> Program:
    """A desk without articles, on its own database."""
    return Program(tmp_path / "home", {"DATABASE_URL": conninfo})


@pytest.fixture
def passable() -> Iterator[Path]:
    """A folder that the database's account can pass through; for root, pytest's own is not."""
    with tempfile.TemporaryDirectory(prefix="tandem-cli-") as name:
        folder = Path(name)
        folder.chmod(0o711)
        yield folder


def _code() -> str:
    """The hash of everything that the demo is made of, code included."""
    folder = Path(tandem.__file__).parent
    whole = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file() and "__pycache__" not in path.parts and "minilm" not in path.parts:
            whole.update(path.relative_to(folder).as_posix().encode() + path.read_bytes())
    return whole.hexdigest()
