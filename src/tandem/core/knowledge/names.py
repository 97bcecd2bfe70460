"""Finds people's names in messages by their place: greetings, signatures, headers, introductions.

By rules alone, for eight languages; `tools/measure_redaction.py` measures them. A place is judged
by a few lines and words around it, and every pattern is bounded or possessive, so the cost is
linear.
"""

import re
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass
from itertools import chain

from tandem.core.knowledge.ticket import TicketMessage

_NAMES_MAX = 200


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


# Titles before a name, which stay; those of two letters count only with a full stop.
_TITLES = _set("""
    mr mrs ms miss dr prof professor sir madam sgt capt rev herr frau hr fr mme mlle madame monsieur
    señor señora sra dott sig signor signora dhr mevr mevrouw meneer senhor senhora pan pani panie
""")
_PARTICLES = _set("""
    van von vom der den de del della di da do dos das du des la le el al bin ibn bint ap af av zu
    zum zur ten ter te y v vd st san abu
""")
_NAMES_AND_PARTICLES = _set("al di van")  # first names too, with a capital letter
# Words of firms, departments and jobs: a phrase with one of them names no person.
_ORGANISATIONS = _set("""
    team support service services customer customers care desk helpdesk sales billing returns claims
    accounts account department dept office technical tech manager management engineer engineering
    specialist representative agent agents advisor adviser coordinator director head lead officer
    administrator admin success experience happiness operations purchasing procurement accounting
    payable finance reception logistics workshop store shop online crew staff assistant consultant
    executive founder ceo cto owner supervisor technician community marketing ltd limited gmbh ag kg
    inc llc plc bv srl sarl spa company corp group bank hotel kundendienst kundenservice
    kundenbetreuung vertrieb leiter leiterin abteilung geschäftsführer geschäftsführerin einkauf
    buchhaltung client clientèle clients responsable équipe directeur directrice conseiller
    conseillère atención cliente equipo soporte ventas gerente assistenza clienti servizio
    atendimento suporte equipe klantenservice klantendienst verkoop obsługa zespół
""")
_MONTHS_AND_DAYS = _set("""
    january february march april may june july august september october november december monday
    tuesday wednesday thursday friday saturday sunday januar februar märz mai juni juli oktober
    dezember montag dienstag mittwoch donnerstag freitag samstag sonntag janvier février mars avril
    juin juillet août septembre octobre novembre décembre lundi mardi mercredi jeudi vendredi samedi
    dimanche enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre
    diciembre lunes martes miércoles jueves viernes sábado domingo gennaio febbraio aprile maggio
    giugno luglio settembre ottobre dicembre lunedì martedì mercoledì giovedì venerdì sabato
    domenica janeiro fevereiro março maio junho julho setembro outubro novembro dezembro januari
    februari maart mei augustus maandag dinsdag woensdag donderdag vrijdag zaterdag zondag
""")
_IN_DATES = _MONTHS_AND_DAYS | _set("""
    jan feb mar apr jun jul aug sep sept oct nov dec mon tue tues wed thu thur thurs fri sat sun okt
    dez mo di mi do fr sa so mer jeu ven sam dim lun mié jue vie sáb dom gio ter qua qui sex ma wo
    vr za zo on at am pm uhr um à le el a las il giorno alle às em op om w dniu o
""")
# What is written with a capital letter, or by itself on a line, and is no name: by language.
_NOT_NAMES = (
    _MONTHS_AND_DAYS
    | _TITLES
    | _set("""
    a able about absolutely accepted actually added afraid after afternoon again ago agreed ai all
    allergic almost already also although always am amazing an and annoyed another answer any anyone
    anything anyway anyways applied appreciated approved are around as asap ask asked assistance at
    attached available awaiting awesome awful back bad because been before being best better black
    blind blue book booked boss bot both bought brilliant bro broken brown btw buddy but buy bye
    call called came can cancel canceled cancelled cannot card case certainly changed charged chat
    check checked cheers clear click close closed code colour come completed computer confused
    contact continue cool correct could crazy damn day deaf dear delighted delivered did disabled
    disappointed do does done down dude due else email empty enjoy enough error evening ever every
    everybody everyone everything exactly excellent expired failed false family fantastic fast
    fellow finally fine first fix fixed folks following for forgot found free friend friends from
    frustrated full fully furious further gentlemen get getting give given glad go god going gone
    good goodbye goodnight got grand grateful great greatly green grey guy guys had half happened
    happy has hate have having he heaps hello help helped helper helpful her here hey hi high him
    hmm home homie honey hoping horrible hour hours how however huge i if im immediately important
    impossible in incorrect incredible indeed info insane instead interested is issue it item its
    just keep kid kind kindly know known ladies last late later least left let like listen logged
    long look looking looks lost lots love lovely low ma'am maam mail many marvellous mate maybe me
    mean member men message mine missing mobile model money more morning most much must my name need
    needed never new next nice night no nobody none nope not note nothing now number of off offer
    often oh ok okay old on once one only open opened opera or order ordered other our out over own
    paid pal parcel password pay payment people perfect perhaps phone plan please pleased plus
    possible posted premium pretty price problem problems quick quickly quite rather ready really
    reason received red refund refunded regarding regards rejected relieved remain removed replaced
    reply request resolved respectfully retired return returned ridiculous right rip robot ruined
    sad sadly safe said same satisfied say says second see seems sent serious seriously set she
    shipped should sick sign silly simple since sir sirs so software sold solved some somebody
    someone something soon sorry sorted sound speak status stay step still stolen stop stopped
    strange stuck stupid such sunny super sure surprised take tap tell terrible tested than thank
    thankful thanks that the their them then there these they thing things think this those though
    thrilled tired to together tomorrow ton tonight tons too total totally tracking tried true truly
    try turned twice um unable unacceptable under understand understood unfortunately unhappy unsure
    until up update updated upset urgent us used useless user username very via wait waiting want
    was way we week weird welcome well were what when where which white who why wicked wife will
    wish with within without wonderful wont word work worked works world worried worse worst would
    wow write writing wrong yea yeah year years yellow yep yes yesterday yet you young your yours
    yup
    american australian austrian belgian brazilian british canadian chinese czech danish dutch
    english european finnish french german greek hungarian indian irish italian japanese korean
    mexican norwegian polish portuguese romanian russian scottish spanish swedish swiss turkish
    vegan vegetarian amazon android apple facebook google instagram ios iphone ipad linux mac
    microsoft outlook paypal whatsapp windows pdf usb vpn wifi
    aber alle alles auch danke dann das der die ein eine erledigt es gelöst gerne guten hallo ich
    ihr ihre ja jetzt kein leider mein meine mit nach nein noch nun nur perfekt prima sehr seit sie
    super toll und vielen wann warum was wie wir damen herren zusammen morgen abend kunde kundin
    alors aussi bonjour bonne bonsoir cela encore est et je journée la le les mais merci mes mon non
    nous où oui parfait pas pour quand que salut soirée tous tout tous très un une votre vos vous
    ahora bien buen buenas bueno buenos como con cuando cómo días el ella en esta este gracias hola
    las los muchas muy para perfecto pero por qué señores si sí su todo todos tengo ya noches tardes
    adesso anche buon buona buongiorno buonasera ciao come cosa giornata grazie ho ora perfetto però
    quando salve sono tutto tutti
    agora boa bom como dia isso muito noite não obrigada obrigado olá perfeito pessoal sim tarde
    bedankt goed goedemiddag goedemorgen goedendag graag hallo het hoi ik nee nog prima wat
    dobry cześć dziękuję dzięki dzień tak nie już
""")
)
# Words that are names too: hidden where a name is expected, otherwise only with a capital letter.
_WORDS_TOO = _set("""
    april art august bell best bill black bliss bloom bond brown bush chance chase chip christian
    cook cross dale dawn day dean drew earl faith field fisher ford frank gay gene glen grace grant
    gray green grey hall hand hill holly hope hunt hunter iris ivy jack jean jewel joy judge june
    king kit lance lane lee little long love mark marsh mason may miles nick norm olive page park
    pat pearl penny pepper pierce power price ray reed rich rob robin rod rose royal ruby rusty
    sandy sky skip star stone storm sue summer sunny trip violet wade walker ward west white will
    win wood worth young
""")

# Words that make a line a sign-off ("Many thanks and best regards,"), with what goes with them.
_CLOSING = _set("""
    thanks thank thx thnx tks tnx ty tia ta cheers regards regard rgds brgds best sincerely yours
    love wishes greetings respectfully warmly cordially br kr xoxo xx grüße grüßen grüsse grüssen
    gruß gruss mfg lg vg danke dank hochachtungsvoll cordialement merci salutations amicalement bien
    respectueusement bises bisous saludo saludos gracias atentamente abrazo cordialmente saluti
    saluto grazie obrigado obrigada atenciosamente cumprimentos abraço abraços abs att groet groeten
    groetjes bedankt mvg pozdrawiam pozdrowienia poważaniem dziękuję dzięki hälsningar hilsen tack
    tak takk mvh terveisin kiitos pozdravem děkuji üdvözlettel köszönöm mulțumesc saygılarımla
    teşekkürler 谢谢 谢谢您 cdlt cdt atte slds grato grata gr pozdr szacunku hälsning уважением
    спасибо повагою дякую salam kasih trân ơn
""")
_WITH_CLOSING = _set("""
    a again all always and any anticipation appreciation as assistance both bunch do efforts ever
    everyone everything faithfully fast for from good great heaps help helping hugs in advance kind
    kindest kindly loads lot lots many million most much my our patience please prompt quick reading
    reply respect response sincere so support take team the time ton tons truly understanding up
    very warm warmest wishing with you your efforts attention consideration aus beste besten bester
    freundliche freundlichem freundlichen freundlicher für herzliche herzlichem herzlichen
    herzlicher hilfe ihre deine im im voraus liebe lieben lieber liebem mit schon schöne schönen
    sonnige tausend und viele vielen vielem vorab nochmals à aide avance avec beaucoup bons
    chaleureuses d'avance de distinguées et infiniment l'expression ma mes meilleures meilleurs
    mille mon par pour respectueuses sentiments sincères toi toute tous très un vos votre vous vôtre
    ante antemano atento con cordial cordiales del fuerte las le mejores mil muchas muchísimas mis
    muy por saluda su tu un una ayuda anticipo cordiale cordiali di distinti i in migliori molte per
    tante vivi antecipadamente com desde já forte grande melhores meus muita muito o os pela alvast
    bij dank erg harte hartelijke heel je met u van veel voorbaat vriendelijke vriendelijk bardzo
    góry serdecznie wyrazami z med vänliga venlig vennlig ystävällisin s с з terima trọng cảm
""")
# No name begins with one of these, even where one is expected; but there is a Betty White.
_NEVER_FIRST = (_NOT_NAMES | _CLOSING) - _set("april august june may sunny tia ty will young")
_NEVER_ALONE = _NOT_NAMES - _WORDS_TOO
_NEVER_LATER = _NEVER_ALONE - _PARTICLES - _set("an do he in mai me my on so")
# A sign-off goes on after these: "thank you for your help".
_LEADS_ON = _set("""
    a and as aus com con de deine die du en for from für ihre im in je la le les met mit my of on
    our par e et per por pour pro su the this to tu un und van very voor votre with y your z za à
""")
_IN_CLOSING = _CLOSING | _WITH_CLOSING
_BEFORE_CLOSING = _IN_CLOSING | _set("""
    ok okay great perfect cool good super alright right fine yes yep sure oh ah
""")
# These need a comma before a name on the same line.
_CLOSING_AND_MORE = _set("best love yours bien ta br kr ty tak xx abs att regard takk wishes")


# Python's \w has no combining marks: the vowels of Hindi, and accents that are a second character.
_MARK = (
    "\u0300-\u036f\u0483-\u0487\u0591-\u05c7\u064b-\u065f\u0670\u0900-\u0963\u0970-\u0dff"
    "\u0e31-\u0e4e\u0eb1-\u0ecd\u0f18-\u0fbc\u102b-\u109d\u17b4-\u17d3"
)
_LETTER = r"[^\W\d_]"
# A word of a name: "O'Dowd-Kerrigan", "d'Orey", "M." or "李伟".
_WORD = re.compile(
    rf"({_LETTER}(?:{_LETTER}|[{_MARK}]|['’‘-](?={_LETTER})){{0,30}}+(?![\w{_MARK}@]))(\.?)"
)
_RUN = re.compile(rf"(?<![\w\[{_MARK}])[^\W_](?:\w|[{_MARK}])*+")
_INSIDE = re.compile(rf"[\w{_MARK}]")
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")
_QUOTED = re.compile(r"[\s>]*+")
_GAP = re.compile(r"[ \t\xa0]{1,2}")
_WORDS_MAX = 6
_CAPITAL_INSIDE = re.compile(rf"{_LETTER}{{1,3}}['’‘-](?=[^\W\d_a-z])")  # d'Orey, al-Masri
# Capitals inside, as in "iCloud", "BigFix" and "WASService", and not as in McTavish.
_BRAND = re.compile(
    r"(?!(?i:mc|mac|de|del|la|le|di|du|da|fitz|van|von|st|jo|ann|anna|lu|mary)[A-Z][a-z]+$)"
    rf"(?:{_LETTER}*[a-zß-ÿ][A-Z]|[A-Z]{{3,}}[a-z])"
)
_CHINESE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_CONTRACTED = re.compile(r"(?i:['’](?:m|re|ll|ve|d|t))$")
_POSSESSIVE = re.compile(r"['’]s$")
_NO_VERBS = _set("""
    ahmed ed fred hamed irving jared khaled mohamed mohammed muhammed ned reed saeed sterling syed
    ted
""")
_HEADER_MAX = 300
_BLOCK_MAX = 8


def _one_of(words: Iterable[str]) -> str:
    return "|".join(sorted(map(re.escape, words), key=lambda word: (-len(word), word)))


_CLOSES = re.compile(rf"(?<![\w'’-])(?i:{_one_of(_CLOSING)})(?![\w'’-])")
_SAID = re.compile(rf"(?:{_LETTER}|[{_MARK}'’])++")
_FROM = re.compile(r"\s(?i:from|aus|de|uit|z|from the) (?:[A-ZÀ-Þ][\w'’-]*\s?){1,3}\W*$")
_DELIMITER = re.compile(r"(?:-{2,3}|[–—]{1,2}|_{2,}|\*{3,})$")
_SENT_FROM = re.compile(
    r"(?i:sent|gesendet|envoyé|enviado|inviato|verzonden|verstuurd|wysłan[eo]|skickat|sendt)"
    r" (?i:from|via|with|von|mit|de|depuis|desde|dal?|vanaf|vanuit|z|från|fra)\b"
    r"|(?i:von meinem .{1,30} gesendet|get outlook for)\b"
)
_ASIDE = re.compile(r"(?i:p\.? ?s\.?|n\.?b\.?)(?:[:. ]|$)")
_FORWARDED = re.compile(
    r"-{3,} ?[^-\s][^-]{2,60}-{3,}$|(?i:begin forwarded message|forwarded message)\W*$"
)
# What may stand before a name at the end ("- Maya", "/Maya", "xx Maya"), and after it.
_BEFORE = re.compile(r"[xX]{1,4} |(?i:i\. ?[av]\.|ppa\.|gez\.) {0,2}|[-–—~*_/|>.…]{0,6}[ \t]{0,3}")
_AFTER = re.compile(r"\W{0,20}(?:(?<=[:;=-])[DPpOo3]|[xX]{1,4}|[xX][oO](?:[xX][oO])?)?\W{0,20}$")
_APART = re.compile(
    r"\s{0,3}([|/•·,(@&]|[-–—]{1,2}(?=\s)|(?:from|at|and|und|et|von|bei|chez|de|van|of)\s)"
)
_AND = re.compile(r"[ ,]{0,2}(?:and|und|et|y|e|en|i|&|\+|/)[ ]")
_BRACKET = re.compile(r" ?\((?=[^()]{1,40}\))")
_DASHED = re.compile(r"[.!?)] ?[-–—~]{1,2} ?(?=[^\W\d_a-z])")
_SMILES = re.compile(r"[:;=]-?[)DPp]|[^\w\s.,;:!?'’\"()…-]")
_COMMA = re.compile(r"[,.!;:)](?:\s|$)")
_BYE = re.compile(r"\W{0,20}(?:bye\W{0,20})?$")
_NEXT_WORD = re.compile(rf" {{1,2}}((?:{_LETTER}|[{_MARK}'’])++)")
_CLOSING_GAP = re.compile(r"[ ]{0,2}([,.!…–—-]{0,3})[ ]{0,3}")
_THANKS = re.compile(r"(?i:than(?:ks?|x)|thx|danke?|merci|gracias|grazie|obrigad[oa]|bedankt)")
_LIST_ITEM = re.compile(r"(?:[-–—*•~]|\d{1,2}[.)])\s")
_BULLET = re.compile(r"[*•>|]\s")
_CONTACT = re.compile(r"\S@\S|\+\d[\d ()./-]{6,}|(?i:tel|phone|mobile|fax)[ .:]{1,3}[\d+(]")
_ENDS = re.compile(r"(?:[.!?…)]|[^\w\s,:;\"'-])[\"'”’]?$")
_GOES_ON = re.compile(
    r"\b(?i:a|an|and|are|at|called|code|display|error|following|for|from|in|is|it|item|me|message"
    r"|model|my|named|of|on|one|or|our|product|read|reads|say|says|screen|show|shows|that|the|these|this"
    r"|to|type|with|your)$|:$"
)
_DETERMINED = re.compile(
    r"\b(?:[Tt]he|[Mm]y|[Yy]our|[Oo]ur|[Aa]n?|[Tt]h(?:is|at|ese|ose)|[Aa]nother|[Nn]ew|[Oo]ld"
    r"|[Dd]as|[Mm]eine?n?|[Ee]ine?n?|[Mm]on|[Mm]a|[Mm]i) (?=[^\W\d_a-z])(\w{2,30})"
)
_GREETS = re.compile(
    r"(?<![\w@-])(?i:hi|hello|hey|hiya|dear|greetings|good (?:morning|afternoon|evening|day)"
    r"|morning|hallo|guten (?:tag|morgen|abend)|sehr geehrte[rs]?|liebe[rs]?|moin|servus"
    r"|bonjour|bonsoir|salut|chère?|hola|buen(?:os|as)? (?:días|tardes|noches)|estimad[oa]"
    r"|querid[oa]|ciao|salve|buon(?:giorno|asera)|gentile|car[oa]|egregio|olá|oi|bom dia"
    r"|boa (?:tarde|noite)|prezad[oa]|beste|geachte|hoi|goede(?:morgen|middag|navond)|dag"
    r"|cześć|dzień dobry|witam|szanown[ay]|hej|hei)[ ,]{1,2}"
)
_GREETED = re.compile(
    r"\s{0,3}(?:[,.!:;?/(\r\n…–-]|$)|(?= (?:and|und|et|y|e|en|i|&) )"
    r"| (?i:thanks?|i|i['’]m|my|can|could|we|sorry|hope|please|this|many)\b"
)
_GREETED_IN_LOWER_CASE = re.compile(r" ?[,:\r\n]")
_MENTIONS = re.compile(r"@(?=[^\W\d_a-z])")
_TITLED = re.compile(
    r"\b(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Herrn?|Frau|Mme|Mlle|Madame|Monsieur|Señora?|Signora?|Sra|Dhr"
    r"|Mevr|Mevrouw|Senhora?)\b\.? |\b(?:[Aa]ttn|[Cc]/[Oo])\b[.:]{0,2} |\bz\. ?Hd\. "
)
# "My son Ben" and "I spoke to Ben".
_KNOWS = re.compile(
    r"\b(?i:(?:my|our|your) (?:wife|husband|partner|daughter|son|mother|mom|mum|father|dad|brother"
    r"|sister|friend|girlfriend|boyfriend|colleague|coworker|boss|manager|assistant|agent|advisor"
    r"|neighbou?r|flatmate|roommate|landlord|tenant|uncle|aunt|cousin)"
    r"|meine (?:frau|tochter|mutter|schwester|kollegin|nachbarin|freundin)"
    r"|mein (?:mann|sohn|vater|bruder|kollege|nachbar|freund)"
    r"|(?:spoken?|spoke|talk(?:ed|ing)?|chatt(?:ed|ing)|dealt) (?:to|with)) (?=[^\W\d_a-z])"
)
# "My name is rosa" names somebody in any case; the others need a capital letter.
_NAMES_ITSELF = re.compile(
    r"\b(?i:my (?:full |first |last )?name(?:['’]?s| is)|name['’]s|mein name ist|ich hei(?:ß|ss)e"
    r"|je m['’]appelle|mon nom est|me llamo|mi nombre es|mi chiamo|il mio nome è|chamo-me|me chamo"
    r"|meu nome é|mijn naam is|ik heet|nazywam się|mam na imię|jag heter|jeg heter) "
    r"|(?:我叫|我的名字是)"
)
_INTRODUCES = re.compile(
    r"\b(?i:i['’]?m|i am|this is|(?:you (?:can|may) |please )call me"
    r"|(?:in|under) the name(?: of)?) "
)
_INTRODUCED = re.compile(
    r"\s{0,3}(?:[,.!;\r\n]|$|['’]s\b|(?:and|from|here|with|calling|speaking|again|writing)\b)"
    r"| (?i:btw|by the way|me|my|i|i['’](?:m|d|ve)|we|please|can)\b"
)
_IT_IS = re.compile(r"\b(?i:it['’]?s|it is) ")
_IT_IS_WHO = re.compile(r" (?:again|here|from|calling|speaking)\b")
_SPEAKS = re.compile(r" (?:here|hier|ici|aquí)(?=[ ,.!:;-]|$)")
_LABEL = re.compile(
    r"(?i:(?:(?:full|first|last|given|family|customer|contact|account|recipient)[ -])?name|surname"
    r"|contact(?: person)?|(?:account|card) ?holder|recipient|vorname|nachname|nom|prénom|nombre"
    r"|apellidos?|nome|cognome|sobrenome|naam|imię|nazwisko)\s?[:=]\s{0,3}(?=\S)"
)
_MAIL_NAMES = re.compile(
    r"\**(?i:from|to|cc|bcc|reply-to|von|an|kopie|de|à|para|da|a|van|aan|od|do|från|till|fra|til)"
    r"\s?:\**\s{0,3}(?=\S)"
)
_MAIL_REST = re.compile(
    r"\**(?i:subject|sent|betreff|gesendet|objet|envoyé|asunto|enviado|oggetto|inviato"
    r"|onderwerp|verzonden|assunto|temat|wysłano|ämne|emne)\s?:"
)
_MAIL_SURE = re.compile(r"\**(?i:b?cc)\s?:")
_MAILBOX = re.compile(r"[^,;<>\"“”()\[\]]++")
_WROTE = re.compile(
    r"\b(?:wrote|a écrit|escribió|ha scritto|escreveu|napisał(?:a|\(a\))?|skrev|schrieb|schreef)\b"
)
_WROTE_NEXT = re.compile(rf"(?:{_WROTE.pattern})\s?:$")
_WROTE_ENDS = re.compile(r".{0,80}:\W*$|\W*$")
_BEFORE_NAMES = _set("schrieb schreef skrev")  # the author may follow these
_ADDRESSES = re.compile(r"<[^<>]*>|\[[^\[\]]*\]")
_LAST_PART = re.compile(r"[^,;:\"“”<>()\[\]\d]*$")
_IN_DATE = re.compile(r"[\s.]*([^\W\d_]+)")
_ASKS_A_NAME = re.compile(r"\bname\b[^?\n]{0,80}\?|\bwho am i (?:speaking|talking)", re.IGNORECASE)
_SAYS = re.compile(
    r"(?i:(?:yes|sure|ok|okay)?[,. ]{0,3}(?:it['’]?s|it is|its|i['’]?m|i am|this is)? ?)"
)


@dataclass(frozen=True, slots=True)
class _Line:
    """A line that isn't blank, without quote marks ("> ") and the spaces around it."""

    text: str
    start: int
    depth: int  # of quoting
    after_gap: bool  # whether a blank line is before it


@dataclass(frozen=True, slots=True)
class _Person:
    """Where a name stands, without its title; `is_lower` if its first word is in lower case."""

    start: int
    stop: int
    words: int
    is_lower: bool


@dataclass(frozen=True, slots=True)
class _Usage:
    """How words are used in a ticket: who writes "my Norbo" doesn't write of a person."""

    things: Set[str]
    lower: Set[str]


def names_in(messages: Iterable[TicketMessage]) -> tuple[str, ...]:
    """The names given in a ticket, in order of appearance, for `redact` on all its messages.

    These are the names that `redact` finds by itself, and short answers to a question for a name.
    """
    messages = tuple(messages)
    usage = _usage(message.text for message in messages)
    names: dict[str, None] = {}
    asked = False
    for message in messages:
        text = message.text
        names.update(dict.fromkeys(text[start:stop] for start, stop in _found(text, usage)))
        if message.author == "customer":
            if asked:
                names.update(dict.fromkeys(_answered(text)))
            asked = False
        else:
            asked = _ASKS_A_NAME.search(text) is not None
    return tuple(names)[:_NAMES_MAX]


def found_in(text: str) -> list[tuple[int, int]]:
    """Where the text gives names, in order."""
    return _found(text, _usage([text]))


def places_of(text: str, known: Iterable[str]) -> list[tuple[int, int]]:
    """Where these names stand in the text as whole words, in order."""
    starting: dict[str, list[str]] = {}
    unspaced: list[str] = []
    for name in sorted(known, key=lambda name: (-len(name), name)):
        if _UNSPACED.match(name):
            unspaced.append(re.escape(name))
        elif run := _RUN.match(name):
            starting.setdefault(run[0], []).append(name)
    found: list[tuple[int, int]] = []
    for run in _RUN.finditer(text) if starting else ():
        for name in starting.get(run[0], ()):
            stop = run.start() + len(name)
            if text.startswith(name, run.start()) and not _INSIDE.match(text, stop):
                found.append((run.start(), stop))
                break
    if unspaced:
        found += [one.span() for one in re.finditer("|".join(unspaced), text)]
    return sorted(found)


def _usage(texts: Iterable[str]) -> _Usage:
    things: set[str] = set()
    lower: set[str] = set()
    for text in texts:
        things.update(_DETERMINED.findall(text))
        lower.update(re.findall(r"(?<![\w@.])[^\W\d_A-Z]\w{2,30}(?![\w@])", text))
    return _Usage(things, {word for word in lower if word.islower()})


def _found(text: str, usage: _Usage) -> list[tuple[int, int]]:
    """Where the text gives names, in order."""
    lines = _lines(text)
    boundaries: set[int] = set()
    people = list(_in_headers(lines, boundaries))
    after_phone = False
    segment: list[_Line] = []
    for number, line in enumerate(lines):
        by_phone = _SENT_FROM.match(line.text) is not None
        is_boundary = by_phone or number in boundaries or _FORWARDED.match(line.text)
        is_other = segment and segment[-1].depth != line.depth
        if segment and (is_boundary or is_other or _ASIDE.match(line.text)):
            people += _in_segment(segment, usage, after_phone=after_phone, before_phone=by_phone)
            segment, after_phone = [], False
        if is_boundary:
            after_phone = by_phone
        else:
            segment.append(line)
    people += _in_segment(segment, usage, after_phone=after_phone, before_phone=False)
    people += chain(_introduced(text), _greeted(text, usage), _related(text, usage))
    return sorted(
        {(person.start, person.stop) for person in people}, key=lambda at: (at[0], -at[1])
    )


def _lines(text: str) -> list[_Line]:
    lines: list[_Line] = []
    at, after_gap = 0, False
    for raw in text.splitlines(keepends=True):
        mark = _QUOTED.match(raw)
        begin = mark.end() if mark else 0
        if content := raw[begin:].rstrip():
            lines.append(_Line(content, at + begin, raw.count(">", 0, begin), after_gap))
        after_gap = not content
        at += len(raw)
    return lines


def _words(text: str, at: int) -> Iterator[re.Match[str]]:
    """The next words up to the end of a sentence or any other mark, each with its full stop."""
    for _ in range(_WORDS_MAX):
        token = _WORD.match(text, at)
        if token is None:
            return
        yield token
        word, dot = token[1], token[2]
        is_short = len(word) < 3 or word.casefold() in _TITLES
        gap = _GAP.match(text, token.end())
        if (dot and not is_short) or not (gap or dot):
            return
        at = gap.end() if gap else token.end()


def _person(text: str, at: int, *, lower: int = 0, is_certain: bool = False) -> _Person | None:
    """The name that begins there, or None.

    Up to `lower` words of it may be in lower case. `is_certain` if somebody is named there.
    """
    start: int | None = None
    person: _Person | None = None
    for token in _words(text, at):
        word = token[1]
        folded = word.casefold()
        if not _ORGANISATIONS.isdisjoint([folded, *folded.split("-")]):
            return person if is_certain else None
        if start is None and folded in _TITLES and (token[2] or len(word) > 2):
            is_certain = True
            continue
        start = token.start() if start is None else start
        if folded in _PARTICLES and not (
            word[0].isupper() and (person or folded in _NAMES_AND_PARTICLES)
        ):
            continue  # counts if a name follows
        owner = _POSSESSIVE.search(word)
        bare = word[: owner.start()] if owner else word
        is_lower = word[0].islower() and not _CAPITAL_INSIDE.match(word)
        never = _NEVER_LATER if person else _NEVER_ALONE if is_certain else _NEVER_FIRST
        if bare.casefold() in never or not _can_be_name(token, is_certain=is_certain):
            break
        if is_lower and (lower == 0 or (person and not person.is_lower)):
            break
        if _is_verb(bare) and (is_lower if person else not is_certain):
            break
        lower -= is_lower
        is_initial = len(bare) == 1
        stop = token.end() if is_initial else token.start() + len(bare)
        words = person.words + 1 if person else 1
        person = _Person(start, stop, words, is_lower or (person is not None and person.is_lower))
        if owner:
            break
    return person


def _can_be_name(token: re.Match[str], *, is_certain: bool) -> bool:
    """Whether the letters of a word allow it to be a part of a name."""
    word, dot = token[1], token[2]
    goes_on = dot and len(word) > 1 and token.string[token.end() : token.end() + 1].isalnum()
    if goes_on or _CONTRACTED.search(word) or (_CHINESE.match(word) and len(word) > 4):
        return False
    return is_certain or not _BRAND.match(word)


def _is_verb(word: str) -> bool:
    """Whether it ends like "steaming"; shorter words, as Ming, and a few others are names."""
    folded = word.casefold()
    return folded.endswith("ing") and len(word) > 5 and folded not in _NO_VERBS


def _is_said(word: str) -> bool:
    """Whether a single word is rather about what happened ("sorted") than a name."""
    folded = word.casefold()
    return _is_verb(word) or (folded.endswith("ed") and folded not in _NO_VERBS)


def _is_thing(text: str, person: _Person, usage: _Usage, *, strict: bool = False) -> bool:
    words = [word for word in text[person.start : person.stop].split() if len(word) > 1]
    if any(word in usage.things for word in words):
        return True
    folded = {word.casefold() for word in words} - _PARTICLES
    return strict and not folded.isdisjoint(usage.lower)


def _moved(line: _Line, person: _Person) -> _Person:
    """The person's place in the message."""
    start, stop = line.start + person.start, line.start + person.stop
    return _Person(start, stop, person.words, person.is_lower)


def _introduced(text: str) -> Iterator[_Person]:
    """People that say who they are, or have a title."""
    for found in _NAMES_ITSELF.finditer(text):
        if person := _person(text, found.end(), lower=3, is_certain=True):
            yield person
    for found in _INTRODUCES.finditer(text):
        person = _person(text, found.end())
        if person and _INTRODUCED.match(text, person.stop):
            yield person
    for found in _IT_IS.finditer(text):
        person = _person(text, found.end())
        if person and _IT_IS_WHO.match(text, person.stop):
            yield person
    for found in _TITLED.finditer(text):
        if person := _person(text, found.end(), is_certain=True):
            yield person


def _related(text: str, usage: _Usage) -> Iterator[_Person]:
    """People that the writer knows or spoke to."""
    for found in _KNOWS.finditer(text):
        person = _person(text, found.end())
        if person and not (
            _is_thing(text, person, usage) or _is_shouted(text[person.start : person.stop])
        ):
            yield person


def _greeted(text: str, usage: _Usage) -> Iterator[_Person]:
    """People that are greeted, up to two in a greeting."""
    for found in _GREETS.finditer(text):
        begins = found.start() == 0 and found[0][:4].casefold() != "dear"
        person = _person(text, found.end(), lower=begins)
        if person is None or _is_thing(text, person, usage):
            continue
        follows = _GREETED_IN_LOWER_CASE if person.is_lower else _GREETED
        if follows.match(text, person.stop):
            yield person
            another = _AND.match(text, person.stop)
            if another and (person := _person(text, another.end())):
                yield person


def _in_headers(lines: Sequence[_Line], boundaries: set[int]) -> Iterator[_Person]:
    """People in the headers of quoted mail; adds the numbers of these lines to `boundaries`."""
    for number, line in enumerate(lines):
        text = line.text
        if len(text) > _HEADER_MAX:
            continue
        if _MAIL_REST.match(text):
            boundaries.add(number)
        elif label := _MAIL_NAMES.match(text):
            near = lines[max(0, number - 4) : number + 5]
            if (
                "@" in text
                or _MAIL_SURE.match(text)
                or any(_MAIL_REST.match(other.text) for other in near)
            ):
                boundaries.add(number)
                for box in _MAILBOX.finditer(text, label.end()):
                    yield from _whole(line, box.start(), box.end(), lower=2 * ("<" in text))
        elif _WROTE.search(text):
            yield from _in_attribution(line, number, boundaries)
        elif number + 1 < len(lines) and _WROTE_NEXT.match(lines[number + 1].text):
            boundaries.update((number, number + 1))
            yield from _before_verb(line, text)


def _in_attribution(line: _Line, number: int, boundaries: set[int]) -> Iterator[_Person]:
    """The author in a line such as "On Monday, Maya Lindqvist wrote:"."""
    text = line.text
    for verb in _WROTE.finditer(text):
        if not _WROTE_ENDS.match(text, verb.end()):
            continue
        if text.endswith((":", "-")):
            boundaries.add(number)
        person = _person(text, verb.end() + 1) if verb[0] in _BEFORE_NAMES else None
        if person:
            yield _moved(line, person)
        else:
            yield from _before_verb(line, text[: verb.start()])
        return


def _before_verb(line: _Line, before: str) -> Iterator[_Person]:
    before = _ADDRESSES.sub("", before).rstrip(" \t,\"“”'()")
    part = _LAST_PART.search(before)
    assert part is not None
    at = part.start()
    while (word := _IN_DATE.match(before, at)) and word[1].casefold() in _IN_DATES:
        if word.end() == len(before):
            break  # Sam, and not Saturday
        at = word.end()
    yield from _whole(line, at, len(before), lower=2 * ("<" in line.text))


def _whole(line: _Line, start: int, stop: int, *, lower: int = 0) -> Iterator[_Person]:
    """The person if this part of the line is a name and nothing else."""
    while start < stop and not line.text[start].isalnum():
        start += 1
    person = _person(line.text, start, lower=lower)
    if person and not line.text[person.stop : stop].strip(" \t.'’\"-*"):
        yield _moved(line, person)


def _in_segment(
    segment: Sequence[_Line], usage: _Usage, *, after_phone: bool, before_phone: bool
) -> Iterator[_Person]:
    """People in what one writer wrote: signatures, thanks with a name, and labels."""
    for number, line in enumerate(segment):
        is_last = number + 1 == len(segment)
        if label := _LABEL.match(line.text):
            yield from _whole(line, label.end(), len(line.text[:_HEADER_MAX]), lower=3)
        if speaker := _speaker(line, usage):
            yield speaker
        yield from _closed(line, usage, is_last=is_last, is_apart=is_last and number > 0)
        if not is_last:
            following = segment[number + 1]
            if _is_sign_off(line.text):
                ends = number + 2 == len(segment) or segment[number + 2].after_gap
                several = line.text.endswith(",") or not _THANKS.search(line.text)
                yield from _signed(following, usage, lower=ends * (3 if several else 1))
            elif _DELIMITER.match(line.text) and len(segment) - number < _BLOCK_MAX:
                yield from _signed(following, usage, lower=1)
    if after_phone and len(segment) == 1:
        yield from _signed(segment[0], usage, lower=1)
    if segment and (dashed := _dashed(segment[-1])):
        yield dashed
    if len(segment) > 1:
        yield from _bare(segment, usage, by_phone=before_phone)
        yield from _block(segment, usage)


def _speaker(line: _Line, usage: _Usage) -> _Person | None:
    """Who begins with "Maya here" or "@Maya"."""
    greeting = _GREETS.match(line.text)
    mention = _MENTIONS.match(line.text)
    person = _person(line.text, mention.end() if mention else greeting.end() if greeting else 0)
    if person is None or _is_thing(line.text, person, usage):
        return None
    if mention or _SPEAKS.match(line.text, person.stop):
        return _moved(line, person)
    return None


def _is_sign_off(text: str) -> bool:
    """Whether a line is only a closing phrase, in whatever language."""
    if len(text) > 100 or any(character.isdigit() for character in text):
        return False
    words = [word.casefold() for word in _SAID.findall(_FROM.sub("", text))]
    return 0 < len(words) <= 10 and not _CLOSING.isdisjoint(words) and _IN_CLOSING.issuperset(words)


def _closed(line: _Line, usage: _Usage, *, is_last: bool, is_apart: bool) -> Iterator[_Person]:
    """Names after a closing phrase on the same line: "Cheers, Maya"."""
    text = line.text
    at = 0
    for key in _CLOSES.finditer(text):
        if key.start() < at or not _begins_clause(text, key.start()):
            continue
        at, last = key.end(), ""
        for _ in range(6):
            word = _NEXT_WORD.match(text, at)
            if word is None or word[1].casefold() not in _IN_CLOSING:
                break
            at, last = word.end(), word[1].casefold()
        gap = _CLOSING_GAP.match(text, at)
        assert gap is not None
        alone = is_apart and key.start() == 0
        needs_comma = key[0].casefold() in _CLOSING_AND_MORE and not alone
        if gap.end() == at or (not gap[1] and needs_comma) or last in _LEADS_ON:
            continue
        ends_sentence = any(mark in gap[1] for mark in ".!…")
        # In chats, a word in lower case after thanks is seldom a name: "thanks today".
        is_thanks = _THANKS.match(key[0]) is not None
        can_be_lower = alone or ("," in gap[1] and not is_thanks)
        person = _person(text, gap.end(), lower=can_be_lower and not ends_sentence)
        if person is None or _is_thing(text, person, usage):
            continue
        rest = text[person.stop : person.stop + 80]
        if person.is_lower:
            is_name = _BYE.match(rest) and not _is_said(text[person.start : person.stop])
        elif ends_sentence:
            is_name = is_last and _AFTER.match(rest)
        else:
            is_name = _AFTER.match(rest) or _COMMA.match(rest) or _is_apart(text, person.stop)
        if is_name:
            yield _moved(line, person)
            another = _AND.match(text, person.stop)
            if another and (other := _person(text, another.end())):
                yield _moved(line, other)
            break


def _begins_clause(text: str, at: int) -> bool:
    """Whether a closing phrase around there begins a sentence or a part of it."""
    before = text[max(0, at - 60) : at]
    end = len(before)
    for word in reversed(list(_SAID.finditer(before))):
        if before[word.end() : end].strip(" /&"):
            return True
        if word[0].casefold() not in _BEFORE_CLOSING:
            return False
        end = word.start()
    return not before[:end].strip(" /&") or not before[:end].rstrip(" /&")[-1].isalnum()


def _signed(line: _Line, usage: _Usage, *, lower: int = 0) -> Iterator[_Person]:
    """People in a line where a signature is expected."""
    text = line.text
    lead = _BEFORE.match(text)
    person = _person(text, lead.end() if lead else 0, lower=lower)
    if person is None or len(text) > 120 or _is_thing(text, person, usage):
        return
    if person.words > 1 and _is_sign_off(text):
        return
    if _AFTER.match(text, person.stop):
        if not person.is_lower or not any(map(_is_said, text.casefold().split())):
            yield _moved(line, person)
    elif not person.is_lower and _is_apart(text, person.stop):
        yield _moved(line, person)
        another = _AND.match(text, person.stop) or _BRACKET.match(text, person.stop)
        if another and (other := _person(text, another.end())):
            yield _moved(line, other)


def _is_apart(text: str, at: int) -> bool:
    """Whether what follows a name there is a firm, a job or the like, and no sentence."""
    apart = _APART.match(text, at)
    if apart is None or len(text) - at > 90:
        return False
    rest = text[apart.end() :].strip()
    if apart[1] == ",":
        return rest[:1].isupper()
    return not apart[1][0].isalpha() or len(rest.split()) <= 3


def _dashed(line: _Line) -> _Person | None:
    """Who signs at the end of a line: "It leaks. - Maya"."""
    dash = _DASHED.search(line.text, max(0, len(line.text) - 80))
    person = _person(line.text, dash.end()) if dash else None
    return _moved(line, person) if person and _AFTER.match(line.text, person.stop) else None


def _bare(segment: Sequence[_Line], usage: _Usage, *, by_phone: bool) -> Iterator[_Person]:
    """A name alone on the last line: "- Maya", "Maya :)", or only "Maya"."""
    before, line = segment[-2], segment[-1]
    text = line.text
    lead = _BEFORE.match(text)
    at = lead.end() if lead else 0
    is_listed = any(_LIST_ITEM.match(other.text) for other in segment[-6:-1])
    if _BULLET.match(text) or (is_listed and _LIST_ITEM.match(text)):
        return
    is_marked = by_phone or at > 0 or _SMILES.search(text) is not None
    person = _person(text, at, lower=is_marked)
    if person is None or not _AFTER.match(text, person.stop) or "?" in text[person.stop :]:
        return
    name = text[person.start : person.stop]
    if _is_thing(text, person, usage, strict=not is_marked) or _is_said(name) or _is_sign_off(text):
        return
    if is_marked or _stands_alone(name, person, before, line):
        yield _moved(line, person)


def _stands_alone(name: str, person: _Person, before: _Line, line: _Line) -> bool:
    """Whether such a last line is more likely a name than the end of what is before it."""
    if person.words > 3 or (name.casefold() in _WORDS_TOO and not line.after_gap):
        return False
    if _is_shouted(name) or _is_name(before.text):  # a heading, or the last of several short lines
        return False
    if _ENDS.search(before.text):
        return True
    if before.text.endswith(","):
        return len(before.text.split()) <= 8
    is_sentence = len(before.text.split()) > 3
    return line.after_gap and is_sentence and not _GOES_ON.search(before.text)


def _is_shouted(name: str) -> bool:
    """Whether a word is in capitals, as in abbreviations and headings."""
    return any(word.isupper() and len(word) > 1 and "." not in word for word in name.split())


def _is_name(text: str) -> bool:
    person = _person(text, 0)
    return person is not None and _AFTER.match(text, person.stop) is not None


def _block(segment: Sequence[_Line], usage: _Usage) -> Iterator[_Person]:
    """A name with a job or an address after it, in the last lines."""
    for number in range(max(1, len(segment) - _BLOCK_MAX), len(segment)):
        line, before = segment[number], segment[number - 1]
        if any(len(other.text) > 90 for other in segment[number:]):
            continue
        if not (line.after_gap or _ENDS.search(before.text)) or _is_name(before.text):
            continue
        person = _person(line.text, 0)
        if person is None or _is_thing(line.text, person, usage) or _is_sign_off(line.text):
            continue
        if _is_shouted(line.text[person.start : person.stop]):
            continue
        rest = line.text[person.stop :]
        if _AFTER.match(rest):
            is_signed = number + 1 < len(segment) and _is_role(segment[number + 1].text)
        else:
            is_signed = _is_apart(line.text, person.stop) and _is_role(rest)
        if is_signed:
            yield _moved(line, person)
            return


def _is_role(text: str) -> bool:
    """Whether a line names a job or a firm, or how to reach somebody."""
    if _CONTACT.search(text):
        return True
    words = _SAID.findall(text)
    return (
        0 < len(words) <= 8
        and words[0][:1].isupper()
        and text[-1] not in ".!?"
        and not _ORGANISATIONS.isdisjoint(word.casefold() for word in words)
    )


def _answered(text: str) -> list[str]:
    """The name in a short answer to a question for it."""
    said = text.strip().rstrip(".!")
    said = said[found.end() :].lstrip() if (found := _SAYS.match(said)) else said
    if len(said) >= 60 or len(said.split()) > 3:
        return []
    person = _person(said, 0, lower=3, is_certain=True)
    return [said[person.start : person.stop]] if person else []


def variants(names: Iterable[str]) -> set[str]:
    """Each name and each of its words, in the cases in which they are usually written."""
    given = [" ".join(name.split()) for name in names][:_NAMES_MAX]
    parts = {part for name in given for part in name.split() if part.casefold() not in _PARTICLES}
    usable = {
        part
        for part in parts.union(given)
        if sum(map(str.isalpha, part)) > 1 and part.casefold() not in _NEVER_ALONE
    }
    forms = {form for part in usable for form in (part, part.title(), part.upper())}
    return {form for form in forms if not (form.islower() and form in _WORDS_TOO)} | {
        part.lower() for part in usable if len(part) > 2 and part.casefold() not in _WORDS_TOO
    }
