"""The library's public names, imported when first used."""

from typing import TYPE_CHECKING

from tandem.version import __version__

if TYPE_CHECKING:
    from tandem.actions.turn.respond import SupportResponse
    from tandem.app import SupportAssistant
    from tandem.core.desk.customer import CustomerContext
    from tandem.core.desk.message import Author, Message
    from tandem.core.turn.source import Source

_HOME = {
    "Author": "tandem.core.desk.message",
    "CustomerContext": "tandem.core.desk.customer",
    "Message": "tandem.core.desk.message",
    "Source": "tandem.core.turn.source",
    "SupportAssistant": "tandem.app",
    "SupportResponse": "tandem.actions.turn.respond",
}

__all__ = [
    "Author",
    "CustomerContext",
    "Message",
    "Source",
    "SupportAssistant",
    "SupportResponse",
    "__version__",
]


def __getattr__(name: str) -> object:
    """Imports a public name when it is first used, so that `import tandem` stays fast."""
    if name not in _HOME:
        raise AttributeError(f"module 'tandem' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOME[name]), name)
