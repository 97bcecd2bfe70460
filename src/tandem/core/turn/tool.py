"""Look-ups: what the firm's own systems know of a customer's case, asked for by the desk alone.

The policy declares each tool: where it is asked, by which words, and which fields may be shown. Its
arguments come from the customer's own words or from the verified contact, never from a model. What
it answers is evidence, to be cited like a passage.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from urllib.parse import quote

from tandem.core.desk.message import Author
from tandem.core.turn.asking import NAMES
from tandem.core.turn.evidence import Context
from tandem.core.turn.hosts import as_browsers_read, bare_hosts, mail_addresses
from tandem.core.turn.lookup import Lookup, Outcome
from tandem.core.turn.markup import unmarked
from tandem.core.turn.plain import plain
from tandem.core.turn.promise import overreach

VALUE_MAX = 200  # characters of a field that are kept
PLACE = re.compile(r"\{([\w.]+)\}")
"""Where a value stands in an address or a sentence."""


@dataclass(frozen=True, slots=True)
class Argument:
    """One value that a tool needs.

    A value is what `pattern` matches whole. It stands in the customer's words, or is the known fact
    `fact` ("order number"); else `ask` is the question for it. With `of_contact`, it is the
    verified contact's `id`, or one of their attributes, and nothing that anybody says.
    """

    name: str
    pattern: str = ""
    fact: str = ""
    ask: str = ""
    of_contact: str = ""


@dataclass(frozen=True, slots=True)
class Tool:
    """A look-up that the policy declares; times in seconds.

    `url` has its arguments in braces. `shows` are the fields that may be kept and shown, as dotted
    path and label; all others are dropped unread. `reply` are sentences with fields and arguments
    in braces; one whose field is missing is left out. It is wanted by its `phrases`, and by its
    `words` where the customer asks about their own record. `private` allows an address inside the
    house.
    """

    name: str
    says: str
    url: str
    arguments: tuple[Argument, ...]
    shows: tuple[tuple[str, str], ...]
    reply: tuple[str, ...]
    phrases: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    not_found: str = "I found nothing under that."
    is_for_verified: bool = True
    timeout_s: float = 4.0
    private: bool = False


def wanted(tools: Sequence[Tool], context: Context, *, is_own_record: bool) -> Lookup | None:
    """The look-up that the customer's words ask for, ready or with why it can't be run; else None.

    A question for an argument that was asked continues with the tool that asked it, and so does a
    follow-up. What they want done, or say is wrong, is no question for its state.
    """
    matter = context.matter
    text, before = plain(matter.text), plain(matter.after)
    is_for_state = _ACTS.search(text) is None
    for tool in tools:
        is_meant = _says_one(text, tool.phrases)
        if is_for_state and not is_meant:
            is_meant = is_own_record and _says_one(f"{before}\n{text}", tool.words)
            is_meant = is_meant or _says_one(before, tool.phrases)
        if is_meant or _was_asked(tool, context):
            return prepared(tool, context)
    return None


_ACTS = re.compile(
    r"\b(?:cancel\w*|return\w*|send\w* (?:it|them) back|refund\w*|exchang\w*|replac\w*|chang\w*"
    r"|damag\w*|broke\w*|wrong|faulty|defect\w*|leak\w*|complain\w*|warrant\w*|invoices?|pay\w*"
    r"|prices?|costs?|how (?:do|can|to|should|would|much)|gift\w*|wrap\w*)\b",
    re.IGNORECASE,
)


def prepared(tool: Tool, context: Context, given: Mapping[str, str] | None = None) -> Lookup:
    """A look-up with its arguments, or why it can't be made.

    `given` are values that a model proposes: only such are used as the customer said themselves.
    """
    blank = Lookup(tool.name, tool.says, (), Outcome.WANTED)
    needs_contact = tool.is_for_verified or any(one.of_contact for one in tool.arguments)
    if needs_contact and not context.verified:
        return replace(blank, outcome=Outcome.NOT_VERIFIED)
    values: list[tuple[str, str]] = []
    for argument in tool.arguments:
        value = _value(argument, context, (given or {}).get(argument.name, ""))
        if value is None and argument.of_contact:
            return replace(blank, outcome=Outcome.NOT_VERIFIED)
        if value is None:
            return replace(blank, outcome=Outcome.LACKS, says=argument.name)
        values.append((argument.name, value))
    return replace(blank, arguments=tuple(values))


def _value(argument: Argument, context: Context, given: str) -> str | None:
    """The value of an argument; None where nobody gave one."""
    if argument.of_contact:
        account = {"id": context.id, **dict(context.attributes)}
        return account.get(argument.of_contact) or None
    pattern = _pattern(argument.pattern)
    texts = [context.question, context.matter.text]
    said = [one.text for one in context.earlier if one.author is Author.CUSTOMER]
    if given and pattern.fullmatch(given) and any(_holds(text, given) for text in (*texts, *said)):
        return given
    known = {fact.name: fact.value for fact in context.known}
    others = {value for name, value in known.items() if name in _OTHERS and name != argument.fact}
    own = known.get(argument.fact, "")
    if (match := pattern.search(own)) is not None and any(_holds(text, match[0]) for text in texts):
        return match[0]
    for text in texts:
        if found := _values(pattern, text, others):
            return found[-1]  # "My last order was …, the new one is …"
    if match is not None:
        return match[0]
    # Whatever they called it: what was said once is not asked for again.
    for text in reversed(said):
        if found := _values(pattern, text, others):
            return found[-1]
    return None


_OTHERS = frozenset(NAMES) - {"order number", "booking number", "ticket number", "account number"}
"""Facts whose values are none of an argument's, although they may look like one: a zip code."""


def _values(pattern: re.Pattern[str], text: str, others: Iterable[str]) -> list[str]:
    """What a text has for an argument, also with a blank in it; without other facts' values."""
    for value in others:
        text = text.replace(value, " ")
    whole = re.sub(r"(?<=\d) (?=\d)", "", text)
    return [match[0] for match in pattern.finditer(text)] or [
        match[0] for match in pattern.finditer(whole)
    ]


def found(tool: Tool, lookup: Lookup, answer: object, *, links_allowed: bool = False) -> Lookup:
    """The look-up with what a tool answered, as JSON: only the fields that may be shown.

    Their values are plain text of one line. A value that looks like a link is dropped, unless links
    are allowed, and so is one that promises or asks for what nobody may: it is a text that somebody
    wrote, and no status. An answer without any of them says nothing: it counts as failed.
    """
    fields: list[tuple[str, str]] = []
    named = dict(lookup.arguments)
    for path, label in tool.shows:
        value = _scalar(answer, path)
        if (
            value is None
            or (_leads_on(value) and not links_allowed)
            or any(overreach(value, (), ()))
        ):
            continue
        value = unmarked(value)
        fields.append((label, value))
        named.setdefault(path, value)
    lines = tuple(filter(None, (_filled(sentence, named) for sentence in tool.reply)))
    if not fields or not lines:
        return failed(lookup, "Its answer has none of the fields that may be shown.")
    return replace(lookup, outcome=Outcome.FOUND, fields=tuple(fields), lines=lines)


def missing(tool: Tool, lookup: Lookup) -> Lookup:
    """The look-up where the tool has nothing under these arguments."""
    line = _filled(tool.not_found, dict(lookup.arguments)) or tool.not_found
    return replace(lookup, outcome=Outcome.NOT_FOUND, lines=(line,))


def failed(lookup: Lookup, says: str) -> Lookup:
    """The look-up that could not be made; `says` tells the team why."""
    return replace(lookup, outcome=Outcome.FAILED, says=says)


def question_for(tool: Tool, argument: str) -> str:
    """The question for an argument that nobody gave yet."""
    one = next(one for one in tool.arguments if one.name == argument)
    return one.ask or f"What is the {one.fact or one.name.replace('_', ' ')}?"


def address(tool: Tool, lookup: Lookup, desk_url: str) -> str:
    """The address to ask, its arguments quoted; `{desk}` at its start is this desk's own."""
    values = {name: quote(value, safe="") for name, value in lookup.arguments}
    return PLACE.sub(lambda match: desk_url if match[1] == "desk" else values[match[1]], tool.url)


_LINK = re.compile(
    r"(?:https?:|ftp:|javascript:|data:|mailto:|www\.)\S|<\s*\w|!\[|\]\(", re.IGNORECASE
)
_CONTROL = re.compile(r"[\x00-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2060\ufeff]+")


def _leads_on(value: str) -> bool:
    read = as_browsers_read(value)
    return bool(_LINK.search(read) or bare_hosts(read) or mail_addresses(read))


def _filled(sentence: str, values: Mapping[str, str]) -> str:
    """The sentence with its values; empty if one is missing."""
    if any(name not in values for name in PLACE.findall(sentence)):
        return ""
    return PLACE.sub(lambda match: values[match[1]], sentence)


def _scalar(answer: object, path: str) -> str | None:
    for name in path.split("."):
        if isinstance(answer, Mapping):
            answer = answer.get(name)  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType] -- JSON
        elif isinstance(answer, list) and name.isdigit() and int(name) < len(answer):  # pyright: ignore[reportUnknownArgumentType]
            answer = answer[int(name)]  # pyright: ignore[reportUnknownVariableType]
        else:
            return None
    if isinstance(answer, bool):
        return "yes" if answer else "no"
    if not isinstance(answer, str | int | float):
        return None
    text = _CONTROL.sub(" ", str(answer)).strip()
    return text[:VALUE_MAX] or None


def _says_one(text: str, phrases: Sequence[str]) -> bool:
    return any(_phrase(phrase).search(text) for phrase in phrases)


def _holds(text: str, value: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(value)}(?!\w)", text) is not None


ANSWER_WORDS_MAX = 6  # beside the value, of a message that only gives it


def _was_asked(tool: Tool, context: Context) -> bool:
    """Whether the assistant asked for an argument of this tool, and now may have it.

    Its question may lie further back, if the message says little but the value.
    """
    questions = [question_for(tool, one.name) for one in tool.arguments if not one.of_contact]
    asked = [
        message.author is Author.ASSISTANT and any(one in message.text for one in questions)
        for message in context.earlier
    ]
    if context.last_decision == "ask" and asked and asked[-1]:
        return True
    text = context.question
    is_value = any(
        _values(_pattern(one.pattern), text, ()) for one in tool.arguments if one.pattern
    )
    return any(asked) and is_value and len(text.split()) <= ANSWER_WORDS_MAX


@lru_cache(maxsize=256)
def _phrase(phrase: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){re.escape(plain(phrase))}(?!\w)")


@lru_cache(maxsize=256)
def _pattern(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{pattern})(?!\w)", re.IGNORECASE)
