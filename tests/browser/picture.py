"""Takes docs/images/desk.png: a conversation as its agent and its customer see it.

Run by `make picture`, with Chromium installed.
"""

from base64 import b64encode
from pathlib import Path

from playwright.sync_api import Browser, Page, ViewportSize, expect

from tests.browser import chromium
from tests.browser.people import Agent, Customer
from tests.browser.running import RunningDemo, running_demo

PICTURE = Path(__file__).parents[2] / "docs" / "images" / "desk.png"
BYTES_MAX = 300_000
CONSOLE = ViewportSize(width=1280, height=760)
PHONE = ViewportSize(width=340, height=760)
FRAME = """<!doctype html>
<style>
  body { display: flex; gap: 20px; inline-size: max-content; margin: 0; padding: 20px }
  body { background: #dfe3ea }
  img { flex: none; border-radius: 12px }
</style>
"""


def main() -> None:
    """Play the story as far as the first reply, and put both views side by side."""
    program = chromium.find()
    if program is None:
        raise SystemExit("There is no Chromium here: on Debian and Ubuntu, apt install chromium.")
    with chromium.launched(program) as browser, running_demo() as desk:
        PICTURE.write_bytes(_framed(browser, _taken(browser, desk)))
    size = PICTURE.stat().st_size
    if size > BYTES_MAX:
        raise SystemExit(f"{PICTURE.name} has {size} bytes; at most {BYTES_MAX} are wanted.")


def _taken(browser: Browser, desk: RunningDemo) -> list[bytes]:
    customer = Customer(_page(browser, desk, PHONE))
    customer.visits()
    customer.opens_chat()
    customer.says("What does error E3 mean?")
    expect(customer.chat.get_by_text("Did this help?")).to_be_visible()
    customer.human.click()
    expect(customer.chat.get_by_text("Waiting for a person")).to_be_visible()
    agent = Agent(_page(browser, desk, CONSOLE))
    agent.page.goto(desk.run("user", "link", "mara@bramblebrew.example").strip())
    agent.page.wait_for_url("**/inbox/mine")
    agent.page.get_by_role("combobox", name="Your status").select_option("Online")
    agent.page.get_by_role("link", name="All", exact=True).click()
    agent.opens("What does error E3 mean?")
    agent.presses("i")
    agent.is_told("Assigned to you.")
    agent.replies("Hello, I read all of that. Is E3 still there after the cold rinse?")
    customer.sees("Is E3 still there")
    agent.page.get_by_role("status").get_by_role("button", name="Close").click()
    agent.presses("w")
    expect(agent.side.get_by_text("ANSWERED", exact=True)).to_be_visible()
    return [agent.page.screenshot(), customer.page.screenshot()]


def _page(browser: Browser, desk: RunningDemo, size: ViewportSize) -> Page:
    return browser.new_context(
        base_url=desk.url, viewport=size, color_scheme="light", reduced_motion="reduce"
    ).new_page()


def _framed(browser: Browser, pictures: list[bytes]) -> bytes:
    sources = (f"data:image/png;base64,{b64encode(picture).decode()}" for picture in pictures)
    page = browser.new_page()
    page.set_content(FRAME + "".join(f'<img src="{source}" alt="">' for source in sources))
    return page.locator("body").screenshot()


if __name__ == "__main__":
    main()
