"""What a model is asked, and what its answer means: pure text in, checked values out.

The instructions are reviewed text files (resources/prompts), their version is their hash. All that
comes from outside is data between tags, with tags in it broken.
"""

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any, cast

from tandem.core.desk.message import Author, Message
from tandem.core.knowledge.rank import Hit
from tandem.core.turn.condense import condensed
from tandem.core.turn.evidence import Context
from tandem.core.turn.known import Known
from tandem.core.turn.policy import Policy
from tandem.core.turn.reply import storable

PASSAGES_MAX = 8
PASSAGE_CHARS_MAX = 2_500
TICKET_CHARS_MAX = 800
CONVERSATION_CHARS_MAX = 6_000
CLAIMS_MAX = 12
TEXT_MAX = 1_000  # characters of a claim, a quote or a question that are read

LANGUAGES = {
    "en": "English", "de": "German", "fr": "French", "es": "Spanish", "pt": "Portuguese",
    "it": "Italian", "nl": "Dutch", "pl": "Polish", "sv": "Swedish", "da": "Danish",
    "no": "Norwegian", "nb": "Norwegian", "fi": "Finnish", "cs": "Czech", "sk": "Slovak",
    "hu": "Hungarian", "ro": "Romanian", "bg": "Bulgarian", "el": "Greek", "tr": "Turkish",
    "ru": "Russian", "uk": "Ukrainian", "ar": "Arabic", "he": "Hebrew", "hi": "Hindi",
    "ja": "Japanese", "zh": "Chinese", "ko": "Korean", "vi": "Vietnamese", "th": "Thai",
    "id": "Indonesian", "ca": "Catalan", "hr": "Croatian", "sl": "Slovenian",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Prompt:
    """What is sent: the firm's instructions, the data, and the shape of the answer."""

    purpose: str
    version: str
    system: str
    data: str
    schema: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class SaidClaim:
    """One sentence of a model, the numbers of the passages it names, and its quote."""

    text: str
    sources: tuple[int, ...]
    quote: str


@dataclass(frozen=True, slots=True)
class Composed:
    """A model's answer, read: claims, a question, a look-up, or that there is no answer."""

    kind: str
    claims: tuple[SaidClaim, ...] = ()
    question: str = ""
    tool: str = ""
    arguments: tuple[tuple[str, str], ...] = ()


ANSWER_SCHEMA: Mapping[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "required": ["kind", "claims", "question", "tool", "arguments"],
    "properties": {
        "kind": {"type": "string", "enum": ["answer", "question", "look_up", "not_answerable"]},
        "claims": {
            "type": "array",
            "items": {
                "type": "object",
                "additionalProperties": False,
                "required": ["text", "sources", "quote"],
                "properties": {
                    "text": {"type": "string"},
                    "sources": {"type": "array", "items": {"type": "integer"}},
                    "quote": {"type": "string"},
                },
            },
        },
        "question": {"type": "string"},
        "tool": {"type": "string"},
        "arguments": {
            "type": "array",
            "items": {
                "type": "object",
                "additionalProperties": False,
                "required": ["name", "value"],
                "properties": {"name": {"type": "string"}, "value": {"type": "string"}},
            },
        },
    },
}
SENTENCES_SCHEMA: Mapping[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "required": ["sentences"],
    "properties": {"sentences": {"type": "array", "items": {"type": "string"}}},
}
QUESTION_SCHEMA: Mapping[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "required": ["question"],
    "properties": {"question": {"type": "string"}},
}


def to_answer(
    context: Context,
    passages: Sequence[Hit],
    tickets: Sequence[Hit],
    policy: Policy,
    *,
    language: str,
    own: Sequence[str] = (),
) -> Prompt:
    """The prompt for a reply; `own` is what a look-up said, one line each, as passage 0."""
    text, version = _instructions("answer")
    system = text.replace("{language}", LANGUAGES.get(language, "the customer's language"))
    return Prompt(
        "answer", version, system, _data(context, passages, tickets, policy, own), ANSWER_SCHEMA
    )


def to_question(context: Context, *, language: str) -> Prompt:
    """The prompt for the last message as a question that stands alone, in a language."""
    text, version = _instructions("question")
    text = text.replace("{language}", LANGUAGES.get(language, "the customer's own language"))
    data = "\n".join((_conversation(context.earlier), _tagged("message", context.matter.text)))
    return Prompt("question", version, text, data, QUESTION_SCHEMA)


def to_reword(
    draft: str, how: str, passages: Sequence[str], policy: Policy, *, voice: Sequence[str] = ()
) -> Prompt:
    """The prompt for an agent's draft in other words; `how` is one of our sentences.

    `voice` are earlier replies of the agent, without personal data.
    """
    text, version = _instructions("reword")
    parts = [_tagged("company", policy.company), _tagged("draft", draft)]
    parts += [_tagged("earlier", one) for one in voice]
    parts += [_tagged("passage", one[:PASSAGE_CHARS_MAX]) for one in passages[:PASSAGES_MAX]]
    data = "\n".join(filter(None, parts))
    return Prompt("reword", version, text.replace("{how}", how), data, SENTENCES_SCHEMA)


def to_summary(messages: Sequence[Message]) -> Prompt:
    """The prompt for a thread in a few sentences."""
    text, version = _instructions("summary")
    return Prompt("summary", version, text, _conversation(messages), SENTENCES_SCHEMA)


def read_sentences(output: str) -> tuple[str, ...]:
    """The sentences of an answer; raises ValueError if there are none."""
    found = tuple(filter(None, map(_text, _list(_object(output).get("sentences")))))
    if not found:
        raise ValueError("It has no sentences.")
    return found


_PASSAGE = re.compile(r"<passage(?P<given>[^>\n]*)>\n(?P<text>.*?)\n</passage>", re.DOTALL)
_GIVEN = re.compile(r'(\w+)="([^"]*)"')


def passages_in(data: str) -> tuple[Hit, ...]:
    """The passages of a prompt that was sent, in the order of their numbers.

    A kept prompt is all that asking again needs; of the search's scores it knows nothing.
    """
    found: dict[int, Hit] = {}
    for match in _PASSAGE.finditer(data):
        given = dict(_GIVEN.findall(match["given"]))
        number = int(given.get("id", "0"))
        section = given.get("section", "")
        found[number] = Hit(
            passage_id=number,
            document=given.get("title", ""),
            version=0,
            title=given.get("title", ""),
            url="",
            heading_path=tuple(section.split(" > ")) if section else (),
            ordinal=0,
            text=match["text"].replace("&lt;", "<"),
            shape="",
            is_stale=False,
            product=given.get("product", ""),
            cosine=None,
            bm25=0.0,
            score=0.0,
            rank_cosine=None,
            rank_bm25=None,
        )
    return tuple(found[number] for number in sorted(found) if number)


def _data(
    context: Context,
    passages: Sequence[Hit],
    tickets: Sequence[Hit],
    policy: Policy,
    own: Sequence[str],
) -> str:
    parts = [_tagged("company", policy.company), _customer(context, policy)]
    parts += [_known(context.known)] if context.known else []
    parts += [_conversation(context.earlier)] if context.earlier else []
    if context.matter.after:
        parts.append(_tagged("question_before", context.matter.after))
    parts += [_tagged("tool", f"{one.says}", name=one.name) for one in policy.tools]
    if own:
        parts.append(_tagged("passage", "\n".join(own), id="0", title="The customer's own record"))
    parts += [
        _tagged(
            "passage",
            hit.text[:PASSAGE_CHARS_MAX],
            id=str(number),
            title=hit.title,
            section=" > ".join(hit.heading_path),
            product=hit.product,
        )
        for number, hit in enumerate(passages, 1)
    ]
    parts += [_tagged("ticket", hit.text[:TICKET_CHARS_MAX], title=hit.title) for hit in tickets]
    parts.append(_tagged("question", context.matter.text or context.question))
    return "\n".join(filter(None, parts))


def _customer(context: Context, policy: Policy) -> str:
    said = {
        "name": context.name,
        "product": policy.product_name(context.product) if context.product else "",
        "plan": context.plan,
        "verified": "yes" if context.verified else "no",
    }
    said |= dict(context.attributes)
    return _tagged(
        "customer", "\n".join(f"{name}: {value}" for name, value in said.items() if value)
    )


def _known(known: Sequence[Known]) -> str:
    return _tagged(
        "known", "\n".join(f"{fact.name}: {fact.value} ({fact.origin})" for fact in known)
    )


def _conversation(earlier: Sequence[Message]) -> str:
    names = {Author.CUSTOMER: "customer", Author.ASSISTANT: "assistant", Author.AGENT: "agent"}
    lines = condensed(
        [one for one in earlier if one.author in names], budget=CONVERSATION_CHARS_MAX
    )
    return _tagged("conversation", "\n".join(f"{names[author]}: {text}" for author, text in lines))


_TAG = re.compile(r"<(?=\s*/?\s*[a-z!?|])", re.IGNORECASE)


def _tagged(tag: str, text: str, **attributes: str) -> str:
    """Data between tags; a tag inside of it is broken, so it can't end the data."""
    given = "".join(f' {name}="{_inside(value)}"' for name, value in attributes.items() if value)
    return f"<{tag}{given}>\n{_TAG.sub('&lt;', text)}\n</{tag}>" if text else ""


def _inside(value: str) -> str:
    return re.sub(r"[\"\s]+", " ", _TAG.sub("&lt;", value)).replace(">", "&gt;").strip()


@lru_cache
def _instructions(name: str) -> tuple[str, str]:
    """A reviewed text, and its version: the beginning of its hash."""
    file = files("tandem") / "resources" / "prompts" / f"{name}.md"
    text = file.read_text(encoding="utf-8").strip()
    return text, f"{name}-{hashlib.sha256(text.encode()).hexdigest()[:10]}"


def read_answer(output: str) -> Composed:
    """A model's answer; raises ValueError that says what is wrong with it.

    A cut or odd answer is never mended: half an answer may say the opposite.
    """
    plain = _object(output)
    kind = plain.get("kind")
    if kind not in ("answer", "question", "look_up", "not_answerable"):
        raise ValueError("It has no kind that we know.")
    claims = tuple(_claim(one) for one in _list(plain.get("claims"))[:CLAIMS_MAX])
    given = [
        cast("Mapping[str, Any]", one)
        for one in _list(plain.get("arguments"))
        if isinstance(one, dict)
    ]
    composed = Composed(
        kind,
        tuple(one for one in claims if one.text),
        _text(plain.get("question")),
        _text(plain.get("tool")),
        tuple((_text(one.get("name")), _text(one.get("value"))) for one in given),
    )
    if kind == "answer" and not composed.claims:
        raise ValueError("It answers without a claim.")
    if kind == "question" and not composed.question:
        raise ValueError("It asks without a question.")
    return composed


def read_question(output: str) -> str:
    """The question that stands alone; raises ValueError if there is none."""
    question = _text(_object(output).get("question"))
    if not question:
        raise ValueError("It has no question.")
    return question


def _object(output: str) -> Mapping[str, Any]:
    try:
        plain = json.loads(output)
    except (ValueError, RecursionError):
        raise ValueError("It is not JSON.") from None
    if not isinstance(plain, dict):
        raise ValueError("It is no JSON object.")  # noqa: TRY004 -- one kind of error for a bad answer
    return cast("Mapping[str, Any]", plain)


def _claim(plain: object) -> SaidClaim:
    if not isinstance(plain, dict):
        raise ValueError("A claim is no object.")  # noqa: TRY004
    claim = cast("Mapping[str, Any]", plain)
    numbers = [one for one in _list(claim.get("sources")) if type(one) is int]
    return SaidClaim(
        _text(claim.get("text")), tuple(dict.fromkeys(numbers)), _text(claim.get("quote"))
    )


def _list(plain: object) -> list[Any]:
    if not isinstance(plain, list):
        raise ValueError("A list is missing.")  # noqa: TRY004
    return cast("list[Any]", plain)


def _text(plain: object) -> str:
    """Text of one line, without what can't be seen."""
    if not isinstance(plain, str):
        return ""
    plain = storable(_INVISIBLE.sub("", plain).replace("&lt;", "<").replace("&gt;", ">"))
    return " ".join(plain.split())[:TEXT_MAX]


_INVISIBLE = re.compile(
    "[\u0000-\u0008\u000e-\u001f\u007f\ud800-\udfff\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\U000e0000-\U000e007f]"
)
