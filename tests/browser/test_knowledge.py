"""From a gap to an answer: what nobody could answer is proposed, previewed, published, answered."""

import re

from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import NewAgent, NewCustomer
from tests.browser.people import Agent
from tests.browser.test_accessible import check

QUESTION = "Do you engrave names?"
ANSWER = (
    "Hello there, thanks for asking us. We engrave names of up to twelve letters on every milk"
    " jug, free of charge. Which name would you like?"
)
SAID = "We engrave names of up to twelve letters on every milk jug, free of charge."
PREVIEW_MS = 60_000  # past questions are asked again


def knowledge(agent: Agent, page: str) -> Page:
    """The agent on a page of the knowledge."""
    agent.page.get_by_role("link", name="Knowledge", exact=True).click()
    agent.page.get_by_role("navigation", name="Knowledge").get_by_role("link", name=page).click()
    return agent.page


def changed(page: Page, question: str) -> Locator:
    """A question whose reply would change, opened."""
    row = (
        page.get_by_role("listitem")
        .filter(has_text=question)
        .filter(has_text=re.compile("newly answered"))
    )
    row.get_by_text(question).first.click()
    return row


def test_a_gap_becomes_an_article_that_answers(
    new_customer: NewCustomer, new_agent: NewAgent, word: str
) -> None:
    for number in range(2):
        customer = new_customer()
        customer.asks(QUESTION, "I'm not sure")
        customer.human.click()
        expect(customer.chat).to_have_accessible_name("Bramblebrew shop Waiting for a person")
        customer.says(f"{word}{'ab'[number]}")
        agent = new_agent(about=f"{word}{'ab'[number]}")
        agent.opens(f"{word}{'ab'[number]}")
        agent.presses("r")
        agent.replies(ANSWER)
        customer.sees(SAID)

    lead = new_agent()
    page = knowledge(lead, "Gaps")
    page.get_by_role("button", name="Search now").click()
    page.get_by_role("link", name=QUESTION).click()
    expect(page.get_by_role("heading", name=QUESTION)).to_be_visible()
    expect(page.get_by_text("2 customers")).to_be_visible()
    expect(page.get_by_text("measured in 2 of 2")).to_be_visible()
    check(page)

    page.get_by_role("button", name="As a new article").click()
    body = page.get_by_role("textbox", name="Text, in Markdown")
    expect(body).to_have_value(SAID)
    expect(page.get_by_role("region", name="Preview")).to_contain_text(SAID)
    expect(page.get_by_text("and alike in 1 other")).to_be_visible()
    publish = page.get_by_role("button", name="Publish", exact=True)
    expect(publish).to_be_disabled()
    body.fill(f"## Milk jugs\n\n{SAID}")
    expect(
        page.get_by_role("region", name="Preview").get_by_role("heading", name="Milk jugs")
    ).to_be_visible()
    page.get_by_role("button", name="Save", exact=True).click()
    lead.is_told("Saved.")

    page.get_by_role("button", name="Preview the effect").click()
    expect(page.get_by_text(re.compile(r"past questions? asked again"))).to_be_visible(
        timeout=PREVIEW_MS
    )
    row = changed(page, QUESTION)
    expect(row.get_by_text("Now: not sure, offers a person")).to_be_visible()
    expect(row.get_by_text(re.compile("With this text: (answered|suggested)"))).to_be_visible()
    check(page)
    # Nobody sees the text before it is published.
    other = new_customer()
    other.asks(QUESTION, "I'm not sure")

    page.get_by_role("button", name=re.compile("^Publish")).click()
    lead.is_told("Published.")
    expect(page.get_by_text(re.compile("Published .* by Mara, version 1"))).to_be_visible()
    asker = new_customer()
    asker.asks(QUESTION, SAID)

    page.get_by_role("link", name=re.compile("^To the gap")).click()
    expect(page.get_by_text(re.compile("^Answered by desk/"))).to_be_visible()
    expect(page.get_by_text(re.compile("before publishing, .* since"))).to_be_visible()
    knowledge(lead, "Articles")
    page.get_by_role("link", name=QUESTION).click()
    expect(page.get_by_text("Written on the desk")).to_be_visible()
    check(page)


def test_an_edit_is_compared_and_an_old_version_can_be_restored(new_agent: NewAgent) -> None:
    lead = new_agent()
    page = knowledge(lead, "Articles")
    page.get_by_role("searchbox", name="Search articles").fill("steam wand")
    page.get_by_role("row").filter(has_text="Clean or unblock the steam wand").get_by_role(
        "link"
    ).click()
    page.get_by_role("button", name="Edit", exact=True).click()
    expect(page.get_by_text("Once an edit is published it is kept")).to_be_visible()
    body = page.get_by_role("textbox", name="Text, in Markdown")
    before = body.input_value()
    body.fill(f"{before}\n\nDo this every 17 days.")
    page.get_by_role("button", name="Save as a proposal").click()
    expect(page.get_by_text("Numbers that come: 17")).to_be_visible()
    expect(page.get_by_text("Do this every 17 days.").first).to_be_visible()
    page.get_by_role("button", name="Preview the effect").click()
    expect(page.get_by_text(re.compile(r"past questions? asked again"))).to_be_visible(
        timeout=PREVIEW_MS
    )
    page.get_by_role("button", name=re.compile("^Publish")).click()
    lead.is_told("Published.")
    page.get_by_role("link", name="To the article").click()
    expect(page.get_by_text("edited here").first).to_be_visible()
    page.get_by_role("button", name="Compare with version 2").click()
    expect(page.get_by_text("Added: ")).not_to_have_count(0)
    page.get_by_role("button", name="Restore").click()
    expect(page.get_by_text("Restoring version 1.")).to_be_visible()
    expect(body).to_have_value(before)


def test_an_agent_proposes_and_does_not_publish(new_agent: NewAgent, word: str) -> None:
    ben = new_agent("Ben")
    page = knowledge(ben, "Articles")
    page.get_by_role("link", name="Write an article").click()
    page.get_by_role("textbox", name="Title").fill(f"About {word}")
    page.get_by_role("textbox", name="Text, in Markdown").fill("It is **blue**.")
    expect(page.get_by_role("region", name="Preview").locator("strong")).to_have_text("blue")
    page.get_by_role("button", name="Save as a proposal").click()
    expect(page.get_by_text("A lead publishes or rejects it.")).to_be_visible()
    expect(page.get_by_role("button", name="Publish")).to_have_count(0)

    mara = new_agent()
    page = knowledge(mara, "Proposals")
    page.get_by_role("link", name=f"About {word}").click()
    page.get_by_role("button", name="Reject").click()
    page.get_by_role("textbox", name=re.compile("^Why")).fill("It is green")
    page.get_by_role("dialog").get_by_role("button", name="Reject").click()
    expect(page.get_by_text(re.compile("Rejected .* by Mara: It is green"))).to_be_visible()
