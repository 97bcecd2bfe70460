"""Unpacks gzip as it arrives, never more of it than is allowed."""

import zlib

from tandem.core.errors import InvalidError

MAGIC = b"\x1f\x8b"
_GZIP = 31  # of zlib's window sizes, the one that means gzip


class Unpacker:
    """Collects bytes, unpacked if they are packed, up to a size."""

    def __init__(self, most: int, *, is_packed: bool) -> None:
        self._most = most
        self._left = most
        self._parts: list[bytes] = []
        self._stream = zlib.decompressobj(_GZIP) if is_packed else None

    def add(self, chunk: bytes) -> None:
        """Takes the next bytes; raises InvalidError if they are too many or badly packed."""
        while self._stream is not None and chunk:
            if self._stream.eof:  # another file was packed behind the first
                self._stream = zlib.decompressobj(_GZIP)
            try:
                # One byte more than allowed is enough to see that there are too many.
                self._take(self._stream.decompress(chunk, self._left + 1))
            except zlib.error:
                raise InvalidError("It is packed with gzip, but not correctly.") from None
            chunk = self._stream.unconsumed_tail or self._stream.unused_data
        if self._stream is None:
            self._take(chunk)

    def whole(self) -> bytes:
        """All bytes; raises InvalidError if the packed ones ended too early."""
        if self._stream is not None and self._parts and not self._stream.eof:
            raise InvalidError("It is packed with gzip, but its end is missing.")
        return b"".join(self._parts)

    def _take(self, part: bytes) -> None:
        self._left -= len(part)
        if self._left < 0:
            raise InvalidError(f"It is larger than {size(self._most)}.")
        self._parts.append(part)


def size(count: int) -> str:
    """A number of bytes in words."""
    return f"{count // 1024**2} MB" if count >= 1024**2 else f"{count} bytes"


def unpacked(body: bytes, most: int) -> bytes:
    """The bytes, unpacked if they are a gzip file; raises InvalidError as `Unpacker` does."""
    if not body.startswith(MAGIC):
        return body
    unpacker = Unpacker(most, is_packed=True)
    unpacker.add(body)
    return unpacker.whole()
