"""The page of the rollout: a rule is previewed, saved with a reason, undone; a contact tested."""

import json
import os
import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import NewAgent, NewCustomer, NewPage, Sessions
from tests.browser.running import RunningDemo
from tests.browser.test_accessible import check


@pytest.fixture
def page(
    desk: RunningDemo, new_page: NewPage, sessions: Sessions, new_customer: NewCustomer
) -> Iterator[Page]:
    """The page, of a desk whose policy is put back afterwards."""
    path = desk.home / "policy.toml"
    before = path.read_text(encoding="utf-8") if path.exists() else None
    page = new_page(sessions["Mara"])
    page.goto("/settings/rollout")
    yield page
    if before is None:
        path.unlink(missing_ok=True)
    else:
        path.write_text(before, encoding="utf-8")


def shot(page: Page, name: str) -> None:
    """A picture for whoever wants to look: SHOTS=FOLDER."""
    if folder := os.environ.get("SHOTS"):
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)


def test_a_category_is_given_to_a_tenth_and_taken_back(
    desk: RunningDemo, page: Page, new_customer: NewCustomer, new_agent: NewAgent, word: str
) -> None:
    customer = new_customer()
    customer.asks_for_person(f"How do I descale the machine? {word}")
    page.reload()
    lines = json.loads(desk.run("rollout", "--json"))["lines"]
    category = next(line["category"] for line in lines if line["category"])
    row = page.get_by_role("row").filter(has_text="Any other product").filter(has_text=category)
    expect(row.first).to_contain_text("from a broader rule")
    check(page)
    page.emulate_media(color_scheme="light")
    shot(page, "rollout-light")
    page.emulate_media(color_scheme="dark")
    shot(page, "rollout-dark")
    page.emulate_media(color_scheme="light")

    change = row.first.get_by_role("button", name=re.compile(r"^Change: "))
    change.focus()
    page.keyboard.press("Enter")
    form = page.get_by_role("dialog")
    expect(form.get_by_text(re.compile("Would have touched 0 of"))).to_be_visible()
    form.get_by_role("radio", name=re.compile("^Answers")).check()
    form.get_by_label("Percent of them let in").fill("10")
    expect(form.get_by_label("Control group gets")).to_have_value("shadow")
    form.get_by_role("button", name="Add a plan or attribute").click()
    check(page)
    shot(page, "rollout-form")
    page.set_viewport_size({"width": 390, "height": 844})
    shot(page, "rollout-form-390")
    page.set_viewport_size({"width": 1360, "height": 860})
    form.get_by_role("button", name=re.compile("^Remove")).click()
    if form.get_by_label("Why is this safe?").is_visible():
        form.get_by_label("Why is this safe?").fill("Tried for a week.")
    form.get_by_role("button", name="Save").click()
    expect(form).to_have_count(0)
    expect(row.first).to_contain_text("10 % of everyone")
    expect(row.first).to_contain_text("Control group: Shadow")
    assert "percent = 10" in (desk.home / "policy.toml").read_text("utf-8")

    agent = new_agent(view="all", about=word)
    agent.opens(word)
    page.get_by_label("Contact or conversation").fill(agent.page.url)
    page.get_by_role("button", name="Test", exact=True).click()
    expect(page.get_by_text(re.compile(r"Place \d+\.\d\d of 100, a customer"))).to_be_visible()
    expect(page.get_by_text(re.compile("is (not )?below 10")).first).to_be_visible()
    check(page)
    page.set_viewport_size({"width": 390, "height": 844})
    shot(page, "rollout-390")
    page.set_viewport_size({"width": 1360, "height": 860})

    page.get_by_role("button", name="Undo the last change").click()
    expect(row.first).to_contain_text("from a broader rule")
    assert "percent = 10" not in (desk.home / "policy.toml").read_text("utf-8")


def test_what_lets_in_more_needs_a_reason_and_a_fault_keeps_what_was_typed(page: Page) -> None:
    change = page.get_by_role("button", name=re.compile(r"^Change: ")).first
    change.click()
    form = page.get_by_role("dialog")
    form.get_by_role("radio", name=re.compile("^People")).check()
    form.get_by_role("button", name="Save").click()
    expect(form).to_have_count(0)
    change.click()
    form.get_by_role("radio", name=re.compile("^Answers")).check()
    form.get_by_label("Who").select_option("everyone")
    reason = form.get_by_label("Why is this safe?")
    expect(reason).to_be_visible()
    form.get_by_role("button", name="Save").click()
    expect(form).to_be_visible()  # the reason is missing
    reason.fill("We looked at it.")
    form.get_by_role("button", name="Save").click()
    expect(form).to_have_count(0)
    page.get_by_role("button", name="Undo the last change").click()
    expect(page.get_by_text("Undone.")).to_be_visible()


def test_the_assistant_is_stopped_from_here(page: Page) -> None:
    page.get_by_role("button", name="Stop the assistant everywhere").click()
    page.get_by_role("button", name="Stop it now").click()
    expect(page.get_by_text("The assistant has been stopped since")).to_be_visible()
    page.get_by_role("button", name="Start it again").click()
    expect(page.get_by_role("button", name="Stop the assistant everywhere")).to_be_visible()


def test_who_may_not_see_it_is_told(new_page: NewPage, sessions: Sessions) -> None:
    page = new_page(sessions["Ben"])
    page.goto("/settings/rollout")
    expect(page.get_by_text("You don't have access to this.")).to_be_visible()
    expect(page.get_by_role("link", name="Rollout")).to_have_count(0)
