"""Stores files on the desk's own disk under their id, completely or not at all."""

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
    """Stores each file in a folder named by the first byte of its id: `ab/cdef…`.

    Only the desk's own account can read them, whatever the permissions of the parent folder.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def put(self, id: UUID, content: AsyncIterator[bytes], most: int) -> int:
        """Store the bytes, completely or not at all; returns how many were written to disk.

        Raises InvalidError for more than `most`, UnavailableError if the disk refuses them.
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
        """The bytes in chunks; raises NotFoundError if the file no longer exists."""
        try:
            with _unavailable():
                file = await asyncio.to_thread(self._path(id).open, "rb")
        except FileNotFoundError as error:
            raise NotFoundError("This file no longer exists.") from error
        with file:
            yield _chunks(file)

    async def remove(self, id: UUID) -> None:
        """Delete the file, also an unfinished one; deleting it again does nothing."""
        path = self._path(id)
        with _unavailable():
            for kept in (path, _part(path)):
                await asyncio.to_thread(kept.unlink, missing_ok=True)

    def _path(self, id: UUID) -> Path:
        return self._folder / id.hex[:2] / id.hex[2:]


async def _bounded(content: AsyncIterator[bytes], most: int) -> AsyncIterator[bytes]:
    """The same chunks; raises InvalidError once they exceed `most` bytes."""
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
    """The name of an unfinished file; a killed process may leave one."""
    return path.with_name(f"{path.name}.part")


def _begin(part: Path) -> BinaryIO:
    part.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    return os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb")


def _flush(file: BinaryIO) -> None:
    file.flush()
    os.fsync(file.fileno())


def _settle(part: Path, path: Path) -> None:
    """Give the file its name; syncs the folder too, so that a power cut can't lose the name."""
    part.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


@contextmanager
def _unavailable() -> Generator[None]:
    """Turn errors of the disk into UnavailableError; FileNotFoundError is left to the caller."""
    try:
        yield
    except FileNotFoundError:
        raise
    except OSError as error:
        is_full = error.errno in FULL
        raise UnavailableError(
            "The disk is full; the file was not saved."
            if is_full
            else "The disk refuses the file.",
            hint="Free some space, then try again." if is_full else "Check the folder's owner.",
        ) from error
