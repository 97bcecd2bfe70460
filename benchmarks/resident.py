"""Bytes of a server's processes in memory."""

from pathlib import Path

from tandem.postgres import cluster as clusters


def postgres_bytes(home: Path) -> int:
    """Bytes that the home's postmaster and all its children hold, shared pages counted once."""
    postmaster = clusters.of(home).postmaster()
    assert postmaster is not None
    children = f"/proc/{postmaster}/task/{postmaster}/children"
    pids = [postmaster, *map(int, Path(children).read_text(encoding="ascii").split())]
    return sum(map(_proportional, pids))


def _proportional(pid: int) -> int:
    """The process's own pages and its share of those that it has in common (PSS); 0 if it ended."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines()
    except (FileNotFoundError, ProcessLookupError):
        return 0
    return 1024 * next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
