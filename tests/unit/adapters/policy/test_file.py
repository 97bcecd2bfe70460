"""The policy's file: a change holds from the next look on, a broken one never."""

import os
from pathlib import Path

import pytest

from tandem import app
from tandem.adapters.policy.file import PolicyFile
from tandem.core.errors import ConfigError, ConflictError, ForbiddenError, UnavailableError
from tandem.core.turn.policy_state import Edit
from tandem.settings import Settings

ALDER = '[company]\nname = "Alder"\n'
BIRCH = '[company]\nname = "Birch"\n'


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "policy.toml"
    path.write_text(ALDER, "utf-8")
    return path


@pytest.fixture
def policies(path: Path) -> PolicyFile:
    return PolicyFile(lambda: path, path)


def test_a_change_holds_from_the_next_look_on(policies: PolicyFile, path: Path) -> None:
    before = policies.current()
    assert (before.company, policies.current() is before) == ("Alder", True)
    path.write_text(BIRCH, "utf-8")
    assert policies.current().company == "Birch"
    assert policies.current().version != before.version


@pytest.mark.parametrize(
    "broken",
    ["", "[company", '[company]\nnames = "x"\n', '[answers]\ntarget_error = "x"\n', "\xff"],
)
def test_a_broken_file_is_refused_and_the_last_good_policy_stays(
    policies: PolicyFile, path: Path, broken: str
) -> None:
    path.write_bytes(broken.encode("latin-1"))
    state = policies.state()
    assert state.policy.company == "Alder"
    assert str(path) in state.fault or "can't be used" in state.fault
    assert (state.text, state.source) == (ALDER, str(path))
    path.write_text(BIRCH, "utf-8")
    state = policies.state()
    assert (state.policy.company, state.fault) == ("Birch", "")


def test_a_file_that_is_gone_is_a_fault_until_it_is_back(policies: PolicyFile, path: Path) -> None:
    path.unlink()
    assert "can't be read" in policies.state().fault
    assert policies.current().company == "Alder"
    path.write_text(BIRCH, "utf-8")
    assert policies.state().fault == ""


def test_a_broken_file_stops_a_start(path: Path) -> None:
    path.write_text("[company", "utf-8")
    with pytest.raises(ConfigError, match="is not valid TOML"):
        PolicyFile(lambda: path, path)


def test_a_file_in_the_home_takes_the_place_of_the_shipped_one(tmp_path: Path) -> None:
    policies = app.policies(Settings(home=tmp_path))
    assert policies.state().source == str(app.resource("policy.toml"))
    (tmp_path / "policy.toml").write_text(BIRCH, "utf-8")
    assert policies.current().company == "Birch"


def test_a_change_of_the_shipped_policy_goes_into_the_home(tmp_path: Path) -> None:
    policies = app.policies(Settings(home=tmp_path))
    text = policies.edited([Edit("company.name", "Birch")])
    state = policies.write(text, replaces=policies.state().text)
    assert (state.source, state.policy.company) == (str(tmp_path / "policy.toml"), "Birch")
    assert "# The policy that a new desk starts with" in state.text


def test_writing_keeps_the_mode_and_leaves_nothing_beside(
    policies: PolicyFile, path: Path, tmp_path: Path
) -> None:
    path.chmod(0o640)
    state = policies.write(BIRCH, replaces=ALDER)
    assert (state.policy.company, path.read_text("utf-8")) == ("Birch", BIRCH)
    assert path.stat().st_mode & 0o777 == 0o640
    assert list(tmp_path.iterdir()) == [path]


def test_a_file_that_changed_meanwhile_is_not_overwritten(policies: PolicyFile, path: Path) -> None:
    path.write_text(BIRCH, "utf-8")
    with pytest.raises(ConflictError, match="changed meanwhile"):
        policies.write(f"{ALDER}\n", replaces=ALDER)
    assert path.read_text("utf-8") == BIRCH


def test_a_broken_file_is_not_overwritten(policies: PolicyFile, path: Path) -> None:
    path.write_text("[company", "utf-8")
    with pytest.raises(ConflictError, match="Fix it first"):
        policies.write(BIRCH, replaces=ALDER)
    assert path.read_text("utf-8") == "[company"


def test_who_keeps_it_in_git_has_it_read_only(path: Path) -> None:
    policies = PolicyFile(lambda: path, path, is_read_only=True)
    with pytest.raises(ForbiddenError, match="read-only"):
        policies.write(BIRCH, replaces=ALDER)
    assert (policies.state().is_read_only, path.read_text("utf-8")) == (True, ALDER)
    path.write_text(BIRCH, "utf-8")
    assert policies.current().company == "Birch", "it is read all the same"


def test_a_disk_that_refuses_leaves_the_old_policy(path: Path, tmp_path: Path) -> None:
    blocked = tmp_path / "file" / "policy.toml"
    blocked.parent.write_text("no folder", "utf-8")
    policies = PolicyFile(lambda: path, blocked)
    with pytest.raises(UnavailableError, match="can't be written"):
        policies.write(BIRCH, replaces=ALDER)
    assert policies.current().company == "Alder"


def test_a_linked_file_is_changed_where_it_is(path: Path, tmp_path: Path) -> None:
    link = tmp_path / "link.toml"
    link.symlink_to(path)
    policies = PolicyFile(lambda: link, link)
    policies.write(BIRCH, replaces=ALDER)
    assert (link.is_symlink(), path.read_text("utf-8")) == (True, BIRCH)
    assert policies.current().company == "Birch"


def test_a_file_that_can_be_read_again_is_read_again(policies: PolicyFile, path: Path) -> None:
    """Only its mode changed: neither its content nor its time."""
    path.write_bytes(b"\xff")
    assert policies.state().fault != ""
    at = path.stat()
    path.write_text(ALDER, "utf-8")
    os.utime(path, ns=(at.st_atime_ns, at.st_mtime_ns))
    assert policies.state().fault == ""
