"""Behaviours of a model that does its work: it reads the passages of its prompt and cites them."""

import re
from collections.abc import Callable, Sequence

from tests.llm.scripted import Behaviour, Json, Request, says, texts_of

NOT_ANSWERABLE: Json = {
    "kind": "not_answerable",
    "claims": [],
    "question": "",
    "tool": "",
    "arguments": [],
}
_PASSAGE = re.compile(r"<passage id=\"(\d+)\"[^>]*>\n(.*?)\n</passage>", re.DOTALL)


def data_of(request: Request) -> str:
    """The last message of a prompt: what it has of the customer and of the articles."""
    content: object = request.body["messages"][-1]["content"]
    return content if isinstance(content, str) else "\n".join(texts_of(content))


def passages(request: Request) -> dict[int, str]:
    """The passages of a prompt by their numbers, as its model reads them."""
    return {int(number): text for number, text in _PASSAGE.findall(data_of(request))}


def reply(claims: Sequence[tuple[str, Sequence[int], str]]) -> Json:
    """An answer of these claims: text, sources and quote of each."""
    made = [
        {"text": text, "sources": [*sources], "quote": quote} for text, sources, quote in claims
    ]
    return {"kind": "answer", "claims": made, "question": "", "tool": "", "arguments": []}


def asks(question: str) -> Behaviour:
    """One question back."""
    plain = {"kind": "question", "claims": [], "tool": "", "arguments": []}
    return says(plain | {"question": question})


def saying(*claims: tuple[str, str]) -> Behaviour:
    """Claims, each citing the passages with its words; not answerable if there are none."""

    def made(request: Request) -> Json:
        found = [
            (text, [number], quote)
            for text, quote in claims
            for number, passage in passages(request).items()
            if quote in passage
        ]
        return reply(found) if found else NOT_ANSWERABLE

    return says(made)


def quoting(*sentences: str) -> Behaviour:
    """Sentences of the passages, word for word."""
    return saying(*((sentence, sentence) for sentence in sentences))


def saying_of(make: Callable[[dict[int, str]], Json]) -> Behaviour:
    """Whatever the function makes of the passages."""
    return says(lambda request: make(passages(request)))
