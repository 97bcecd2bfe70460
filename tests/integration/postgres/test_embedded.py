"""The embedded server: shared, killed in every way, and never reachable for others."""

import os
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
from collections.abc import Generator, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from tandem.core.errors import ConfigError, ConflictError, UnavailableError
from tandem.postgres import cluster as clusters
from tandem.postgres import embedded
from tandem.postgres.embedded import State

HOLD = """
import sys
from pathlib import Path
from tandem.postgres import embedded
with embedded.join(Path(sys.argv[1])) as server:
    print(server.conninfo, flush=True)
    sys.stdin.readline()
"""

DIE_IN_INITDB = """
import os, signal, sys
from pathlib import Path
from tandem.postgres import cluster, embedded
def die(*arguments, spawn=cluster.spawn, **options):
    spawn(*arguments, **options)
    os.kill(os.getpid(), signal.SIGKILL)
cluster.spawn = die
embedded.join(Path(sys.argv[1]))
"""


@contextmanager
def new_home() -> Generator[Path]:
    """A home that doesn't exist yet; not in pytest's folder, which root's server can't enter."""
    base = Path(tempfile.mkdtemp(prefix="tandem-test-"))
    base.chmod(0o711)
    yield base / "home"
    if (base / "home").is_dir():
        embedded.stop(base / "home", force=True)
    shutil.rmtree(base)


@pytest.fixture
def fresh() -> Iterator[Path]:
    """A new home."""
    with new_home() as home:
        yield home


@pytest.fixture(scope="module")
def used() -> Iterator[Path]:
    """A home with a database, because creating it takes the time."""
    with new_home() as home:
        embedded.join(home).close()
        yield home


@pytest.fixture
def home(used: Path) -> Iterator[Path]:
    """The used home, with nothing running and no rows."""
    yield used
    embedded.stop(used, force=True)
    with embedded.join(used) as server, psycopg.connect(server.conninfo) as connection:
        connection.execute("drop table if exists kept")


def hold(home: Path) -> subprocess.Popen[str]:
    """Another process that holds a share until its input ends; it has joined on return."""
    other = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(home)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert other.stdout is not None
    assert "dbname=tandem" in other.stdout.readline()
    return other


def rows(conninfo: str) -> int:
    with psycopg.connect(conninfo) as connection:
        found = connection.execute("select count(*) from kept").fetchone()
    assert found is not None
    return found[0]


def keep_rows(conninfo: str, count: int) -> None:
    """Commit one row at a time, each with a vector."""
    with psycopg.connect(conninfo, autocommit=True) as connection:
        connection.execute("create table kept (id int primary key, at vector(2))")
        for number in range(count):
            connection.execute("insert into kept values (%s, '[1,2]')", (number,))


def test_the_last_to_leave_ends_the_server_and_the_rows_stay(home: Path) -> None:
    first = embedded.join(home)
    second = hold(home)
    keep_rows(first.conninfo, 3)

    first.close()
    first.close()
    assert embedded.state(home) is State.IN_USE
    assert rows(first.conninfo) == 3
    second.communicate("\n")
    assert second.returncode == 0
    assert embedded.state(home) is State.ABSENT
    assert not embedded.stop(home)

    with embedded.join(home) as again:
        assert rows(again.conninfo) == 3


def test_those_who_come_at_once_share_one_server(home: Path) -> None:
    with ThreadPoolExecutor(4) as pool:
        servers = list(pool.map(embedded.join, [home] * 4))
    pid = clusters.of(home).postmaster()
    assert len({server.conninfo for server in servers}) == 1
    for server in servers:
        assert clusters.of(home).postmaster() == pid
        server.close()
    assert embedded.state(home) is State.ABSENT


def test_a_killed_server_loses_no_committed_row(home: Path) -> None:
    with embedded.join(home) as server:
        keep_rows(server.conninfo, 20)
        with psycopg.connect(server.conninfo) as idle:  # its backend is orphaned by the kill
            postmaster = clusters.of(home).postmaster()
            assert postmaster is not None
            os.kill(postmaster, signal.SIGKILL)
            with embedded.join(home) as again:
                assert clusters.of(home).postmaster() != postmaster
                assert rows(again.conninfo) == 20
            idle.close()


def test_a_server_whose_user_was_killed_is_taken_over_or_ended(home: Path) -> None:
    user = hold(home)
    with pytest.raises(ConflictError):
        embedded.stop(home)
    user.kill()
    user.communicate()
    assert embedded.state(home) is State.LEFT_BEHIND

    with embedded.join(home) as server:
        keep_rows(server.conninfo, 1)
    assert embedded.state(home) is State.ABSENT

    user = hold(home)
    user.kill()
    user.communicate()
    assert embedded.stop(home)
    assert not embedded.stop(home)


def test_ctrl_c_in_the_terminal_does_not_reach_the_server(home: Path) -> None:
    with embedded.join(home):
        postmaster = clusters.of(home).postmaster()
        assert postmaster is not None
        assert os.getsid(postmaster) == postmaster


def test_a_pid_file_that_names_a_stranger_misleads_nobody(home: Path) -> None:
    cluster = clusters.of(home)
    account = cluster.account.pw_uid if cluster.is_foreign else None
    with subprocess.Popen(["cat"], stdin=subprocess.PIPE, user=account) as stranger:
        (cluster.data / "postmaster.pid").write_text(f"{stranger.pid}\n{cluster.data}\n")
        (cluster.socket / ".s.PGSQL.5432.lock").write_text(f"{stranger.pid}\n{cluster.data}\n")
        assert embedded.state(home) is State.ABSENT
        assert cluster.postmaster() is None
        with embedded.join(home):
            assert embedded.state(home) is State.IN_USE
        assert stranger.poll() is None


def test_half_a_database_is_made_anew(fresh: Path) -> None:
    clusters.make_home(clusters.of(fresh))
    for name in ("database.part", f"{clusters.of(fresh).copied.name}.part", "postgres-0.1.part"):
        (fresh / name / "base").mkdir(parents=True)
        (fresh / name / "PG_VERSION").write_text("18\n")
    (fresh / "pg_hba.conf.part").write_text("local")
    (fresh / "mine.part").write_text("Not the database's.")
    with embedded.join(fresh) as server:
        keep_rows(server.conninfo, 1)
    assert [path.name for path in fresh.glob("*.part")] == ["mine.part"]


def test_the_orphan_of_a_killed_start_is_waited_for(fresh: Path) -> None:
    killed = subprocess.run([sys.executable, "-c", DIE_IN_INITDB, str(fresh)], check=False)
    assert killed.returncode == -signal.SIGKILL
    assert not (fresh / "database").exists()
    with embedded.join(fresh) as server:
        keep_rows(server.conninfo, 1)


def test_nobody_else_gets_in(home: Path) -> None:
    with embedded.join(home) as server:
        cluster = clusters.of(home)
        for folder in (cluster.data, cluster.socket, cluster.logs):
            assert stat.S_IMODE(folder.stat().st_mode) == 0o700
            assert folder.stat().st_uid == cluster.account.pw_uid
        for lock in (cluster.gate, cluster.life, cluster.shares):
            assert stat.S_IMODE(lock.stat().st_mode) == 0o600
        with psycopg.connect(server.conninfo) as connection:
            methods = connection.execute("select auth_method from pg_hba_file_rules").fetchall()
            listens = connection.execute("show listen_addresses").fetchone()
            safe = connection.execute(
                "select current_setting('fsync'), current_setting('data_checksums'),"
                " current_setting('server_encoding')"
            ).fetchone()
        assert methods == [("peer",)]
        assert listens == ("",)
        assert safe == ("on", "on", "UTF8")
        with pytest.raises(psycopg.OperationalError, match=r"no pg_hba\.conf entry"):
            psycopg.connect(server.conninfo, user="postgres")


def test_two_homes_never_meet(home: Path, fresh: Path) -> None:
    with embedded.join(home) as one, embedded.join(fresh) as other:
        keep_rows(one.conninfo, 1)
        keep_rows(other.conninfo, 2)
        assert rows(one.conninfo) == 1
    assert embedded.state(fresh) is State.ABSENT


def test_a_path_too_long_for_a_socket_still_works(home: Path) -> None:
    deep = home.with_name("x" * 80 + ", it's long")
    cluster = clusters.of(deep)
    try:
        with embedded.join(deep) as server:
            keep_rows(server.conninfo, 1)
            assert stat.S_IMODE(cluster.socket.stat().st_mode) == 0o700
    finally:
        shutil.rmtree(cluster.socket)


def test_a_socket_folder_that_someone_else_planted_is_refused(home: Path) -> None:
    deep = home.with_name("x" * 90)
    socket = clusters.of(deep).socket
    socket.symlink_to("/")
    try:
        with pytest.raises(ConfigError, match="someone else"):
            embedded.join(deep)
    finally:
        socket.unlink()


def test_the_data_of_another_version_is_left_alone(home: Path) -> None:
    version = home / "database" / "PG_VERSION"
    version.write_text("16\n")
    with pytest.raises(ConfigError, match="made by PostgreSQL 16") as caught:
        embedded.join(home)
    assert "restore" in caught.value.hint
    version.write_text("18\n")


def test_a_server_that_can_not_start_says_why(home: Path) -> None:
    control = home / "database" / "global" / "pg_control"
    control.rename(home / "pg_control")
    with pytest.raises(UnavailableError, match="could not find the database system") as caught:
        embedded.join(home)
    assert "\n" not in str(caught.value)
    assert embedded.state(home) is State.ABSENT
    (home / "pg_control").rename(control)


def test_a_path_that_a_shell_would_read_is_refused(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clusters, "wheel_folder", lambda: home / "$(id)" / "pginstall18")
    with pytest.raises(ConfigError, match="shell"):
        embedded.join(home)


def test_a_closed_folder_on_the_way_is_named_and_not_opened(
    fresh: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Closed to the server's account: another one when this is root, else this very one."""
    mode, whose = (0o700, "o") if clusters.of(fresh).is_foreign else (0o600, "u")
    closed = fresh.with_name("closed")
    closed.mkdir(mode=mode)
    monkeypatch.setattr(clusters, "OUTSIDE", closed / "outside")  # else root's database goes there
    with pytest.raises(ConfigError, match=r"can't enter .*/closed\.") as caught:
        embedded.join(closed / "home")
    assert f"chmod {whose}+x {closed}" in caught.value.hint
    assert stat.S_IMODE(closed.stat().st_mode) == mode


@pytest.mark.root
def test_a_home_that_the_servers_account_can_not_reach_has_its_database_outside(
    fresh: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    outside, closed = fresh.with_name("outside"), fresh.with_name("closed")
    monkeypatch.setattr(clusters, "OUTSIDE", outside)
    closed.mkdir(mode=0o700)
    desk, moved, copy = closed / "desk", closed / "moved", closed / "copy"
    with embedded.join(desk) as server:
        keep_rows(server.conninfo, 3)
        assert embedded.state(desk) is State.IN_USE
    (folder,) = outside.iterdir()
    assert clusters.of(desk).data == folder / "database"
    assert folder.name.startswith("desk-")
    assert stat.S_IMODE(closed.stat().st_mode) == 0o700

    shutil.copytree(desk, copy)
    with pytest.raises(ConfigError, match=f"is a copy of {desk}"):
        embedded.join(copy)
    desk.rename(moved)
    closed.chmod(0o711)  # a home that has become reachable keeps its folder
    with embedded.join(moved) as server:
        assert rows(server.conninfo) == 3
    with pytest.raises(ConfigError, match=f"is a copy of {moved}"):
        embedded.join(copy)
    (copy / clusters.ELSEWHERE).write_text("../x")
    with pytest.raises(ConfigError, match="doesn't name a folder"):
        embedded.join(copy)
    (copy / clusters.ELSEWHERE).unlink()
    with embedded.join(copy) as server:
        keep_rows(server.conninfo, 1)
    assert list(outside.iterdir()) == [folder]


@pytest.mark.root
def test_a_closed_folder_on_the_way_to_a_database_is_named_and_not_opened(home: Path) -> None:
    home.chmod(0o700)
    with pytest.raises(ConfigError, match=r"can't enter .*/home\.") as caught:
        embedded.join(home)
    assert f"chmod o+x {home}" in caught.value.hint
    assert stat.S_IMODE(home.stat().st_mode) == 0o700
    home.chmod(0o711)


def test_a_home_that_is_a_file_is_explained(fresh: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    outside = fresh.with_name("outside")
    monkeypatch.setattr(clusters, "OUTSIDE", outside)
    fresh.write_text("")
    with pytest.raises(ConfigError, match="can't be used for the database"):
        embedded.join(fresh)
    assert not outside.exists()
