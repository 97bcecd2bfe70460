"""Mail is sent to a real SMTP server on this machine, and its refusals become our errors."""

import asyncio
import logging
import socket
from collections.abc import AsyncIterator, Coroutine
from dataclasses import dataclass, field
from email.message import EmailMessage
from typing import Any, cast

import pytest
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from tandem.adapters.mail.smtp import SmtpMailer
from tandem.core.errors import ConfigError, InvalidError, TandemError, UnavailableError

OK = "250 OK"


@dataclass  # no slots: the library reads all attributes, and with slots 3.11.2 breaks __weakref__
class Answers:
    """The server's next answers, and the mail it accepted."""

    sender: str = OK
    recipient: str = OK
    data: str = OK
    taken: list[Envelope] = field(default_factory=list[Envelope])

    async def handle_MAIL(  # noqa: N802 -- the names are the library's
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """The answer to the sender."""
        if self.sender == OK:
            envelope.mail_from = address
        return self.sender

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """The answer to a recipient."""
        if self.recipient == OK:
            envelope.rcpt_tos.append(address)
        return self.recipient

    async def handle_DATA(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        """The answer to the message."""
        if self.data == OK:
            self.taken.append(envelope)
        return self.data


@dataclass(frozen=True, slots=True)
class Server:
    """A running server with one user and one password."""

    port: int
    answers: Answers

    def mailer(self, login: str = "desk:s3cr%40t@") -> SmtpMailer:
        """A mailer for it."""
        return SmtpMailer.at(f"smtp://{login}127.0.0.1:{self.port}")


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    """The server, until the test ends."""

    def authenticate(
        server: SMTP, session: Session, envelope: Envelope, mechanism: str, login: object
    ) -> AuthResult:
        given = cast("LoginPassword", login)
        is_right = (given.login, given.password) == (b"desk", b"s3cr@t")
        return AuthResult(success=is_right, handled=is_right)

    answers = Answers()
    listener = await asyncio.get_running_loop().create_server(
        lambda: SMTP(answers, authenticator=cast("Any", authenticate), auth_require_tls=False),
        "127.0.0.1",
        0,
    )
    yield Server(listener.sockets[0].getsockname()[1], answers)
    listener.close()
    await listener.wait_closed()


def a_mail() -> EmailMessage:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "support@shop.example", "rosa@x.example", "Hello"
    mail.set_content("On its way.")
    return mail


async def raised(work: Coroutine[Any, Any, None]) -> TandemError | None:
    try:
        await work
    except TandemError as error:
        return error
    return None


@pytest.mark.parametrize("login", ["", "desk:s3cr%40t@"])
async def test_a_message_arrives(server: Server, login: str) -> None:
    await server.mailer(login).check()
    assert server.answers.taken == []
    await server.mailer(login).send(a_mail())
    (taken,) = server.answers.taken
    assert (taken.mail_from, taken.rcpt_tos) == ("support@shop.example", ["rosa@x.example"])
    assert b"On its way." in cast("bytes", taken.content)


@pytest.mark.parametrize(
    ("step", "answer", "kind"),
    [
        ("sender", "451 later", UnavailableError),
        ("sender", "550 not you", ConfigError),
        ("recipient", "450 later", UnavailableError),
        ("recipient", "550 nobody", InvalidError),
        ("data", "452 full", UnavailableError),
        ("data", "554 spam", InvalidError),
    ],
)
async def test_a_refusal_is_told_by_who_must_act(
    server: Server, step: str, answer: str, kind: type[TandemError]
) -> None:
    setattr(server.answers, step, answer)
    error = await raised(server.mailer().send(a_mail()))
    assert type(error) is kind
    assert server.answers.taken == []
    setattr(server.answers, step, OK)
    await server.mailer().send(a_mail())
    assert len(server.answers.taken) == 1


@pytest.mark.parametrize("step", ["sender", "recipient", "data"])
@pytest.mark.parametrize("code", [451, 554])
async def test_what_is_logged_of_a_refusal_names_nobody(
    server: Server, caplog: pytest.LogCaptureFixture, step: str, code: int
) -> None:
    setattr(server.answers, step, f"{code} <rosa@x.example>: not today")
    error = await raised(server.mailer().send(a_mail()))
    logging.getLogger("jobs").error("a job failed", exc_info=error)
    assert type(error).__name__ in caplog.text
    assert f"({code})" in caplog.text
    assert "rosa@" not in caplog.text


async def test_a_wrong_password_is_the_operators_and_is_not_told(server: Server) -> None:
    error = await raised(server.mailer("desk:hunter2@").check())
    assert type(error) is ConfigError
    assert "hunter2" not in str(error)


async def test_a_server_that_is_not_there_may_be_later() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    mailer = SmtpMailer.at(f"smtp://127.0.0.1:{port}")
    assert type(await raised(mailer.send(a_mail()))) is UnavailableError


@pytest.mark.parametrize(
    ("url", "mailer", "start_tls"),
    [
        ("smtp://mail.example.com", SmtpMailer("mail.example.com", 587, False), None),
        (
            "smtp://u:p%2Fq@mail.example.com:25",
            SmtpMailer("mail.example.com", 25, False, "u", "p/q"),
            True,  # a password crosses no network unencrypted
        ),
        ("smtps://u:p@h", SmtpMailer("h", 465, True, "u", "p"), False),
        ("smtp://u:p@127.0.0.1:25", SmtpMailer("127.0.0.1", 25, False, "u", "p"), None),
    ],
)
def test_a_url_says_how_the_server_is_reached(
    url: str, mailer: SmtpMailer, start_tls: bool | None
) -> None:
    assert SmtpMailer.at(url) == mailer
    assert mailer.start_tls is start_tls
    assert "p/q" not in repr(SmtpMailer.at(url))


@pytest.mark.parametrize(
    "url",
    ["", "mail.example.com", "http://h", "smtp://", "smtp://h:x", "smtp://h/path", "smtp://[h",
     "smtp://hunter2@h", "smtp://u:hunter2@h?x=1"],
)  # fmt: skip
def test_a_url_that_is_unclear_is_refused_and_not_repeated(url: str) -> None:
    with pytest.raises(ConfigError) as caught:
        SmtpMailer.at(url)
    assert "hunter2" not in str(caught.value)
