"""Files are stored whole under their id or not at all, readable only by the desk's account."""

import os
import resource
import signal
import stat
from collections.abc import AsyncIterator
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from tandem.adapters.files.disk import DiskFiles
from tandem.core.errors import InvalidError, NotFoundError, UnavailableError

MOST = 1_000_000


async def chunks(*parts: bytes) -> AsyncIterator[bytes]:
    for part in parts:
        yield part


async def read(files: DiskFiles, id: UUID) -> bytes:
    async with files.get(id) as content:
        return b"".join([chunk async for chunk in content])


def lying(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


async def test_what_is_put_can_be_got_and_removed(tmp_path: Path) -> None:
    id = UUID("abcdef01-2345-6789-abcd-ef0123456789")
    files = DiskFiles(tmp_path / "attachments")
    content = os.urandom(200_000)
    assert await files.put(id, chunks(content[:70_000], content[70_000:]), MOST) == 200_000
    assert await read(files, id) == content
    assert lying(tmp_path) == ["attachments/ab/cdef0123456789abcdef0123456789"]
    await files.remove(id)
    await files.remove(id)
    with pytest.raises(NotFoundError):
        await read(files, id)


async def test_only_the_owner_reads_them(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        await DiskFiles(tmp_path / "attachments").put(uuid4(), chunks(b"secret"), MOST)
    finally:
        os.umask(before)
    for path in (tmp_path / "attachments").rglob("*"):
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600)


async def test_one_too_large_is_not_read_to_its_end_and_leaves_nothing(tmp_path: Path) -> None:
    sent: list[int] = []

    async def endless() -> AsyncIterator[bytes]:
        while True:
            sent.append(1)
            yield bytes(1000)

    with pytest.raises(InvalidError, match=r"larger than 0\.01 MB"):
        await DiskFiles(tmp_path).put(uuid4(), endless(), 10_000)
    assert len(sent) == 11
    assert lying(tmp_path) == []


async def test_an_upload_that_breaks_off_leaves_nothing(tmp_path: Path) -> None:
    async def broken() -> AsyncIterator[bytes]:
        yield b"half"
        raise ConnectionResetError

    with pytest.raises((ConnectionResetError, UnavailableError)):
        await DiskFiles(tmp_path).put(uuid4(), broken(), MOST)
    assert lying(tmp_path) == []


async def test_what_a_killed_upload_left_is_removed_too(tmp_path: Path) -> None:
    files, id, lies = DiskFiles(tmp_path), uuid4(), tmp_path / "elsewhere"
    parts: list[str] = []

    async def content() -> AsyncIterator[bytes]:
        yield b"half"
        parts.extend(lying(tmp_path))

    await files.put(id, content(), MOST)
    await files.remove(id)
    lies.write_bytes(b"half")
    lies.rename(tmp_path / parts[0])
    for _ in range(2):
        await files.remove(id)
    assert lying(tmp_path) == []


async def test_a_full_disk_is_said_and_leaves_nothing(tmp_path: Path) -> None:
    """The kernel refuses the write, as on a full disk: the file may not grow any further."""
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, limits[1]))
    try:
        with pytest.raises(UnavailableError, match="The disk is full"):
            await DiskFiles(tmp_path).put(uuid4(), chunks(bytes(100_000)), MOST)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, handler)
    assert lying(tmp_path) == []
