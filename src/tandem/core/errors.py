"""The few ways Tandem refuses or fails, split by who must act."""


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
    """There is no such thing, or none that this caller may see."""


class ForbiddenError(TandemError):
    """The caller may not do this."""


class ConflictError(TandemError):
    """Something changed meanwhile: look again."""


class UnavailableError(TandemError):
    """Something that is needed does not answer now: wait, and try again."""


class ConfigError(TandemError):
    """The operator must mend the installation or its settings."""
