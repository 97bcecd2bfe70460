"""The doctor's findings about the database, with each fault made for real."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import psycopg
import pytest

from tandem.postgres import checks as checkup
from tandem.postgres import cluster as clusters
from tandem.postgres import embedded
from tandem.postgres.checks import Finding


@pytest.fixture(scope="module")
def home() -> Iterator[Path]:
    """A home with a running server, used by the whole module."""
    base = Path(tempfile.mkdtemp(prefix="tandem-test-"))
    base.chmod(0o711)
    with embedded.join(base / "home"):
        yield base / "home"
    shutil.rmtree(base)


class Usage(NamedTuple):
    """What `shutil.disk_usage` returns here."""

    free: int


def by_name(findings: list[Finding]) -> dict[str, Finding]:
    assert all(finding.says for finding in findings)
    assert all(bool(finding.fix) is not finding.ok for finding in findings)
    return {finding.name: finding for finding in findings}


def faults(findings: list[Finding]) -> dict[str, str]:
    return {name: found.says for name, found in by_name(findings).items() if not found.ok}


def test_a_healthy_home_has_no_fault(home: Path) -> None:
    findings = checkup.check_home(home)
    assert faults(findings) == {}
    assert by_name(findings)["server"].says == "The server is in use."
    assert "PostgreSQL) 18" in by_name(findings)["binaries"].says


def test_looking_makes_nothing(home: Path) -> None:
    absent = home.with_name("absent")
    assert faults(checkup.check_home(absent)) == {}
    assert not absent.exists()


def test_a_server_left_behind_is_told(home: Path) -> None:
    left = home.with_name("left")
    embedded.join(left)._share.close()  # pyright: ignore[reportPrivateUsage] (as a kill does)
    assert list(faults(checkup.check_home(left))) == ["server"]
    assert embedded.stop(left)
    (left / "database" / "PG_VERSION").write_text("17\n")
    assert "made by PostgreSQL 17" in faults(checkup.check_home(left))["data"]


def test_a_full_disk_is_told(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def disk_usage(folder: Path) -> Usage:
        assert folder.exists()
        return Usage(free=10**8)

    monkeypatch.setattr(shutil, "disk_usage", disk_usage)
    assert faults(checkup.check_home(home)) == {"disk space": f"Only 100 MB are free for {home}."}


def test_a_home_inside_a_file_is_told(home: Path) -> None:
    assert "folder" in faults(checkup.check_home(home / "server.log" / "home"))


def test_a_healthy_database_has_no_fault(home: Path) -> None:
    findings = checkup.check_database(clusters.of(home).conninfo())
    assert faults(findings) == {}
    assert list(by_name(findings)) == ["reachable", "version", "encoding", "rights", "pgvector"]


@pytest.mark.parametrize(
    ("conninfo", "says"),
    [
        ("host=127.0.0.1 port=1 user=x dbname=x", "No database server listens there."),
        ("host=/nonexistent user=x dbname=x", "No database server listens there."),
        ("host=nowhere.invalid user=x dbname=x", "The database's host is not known."),
        ("postgresql://u:secret@h/d?nonsense=1", "The database URL can't be read."),
    ],
)
def test_why_there_is_no_connection(conninfo: str, says: str) -> None:
    findings = checkup.check_database(conninfo)
    assert faults(findings) == {"reachable": says}
    assert "secret" not in repr(findings)


def test_an_unknown_database_and_a_refused_user(home: Path) -> None:
    cluster = clusters.of(home)
    assert (
        'database "missing" does not exist'
        in (faults(checkup.check_database(cluster.conninfo("missing")))["reachable"])
    )
    other_user = cluster.conninfo().replace("user=tandem", "user=other")
    assert "pg_hba.conf" in faults(checkup.check_database(other_user))["reachable"]


def test_a_database_that_does_not_fit(home: Path) -> None:
    """With another encoding, a user without rights, and no pgvector."""
    cluster = clusters.of(home)
    with psycopg.connect(cluster.conninfo(), autocommit=True) as connection:
        connection.execute("create role guest")
        connection.execute(
            "create database latin encoding 'LATIN1' locale 'C' template template0"
            " locale_provider libc"
        )
    guest = f"{cluster.conninfo('latin')} options='-c role=guest'"
    found = faults(checkup.check_database(guest))
    assert found.pop("pgvector").endswith('permission denied to create extension "vector".')
    assert found == {
        "encoding": "The database is encoded in LATIN1, which can't hold every text.",
        "rights": "This user can't make tables: permission denied for schema public.",
    }
