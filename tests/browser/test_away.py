"""Agents, connections and the desk go away and come back: nothing is lost, nothing is doubled."""

from playwright.sync_api import Request, expect

from tests.browser.conftest import PATIENCE_MS, NewAgent, NewCustomer, Watch
from tests.browser.people import Agent, Customer
from tests.browser.running import RunningDemo

TABS = 7  # a browser opens at most six connections to one host
STREAM = "**/api/v1/stream"  # the console's
BACKOFF_MS_MAX = 30_000  # between two attempts of a page to reach the desk


def messages(agent: Agent, word: str) -> list[str]:
    """The customer's messages in the one conversation that has this word."""
    (row,) = agent.asks(f"/api/v1/conversations?view=all&q={word}")["items"]
    thread = agent.asks(f"/api/v1/conversations/{row['id']}")["messages"]
    return [message["text"] for message in thread if message["author"] == "customer"]


def test_a_reload_keeps_the_thread_and_another_tab_shows_the_same(
    new_customer: NewCustomer, word: str
) -> None:
    customer = new_customer()
    customer.opens_chat()
    customer.says(f"Can the machine dance? {word}")
    expect(customer.thread.get_by_role("article")).to_have_count(2)
    customer.field.fill("Half a thought")
    customer.page.reload()
    customer.opens_chat()
    expect(customer.thread.get_by_role("article")).to_have_count(2)
    expect(customer.field).to_have_value("Half a thought")

    other = Customer(customer.page.context.new_page())
    other.visits()
    other.opens_chat()
    expect(other.thread.get_by_role("article")).to_have_count(2)
    customer.says("And whistle?")
    other.sees("And whistle?")


def test_who_signs_out_of_the_site_is_forgotten_in_every_tab(
    new_customer: NewCustomer, watch: Watch, word: str
) -> None:
    watch.expects("401")  # of what is under way with the token that ends
    customer = new_customer()
    customer.opens_chat()
    customer.says(f"Can the machine dance? {word}")
    expect(customer.thread.get_by_role("article")).to_have_count(2)
    other = Customer(customer.page.context.new_page())
    other.visits()
    other.opens_chat()
    expect(other.thread.get_by_role("article")).to_have_count(2)
    customer.page.evaluate("tandem.reset()")
    for tab in (customer, other):
        expect(tab.chat).to_be_hidden()
        tab.opens_chat()
        expect(tab.thread.get_by_role("article")).to_have_count(0)
        expect(tab.chat.get_by_text("Loading your conversation")).to_have_count(0)


def test_all_tabs_of_a_browser_share_one_stream(
    new_customer: NewCustomer, new_agent: NewAgent, word: str
) -> None:
    first = new_agent()
    context = first.page.context
    streams: set[Request] = set()  # those that are open: a lost one is replaced
    context.on(
        "request",
        lambda request: streams.add(request) if request.url.endswith("/stream") else None,
    )
    context.on("requestfailed", lambda request: streams.discard(request))
    context.on("requestfinished", lambda request: streams.discard(request))
    first.page.reload()
    expect(first.row("I smell burning")).to_be_visible()
    tabs = [Agent(context.new_page()) for _ in range(TABS)]
    for tab in tabs:
        tab.page.goto("/inbox/unassigned")
        expect(tab.row("I smell burning")).to_be_visible()
    assert len(streams) == 1

    first.page.close()
    customer = new_customer()
    customer.asks_for_person(f"The grinder is loud. {word}")
    for tab in tabs:
        expect(tab.list.get_by_role("button", name="1 new")).to_be_visible()
    assert len(streams) == 2  # the end of a closed tab's is not reported


def test_what_is_written_without_a_connection_arrives_once(
    new_customer: NewCustomer, new_agent: NewAgent, watch: Watch, word: str
) -> None:
    watch.expects("ERR_INTERNET_DISCONNECTED")
    customer, agent = new_customer(), new_agent()
    customer.opens_chat()
    customer.says(f"First, {word}")
    expect(customer.thread.get_by_role("article")).to_have_count(2)
    customer.page.context.set_offline(True)
    expect(customer.chat.get_by_text("You're offline.")).to_be_visible()
    customer.says("Written in a tunnel")
    expect(customer.chat.get_by_text("Waiting for a connection")).to_be_visible()
    customer.page.context.set_offline(False)
    customer.sees("Written in a tunnel")
    expect(customer.chat.get_by_text("You're offline.")).to_have_count(0)
    assert messages(agent, word) == [f"First, {word}", "Written in a tunnel"]


def test_a_person_asked_for_without_a_connection_is_asked_once_it_is_back(
    new_customer: NewCustomer, new_agent: NewAgent, watch: Watch, word: str
) -> None:
    watch.expects("ERR_INTERNET_DISCONNECTED")
    customer, agent = new_customer(), new_agent()
    expect(agent.row("I smell burning")).to_be_visible()
    customer.opens_chat()
    customer.says(f"Hello, {word}")
    expect(customer.thread.get_by_role("article")).to_have_count(2)
    customer.page.context.set_offline(True)
    customer.human.click()
    expect(customer.chat.get_by_text("We'll ask for a person")).to_be_visible()
    customer.page.context.set_offline(False)
    expect(customer.chat).to_have_accessible_name("Bramblebrew shop Waiting for a person")
    agent.receives(word)


def test_what_a_colleague_resolved_meanwhile_is_gone_once_the_connection_is_back(
    new_customer: NewCustomer, new_agent: NewAgent, watch: Watch, word: str
) -> None:
    watch.expects("ERR_FAILED")
    new_customer().asks_for_person(f"The tray leaks. {word}")
    mara, ben = new_agent("Mara", about=word), new_agent("Ben", about=word)
    mara.page.route(STREAM, lambda route: route.abort())
    mara.page.reload()
    expect(mara.page.get_by_text("Not connected.")).to_be_visible()
    expect(mara.row(word)).to_be_visible()
    ben.opens(word)
    with ben.page.expect_response("**/resolve"):  # the console tells of it before the desk does
        ben.presses("e")
    ben.is_told("Resolved.")
    mara.page.unroute(STREAM)
    mara.page.evaluate("dispatchEvent(new Event('online'))")
    mara.is_told("Up to date again")
    expect(mara.row(word)).to_have_count(0)


def test_who_was_signed_out_elsewhere_is_asked_to_sign_in(
    new_agent: NewAgent, watch: Watch
) -> None:
    watch.expects("401|ERR_FAILED")
    agent = new_agent()
    agent.page.route(STREAM, lambda route: route.abort())
    agent.page.reload()
    expect(agent.page.get_by_text("Not connected.")).to_be_visible()
    agent.page.context.clear_cookies()
    agent.page.unroute(STREAM)
    agent.page.evaluate("dispatchEvent(new Event('online'))")
    expect(agent.page.get_by_label("Password")).to_be_visible()


def test_chat_and_console_go_on_when_the_desk_was_killed(
    desk: RunningDemo, new_customer: NewCustomer, new_agent: NewAgent, watch: Watch, word: str
) -> None:
    watch.expects("ERR_CONNECTION_REFUSED|ERR_CONNECTION_RESET|ERR_INCOMPLETE_CHUNKED_ENCODING")
    customer = new_customer()
    customer.asks_for_person(f"The handle is loose. {word}")
    agent = new_agent(about=word)
    agent.opens(word)
    desk.kill()
    expect(agent.page.get_by_text("Not connected.")).to_be_visible()
    expect(customer.chat.get_by_text("Reconnecting")).to_be_visible()
    customer.says("Are you still there?")
    desk.begin()
    soon = BACKOFF_MS_MAX + PATIENCE_MS
    expect(customer.thread.get_by_text("Are you still there?")).to_be_visible(timeout=soon)
    expect(agent.thread.get_by_text("Are you still there?")).to_be_visible(timeout=soon)
    expect(agent.page.get_by_text("Not connected.")).to_have_count(0)
    agent.presses("r")
    agent.replies("We are again.")
    customer.sees("We are again.")
    assert messages(agent, word) == [f"The handle is loose. {word}", "Are you still there?"]
