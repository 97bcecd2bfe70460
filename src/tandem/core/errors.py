"""The kinds of error that Tandem raises, split by who must act."""


class TandemError(Exception):
    """What went wrong, in the user's words, and what to do about it.

    The message and the hint never hold secrets, customer text or a stack trace.
    """

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".rstrip()


class InvalidError(TandemError):
    """What the caller sent can't be used; sending it again changes nothing."""


class NotFoundError(TandemError):
    """It does not exist, or this caller may not see it."""


class ForbiddenError(TandemError):
    """The caller may not do this."""


class ConflictError(TandemError):
    """Something changed in the meantime: look again."""


class UnavailableError(TandemError):
    """Something that is needed is not available now: wait, and try again."""


class ConfigError(TandemError):
    """The operator must fix the installation or its settings."""
