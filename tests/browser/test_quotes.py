"""What the assistant quotes: tables as tables, on a phone too, and nothing that was hidden."""

from playwright.sync_api import expect

from tests.browser.conftest import NewAgent, NewCustomer
from tests.browser.test_accessible import NARROW
from tests.browser.test_tables import OVERFLOWS

PRICES = "What does the Bramble Club cost?"


def test_a_table_is_quoted_with_its_header_at_phone_width(
    new_customer: NewCustomer, new_agent: NewAgent, word: str
) -> None:
    customer = new_customer()
    customer.opens_chat()
    customer.says(f"{PRICES} {word}")
    reply = customer.thread.get_by_role("article").filter(has_text="Family")
    customer.page.set_viewport_size(NARROW)
    expect(reply.get_by_role("columnheader").first).to_have_text("Plan")
    expect(reply.get_by_role("row").nth(1).get_by_role("cell").first).to_have_text("Solo")
    assert not customer.page.evaluate(f"({OVERFLOWS})(document.scrollingElement)")

    agent = new_agent(view="all", about=word)
    agent.opens(word)
    agent.presses("w")
    hide = agent.page.get_by_role("button", name="Never quote this again")
    hide.click()
    expect(agent.page.get_by_text("Hidden by Mara")).to_be_visible()
    other = new_customer()
    other.opens_chat()
    other.says(PRICES)
    expect(other.thread.get_by_role("article")).to_have_count(2)
    expect(other.thread.get_by_role("cell", name="€9.90")).to_have_count(0)
    agent.page.get_by_role("button", name="Undo: quote it again").click()
    expect(hide).to_be_visible()
    last = new_customer()
    last.opens_chat()
    last.says(PRICES)
    expect(last.thread.get_by_role("cell", name="€9.90")).to_be_visible()
