"""Servers in separate processes, as for a customer's browser: ours and a bare one."""

import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Generator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException
from pathlib import Path

from tandem.settings import Settings

ROOT = Path(__file__).parent.parent
TANDEM = str(Path(sys.executable).with_name("tandem"))
POLICY = Path(__file__).with_name("policy.toml")  # the assistant answers everybody
ADDRESS = re.compile(r"http://127\.0\.0\.1:(\d+)")
PAGE = os.sysconf("SC_PAGE_SIZE")
POLL_S = 0.01
START_S_MAX = 60.0
END_S_MAX = 30.0
SAID_MAX = 4_000  # characters of its log, shown below an error


@dataclass(frozen=True, slots=True)
class Server:
    """A process that listens on a port of this machine, `ready_s` after its start."""

    pid: int
    port: int
    ready_s: float

    @property
    def url(self) -> str:
        """Its address."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def resident(self) -> int:
        """Its resident bytes."""
        return PAGE * int(Path(f"/proc/{self.pid}/statm").read_text(encoding="ascii").split()[1])

    @property
    def cpu_s(self) -> float:
        """Seconds of processor time used by all its threads."""
        return time.clock_gettime(~self.pid << 3 | 2)  # as clock_getcpuclockid(3) numbers it


@contextmanager
def served(settings: Settings, command: str = "serve") -> Generator[Server]:
    """`tandem serve` (or `web`) with these settings, ready when the block begins."""
    environment = {"TANDEM_HOME": str(settings.home)}
    if settings.database_url:
        environment["DATABASE_URL"] = settings.database_url
    if settings.policy:
        environment["TANDEM_POLICY"] = str(settings.policy)
    if settings.llm and settings.llm_url:
        environment |= {"TANDEM_LLM": settings.llm, "TANDEM_LLM_URL": settings.llm_url}
    with _running((TANDEM, command, "--port", "0"), environment) as (process, began):
        port = _port(process)
        while not is_ready(port):
            assert time.perf_counter() - began < START_S_MAX, "The desk is never ready."
            time.sleep(POLL_S)
        yield Server(process.pid, port, time.perf_counter() - began)


@contextmanager
def relayed(conninfo: str) -> Generator[Server]:
    """The bare server of streams (benchmarks/relay.py), during the block."""
    with _running((sys.executable, "-m", "benchmarks.relay", conninfo), {}) as (process, began):
        yield Server(process.pid, _port(process), time.perf_counter() - began)


@contextmanager
def _running(
    command: tuple[str, ...], environment: Mapping[str, str]
) -> Generator[tuple[subprocess.Popen[str], float]]:
    """The process and its start time; it is stopped as by Ctrl-C."""
    with tempfile.TemporaryFile("w+") as log:
        began = time.perf_counter()
        with subprocess.Popen(  # noqa: S603 -- our own words
            command,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
            cwd=ROOT,
            env={**os.environ, **environment},
        ) as process:
            try:
                yield process, began
                process.send_signal(signal.SIGINT)
                process.wait(END_S_MAX)
            except Exception as error:
                log.seek(0)
                error.add_note(log.read()[-SAID_MAX:])
                raise
            finally:
                process.kill()  # does nothing if it has ended


def _port(process: subprocess.Popen[str]) -> int:
    """The port of the address that it prints first."""
    assert process.stdout is not None
    found = ADDRESS.search(process.stdout.readline())
    assert found is not None, "The server ended instead of saying where it is."
    return int(found[1])


def is_ready(port: int) -> bool:
    """Whether the server at this port says that it is ready."""
    asked = HTTPConnection("127.0.0.1", port, timeout=START_S_MAX)
    with closing(asked), suppress(OSError, HTTPException):
        asked.request("GET", "/readyz")
        return asked.getresponse().status == HTTPStatus.OK
    return False
