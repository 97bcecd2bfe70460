"""Sends mail through one SMTP server; failures become the desk's own kinds of error."""

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

WAIT_S_MAX = 20.0  # for each answer of the server
PORTS = {"smtp": 587, "smtps": 465}
LASTING = 500  # from this reply code on, a refusal is permanent


@dataclass(frozen=True, slots=True)
class SmtpMailer:
    """The mail server.

    `smtps` is encrypted from the first byte. `smtp` uses STARTTLS if the server offers it, and
    requires it where a password would cross a network.
    """

    host: str
    port: int
    is_tls: bool
    user: str | None = None
    password: str | None = field(default=None, repr=False)

    @classmethod
    def at(cls, url: str) -> Self:
        """The server that a URL names; raises ConfigError if the URL is invalid."""
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
            raise ConfigError(  # the parser's message may repeat the password
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
        """Send the message to every recipient that the server accepts.

        Raises UnavailableError if it may work later, InvalidError if the server refuses the
        recipients or the message permanently, ConfigError if it refuses the desk.
        """
        async with self._session() as server:
            await server.send_message(message)

    async def check(self) -> None:
        """Sign in without sending anything; raises as `send` does."""
        async with self._session() as server:
            await server.noop()

    @property
    def start_tls(self) -> bool | None:
        """Whether STARTTLS is required (True), not used (False), or used if offered (None)."""
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
        # The library's errors are not chained: they hold addresses, or answers of the server that
        # may repeat one, and a failed job is logged with its whole chain of errors.
        try:
            async with server:
                yield server
        except SMTPAuthenticationError:
            raise ConfigError(
                f"The mail server {self.host} refuses the desk's user name or password.",
                hint="Check TANDEM_SMTP_URL; percent-encode special characters in it.",
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
                f"The mail server {self.host} lacks a feature that is needed: {error.message}",
                hint="A password is never sent unencrypted: use smtps://, or a server that offers"
                " STARTTLS.",
            ) from None
        except (SMTPException, OSError) as error:
            raise self._not_now(type(error).__name__) from None

    def _not_now(self, reason: int | str) -> UnavailableError:
        return UnavailableError(
            f"The mail server {self.host} does not take mail now ({reason}).",
            hint="The desk tries again later; `tandem doctor` checks the server.",
        )


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False
