"""What authors write above an article is read as their site generator reads it."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.adapters.read.front_matter import Fields, fields_of, front_matter

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
TEXT = "\nThe kettle weighs 2 kg.\n"

GENERATORS = {
    "Jekyll": "---\nlayout: post\ntitle: Kettle\npublished: false\n---\n",
    "Hugo, YAML": "---\ntitle: Kettle\ndraft: true\ntags: [a, b]\n---\n",
    "Hugo, TOML": '+++\ntitle = "Kettle"\ndraft = true\n[params]\nx = 1\n+++\n',
    "Hugo, JSON": '{\n  "title": "Kettle",\n  "draft": true\n}\n',
    "Hugo, later": "---\ntitle: Kettle\npublishDate: 2026-04-01T08:00:00+02:00\n---\n",
    "Zola": '+++\ntitle = "Kettle"\ndate = 2026-04-01\n+++\n',
    "Docusaurus": "---\nid: kettle\ntitle: Kettle\nsidebar_position: 2\ndraft: true\n---\n",
    "MkDocs": "---\ntitle: Kettle\nstatus: draft\n---\n",
    "Astro": '---\ntitle: "Kettle"\npubDate: "2026-04-01"\n---\n',
    "Eleventy": '---json\n{ "title": "Kettle", "draft": true }\n---\n',
    "Eleventy, TOML": '---toml\ntitle = "Kettle"\ndraft = true\n---\n',
    "Hexo": ';;;\n"title": "Kettle",\n"published": false\n;;;\n',
    "Gatsby": "---\ntitle: Kettle\nunpublished: true\n---\n",
    "Pelican": "Title: Kettle\nDate: 2026-01-01\nStatus: draft\n\n",
    "Nikola": "<!--\n.. title: Kettle\n.. slug: kettle\n.. status: private\n-->\n",
    "MultiMarkdown": "Title: Kettle\nAuthor: Somebody\nPublished: no\n\n",
    "quoted": '---\ntitle: Kettle\n"draft": "yes"\n---\r\n'.replace("\r", ""),
}


@pytest.mark.parametrize("name", GENERATORS)
def test_a_draft_of_every_usual_generator_is_known_as_one(name: str) -> None:
    fields, text = front_matter(GENERATORS[name] + TEXT)
    assert fields.text("title") == "Kettle"
    assert fields.why_unpublished(NOW) is not None
    assert text.strip() == TEXT.strip()


@pytest.mark.parametrize("name", GENERATORS)
def test_the_same_without_the_field_is_published(name: str) -> None:
    lines = GENERATORS[name].split("\n")
    telling = ("draft", "published", "status", "publishdate", "pubdate", "date", "unpublished")
    kept = [
        line
        for line in lines
        if not line.lower().strip(' ."').startswith(telling) and '"draft": true }' not in line
    ]
    fields, _ = front_matter("\n".join(kept) + TEXT)
    assert fields.why_unpublished(NOW) is None


@pytest.mark.parametrize(
    "text",
    [
        "Note: switch it off first.\n\nThen wait.",
        "---\n\nA text below a rule.\n\n---\n\nMore.",
        "{ this is no JSON }\n\nText.",
        "Title: only a title in prose\n\nText.",
        "",
    ],
)
def test_what_is_no_front_matter_stays_text(text: str) -> None:
    fields, rest = front_matter(text)
    assert fields == Fields({})
    assert rest == text


def test_days_and_states_are_read() -> None:
    fields = fields_of({"valid-until": "2026-02-01", "Review_By": date(2026, 5, 1), "status": "ok"})
    assert (fields.valid_until, fields.review_by) == (date(2026, 2, 1), date(2026, 5, 1))
    assert not fields.is_outdated
    assert fields_of({"status": " Outdated "}).is_outdated
    assert fields_of({"date": "2026/03/02"}).why_unpublished(NOW) == "`date` is in the future"
    assert fields_of({"date": "soon", "draft": "no"}).why_unpublished(NOW) is None


@given(st.text(), st.sampled_from(["---\n", "+++\n", ";;;\n", "{\n", ".. a: b\n", "Title: x\n"]))
def test_no_text_stops_the_reader(text: str, begins: str) -> None:
    fields, rest = front_matter(begins + text)
    assert (begins + text).endswith(rest)
    fields.why_unpublished(NOW)
    assert fields.valid_until is None or isinstance(fields.valid_until, date)
