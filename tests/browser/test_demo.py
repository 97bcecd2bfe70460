"""The demo's articles: an answer and a turn's evidence lead to their pages."""

import re

from playwright.sync_api import expect

from tests.browser.conftest import NewAgent, NewCustomer
from tests.browser.test_accessible import check


def test_an_answer_leads_to_its_article_and_that_to_all(new_customer: NewCustomer) -> None:
    customer = new_customer()
    customer.opens_chat()
    customer.says("What does error E3 mean?")
    customer.thread.get_by_role("button", name="Source 1").click()
    with customer.page.context.expect_page() as opened:
        customer.thread.get_by_role("link", name="Open the article").first.click()
    article = opened.value
    expect(article.get_by_role("heading", level=1)).to_have_text(
        "Error codes E1 to E7 on the Bramble One"
    )
    expect(article.get_by_role("cell", name="Run cold water through the wand")).to_be_visible()
    check(article)
    article.get_by_role("link", name="All articles").click()
    article.get_by_role("link", name="Descale the Bramble One with tablets").click()
    expect(article).to_have_url(re.compile("/demo/help/one/descale-tablets$"))


def test_a_turns_page_shows_its_steps_in_order_and_links_to_the_articles(
    new_agent: NewAgent,
) -> None:
    agent = new_agent(view="all", about="tablets")
    agent.opens("How do I descale the machine with tablets?")
    agent.presses("w", "[")  # the last turn only took the yes
    order = "gather.*screen.*embed.*retrieve.*compose.*measure.*decide"
    expect(agent.side.get_by_text(re.compile(order))).to_be_visible()
    link = agent.side.get_by_role("link", name="Descale the Bramble One with tablets").first
    expect(link).to_have_attribute("href", re.compile(r"^http://127\.0\.0\.1:\d+/demo/help/one/"))
