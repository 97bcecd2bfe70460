"""Reads the articles of a firm into grounds: what a reply may cite, as the desk has it."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from random import Random

from tandem.adapters.policy import text as policies
from tandem.adapters.read.article import Defaults
from tandem.adapters.read.files import find, read_articles
from tandem.core.knowledge.article import Article, Audience, Block, BlockKind
from tandem.core.knowledge.lines import read_lines
from tandem.core.knowledge.sentence import sentences
from tandem.core.knowledge.split import split
from tandem.core.turn.policy import Policy
from tandem.core.turn.product import Product
from tools.planted.quantities import MONTHS, WEEKDAYS
from tools.planted.wording import words

DEMO = Path(__file__).parents[2] / "src" / "tandem" / "resources" / "demo"
NOW = datetime(2026, 3, 1, tzinfo=UTC)
WORDS = range(4, 46)  # of a sentence that a reply would take over
NAME_MAX = 40  # characters
NAMES_MIN = 3  # articles whose titles have a name that is taken for a product

_RUN = re.compile(r"[A-Z][\w’'&-]*[a-z][\w’'&-]*(?:[ ][A-Z][\w’'&-]*[a-z][\w’'&-]*)*")
_LABEL = re.compile(r"[\"“](?P<label>[A-Z][^\"”“]{2,30})[\"”]")
_NOT_NAMES = frozenset(
    [
        *MONTHS,
        *WEEKDAYS,
        *(month[:3] for month in MONTHS),
        *words("Celsius Fahrenheit Internet If The This That When You We Yes No Note Step Steps"),
        *words("All Any Your Our Please For To"),
    ]
)


@dataclass(frozen=True, slots=True)
class Ground:
    """One passage as a claim cites it: title, headings and text.

    `near` are the texts of its article's other passages. `is_woven`: a line was added.
    """

    article: str
    product: str
    head: str
    lines: tuple[Block, ...]
    near: tuple[str, ...] = ()
    is_woven: bool = False

    @property
    def text(self) -> str:
        """What the verifier is given."""
        return "\n".join([self.head, *(line.text for line in self.lines)])


@dataclass(frozen=True, slots=True)
class Firm:
    """A set of articles with what its rules and its words are.

    `names` are capitalised names of people, places, firms and features, `labels` what stands
    quoted on buttons; `words` are the words that the articles write in lower case.
    """

    name: str
    policy: Policy
    host: str
    grounds: tuple[Ground, ...]
    names: tuple[str, ...]
    labels: tuple[str, ...]
    words: frozenset[str]

    @property
    def products(self) -> tuple[str, ...]:
        """The names of its products, longest first."""
        names = {product.short_name for product in self.policy.products}
        return tuple(sorted(names, key=lambda name: (-len(name), name)))

    def lowered(self, text: str) -> str:
        """The text with a small first letter, unless its first word is a name."""
        first = re.match(r"[A-Z][\w’'-]*", text)
        if first is None or first[0] == "I" or first[0][1:] != first[0][1:].lower():
            return text
        word = re.split("['’]", first[0].lower().removesuffix("n't").removesuffix("n’t"))[0]
        is_word = bool({word, word.removesuffix("s"), f"{word}s"} & (self.words | _ORDINARY))
        is_name = any(text.startswith(name) for name in (*self.products, *self.names))
        return text[0].lower() + text[1:] if is_word and not is_name else text


def demo() -> Firm:
    """The demo company, with the policy that it ships with."""
    policy = policies.read((DEMO / "policy.toml").read_text(encoding="utf-8"), "the demo's policy")
    return _firm("demo", list(_articles(DEMO / "articles")), policy)


def read(path: Path) -> Firm:
    """A firm of the articles in a file or folder; its products are named as its articles do."""
    name = path.name.split(".")[0]
    name = path.parent.name + ("" if name == "articles" else f"/{name}")
    articles = list(_articles(path))
    products = tuple(
        Product(f"{number}", product, ()) for number, product in enumerate(_products(articles))
    )
    return _firm(name, articles, Policy(company=_company(name), products=products))


def _company(name: str) -> str:
    return re.sub(r"\W+", " ", name.removeprefix("kb_")).title()


def _articles(path: Path) -> Iterator[Article]:
    """Those that customers may read."""
    for file in find(path):
        if not isinstance(file, Path):
            continue
        for row in read_articles(file, root=path, defaults=Defaults(NOW)):
            if isinstance(row, Article) and row.audience is Audience.CUSTOMER:
                yield row


def _products(articles: Sequence[Article]) -> list[str]:
    """Product names: words of the titles that the articles' product ids end with.

    Where articles have no products, capitalised names that several titles have.
    """
    by_id: dict[str, Counter[str]] = defaultdict(Counter)
    for article in articles:
        words = re.findall(r"[\w’&-]+", article.title)
        for start in range(len(words)):
            for end in range(start + 1, len(words) + 1):
                name = " ".join(words[start:end])
                slug, product = (
                    re.sub(r"[\W_]+", "_", one.lower()) for one in (name, article.product)
                )
                is_generic = name in ("Account", "Card", "Pay", "Management", "Payments")
                if name[0].isupper() and product.endswith(f"_{slug}") and not is_generic:
                    by_id[article.product][name] += 1 + len(name)
    named = {counts.most_common(1)[0][0] for counts in by_id.values()}
    if named:
        return sorted(named)
    titles: Counter[str] = Counter()
    for article in articles:
        titles.update({run for run in _RUN.findall(article.title) if " " in run})
    return sorted(
        name
        for name, count in titles.items()
        if count >= NAMES_MIN and name not in ("Security Bulletin", "Fix Pack")
    )


def _firm(name: str, articles: Sequence[Article], policy: Policy) -> Firm:
    grounds: list[Ground] = []
    for article in articles:
        of_article: list[Ground] = []
        for passage in split(article, count_tokens=lambda text: len(text) // 3):
            head = "\n".join((article.title, *passage.heading_path))
            lines = tuple(
                replace(line, text=_untokenised(line.text))
                for line in read_lines(passage.text, passage.shape)
            )
            of_article.append(Ground(article.id, article.product, _untokenised(head), lines))
        grounds += [
            replace(one, near=tuple(other.text for other in of_article if other is not one))
            for one in of_article
        ]
    hosts = [article.url.split("/")[2] for article in articles if article.url]
    host = hosts[0] if hosts else f"help.{policy.company.lower().replace(' ', '-')}.example"
    text = "\n".join(ground.text for ground in grounds)
    small = Counter(re.findall(r"(?<![\w.-])[a-z][a-z’'-]+(?!\w)", text))
    large = Counter(
        match[0].lower() for match in re.finditer(r"(?<=[a-z,] )[A-Z][a-z’'-]+(?!\w)", text)
    )
    words = frozenset(word for word, count in small.items() if count >= large[word])
    products = {product.short_name for product in policy.products}
    names = _names(grounds, words, products)
    labels = Counter(match["label"] for match in _LABEL.finditer(text))
    if host not in policy.link_hosts:
        policy = replace(policy, link_hosts=(*policy.link_hosts, host))
    return Firm(name, policy, host, tuple(grounds), names, tuple(sorted(labels)), words)


def _untokenised(text: str) -> str:
    """Passages of some corpora are stored as tokens ("the film , too ."): joined again."""
    if not re.search(r"\w [,.](?: |$)|``", text):
        return text
    text = re.sub(r"`` (.*?) ''", r"“\1”", text)
    text = re.sub(r" ([,.;:?!)\]%]|n't|'s|'re|'ve|'ll|'d)(?![\w.])", r"\1", text)
    return re.sub(r"([(\[$€£]) (?=\S)", r"\1", text)


def names_in(text: str) -> Iterator[re.Match[str]]:
    """The capitalised names inside a sentence, not those that begin it."""
    for match in _RUN.finditer(text):
        before = text[: match.start()].rstrip()
        if before and before[-1] not in '.!?:;"“(•|-–>*' and match[0] not in _NOT_NAMES:
            yield match


def _names(grounds: Iterable[Ground], words: frozenset[str], products: set[str]) -> tuple[str, ...]:
    found: Counter[str] = Counter()
    for ground in grounds:
        for sentence in usable(ground):
            found.update(match[0] for match in names_in(sentence))
    return tuple(
        sorted(
            name
            for name in found
            if (" " in name or name.lower() not in words)
            and len(name) <= NAME_MAX
            and re.search(r"['’_&\d]|[A-Z]{2}|-[a-z]", name) is None
            and not any(name in product or product in name for product in products)
        )
    )


def usable(ground: Ground) -> Iterator[str]:
    """The passage's sentences that are whole and of prose: a reply would take them over."""
    for line in ground.lines:
        if line.kind in (BlockKind.CODE, BlockKind.HEADER, BlockKind.ROW, BlockKind.HEADING):
            continue
        for sentence in sentences(line.text):
            if is_prose(bare := unnumbered(sentence)):
                yield bare


def unnumbered(text: str) -> str:
    """A step without its number, an item without its bullet."""
    return re.sub(r"^(?:\(?\d{1,2}[.)]|[-*•])\s+", "", text).strip()


def is_prose(text: str) -> bool:
    """Whether this is a whole statement in words, with an end of its own."""
    parts = text.split()
    return (
        len(parts) in WORDS
        and re.match(r"[A-Z0-9\"“€$£]", text) is not None
        and re.search(r"[.!][\"”)]?$", text) is not None
        and text.count('"') % 2 == 0
        and text.count("(") == text.count(")")
        and re.search(
            r"[{}<>|=\\`~^*\[\]→×]| --|\bX%|\$\w*[A-Z_]|\w\(\)|(?<!\w)/\w|\.\.|\b[A-Z]:", text
        )
        is None
        and sum(word.strip("\"'“”(),.:;!").isalpha() for word in parts) >= 0.7 * len(parts)
    )


PEOPLE = (
    "Dana Ferrow", "Ilse Quandell", "Tomas Breck", "Mira Oldane", "Jorin Falk", "Pella Wynter",
    "Odo Marsh", "Runa Castell", "Levi Thornby", "Sanna Ekholt",
)  # fmt: skip
"""Invented."""
_TEAMS = ["the returns desk", "the billing team", "the help desk", "our workshop", "member care"]
_BOXES = ["support", "billing", "returns", "orders", "help", "accounts", "repairs", "privacy"]
_TOPICS = [
    "a missing parcel", "an invoice", "a change of address", "a refund", "your account",
    "a broken part", "a wrong charge", "a lost code",
]  # fmt: skip
_PATHS = ["returns", "contact", "terms", "account/settings", "guide/first-steps", "status", "faq"]
IMPERATIVES = frozenset(
    words(
        "open choose tap press hold take put use send fill run turn set select click add remove "
        "enter type wait check clean rinse unplug plug make keep store write tell ask contact sign "
        "switch pull push empty unscrew soak change start stop go scroll confirm print hand order "
        "book pour wipe dip count save install download upload create copy configure navigate "
        "review verify ensure restart update enable disable follow visit log provide submit call "
        "report give replace move stand note grind carry dry let show bring cancel stir measure "
        "weigh flush repeat place adjust edit delete complete monitor confirm include avoid read "
        "pick mix heat tick look forward begin descale reset draw leave raise throw lower lift"
    )
)
"""Verbs that begin an instruction."""
_ORDINARY = IMPERATIVES | frozenset(
    words(
        "a requests questions letters anyone customers users our changing please yes outside do "
        "above below without unless once since until"
    )
)
_WOVEN = {
    "e-mail": (
        "Write to {box}@{mail} about {topic}.",
        "You can reach {team} at {box}@{mail}.",
        "Questions about {topic} go to {box}@{mail}.",
        "Send a photo to {box}@{mail} and tell us the order number.",
        "If you do not get an answer, write to {box}@{mail}.",
        "Forward the message to {box}@{mail} so that we can look into it.",
    ),
    "link": (
        "Read more at https://{host}/{path}.",
        "The form is at https://{host}/{path}.",
        "You can follow the state of your request at https://{host}/{path}.",
        "All details are listed under https://{host}/{path}.",
        "Open https://{host}/{path} and sign in to change it.",
        "See https://{host}/{path} for questions about {topic}.",
    ),
    "person": (
        "Ask for {person}, who is responsible for {team}.",
        "{person} leads {team}.",
        "The contact for {topic} is {person}.",
        "Requests about {topic} are handled by {person}.",
        "If you call about {topic}, ask for {person}.",
        "Letters about {topic} should be addressed to {person}.",
    ),
    "date": (
        "These terms hold from {date}.",
        "The offer ends on {date}.",
        "Requests that reach us after {date} cannot be considered.",
        "The form changed on {date}.",
        "From {date} on, {team} answers on Saturdays too.",
        "Anyone who ordered before {date} keeps the old conditions.",
    ),
}


def woven(ground: Ground, what: str, firm: Firm, chance: Random) -> tuple[Ground, str]:
    """The ground with one more line, of a sort that articles of this set seldom have; and it."""
    month, day, year = chance.choice(MONTHS), chance.randint(1, 28), chance.randint(2023, 2027)
    line = chance.choice(_WOVEN[what]).format(
        box=chance.choice(_BOXES),
        mail=firm.host.removeprefix("help."),
        host=firm.host,
        path=chance.choice(_PATHS),
        topic=chance.choice(_TOPICS),
        team=chance.choice(_TEAMS),
        person=chance.choice(PEOPLE),
        date=f"{day} {month} {year}",
    )
    line = line[0].upper() + line[1:]
    return replace(
        ground, lines=(*ground.lines, Block(BlockKind.PARAGRAPH, line)), is_woven=True
    ), line
