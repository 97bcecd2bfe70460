"""The console's keyboard: each key does what the list of keys says."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import NewAgent, NewCustomer
from tests.browser.people import Agent


@pytest.fixture
def agent(new_customer: NewCustomer, new_agent: NewAgent, word: str) -> Agent:
    """Mara, who has a waiting conversation open."""
    new_customer().asks_for_person(f"My machine hums. {word}")
    agent = new_agent(about=word)
    agent.opens(word)
    return agent


def test_along_the_list(new_agent: NewAgent) -> None:
    agent = new_agent(view="all")
    rows = agent.list.get_by_role("link")
    expect(rows.nth(2)).to_be_visible()
    agent.presses("j", "Enter")
    expect(rows.nth(0)).to_have_attribute("aria-current", "true")
    agent.presses("j")
    expect(rows.nth(1)).to_have_attribute("aria-current", "true")
    agent.presses("ArrowDown")
    expect(rows.nth(2)).to_have_attribute("aria-current", "true")
    agent.presses("k", "ArrowUp")
    expect(rows.nth(0)).to_have_attribute("aria-current", "true")
    agent.presses("u")
    expect(agent.page.get_by_text("Choose a conversation.")).to_be_visible()


def test_enter_opens_what_the_cursor_marks(new_agent: NewAgent) -> None:
    """The clicked row must not keep a focus of its own."""
    agent = new_agent(view="all")
    rows = agent.list.get_by_role("link")
    rows.nth(0).click()
    expect(rows.nth(0)).to_have_attribute("aria-current", "true")
    agent.presses("u", "j")
    expect(rows.nth(1)).to_be_focused()
    agent.presses("Enter")
    expect(rows.nth(1)).to_have_attribute("aria-current", "true")


def test_between_pages(new_agent: NewAgent) -> None:
    agent = new_agent()
    expect(agent.row("I smell burning")).to_be_visible()
    agent.presses("g", "t")
    expect(agent.page.get_by_role("heading", name="Team", exact=True)).to_be_visible()
    agent.presses("g", "s")
    expect(agent.page.get_by_role("heading", name="Settings")).to_be_visible()
    agent.presses("g", "i")
    expect(agent.page).to_have_url(re.compile("/inbox/mine$"))
    agent.presses("/")
    expect(agent.page.get_by_role("searchbox")).to_be_focused()
    agent.presses("Escape")
    agent.presses("?")
    sheet = agent.page.get_by_role("dialog", name="Keys")
    expect(sheet.get_by_text("Hand back to the assistant")).to_be_visible()
    agent.presses("Escape")
    expect(sheet).to_have_count(0)


@pytest.mark.parametrize(
    ("key", "panel"), [("b", "Brief"), ("w", "Why"), ("c", "Customer")], ids=lambda value: value
)
def test_to_a_panel(agent: Agent, key: str, panel: str) -> None:
    agent.presses("w", "b", key)
    expect(agent.side.get_by_role("tab", name=panel)).to_have_attribute("aria-selected", "true")


def test_to_what_asks_first(agent: Agent) -> None:
    for key, asks in (
        ("a", "Assign to a person"),
        ("t", "Assign to a team"),
        ("s", "Snooze until"),
        ("p", "Set the priority"),
        ("h", "Hand back to the assistant"),
        ("Control+k", "Commands"),
    ):
        agent.presses(key)
        expect(agent.page.get_by_role("dialog", name=asks)).to_be_visible()
        agent.presses("Escape")
        expect(agent.page.get_by_role("dialog")).to_have_count(0)


def test_to_the_composer(agent: Agent) -> None:
    agent.presses("r")
    expect(agent.reply).to_be_focused()
    agent.presses("Escape", "n")
    expect(agent.page.get_by_role("textbox", name="Private note")).to_be_focused()


def test_to_the_assistants_draft(new_customer: NewCustomer, new_agent: NewAgent) -> None:
    question = "How many people can use one machine in the app?"
    agent = new_agent()
    expect(agent.row("I smell burning")).to_be_visible()
    customer = new_customer()
    customer.opens_chat()
    customer.human.click()
    customer.says(question)
    agent.receives(question)
    agent.opens(question)
    expect(agent.conversation.get_by_text("Draft ready")).to_be_visible()
    agent.presses("d")
    expect(agent.reply).to_be_focused()
    expect(agent.reply).to_have_value(re.compile("Up to five people"))


def test_what_is_done_is_undone(agent: Agent) -> None:
    agent.presses("i")
    agent.is_told("Assigned to you.")
    agent.presses("z")
    agent.is_told("Undone.")
    expect(agent.conversation.get_by_text("unassigned")).to_be_visible()
    agent.presses("e")
    expect(agent.page.get_by_role("button", name="Undo")).to_be_visible()
    expect(agent.conversation.get_by_text("closed by the team")).to_be_visible()
    agent.presses("z")
    agent.is_told("Undone.")
    expect(agent.conversation.get_by_text("closed by the team")).to_have_count(0)


def test_keys_act_on_nothing_out_of_sight(agent: Agent) -> None:
    agent.presses("g", "s")
    expect(agent.page.get_by_role("heading", name="Settings")).to_be_visible()
    agent.presses("e")
    agent.is_told("Choose a conversation first.")


def test_a_button_that_goes_leaves_the_focus_beside_it(agent: Agent) -> None:
    actions = agent.conversation.get_by_role("group", name="Actions")
    actions.get_by_role("button", name="Take").press("Enter")
    agent.is_told("Assigned to you.")
    expect(actions).to_be_focused()


def test_the_palette_does_what_its_words_say(agent: Agent, word: str) -> None:
    agent.presses("Control+k")
    palette = agent.page.get_by_role("combobox", name="Commands")
    palette.fill("priority")
    agent.presses("Enter")
    agent.page.get_by_role("combobox", name="Set the priority").fill("urg")
    agent.presses("Enter")
    agent.is_told("Priority: Urgent.")
    agent.presses("u", "Control+k")
    palette.fill(word)
    expect(agent.page.get_by_role("option").filter(has_text=word).first).to_be_visible()


def test_single_keys_can_be_switched_off(new_agent: NewAgent) -> None:
    agent = new_agent()
    expect(agent.row("I smell burning")).to_be_visible()
    agent.page.goto("/account")
    agent.page.get_by_role("checkbox", name="Single-key shortcuts").uncheck()
    agent.presses("?")
    agent.presses("Control+k")
    expect(agent.page.get_by_role("dialog", name="Commands")).to_be_visible()
    expect(agent.page.get_by_role("dialog", name="Keys")).to_have_count(0)


ESCAPE_AND_HELP = """dialog => {
    dialog.dispatchEvent(new Event("cancel", { cancelable: true }));
    const help = new KeyboardEvent("keydown", { key: "?" });
    return Promise.resolve().then(() => window.dispatchEvent(help));
}"""


def test_a_key_right_after_escape_counts(new_agent: NewAgent) -> None:
    """A browser reports a closed dialog only after it has handled the next key."""
    agent = new_agent()
    expect(agent.row("I smell burning")).to_be_visible()
    agent.presses("Control+k")
    palette = agent.page.locator("dialog")
    expect(palette).to_be_visible()
    palette.evaluate(ESCAPE_AND_HELP)
    expect(agent.page.get_by_role("dialog", name="Keys")).to_be_visible()
