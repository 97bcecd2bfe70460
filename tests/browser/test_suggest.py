"""Suggestions and their buttons: what each press leads to, and what agents see of it."""

from playwright.sync_api import Locator, Route, expect

from tests.browser.conftest import NewAgent, NewCustomer, Watch
from tests.browser.people import Agent, Customer
from tests.browser.test_accessible import check, reach

QUESTION = "How do I descale?"
FOUND = "I found this in our help articles:"
NEXT = "Then perhaps this:"
OTHER = "Descale the Bramble One with liquid descaler"
ANSWERED = "What does error E3 mean?"
VAGUE = "delivery"
ASKED = "So that I get this right: is it about"
SEND = "**/widget/v1/messages"


def by_assistant(agent: Agent, text: str) -> Locator:
    """A message in the console's thread."""
    return agent.thread.get_by_role("article").filter(has_text=text)


def opened(agent: Agent, customer: Customer, word: str) -> Agent:
    """The agent, with the conversation open in which the customer now also writes the word."""
    customer.says(word)
    expect(agent.row(word)).to_be_visible()
    agent.opens(word)
    return agent


def test_no_brings_the_next_best_and_a_second_no_a_person(
    new_customer: NewCustomer, new_agent: NewAgent, word: str
) -> None:
    customer = new_customer()
    customer.asks(QUESTION, FOUND)
    suggestion = customer.thread.get_by_role("article").filter(has_text=FOUND)
    expect(suggestion.get_by_role("group", name="Or did you mean")).to_contain_text(OTHER)
    suggestion.get_by_role("button", name="Source 1").click()
    expect(suggestion.get_by_role("blockquote")).to_contain_text("Put two tablets")
    expect(suggestion.get_by_role("link", name="Open the article")).to_be_visible()

    customer.option("No").click()
    expect(customer.newest).to_contain_text(NEXT)
    expect(customer.thread.get_by_role("article").nth(2)).to_contain_text("You")
    expect(suggestion.get_by_role("button", name=OTHER)).to_have_count(0)
    customer.option("No").click()
    customer.sees("I've asked for a person")
    expect(customer.chat).to_have_accessible_name("Bramblebrew shop Waiting for a person")
    expect(customer.thread.get_by_role("article")).to_have_count(6)
    expect(customer.thread.get_by_text("Would you like me to")).to_have_count(0)

    agent = opened(new_agent(about=word), customer, word)
    for text in (FOUND, NEXT):
        expect(by_assistant(agent, text).get_by_text("suggested", exact=True)).to_be_visible()
        expect(by_assistant(agent, text).get_by_text("Customer: no")).to_be_visible()
        expect(by_assistant(agent, text).get_by_role("button", name="No")).to_have_count(0)
    expect(agent.thread.get_by_text("pressed a button")).to_have_count(2)
    by_assistant(agent, NEXT).get_by_role("button", name="Why").click()
    expect(agent.side.get_by_text("SUGGESTED", exact=True)).to_be_visible()
    expect(agent.side.get_by_text("rule next: the first no in this matter")).to_be_visible()
    expect(agent.side.get_by_text(f"Searched for: {QUESTION}")).to_be_visible()
    expect(agent.side.get_by_text("The customer said no")).to_be_visible()
    by_assistant(agent, FOUND).get_by_role("button", name="Why").click()
    expect(agent.side.get_by_text("Suggested from 0.40")).to_be_visible()
    expect(agent.side.get_by_text("Other meanings", exact=True)).to_be_visible()
    check(agent.page)


def test_another_articles_button_brings_its_text(
    new_customer: NewCustomer, new_agent: NewAgent, word: str
) -> None:
    customer = new_customer()
    customer.asks(QUESTION, FOUND)
    check(customer.page)
    customer.option(OTHER).click()
    expect(customer.newest).to_contain_text(FOUND)
    expect(customer.newest.get_by_role("group", name="Or did you mean")).to_have_count(0)
    expect(customer.newest.locator("summary")).to_contain_text(OTHER)
    expect(customer.thread.get_by_text(OTHER, exact=True).first).to_be_visible()
    agent = opened(new_agent(view="all", about=word), customer, word)
    expect(agent.thread.get_by_text(f"Customer picked: {OTHER}")).to_be_visible()


def test_yes_ends_it_and_the_field_stays(new_customer: NewCustomer) -> None:
    customer = new_customer()
    customer.asks(QUESTION, FOUND)
    customer.option("Yes").click()
    expect(customer.field).to_be_focused()
    expect(customer.newest).to_contain_text("I'm glad that helped.")
    expect(customer.thread.get_by_role("button", name="Yes")).to_have_count(0)
    expect(customer.chat.get_by_text("This conversation is closed.")).to_have_count(0)
    customer.says(ANSWERED)
    expect(customer.newest).to_contain_text("Did this help?")


def test_a_question_has_its_answers_as_buttons(new_customer: NewCustomer) -> None:
    customer = new_customer()
    customer.asks(VAGUE, ASKED)
    check(customer.page)
    labels = customer.newest.locator(".actions").get_by_role("button").all_inner_texts()
    assert labels[-1] == "None of these"
    customer.option(labels[0]).click()
    expect(customer.newest).to_contain_text(FOUND)
    expect(customer.newest.locator("summary")).to_contain_text(labels[0])


def test_a_press_without_a_connection_is_kept_and_sent_once(
    new_customer: NewCustomer, watch: Watch
) -> None:
    watch.expects("ERR_INTERNET_DISCONNECTED")
    customer = new_customer()
    customer.asks(QUESTION, FOUND)
    customer.page.context.set_offline(True)
    expect(customer.chat.get_by_text("You're offline.")).to_be_visible()
    customer.option("No").click()
    expect(customer.chat.get_by_text("Waiting for a connection")).to_be_visible()
    expect(customer.option("No")).to_have_count(0)
    customer.page.context.set_offline(False)
    expect(customer.newest).to_contain_text(NEXT)
    expect(customer.chat.get_by_text("Waiting for a connection")).to_have_count(0)
    expect(customer.thread.get_by_role("article")).to_have_count(4)


def test_a_press_that_comes_too_late_is_recorded_and_not_answered(
    new_customer: NewCustomer,
) -> None:
    """Another tab goes on while this one can't send."""
    customer = new_customer()
    customer.asks(QUESTION, FOUND)
    other = Customer(customer.page.context.new_page())
    other.visits()
    other.opens_chat()
    expect(other.option("No")).to_be_visible()
    held: list[Route] = []
    customer.page.route(SEND, lambda route: held.append(route))
    customer.option("No").click()
    expect(customer.chat.get_by_text("Sending")).to_be_visible()

    other.says(ANSWERED)
    expect(other.newest).to_contain_text("Did this help?")
    expect(customer.newest).to_contain_text("Too hot")
    for route in held:
        route.continue_()
    customer.page.unroute(SEND)
    customer.sees("Your answer: No")
    other.sees("Your answer: No")
    expect(customer.chat.get_by_text("Sending")).to_have_count(0)
    for tab in (customer, other):
        expect(tab.thread.get_by_role("article")).to_have_count(4)
        expect(tab.option("Yes")).to_be_visible()


def test_the_buttons_need_no_mouse(new_customer: NewCustomer) -> None:
    customer = new_customer()
    keyboard = customer.page.keyboard
    customer.asks(QUESTION, FOUND)
    reach(customer.page, customer.option(OTHER), "Shift+Tab")
    reach(customer.page, customer.option("No"), "Shift+Tab")
    keyboard.press("Enter")
    expect(customer.field).to_be_focused()
    expect(customer.newest).to_contain_text(NEXT)
    reach(customer.page, customer.option("Yes"), "Shift+Tab")
    keyboard.press("Space")
    expect(customer.field).to_be_focused()
    expect(customer.newest).to_contain_text("I'm glad that helped.")
