"""The two-minute story: a customer gets an answer, then none, then a person, to the end."""

from playwright.sync_api import expect

from tests.browser.conftest import NewAgent, NewCustomer

QUESTION = "How do I descale the machine with tablets?"
ODD = "Can the machine fly me to the moon?"


def test_from_the_greeting_to_the_end(
    new_customer: NewCustomer, new_agent: NewAgent, word: str
) -> None:
    agent = new_agent()
    expect(agent.row("I smell burning")).to_be_visible()
    customer = new_customer()

    customer.opens_chat()
    expect(customer.chat.get_by_text("I'm an AI assistant")).to_be_visible()
    expect(customer.thread.get_by_role("article")).to_have_count(0)
    expect(customer.field).to_be_focused()

    customer.says(QUESTION)
    answer = customer.thread.get_by_role("article").filter(has_text="Put two tablets")
    expect(answer).to_contain_text("AI assistant")
    answer.get_by_role("button", name="Source 1").click()
    quotation = answer.get_by_role("blockquote").first
    expect(quotation).to_contain_text("Put two tablets into 1 litre of lukewarm water")
    expect(answer.get_by_role("listitem").nth(1)).to_contain_text("Put two tablets into 1 litre")
    expect(answer.get_by_role("link", name="Open the article").first).to_be_visible()
    expect(customer.chat.get_by_text("Did this help?")).to_be_visible()

    customer.says(f"{ODD} {word}")
    expect(customer.thread.get_by_text("I'm not sure about this")).to_be_visible()
    expect(customer.thread.get_by_text("The closest articles; they may not fit")).to_be_visible()
    customer.option("Talk to a person").click()
    customer.sees("I've asked for a person")
    expect(customer.chat).to_have_accessible_name("Bramblebrew shop Waiting for a person")
    expect(customer.chat.get_by_role("button", name="Talk to a human")).to_have_count(0)

    agent.receives(word)
    agent.opens(word)
    expect(agent.side.get_by_text("customer asked")).to_be_visible()
    expect(agent.side.get_by_text("They see everything above")).to_be_visible()
    agent.presses("w")
    expect(agent.side.get_by_text("NOT SURE", exact=True)).to_be_visible()
    agent.side.get_by_role("button", name="Replay").click()
    expect(agent.side.get_by_text("Same decision, byte for byte")).to_be_visible()
    agent.presses("[")
    expect(agent.side.get_by_text("ANSWERED", exact=True)).to_be_visible()

    agent.presses("i")
    agent.is_told("Assigned to you.")
    agent.presses("r")
    agent.replies("Hello, I read it all. Sadly it stays on the ground.")
    expect(
        customer.thread.get_by_role("article").filter(has_text="Sadly it stays on the ground")
    ).to_contain_text("Mara")
    expect(customer.chat).to_have_accessible_name("Bramblebrew shop With Mara")

    customer.says("What a pity. Thank you, Mara.")
    expect(agent.thread.get_by_text("What a pity.")).to_be_visible()
    agent.presses("Escape", "e")
    agent.is_told("Resolved.")
    expect(customer.chat.get_by_text("This conversation is closed.")).to_be_visible()
