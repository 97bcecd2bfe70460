"""What a language model gives back: its whole answer, or that there is none."""

from dataclasses import dataclass

from tandem.core.errors import UnavailableError


@dataclass(frozen=True, slots=True)
class Said:
    """A model's whole answer, and the tokens that it took."""

    text: str
    tokens_in: int
    tokens_out: int


def storable(text: str) -> str:
    """The text with a mark for what no database can keep: NUL, and halves of characters."""
    return text.replace("\0", "\N{REPLACEMENT CHARACTER}").encode("utf-8", "replace").decode()


class NoReplyError(Exception):
    """A model's answer is none: refused, cut, empty, or the prompt was too long for it."""

    def __init__(self, says: str, *, tokens_in: int = 0, tokens_out: int = 0) -> None:
        super().__init__(says)
        self.tokens_in = tokens_in
        self.tokens_out = tokens_out


class BusyError(UnavailableError):
    """A model's server is busy, and says for how many seconds it will be."""

    def __init__(self, message: str, *, after_s: float) -> None:
        super().__init__(message)
        self.after_s = after_s
