"""The documents cover everything: settings, commands, errors, policy, routes, events, roles."""

import inspect
import re
from collections.abc import Iterable
from pathlib import Path

import pytest

from tandem.adapters.policy import document
from tandem.cli.main import COMMANDS
from tandem.core import errors
from tandem.core.desk.agent import Role
from tandem.core.desk.event import EventType
from tandem.core.errors import ConfigError, TandemError
from tandem.settings import NAMES, PREFIX
from tests.repository.test_routes import ROUTES

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
LINK = re.compile(r"(?:\]\(|(?:src|href)=\")(?!\w+:|#)([^)\s\"#]+)")


def check(document: str, names: Iterable[str]) -> None:
    """Check that every name is in the document, as a word of its own."""
    path = DOCS / document
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    missing = [
        name for name in names if not re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", text)
    ]
    assert not missing, f"docs/{document} does not say: {', '.join(missing)}"


def test_every_link_leads_to_a_file() -> None:
    documents = [*ROOT.glob("*.md"), *DOCS.rglob("*.md")]
    links = [(path, link) for path in documents for link in LINK.findall(path.read_text("utf-8"))]
    assert len(links) >= 40
    dead = [f"{path.name}: {link}" for path, link in links if not (path.parent / link).exists()]
    assert dead == []


def test_every_document_is_reached_from_the_index() -> None:
    index = (DOCS / "index.md").read_text("utf-8")
    reached = {(DOCS / link).resolve() for link in LINK.findall(index)}
    assert set(DOCS.rglob("*.md")) - reached - {DOCS / "index.md"} == set()


def test_every_setting_is_explained() -> None:
    names = {f"{PREFIX}{name.upper()}" for name in NAMES} | {f"{PREFIX}SETTINGS", "DATABASE_URL"}
    check("settings.md", sorted(names))


def test_every_command_is_explained() -> None:
    check("commands.md", [f"tandem {name}" for name in COMMANDS])


def test_every_kind_of_error_is_explained() -> None:
    kinds = [
        name
        for name, kind in vars(errors).items()
        if inspect.isclass(kind) and issubclass(kind, TandemError) and kind is not TandemError
    ]
    assert len(kinds) >= 6
    check("errors.md", kinds)


def test_every_event_is_explained() -> None:
    check("events.md", EventType)


def test_every_route_is_explained() -> None:
    """Each once, in the document of its API, as method and path."""
    pages = {"api": "api.md", "widget": "widget.md"}
    for route in ROUTES:
        api = route.partition("/")[2].partition("/")[0]
        text = (DOCS / pages.get(api, "running.md")).read_text(encoding="utf-8")
        assert text.count(f"| `{route}` |") == 1, route


def test_every_role_is_explained() -> None:
    check("security.md", Role)


def test_every_key_of_the_policy_is_explained() -> None:
    keys = keys_of_the_policy()
    assert {"company", "target_error", "topic", "mode"} <= keys
    check("policy.md", sorted(keys))


def keys_of_the_policy() -> set[str]:
    """The keys that a policy may have: the parser lists them when it meets another one."""

    def known(table: dict[str, object]) -> set[str]:
        with pytest.raises(ConfigError) as caught:
            document.parse(table)
        lists = re.findall(
            r"there is no [\w .]*\bnonsense \(known: ([\w, ]+)\)", caught.value.message
        )
        return {key for found in lists for key in found.split(", ")}

    unknown: dict[str, object] = {"nonsense": 0}
    tables = known(unknown)
    inner = [known({name: value}) for name in tables for value in (unknown, [unknown])]
    return tables.union(*inner)
