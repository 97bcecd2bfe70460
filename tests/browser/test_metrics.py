"""The metrics in a real browser: every page, by keyboard and pointer, down to the conversations."""

import csv
import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, Request, Route, ViewportSize, expect

from tests.browser.conftest import DESKTOP, NewAgent, Watch
from tests.browser.people import Agent
from tests.browser.test_accessible import SIDEWAYS, check, violations

PHONE = ViewportSize(width=390, height=844)
PAGE = 50  # conversations
ROUNDED = 0.005  # a share is written in whole percent
PAGES = ("overview", "containment", "time", "satisfaction", "escalation", "cost")
READ = re.compile(r"/api/v1/metrics\?")


def settled(page: Page) -> Page:
    """The page, once all its figures are there."""
    expect(page.get_by_text(re.compile(r"^Left out: "))).to_be_visible()
    page.wait_for_load_state("networkidle")
    expect(page.locator("main [aria-busy=true]")).to_have_count(0)
    return page


def opened(agent: Agent, address: str) -> Page:
    """A page of metrics, with its figures."""
    agent.page.goto(f"/metrics/{address}")
    return settled(agent.page)


def chart(page: Page, name: str) -> Locator:
    """The frame of a chart, by words of its sentence."""
    return page.get_by_role("figure", name=re.compile(name)).first


def listed(page: Page) -> int:
    """How many conversations are listed behind a figure, on its first page."""
    expect(page.get_by_role("rowheader").first).to_be_visible()
    return page.get_by_role("rowheader").count()


@pytest.mark.parametrize("name", PAGES)
def test_each_page(new_agent: NewAgent, name: str) -> None:
    page = opened(new_agent(), f"{name}?days=90&compare=1")
    expect(page.get_by_role("heading", name="Metrics", exact=True)).to_be_visible()
    expect(page.get_by_role("heading", name="Its trap").first).to_be_visible()
    assert page.evaluate("document.scrollingElement.scrollHeight <= innerHeight"), "main scrolls"
    check(page)
    page.set_viewport_size(PHONE)
    assert page.evaluate(SIDEWAYS) == []
    page.set_viewport_size(DESKTOP)


def test_a_chart_is_walked_by_keyboard_down_to_a_conversation(new_agent: NewAgent) -> None:
    agent = new_agent()
    page = opened(agent, "containment")
    frame = chart(page, "What became of")
    frame.get_by_role("application").focus()
    expect(frame.get_by_role("application")).to_have_accessible_name(
        re.compile("Arrow keys move through the values")
    )
    spoken = frame.get_by_role("status")
    agent.presses("ArrowRight")
    expect(spoken).to_have_text(re.compile(r"^contained: \d"))
    agent.presses("ArrowRight")
    expect(spoken).to_have_text(re.compile(r"^escalated: [1-9]"))
    agent.presses("End")
    expect(spoken).to_have_text(re.compile(r"^ongoing: \d"))
    agent.presses("Home", "ArrowRight", "Enter")
    expect(page.get_by_role("heading", name="Conversations: went to people")).to_be_visible()
    page.get_by_role("rowheader").first.get_by_role("link").click()
    expect(agent.thread).to_be_visible()
    page.go_back()
    expect(page).to_have_url(re.compile(r"/metrics/containment/conversations\?part=escalation"))
    page.go_back()
    expect(chart(page, "What became of")).to_be_visible()


def test_a_point_in_time_has_its_own_conversations(new_agent: NewAgent) -> None:
    agent = new_agent()
    page = opened(agent, "escalation?by=month")
    frame = chart(page, "By month")
    frame.get_by_role("application").focus()
    agent.presses("End")
    spoken = frame.get_by_role("status")
    expect(spoken).to_have_text(re.compile(r"^\w{3} \d{4}: .+, n \d+"))
    share, n = re.findall(r": ([\d.]+)\s%.*, n ([\d,]+)", spoken.inner_text())[0]
    cases = int(n.replace(",", ""))
    agent.presses("Enter")
    expect(page).to_have_url(re.compile(r"\?since=\d{4}-.*&part=escalation$"))
    expected = float(share) / 100 * cases
    assert listed(page) == pytest.approx(min(PAGE, expected), abs=0.5 + cases * ROUNDED)


def test_survival_curves_are_walked_along_and_across(new_agent: NewAgent) -> None:
    agent = new_agent()
    page = opened(agent, "time")
    frame = chart(page, "How long customers wait")
    frame.get_by_role("application").focus()
    agent.presses("ArrowRight")
    spoken = frame.get_by_role("status")
    first = re.compile(r"^The assistant alone: after .+ have no reply yet")
    expect(spoken).to_have_text(first)
    agent.presses("ArrowDown")
    expect(spoken).to_have_text(re.compile(r"^People "))
    agent.presses("ArrowUp")
    expect(spoken).to_have_text(first)


def test_a_pointer_reads_what_the_keyboard_speaks(new_agent: NewAgent) -> None:
    page = opened(new_agent(), "containment?by=month")
    frame = chart(page, "By month")
    frame.locator("circle.dot").last.hover()
    tip = frame.locator(".tip")
    expect(tip).to_have_text(re.compile(r"^\w{3} \d{4}: "))
    page.keyboard.press("Escape")
    page.mouse.move(0, 0)
    expect(tip).to_have_count(0)
    frame.locator("circle.dot").last.click()
    expect(page.get_by_role("heading", name=re.compile("^Conversations: "))).to_be_visible()


def test_a_chart_is_a_table_and_a_file(new_agent: NewAgent, tmp_path: Path) -> None:
    page = opened(new_agent(), "escalation")
    frame = chart(page, "Why .* went to people")
    shown = frame.locator(".row .label").all_inner_texts()
    frame.get_by_role("button", name="Table").click()
    table = frame.get_by_role("table")
    expect(table.get_by_role("columnheader", name="95 % interval")).to_be_visible()
    assert [line.inner_text() for line in table.get_by_role("rowheader").all()] == shown
    assert violations(page) == []
    with page.expect_download() as saved:
        frame.get_by_role("button", name="Export CSV").click()
    assert saved.value.suggested_filename == "tandem-escalation-reasons.csv"
    path = tmp_path / "saved.csv"
    saved.value.save_as(path)
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["for"] for row in rows] == shown
    for row in rows:
        assert 0 <= float(row["low"]) <= float(row["value"]) <= float(row["high"]) <= 1
    assert sum(float(row["value"]) for row in rows) == pytest.approx(1)


def test_a_figure_leads_to_its_conversations(new_agent: NewAgent) -> None:
    page = opened(new_agent(), "overview?days=90")
    page.get_by_role("link", name=re.compile("^Containment: .*See the conversations")).click()
    heading = page.get_by_role("heading", name="Conversations: resolved without a person")
    expect(heading).to_be_visible()
    assert listed(page) == page.get_by_role("row").filter(has_text="contained").count()
    check(page)
    page.get_by_role("link", name="Back to the figures").click()
    expect(page).to_have_url(re.compile(r"/metrics/containment\?days=90$"))


def test_the_address_has_all_that_is_chosen(new_agent: NewAgent) -> None:
    page = opened(new_agent(), "containment")
    page.get_by_role("combobox", name="Period").select_option("Last 90 days")
    page.get_by_role("combobox", name="Points").select_option("Months")
    page.get_by_role("combobox", name="Divide by").select_option("Team")
    page.get_by_role("checkbox", name="Compare with the period before").check()
    expect(page).to_have_url(re.compile(r"\?days=90&by=month&compare=1&split=team$"))
    page.reload()
    settled(page)
    expect(page.get_by_role("combobox", name="Period")).to_have_value("90")
    expect(page.get_by_role("heading", name="Containment by team")).to_be_visible()
    page.go_back()
    expect(page.get_by_role("checkbox", name="Compare with the period before")).not_to_be_checked()


def test_own_dates(new_agent: NewAgent) -> None:
    page = opened(new_agent(), "cost")
    page.get_by_role("combobox", name="Period").select_option("Own dates")
    page.get_by_label("From", exact=True).fill("2020-02-01")
    page.get_by_label("Until", exact=True).fill("2020-01-01")
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_role("alert")).to_have_text(re.compile("The end must be after the start"))
    page.get_by_label("Until", exact=True).fill("2020-02-28")
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_text("No conversations began in this period.")).to_be_visible()
    expect(page).to_have_url(re.compile("since=2020-02-01&until=2020-02-28"))


def test_a_filter_that_hides_everything_can_be_cleared(new_agent: NewAgent) -> None:
    page = opened(new_agent(), "containment?category=no+such+category")
    expect(page.get_by_text("No conversations in this period pass these filters.")).to_be_visible()
    check(page)
    page.get_by_role("button", name="Clear filters").last.click()
    expect(page.get_by_role("heading", name="Its trap")).to_be_visible()


def test_a_failed_reading_says_so_and_can_be_tried_again(new_agent: NewAgent, watch: Watch) -> None:
    watch.expects("503")
    page = new_agent().page
    page.route(READ, lambda route: route.fulfill(status=503, json={"title": "Out of order"}))
    page.goto("/metrics/overview")
    expect(page.get_by_role("alert")).to_contain_text("Out of order")
    check(page)
    page.unroute(READ)
    page.get_by_role("button", name="Try again").click()
    settled(page)
    page.route(READ, lambda route: route.fulfill(status=503, json={"title": "Out of order"}))
    page.get_by_role("combobox", name="Period").select_option("Last 7 days")
    expect(page.get_by_text("You see what was known before.")).to_be_visible()
    expect(page.get_by_role("heading", name="Needs a look")).to_be_visible()


def test_a_slow_reading_has_the_shape_of_the_page(new_agent: NewAgent) -> None:
    page = new_agent().page
    held: list[Route] = []

    def hold(route: Route, _: Request) -> None:
        held.append(route)

    page.route(READ, hold)
    page.clock.install()
    page.goto("/metrics/containment")
    page.clock.run_for(1_000)
    expect(page.locator(".bones > div")).to_have_count(3)
    page.clock.run_for(10_000)
    expect(page.get_by_text("The server is slow to answer")).to_be_visible()
    for route in held:
        route.continue_()
    expect(page.get_by_role("heading", name="Its trap")).to_be_visible()


def test_keys_and_commands_lead_there(new_agent: NewAgent) -> None:
    agent = new_agent()
    expect(agent.list).to_be_visible()
    agent.presses("g", "m")
    expect(agent.page).to_have_url(re.compile("/metrics/overview$"))
    settled(agent.page)
    agent.presses("Control+k")
    agent.page.get_by_role("combobox", name="Commands").fill("metrics: time")
    agent.presses("Enter")
    expect(agent.page.get_by_role("heading", name="Resolution time", exact=True)).to_be_visible()


def test_others_are_told_that_they_may_not(new_agent: NewAgent) -> None:
    agent = new_agent("Ben")
    expect(agent.list).to_be_visible()
    rail = agent.page.get_by_role("navigation", name="Pages")
    expect(rail.get_by_role("link", name="Settings")).to_be_visible()
    expect(rail.get_by_role("link", name="Metrics")).to_have_count(0)
    agent.page.goto("/metrics/overview")
    told = "You don't have access to this. An admin can give it to you."
    expect(agent.page.get_by_text(told)).to_be_visible()


def test_a_dark_page_is_printed_on_white(new_agent: NewAgent) -> None:
    page = opened(new_agent(), "containment")
    colour = "node => getComputedStyle(node).color"
    heading = page.get_by_role("heading", name="Its trap")
    page.emulate_media(color_scheme="light")
    light = heading.evaluate(colour)
    page.evaluate("document.documentElement.dataset.theme = 'dark'")
    assert heading.evaluate(colour) != light
    page.emulate_media(media="print")
    assert heading.evaluate(colour) == light
    expect(chart(page, "What became of")).to_be_visible()
    expect(page.get_by_role("navigation", name="Pages", exact=True)).to_be_hidden()
    expect(page.get_by_role("search", name="Filters")).to_be_hidden()
    expect(page.get_by_role("button", name="Export CSV").first).to_be_hidden()
