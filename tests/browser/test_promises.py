"""What the assistant promised is beside the conversation, and a lead sees whether it was kept."""

from playwright.sync_api import expect

from tests.browser.conftest import NewAgent, NewCustomer
from tests.browser.test_accessible import check

QUESTION = "When do I get the money for a returned machine?"
PROMISE = "The money for a returned machine arrives within 7 working days"


def test_a_promise_is_judged_beside_the_conversation_and_counted(
    new_customer: NewCustomer, new_agent: NewAgent, word: str
) -> None:
    customer = new_customer()
    customer.opens_chat()
    customer.says(word)
    expect(customer.thread.get_by_text("I'm not sure about this.")).to_be_visible()
    customer.says(QUESTION)
    expect(customer.newest).to_contain_text(PROMISE)
    lead = new_agent(view="all", about=word)
    lead.opens(QUESTION)
    lead.presses("b")
    told = lead.side.get_by_role("region", name="Promised by the assistant")
    card = told.get_by_role("article").filter(has_text=PROMISE)
    expect(card).to_contain_text("at the earliest")
    check(lead.page)
    broken = card.get_by_role("button", name="Broken")
    broken.focus()
    lead.page.keyboard.press("Enter")
    expect(broken).to_have_attribute("aria-pressed", "true")
    expect(card).to_contain_text("Mara")

    lead.page.goto("/metrics/promises?state=broken")
    listed = lead.page.get_by_role("article").filter(has_text=PROMISE).first
    expect(listed.get_by_role("button", name="Broken")).to_have_attribute("aria-pressed", "true")
    row = lead.page.get_by_role("row").filter(has_text="Return a Bramble One or an accessory")
    expect(row.first).to_contain_text("0 %")
    check(lead.page)
    listed.get_by_role("button", name="Broken").click()
    expect(listed.get_by_role("button", name="Broken")).to_have_attribute("aria-pressed", "false")
    lead.page.get_by_role("link", name="Open", exact=True).click()
    expect(lead.page.get_by_role("article").filter(has_text=PROMISE).first).to_be_visible()
