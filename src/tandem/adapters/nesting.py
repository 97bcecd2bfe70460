"""Refuses HTML that is nested so deeply that parsing it would take too long."""

import re

from tandem.core.errors import InvalidError

# The parser takes time quadratic in the depth: a tenth of a second at this one.
DEPTH_MAX = 2_000

_NESTING = re.compile(r"<(/?)(?!(?:p|li|d[td]|t[rdh]|option|br|hr|img|input|meta|link)\b)[a-zA-Z]")


def check_depth(text: str) -> None:
    """Raise `InvalidError` if the elements of this HTML are nested too deeply."""
    depth = 0
    for tag in _NESTING.finditer(text):
        depth = max(0, depth + (-1 if tag[1] else 1))
        if depth > DEPTH_MAX:
            raise InvalidError("The HTML is nested too deeply.")
