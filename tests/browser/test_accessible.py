"""Accessibility: axe finds nothing, in light and dark, at 320 px, and the keyboard is enough."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, ViewportSize, expect

from tests.browser.conftest import DESKTOP, NewAgent, NewCustomer, NewPage, Watch

NARROW = ViewportSize(width=320, height=640)  # the same as 1280 px at 400 % zoom
TABS_MAX = 80
SIDEWAYS = """() => [document.scrollingElement, ...document.querySelectorAll('main, dialog')]
    .filter((node) => node.scrollWidth > node.clientWidth && node.clientWidth > 0)
    .map((node) => `${node.tagName} is ${node.scrollWidth} px wide in ${node.clientWidth} px`)"""


DRAWN = "() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))"
STILL = """() => [document, ...[...document.querySelectorAll('*')].map((node) => node.shadowRoot)]
    .flatMap((root) => root?.getAnimations() ?? [])
    .every((animation) => animation.playState !== 'running')"""


def check(page: Page) -> None:
    """Check that axe finds nothing in either theme or when narrow, where nothing overflows."""
    found = []
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        found += [f"{scheme}: {line}" for line in violations(page)]
    page.set_viewport_size(NARROW)
    found += [f"narrow: {line}" for line in [*violations(page), *page.evaluate(SIDEWAYS)]]
    page.set_viewport_size(DESKTOP)
    assert found == []


def violations(page: Page) -> list[str]:
    """What axe finds, one line per place, once everything is drawn and no transition runs."""
    page.evaluate(DRAWN)
    page.wait_for_function(STILL)
    return [
        f"{violation['id']}: {node['target']} {node['html']}"
        for violation in Axe().run(page).response["violations"]
        for node in violation["nodes"]
    ]


def test_the_chat_in_each_of_its_states(
    new_customer: NewCustomer, new_agent: NewAgent, word: str
) -> None:
    customer = new_customer()
    check(customer.page)
    customer.opens_chat()
    check(customer.page)
    customer.says("How do I descale the machine with tablets?")
    expect(customer.chat.get_by_text("Did this help?")).to_be_visible()
    customer.thread.get_by_role("button", name="Source 1").click()
    check(customer.page)
    customer.says(f"Can the machine fly me to the moon? {word}")
    expect(customer.thread.get_by_text("I'm not sure about this")).to_be_visible()
    check(customer.page)
    customer.human.click()
    expect(customer.chat.get_by_role("button", name="Ask something new")).to_be_visible()
    check(customer.page)
    agent = new_agent(about=word)
    agent.opens(word)
    agent.replies("It stays on the ground.")
    customer.sees("It stays on the ground.")
    check(customer.page)
    agent.presses("Escape", "e")
    expect(customer.chat.get_by_text("This conversation is closed.")).to_be_visible()
    check(customer.page)


def test_the_sign_in(new_page: NewPage, watch: Watch) -> None:
    watch.expects("401.*/api/v1/me")
    page = new_page()
    page.goto("/")
    expect(page.get_by_role("heading", name="Sign in to Tandem")).to_be_visible()
    check(page)


@pytest.mark.parametrize("view", ["mine", "unassigned", "assistant", "all"])
def test_the_inbox(new_agent: NewAgent, view: str) -> None:
    agent = new_agent(view=view)
    expect(agent.list.get_by_role("heading", name=view)).to_be_visible()
    check(agent.page)


def test_a_conversation_and_its_panels(new_agent: NewAgent) -> None:
    agent = new_agent(view="all", about="Kofi")
    agent.opens("Kofi")
    for key, shows in (("b", "Suggested next step"), ("w", "Confidence"), ("c", "Customer since")):
        agent.presses(key)
        expect(agent.side.get_by_text(shows, exact=True)).to_be_visible()
        check(agent.page)
    agent.presses("n")
    check(agent.page)


LAYERS = {
    "Control+k": "Commands",
    "?": "Keys",
    "a": "Assign to a person",
    "s": "Snooze until",
    "h": "Hand back to the assistant",
}


def test_the_layers(new_agent: NewAgent) -> None:
    agent = new_agent(view="all", about="Kofi")
    agent.opens("Kofi")
    for key, name in LAYERS.items():
        agent.presses(key)
        expect(agent.page.get_by_role("dialog", name=name)).to_be_visible()
        check(agent.page)
        agent.presses("Escape")
        expect(agent.page.get_by_role("dialog")).to_have_count(0)


@pytest.mark.parametrize(
    ("path", "heading"),
    [
        ("/settings/people", "Team"),
        ("/settings/assistant", "Settings"),
        ("/settings/inboxes", "Settings"),
        ("/account", "Account"),
        ("/review", "Review"),
    ],
)
def test_the_other_pages(new_agent: NewAgent, path: str, heading: str) -> None:
    page = new_agent().page
    page.goto(path)
    expect(page.get_by_role("heading", name=heading, exact=True)).to_be_visible()
    page.wait_for_load_state("networkidle")
    check(page)


def reach(page: Page, target: Locator, key: str = "Tab") -> None:
    """Move the focus from control to control until the target has it."""
    for _ in range(TABS_MAX):
        if target.evaluate("node => node.getRootNode().activeElement === node"):
            return
        page.keyboard.press(key)
    raise AssertionError(f"{target} is not reached by {key}.")


def test_a_customer_needs_no_mouse(new_customer: NewCustomer, word: str) -> None:
    customer = new_customer()
    keyboard = customer.page.keyboard
    reach(customer.page, customer.launcher)
    keyboard.press("Enter")
    expect(customer.field).to_be_focused()
    keyboard.type(f"Can the machine knit? {word}")
    keyboard.press("Enter")
    expect(customer.thread.get_by_role("article")).to_have_count(2)
    keyboard.press("Escape")
    expect(customer.launcher).to_be_focused()
    keyboard.press("Enter")
    reach(customer.page, customer.human, "Shift+Tab")
    keyboard.press("Enter")
    expect(customer.chat).to_have_accessible_name("Bramblebrew shop Waiting for a person")
    expect(customer.field).to_be_focused()


def test_an_agent_needs_no_mouse(new_customer: NewCustomer, new_agent: NewAgent, word: str) -> None:
    customer = new_customer()
    customer.asks_for_person(f"The tank drips. {word}")
    agent = new_agent()
    expect(agent.row("I smell burning")).to_be_visible()
    keyboard = agent.page.keyboard
    reach(agent.page, agent.page.get_by_role("searchbox"))
    keyboard.type(word)
    expect(agent.row(word)).to_be_visible()
    reach(agent.page, agent.row(word))
    keyboard.press("Enter")
    expect(agent.thread.get_by_text(word).first).to_be_visible()
    reach(agent.page, agent.reply)
    keyboard.type("Is the lid on straight?")
    reach(agent.page, agent.page.get_by_role("button", name="Send", exact=True))
    keyboard.press("Enter")
    customer.sees("Is the lid on straight?")
    reach(
        agent.page,
        agent.conversation.get_by_role("button", name="Resolve", exact=True),
        "Shift+Tab",
    )
    keyboard.press("Enter")
    expect(customer.chat.get_by_text("This conversation is closed.")).to_be_visible()
