"""Mail: no name or text can change the headers, and threads stay together."""

from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from uuid import UUID

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tandem.adapters.mail.html import as_html
from tandem.core.desk import mail
from tandem.core.desk.entry import Purpose
from tandem.core.desk.mail import Mailbox
from tandem.core.desk.message import Attachment, Author, written
from tandem.core.errors import InvalidError

NOW = datetime(2026, 1, 5, 12, tzinfo=UTC)
SENDER = Mailbox("Bramblebrew", "support@shop.example")
CONVERSATION = UUID(int=1)
MESSAGE = written(
    UUID(int=2), CONVERSATION, Author.AGENT, "On its way.", agent=(UUID(int=3), "Mara"), now=NOW
)
INJECTIONS = (
    "Mara\r\nBcc: eve@evil.example",
    "Mara\nBcc: eve@evil.example\n\nbody",
    "=?utf-8?q?Mara=0D=0ABcc=3A_eve=40evil=2Eexample?=",
    '"Mara" <eve@evil.example>, x',
    "Mara\u2028Bcc: eve@evil.example",
    "\x00\x85Mara",
)
HEADERS = {
    "From", "To", "Subject", "Date", "Message-ID", "X-Auto-Response-Suppress",
    "In-Reply-To", "References", "MIME-Version", "Content-Type",
}  # fmt: skip


def a_reply(name: str, company: str, text: str, agent: str) -> EmailMessage:
    return mail.reply(
        replace(MESSAGE, text=text, agent_name=agent),
        sender=SENDER,
        to=mail.mailbox("rosa@customer.example", name),
        company=company,
        number=7,
        link="https://desk.example.com/chat/x#t=y",
        html=as_html(text),
        now=NOW,
    )


def injected() -> st.SearchStrategy[str]:
    return st.one_of(st.sampled_from(INJECTIONS), st.text())


@given(injected(), injected(), st.text(st.characters(exclude_categories=["Cs"])), injected())
@example(INJECTIONS[2], INJECTIONS[2], "", INJECTIONS[2])
@example("é" * 300, "=?" * 100, "\r\n.\r\n", "x" * 1000)
def test_no_name_or_text_adds_a_header_or_a_recipient(
    name: str, company: str, text: str, agent: str
) -> None:
    """Read back from its bytes, the mail has our headers, each once, and one recipient."""
    sent = a_reply(name, company, text, agent).as_bytes()
    read = message_from_bytes(sent, policy=default)
    assert {key for key, _ in read.items()} == HEADERS
    assert len(read.items()) == len(HEADERS)
    assert [address.addr_spec for address in read["To"].addresses] == ["rosa@customer.example"]
    assert [address.addr_spec for address in read["From"].addresses] == [SENDER.address]
    assert sent.isascii()
    assert max(map(len, sent.split(b"\r\n"))) <= 998  # RFC 5322, 2.1.1


@given(st.text())
def test_only_a_plain_address_becomes_a_mailbox(text: str) -> None:
    for address in (text, f"rosa@{text}", f"{text}@customer.example"):
        try:
            made = mail.mailbox(address)
        except InvalidError:
            continue
        assert made.address.isascii()
        assert made.address.isprintable()
        assert not set(made.address) & set(' <>,;:"()[]\\')
        assert made.address.count("@") == 1


@pytest.mark.parametrize(
    "address",
    ["", "rosa", "rosa@", "@x.example", "a@b@c", "a b@x.example", "a@x..example", ".a@x.example",
     "a@-x.example", "rosa@x.example\n", "rösa@x.example", f"{'a' * 250}@x.example"],
)  # fmt: skip
def test_what_is_no_address_is_refused(address: str) -> None:
    with pytest.raises(InvalidError):
        mail.mailbox(address)


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("Support <support@shop.example>", Mailbox("Support", "support@shop.example")),
        ("support@shop.example", Mailbox("", "support@shop.example")),
    ],
)
def test_an_address_is_read_as_people_write_it(text: str, made: Mailbox) -> None:
    assert mail.read_mailbox(text) == made


def test_a_reply_reads_well_and_its_thread_holds() -> None:
    file = Attachment(UUID(int=4), "label.pdf", "application/pdf", 10)
    message = replace(MESSAGE, attachments=(file,))
    made = mail.reply(
        message,
        sender=SENDER,
        to=mail.mailbox("rosa@customer.example", "Rosa"),
        company="Bramblebrew",
        number=7,
        link="https://desk.example.com/chat/x#t=y",
        html=as_html(message.text),
        now=NOW,
    )
    text, drawn = (part.get_content() for part in made.iter_parts())
    assert "<p>On its way.</p>" in drawn
    assert '<a href="https://desk.example.com/chat/x#t=y">' in drawn
    assert text == (
        "On its way.\n\n"
        "1 file is attached in the chat.\n\n"
        "Read and reply in the chat (this link is only for you and works for seven days):\n"
        "https://desk.example.com/chat/x#t=y\n\n"
        "Please use the link: replies to this e-mail don't reach us.\n"
        "Mara, Bramblebrew\n"
    )
    assert made["Subject"] == "A reply from Bramblebrew (#7)"
    assert made["Message-ID"] == f"<{message.id}.reply@shop.example>"
    again = a_reply("Rosa", "Bramblebrew", "More.", "Ben")
    assert made["References"] == again["References"] == made["In-Reply-To"]


@pytest.mark.parametrize("purpose", Purpose)
def test_an_entry_says_until_when_it_lets_in(purpose: Purpose) -> None:
    made = mail.entry(
        UUID(int=5),
        sender=SENDER,
        to=mail.mailbox("ben@shop.example", "Ben"),
        company="Bramblebrew",
        purpose=purpose,
        link="https://desk.example.com/enter#t=y",
        now=NOW,
    )
    assert "Bramblebrew" in made["Subject"]
    assert "January 2026" in made.get_content()
    assert "https://desk.example.com/enter#t=y\n" in made.get_content()


def test_a_machine_is_known_by_the_last_word_before_the_reply() -> None:
    def said(seq: int, author: Author, *, is_automatic: bool = False):
        return replace(MESSAGE, seq=seq, author=author, is_automatic=is_automatic)

    answer = said(3, Author.AGENT)
    person, machine = said(1, Author.CUSTOMER), said(2, Author.CUSTOMER, is_automatic=True)
    assert mail.answers_machine([person, machine, answer], answer)
    assert not mail.answers_machine([person, answer, replace(machine, seq=4)], answer)
    assert not mail.answers_machine([answer], answer)


def test_a_table_is_lines_in_the_text_and_a_table_in_the_html() -> None:
    table = "| Plan | Price |\n|---|---|\n| Solo | <b>€9</b> |"
    text, drawn = (part.get_content() for part in a_reply("", "", table, "Ben").iter_parts())
    assert text.startswith("Plan | Price\nSolo | <b>€9</b>\n")
    assert '<th align="start">Plan</th>' in drawn
    assert "<td>&lt;b&gt;€9&lt;/b&gt;</td>" in drawn
