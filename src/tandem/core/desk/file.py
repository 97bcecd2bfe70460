"""Files that people upload: what they are by their bytes, and a name that is safe to show."""

import re
import unicodedata
from pathlib import PurePosixPath

SNIFFED = 16  # bytes that tell an image
OPAQUE = "application/octet-stream"
NAME_CHARS_MAX = 120
BYTES_MAX = 20_000_000  # of one file

_IMAGES = (
    ("image/png", re.compile(rb"\x89PNG\r\n\x1a\n")),
    ("image/jpeg", re.compile(rb"\xff\xd8\xff")),
    ("image/gif", re.compile(rb"GIF8[79]a")),
    ("image/webp", re.compile(rb"RIFF.{4}WEBP", re.DOTALL)),
)
IMAGES = frozenset(kind for kind, _ in _IMAGES)

_UNSAFE = re.compile(r'[<>:"|?*]')


def media_type(head: bytes) -> str:
    """The type by the first bytes, not by the sender's claim: one of IMAGES, else OPAQUE."""
    return next((kind for kind, magic in _IMAGES if magic.match(head)), OPAQUE)


def clean_name(given: str) -> str:
    """The last part of a file's name without what could mislead; `file` where nothing is left."""
    last = PurePosixPath(given.replace("\\", "/")).name
    # Remove invisible characters: some reverse the reading direction, and so fake the ending.
    seen = "".join(sign for sign in last if not unicodedata.category(sign).startswith("C"))
    name = " ".join(_UNSAFE.sub("_", seen).split()).strip(". ")
    if len(name) > NAME_CHARS_MAX:
        ending = PurePosixPath(name).suffix[:20]
        name = name[: NAME_CHARS_MAX - len(ending)].rstrip(". ") + ending
    return name or "file"
