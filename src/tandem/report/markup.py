"""Markup as a type of its own, so that it can't contain unescaped text."""

import html
import re
from collections.abc import Iterable
from typing import NewType

Markup = NewType("Markup", str)

_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_VOID = frozenset({"meta", "br", "input", "link"})


def printable(text: str) -> str:
    """The text; characters that are not allowed in documents become U+FFFD."""
    return _UNPRINTABLE.sub("\ufffd", text)


def words(text: str) -> Markup:
    """The text, escaped and printable."""
    return Markup(html.escape(printable(text)))


def element(tag: str, *children: Markup, **attributes: str | float | None) -> Markup:
    """An element of HTML or SVG, which is also well-formed XML.

    Underscores in attribute names become hyphens, a trailing one is dropped (`class_`), and
    attributes that are None are left out.
    """
    written = "".join(
        f' {name.rstrip("_").replace("_", "-")}="{_value(value)}"'
        for name, value in attributes.items()
        if value is not None
    )
    if tag in _VOID:
        return Markup(f"<{tag}{written}/>")
    return Markup(f"<{tag}{written}>{''.join(children)}</{tag}>")


def joined(parts: Iterable[Markup]) -> Markup:
    """The parts, one after another."""
    return Markup("\n".join(parts))


def _value(value: str | float) -> str:
    if isinstance(value, str):
        return words(value)
    return f"{value:.2f}".rstrip("0").rstrip(".")
