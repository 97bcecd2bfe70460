"""A candidate may be sent only if its sources contain it and its links are allowed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.core.turn.candidate import Candidate, Citation, Claim, Verification
from tandem.core.turn.policy import Policy
from tandem.core.turn.verify import allowed, links, verify, without_links

HOME = "help.bramblebrew.example"
POLICY = Policy("Bramblebrew", link_hosts=(HOME, "www.bramblebrew.example", "bramblebrew.example"))


def candidate(claims: list[str], *passages: str, citation: int = 1) -> Candidate:
    return Candidate(
        "extractive",
        tuple(Claim(text, citation) for text in claims),
        tuple(
            Citation(number, number, f"a{number}", 1, "Title", "", (), text, 0.5, 0.5)
            for number, text in enumerate(passages, 1)
        ),
    )


def checked(made: Candidate, *missing: str) -> Verification:
    return verify(made, missing, missing, POLICY)


def failures(verification: Verification) -> list[str]:
    assert verification.passed is all(check.ok for check in verification.checks)
    return [check.name for check in verification.checks if not check.ok]


def test_a_quotation_passes_every_check() -> None:
    verification = checked(candidate(["Wait 15 minutes."], "It is hot.\nWait 15   minutes."))
    assert failures(verification) == []
    assert [check.name for check in verification.checks] == [
        "cited",
        "links",
        "promise",
        "known",
        "telling",
    ]


@pytest.mark.parametrize(
    "made",
    [
        candidate([], "Wait 15 minutes."),
        candidate(["Wait 15 minutes."]),
        candidate(["Wait 15 minutes."], "Wait 15 minutes.", "Another.", citation=2),
        candidate(["Wait 15 minutes.", "Then call us."], "Wait 15 minutes."),
        candidate(["wait 15 minutes."], "Wait 15 minutes."),
        candidate(["5 minutes."], "Wait 15 minutes."),
        candidate([" "], "Wait 15 minutes."),
    ],
    ids=[
        "no claim",
        "no source",
        "another source",
        "one of two",
        "other letters",
        "part of a number",
        "nothing said",
    ],
)
def test_what_its_source_does_not_say_fails(made: Candidate) -> None:
    assert failures(checked(made)) == ["cited"]


numbers = st.lists(st.integers(0, 99), min_size=1, max_size=3, unique=True)


@given(numbers, numbers, st.data())
def test_one_changed_number_fails(waits: list[int], prices: list[int], data: st.DataObject) -> None:
    """Every line has a wait and a price; the claim is one of the lines with one number changed."""

    def line(place: int, wait: int, price: int) -> str:
        return f"Step {place}: wait {wait} minutes, pay {price} euros."

    told = [
        line(place, wait, price)
        for place, (wait, price) in enumerate(zip(waits, prices, strict=False))
    ]
    place = data.draw(st.integers(0, len(told) - 1))
    wait, price = waits[place], prices[place]
    other = data.draw(st.integers(0, 999).filter(lambda number: number not in (wait, price)))
    passage = "\n".join(told)
    assert failures(checked(candidate([told[place]], passage))) == []
    for changed in (line(place, other, price), line(place, wait, other)):
        assert failures(checked(candidate([changed], passage))) == ["cited"]


@pytest.mark.parametrize(
    "link",
    [
        f"https://{HOME}/a?b=c#d",
        f"http://{HOME}:8080",
        f"HTTPS://{HOME.upper()}/",
        "www.bramblebrew.example/a",
        "mailto:help@bramblebrew.example",
    ],
)
def test_a_link_to_the_firm_is_allowed(link: str) -> None:
    assert allowed(link, POLICY)


@pytest.mark.parametrize(
    "link",
    [
        "https://other.example/",
        f"https://{HOME}.other.example/",
        f"https://not{HOME}/",
        f"https://{HOME}@other.example/",
        f"https://other.example@{HOME}/",
        f"https://other.example\\@{HOME}/",
        f"https://{HOME}\\.other.example/",
        f"ftp://{HOME}/",
        f"javascript://{HOME}/%0Aalert(1)",
        f"data:text/html,{HOME}",
        "https://[::1",
        "mailto:help@other.example",
        "mailto:help@bramblebrew.example,thief@other.example",
        "mailto:help@bramblebrew.example?bcc=thief@other.example",
    ],
)
def test_a_link_that_leads_or_may_lead_elsewhere_is_refused(link: str) -> None:
    assert not allowed(link, POLICY)
    text = f"See {link} for more."
    assert failures(checked(candidate([text], text))) == ["links"]


@given(st.from_regex(r"[a-z]{1,9}(\.[a-z]{2,9}){1,2}", fullmatch=True))
def test_no_host_is_allowed_that_the_policy_does_not_list(host: str) -> None:
    listed = Policy("", link_hosts=(host,))
    assert allowed(f"https://{host}/", listed)
    assert not allowed(f"https://{host}/", Policy(""))
    assert not allowed(f"https://x{host}/", listed)
    assert not allowed(f"https://{host}x/", listed)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("See (https://a.example/b).", ("https://a.example/b",)),
        ("**www.a.example**, or mailto:x@a.example!", ("www.a.example", "mailto:x@a.example")),
        ("Your data: they are safe. The metadata:x too.", ()),
        ("data:text/html,x", ("data:text/html,x",)),
        ("No link, just a.example and 1:2.", ()),
    ],
)
def test_links_are_what_a_reader_would_follow(text: str, found: tuple[str, ...]) -> None:
    assert links(text) == found


def test_a_link_that_hides_in_another_is_found_too() -> None:
    assert "https://b.example" in links("https://a.example/?to=https://b.example")


def test_what_lacks_a_word_that_the_question_names_fails_and_says_which() -> None:
    made = candidate(["Pause it in the app."], "Pause it in the app.")
    verification = checked(made, "E9", "Mac")
    assert failures(verification) == ["telling"]
    assert verification.checks[-1].says == "The article does not have E9, Mac."


def test_the_check_says_what_it_has_looked_for() -> None:
    """With nothing to look for it must not read as if something had been found."""
    made = candidate(["E9: empty."], "E9: empty.")
    assert verify(made, ("E9",), (), POLICY).checks[-1].says == "The article has E9."
    assert "must have" in verify(made, (), (), POLICY).checks[-1].says


def test_an_address_in_brackets_may_be_left_out_of_what_is_quoted() -> None:
    """As the page's reader saw it: the words alone, where they led elsewhere."""
    away = "See the guide (https://other.example/a) first."
    text = without_links(away, POLICY)
    assert text == "See the guide first."
    assert failures(checked(candidate([text], away))) == []
    here = f"See the guide (https://{HOME}/a) first."
    assert without_links(here, POLICY) == here
    assert failures(checked(candidate(["See the guide first."], here))) == ["cited"]


def test_a_promise_is_quoted_only_where_the_policy_lists_its_kind() -> None:
    says = "We refund you within 3 days."
    made = candidate([says], says)
    assert checked(made).passed
    strict = Policy("Bramblebrew", quoted_promises=("date",))
    assert failures(verify(made, (), (), strict)) == ["promise"]
    right = "You can return it within 3 days."
    assert verify(candidate([right], right), (), (), strict).passed
