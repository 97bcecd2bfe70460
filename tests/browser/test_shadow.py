"""Lab → Shadow: the hidden reply beside the person's; nobody else saw anything of it."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import NewAgent, NewCustomer, NewPage, Sessions
from tests.browser.running import RunningDemo
from tests.browser.test_accessible import check
from tests.browser.test_rollout import shot


@pytest.fixture
def shadowed(desk: RunningDemo) -> Iterator[RunningDemo]:
    """The desk while everything is only recorded."""
    path = desk.home / "policy.toml"
    before = path.read_text(encoding="utf-8")
    desk.run("rollout", "--mode", "shadow")
    yield desk
    path.write_text(before, encoding="utf-8")


def test_the_hidden_reply_beside_the_persons(
    shadowed: RunningDemo,
    new_page: NewPage,
    sessions: Sessions,
    new_customer: NewCustomer,
    new_agent: NewAgent,
    word: str,
) -> None:
    customer = new_customer()
    customer.opens_chat()
    customer.says(f"How do I descale the machine with tablets? {word}")
    agent = new_agent(view="all", about=word)
    agent.opens(word)
    agent.replies("Use two tablets.")
    customer.sees("Use two tablets.")
    expect(customer.thread.get_by_role("button", name="Source 1")).to_have_count(0)
    expect(customer.chat.get_by_text("Did this help?")).to_have_count(0)

    page = new_page(sessions["Mara"])
    page.goto("/lab")
    card = page.get_by_role("article").filter(has_text=word)
    expect(card).to_contain_text("Assistant would have said")
    expect(card).to_contain_text("Use two tablets.")
    expect(page.get_by_role("link", name="Lab")).to_have_attribute("aria-current", "page")
    check(page)
    page.emulate_media(color_scheme="light")
    shot(page, "shadow-light")
    page.emulate_media(color_scheme="dark")
    shot(page, "shadow-dark")
    page.set_viewport_size({"width": 390, "height": 844})
    shot(page, "shadow-390")
    page.set_viewport_size({"width": 1360, "height": 860})
    page.get_by_label("Who").select_option("Control group")
    expect(page).to_have_url("/lab/shadow?arm=control")
    expect(page.get_by_text("Nothing was recorded for these filters.")).to_be_visible()
    page.get_by_role("button", name="Clear filters").click()
    expect(card).to_be_visible()
    page.go_back()
    expect(page.get_by_label("Who")).to_have_value("control")


def test_only_leads_have_the_lab(new_page: NewPage, sessions: Sessions) -> None:
    page = new_page(sessions["Ben"])
    page.goto("/lab/shadow")
    expect(page.get_by_text("You don't have access to this.")).to_be_visible()
    expect(page.get_by_role("link", name="Lab")).to_have_count(0)
