"""The small Markdown of messages, for where it can't be drawn: terminals, and the text of mails."""

import re

_DELIMITER = re.compile(r"[ ]*\|(?:-{3,}\|)+")
_FENCED = re.compile(r"[ ]*`{3,}\w*[ ]*")
_BOLD = re.compile(r"^\*\*(.+)\*\*$")


def as_lines(text: str) -> str:
    """A message without its marks, for where nothing can be drawn: rows and code as lines."""
    lines = (
        line.strip().removeprefix("| ").removesuffix(" |") if _is_row(line) else line
        for line in text.split("\n")
        if not (_DELIMITER.fullmatch(line) or _FENCED.fullmatch(line))
    )
    return "\n".join(_BOLD.sub(r"\1", line) for line in lines)


def _is_row(line: str) -> bool:
    return line.lstrip().startswith("| ") and line.endswith(" |")
