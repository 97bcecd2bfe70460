"""The doctor's checks of the database: each fault in one sentence, with the way to fix it."""

import os
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from pathlib import Path

import psycopg

from tandem.core.errors import ConfigError, TandemError, UnavailableError
from tandem.postgres import cluster as clusters
from tandem.postgres import embedded
from tandem.postgres.cluster import Cluster
from tandem.postgres.errors import first_line

FREE_BYTES_MIN = 500_000_000
SERVER_VERSION_MIN = 160_000
PGVECTOR_MIN = (0, 8)
CONNECT_S_MAX = 5
RUN_S_MAX = 10.0


class Level(StrEnum):
    """How bad a finding is; with a warning the desk works, but not as most desks need it."""

    OK = "ok"
    WARNING = "warning"
    FAULT = "fault"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing checked: whether it is well, what was found, and how to fix it if it isn't."""

    name: str
    level: Level
    says: str
    fix: str = ""

    @property
    def ok(self) -> bool:
        """Whether the desk works with it."""
        return self.level is not Level.FAULT


def check_home(home: Path) -> list[Finding]:
    """Checks the embedded database of `home`, which need not exist; changes nothing."""
    try:
        cluster = clusters.of(home)
    except (TandemError, OSError) as error:
        return [_failed("account", error)]
    return [
        _find("folder", partial(_folder, cluster)),
        _find("disk space", partial(_disk_space, cluster)),
        _find("binaries", _binaries),
        _find("data", partial(_data, cluster)),
        _find("socket", partial(_socket, cluster)),
        _find("server", partial(_server, cluster)),
    ]


def check_database(conninfo: str) -> list[Finding]:
    """Checks a PostgreSQL server; whatever the checks write is rolled back.

    If there is no connection, the only finding is `reachable`.
    """
    try:
        connection = psycopg.connect(conninfo, connect_timeout=CONNECT_S_MAX, autocommit=True)
    except psycopg.Error as error:
        return [_unreachable(error)]
    with connection:
        return [
            Finding("reachable", Level.OK, "The database answers."),
            _find("version", partial(_version, connection)),
            _find("encoding", partial(_encoding, connection)),
            _find("rights", partial(_rights, connection)),
            _find("pgvector", partial(_pgvector, connection)),
        ]


def _find(name: str, look: Callable[[], str]) -> Finding:
    """The finding of a check: `look` returns what is well or raises what isn't."""
    try:
        return Finding(name, Level.OK, look())
    except (TandemError, OSError, psycopg.Error) as error:
        return _failed(name, error)


def _failed(name: str, error: TandemError | OSError | psycopg.Error) -> Finding:
    if isinstance(error, TandemError):
        return Finding(name, Level.FAULT, error.message, error.hint)
    return Finding(
        name, Level.FAULT, f"It can't be looked at: {error}", "Fix that, then look again."
    )


def _folder(cluster: Cluster) -> str:
    for folder in map(_nearest, (cluster.home, cluster.folder)):
        if not folder.is_dir() or not os.access(folder, os.W_OK | os.X_OK):
            raise ConfigError(
                f"This account may not write to {folder}.",
                hint="Choose another TANDEM_HOME, or give the folder to this account.",
            )
    clusters.check_reachable(cluster)
    says = f"{cluster.home} can be written to."
    if cluster.folder == cluster.home:
        return says
    account = cluster.account.pw_name
    return f"{says} The account {account} can't reach it, so its database is in {cluster.folder}."


def _disk_space(cluster: Cluster) -> str:
    free = shutil.disk_usage(_nearest(cluster.folder)).free
    if free < FREE_BYTES_MIN:
        raise UnavailableError(
            f"Only {free // 1_000_000} MB are free for {cluster.folder}.",
            hint=f"Free some space: {FREE_BYTES_MIN // 1_000_000} MB are needed.",
        )
    return f"{free // 1_000_000:,} MB are free."


def _binaries() -> str:
    postgres = clusters.wheel_folder() / "bin" / "postgres"
    try:
        run = subprocess.run(  # noqa: S603 (our own binary, no shell)
            [postgres, "--version"], capture_output=True, text=True, timeout=RUN_S_MAX, check=True
        )
    except (OSError, subprocess.SubprocessError) as error:
        raise ConfigError(
            f"The embedded PostgreSQL can't be run: {error}",
            hint=f"Reinstall {clusters.WHEEL}, or set DATABASE_URL to a database of your own.",
        ) from error
    return run.stdout.strip()


def _data(cluster: Cluster) -> str:
    if not cluster.data.exists():
        return "There is no database yet: the first start makes it."
    clusters.check_data(cluster)
    return f"The database is in {cluster.data}."


def _socket(cluster: Cluster) -> str:
    if cluster.socket.exists() or cluster.socket.is_symlink():
        clusters.check_own(cluster.socket, cluster)
    if cluster.socket.parent == cluster.folder:
        return f"The socket is in {cluster.socket}."
    return f"The home's path doesn't fit a socket's name, so the socket is in {cluster.socket}."


def _server(cluster: Cluster) -> str:
    state = embedded.state(cluster.home)
    if state is embedded.State.LEFT_BEHIND:
        raise ConfigError(
            "The database server runs, but no Tandem process uses it: one was probably killed.",
            hint="End it with `tandem stop`, or start Tandem, which takes it over.",
        )
    if state is embedded.State.ABSENT and (cluster.data / "postmaster.pid").exists():
        return "The server was killed; the next start recovers what was committed."
    return f"The server is {state}."


def _nearest(folder: Path) -> Path:
    """The folder, or the nearest parent that exists."""
    return next(path for path in (folder, *folder.parents) if path.exists())


def _unreachable(error: psycopg.Error) -> Finding:
    """Why there is no connection; libpq reports it only as text."""
    if isinstance(error, psycopg.ProgrammingError):  # the text may quote a password
        says, fix = "The database URL can't be read.", "Write postgresql://user@host/database."
        return Finding("reachable", Level.FAULT, says, fix)
    said = str(error)
    if "FATAL:" in said and "does not exist" in said:  # the database or the role
        says = f"The server answers: {first_line(error).rpartition('FATAL:')[2].strip()}."
        return Finding(
            "reachable", Level.FAULT, says, "Create it there, or correct the database URL."
        )
    for words, says, fix in _REASONS:
        if any(word in said for word in words):
            return Finding("reachable", Level.FAULT, says, fix)
    return Finding(
        "reachable", Level.FAULT, f"The database can't be reached: {said}", "See its log."
    )


_REASONS = (
    (
        ("could not translate host name", "failed to resolve host"),
        "The database's host is not known.",
        "Look for a misspelt host in the database URL, and at this machine's name service.",
    ),
    (
        ("password authentication failed", "no password supplied"),
        "The database refuses the user or the password.",
        "Look at both in the database URL; a special character in it must be percent-encoded.",
    ),
    (
        ("Peer authentication failed", "no pg_hba.conf entry"),
        "The database's rules (pg_hba.conf) don't let this user in from here.",
        "Add a line for this user, database and address, then reload the server.",
    ),
    (
        ("Connection refused", "No such file or directory"),
        "No database server listens there.",
        "Start it, or correct the host and port in the database URL.",
    ),
    (
        ("timeout expired", "timed out"),
        "The database does not answer in time.",
        "Look whether a firewall stands between, and whether host and port are right.",
    ),
    (
        ("Permission denied",),
        "This account may not use the database's socket.",
        "Run Tandem as the account that may, or connect by host and port.",
    ),
    (
        ("too many clients", "remaining connection slots"),
        "The database has no connection left.",
        "Raise its max_connections, or end other programs that use it.",
    ),
    (
        ("starting up", "shutting down", "recovery mode"),
        "The database is starting or stopping.",
        "Wait a little, then look again.",
    ),
)


def _version(connection: psycopg.Connection) -> str:
    version = connection.info.server_version
    says = f"It is PostgreSQL {version // 10_000}"
    if version < SERVER_VERSION_MIN:
        raise ConfigError(
            f"{says}, which is too old.",
            hint=f"Tandem needs {SERVER_VERSION_MIN // 10_000} or newer: upgrade the server.",
        )
    return f"{says}."


def _encoding(connection: psycopg.Connection) -> str:
    encoding = connection.info.parameter_status("server_encoding")
    if encoding != "UTF8":
        raise ConfigError(
            f"The database is encoded in {encoding}, which can't hold every text.",
            hint="Make one with: create database tandem encoding 'UTF8' template template0",
        )
    return "It is encoded in UTF8."


def _rights(connection: psycopg.Connection) -> str:
    try:
        with connection.transaction(force_rollback=True):
            connection.execute("create table tandem_checkup ()")
    except psycopg.Error as error:
        raise ConfigError(
            f"This user can't make tables: {first_line(error)}.",
            hint="Make the user the owner of the database, and connect to its primary server.",
        ) from error
    return "This user can make tables."


def _pgvector(connection: psycopg.Connection) -> str:
    needs = ".".join(map(str, PGVECTOR_MIN))
    row = connection.execute(
        "select installed_version, default_version from pg_available_extensions"
        " where name = 'vector'"
    ).fetchone()
    if row is None:
        raise ConfigError(
            "The database server lacks the extension pgvector.",
            hint=f"Install pgvector {needs} or newer beside the server.",
        )
    installed, available = row
    if _numbers(installed or available) < PGVECTOR_MIN:
        raise ConfigError(
            f"pgvector {installed or available} is too old.",
            hint=f"Install {needs} or newer beside the server, then: alter extension vector update",
        )
    if installed:
        return f"pgvector {installed} is there."
    try:
        with connection.transaction(force_rollback=True):
            connection.execute("create extension vector")
    except psycopg.Error as error:
        raise ConfigError(
            f"pgvector {available} can't be added by this user: {first_line(error)}.",
            hint="Let a superuser run in this database: create extension vector",
        ) from error
    return f"pgvector {available} can be added."


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split(".") if part.isdigit())
