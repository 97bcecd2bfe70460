"""Addresses as they stand in a text: many readers make links of them, with or without a scheme."""

import re
import unicodedata

_BARE_MAIL = re.compile(r"[\w.+-]{1,64}@(?P<host>[\w-]{1,63}(?:\.[\w-]{1,63}){1,5})")
_HOST = re.compile(
    r"(?<![\w@.-])(?:[\w-]{1,63}\.){1,5}(?:com|net|org|io|info|example|test|xyz|top|click|link|live"
    r"|site|online|store|shop|tech|cloud|page|web|club|vip|icu|fun|help|support|app|dev|zip|mov|biz"
    r"|news|world|today|space|website|gov|edu|co|me|ly|gg|tk|cf|gq|cc|ai|tv|ws|de|fr|eu|uk|us|ca|au|nz"
    r"|jp|kr|br|mx|es|nl|ch|se|dk|fi|cz|pt|gr|ie|ru|cn)(?![\w-]|\.\w)",
    re.IGNORECASE,
)
"""A host as it stands in a text, in any script; names of countries that are words are left out."""


def as_browsers_read(text: str) -> str:
    """The text with full-width letters and dots as plain ones: a host may be written with them."""
    return unicodedata.normalize("NFKC", text).replace("。", ".")


def mail_addresses(text: str) -> tuple[tuple[str, str], ...]:
    """The e-mail addresses in a text, each with its host."""
    return tuple((match[0], match["host"]) for match in _BARE_MAIL.finditer(text))


def bare_hosts(text: str) -> tuple[str, ...]:
    """Hosts that stand in a text without "https://": many readers make links of them."""
    return tuple(match[0] for match in _HOST.finditer(_BARE_MAIL.sub(" ", text)))
