"""Mail that the desk sends: text, HTML beside it, stable threads, headers safe from injection.

A customer's words are never quoted. Anybody can enter somebody else's address, and the desk must
not send their words there.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import parseaddr
from html import escape
from uuid import UUID

from tandem.core.desk.conversation import Alarm
from tandem.core.desk.entry import LIFETIME, Purpose
from tandem.core.desk.marks import as_lines
from tandem.core.desk.message import Author, StoredMessage
from tandem.core.errors import InvalidError

NAME_MAX = 60  # characters; a name this long fits in one line with its address, so it is not folded
SUBJECT_MAX = 200  # characters
ADDRESS_MAX = 254  # characters (RFC 5321, erratum 1690)
MAIL_AFTER = timedelta(seconds=60)  # without a sign that the customer was there
SEVEN_BIT = SMTP.clone(cte_type="7bit")  # works on every server, whatever it announces

# The part of RFC 5322 that all servers take; addresses that need quotes or SMTPUTF8 get no mail.
_ADDRESS = re.compile(
    r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
    r"@[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?)*"
)
# Characters with a meaning in address lists. Python loses its own quoting where it folds a header.
_SPECIAL = str.maketrans(dict.fromkeys('()<>[]:;@\\,"', " "))
_CHOICE = (
    "display:inline-block;border:1px solid;border-radius:8px;margin:4px;padding:12px;"
    "text-decoration:none"
)
_SUBJECTS = {
    Purpose.INVITATION: "{company} invites you to its support desk",
    Purpose.PASSWORD_RESET: "Set a new password for the support desk of {company}",
    Purpose.SIGN_IN: "Your sign-in link for the support desk of {company}",
}


@dataclass(frozen=True, slots=True)
class Mailbox:
    """A name and an address that are safe in a header; made by `mailbox`."""

    name: str
    address: str


def mailbox(address: str, name: str = "") -> Mailbox:
    """The mailbox of an address, its name cleaned; InvalidError unless the address is plain."""
    if len(address) > ADDRESS_MAX or _ADDRESS.fullmatch(address) is None:
        raise InvalidError("Mail can't be sent to this e-mail address.")
    return Mailbox(_one_line(name.translate(_SPECIAL), NAME_MAX), address)


def read_mailbox(text: str) -> Mailbox:
    """The mailbox in a text such as `Name <address>` or an address alone; raises InvalidError."""
    name, address = parseaddr(text)
    return mailbox(address, name)


def answers_machine(thread: Sequence[StoredMessage], reply: StoredMessage) -> bool:
    """Whether the message that this reply answers came from a machine: mailing it could loop."""
    earlier = [
        message
        for message in thread
        if message.author is Author.CUSTOMER and message.seq < reply.seq
    ]
    return bool(earlier) and earlier[-1].is_automatic


def reply(
    message: StoredMessage,
    *,
    sender: Mailbox,
    to: Mailbox,
    company: str,
    number: int,
    link: str,
    html: str,
    now: datetime,
) -> EmailMessage:
    """The mail with a reply to a customer who is away, and a link back into the chat.

    It is from the agent who wrote it, or from the desk itself. `html` is the message's text as
    HTML, for programs that can draw its tables.
    """
    name = message.agent_name
    sender_name, who = (
        (f"{name} at {company}", f"{name}, {company}") if name else (company, company)
    )
    files = len(message.attachments)
    attached = "1 file is" if files == 1 else f"{files} files are"
    after = [
        f"{attached} attached in the chat." if files else "",
        f"Read and reply in the chat (this link is only for you and works for seven days):\n{link}",
        f"Please use the link: replies to this e-mail don't reach us.\n{who}",
    ]
    parts = [as_lines(message.text), *after]
    mail = _mail(
        mailbox(sender.address, sender_name),
        [to],
        f"A reply from {company} (#{number})",
        "\n\n".join(part for part in parts if part),
        id=f"{message.id}.reply",
        now=now,
    )
    drawn = (escape(part).replace("\n", "<br>") for part in after if part)
    there = f'<a href="{escape(link)}">{escape(link)}</a>'
    body = "".join(f"<p>{part}</p>\n" for part in drawn).replace(escape(link), there)
    mail.add_alternative(f"<!doctype html>\n<html><body>\n{html}{body}</body></html>\n", "html")
    _in_thread(mail, message.conversation_id, sender)
    return mail


def survey(
    conversation: UUID,
    *,
    sender: Mailbox,
    to: Mailbox,
    language: str,
    subject: str,
    before: Sequence[str],
    choices: Sequence[tuple[str, str]],
    after: Sequence[str],
    now: datetime,
) -> EmailMessage:
    """The mail that asks a customer for a rating: a link for each choice, between paragraphs.

    `choices` are labels with their links. All texts are in `language` (ISO 639-1).
    """
    listed = [f"{label}: {link}" for label, link in choices]
    mail = _mail(
        sender,
        [to],
        subject,
        "\n\n".join(part for part in (*before, "\n".join(listed), *after) if part),
        id=f"{conversation}.survey",
        now=now,
    )
    mail["Auto-Submitted"] = "auto-generated"
    pressed = [
        f'<a href="{escape(link)}" style="{_CHOICE}">{escape(label)}</a>' for label, link in choices
    ]
    parts = [*map(escape, before), "\n".join(pressed), *map(escape, after)]
    body = "".join(f"<p>{part}</p>\n" for part in parts if part)
    html = f'<!doctype html>\n<html lang="{language}"><body>\n{body}</body></html>\n'
    mail.add_alternative(html, "html")
    mail["Content-Language"] = language  # of the whole: set before, it would be the text's alone
    _in_thread(mail, conversation, sender)
    return mail


def alarm(
    conversation: UUID,
    *,
    sender: Mailbox,
    to: Sequence[Mailbox],
    number: int,
    alarm: Alarm,
    waiting_since: datetime,
    due_at: datetime,
    link: str,
    now: datetime,
) -> EmailMessage:
    """The mail that tells the team that a customer is waiting for a person and has no reply."""
    waited = _span(now - waiting_since)
    if alarm is Alarm.WARNED:
        subject = f"Conversation #{number}: a reply is due soon"
        left = _span(max(due_at - now, timedelta()))
        text = f"A customer has been waiting for {waited}. A reply is due in {left}."
    else:
        subject = f"Conversation #{number} is waiting for a person"
        text = f"A customer has been waiting for {waited}, and nobody has replied. It is late."
    mail = _mail(
        sender,
        to,
        subject,
        f"{text}\n\n{link}",
        id=f"{conversation}.{alarm.value}.{waiting_since.timestamp():.0f}",
        now=now,
    )
    mail["Auto-Submitted"] = "auto-generated"
    _in_thread(mail, conversation, sender)
    return mail


def week(
    agent: UUID,
    *,
    sender: Mailbox,
    to: Mailbox,
    subject: str,
    text: str,
    week: datetime,
    now: datetime,
) -> EmailMessage:
    """The mail with the figures of the week that ended then."""
    mail = _mail(sender, [to], subject, text, id=f"week.{agent}.{week:%Y%m%d}", now=now)
    mail["Auto-Submitted"] = "auto-generated"
    return mail


def entry(
    id: UUID,
    *,
    sender: Mailbox,
    to: Mailbox,
    company: str,
    purpose: Purpose,
    link: str,
    now: datetime,
) -> EmailMessage:
    """The mail with the one-time link by which an agent signs in."""
    until = now + LIFETIME[purpose]
    mail = _mail(
        sender,
        [to],
        _SUBJECTS[purpose].format(company=company),
        f"Hello {to.name or to.address},\n\n"
        f"sign in with this link. It works once, until {until:%d %B %Y, %H:%M} UTC:\n{link}\n\n"
        "If you did not expect this e-mail, you can ignore it: the link expires by itself.",
        id=f"{id}.entry",
        now=now,
    )
    mail["Auto-Submitted"] = "auto-generated"
    return mail


def _span(time: timedelta) -> str:
    """A time in words: "1 minute", "25 minutes", "2 hours", "3 days"."""
    minutes = int(time / timedelta(minutes=1))
    for unit, size in (("day", 48 * 60), ("hour", 120), ("minute", 0)):
        if minutes >= size:
            count = minutes // {"day": 24 * 60, "hour": 60, "minute": 1}[unit]
            return f"{count} {unit}" if count == 1 else f"{count} {unit}s"
    raise AssertionError("every time has minutes")


def _mail(
    sender: Mailbox, to: Sequence[Mailbox], subject: str, text: str, *, id: str, now: datetime
) -> EmailMessage:
    mail = EmailMessage(SEVEN_BIT)
    mail["From"] = _header(sender)
    mail["To"] = [_header(one) for one in to]
    mail["Subject"] = _one_line(subject, SUBJECT_MAX)
    mail["Date"] = now
    mail["Message-ID"] = _reference(id, sender)
    mail["X-Auto-Response-Suppress"] = "All"  # asks for no "out of office" replies
    mail.set_content(text)
    return mail


def _in_thread(mail: EmailMessage, conversation: UUID, sender: Mailbox) -> None:
    """Put the mail into its conversation's thread: all refer to one message, never sent."""
    mail["In-Reply-To"] = mail["References"] = _reference(f"{conversation}.conversation", sender)


def _reference(id: str, sender: Mailbox) -> str:
    return f"<{id}@{sender.address.rpartition('@')[2]}>"


def _header(one: Mailbox) -> Address:
    return Address(one.name, addr_spec=one.address)


def _one_line(text: str, most: int) -> str:
    """The text as part of a header: printable, in one line, and never read as an encoded word."""
    shown = "".join(letter if letter.isprintable() else " " for letter in text)
    return " ".join(shown.replace("=?", "= ?").split())[:most].strip()
