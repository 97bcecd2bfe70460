"""Files on the desk's own disk: whole under their id, or not there."""

import asyncio
import errno
import os
from collections.abc import AsyncGenerator, AsyncIterator, Generator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import BinaryIO
from uuid import UUID

from tandem.core.errors import InvalidError, NotFoundError, UnavailableError

CHUNK_BYTES = 64 * 1024
FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


class DiskFiles:
    """Keeps each file in a folder named by the first byte of its id: `ab/cdef…`.

    Only the desk's own account can read them, whatever the folder around allows.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def put(self, id: UUID, content: AsyncIterator[bytes], most: int) -> int:
        """Keep the bytes, whole or not at all; returns how many, and they are on the disk then.

        Raises InvalidError for more than `most`, UnavailableError when the disk refuses.
        """
        path = self._path(id)
        part = _part(path)
        count = 0
        with _unavailable():
            file = await asyncio.to_thread(_begin, part)
            try:
                with file:
                    async for chunk in _bounded(content, most):
                        count += await asyncio.to_thread(file.write, chunk)
                    await asyncio.to_thread(_flush, file)
                await asyncio.to_thread(_settle, part, path)
            except BaseException:
                part.unlink(missing_ok=True)
                raise
        return count

    @asynccontextmanager
    async def get(self, id: UUID) -> AsyncGenerator[AsyncIterator[bytes]]:
        """The bytes in chunks; raises NotFoundError if they are gone."""
        try:
            with _unavailable():
                file = await asyncio.to_thread(self._path(id).open, "rb")
        except FileNotFoundError as error:
            raise NotFoundError("This file is gone.") from error
        with file:
            yield _chunks(file)

    async def remove(self, id: UUID) -> None:
        """Forget the bytes, whole or in part; forgetting them twice is once."""
        path = self._path(id)
        with _unavailable():
            for kept in (path, _part(path)):
                await asyncio.to_thread(kept.unlink, missing_ok=True)

    def _path(self, id: UUID) -> Path:
        return self._folder / id.hex[:2] / id.hex[2:]


async def _bounded(content: AsyncIterator[bytes], most: int) -> AsyncIterator[bytes]:
    """The same, up to `most`: what lies beyond is not read, and nothing is kept."""
    count = 0
    async for chunk in content:
        count += len(chunk)
        if count > most:
            raise InvalidError(
                f"The file is larger than {most / 1_000_000:g} MB.", hint="Send a smaller one."
            )
        yield chunk


async def _chunks(file: BinaryIO) -> AsyncIterator[bytes]:
    while chunk := await asyncio.to_thread(file.read, CHUNK_BYTES):
        yield chunk


def _part(path: Path) -> Path:
    """Where the bytes lie until they are whole; a killed process may leave some."""
    return path.with_name(f"{path.name}.part")


def _begin(part: Path) -> BinaryIO:
    part.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    return os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb")


def _flush(file: BinaryIO) -> None:
    file.flush()
    os.fsync(file.fileno())


def _settle(part: Path, path: Path) -> None:
    """Give it its name; the folder is written too, or a power cut could forget the name."""
    part.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


@contextmanager
def _unavailable() -> Generator[None]:
    """Say what the disk refuses in one kind of error; a file that is not there is the caller's."""
    try:
        yield
    except FileNotFoundError:
        raise
    except OSError as error:
        is_full = error.errno in FULL
        raise UnavailableError(
            "The disk is full; the file was not kept." if is_full else "The disk refuses the file.",
            hint="Free some space, then try again." if is_full else "Compare the folder's owner.",
        ) from error
