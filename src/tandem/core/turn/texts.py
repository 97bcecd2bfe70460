"""The fixed texts that customers read, by language: data shipped with the code."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files

from tandem.core.desk.rating import Rated, Rates

LANGUAGES = ("en", "de", "fr", "es", "pt", "it", "nl", "pl")


@dataclass(frozen=True, slots=True)
class SurveyTexts:
    """What a customer is asked after a conversation; `scale` begins with the worst."""

    ask: str
    assistant: str
    people: str
    both: str
    team: str
    scale: Sequence[str]
    more: str
    send: str
    skip: str
    thanks: str
    of: str
    subject: str
    mail: str
    note: str
    closed: str

    def about(self, rated: Rated) -> str:
        """Whose answers are rated, as a sentence; people without a name are the team."""
        names = ", ".join(rated.people) or self.team
        match rated.rates:
            case Rates.ASSISTANT:
                return self.assistant
            case Rates.PEOPLE:
                return self.people.format(names=names)
            case Rates.BOTH:
                return self.both.format(names=names)


@dataclass(frozen=True, slots=True)
class Texts:
    """One language's texts; `advice` is by topic, `weekdays` begin on Monday.

    `code` is the language (ISO 639-1).
    """

    introduction: str
    of: str
    handed_off: str
    called: str
    sorry: str
    language: str
    found: str
    helped: str
    yes: str
    no: str
    person: str
    tell: str
    notify: str
    will_tell: str
    all_right: str
    emergency: str
    line: str
    no_line: str
    away: str
    today: str
    tomorrow: str
    on: str
    on_date: str
    your_time: str
    kept: str
    leave_email: str
    by_mail: str
    late: str
    weekdays: Sequence[str]
    advice: Mapping[str, str]
    survey: SurveyTexts
    code: str


def _read(language: str) -> Texts:
    file = files("tandem") / "resources" / "texts" / f"{language}.toml"
    read = tomllib.loads(file.read_text(encoding="utf-8"))
    survey = SurveyTexts(**read.pop("survey"))
    return Texts(**read, survey=survey, code=language)


_ALL = {language: _read(language) for language in LANGUAGES}
ENGLISH = _ALL["en"]


def texts_in(language: str) -> Texts:
    """The texts in a language; in English where there are none."""
    return _ALL.get(language, ENGLISH)
