"""What a new desk says of itself: whom the assistant answers, where its chat may be shown."""

from playwright.sync_api import expect

from tests.browser.conftest import NewAgent
from tests.browser.test_accessible import check

ANY_PORT = "http://localhost:* · http://127.0.0.1:*"


def test_the_settings_tell_whom_the_assistant_answers_and_what_changes_that(
    new_agent: NewAgent,
) -> None:
    page = new_agent().page
    page.goto("/settings/assistant")
    expect(
        page.get_by_text("The assistant answers everyone, or suggests what is likely.")
    ).to_be_visible()
    expect(page.get_by_text('mode = "draft"')).to_be_visible()
    check(page)


def test_an_inbox_without_sites_says_so_offers_this_machine_and_leads_to_its_chat(
    new_agent: NewAgent,
) -> None:
    page = new_agent().page
    page.goto("/settings/inboxes")
    expect(page.get_by_text("No site may show this chat yet")).to_be_visible()
    check(page)
    page.get_by_role("button", name="Allow pages on this machine").click()
    expect(page.get_by_text(f"Widget · {ANY_PORT}")).to_be_visible()
    expect(page.get_by_text("No site may show this chat yet")).to_have_count(0)
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="Open the chat page").click()
    expect(opened.value.get_by_role("textbox", name="Your message")).to_be_visible()

    page.get_by_role("button", name="New inbox").click()
    form = page.get_by_role("dialog")
    form.get_by_role("textbox", name="Name").fill("Second shop")
    form.get_by_role("button", name="Allow pages on this machine").click()
    expect(form.get_by_role("textbox", name="Sites that may show it")).to_have_value(
        "http://localhost:*\nhttp://127.0.0.1:*"
    )
    form.get_by_role("button", name="Save").click()
    expect(form.get_by_role("link", name="Open the chat page")).to_be_visible()
