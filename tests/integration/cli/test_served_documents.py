"""The documents about the running desk are run as they are, against a real `tandem serve`."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tandem.app import resource
from tests.integration.cli.conftest import TIMEOUT_S, Program
from tests.integration.cli.test_documents import BLOCK, DOCS, SERVED
from tests.integration.cli.test_serve import serving

ADDRESS = "http://127.0.0.1:8700"  # the address of the desk in the documents
MARA = "mara@bramblebrew.example"
ARTICLE = resource("demo", "articles", "one", "one-descale-tablets.md")


def blocks(document: str, language: str) -> list[str]:
    text = (DOCS / document).read_text(encoding="utf-8")
    return [match[2] for match in BLOCK.finditer(text) if match[1] == language]


@pytest.fixture
def program(empty: Program) -> Program:
    """The demo's policy, one of its articles, and Mara, who is its admin."""
    policy = str(resource("demo", "policy.toml"))
    demo = Program(
        empty.home, {**empty.settings, "TANDEM_EMBEDDER": "none", "TANDEM_POLICY": policy}
    )
    for command in (
        ("learn", ARTICLE),
        ("user", "add", MARA, "--name", "Mara", "--role", "admin"),
    ):
        done = demo(*command)
        assert done.code == 0, done.err
    return demo


@pytest.fixture
def served(program: Program) -> Iterator[str]:
    """The address of that desk, served."""
    with serving(program) as desk:
        yield desk.url


@pytest.mark.parametrize("document", SERVED)
def test_every_example_works_one_after_the_other(
    document: str, served: str, program: Program, tmp_path: Path
) -> None:
    for signer in blocks(document, "python"):
        (tmp_path / "identity.py").write_text(signer, encoding="utf-8")
    examples = "\n".join(blocks(document, "sh"))
    assert examples.count("curl -") == examples.count("curl -sS --fail-with-body ") >= 5
    assert ADDRESS in examples
    done = subprocess.run(
        ["bash", "-xeu", "-o", "pipefail", "-c", examples.replace(ADDRESS, served)],
        cwd=tmp_path,
        env=program.environment(PATH=f"{Path(sys.executable).parent}:{os.environ['PATH']}"),
        capture_output=True,
        text=True,
        timeout=TIMEOUT_S,
        check=False,
    )
    assert done.returncode == 0, f"{done.stdout[-2000:]}\n{done.stderr[-4000:]}"
    for shown in re.findall(r"^# prints: (.+)$", examples, re.MULTILINE):
        assert shown in done.stdout
