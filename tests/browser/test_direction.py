"""Texts from right to left are laid out so on both sides, and change nothing around them."""

from playwright.sync_api import Locator, expect

from tests.browser.conftest import NewAgent, NewCustomer

HEBREW = "היכן ההזמנה AB-123 שלי?"


def is_right_to_left(node: Locator) -> None:
    """Check the direction that the browser found for these words."""
    expect(node).to_have_css("direction", "rtl")


def test_both_sides_read_and_write_from_right_to_left(
    new_customer: NewCustomer, new_agent: NewAgent, word: str
) -> None:
    customer = new_customer()
    customer.opens_chat()
    customer.human.click()  # first: the assistant hands over by itself what it can't read
    expect(customer.chat).to_have_accessible_name("Bramblebrew shop Waiting for a person")
    customer.says(f"{HEBREW} {word}")
    is_right_to_left(customer.thread.get_by_text(HEBREW).locator("xpath=ancestor-or-self::*").last)
    customer.field.fill(HEBREW)
    is_right_to_left(customer.field)
    customer.field.fill("Thanks")
    expect(customer.field).to_have_css("direction", "ltr")

    agent = new_agent(about=word)
    is_right_to_left(agent.row(word).locator(".preview"))
    agent.opens(word)
    is_right_to_left(agent.conversation.get_by_role("heading", level=2))
    is_right_to_left(agent.thread.locator("article.customer .rich").first)
    agent.reply.fill(HEBREW)
    is_right_to_left(agent.reply)
    agent.reply.fill("On its way.")
    expect(agent.reply).to_have_css("direction", "ltr")
