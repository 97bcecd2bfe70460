"""The command line itself: help is fast, and every command says what it is for."""

import subprocess
import sys
from typing import Any

from tandem.cli.main import COMMANDS, MODULES
from tandem.version import __version__

HEAVY = {"numpy", "psycopg", "onnxruntime", "sklearn", "scipy", "httpx", "matplotlib"}
NOT_OF_THE_WEB = {
    "scipy",
    "sklearn",
    "matplotlib",
    "procrastinate",
    "pydantic_ai",
    "pypdf",
}


def test_help_and_the_library_import_nothing_heavy() -> None:
    code = "import sys, tandem, tandem.cli.main; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert HEAVY & {name.partition(".")[0] for name in done.stdout.split()} == set()


def test_the_web_imports_nothing_that_only_workers_and_commands_need() -> None:
    """Otherwise a restart of the web takes seconds, during which nobody is answered."""
    code = "import sys, tandem.cli.web; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    imported = {name.partition(".")[0] for name in done.stdout.split()}
    assert "fastapi" in imported
    assert NOT_OF_THE_WEB & imported == set()


def test_matplotlib_is_imported_by_the_one_command_that_draws() -> None:
    modules = [MODULES.get(name, name) for name in COMMANDS if name != "evaluate"]
    imports = ", ".join(f"tandem.cli.{module}" for module in modules)
    code = f"import sys, tandem.app, {imports}; print('matplotlib' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"


def test_help_names_every_command_and_the_version_is_printed(demo: Any) -> None:
    done = demo("--help")
    assert done.code == 0
    assert all(f"  {name} " in done.out for name in COMMANDS)
    assert demo("--version").out == f"tandem {__version__}\n"


def test_stop_says_whether_there_was_anything_to_stop(demo: Any, passable: Any) -> None:
    done = demo("stop", TANDEM_HOME=str(passable))
    assert (done.code, done.out) == (0, "Nothing was running.\n")
    said = demo.refused("stop", code=1)
    assert "in use" in said
