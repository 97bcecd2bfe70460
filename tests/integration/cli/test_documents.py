"""Code in the documents is run as it is: commands, their output, and the library."""

import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tandem import settings
from tandem.adapters.policy import text as texts
from tandem.app import resource
from tandem.assistant.policy_tests import run_tests

ROOT = Path(__file__).parents[3]
DOCS = ROOT / "docs"
SERVED = ("api.md", "widget.md")  # need a running desk: test_served_documents.py runs them
DOCUMENTS = (
    ROOT / "README.md",
    *(path for path in sorted(DOCS.rglob("*.md")) if path.name not in SERVED),
)
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
# Installing needs a registry; an ellipsis shows only the form of a command.
NOT_RUN = re.compile(r"^(?:make|apt|TANDEM_MINILM_WHEEL=\S+ make) |…", re.MULTILINE)
THEIR_DATABASE = "postgresql://user@host/tandem"
ROWS = 12  # of the demo's questions and tickets: the commands are what is tested


def blocks(language: str) -> list[Any]:
    return [
        pytest.param(match[2], id=f"{path.name}:{text.count(chr(10), 0, match.start()) + 1}")
        for path in DOCUMENTS
        for text in [path.read_text(encoding="utf-8")]
        for match in BLOCK.finditer(text)
        if match[1] == language
    ]


def console() -> list[Any]:
    """Each command of each console block, with its output."""
    return [
        pytest.param(*command.split("\n", 1), id=command.split("\n", 1)[0])
        for block in blocks("console")
        for command in block.values[0].removeprefix("$ ").split("\n$ ")
    ]


@pytest.fixture
def checkout(passable: Path) -> Path:
    """A folder in which relative paths work as in a checkout, with shorter files."""
    (passable / ".venv").symlink_to(sys.prefix)
    theirs = passable / "path/to/articles"
    theirs.mkdir(parents=True)
    (theirs / "pause.md").write_text("# Pausing\n\nPause your plan in the app, under Plan.\n")
    shipped, demo = resource("demo"), passable / "src/tandem/resources/demo"
    demo.mkdir(parents=True)
    for name in ("articles", "policy.toml"):
        (demo / name).symlink_to(shipped / name)
    for name in ("questions.jsonl", "tickets.jsonl"):
        lines = (shipped / name).read_text(encoding="utf-8").splitlines(keepends=True)
        (demo / name).write_text("".join(lines[:ROWS]), encoding="utf-8")
    return passable


def ran(demo: Any, checkout: Path, *command: str) -> str:
    """The output of a command, run in the checkout by a user with the demo's desk."""
    kept = {name: value for name, value in os.environ.items() if "TANDEM" not in name}
    kept.pop("DATABASE_URL", None)
    path = f"{checkout / '.venv/bin'}:{kept['PATH']}"
    done = subprocess.run(
        command,
        cwd=checkout,
        env={**kept, "PATH": path, "HOME": str(checkout), "TANDEM_HOME": str(demo.home)},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize("block", [b for b in blocks("sh") if not NOT_RUN.search(b.values[0])])
def test_shell_commands_work(block: str, demo: Any, checkout: Path, conninfo: str) -> None:
    if THEIR_DATABASE in block:
        # `doctor` warns without articles: the block is for a database that has some.
        learnt = f"DATABASE_URL={shlex.quote(conninfo)} tandem learn path/to/articles"
        ran(demo, checkout, "bash", "-ec", learnt)
        block = block.replace(THEIR_DATABASE, shlex.quote(conninfo))
    ran(demo, checkout, "bash", "-eu", "-o", "pipefail", "-c", block)


def test_enough_of_the_shell_commands_are_run() -> None:
    run = [block for block in blocks("sh") if not NOT_RUN.search(block.values[0])]
    assert len(run) >= 5
    assert any("evaluate questions" in block.values[0] for block in run)


@pytest.mark.parametrize(("command", "shown"), console())
def test_a_command_prints_what_is_shown(command: str, shown: str, demo: Any) -> None:
    """Line by line, except omissions, ids, hashes and times, and decimals (processors vary)."""
    program, *arguments = shlex.split(command)
    assert program == ".venv/bin/tandem"
    if arguments[0] == "replay":
        arguments[1] = demo("ask", "I want a human", "--json").json["turn_id"]
        shown = re.sub(r"\{.*\}|[0-9a-f]{64}|\d{4}-\d\d-\d\d [\d:]{8}", "…", shown)
    done = demo(*arguments)
    assert (done.code, done.err) == (0, "")
    printed = masked(done.out)
    for part in masked(shown).replace("\n", "…").split("…"):
        assert part.strip() in printed


def masked(text: str) -> str:
    return re.sub(r"\d\.\d\d\b", "0.00", text)


@pytest.mark.parametrize("block", blocks("python"))
def test_python_runs_without_a_warning(block: str, demo: Any, checkout: Path) -> None:
    printed = ran(demo, checkout, sys.executable, "-W", "error", "-c", block)
    assert printed.split("\n", 1)[0] == "hand_off person customer_request"
    assert "I've asked for a person." in printed


A_POLICY = re.compile(r"^\[\[?\w", re.MULTILINE)


@pytest.mark.parametrize("block", blocks("toml"))
def test_a_settings_file_and_a_policy_are_taken(block: str, tmp_path: Path) -> None:
    if A_POLICY.search(block):
        policy = texts.read(block, "the document's")
        assert policy.tools or policy.tests or policy.hours
        assert run_tests(policy).failed == ()
        return
    file = tmp_path / "tandem.toml"
    file.write_text(block)
    chosen = settings.load({"TANDEM_SETTINGS": str(file), "HOME": str(tmp_path)})
    assert (chosen.embedder, chosen.processes) == ("openai", 2)


def test_a_response_has_what_the_readme_names(demo: Any) -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    sentence = text.partition("`response.sources`")[2].partition("are there too")[0]
    names = ["sources", *re.findall(r"`\.(\w+)`", sentence)]
    assert len(names) >= 5
    response = demo("ask", "What does error E3 mean?", "--json").json
    assert set(names) <= set(response), json.dumps(response)
