"""Text with structure, in the chat and in the console: tables, lists, code and quotes."""

import re

from playwright.sync_api import Locator, expect

from tests.browser.conftest import NewAgent, NewCustomer
from tests.browser.test_accessible import NARROW, check, reach

TEXT = """\
**Prices**
| Country | Up to 2 kg | Up to 10 kg | Days |
|---|---|---|---|
| Germany | 4.90 EUR |  | 2 |
| Austria | 9.90 EUR | either|or | 4 |

| Model | Weight | Height | Width | Depth | Power | Warranty | Notes |
|---|---|---|---|---|---|---|---|
| One | 4.2 kg | 32 cm | 21 cm | 28 cm | 1450 W | 2 years | Its drip tray can be removed |

0. Open the lid.
3. Then:
  - press 2 buttons
    iv. and wait
```
tandem  ask
  "How do I descale?"
```
> Unplug it first."""

OVERFLOWS = "node => node.scrollWidth > node.clientWidth"


def check_structure(message: Locator) -> None:
    """Check that the message shows the structure of `TEXT`, and nothing of its marks."""
    short, wide = message.get_by_role("table").all()
    expect(message.get_by_role("heading", name="Prices")).to_be_visible()
    expect(short.get_by_role("columnheader")).to_have_text(
        ["Country", "Up to 2 kg", "Up to 10 kg", "Days"]
    )
    expect(short.get_by_role("row").nth(1).get_by_role("cell")).to_have_text(
        ["Germany", "4.90 EUR", "", "2"]
    )
    expect(short.get_by_role("row").nth(2)).to_contain_text("either|or")
    expect(wide.get_by_role("row")).to_have_count(2)
    numbers = message.locator("ol").first.locator("> li")
    assert numbers.evaluate_all("items => items.map(item => item.value)") == [0, 3]
    nested = numbers.nth(1).locator("ul > li")
    expect(nested).to_contain_text("press 2 buttons")
    expect(nested.locator("ol > li")).to_have_css("list-style-type", '"iv. "')
    assert message.locator("pre").text_content() == 'tandem  ask\n  "How do I descale?"'
    expect(message.get_by_role("blockquote")).to_have_text("Unplug it first.")
    assert re.search(r"\*\*|```|---|^\||>", message.inner_text(), re.MULTILINE) is None


def check_frames(message: Locator) -> None:
    """Check that on a phone a table of four columns fits, and a wide one scrolls in its frame."""
    short, wide = message.get_by_role("region", name=re.compile(r"^Table \d+$")).all()
    assert not short.evaluate(OVERFLOWS)
    assert wide.evaluate(OVERFLOWS)
    assert not message.evaluate(OVERFLOWS)
    assert not message.page.evaluate(f"({OVERFLOWS})(document.scrollingElement)")


def test_both_sides_see_the_structure_of_a_reply(
    new_customer: NewCustomer, new_agent: NewAgent, word: str
) -> None:
    customer = new_customer()
    customer.asks_for_person(f"What does it cost? {word}")
    agent = new_agent(about=word)
    agent.opens(word)
    agent.replies(TEXT)
    shown = customer.thread.get_by_role("article").filter(has_text="Unplug it first.")
    sent = agent.thread.get_by_role("article").filter(has_text="Unplug it first.")
    for message in (shown, sent):
        expect(message.get_by_role("table")).to_have_count(2)
        check_structure(message)
        check(message.page)
        message.page.set_viewport_size(NARROW)
        check_frames(message)
    wide = shown.get_by_role("region").nth(1)
    reach(customer.page, wide, "Shift+Tab")
    customer.page.keyboard.press("ArrowRight")
    customer.page.wait_for_function("node => node.scrollLeft > 0", arg=wide.element_handle())
