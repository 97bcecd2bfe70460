"""Off hours in a real browser: honest, with no address asked for, and a new question beside it."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

from tandem.core.desk.hours import WEEKDAYS
from tests.browser.conftest import NewAgent, NewCustomer
from tests.browser.running import RunningDemo


@pytest.fixture
def closed(desk: RunningDemo) -> Iterator[RunningDemo]:
    """The desk while its people are away, until the day after tomorrow."""
    path = desk.home / "policy.toml"
    before = path.read_text(encoding="utf-8")
    day = WEEKDAYS[(datetime.now(UTC) + timedelta(days=3)).weekday()]
    path.write_text(
        f'{before}\n[[hours]]\ntime_zone = "UTC"\n{day} = ["09:00-17:00"]\n', encoding="utf-8"
    )
    yield desk
    path.write_text(before, encoding="utf-8")


def test_a_team_that_is_away(
    closed: RunningDemo, new_customer: NewCustomer, new_agent: NewAgent, word: str
) -> None:
    customer = new_customer()
    customer.opens_chat()
    customer.says(f"What does error E3 mean? {word}")
    expect(customer.chat.get_by_text("Did this help?")).to_be_visible()
    customer.human.click()
    customer.sees("Our team is away and back on")
    expect(customer.chat.get_by_text("(your time).").last).to_be_visible()
    expect(customer.chat.get_by_role("textbox", name="Leave your e-mail")).to_have_count(0)

    customer.chat.get_by_role("button", name="Ask something new").click()
    expect(customer.chat.get_by_text("Your request stays in line.")).to_be_visible()
    customer.says("How do I descale the Bramble One?")
    expect(customer.chat.get_by_text("Your other request is still in line.")).to_be_visible()
    expect(customer.human).to_be_visible()

    agent = new_agent()
    agent.page.goto("/inbox/waiting")
    agent.opens(word)
    expect(agent.side.get_by_text("Our team is away and back on")).to_be_visible()
