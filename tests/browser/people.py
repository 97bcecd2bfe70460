"""The people at the browser: a customer in the chat, an agent in the console."""

import re
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Locator, Page, expect

FAR = 100_000  # px


@dataclass(frozen=True, slots=True)
class Customer:
    """Somebody on the shop's page."""

    page: Page

    @property
    def launcher(self) -> Locator:
        """The button that opens the chat."""
        return self.page.get_by_role("button", name="Chat with us")

    @property
    def chat(self) -> Locator:
        """The open chat."""
        return self.page.get_by_role("dialog")

    @property
    def thread(self) -> Locator:
        """The messages of the chat."""
        return self.chat.get_by_role("log")

    @property
    def field(self) -> Locator:
        """The field in which the customer writes."""
        return self.chat.get_by_role("textbox", name="Your message")

    @property
    def human(self) -> Locator:
        """The button "Talk to a human", which is always there."""
        return self.chat.get_by_role("button", name="Talk to a human").first

    def visits(self) -> None:
        """Come to the shop's page."""
        self.page.goto("/demo")

    def opens_chat(self) -> None:
        """Press the chat's button."""
        self.launcher.click()
        expect(self.chat).to_be_visible()

    def says(self, text: str) -> None:
        """Write and send a message."""
        self.field.fill(text)
        self.field.press("Enter")

    def asks_for_person(self, text: str) -> None:
        """Open the chat, write what it is about, and ask for a person."""
        self.opens_chat()
        self.says(text)
        self.sees(text)
        self.human.click()
        expect(self.chat).to_have_accessible_name("Bramblebrew shop Waiting for a person")

    @property
    def newest(self) -> Locator:
        """The newest message of the thread."""
        return self.thread.get_by_role("article").last

    def asks(self, text: str, answer: str) -> None:
        """Open the chat, ask, and wait for the reply that has these words."""
        self.opens_chat()
        self.says(text)
        expect(self.newest).to_contain_text(answer)

    def option(self, label: str) -> Locator:
        """A button below a reply."""
        return self.thread.get_by_role("button", name=label, exact=True)

    def sees(self, text: str) -> None:
        """Check that the text is in the thread, once."""
        expect(self.thread.get_by_text(text)).to_be_visible()


@dataclass(frozen=True, slots=True)
class Agent:
    """Somebody of the team, signed in."""

    page: Page

    @property
    def list(self) -> Locator:
        """The conversations of the view."""
        return self.page.get_by_role("region", name="Conversations")

    @property
    def conversation(self) -> Locator:
        """The open conversation, with its actions."""
        return self.page.get_by_role("region", name="Open the conversation")

    @property
    def thread(self) -> Locator:
        """The messages of the open conversation."""
        return self.page.get_by_role("log", name="Messages")

    @property
    def side(self) -> Locator:
        """The side panel: brief, reasons and customer."""
        return self.page.get_by_role("complementary", name="About this conversation")

    @property
    def reply(self) -> Locator:
        """The field in which a reply is written."""
        return self.page.get_by_role("textbox", name="Reply")

    @property
    def notice(self) -> Locator:
        """The notice of what was just done."""
        return self.page.get_by_role("status")

    def row(self, text: str) -> Locator:
        """The row of a conversation in the list."""
        return self.list.get_by_role("link").filter(has_text=text)

    def receives(self, text: str) -> None:
        """Check that a conversation comes into a view by urgency, live: first counted, then shown.

        The longest wait is first, so the newest conversation is at the list's end.
        """
        expect(self.list.get_by_role("button", name="1 new")).to_be_visible()
        self.presses(".")
        expect(self.list.get_by_role("button", name="1 new")).to_have_count(0)
        self.list.get_by_role("link").first.hover()
        self.page.mouse.wheel(0, FAR)
        expect(self.row(text)).to_be_visible()

    def opens(self, text: str) -> None:
        """Find a conversation by its row, and open it."""
        self.row(text).click()
        expect(self.thread).to_be_visible()

    def presses(self, *keys: str) -> None:
        """Use the keyboard."""
        for key in keys:
            self.page.keyboard.press(key)

    def replies(self, text: str) -> None:
        """Write to the customer and send."""
        self.reply.fill(text)
        self.reply.press("Control+Enter")

    def is_told(self, text: str) -> None:
        """Check that the text is shown in one of the console's notices."""
        said = re.compile(re.escape(text))  # exact: a hint that "it is resolved" is not "Resolved."
        expect(self.notice.get_by_text(said).last).to_be_visible()

    def asks(self, path: str) -> Any:
        """The answer of the desk's API in this session."""
        answer = self.page.request.get(path)
        assert answer.ok, answer.text()
        return answer.json()
