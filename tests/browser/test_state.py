"""What the console shows stays correct while somebody works with it."""

from playwright.sync_api import expect

from tests.browser.conftest import NewAgent, NewCustomer

WHERE = "rows => rows.map((row) => row.getAttribute('href'))"


def test_what_was_resolved_is_back_in_its_place_when_undone_even_after_another_word(
    new_customer: NewCustomer, new_agent: NewAgent, word: str
) -> None:
    new_customer().asks_for_person(f"The steam is weak. {word}")
    new_customer().asks_for_person(f"The steam is wet. {word}")
    agent = new_agent(about=word)
    expect(agent.list.get_by_role("link").filter(has_text=word)).to_have_count(2)
    before = agent.row(word).evaluate_all(WHERE)
    agent.presses("j", "e")
    agent.is_told("Resolved.")
    expect(agent.row(word)).to_have_count(1)
    agent.presses("Shift+H")
    agent.is_told("People already have it.")
    agent.presses("z")
    agent.is_told("Undone.")
    expect(agent.row(word)).to_have_count(2)
    assert agent.row(word).evaluate_all(WHERE) == before
    expect(agent.list.get_by_role("button", name="new")).to_have_count(0)


def test_a_text_that_is_too_long_is_told_and_kept_and_a_card_number_is_hidden(
    new_customer: NewCustomer, new_agent: NewAgent, word: str
) -> None:
    customer = new_customer()
    customer.opens_chat()
    field = customer.field
    field.fill("a" * 100_001)
    field.press("Enter")
    expect(customer.chat.get_by_text("Your message has 100,001 characters")).to_be_visible()
    expect(field).to_have_value("a" * 100_001)
    field.fill(f"My card 4111 1111 1111 1111 is broken, get me a human. {word}")
    field.press("Enter")
    customer.sees("My card •••• 1111 is broken")
    agent = new_agent(about=word)
    expect(agent.row(word)).to_contain_text("•••• 1111")
    expect(agent.page.get_by_text("4111 1111")).to_have_count(0)
