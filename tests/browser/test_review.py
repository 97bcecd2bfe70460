"""The review queue in the console: judged blind by keys, then revealed, undone, gone on from."""

import json
from typing import Any

from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import NewAgent, NewCustomer, Watch
from tests.browser.running import RunningDemo
from tests.browser.test_accessible import check

QUESTION = "How do I descale the machine with tablets?"


def newest_of(page: Page, text: str) -> str:
    """The newest answer in the queue whose conversation has this text and is resolved."""
    queue = page.request.get("/api/v1/review").json()["next"]
    for one in sorted(queue, key=lambda one: str(one["taken_at"]), reverse=True):
        item = page.request.get(f"/api/v1/review/{one['turn_id']}").json()
        is_resolved = item["status"] == "resolved"
        if one["kind"] == "answer" and is_resolved and text in json.dumps(item["messages"]):
            return str(one["turn_id"])
    raise AssertionError(f"Nothing with {text!r} is to be judged.")


def test_a_lead_judges_by_keys_and_sees_what_was_hidden(
    new_customer: NewCustomer, new_agent: NewAgent, desk: RunningDemo
) -> None:
    customer = new_customer()
    customer.asks(QUESTION, "Put two tablets")
    customer.option("Yes").click()
    customer.sees("I'm glad that helped")
    desk.run("review", "draw")
    agent = new_agent()
    page = agent.page
    item = newest_of(page, QUESTION)
    agent.presses("g", "v")
    expect(page.get_by_role("heading", name="Review")).to_be_visible()
    rail = page.get_by_role("navigation", name="Pages").get_by_role("link", name="Review")
    before = int(rail.inner_text().split()[-1])
    page.goto(f"/review/{item}")
    form = page.get_by_role("region", name="Your judgement")
    expect(form).to_be_visible()
    for hidden in ("P(right)", "ANSWERED", "What was hidden", "Why it was drawn"):
        expect(page.get_by_text(hidden)).to_have_count(0)
    expect(page.get_by_role("article").filter(has_text="to judge")).to_contain_text("tablets")
    check(page)

    agent.presses("Enter")
    expect(page.get_by_role("alert").or_(page.get_by_role("status"))).to_contain_text(
        ["Say first whether it was right"]
    )
    agent.presses("1", "3", "n")
    expect(form.get_by_role("button", name="Wrong")).to_have_attribute("aria-pressed", "true")
    expect(form.get_by_role("button", name="Right")).to_have_attribute("aria-pressed", "false")
    agent.presses("m")
    page.keyboard.type("The model of the machine. 1 y n")
    agent.presses("Escape", "Enter")
    reveal = page.get_by_role("region", name="What was hidden")
    expect(reveal).to_contain_text("Wrong, not for a person")
    expect(reveal).to_contain_text("ANSWERED")
    expect(reveal).to_contain_text("The customer said yes.")
    expect(reveal).to_contain_text("one of the first 50 of its category")
    expect(reveal).to_contain_text("labels.")
    check(page)
    shown = agent.asks(f"/api/v1/review/{item}")
    assert shown["mine"]["missing"] == "The model of the machine. 1 y n"

    agent.presses("z")
    agent.is_told("Taken back.")
    expect(reveal).to_have_count(0)
    expect(form.get_by_role("textbox", name="What was missing?")).to_have_value(
        "The model of the machine. 1 y n"
    )
    agent.presses("1", "Enter")
    expect(reveal).to_contain_text("Right, not for a person")
    assert agent.asks(f"/api/v1/review/{item}")["mine"]["is_again"] is True
    expect(rail).to_contain_text(str(before - 1) if before > 1 else "Review")
    agent.presses("Enter")
    expect(page).not_to_have_url(f"{desk.url}/review/{item}")
    expect(reveal).to_have_count(0)


def answers(page: Page, path: str, body: dict[str, Any], status: int = 200) -> None:
    """The desk's answer to this path is this one."""

    def answer(route: Route) -> None:
        route.fulfill(status=status, json=body)

    page.route(path, answer)


def test_an_empty_queue_says_when_more_comes_and_what_was_found(
    new_agent: NewAgent, watch: Watch
) -> None:
    agent = new_agent()
    page = agent.page
    queue = page.request.get("/api/v1/review").json()
    empty = {"waiting": 0, "next": [], "open": 2, "next_draw_at": "2026-01-12T09:00:00Z"}
    answers(page, "**/api/v1/review", {**queue, **empty})
    page.goto("/review")
    expect(page.get_by_text("Nothing to judge. Next sample Mon, Jan 12, 2026")).to_be_visible()
    expect(page.get_by_text("2 items wait for somebody else")).to_be_visible()
    row = page.get_by_role("row").filter(has_text="Handoffs that needed no person")
    expect(row).to_be_visible()
    check(page)
    watch.expects("503")
    page.unroute("**/api/v1/review")
    problem = {"type": "about:blank", "title": "The database does not answer.", "status": 503}
    answers(page, "**/api/v1/review", problem, 503)
    page.reload()
    expect(page.get_by_role("button", name="Try again")).to_be_visible()
    page.wait_for_load_state("networkidle")
    page.unroute("**/api/v1/review")
    page.get_by_role("button", name="Try again").click()
    expect(page.get_by_role("button", name="Try again")).to_have_count(0)


def test_an_agent_has_no_queue(new_agent: NewAgent) -> None:
    page = new_agent("Ben").page
    expect(page.get_by_role("link", name="Inbox")).to_be_visible()
    expect(page.get_by_role("link", name="Review")).to_have_count(0)
    page.goto("/review")
    expect(page.get_by_text("You don't have access to this.")).to_be_visible()
    check(page)
