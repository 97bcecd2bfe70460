"""HTML in messages is read as a person would see it; other text stays as it is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.core.desk.markup import has_markup, is_html, to_text

READ = {
    "<p>Hello,</p><p>I need a<br>human&nbsp;agent.</p>": "Hello,\n\nI need a\nhuman agent.",
    "<b>Stop</b> it": "Stop it",
    "I don&#39;t &lt;know&gt;": "I don't <know>",
    "<table><tr><td>a</td><td>b</td></tr></table>": "a b",
    "<style>p {color: red}</style><p>seen</p><!-- not seen -->": "seen",
    "<div>new<blockquote>old<br>more</blockquote></div>": "new\n> old\n> more",
    "<p>broken <b>markup": "broken markup",
}
PLAIN = [
    "a <3 b",
    "<ada@shop.example> wrote",
    "if a < b and c > d",
    "AT&T",
    "x?a=1&copy=2",
    "<foo>",
]


@pytest.mark.parametrize(("html", "text"), READ.items())
def test_html_is_read(html: str, text: str) -> None:
    assert has_markup(html)
    assert to_text(html) == text


@pytest.mark.parametrize("text", PLAIN)
def test_what_is_no_html_stays(text: str) -> None:
    assert not has_markup(text)
    assert not is_html(text)


def test_only_a_whole_body_is_html() -> None:
    assert is_html("<div>Hello <b>you</b></div>")
    assert not is_html("How do I use <div> here?")
    assert not is_html("<b>bold</b> and more")
    assert not is_html("<b>bold</b>"), "a person may type that"


@given(st.text("ab <>/&;pbrdivx!-\n\"'=", max_size=60))
def test_any_text_is_read_and_no_tag_is_left(text: str) -> None:
    assert "<p>" not in to_text(text)
    assert "<br>" not in to_text(text)
