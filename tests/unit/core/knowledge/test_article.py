"""An article always has a title, and a hash that changes with its content."""

from dataclasses import replace

from tandem.core.knowledge.article import Article, Audience, Block, BlockKind, assemble, clean


def made(title: str | None, *blocks: Block, otherwise: str = "", url: str = "") -> Article | None:
    return assemble(
        id="a",
        title=title,
        blocks=blocks,
        body="",
        url=url,
        product="",
        locale="en",
        audience=Audience.CUSTOMER,
        otherwise=otherwise,
    )


def test_the_title_is_the_best_there_is() -> None:
    heading = Block(BlockKind.HEADING, "Descaling", 2)
    text = Block(BlockKind.PARAGRAPH, "Use citric acid. Rinse well.")
    titles = [
        article.title
        for article in (
            made(" Given \n title", heading, text, otherwise="File"),
            made(None, text, heading, otherwise="File"),
            made(None, text, otherwise="File"),
            made("", text),
        )
        if article
    ]
    assert titles == ["Given title", "Descaling", "File", "Use citric acid."]
    assert made(None) is None


def test_a_first_line_that_repeats_the_title_is_left_out() -> None:
    article = made("Descaling", Block(BlockKind.PARAGRAPH, "descaling"))
    assert article is not None
    assert article.blocks == ()


def test_an_url_that_could_run_code_is_dropped() -> None:
    article = made("Descaling", url="javascript:alert(1)")
    assert article is not None
    assert article.url == ""


def test_the_hash_follows_the_content_and_not_the_id() -> None:
    article = made("Descaling")
    assert article is not None
    assert replace(article, id="b").content_hash == article.content_hash
    assert replace(article, audience=Audience.AGENT).content_hash != article.content_hash


def test_clean_text_is_composed_and_has_plain_line_ends() -> None:
    assert clean("\ufeffCafe\u0301\r\nx\0y\rz") == "Café\nxy\nz"
