"""From a proposal to a published article: previewed, seen by nobody before, found by all after."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from tandem.actions.knowledge.decide_gap import decide_gap
from tandem.actions.knowledge.find_gaps import find_gaps
from tandem.actions.knowledge.give_back import give_back
from tandem.actions.knowledge.learn import Learnt, Source, learn
from tandem.actions.knowledge.preview_effect import preview_effect
from tandem.actions.knowledge.propose import change_proposal, propose, reject_proposal
from tandem.actions.knowledge.publish_proposal import publish_proposal, slug
from tandem.core.desk.agent import Role
from tandem.core.errors import ConflictError, ForbiddenError, InvalidError, NotFoundError
from tandem.core.knowledge.article import DESK, Audience
from tandem.core.knowledge.gap import State
from tandem.core.knowledge.proposal import Fields, ProposalState
from tandem.core.turn.comparison import ChangeKind
from tandem.store import articles, gaps, proposals
from tandem.store.proposals import Proposal
from tests.integration.shop import DESCALE, MILK, Shop

WALLPAPER = "Which wallpaper suits a marble fireplace?"
ANSWER = Fields(
    "Wallpaper for a marble fireplace",
    "Plain grey wallpaper suits a marble fireplace.",
)


async def asked(shop: Shop, *texts: str) -> None:
    for text in texts:
        await shop.write(await shop.customer(), text)
        await shop.turns()


async def decided(shop: Shop, text: str) -> tuple[str, str]:
    """Decision and text of the reply to a new customer."""
    sent = await shop.write(await shop.customer(), text)
    await shop.turns()
    said = await shop.said(sent.conversation)
    assert said.decision is not None
    return said.decision, said.text


async def number_of(shop: Shop, key: str) -> int:
    return (await shop.row("select id from article where key = %s", key))[0]


async def edit(shop: Shop, key: str, body: str, title: str) -> Proposal:
    """A proposed edit of an article."""
    return await propose(shop.desk, None, Fields(title, body), article=await number_of(shop, key))


async def published(shop: Shop, proposal: Proposal, *, accepts_worse: bool = True) -> Proposal:
    """The proposal, previewed and published."""
    await preview_effect(shop.desk, None, proposal.id)
    return await publish_proposal(
        shop.desk, None, proposal.id, version=proposal.version, accepts_worse=accepts_worse
    )


async def test_a_new_article_answers_what_was_not_answered(shop: Shop) -> None:
    await asked(shop, WALLPAPER, WALLPAPER, DESCALE)
    made = await propose(shop.desk, None, ANSWER)
    effect = await preview_effect(shop.desk, None, made.id)
    assert (effect.answered, effect.lost, effect.worse) == (1, 0, 0)
    (one,) = effect.changes
    assert (one.kind, one.question, one.asked) == (ChangeKind.ANSWERED, WALLPAPER, 2)
    assert (one.before.decision, one.after.decision) == ("offer_human", "answer")
    assert "Plain grey wallpaper" in one.after.text
    # Nobody else sees it before it is published.
    assert (await decided(shop, WALLPAPER))[0] == "offer_human"
    assert await shop.row("select count(*) from article where key like 'desk%%'") == (0,)
    await publish_proposal(shop.desk, None, made.id, version=made.version)
    decision, text = await decided(shop, WALLPAPER)
    assert decision == "answer"
    assert "Plain grey wallpaper suits a marble fireplace." in text


async def test_a_preview_leaves_nothing_behind(shop: Shop, uncounted: object) -> None:
    await asked(shop, WALLPAPER, DESCALE, MILK)
    tables = ("article", "article_version", "passage", "passage_vector", "turn", "message", "event")
    before = [await shop.row(f"select count(*) from {name}") for name in tables]  # noqa: S608 -- ours
    state = await shop.row("select snapshot from knowledge")
    made = await propose(shop.desk, None, ANSWER)
    await preview_effect(shop.desk, None, made.id)
    assert [await shop.row(f"select count(*) from {name}") for name in tables] == before  # noqa: S608
    assert await shop.row("select snapshot from knowledge") == state


async def test_an_edit_shows_what_is_lost_and_what_is_worded_otherwise(shop: Shop) -> None:
    await asked(shop, DESCALE, MILK)
    worse = await edit(shop, "articles/descale", "Please ask a technician.", "Descale the boiler")
    effect = await preview_effect(shop.desk, None, worse.id)
    (one,) = effect.changes
    assert (one.question, one.is_worse) == (DESCALE, True)
    assert effect.worse == 1
    with pytest.raises(ConflictError, match="1 past questions would get less"):
        await publish_proposal(shop.desk, None, worse.id, version=worse.version)
    other = await edit(
        shop,
        "articles/descale",
        "Use three descaling tablets for one boiler.",
        "Descale the boiler",
    )
    effect = await preview_effect(shop.desk, None, other.id)
    assert (effect.wording, effect.worse) == (1, 0)
    assert "three" in effect.changes[0].after.text
    assert "two" in effect.changes[0].before.text


async def test_only_what_was_previewed_exactly_so_is_published(shop: Shop) -> None:
    made = await propose(shop.desk, None, ANSWER)
    with pytest.raises(ConflictError, match="Nobody has seen yet"):
        await publish_proposal(shop.desk, None, made.id, version=made.version)
    await preview_effect(shop.desk, None, made.id)
    changed = await change_proposal(
        shop.database,
        None,
        made.id,
        replace(ANSWER, body="Red wallpaper suits it."),
        version=made.version,
        now=shop.clock(),
    )
    with pytest.raises(ConflictError, match="Nobody has seen yet"):
        await publish_proposal(shop.desk, None, made.id, version=changed.version)
    with pytest.raises(ConflictError, match="changed or decided meanwhile"):
        await publish_proposal(shop.desk, None, made.id, version=made.version)
    done = await published(shop, changed)
    assert (done.state, done.published_version) == (ProposalState.PUBLISHED, 1)
    with pytest.raises(ConflictError):
        await preview_effect(shop.desk, None, made.id)
    with pytest.raises(ConflictError):
        await publish_proposal(shop.desk, None, made.id, version=done.version)


async def test_two_edits_of_one_version_can_not_both_be_published(shop: Shop) -> None:
    one = await edit(shop, "articles/milk", "Steam the milk to sixty degrees.", "Steam the milk")
    two = await edit(shop, "articles/milk", "Steam the milk to ten degrees.", "Steam the milk")
    await published(shop, one)
    with pytest.raises(ConflictError, match="has version 2 by now"):
        await published(shop, two)
    moved = await change_proposal(
        shop.database, None, two.id, two.fields, version=1, now=shop.clock(), based_on=2
    )
    assert (await published(shop, moved)).published_version == 3


async def test_places_of_personal_data_are_not_published(shop: Shop) -> None:
    made = await propose(shop.desk, None, replace(ANSWER, body="Write to [email] please."))
    await preview_effect(shop.desk, None, made.id)
    with pytest.raises(InvalidError, match=r"still has \[email\]"):
        await publish_proposal(shop.desk, None, made.id, version=made.version)


async def test_roles_and_reasons(shop: Shop) -> None:
    mara, lena = await shop.agent(), await shop.agent("Lena", role=Role.LEAD)
    viewer = await shop.agent("Vic", role=Role.VIEWER)
    with pytest.raises(ForbiddenError):
        await propose(shop.desk, viewer, ANSWER)
    made = await propose(shop.desk, mara, ANSWER)
    assert made.made_by == "Mara"
    await preview_effect(shop.desk, mara, made.id)
    with pytest.raises(ForbiddenError):
        await publish_proposal(shop.desk, mara, made.id, version=1)
    with pytest.raises(ForbiddenError):
        await reject_proposal(
            shop.database, mara, made.id, reason="no", version=1, now=shop.clock()
        )
    with pytest.raises(InvalidError):
        await reject_proposal(shop.database, lena, made.id, reason=" ", version=1, now=shop.clock())
    done = await reject_proposal(
        shop.database, lena, made.id, reason="We have it", version=1, now=shop.clock()
    )
    assert (done.state, done.reason, done.decided_by) == ("rejected", "We have it", "Lena")
    with pytest.raises(NotFoundError):
        await propose(shop.desk, mara, ANSWER, article=999_999)
    with pytest.raises(InvalidError):
        await preview_effect(shop.desk, mara, (await propose(shop.desk, mara, Fields("T", ""))).id)


async def test_the_fields_come_into_force(shop: Shop) -> None:
    made = await propose(
        shop.desk,
        None,
        Fields(
            "Für Ämter: Größe?",
            "# Für Ämter: Größe?\n\nNur für das Team.",
            " Brew ",
            "de_AT",
            Audience.AGENT,
            "https://help.example/a",
            date(2027, 1, 1),
            date(2026, 6, 1),
        ),
    )
    done = await published(shop, made)
    assert done.article_key == "desk/fur-amter-große"
    (one,) = [one for one in await listed(shop) if one.source == DESK]
    assert (one.product, one.locale, one.audience, one.version) == ("brew", "de", "agent", 1)
    assert (one.valid_until, one.review_by) == (date(2027, 1, 1), date(2026, 6, 1))


async def listed(shop: Shop) -> list[articles.Listed]:
    async with shop.database.connection() as connection:
        return await articles.listed(connection, shop.clock() - timedelta(days=30))


async def test_two_articles_of_the_same_title_both_stay(shop: Shop) -> None:
    first = await published(shop, await propose(shop.desk, None, ANSWER))
    other = replace(ANSWER, body="Blue wallpaper suits nothing.")
    second = await published(shop, await propose(shop.desk, None, other))
    assert first.article_key != second.article_key
    assert first.article_number != second.article_number


def test_a_slug_is_short_and_never_empty() -> None:
    assert slug("Für Ämter: Größe?") == "fur-amter-große"
    assert slug("???") == "article"
    assert len(slug("word " * 100)) <= 60


async def test_an_edited_article_is_not_learnt_over(shop: Shop, tmp_path: Path) -> None:
    folder = tmp_path / "articles"
    folder.mkdir(exist_ok=True)
    shop_folder = Path((await shop.row("select location from source"))[0])
    await published(
        shop,
        await edit(
            shop,
            "articles/descale",
            "Use four descaling tablets for one boiler.",
            "Descale the boiler",
        ),
    )
    assert "four" in (await decided(shop, DESCALE))[1]

    async def learnt(text: str | None = None, *, again: bool = False) -> Learnt:
        if text is not None:
            (shop_folder / "descale.md").write_text(text, encoding="utf-8")
        return await learn(
            shop.database,
            shop.embedder,
            Source(shop_folder),
            prune=True,
            now=shop.clock(),
            again=again,
        )

    found = await learnt(again=True)
    assert (found.edited, found.changed, found.retired) == (["articles/descale"], 1, 0)
    assert "four" in (await decided(shop, DESCALE))[1]
    (one,) = [one for one in await listed(shop) if one.id == "articles/descale"]
    assert (one.is_edited, one.source_changed, one.version) == (True, False, 2)
    await learnt("# Descale the boiler\n\nUse nine descaling tablets for one boiler.")
    (one,) = [one for one in await listed(shop) if one.id == "articles/descale"]
    assert one.source_changed
    assert "four" in (await decided(shop, DESCALE))[1]
    # Gone from its source, it still stays.
    (shop_folder / "descale.md").unlink()
    assert (await learnt()).retired == 0
    assert "four" in (await decided(shop, DESCALE))[1]
    # Given back, its source counts again.
    await give_back(shop.database, None, one.number, now=shop.clock())
    with pytest.raises(ConflictError):
        await give_back(shop.database, None, one.number, now=shop.clock())
    await learnt("# Descale the boiler\n\nUse nine descaling tablets for one boiler.")
    assert "nine" in (await decided(shop, DESCALE))[1]


async def test_an_article_of_the_desk_is_not_taken_for_a_moved_file(
    shop: Shop, tmp_path: Path
) -> None:
    done = await published(shop, await propose(shop.desk, None, ANSWER))
    folder = tmp_path / "copies"
    folder.mkdir()
    (folder / "copy.md").write_text(f"# {ANSWER.title}\n\n{ANSWER.body}", encoding="utf-8")
    found = await learn(shop.database, shop.embedder, Source(folder), prune=True, now=shop.clock())
    assert found.new == 1
    assert {one.id for one in await listed(shop) if one.source == DESK} == {done.article_key}


async def test_a_gap_is_linked_to_what_was_published_for_it(shop: Shop) -> None:
    await asked(shop, WALLPAPER, WALLPAPER)
    await find_gaps(shop.desk, now=shop.clock())
    async with shop.database.connection() as connection:
        (gap,) = await gaps.page(connection)
    done = await published(shop, await propose(shop.desk, None, ANSWER, gap=gap.id))
    async with shop.database.connection() as connection:
        linked = await gaps.read(connection, gap.id)
        (kept,) = await proposals.page(connection, state=ProposalState.PUBLISHED, gap=gap.id)
    assert (linked.state, linked.linked_article) == (State.LINKED, done.article_key)
    assert kept.id == done.id
    # What is asked now is answered: a month later nothing is left of the gap.
    shop.clock.move(timedelta(days=29))
    await asked(shop, WALLPAPER, WALLPAPER)
    await find_gaps(shop.desk, now=shop.clock())
    async with shop.database.connection() as connection:
        after = await gaps.read(connection, gap.id)
    assert (after.conversations, after.before) == (0, 2)
    await decide_gap(shop.database, None, gap.id, State.OPEN, now=shop.clock())


async def test_without_an_embedder_a_preview_works_too(shop: Shop) -> None:
    bare = replace(
        shop, desk=replace(shop.desk, thinking=replace(shop.desk.thinking, embedder=None))
    )
    await asked(bare, WALLPAPER)
    made = await propose(bare.desk, None, ANSWER)
    assert (await preview_effect(bare.desk, None, made.id)).answered == 1
