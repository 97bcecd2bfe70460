"""The webhook against a real server: signed as the specification says, or as Slack takes it."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import pytest
from standardwebhooks import Webhook

from tandem.actions.conversation.post_alarm import post_alarm
from tandem.actions.conversation.raise_alarms import raise_alarms
from tandem.adapters.webhook.http import HttpWebhook
from tandem.core.desk.conversation import Alarm
from tandem.core.errors import ConfigError, InvalidError, UnavailableError
from tests.integration.shop import Shop

SECRET = "whsec_" + "c2VjcmV0" * 4


@dataclass(slots=True)
class Receiver:
    """A server that keeps what it got, and answers with a status."""

    status: int = 204
    url: str = ""
    got: list[tuple[dict[str, str], bytes]] = field(default_factory=list)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Read one request, and answer."""
        head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
        pairs = [line.split(": ", 1) for line in head[1:] if line]
        headers = {name.lower(): value for name, value in pairs}
        body = await reader.readexactly(int(headers["content-length"]))
        self.got.append((headers, body))
        writer.write(f"HTTP/1.1 {self.status} X\r\ncontent-length: 0\r\n\r\n".encode())
        await writer.drain()
        writer.close()


@asynccontextmanager
async def receiving(status: int = 204) -> AsyncGenerator[Receiver]:
    """A receiver on loopback."""
    receiver = Receiver(status)
    server = await asyncio.start_server(receiver.serve, "127.0.0.1", 0)
    async with server:
        receiver.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/hook"
        yield receiver


async def test_an_alarm_is_posted_signed_and_without_the_customers_words(shop: Shop) -> None:
    shop.clock.at = datetime.now(UTC)  # the receiver checks the age of what it gets
    async with (
        receiving() as receiver,
        HttpWebhook.open(receiver.url, SECRET, is_slack=False) as webhook,
    ):
        desk = replace(shop.desk, webhook=webhook)
        written = await shop.write(await shop.customer(), "I want to talk to a human, I am Rosa")
        shop.clock.move(timedelta(minutes=11))
        await raise_alarms(desk)
        shop.clock.at = datetime.now(UTC)
        await post_alarm(desk, written.conversation, Alarm.LATE)
        await post_alarm(desk, written.conversation, Alarm.LATE)
    (headers, body), (again, _) = receiver.got
    told = Webhook(SECRET).verify(body, headers)
    assert told["type"] == "reply.late"
    assert told["data"]["conversation_id"] == str(written.conversation)
    assert told["data"]["link"].endswith(f"/c/{written.conversation}")
    assert headers["webhook-id"] == again["webhook-id"]
    assert b"Rosa" not in body


async def test_slack_gets_a_text(shop: Shop) -> None:
    async with (
        receiving() as receiver,
        HttpWebhook.open(receiver.url, None, is_slack=True) as webhook,
    ):
        desk = replace(shop.desk, webhook=webhook)
        id = await shop.press(await shop.customer())
        shop.clock.move(timedelta(minutes=8))
        await raise_alarms(desk)
        await post_alarm(desk, id, Alarm.WARNED)
    ((headers, body),) = receiver.got
    assert body.startswith(b'{"text":"A reply is due soon in conversation #')
    assert "webhook-signature" not in headers


@pytest.mark.parametrize(
    ("status", "error"), [(500, UnavailableError), (429, UnavailableError), (404, InvalidError)]
)
async def test_a_receiver_that_fails_is_tried_again_one_that_refuses_is_not(
    status: int, error: type[Exception]
) -> None:
    async with (
        receiving(status) as receiver,
        HttpWebhook.open(receiver.url, SECRET, is_slack=False) as webhook,
    ):
        with pytest.raises(error):
            await webhook.post("1", {"a": 1}, now=datetime.now(UTC))


async def test_nobody_there_is_tried_again() -> None:
    async with HttpWebhook.open("http://127.0.0.1:9/x", SECRET, is_slack=False) as webhook:
        with pytest.raises(UnavailableError):
            await webhook.post("1", {}, now=datetime.now(UTC))


@pytest.mark.parametrize("secret", ["whsec_", "whsec_ä"])
async def test_a_bad_secret_is_said_at_once(secret: str) -> None:
    with pytest.raises(ConfigError):
        async with HttpWebhook.open("http://127.0.0.1:9/x", secret, is_slack=False):
            pass
