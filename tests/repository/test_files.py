"""The repository can be published: it names no machine, no registry and no private address."""

import hashlib
import re
import subprocess
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
DATA = ROOT.parent / "shared" / "data"  # for measuring, not to be published

# Names are composed here, so that this file does not contain what it searches for.
REGISTRIES = ("pypi" + ".org", "python" + "hosted.org", "npmjs" + ".org", "npmjs" + ".com")
MACHINE = re.compile(r"(?<![\w.~])/(?:root|work)" + r"/")
ADDRESS = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@((?:[\w-]{1,63}\.){1,5}[a-zA-Z]{2,24})(?![\w-])")
OURS = re.compile(r"(?:.*\.)?(?:example(?:\.\w+){0,2}|test|invalid|localhost)", re.IGNORECASE)


@lru_cache(maxsize=1)
def published() -> tuple[Path, ...]:
    """The files that git tracks or would add."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split("\0")
    return tuple(path for name in listed if name and (path := ROOT / name).is_file())


def texts() -> Iterator[tuple[str, str]]:
    for path in published():
        try:
            yield str(path.relative_to(ROOT)), path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue


def lines_with(pattern: re.Pattern[str]) -> list[str]:
    return [
        f"{name}:{text.count(chr(10), 0, match.start()) + 1}: {match[0]}"
        for name, text in texts()
        for match in pattern.finditer(text)
    ]


def test_no_registry_is_named() -> None:
    assert lines_with(re.compile("|".join(map(re.escape, REGISTRIES)))) == []


def test_no_path_of_a_machine_is_named() -> None:
    assert lines_with(MACHINE) == []


def test_nobodys_address_is_named() -> None:
    found = [line for line in lines_with(ADDRESS) if not OURS.fullmatch(line.rpartition("@")[2])]
    assert found == []


def test_no_file_is_large() -> None:
    """Weights and data belong in packages and builds, not in the history."""
    assert [str(path) for path in published() if path.stat().st_size > 1_000_000] == []


def test_nothing_of_the_measuring_data_is_here() -> None:
    """Compared with the data beside this checkout; a clone elsewhere has nothing to compare."""

    def digest(path: Path) -> str:
        return hashlib.sha256(path.read_bytes()).hexdigest()

    data = {digest(path): path.name for path in DATA.rglob("*") if path.is_file()}
    assert [str(path) for path in published() if digest(path) in data] == []
