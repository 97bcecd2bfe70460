"""Several agents at once: each sees what the others did, and nobody overwrites another's work."""

from collections.abc import Generator, Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import NewAgent, NewCustomer, Watch
from tests.browser.people import Agent
from tests.browser.running import RunningDemo


def test_who_did_not_see_a_colleagues_reply_is_stopped(
    new_customer: NewCustomer, new_agent: NewAgent, watch: Watch, word: str
) -> None:
    customer = new_customer()
    customer.asks_for_person(f"My machine hums. {word}")
    mara, ben = new_agent("Mara", about=word), new_agent("Ben", about=word)
    mara.opens(word)
    ben.opens(word)

    mara.reply.fill("Which machine is it?")
    expect(customer.chat.get_by_text("Mara is writing")).to_be_visible()
    ben.presses("i")
    ben.is_told("Assigned to you.")
    expect(mara.conversation.get_by_text("Ben has this conversation.")).to_be_visible()
    ben.conversation.get_by_role("button", name="Write a reply anyway").click()
    ben.replies("A hum is normal while it heats.")
    customer.sees("A hum is normal while it heats.")
    expect(mara.thread.get_by_text("A hum is normal")).to_be_visible()

    watch.expects("409")
    mara.reply.press("Control+Enter")
    guard = mara.page.get_by_role("dialog", name="Before you send")
    expect(guard.get_by_text("A hum is normal while it heats.")).to_be_visible()
    expect(guard.get_by_role("button", name="Read first")).to_be_focused()
    guard.get_by_role("button", name="Keep as a note").click()
    expect(ben.thread.get_by_role("article").filter(has_text="Which machine")).to_contain_text(
        "Private note"
    )

    mara.conversation.get_by_role("button", name="Take").click()
    expect(ben.conversation.get_by_text("Mara has this conversation.")).to_be_visible()
    mara.replies("I have one beside me and listened.")
    customer.sees("I have one beside me and listened.")
    expect(customer.chat).to_have_accessible_name("Bramblebrew shop With Mara")
    expect(customer.thread.get_by_text("Which machine is it?")).to_have_count(0)


def test_who_is_there_is_seen_and_a_second_reply_begins_as_a_note(
    new_customer: NewCustomer, new_agent: NewAgent, watch: Watch, word: str
) -> None:
    customer = new_customer()
    customer.asks_for_person(f"My grinder squeaks. {word}")
    mara, ben = new_agent("Mara", about=word), new_agent("Ben", about=word)
    mara.opens(word)
    expect(ben.row(word)).to_contain_text("Mara is looking")
    mara.reply.fill("Is it the small one?")
    expect(ben.row(word)).to_contain_text("Mara is writing")
    expect(customer.chat.get_by_text("Mara is writing")).to_be_visible()

    ben.opens(word)
    expect(ben.page.get_by_role("textbox", name="Private note")).to_be_visible()
    ben.is_told("Mara is writing a reply. Write a note, or write a reply anyway.")
    mara.is_told("Ben is looking.")
    expect(mara.reply).to_have_value("Is it the small one?")
    ben.conversation.get_by_role("button", name="Write a reply anyway").click()
    ben.reply.fill("Squeaking is normal.")
    mara.is_told("Ben is writing a reply.")
    expect(mara.reply).to_have_value("Is it the small one?")

    watch.expects("409")
    mara.reply.press("Control+Enter")
    guard = mara.page.get_by_role("dialog", name="Before you send")
    expect(guard).to_contain_text("Ben is writing a reply here. Your text is kept.")
    guard.get_by_role("button", name="Send anyway").click()
    customer.sees("Is it the small one?")
    ben.is_told("Mara is looking.")
    mara.presses("Escape", "u")
    expect(ben.conversation.get_by_text("Mara is looking")).to_have_count(0)
    expect(ben.reply).to_have_value("Squeaking is normal.")


def test_who_comes_online_is_online_for_all_at_once(new_agent: NewAgent) -> None:
    mara, ben = new_agent("Mara"), new_agent("Ben")
    ben.page.goto("/settings/people")
    row = ben.page.get_by_role("row").filter(has_text="mara@")
    expect(row).to_contain_text("Away")
    status = mara.page.get_by_role("combobox", name="Your status")
    for now in ("Online", "Away"):
        status.select_option(now)
        expect(row).to_contain_text(now)


@contextmanager
def held_back(page: Page) -> Generator[None]:
    """Requests of a page to a conversation wait until the block ends."""
    held: list[Route] = []
    page.route("**/messages", lambda route: held.append(route))
    yield
    for route in held:
        route.continue_()
    page.unroute("**/messages")


def test_what_comes_back_reaches_who_has_moved_on(
    new_customer: NewCustomer, new_agent: NewAgent, watch: Watch, word: str
) -> None:
    customer = new_customer()
    customer.asks_for_person(f"The tray rattles. {word}")
    mara, ben = new_agent("Mara", view="all", about=word), new_agent("Ben", about=word)
    mara.opens(word)
    ben.opens(word)
    mara.reply.fill("Is the tray in?")
    ben.presses("i")
    expect(mara.notice.filter(has_text="Ben has this conversation.")).to_be_visible()

    watch.expects("409")  # she began before Ben held it, so she is asked
    with held_back(mara.page):
        mara.reply.press("Control+Shift+Enter")
        expect(mara.page.get_by_role("button", name="Sending")).to_be_visible()
        mara.presses("Escape", "u")
        expect(mara.thread).to_have_count(0)
    mara.is_told("A colleague has this conversation.")

    mara.opens(word)
    expect(mara.reply).to_have_value("Is the tray in?")
    mara.reply.press("Control+Enter")
    guard = mara.page.get_by_role("dialog", name="Before you send")
    with held_back(mara.page):
        guard.get_by_role("button", name="Send anyway").click()
        expect(mara.page.get_by_role("button", name="Sending")).to_be_visible()
        mara.reply.press_sequentially(" And")
        mara.reply.press_sequentially(" empty?")
        mara.presses("Escape", "u")
        expect(mara.thread).to_have_count(0)
    mara.is_told("Sent")
    customer.sees("Is the tray in?")
    mara.opens(word)
    expect(mara.reply).to_have_value("And empty?")


def test_a_reply_whose_answer_was_lost_is_sent_once(
    new_customer: NewCustomer, new_agent: NewAgent, watch: Watch, word: str
) -> None:
    customer = new_customer()
    customer.asks_for_person(f"The pump is slow. {word}")
    agent = new_agent(about=word)
    agent.opens(word)

    def lose(route: Route) -> None:
        route.fetch()
        route.fulfill(status=502)

    watch.expects("502")
    agent.page.route("**/messages", lose, times=1)
    agent.replies("Please descale it.")
    agent.is_told("Not sent in #")
    customer.sees("Please descale it.")
    agent.reply.press("Control+Enter")
    agent.is_told("Sent")
    expect(agent.reply).to_have_value("")
    agent.replies("Then it runs again.")
    customer.sees("Then it runs again.")
    customer.sees("Please descale it.")


def test_a_console_without_a_secure_context_writes_in_every_tab(
    new_customer: NewCustomer, new_agent: NewAgent, word: str
) -> None:
    customer = new_customer()
    customer.asks_for_person(f"The hose drips. {word}")
    agent = new_agent(about=word)
    context = agent.page.context
    context.add_init_script(
        "delete Crypto.prototype.randomUUID; delete Navigator.prototype.clipboard;"
        "delete Navigator.prototype.locks;"
    )
    agent.page.reload()
    agent.opens(word)
    other = Agent(context.new_page())
    other.page.goto(agent.page.url)
    agent.reply.fill("Which")
    expect(other.reply).to_have_value("Which")
    other.reply.fill("Which hose?")
    expect(agent.reply).to_have_value("Which hose?")
    agent.reply.press("Control+Enter")
    customer.sees("Which hose?")
    expect(other.reply).to_have_value("")
    agent.page.goto("/settings/inboxes")
    agent.page.get_by_role("button", name="Copy").first.click()
    agent.is_told("Not copied")


def test_a_note_never_reaches_the_customer(
    new_customer: NewCustomer, new_agent: NewAgent, word: str
) -> None:
    customer = new_customer()
    customer.asks_for_person(f"The crema is pale. {word}")
    agent = new_agent(about=word)
    agent.opens(word)
    agent.presses("n")
    note = agent.page.get_by_role("textbox", name="Private note")
    note.fill("Beans from the old batch.")
    note.press("Control+Enter")
    agent.is_told("Note added.")
    agent.presses("Escape", "r")
    agent.replies("Please try a finer grind.")
    customer.sees("Please try a finer grind.")
    customer.page.reload()
    customer.opens_chat()
    customer.sees("Please try a finer grind.")
    expect(customer.chat.get_by_text("old batch")).to_have_count(0)
    expect(customer.chat.get_by_text("Tried:")).to_have_count(0)


def test_a_person_takes_over_from_the_assistant(
    new_customer: NewCustomer, new_agent: NewAgent, word: str
) -> None:
    customer = new_customer()
    customer.opens_chat()
    customer.says(f"Can the machine sing? {word}")
    expect(customer.thread.get_by_role("article")).to_have_count(2)
    agent = new_agent(view="assistant", about=word)
    agent.opens(word)
    agent.presses("Shift+H")
    agent.is_told("Assigned to you.")
    expect(customer.chat).to_have_accessible_name("Bramblebrew shop With Mara")
    customer.says("Who is there now?")
    expect(agent.thread.get_by_text("Who is there now?")).to_be_visible()
    agent.presses("r")
    agent.replies("Mara is. It can't sing.")
    customer.sees("Mara is. It can't sing.")
    expect(customer.thread.get_by_role("article").last).to_contain_text("Mara")
    by_assistant = customer.thread.get_by_text("AI assistant", exact=True)
    expect(by_assistant).to_have_count(1)  # from before


@pytest.fixture
def resumed(desk: RunningDemo) -> Iterator[None]:
    """The assistant is running again after the test, whatever the test did."""
    yield
    desk.run("pause", "--off")


@pytest.mark.usefixtures("resumed")
def test_pausing_gives_everything_to_people(
    desk: RunningDemo, new_customer: NewCustomer, new_agent: NewAgent, word: str
) -> None:
    agent = new_agent(about=word)
    customer = new_customer()
    customer.opens_chat()
    customer.says(f"Can the machine paint? {word}")
    expect(customer.thread.get_by_role("article")).to_have_count(2)
    desk.run("pause")
    expect(customer.chat).to_have_accessible_name("Bramblebrew shop Waiting for a person")
    expect(agent.page.get_by_role("banner").get_by_text("assistant is stopped")).to_be_visible()
    expect(agent.row(word)).to_contain_text("why: the assistant is stopped")
    agent.opens(word)  # by its preview, which the next message changes
    customer.says("How do I descale the machine with tablets?")
    expect(agent.thread.get_by_text("How do I descale")).to_be_visible()
    expect(customer.thread.get_by_text("Put two tablets")).to_have_count(0)


def test_a_conversation_is_given_to_a_team(
    new_customer: NewCustomer, new_agent: NewAgent, word: str
) -> None:
    customer = new_customer()
    customer.asks_for_person(f"The grinder is loud. {word}")
    agent, other = new_agent(about=word), new_agent("Ben", about=word)
    expect(other.row(word)).to_be_visible()
    agent.opens(word)
    agent.presses("t")
    picker = agent.page.get_by_role("combobox", name="Assign to a team")
    picker.fill("mach")
    picker.press("Enter")
    agent.is_told("Assigned to Machines.")
    expect(other.row(word)).to_contain_text("Machines")
