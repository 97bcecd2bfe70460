"""Figures and how they are printed: each with a floor from the same run and its spread."""

import hashlib
import os
import platform
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

import numpy as np

ROOT = Path(__file__).parent.parent


@dataclass(frozen=True, slots=True)
class Goal:
    """A figure's goal: for its ratio to the floor, or for itself if `absolute`."""

    limit: float
    at_most: bool
    absolute: bool = False

    def __str__(self) -> str:
        return f"{'≤' if self.at_most else '≥'} {self.limit:g}{' itself' if self.absolute else ''}"


@dataclass(frozen=True, slots=True)
class Figure:
    """One quantity, with a value and a floor for each round.

    `n` is the number of observations in each round.
    """

    name: str
    unit: str
    ours: tuple[float, ...]
    floor: tuple[float, ...]
    floor_is: str
    n: int
    goal: Goal | None = None

    @property
    def ratios(self) -> tuple[float, ...]:
        """Ours divided by the floor, round by round."""
        return tuple(ours / floor for ours, floor in zip(self.ours, self.floor, strict=True))

    @property
    def is_met(self) -> bool | None:
        """Whether the median meets the goal; None without one."""
        if self.goal is None:
            return None
        value = median(self.ours if self.goal.absolute else self.ratios)
        return value <= self.goal.limit if self.goal.at_most else value >= self.goal.limit

    def to_json(self) -> dict[str, object]:
        """The figure for programs: medians, minimum and maximum over the rounds."""
        return {
            "name": self.name,
            "unit": self.unit,
            "floor_is": self.floor_is,
            **{
                name: {"median": median(values), "min": min(values), "max": max(values)}
                for name, values in (
                    ("ours", self.ours),
                    ("floor", self.floor),
                    ("ratio", self.ratios),
                )
            },
            "n": self.n,
            "rounds": len(self.ours),
            "goal": str(self.goal) if self.goal else None,
            "is_met": self.is_met,
        }


def latencies(
    name: str,
    ours: Sequence[Sequence[float]],
    floor: Sequence[Sequence[float]],
    floor_is: str,
    goal: Goal | None = None,
) -> tuple[Figure, Figure]:
    """The p50 and the p95 of the rounds' seconds, as milliseconds."""

    def at(quantile: int) -> Figure:
        return Figure(
            f"{name}, p{quantile}",
            "ms",
            tuple(1000 * float(np.percentile(taken, quantile)) for taken in ours),
            tuple(1000 * float(np.percentile(taken, quantile)) for taken in floor),
            floor_is,
            len(ours[0]),
            goal,
        )

    return at(50), at(95)


HEAD = ("figure", "ours", "floor", "ratio (min–max)", "n × rounds", "goal", "")
WIDTHS = (46, 13, 13, 20, 10, 12, 4)


def heading() -> str:
    """The names of the columns and a line."""
    return f"{_line(HEAD)}\n{'─' * (sum(WIDTHS) + len(WIDTHS) - 1)}"


def row(figure: Figure) -> str:
    """A figure as one line."""
    ratios = figure.ratios
    return _line(
        (
            figure.name,
            f"{_number(median(figure.ours))} {figure.unit}",
            f"{_number(median(figure.floor))} {figure.unit}",
            f"{median(ratios):.2f} ({min(ratios):.2f}–{max(ratios):.2f})",
            f"{figure.n} × {len(figure.ours)}",
            str(figure.goal or ""),
            {None: "", True: "met", False: "MISS"}[figure.is_met],
        )
    )


def floors(figures: Sequence[Figure]) -> str:
    """What each floor is, without repetition."""
    seen: dict[str, list[str]] = {}
    for figure in figures:
        seen.setdefault(figure.floor_is, []).append(figure.name)
    return "\n".join(f"floor of {'; '.join(names)}:\n  {said}" for said, names in seen.items())


def circumstances(data_hash: str) -> dict[str, str]:
    """The machine, the commit, the data and the time, to compare two runs."""
    return {
        "machine": f"{len(os.sched_getaffinity(0))} cores, {_cpu()}, {_memory_gb():.0f} GB",
        "load": f"{os.getloadavg()[0]:.2f} before the first figure (shared machines disturb)",
        "system": f"{platform.system()} {platform.release()}, Python {platform.python_version()}",
        "commit": _commit(),
        "data": data_hash,
        "date": datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"),
    }


def _line(cells: Sequence[str]) -> str:
    return " ".join(cell.ljust(width) for cell, width in zip(cells, WIDTHS, strict=True)).rstrip()


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 1000 else f"{value:.3g}"


def _cpu() -> str:
    lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()


def _memory_gb() -> float:
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9


def _commit() -> str:
    """The commit, and a hash of uncommitted changes if there are any."""

    def git(*arguments: str) -> bytes:
        command = ("git", "-C", str(ROOT), *arguments)
        return subprocess.run(command, capture_output=True, check=False).stdout  # noqa: S603 -- our own words

    commit = git("rev-parse", "--short=10", "HEAD").decode().strip() or "not a checkout"
    changed = git("diff", "HEAD", "--", "src")
    return f"{commit} + changes {hashlib.sha256(changed).hexdigest()[:8]}" if changed else commit
