"""What a customer wants, in one sentence of theirs: the matter that is open (matter.py).

A yes, a no, a pick, an answer to a question, thanks, anger and the wish for a person are never it.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from tandem.core.desk.message import Author, Message
from tandem.core.knowledge.sentence import sentences
from tandem.core.turn.asking import is_asking
from tandem.core.turn.matter import follows_up, matters
from tandem.core.turn.plain import WORD, plain
from tandem.core.turn.screen import only_replies, screen
from tandem.core.turn.stated import stated

WANTS_MAX = 200  # characters
FOLLOW_MAX = 120  # characters of a follow-up
READ_MAX = 60  # the newest messages, so that a handoff takes no longer in a long conversation
TELLING_MIN = 3  # words that say more than that a person is wanted
ANSWER_WORDS_MAX = 6  # a longer reply to a question is more than its answer

AND, CORRECTED = " – and: ", " – corrected: "
"""What joins a follow-up, and a correction, to what they are about."""

_I = re.IGNORECASE
_WISH = re.compile(
    r"\b(?:i|we)(?:'d| would)? (?:want|need|like|have to|must)\b"
    r"|\b(?:i|we)(?: am|'m| are|'re) (?:trying|looking|unable)\b"
    r"|\bhelp(?: me| us)? with\b|\bhow to\b"
    r"|\bplease (?:change|send|cancel|refund|replace|tell|explain)\b",
    _I,
)
"""What asks for something without a question mark."""

_TROUBLE = re.compile(
    r"\b(?:i|we) (?:can't|cannot|can not|couldn't|never|didn't|did not|haven't|have not|still)\b"
    r"|\b(?:doesn't|does not|don't|do not|won't|will not|isn't|is not|stopped) \w+"
    r"|\b(?:broken|wrong|missing|late|leak\w*|crash\w*|fail\w*|error|refund\w*|cancel\w*|charged"
    r"|never (?:came|arrived))\b",
    _I,
)
"""What is wrong."""

_GENERAL = re.compile(
    r"(?:(?:so|and|but|please|now|hi|hello)\b,? )*"
    r"(?:(?:can|could|would|will) (?:you|any\w+|some\w+)(?: please)? help(?: me| us)?(?: out)?"
    r"(?: please)?(?: with (?:this|that|it))?(?: please)?"
    r"|(?:what|how) (?:can|should|do|shall|must) (?:i|we) do(?: now| about (?:it|this|that))?"
    r"|any (?:ideas?|help|advice|suggestions?|news|updates?)|why(?: not)?|really|how come|hello"
    r"|any(?:one|body)(?: there)?|are you (?:still )?there|is any(?:one|body) there"
    r"|(?:is there |can i do )?anything (?:else )?(?:i|we|you) can do)\W*",
    _I,
)
_EMPTY = frozenset(
    re.findall(
        r"\w+",
        """
        a an the this that these those it its i me my we us our you your he she they them their is
        am are was were be been being do does did have has had can could will would shall should may
        might must to of in on at for from with by about and or but so if then than as not no yes ok
        please now just really very too all again still already ever never any some more here there
        want need like get let know think feel want who what which when where why how someone
        somebody anyone anybody person people human agent bot robot ai chatbot machine computer
        assistant service support company team talk speak chat call contact connect transfer real
        total totally absolute absolutely complete completely such whole entire everything nothing
        anything something rubbish useless fucking damn god hell waste wasted help helping enough
        tired sick fed furious angry annoyed upset disappointed unhappy mad hate worst awful
        horrible way day days hour hours minute minutes going on go give up fix do done already kept
        keep keeps telling tell told say says saying ask asking asked answer answers reply replies
        phone telephone number numbers ring text reach line back through put email mail person's
        supervisor colleague colleagues staff employee representative rep operator manager boss
        advisor adviser technician expert specialist member department front desk chat chatting
        speaking talking calling reaching contacting instead rather else take takes over other
        another first good morning afternoon evening dear sir madam ma'am kindly possible perhaps
        maybe request customer care hotline website where's who's whoever whom somewhere free able
        actual live asap immediately right away quickly today thing things stuff time times hi hello
        hey thanks thank sorry made makes make making ridiculous joke terrible bad
        """,
    )
)
"""Words that say nothing of a matter beside anger or the wish for a person."""


def wants(messages: Sequence[Message]) -> str:
    """The open matter in at most 200 characters of the customer's own words; "" if there is none.

    `messages` are the replies in order, with what was pressed (`picks`). A follow-up and a
    correction stand after what they are about.
    """
    first, last, joint = "", "", ""
    said = list(_said(messages[-READ_MAX:]))
    before = ""
    for message, now in zip(said, matters(said), strict=True):
        if message.author is not Author.CUSTOMER or now.text == before:
            continue
        before = now.text
        context, asks = _asking(now.text)
        if now.corrects and first:
            first, last, joint = _root(first, last, joint), asks, CORRECTED
        elif now.after and first:
            first, last, joint = _root(first, last, joint), asks, AND
        else:
            first, last, joint = (context, asks, AND) if context else (asks, "", "")
    if not last:
        return short(first, WANTS_MAX)
    last = short(without_and(last) if joint == AND else last, FOLLOW_MAX)
    return short(first, WANTS_MAX - len(joint) - len(last)) + joint + last


def _root(first: str, last: str, joint: str) -> str:
    """What the next follow-up is about: the matter itself, or what it was corrected to."""
    return last if joint == CORRECTED else first


def _said(messages: Sequence[Message]) -> Iterator[Message]:
    """The messages, each of the customer's with the sentences alone that say something."""
    was_asked, has_matter = False, False
    for message in messages:
        asked, was_asked = was_asked, False
        if message.author is not Author.CUSTOMER:
            was_asked = _asks_back(message)
            yield message
        elif message.picks is not None:
            continue  # a button's words are ours, and open no matter
        elif only_replies(message.text):
            yield message
        elif kept := [one for one in sentences(message.text) if says_something(one)]:
            if has_matter and (_states_only(kept) or (asked and _answers(kept))):
                continue
            has_matter = True
            yield replace(message, text="\n".join(kept))


def _asks_back(message: Message) -> bool:
    """Whether a reply of the team asks for something; its offers of help do not."""
    if message.author is Author.ASSISTANT:
        return message.decision == "ask"
    return any(
        is_asking(one) and not re.search(r"\bhelp\b", one) for one in sentences(message.text)
    )


def _answers(kept: Sequence[str]) -> bool:
    """Whether this only answers what was asked: a few words, or with a fact."""
    if any(map(is_asking, kept)):
        return False
    text = " ".join(kept)
    return len(text.split()) <= ANSWER_WORDS_MAX or any(stated(text))


def _states_only(kept: Sequence[str]) -> bool:
    """Whether each sentence only states a fact ("my order number is …"), and asks for nothing."""
    return all(
        not (is_asking(one) or _WISH.search(_plain(one)) or _TROUBLE.search(_plain(one)))
        and any(stated(one))
        for one in kept
    )


def says_something(sentence: str) -> bool:
    """Whether a sentence says more than yes, no, a courtesy, anger, or that a person is wanted."""
    found = screen(sentence)
    if found.unreadable or found.courtesy or found.agrees or found.refuses:
        return False
    moods = [one for one in (found.person, found.distress, found.frustrated) if one]
    if not moods:
        return True
    rest = plain(sentence)
    for one in moods:
        rest = rest.replace(one.words, " ")
    telling = [word for word in WORD.findall(rest) if word not in _EMPTY]
    if found.person is None or not telling:
        return bool(telling)
    about = _ABOUT.search(rest)
    names = about is not None and any(word in telling for word in WORD.findall(about[0]))
    return names or len(telling) >= TELLING_MIN or any(map(str.isdigit, rest))


_ABOUT = re.compile(r"\b(?:about|regarding|because|as|since|concerning)\b.{1,60}")


def is_general(sentence: str) -> bool:
    """Whether a question only asks for help with what the other sentences say."""
    return _GENERAL.fullmatch(_plain(sentence)) is not None


def _asking(text: str) -> tuple[str, str]:
    """The sentence of a message that asks, after the one that it needs, if it needs one."""
    read = sentences(text)
    pool = [one for one in read if not is_general(one)] or list(read)
    questions = [place for place, one in enumerate(pool) if is_asking(one)]
    if questions:
        place = questions[0]
        earlier = pool[:place]
        needs = bool(earlier) and follows_up(pool[place])
        return (_telling(earlier) if needs else "", pool[place])
    wish = next((place for place, one in enumerate(pool) if _WISH.search(_plain(one))), None)
    if wish is None:
        return "", _telling(pool)
    trouble = next((one for one in pool[:wish] if _TROUBLE.search(_plain(one))), "")
    return trouble, pool[wish]


def _telling(pool: Sequence[str]) -> str:
    return next((one for one in pool if _TROUBLE.search(_plain(one))), max(pool, key=len))


def _plain(sentence: str) -> str:
    return sentence.strip().replace("’", "'")


def without_and(sentence: str) -> str:
    """The sentence without the "and" that joins it to another."""
    return re.sub(r"^(?:and|so|but)\b,?\s+(?=\w)", "", sentence, flags=_I)


def short(text: str, most: int) -> str:
    """The text in one line of at most so many characters, cut between two words."""
    line = " ".join(text.split())
    if len(line) <= most:
        return line
    kept = line[: most - 1]
    at_word = kept.rpartition(" ")[0]
    return f"{(at_word if len(at_word) > most // 2 else kept).rstrip()}…"
