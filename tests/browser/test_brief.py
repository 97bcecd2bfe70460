"""The brief of a handoff as the team reads it, and what an agent asks although it is known."""

from playwright.sync_api import expect

from tests.browser.conftest import NewAgent, NewCustomer

QUESTION = "How do I descale the machine with tablets?"


def test_the_team_reads_the_matter_and_is_told_what_it_asks_again(
    new_customer: NewCustomer, new_agent: NewAgent, word: str
) -> None:
    agent, customer = new_agent(), new_customer()
    expect(agent.row("I smell burning")).to_be_visible()
    customer.asks(QUESTION, "Put two tablets")
    customer.says("no")
    customer.says("My order number is 48213, and the parcel never came")
    customer.says(f"This is ridiculous!! I want to talk to a human, {word}")
    customer.sees("I've asked for a person")

    agent.receives(word)
    agent.opens(word)
    side = agent.side
    expect(side.get_by_text("My order number is 48213, and the parcel").first).to_be_visible()
    expect(side.get_by_text("order number: 48213")).to_be_visible()
    expect(side.get_by_text("they said no")).to_be_visible()
    expect(side.get_by_text("“This is ridiculous!!")).to_be_visible()
    expect(side.get_by_text("customer asked")).to_be_visible()
    expect(side.get_by_text("rule")).to_have_count(0)
    side.get_by_role("button", name="typed in the chat at").first.click()
    expect(
        agent.thread.get_by_role("article").filter(has_text="the parcel never came").first
    ).to_be_focused()
    note = agent.thread.get_by_role("article").filter(has_text="Handoff brief")
    expect(note).to_contain_text("Mood: annoyed: “This is ridiculous!!")
    expect(note).to_contain_text("Reason: The customer asked for a person.")

    agent.reply.fill("I'm sorry. What is your order number?")
    known = agent.page.get_by_role("status").filter(has_text="Already given at")
    expect(known).to_contain_text("48213")
    agent.reply.fill("I'm sorry. Is 48213 your order number?")
    expect(known).to_have_count(0)
    agent.replies("I'm sorry. What is your order number?")
    mine = agent.thread.get_by_role("article").filter(has_text="What is your order number?")
    expect(mine).to_contain_text("Asked again: order number, already given at")
    customer.sees("What is your order number?")
    expect(customer.chat.get_by_text("Asked again")).to_have_count(0)
