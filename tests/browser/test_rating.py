"""A customer says yes, rates the answer by the keyboard, and the team sees it."""

import re
from datetime import UTC, datetime
from uuid import UUID

import psycopg
from playwright.sync_api import Locator, ViewportSize, expect

from tandem.adapters import survey_tokens
from tandem.postgres import embedded
from tests.browser.conftest import NewAgent, NewCustomer, NewPage, Watch
from tests.browser.people import Customer
from tests.browser.running import RunningDemo
from tests.browser.test_accessible import check

QUESTION = "How do I descale?"
FOUND = "I found this in our help articles:"
NARROW = ViewportSize(width=320, height=640)


def helped(customer: Customer) -> Locator:
    """The question that a customer gets who says that it helped: the five buttons."""
    customer.asks(QUESTION, FOUND)
    customer.option("Yes").click()
    stars = customer.chat.get_by_role("group", name="How was this?")
    expect(stars.get_by_role("button")).to_have_count(5)
    return stars


def test_stars_and_a_comment_by_keyboard_reach_the_team(
    new_customer: NewCustomer, new_agent: NewAgent, word: str
) -> None:
    customer = new_customer()
    customer.opens_chat()
    customer.says(word)
    expect(customer.thread.get_by_text("I'm not sure about this.")).to_be_visible()
    customer.says(QUESTION)
    expect(customer.newest).to_contain_text(FOUND)
    customer.option("Yes").click()
    stars = customer.chat.get_by_role("group", name="How was this?")
    agent = new_agent(view="resolved", about=word)
    agent.opens(QUESTION)
    expect(customer.chat.get_by_text("You rate the AI assistant.")).to_be_visible()
    check(customer.page)
    stars.get_by_role("button", name="5 very good").focus()
    customer.page.keyboard.press("Enter")
    comment = customer.chat.get_by_role("textbox", name="What was good, what was not?")
    expect(comment).to_be_focused()
    check(customer.page)
    comment.fill("Quick and right.")
    customer.page.keyboard.press("Tab")
    customer.page.keyboard.press("Enter")
    expect(comment).to_have_count(0)
    expect(customer.chat.get_by_text("Thank you. You gave 5 of 5.")).to_be_visible()
    rated = agent.thread.get_by_text("The customer rated the assistant 5 of 5 in the chat")
    expect(rated).to_contain_text("Quick and right.")
    expect(rated).to_be_in_viewport()
    expect(agent.row(QUESTION)).to_contain_text("5 of 5")
    check(agent.page)
    customer.page.reload()
    customer.opens_chat()
    expect(customer.chat.get_by_text("Thank you. You gave 5 of 5.")).to_be_visible()
    customer.says("One more thing")
    expect(customer.chat.get_by_text("Thank you. You gave 5 of 5.")).to_have_count(0)


def test_it_is_skipped_for_good(new_customer: NewCustomer) -> None:
    customer = new_customer()
    stars = helped(customer)
    customer.chat.get_by_role("button", name="Not now").click()
    expect(stars).to_have_count(0)
    expect(customer.field).to_be_focused()
    customer.page.reload()
    customer.opens_chat()
    expect(customer.newest).to_contain_text("I'm glad that helped.")
    expect(stars).to_have_count(0)


def test_stars_without_a_connection_are_kept_and_sent(
    new_customer: NewCustomer, watch: Watch
) -> None:
    watch.expects("ERR_INTERNET_DISCONNECTED")
    customer = new_customer()
    stars = helped(customer)
    customer.page.context.set_offline(True)
    expect(customer.chat.get_by_text("You're offline.")).to_be_visible()
    stars.get_by_role("button", name="2 bad").click()
    expect(customer.chat.get_by_text("You gave 2 of 5.")).to_be_visible()
    with customer.page.expect_response("**/widget/v1/rating") as sent:
        customer.page.context.set_offline(False)
    assert sent.value.json() == {"stars": 2, "comment": ""}
    customer.page.reload()
    customer.opens_chat()
    expect(customer.chat.get_by_text("You gave 2 of 5.")).to_be_visible()


def test_who_resolves_elsewhere_asks_here_and_all_fits_a_small_phone(
    new_customer: NewCustomer, new_agent: NewAgent, word: str
) -> None:
    customer = new_customer()
    customer.asks_for_person(word)
    agent = new_agent(about=word)
    agent.opens(word)
    agent.replies("Done.")
    customer.sees("Done.")
    customer.page.set_viewport_size(NARROW)
    agent.page.get_by_role("button", name="Resolve").first.click()
    # Whether the assistant came to its reply before they asked for a person is chance.
    about = re.compile(r"You rate (the AI assistant and )?Mara\.")
    expect(customer.chat.get_by_text(about)).to_be_visible()
    buttons = customer.chat.get_by_role("group", name="How was this?").get_by_role("button")
    boxes = [button.bounding_box() for button in buttons.all()]
    assert all(box and box["height"] >= 44 and box["x"] >= 0 for box in boxes)
    assert all(box and box["x"] + box["width"] <= NARROW["width"] for box in boxes)
    check(customer.page)


def mailed_link(desk: RunningDemo, conversation: str) -> str:
    """The path of the link that a mail about this conversation has: the demo sends no mail."""
    server = embedded.join(desk.home)
    try:
        with psycopg.connect(server.conninfo) as connection:
            row = connection.execute("select secret from desk").fetchone()
    finally:
        server.close()
    assert row is not None
    return f"/rate/{survey_tokens.sign(row[0], UUID(conversation), now=datetime.now(UTC))}"


def test_the_page_of_a_mailed_link_works_by_keyboard_alone(
    desk: RunningDemo,
    new_customer: NewCustomer,
    new_agent: NewAgent,
    new_page: NewPage,
    word: str,
) -> None:
    customer = new_customer()
    customer.asks_for_person(word)
    agent = new_agent(about=word)
    agent.opens(word)
    agent.replies("Done.")
    customer.sees("Done.")
    agent.page.get_by_role("button", name="Resolve").first.click()
    expect(customer.chat.get_by_role("group", name="How was this?")).to_be_visible()
    conversation = agent.asks(f"/api/v1/conversations?q={word}")["items"][0]["id"]
    page = new_page()
    page.goto(f"{mailed_link(desk, conversation)}?stars=2")
    stars = page.get_by_role("radiogroup", name="How was this?")
    expect(stars.get_by_role("radio", name="2 bad")).to_be_checked()
    check(page)
    page.set_viewport_size(NARROW)
    assert page.evaluate("document.documentElement.scrollWidth") == NARROW["width"]
    page.emulate_media(color_scheme="dark")
    check(page)
    expect(customer.chat.get_by_role("group", name="How was this?")).to_be_visible()

    page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")
    expect(stars.get_by_role("radio", name="3 okay")).to_be_checked()
    page.keyboard.press("Tab")
    page.keyboard.type("It took a day.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Thank you. You gave 3 of 5.")).to_be_visible()
    expect(page).to_have_url(re.compile(r"/rate/[^?]+$"))
    check(page)
    expect(customer.chat.get_by_text("Thank you. You gave 3 of 5.")).to_be_visible()
    expect(agent.thread).to_contain_text(
        re.compile(r"rated .*people 3 of 5 by mail\s+It took a day")
    )
