"""What a language model worded and a look-up said, in *Why*; and what was sent for it.

`tandem ask` takes the turns, with a scripted model on this machine, on the desk that the browser
shows.
"""

import json
import re

from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import NewPage, Sessions
from tests.browser.running import RunningDemo
from tests.browser.test_accessible import check, reach
from tests.llm import scripted
from tests.llm.scripted import Llm, Request

QUESTION = "How do I descale?"  # what can be quoted for it is only suggested
PRICES = "What does the Bramble Club cost?"  # this is answered by a quotation with a table
INVENTED = "It costs 77 euros in every country."
PASSAGE = re.compile(r'<passage id="1"[^>]*>\n(.*?)\n</passage>', re.DOTALL)


def worded(request: Request) -> dict[str, object]:
    """Four claims that the first passage says itself, and one that nothing says."""
    found = PASSAGE.search(request.text)
    assert found is not None
    prose = [line for line in found[1].splitlines() if line.endswith(".") and "|" not in line]
    whole = [one for line in prose for one in re.split(r"(?<=\.) ", line)]
    return {
        "kind": "answer",
        "claims": [
            *({"text": line, "sources": [1], "quote": line} for line in whole[:4]),
            {"text": INVENTED, "sources": [1], "quote": ""},
        ],
        "question": "",
        "tool": "",
        "arguments": [],
    }


def turn_by(llm: Llm, desk: RunningDemo, question: str) -> str:
    """The turn that a question got from the real program, with this model."""
    done = desk.run(
        *("ask", question, "--json"),
        TANDEM_LLM="openai:tiny",
        TANDEM_LLM_URL=llm.openai_url,
        TANDEM_LLM_PRICE="1/4",
    )
    return json.loads(done)["turn_id"]


def opened(page: Page, path: str) -> Locator:
    """The page at this address, once it is there."""
    page.goto(path)
    main = page.get_by_role("main")
    expect(main.get_by_role("heading", level=1)).to_be_visible()
    return main


def test_a_models_reply_shows_its_claims_its_cost_and_what_was_sent(
    new_page: NewPage, sessions: Sessions, desk: RunningDemo
) -> None:
    with scripted.serving(scripted.failing(500), scripted.says(worded)) as llm:
        turn = turn_by(llm, desk, QUESTION)
        asked = llm.requests[-1].text
        of_prices = turn_by(llm, desk, PRICES)
    page = new_page(sessions["Mara"])
    main = opened(page, f"/turns/{turn}")
    expect(main.get_by_text("a language model, from the sources")).to_be_visible()
    expect(main.get_by_text("openai:tiny", exact=True)).to_be_visible()
    expect(main.get_by_text("made the reply")).to_be_visible()
    expect(main.get_by_text("4 of 5 claims supported by the sources.")).to_be_visible()
    dropped = main.get_by_role("listitem").filter(has_text=INVENTED).first
    expect(dropped).to_contain_text("Its sources don't have “77 euros”.")
    expect(main.get_by_text("Never measured")).to_be_visible()
    expect(main.get_by_text("nothing left the house")).to_be_visible()
    expect(main.get_by_text("Failed: The model openai:tiny failed: status 500.")).to_be_visible()
    expect(main.get_by_text("What can be quoted without the model")).to_be_visible()
    check(page)

    link = main.get_by_role("link", name="What was sent")
    reach(page, link, "Tab")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/turns/{turn}/sent")
    expect(main.get_by_text("2 requests went to a model of your own.")).to_be_visible()
    text = main.get_by_label("Sent in request 2").inner_text()
    assert QUESTION in text
    assert all(line in asked for line in text.split("\n\n")[0].splitlines())
    expect(main.get_by_label("Came back from request 2")).to_contain_text(INVENTED)
    expect(main.get_by_label("Came back from request 1")).to_have_text("(nothing)")
    expect(main.get_by_text("Same as in the turn's record ✓")).to_have_count(2)
    reach(page, main.get_by_label("Came back from request 2"), "Tab")
    check(page)

    main = opened(page, f"/turns/{of_prices}")
    expect(main.get_by_text("a quotation of your articles")).to_be_visible()
    expect(main.get_by_text("not used", exact=True)).to_be_visible()
    expect(main.get_by_text("The model's reply was not used.")).to_be_visible()
    source = main.locator("blockquote").filter(has_text="Solo").first
    expect(source.get_by_role("columnheader").first).to_have_text("Plan")
    expect(source.get_by_role("row").nth(1).get_by_role("cell").first).to_have_text("Solo")
    assert not any(" | " in text for text in main.locator("blockquote").all_text_contents())
    check(page)


def test_a_lookup_shows_what_was_asked_and_what_came(
    new_page: NewPage, sessions: Sessions, desk: RunningDemo
) -> None:
    page = new_page(sessions["Mara"])
    page.goto("/inbox/all")
    customer = {"verified": True, "id": "customer-17"}
    token = page.request.get("/api/v1/me").json()["csrf_token"]
    answer = page.request.post(
        "/api/v1/assistant/respond",
        data={"message": "Where is my order 48213?", "customer": customer},
        headers={"X-CSRF-Token": token},
    )
    assert answer.ok, answer.text()
    turn = answer.json()["turn_id"]
    main = opened(page, f"/turns/{turn}")
    expect(main.get_by_text("a look-up in your own system")).to_be_visible()
    expect(main.get_by_text("order: 48213")).to_be_visible()
    expect(
        main.get_by_text("Your own system said it, so no P(right) is estimated.")
    ).to_be_visible()
    check(page)
    main.get_by_role("link", name="What was sent").click()
    expect(main.get_by_text("The look-up order was made.")).to_be_visible()
    expect(main.get_by_text("customer: customer-17")).to_be_visible()
    check(page)
    nothing = json.loads(desk.run("ask", "I want a human", "--json"))["turn_id"]
    main = opened(page, f"/turns/{nothing}")
    main.get_by_role("link", name="What was sent").click()
    expect(main.get_by_text("Nothing was sent")).to_be_visible()
