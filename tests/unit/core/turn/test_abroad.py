"""Wishes, dangers and short replies in other languages, in our own plain words."""

import pytest

from tandem.core.turn import abroad
from tandem.core.turn.screen import screen

PERSON = {
    "de": "Ich will mit jemandem sprechen, der sich auskennt",
    "fr": "je veux parler à un humain",
    "es": "necesito hablar con una persona",
    "pt": "quero falar com um atendente",
    "it": "vorrei parlare con un operatore",
    "nl": "ik wil een medewerker spreken",
    "pl": "Chcę porozmawiać z konsultantem",
    "sv": "Jag vill prata med en människa",
    "da": "jeg vil tale med et menneske",
    "no": "jeg vil snakke med et menneske",
    "fi": "haluan puhua ihmisen kanssa",
    "cs": "Chci mluvit s člověkem",
    "ro": "vreau să vorbesc cu un om",
    "hu": "egy emberrel szeretnék beszélni",
    "tr": "bir insanla görüşmek istiyorum",
    "id": "Saya ingin bicara dengan manusia",
    "vi": "tôi muốn nói chuyện với nhân viên",
    "ru": "хочу поговорить с человеком",
    "uk": "Хочу поговорити з оператором",
    "el": "θέλω να μιλήσω με άνθρωπο",
    "zh": "我要和人说话",
    "ja": "人と話したい",
    "ko": "상담원과 통화하고 싶어요",
    "ar": "أريد التحدث مع موظف",
    "hi": "मुझे किसी से बात करनी है",
    "th": "อยากคุยกับเจ้าหน้าที่",
    "he": "אני רוצה לדבר עם נציג",
}
NOT_PERSON = """
Wie viele Mitarbeiter kann ich anlegen?
Mein Kollege hat gesagt, es ist kostenlos
Combien d'agents puis-je ajouter ?
¿Cuántas personas caben en la tienda?
Ilu pracowników mogę dodać?
Сколько операторов можно добавить?
Hoe reset ik mijn wachtwoord?
Der Mensch ist gut
""".strip().splitlines()


@pytest.mark.parametrize(("language", "text"), PERSON.items())
def test_a_plain_wish_for_a_person_is_heard(language: str, text: str) -> None:
    assert screen(text).person is not None
    assert screen(text).language in (language, "und")


@pytest.mark.parametrize(("language", "text"), abroad.BUTTONS.items())
def test_the_words_of_the_button_are_heard(language: str, text: str) -> None:
    assert screen(text).person is not None, language


@pytest.mark.parametrize("text", NOT_PERSON)
def test_other_talk_of_people_is_not_a_wish(text: str) -> None:
    assert screen(text).person is None


@pytest.mark.parametrize(
    ("topic", "text"),
    [
        ("self-harm", "ich will nicht mehr leben"),
        ("self-harm", "quiero morir"),
        ("fire or electricity", "il y a de la fumée qui sort de la prise"),
        ("poisoning", "mio figlio ha bevuto la candeggina"),
        ("gas", "het ruikt hier naar gas"),
    ],
)
def test_a_plain_danger_is_heard(topic: str, text: str) -> None:
    found = screen(text)
    assert found.safety is not None
    assert found.safety.name == topic
    assert found.urgent


def test_short_replies_are_understood() -> None:
    assert screen("ja gerne").agrees
    assert screen("nein danke").refuses
    assert screen("merci beaucoup").thanks
    assert screen("はい、お願いします").agrees
