"""Posts alarms over HTTP, signed by the Standard Webhooks specification, or as Slack takes them."""

import binascii
import json
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from datetime import datetime

import httpx
from standardwebhooks import Webhook
from standardwebhooks.webhooks import EmptyWebhookSecretError

from tandem.core.errors import ConfigError, InvalidError, UnavailableError
from tandem.version import __version__

TIMEOUT_S = 10.0
TOO_MANY = 429


class HttpWebhook:
    """Posts to one address; whoever sets it may name one inside the house."""

    def __init__(
        self, client: httpx.AsyncClient, url: str, secret: str | None, *, is_slack: bool
    ) -> None:
        self._client = client
        self._url = url
        self._signing = _signing(secret)
        self.is_slack = is_slack

    @classmethod
    @asynccontextmanager
    async def open(
        cls, url: str, secret: str | None, *, is_slack: bool
    ) -> "AsyncGenerator[HttpWebhook]":
        """A webhook whose connections are closed at the end; ConfigError for a bad secret."""
        agent = {"User-Agent": f"Tandem/{__version__}"}
        async with httpx.AsyncClient(timeout=TIMEOUT_S, headers=agent) as client:
            yield cls(client, url, secret, is_slack=is_slack)

    async def post(self, id: str, body: Mapping[str, object], *, now: datetime) -> None:
        """Posts the body as JSON; the same `id` again means the same message.

        Raises UnavailableError if it may work later, InvalidError if it is refused for good.
        """
        text = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
        headers = {"Content-Type": "application/json", "webhook-id": id}
        headers["webhook-timestamp"] = str(int(now.timestamp()))
        if self._signing is not None:
            headers["webhook-signature"] = self._signing.sign(id, now, text)
        try:
            answer = await self._client.post(self._url, content=text.encode(), headers=headers)
        except httpx.HTTPError as error:
            kind = type(error).__name__
            raise UnavailableError(f"The webhook can't be reached: {kind}.") from None
        if answer.is_success:
            return
        told = f"The webhook answered with status {answer.status_code}."
        if answer.is_server_error or answer.status_code == TOO_MANY:
            raise UnavailableError(told)
        raise InvalidError(told, hint="Check TANDEM_WEBHOOK_URL, and what takes its messages.")


def _signing(secret: str | None) -> Webhook | None:
    if not secret:
        return None
    try:
        return Webhook(secret)
    except (binascii.Error, EmptyWebhookSecretError, ValueError):
        raise ConfigError(
            "TANDEM_WEBHOOK_SECRET is no secret of Standard Webhooks.",
            hint="It is whsec_ and base64: `openssl rand -base64 24` gives the part after it.",
        ) from None
