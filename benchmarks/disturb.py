"""The processes of a desk, which are killed and paused at random and always come back."""

import asyncio
import os
import random
import signal
import socket
import sys
import time
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.fast import SPEED
from benchmarks.served import POLICY, ROOT
from tandem.core.errors import UnavailableError
from tandem.jobs import turns
from tandem.postgres import cluster as clusters

LEASE_S = turns.LEASE.total_seconds() / SPEED
EVERY_S: Mapping[str, float] = {"web": 6.0, "worker": 4.0, "database": 7.0}  # on average, of each
KILLED = 0.5  # of the disturbances; the others are pauses
PAUSED_S: Mapping[str, tuple[float, float]] = {
    "web": (0.5, 5.0),
    "worker": (0.5, 2 * LEASE_S),
    "database": (0.3, 3.0),
}
NUMBER: Mapping[str, int] = {"web": 2, "worker": 2, "database": 1}
STARTS_MAX = 10
STOP_S_MAX = 20.0
NAMES = [f"{kind}-{place}" for kind, number in NUMBER.items() for place in range(number)]
DATABASE = "database-0"


@dataclass(slots=True)
class Crew:
    """The processes; at most one thing happens to each at a time."""

    home: Path
    began: float
    logs: Path
    kills: dict[str, int] = field(default_factory=lambda: dict.fromkeys(EVERY_S, 0))
    pauses: dict[str, int] = field(default_factory=lambda: dict.fromkeys(EVERY_S, 0))
    pauses_past_lease: int = 0
    _ports: dict[str, int] = field(default_factory=dict[str, int])
    _running: dict[str, Process] = field(default_factory=dict[str, Process])

    @property
    def urls(self) -> Sequence[str]:
        """Where the web processes listen, also after a restart."""
        return [f"http://127.0.0.1:{port}" for port in self._ports.values()]

    async def disturb(self, name: str, chance: random.Random, until: float) -> None:
        """Kill or pause a process again and again, until this time of `time.monotonic`."""
        kind = name.partition("-")[0]
        while (wait := EVERY_S[kind] * chance.uniform(0.5, 1.5)) < until - time.monotonic():
            await asyncio.sleep(wait)
            pause_s = chance.uniform(*PAUSED_S[kind])
            if chance.random() < KILLED:
                self.kills[kind] += 1
                await self._kill(name)
            else:
                self.pauses[kind] += 1
                self.pauses_past_lease += kind == "worker" and pause_s > LEASE_S
                await self._pause(name, pause_s)

    async def start(self, name: str) -> None:
        """Start a process, also after a kill, and wait until it says that it runs."""
        kind = name.partition("-")[0]
        if kind == "web" and name not in self._ports:
            self._ports[name] = _free_port()
        port = ("--port", str(self._ports[name])) if kind == "web" else ()
        for _ in range(STARTS_MAX):
            with (self.logs / f"{name}.log").open("ab") as log:
                process = await asyncio.create_subprocess_exec(
                    *(sys.executable, "-m", "benchmarks.fast", str(self.began), kind, *port),
                    cwd=ROOT,
                    env=self._environment(),
                    stdout=PIPE,
                    stderr=log,
                )
            assert process.stdout is not None
            if await process.stdout.readline():
                self._running[name] = process
                return
            await process.wait()  # the database was killed while it started
        raise UnavailableError(f"{name} did not start in {STARTS_MAX} attempts.")

    async def stop(self) -> None:
        """Ask all processes to stop; kill those that don't."""
        for process in self._running.values():
            process.terminate()
        for name, process in self._running.items():
            try:
                await asyncio.wait_for(process.wait(), STOP_S_MAX)
            except TimeoutError:
                process.kill()
                await process.wait()
                raise UnavailableError(f"{name} did not stop.") from None

    def abandon(self) -> None:
        """Kill whatever still runs."""
        for process in self._running.values():
            with suppress(ProcessLookupError):
                process.kill()

    def _environment(self) -> dict[str, str]:
        own = {"TANDEM_HOME": str(self.home), "TANDEM_POLICY": str(POLICY)}
        if sys.dont_write_bytecode:  # or every restart would compile everything
            own["PYTHONPYCACHEPREFIX"] = str(self.logs / "compiled")
        inherited = dict(os.environ)
        inherited.pop("PYTHONDONTWRITEBYTECODE", None)
        return inherited | own

    async def _kill(self, name: str) -> None:
        if name == DATABASE:
            postmaster = clusters.of(self.home).postmaster()
            if postmaster is not None:
                os.kill(postmaster, signal.SIGKILL)  # the first process that needs it restarts it
            return
        process = self._running[name]
        process.kill()
        await process.wait()
        await self.start(name)

    async def _pause(self, name: str, seconds: float) -> None:
        pids = self._database() if name == DATABASE else [self._running[name].pid]
        _send(pids, signal.SIGSTOP)
        try:
            await asyncio.sleep(seconds)
        finally:
            _send(pids, signal.SIGCONT)

    def _database(self) -> list[int]:
        """The server's processes, the first one before those that it starts."""
        postmaster = clusters.of(self.home).postmaster()
        return [] if postmaster is None else [postmaster, *_children(postmaster)]


@asynccontextmanager
async def running(home: Path, began: float, logs: Path) -> AsyncGenerator[Crew]:
    """The web and worker processes of a desk, during the block."""
    crew = Crew(home, began, logs)
    try:
        async with asyncio.TaskGroup() as starting:
            for name in NAMES:
                if name != DATABASE:  # it runs already, and later the others restart it
                    starting.create_task(crew.start(name))
        yield crew
    finally:
        crew.abandon()


def _send(pids: Sequence[int], number: signal.Signals) -> None:
    for pid in pids:
        with suppress(ProcessLookupError):
            os.kill(pid, number)


def _children(parent: int) -> list[int]:
    found: list[int] = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(FileNotFoundError, ProcessLookupError):
            after_name = stat.read_text(encoding="utf-8", errors="replace").rpartition(")")[2]
            if int(after_name.split()[1]) == parent:
                found.append(int(stat.parent.name))
    return found


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return taken.getsockname()[1]
