"""A real desk and a real browser: one prepared demo per run, and a browser profile per person."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from uuid import uuid4

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    StorageState,
    ViewportSize,
    expect,
)

from tests.browser import chromium
from tests.browser.people import Agent, Customer
from tests.browser.running import RunningDemo, running_demo

DESKTOP = ViewportSize(width=1360, height=860)
PATIENCE_MS = 15_000  # for what must come; only a broken test waits this long

NewPage = Callable[..., Page]
NewCustomer = Callable[..., Customer]
NewAgent = Callable[..., Agent]
Sessions = Mapping[str, StorageState]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The machine's Chromium."""
    program = chromium.find()
    if program is None:
        pytest.skip("There is no Chromium here: on Debian and Ubuntu, apt install chromium.")
    expect.set_options(timeout=PATIENCE_MS)
    with chromium.launched(program) as browser:
        yield browser


@pytest.fixture(scope="session")
def desk(browser: Browser) -> Iterator[RunningDemo]:
    """The demo's desk; it requests the browser first, because it is useless without one."""
    with running_demo() as demo:
        yield demo


@pytest.fixture(scope="session")
def sessions(browser: Browser, desk: RunningDemo) -> Sessions:
    """The browser state of each agent after signing in by a one-time link.

    They are set to away, so that new conversations wait where a test can find them.
    """
    return {name: _signed_in(browser, desk, name) for name in ("Mara", "Ben")}


def _signed_in(browser: Browser, desk: RunningDemo, name: str) -> StorageState:
    context = browser.new_context()
    page = context.new_page()
    page.goto(desk.run("user", "link", f"{name.lower()}@bramblebrew.example").strip())
    with page.expect_response(lambda answer: answer.request.method == "PATCH"):
        page.get_by_role("combobox", name="Your status").select_option("Away")
    state = context.storage_state()
    context.close()
    return state


@pytest.fixture
def word() -> str:
    """A word that occurs only in the conversations of one test.

    It has letters only: a code would be a telling word, which no article has.
    """
    return "bb" + "".join(chr(ord("a") + int(digit, 16)) for digit in uuid4().hex[:8])


@dataclass(slots=True)
class Watch:
    """Collects the browsers' complaints, except those that the test provokes itself."""

    said: list[str] = field(default_factory=list)
    expected: list[re.Pattern[str]] = field(default_factory=list)

    def expects(self, pattern: str) -> None:
        """Ignores complaints that match: the test provokes them."""
        self.expected.append(re.compile(pattern))

    def follow(self, context: BrowserContext) -> None:
        """Collects the complaints of a profile's pages."""
        context.on("weberror", lambda error: self.said.append(str(error.error)))
        context.on("console", lambda message: self._heard(message))

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.said.append(f"{message.text} ({message.location['url']})")

    @property
    def unexpected(self) -> list[str]:
        """The complaints that the test did not expect."""
        return [
            line for line in self.said if not any(pattern.search(line) for pattern in self.expected)
        ]


@pytest.fixture
def watch() -> Iterator[Watch]:
    """Fails a test in which a page complained."""
    watch = Watch()
    yield watch
    assert watch.unexpected == []


@pytest.fixture
def new_page(browser: Browser, desk: RunningDemo, watch: Watch) -> Iterator[NewPage]:
    """Makes pages, each in its own profile; all are closed when the test ends."""
    opened: list[BrowserContext] = []

    def new(session: StorageState | None = None) -> Page:
        context = browser.new_context(
            base_url=desk.url,
            viewport=DESKTOP,
            reduced_motion="reduce",
            storage_state=session,
        )
        opened.append(context)
        watch.follow(context)
        return context.new_page()

    yield new
    for context in opened:
        context.close()


@pytest.fixture
def new_customer(new_page: NewPage, sessions: Sessions) -> NewCustomer:
    """Makes customers on the shop's page, while the whole team is away."""

    def new() -> Customer:
        customer = Customer(new_page())
        customer.visits()
        return customer

    return new


@pytest.fixture
def new_agent(new_page: NewPage, sessions: Sessions) -> NewAgent:
    """Makes Mara or Ben with a view open, or with a search in it."""

    def new(name: str = "Mara", *, view: str = "unassigned", about: str = "") -> Agent:
        page = new_page(sessions[name])
        page.goto(f"/inbox/{view}?q={about}" if about else f"/inbox/{view}")
        return Agent(page)

    return new
