"""What the rules must find, and what only looks like it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.core.turn.plain import plain
from tandem.core.turn.said import read
from tandem.core.turn.screen import Topic, accepts, only_replies, only_thanks, refuses, screen

PERSON = """
can I please speek to a humna
cust service rep plz
representative!!
I don't want to talk to a machine
I do not want a chatbot, I want a person
human
stop. human.
give me your supervisor
stop the bot
um yeah can i uh talk to a a real person please
Why can't I just talk to a human?
your bot is useless i need a human
is this a bot, i want a human
how do I get a live person
who do I speak to about a billing error
Can someone call me back about this?
please escalate my case to a manager
H U M A N
Ich möchte mit einem Mitarbeiter sprechen
quiero hablar con una persona
人工客服
"""
NOT_PERSON = """
I do NOT want to talk to a human
are you a human?
is there a human reading this?
am i speaking with ai or a real, live person
can a human agent see my data?
contact human resources
set the user agent
where is the agent key?
my previous agent said it would be refunded
a sales representative told me it was free
How do I set up a transfer to an agent in my call flow?
please don't transfer me, just tell me how to reset it
do i have to talk to someone to close an account
can i give my ticket to another person?
can you call me bobby instead of bob
the server failed to connect to the agent
"""
SAFETY = {
    "self-harm": "I want to kill myself|i'm thinking about suicide|I don't want to live anymore|"
    "nobody would miss me|i want to go to sleep and not wake up|life isn't worth living",
    "threat": "I will kill you|there is a bomb in your office|my husband hits me|"
    "you'd better watch your back",
    "injury": "the blade cut my finger|we need an ambulance|she can't breathe|"
    "I burned myself on the steam wand|steam scalded my hand|"
    "I got an electric shock from the toaster",
    "poisoning": "my toddler swallowed the battery|I drank the descaling liquid by mistake|"
    "the dog ate a dishwasher tablet",
    "medical": "I'm having an allergic reaction to the cream|my dad has chest pain after it|"
    "can I take it with ibuprofen",
    "fire or electricity": "the charger caught fire|there is smoke coming out of the router|"
    "a burning smell from the plug|water is dripping into the socket",
    "gas": "I smell gas|the carbon monoxide alarm is going off",
    "fraud": "someone stole my card|I've been scammed|there are charges I did not authorise|"
    "identity theft",
    "security incident": "my account was hacked|someone logged into my account",
    "legal": "you'll hear from my lawyer|I'm going to sue you|I will take you to court|"
    "I'm reporting you to the ombudsman",
    "press": "I'm a journalist and would like a statement",
    "data protection": "delete all my data|under GDPR I request erasure|"
    "send me a copy of my personal data|what data do you have about me",
    "minors": "a stranger is messaging my 12 year old daughter|child abuse material",
}
SAFE = """
how do I kill the process
the tennis court booking failed
shoot me an email
my fire tv does not work
my phone died
can I delete my data source
how does fraud detection work?
the ATM stole my card
How many kms does it go on one charge?
How do I rotate a KMS key?
Which pressure regulator fits the grill?
Where is the FCC ID of the machine?
Does the warranty cover theft?
How do I set the anti-theft alarm of the lock?
Can I scrape it off with a knife?
There are ants in the tray, how do I kill them?
Which battery does the carbon monoxide alarm take?
I get Unauthorized access (401) from the API
does the press kit hold logos?
the film is about a lawyer
what does data protection cost?
"""


def lines(text: str) -> list[str]:
    return text.strip().splitlines()


@pytest.mark.parametrize("text", lines(PERSON))
def test_a_wish_for_a_person_is_heard(text: str) -> None:
    assert screen(text).person is not None


@pytest.mark.parametrize("text", lines(NOT_PERSON))
def test_a_mention_of_a_person_is_not_a_wish(text: str) -> None:
    assert screen(text).person is None


@pytest.mark.parametrize("text", ["yes", "Yes please!", "ok do that", "sure", "please", "ja bitte"])
def test_yes_asks_for_a_person_only_where_one_was_offered(text: str) -> None:
    assert screen(text, person_was_offered=True).person is not None
    assert screen(text).person is None


@pytest.mark.parametrize("text", ["no", "no thanks", "yes but first the price", "what is it?"])
def test_other_words_accept_no_person(text: str) -> None:
    assert screen(text, person_was_offered=True).person is None


@pytest.mark.parametrize(
    ("topic", "text"), [(topic, t) for topic, texts in SAFETY.items() for t in texts.split("|")]
)
def test_danger_is_heard(topic: str, text: str) -> None:
    for said in (text, text.upper(), f"Hello,\n\n{text}\n\nWhat now?"):
        found = screen(said).safety
        assert found is not None
        assert found.name == topic


@pytest.mark.parametrize("text", lines(SAFE))
def test_what_only_sounds_dangerous_is_not(text: str) -> None:
    assert screen(text).safety is None


def test_the_firms_topics_are_whole_words_and_may_be_urgent() -> None:
    topics = (Topic("credit decisions", ("credit score", "Loan (denied)"), urgent=False),)
    heard = screen("Why is my credit  SCORE low?", topics=topics)
    assert heard.safety is not None
    assert (heard.safety.name, heard.safety.words, heard.urgent) == (
        "credit decisions",
        "credit score",
        False,
    )
    assert screen("credit scoreboard", topics=topics).safety is None
    assert screen("my loan (denied) again", topics=topics).safety is not None
    burning = (Topic("recall", ("model x1",), urgent=True),)
    assert screen("my lawyer has a model X1", topics=burning).urgent


@pytest.mark.parametrize(
    ("field", "text", "heard"),
    [
        ("distress", "this is unacceptable, worst company ever!!!", True),
        ("distress", "I'm at my wits' end", True),
        ("distress", "THIS IS RIDICULOUS I HAVE BEEN WAITING FOR WEEKS", True),
        ("distress", "HELLO I WOULD LIKE TO CHANGE MY ADDRESS PLEASE", False),
        ("distress", "I am a bit annoyed", False),
        ("distress", "thank you!!!", False),
        ("frustrated", "it is still not working", True),
        ("frustrated", "I already told you my number", True),
        ("frustrated", "where is my money???", True),
        ("frustrated", "no rush, not annoyed at all", False),
        ("frustrated", "thanks so much!!!", False),
        ("cancel", "how do I cancel?", True),
        ("cancel", "canel my acount", True),
        ("cancel", "I'm switching to a competitor", True),
        ("cancel", "I don't want to cancel my plan", False),
        ("cancel", "what is your cancellation policy", False),
        ("cancel", "my order was cancelled, why?", False),
        ("cancel", "I made a transfer, can I cancel it", False),
        ("exception", "could you make an exception for me", True),
        ("exception", "my manager approved it", True),
        ("exception", "I get a null pointer exception", False),
        ("complex", "I have two problems: the invoice and my login", True),
        ("complex", "Where is my order? Can I change the address? How do I pay by card?", True),
        ("complex", "Can I cancel a transfer? How do I do that?", False),
        (
            "complex",
            "2026-11-03 12:01:00 ERR is it up now?\n2026-11-03 12:02:00 ERR can it be?\n"
            "2026-11-03 12:03:00 is it so?",
            False,
        ),
        ("own_record", "where is my order?", True),
        ("own_record", "how long does delivery take?", False),
        ("agrees", "yes please!", True),
        ("agrees", "👍", True),
        ("agrees", "ok, thanks", False),
        ("agrees", "yes, and how much is it?", False),
        ("refuses", "nah, I'll check myself", True),
        ("refuses", "none of these", True),
        ("refuses", "that isn't it", True),
        ("refuses", "👎", True),
        ("refuses", "no, how much is a bag?", False),
        ("thanks", "thanks, that worked", True),
        ("thanks", "❤️", True),
        ("thanks", "no thanks", False),
        ("frustrated", "that didn't help", False),
        ("frustrated", "that didn't help, this is ridiculous", True),
        ("frustrated", "where is it 😡😡", False),
        ("courtesy", "are you a robot?", True),
        ("courtesy", "Hi robot", True),
        ("courtesy", "Great, thanks a lot, have a nice day!", True),
        ("courtesy", "you suck", True),
        ("courtesy", "hi, where is my order", False),
        ("courtesy", "ok", False),
    ],
)  # fmt: skip
def test_soft_signals(field: str, text: str, heard: bool) -> None:
    assert (getattr(screen(text), field) is not None) is heard


REPLIES = """
yes
Yes please!
👍
ok, thanks
thanks, that worked
no
no thanks
None of these
that didn't help
nah, I'll check myself
hello
goodbye
are you a robot?
nein danke
oui
merci
no, how much is a bag?
Where is my order?
No water comes out
"""


@pytest.mark.parametrize("text", [*REPLIES.strip().splitlines(), ""])
def test_a_short_reply_is_the_same_in_the_screen_and_in_the_matter(text: str) -> None:
    heard = screen(text)
    assert refuses(text) is (heard.refuses is not None)
    assert accepts(text) is (heard.agrees is not None or heard.thanks is not None)
    assert only_replies(text) is any((heard.agrees, heard.refuses, heard.courtesy))


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("How do I reset my password?", "en"),
        ("Wie kann ich mein Passwort zurücksetzen?", "de"),
        ("Comment puis-je réinitialiser mon mot de passe ?", "fr"),
        ("¿Cómo puedo cambiar mi contraseña?", "es"),
        ("Come posso cambiare la mia password?", "it"),
        ("Como posso mudar a minha senha?", "pt"),
        ("Hoe kan ik mijn wachtwoord wijzigen?", "nl"),
        ("パスワードを忘れました", "ja"),
        ("забыл пароль", "ru"),
        ("refund", "und"),
    ],
)
def test_language(text: str, language: str) -> None:
    assert screen(text).language == language


def test_a_log_is_heard_as_no_danger_but_a_wish_in_any_line_is() -> None:
    log = "2026-11-03 10:00:00 ERROR caught fire in worker, killing child process"
    assert screen(f"What is this?\n{log}").safety is None
    assert screen(f"{log}\nI want to talk to a human\n{log}").person is not None


@given(st.text(st.characters(whitelist_categories=("P", "Z", "Cc"))))
def test_a_text_without_letters_is_unreadable_and_says_nothing(text: str) -> None:
    heard = screen(text)
    assert heard.unreadable
    assert (heard.person, heard.safety, heard.cancel, heard.courtesy) == (None, None, None, None)


@given(before=st.text(max_size=200), after=st.text(max_size=200))
def test_whatever_stands_around_a_sentence_the_danger_in_it_is_heard(
    before: str, after: str
) -> None:
    assert screen(f"{before}\n\nI want to kill myself.\n\n{after}").safety is not None


@given(st.text())
def test_plain_text_has_single_blanks(text: str) -> None:
    """Single blanks, none at the ends: the phrases are written for that."""
    made = plain(text)
    assert made == made.strip()
    assert "  " not in made


WISHES = ("get me a human", "I drank the descaling liquid by mistake", "call me on 555 0100")
HARMLESS = st.sampled_from(
    [
        "The lamp is blue.",
        "2026-11-03 10:00:00 INFO all is well",
        "| a | b |",
        "Order 12, size M",
        "https://shop.example/a?b=1",
        "Kind regards",
        "🙂",
        "",
    ]
)


def wrapped(way: str, text: str) -> str:
    """The same words as another program or hand would bring them."""
    match way:
        case "html":
            return f"<p>{text.replace(' ', '&nbsp;')}</p>"
        case "bold":
            return " ".join(f"<b>{word}</b>" for word in text.split())
        case "capitals":
            return text.upper()
        case "emoji":
            return f"👤 {text} 🙏😡"
        case "quoted":
            return f"{text}\n\nOn Tue, 3 Nov 2026 at 10:11, Support <a@b.example> wrote:\n> Hello"
        case "signed":
            return f"{text}\n-- \nRosa\nLegal Department"
        case _:
            return text


@given(
    text=st.sampled_from(WISHES),
    way=st.sampled_from(["html", "bold", "capitals", "emoji", "quoted", "signed", "as it is"]),
    before=st.lists(HARMLESS, max_size=4),
    after=st.lists(HARMLESS, max_size=4),
)
def test_a_wish_and_a_danger_are_heard_however_they_come(
    text: str, way: str, before: list[str], after: list[str]
) -> None:
    said = "\n".join([*before, wrapped(way, f"{text}."), *after])
    heard = screen(read(said).own)
    assert heard.person or heard.safety


@given(
    text=st.sampled_from(["I want to talk to a human", "please connect me to an agent"]),
    at=st.integers(0, 40),
    slip=st.sampled_from(["swap", "double", "lose", "wrong"]),
    data=st.data(),
)
def test_one_slip_of_the_finger_in_a_word_that_matters_unhears_nothing(
    text: str, at: int, slip: str, data: st.DataObject
) -> None:
    keyword = data.draw(st.sampled_from(["human", "connect", "agent"]))
    if keyword not in text:
        return
    place = 1 + at % (len(keyword) - 2)
    spoilt = {
        "swap": keyword[:place] + keyword[place + 1] + keyword[place] + keyword[place + 2 :],
        "double": keyword[:place] + keyword[place] + keyword[place:],
        "lose": keyword[:place] + keyword[place + 1 :],
        "wrong": keyword[:place] + "q" + keyword[place + 1 :],
    }[slip]
    assert screen(text.replace(keyword, spoilt)).person is not None


@pytest.mark.parametrize("unit", ["a ", "why is it so? ", "> x\n", "my son called the agent "])
def test_a_wish_in_the_middle_of_the_longest_message_is_heard(unit: str) -> None:
    half = unit * (50_000 // len(unit))
    assert screen(read(f"{half}\nget me a human.\n{half}").own).person is not None


@pytest.mark.parametrize(
    ("text", "is_only"),
    [
        ("Thank you!", True),
        ("ok thanks", True),
        ("Thanks a lot, bye!", True),
        ("Vielen Dank!", True),
        ("No, thanks", False),
        ("Yes", False),
        ("Hello", False),
        ("Thanks, and how do I descale it?", False),
    ],
)
def test_thanks_alone_wait_for_nothing(text: str, is_only: bool) -> None:
    assert only_thanks(text) is is_only
