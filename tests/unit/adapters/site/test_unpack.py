"""Packed bytes are unpacked up to a size, however they arrive."""

import gzip
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.adapters.site.unpack import Unpacker, unpacked
from tandem.core.errors import InvalidError


def unpack(body: bytes, most: int, *, step: int, is_packed: bool = True) -> bytes:
    unpacker = Unpacker(most, is_packed=is_packed)
    for start in range(0, len(body), step):
        unpacker.add(body[start : start + step])
    return unpacker.whole()


@given(st.lists(st.binary(max_size=200), min_size=1, max_size=3), st.integers(1, 50))
def test_what_was_packed_comes_back(parts: list[bytes], step: int) -> None:
    """Several files, packed one after the other, are one."""
    whole = b"".join(parts)
    packed = b"".join(map(gzip.compress, parts))
    assert unpack(packed, len(whole), step=step) == whole
    assert unpacked(packed, len(whole)) == whole
    assert unpack(whole, len(whole), step=step, is_packed=False) == whole


@given(st.binary(min_size=1, max_size=500), st.integers(1, 50), st.booleans())
def test_one_byte_too_many_is_refused(whole: bytes, step: int, is_packed: bool) -> None:
    body = gzip.compress(whole) if is_packed else whole
    with pytest.raises(InvalidError, match="It is larger than"):
        unpack(body, len(whole) - 1, step=step, is_packed=is_packed)


def test_a_bomb_is_not_unpacked() -> None:
    bomb = gzip.compress(bytes(200 * 1024 * 1024), 1)
    tracemalloc.start()
    try:
        with pytest.raises(InvalidError, match=r"It is larger than 10 MB\."):
            unpacked(bomb, 10 * 1024 * 1024)
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert most < 50 * 1024 * 1024


def test_what_is_badly_packed_is_refused() -> None:
    packed = gzip.compress(b"some text that is long enough")
    with pytest.raises(InvalidError, match="its end is missing"):
        unpacked(packed[:-5], 100)
    with pytest.raises(InvalidError, match="not correctly"):
        unpacked(packed[:10] + b"\xff" * 30, 100)
    assert unpacked(b"plain", 5) == b"plain"
    assert unpack(b"", 0, step=1) == b""
