"""Sends mail through one SMTP server, in the desk's own kinds of error."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from ipaddress import ip_address
from typing import Self
from urllib.parse import unquote, urlsplit

from aiosmtplib import (
    SMTP,
    SMTPAuthenticationError,
    SMTPException,
    SMTPNotSupported,
    SMTPRecipientsRefused,
    SMTPResponseException,
    SMTPSenderRefused,
)

from tandem.core.errors import ConfigError, InvalidError, UnavailableError

WAIT_S_MAX = 20.0  # for any one answer of the server
PORTS = {"smtp": 587, "smtps": 465}
LASTING = 500  # from this reply code on the server says: not now, and not later


@dataclass(frozen=True, slots=True)
class SmtpMailer:
    """Where mail is handed in.

    `smtps` is encrypted from the first byte; `smtp` is by STARTTLS where the server offers it, and
    must be where a password would cross a network.
    """

    host: str
    port: int
    is_tls: bool
    user: str | None = None
    password: str | None = field(default=None, repr=False)

    @classmethod
    def at(cls, url: str) -> Self:
        """The server that a URL names; raises ConfigError for one that is unclear."""
        try:
            parts = urlsplit(url)
            host, port = parts.hostname, parts.port
        except ValueError:
            host = port = parts = None
        if (
            parts is None
            or parts.scheme not in PORTS
            or not host
            or (parts.path.strip("/") or parts.query or parts.fragment)
            or (parts.username is None) != (parts.password is None)
        ):
            raise ConfigError(  # its words may repeat the password
                "TANDEM_SMTP_URL is not the address of a mail server.",
                hint="It looks like smtp://user:password@mail.example.com:587, or smtps://…",
            )
        return cls(
            host,
            port or PORTS[parts.scheme],
            parts.scheme == "smtps",
            parts.username and unquote(parts.username),
            parts.password and unquote(parts.password),
        )

    async def send(self, message: EmailMessage) -> None:
        """Have the server take the message for every recipient that it knows.

        Raises UnavailableError when it may work later, InvalidError when it refuses the recipients
        or the message for good, ConfigError when it refuses the desk.
        """
        async with self._session() as server:
            await server.send_message(message)

    async def check(self) -> None:
        """Sign in and send nothing; raises as `send` does."""
        async with self._session() as server:
            await server.noop()

    @property
    def start_tls(self) -> bool | None:
        """Whether STARTTLS is a must (True), out of place (False), or welcome (None)."""
        if self.is_tls:
            return False
        return True if self.password and not _is_loopback(self.host) else None

    @asynccontextmanager
    async def _session(self) -> AsyncGenerator[SMTP]:
        server = SMTP(
            hostname=self.host,
            port=self.port,
            use_tls=self.is_tls,
            start_tls=self.start_tls,
            username=self.user,
            password=self.password,
            timeout=WAIT_S_MAX,
        )
        # Ours never carry the library's errors along: those hold addresses, or words of the server
        # that may repeat one, and a job that fails is logged with all that led to it.
        try:
            async with server:
                yield server
        except SMTPAuthenticationError:
            raise ConfigError(
                f"The mail server {self.host} refuses the desk's user name or password.",
                hint="Look at TANDEM_SMTP_URL; percent-encode special characters in it.",
            ) from None
        except SMTPSenderRefused as error:
            if error.code < LASTING:
                raise self._not_now(error.code) from None
            raise ConfigError(
                f"The mail server {self.host} refuses the desk's own address ({error.code}).",
                hint="TANDEM_MAIL_FROM must be an address that this account may send from.",
            ) from None
        except SMTPRecipientsRefused as error:
            code = min(one.code for one in error.recipients)
            if code < LASTING:
                raise self._not_now(code) from None
            raise InvalidError(f"The mail server refuses the recipient ({code}).") from None
        except SMTPResponseException as error:
            if error.code < LASTING:
                raise self._not_now(error.code) from None
            raise InvalidError(f"The mail server refuses the mail ({error.code}).") from None
        except SMTPNotSupported as error:
            raise ConfigError(
                f"The mail server {self.host} lacks what the desk needs: {error.message}",
                hint="A password is never sent unencrypted: use smtps://, or a server that offers"
                " STARTTLS.",
            ) from None
        except (SMTPException, OSError) as error:
            raise self._not_now(type(error).__name__) from None

    def _not_now(self, reason: int | str) -> UnavailableError:
        return UnavailableError(
            f"The mail server {self.host} does not take mail now ({reason}).",
            hint="It is tried again later; `tandem doctor` checks it.",
        )


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False
