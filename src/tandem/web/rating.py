"""The page of a mailed link on which a customer rates a conversation: no sign-in, no scripts.

Opening it records nothing, because programs that check mail open every link; only sending its form
does.
"""

from base64 import b64encode
from datetime import timedelta
from hashlib import sha256

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from tandem.actions.conversation.rate import ByMail, asked_by_mail, rate_by_mail
from tandem.actions.ports import Desk
from tandem.core.desk.rating import COMMENT_MAX, STARS_MAX
from tandem.core.errors import ConflictError, ForbiddenError, InvalidError
from tandem.core.turn.texts import Texts, texts_in
from tandem.report.markup import Markup, element, words
from tandem.web.deps import DeskOf
from tandem.web.limits import bound, client_of

OPENED_MAX = 60  # a minute, of one client; a program that checks mail opens five links at once
MINUTE = timedelta(minutes=1)

# The colours are those of frontend/shared/tokens.css, where a test holds them to their contrast.
_STYLE = """
:root {
  color-scheme: light dark;
  --ground: light-dark(#f7f8fa, #0f1114);
  --card: light-dark(#ffffff, #171a1f);
  --text: light-dark(#171a1f, #e8eaee);
  --muted: light-dark(#545b66, #a4abb7);
  --line: light-dark(#848b96, #6f7785);
  --accent: light-dark(#1f55c4, #8fb2ff);
  --on-accent: light-dark(#ffffff, #0b1733);
}
* { box-sizing: border-box; }
body {
  background: var(--ground);
  color: var(--text);
  font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif;
  margin: 0;
  padding: 24px 12px;
}
main {
  background: var(--card);
  border-radius: 12px;
  margin: auto;
  max-width: 560px;
  padding: 20px;
}
h1 { font-size: 22px; line-height: 1.3; margin: 0; }
p { margin: 8px 0 16px; }
fieldset { border: 0; margin: 0 0 16px; min-width: 0; padding: 0; }
legend { padding: 0; }
.stars { display: grid; gap: 8px; }
.stars label {
  align-items: center;
  border: 1px solid var(--line);
  border-radius: 8px;
  display: flex;
  gap: 12px;
  min-height: 48px;
  padding: 4px 12px;
}
.stars label:has(:checked) { border-color: var(--accent); box-shadow: 0 0 0 1px var(--accent); }
input { accent-color: var(--accent); height: 20px; margin: 0; width: 20px; }
textarea {
  background: var(--card);
  border: 1px solid var(--line);
  border-radius: 8px;
  color: inherit;
  display: block;
  font: inherit;
  margin: 4px 0 16px;
  min-height: 96px;
  padding: 8px 12px;
  width: 100%;
}
button {
  background: var(--accent);
  border: 0;
  border-radius: 8px;
  color: var(--on-accent);
  font: inherit;
  font-weight: 600;
  min-height: 48px;
  padding: 0 24px;
}
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
.muted { color: var(--muted); }
"""
_HASH = b64encode(sha256(_STYLE.encode()).digest()).decode()
_POLICY = (
    f"default-src 'none'; style-src 'sha256-{_HASH}'; img-src data:; form-action 'self';"
    " base-uri 'none'; frame-ancestors 'none'"
)

router = APIRouter(include_in_schema=False)


@router.api_route("/rate/{token}", methods=["GET", "HEAD"])
async def ask(token: str, request: Request, desk: DeskOf, stars: str = "") -> Response:
    """The question with so many stars chosen already, or what was given; records nothing."""
    await _limit(request, desk)
    try:
        asked = await asked_by_mail(desk, token)
    except ForbiddenError:
        return _closed(request)
    return _page(desk, asked, _stars(stars))


@router.post("/rate/{token}")
async def give(token: str, request: Request, desk: DeskOf) -> Response:
    """Records the form, and shows what is recorded, also if that was given before."""
    await _limit(request, desk)
    form = await request.form()
    stars, comment = _stars(str(form.get("stars", ""))), str(form.get("comment", ""))
    try:
        asked = await asked_by_mail(desk, token)
    except ForbiddenError:
        return _closed(request)
    try:
        # Forms send line ends as two characters, and are limited before that.
        await rate_by_mail(desk, token, stars, comment.replace("\r\n", "\n"))
    except InvalidError as error:
        return _page(desk, asked, stars, comment=comment, wrong=str(error))
    except ConflictError:
        pass  # the page shows what was given first
    return RedirectResponse(request.url.path, 303)


async def _limit(request: Request, desk: DeskOf) -> None:
    await bound(desk, f"rate:{client_of(request)}", most=OPENED_MAX, per=MINUTE)


def _stars(given: str) -> int:
    """The stars in a form or link; 0 if there are none that count."""
    return int(given) if given in {str(stars) for stars in range(1, STARS_MAX + 1)} else 0


def _page(desk: Desk, asked: ByMail, stars: int, *, comment: str = "", wrong: str = "") -> Response:
    texts, now = texts_in(asked.conversation.language), desk.clock()
    says, company = texts.survey, desk.thinking.policy().company
    of = says.of.format(number=asked.conversation.number, company=company)
    told: list[Markup] = [element("p", words(of), class_="muted")]
    if asked.given is None:
        told += [
            element("h1", words(says.ask), id="ask"),
            element("p", words(says.about(asked.rated))),
            *([element("p", words(wrong), role="alert")] if wrong else []),
            _form(texts, _choices(texts, stars), comment),
        ]
    else:
        told.append(element("h1", words(says.thanks.format(stars=asked.given.stars))))
        if asked.given.takes_comment(now):
            kept = element("input", type="hidden", name="stars", value=str(asked.given.stars))
            told.append(_form(texts, kept, comment))
    return _html(texts, says.ask, *told, status=422 if wrong else 200)


def _choices(texts: Texts, stars: int) -> Markup:
    """One radio button for each number of stars, named by the page's heading."""
    rows = [
        element(
            "label",
            element(
                "input",
                type="radio",
                name="stars",
                value=str(number),
                required="required",
                checked="checked" if number == stars else None,
            ),
            element("span", element("b", words(str(number))), words(f" {word}")),
        )
        for number, word in enumerate(texts.survey.scale, 1)
    ]
    return element("fieldset", *rows, class_="stars", role="radiogroup", aria_labelledby="ask")


def _form(texts: Texts, stars: Markup, comment: str) -> Markup:
    says = texts.survey
    return element(
        "form",
        stars,
        element("label", words(says.more), for_="comment"),
        element(
            "textarea", words(comment), id="comment", name="comment", maxlength=str(COMMENT_MAX)
        ),
        element("button", words(says.send)),
        method="post",
    )


def _closed(request: Request) -> Response:
    """One page for every link that opens nothing, in the browser's first language."""
    accepted = request.headers.get("accept-language", "")
    texts = texts_in(accepted[:2].lower())
    return _html(texts, texts.survey.ask, element("h1", words(texts.survey.closed)), status=403)


def _html(texts: Texts, title: str, *parts: Markup, status: int) -> Response:
    head = element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("meta", name="robots", content="noindex"),
        element("title", words(title)),
        element("link", rel="icon", href="data:,"),
        element("style", Markup(_STYLE)),
    )
    body = element("body", element("main", *parts))
    return HTMLResponse(
        f"<!doctype html>\n{element('html', head, body, lang=texts.code)}\n",
        status,
        {"Content-Security-Policy": _POLICY},
    )
