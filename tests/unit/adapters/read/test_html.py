"""HTML becomes the blocks of its main part, without what surrounds it."""

import pytest

from tandem.adapters.read.html import blocks_of, linked, read_html
from tandem.core.errors import InvalidError

PAGE = """<!doctype html><html lang="en-GB"><head><title>Descaling | Shop</title>
<link rel="canonical" href="https://example.com/descaling"><style>p {}</style></head><body>
<header><h1>Shop</h1></header><nav><a href="/">Home</a></nav>
<main><h1>How to <em>descale</em></h1>
<p>Use <b>citric</b> acid<br>or <a href="https://example.com/vinegar">vinegar</a>.</p>
<h2>Steps</h2>
<ol start="2"><li>Fill<ul><li>slowly</li></ul></li><li><p>Boil</p><p>twice</p></li></ol>
<table><tr><th>Size<th>Time<tr><td><p>1 l</p><td></table>
<pre>
pour
  --slow
</pre><p hidden>secret</p><script>alert(1)</script><aside>Mind your hands.</aside>
<img alt="A kettle" src="http://192.0.2.1/x.png"></main><aside>Advert</aside><footer>Imprint</footer></body></html>"""


def test_a_page_is_read_as_a_reader_sees_it() -> None:
    about, title, blocks = read_html(PAGE)
    assert about == {"locale": "en-GB", "url": "https://example.com/descaling"}
    assert title == "How to descale"
    assert [(b.kind.value, b.level, b.text) for b in blocks] == [
        ("paragraph", 0, "Use citric acid"),
        ("paragraph", 0, "or vinegar (https://example.com/vinegar)."),
        ("heading", 2, "Steps"),
        ("step", 1, "2. Fill"),
        ("item", 2, "slowly"),
        ("step", 1, "3. Boil"),
        ("paragraph", 1, "twice"),
        ("header", 0, "Size | Time"),
        ("row", 0, "1 l |"),
        ("code", 0, "pour\n  --slow"),
        ("note", 0, "Mind your hands."),
        ("paragraph", 0, "A kettle"),
    ]


@pytest.mark.parametrize(
    ("page", "title"),
    [
        ("<title> A \n b </title><p>x", "A b"),
        ("<header><h1>Shop</h1></header><p>x", "Shop"),
        ("<p>x", None),
        ("", None),
    ],
)
def test_the_title_is_found_where_there_is_one(page: str, title: str | None) -> None:
    assert read_html(page)[1] == title


def test_only_web_links_that_say_more_than_their_text_are_shown() -> None:
    assert linked("guide", "https://example.com/a") == "guide (https://example.com/a)"
    assert linked("example.com/a", "https://example.com/a/") == "example.com/a"
    assert linked("guide", "javascript:alert(1)") == "guide"
    assert linked("", "https://example.com/a") == "https://example.com/a"


def test_broken_and_hostile_pages_are_read_or_refused() -> None:
    assert [b.text for b in blocks_of("</li><td>a</td><ul><li></ul>b<p>c")] == ["a", "b", "c"]
    assert len(read_html("<p>x" * 20_000)[2]) == 20_000
    with pytest.raises(InvalidError):
        read_html("<div>" * 100_000)
