"""The words that the rule screen listens for: data, grouped by what they mean.

A phrase is a regular expression over plain text (lower case, single blanks, "don't" spelt out,
slips of typing mended: see `screen.plain`) that begins and ends at a word's edge. Besides:

- `~` stands for up to three words in between, none of which is "my", "their" or the like;
- `{role}` and its kin stand for the lists in `WORDS`.

All repetition is bounded, so that every pattern takes time linear in the text. Alternatives begin
with a letter where they can: the matcher then rejects them at a glance.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from tandem.core.turn.reading import Phrases

WORDS = {
    "real": r"(?:real|actual|live|living|human|proper|physical|genuine|customer|client"
    r"|support|service"
    r"|care|sales|billing|senior|different|another|other|qualified|competent|breathing"
    r"|damn|fucking|tech)",
    # "agent key", "human resources", "operator role": the noun stands for a thing.
    "role": r"(?:human being|human|person|agent|representative|rep|operator|advis[eo]r"
    r"|supervisor|manager"
    r"|specialist|employee|associate|colleague|csr|consultant|clerk|technician|expert|superior)s?"
    r"(?! (?:key|seat|licen[cs]e|id|role|account|api|string|header|resource|readable|error"
    r"|right|token"
    r"|dashboard|console|setting|permission|approval|name|page|view|app|tool|log|install"
    r"|version)s?\b)"
    r"(?!-(?!to-))",
    "anyone": r"(?:some|any) ?(?:one|body)",
    "desk": r"(?:customer|client|tech|technical|phone|live|human|support|billing|sales"
    r"|account|claims"
    r"|refunds?|returns|fraud|complaints|your|the) (?:support |service |care |help )?"
    r"(?:support|services?|care|team|department|desk|staff|people|folks|office|line|rep"
    r"|chat)(?! (?:hours|plan|button|number of))",
    "bot": r"(?:chat ?)?(?:robots?|bots?|machines?|computers?|ai|automat(?:ed|ic) \w+"
    r"|algorithms?|recordings?)",
    "talk": r"(?:talk|speak|chat|converse|correspond|took)",
    "send": r"(?:transfer|connect|patch|put|pass|route|redirect|forward|switch|direct"
    r"|refer|escalate"
    r"|hand|take|bring|link|get|give|hook|reassign)",
    "self": r"(?:myself|my self|my ?life)",
    "account": r"(?:accounts?|acct|subscriptions?|memberships?|membership plan|plan"
    r"|contract|policy(?! question)"
    r"|services?|profile|free trial|trial|workspace|auto ?-?renewal|renewal|registration"
    r"|licen[cs]es?)",
    "closing": r"(?:cancel|close|terminate|end|delete|deactivate|discontinue|shut|disable"
    r"|remove|quit|stop"
    r"|drop|invalidate|inactivate|wipe|erase|unsubscribe|get rid|get out|opt out|exit)",
    "closed": r"(?:cancell?ed|closed|terminated|ended|deleted|deactivated|discontinued"
    r"|removed|disabled|stopped|shut)",
    "service": r"(?:service|support|company|experience|app|bank|product|helpdesk|website"
    r"|business|store|place"
    r"|provider|bot|assistant|firm|people|airline|system)s?",
}
WORDS["whom"] = rf"(?:{WORDS['role']}|{WORDS['anyone']}|{WORDS['desk']}|people|whoever" + (
    r"|(?:a |the )?member of ~ (?:team|staff)|one of (?:your|the) ~ (?:people|team|staff)"
    r"|(?:tier|level) (?:2|3|two|three)|someone else|team lead|higher ups?|your boss"
    r"|support|billing)"
)

GAP = r"(?:(?!(?:my|his|her|their|our|i|if)\b)[\w'/-]+,? ){0,3}"


@dataclass(frozen=True, slots=True)
class Group:
    """Phrases that mean the same, under the name that an agent will read."""

    name: str
    phrases: Phrases
    urgent: bool = False


def written(*alternatives: str) -> Phrases:
    """Compile phrases as they are written here."""
    text = "|".join(alternatives)
    for name, words in WORDS.items():
        text = text.replace("{" + name + "}", words)
    return Phrases.of(text.replace("~ ", GAP))


def group(name: str, *alternatives: str, urgent: bool = False) -> Group:
    """A group of phrases, compiled."""
    return Group(name, written(*alternatives), urgent)


# Slips of typing ------------------------------------------------------------------------------

KEYWORDS = """
human person people agent representative operator supervisor manager someone somebody customer
service support speak talk transfer connect cancel account subscription membership delete frustrated
frustrating ridiculous unacceptable terrible refund lawyer attorney lawsuit suicide fraud hacked
stolen unauthorized waive exception please desperate disappointed
"""


def _slips(word: str) -> Iterator[str]:
    """The word with two neighbours swapped, one inner letter lost, or one doubled."""
    for at in range(1, len(word)):
        yield word[: at - 1] + word[at] + word[at - 1] + word[at + 1 :]
        yield word[:at] + word[at] + word[at:]
        if at < len(word) - 1 and len(word) > 4:
            yield word[:at] + word[at + 1 :]


def _spellings() -> dict[str, str]:
    keywords = KEYWORDS.split()
    slips = {slip: word for word in keywords for slip in _slips(word)}
    for pair in _LISTED.split():
        slip, _, meant = pair.partition("=")
        slips[slip] = meant.replace("_", " ")
    return {slip: word for slip, word in slips.items() if slip not in keywords}


# These win over the slips made above: "wave" is no "waive".
_LISTED = """
speek=speak spek=speak tlk=talk tak=talk costumer=customer cust=customer custumer=customer
custome=customer humen=human humam=human humann=human hooman=human hunan=human
reprasentative=representative representitive=representative represenative=representative
representive=representative reprezentative=representative representativ=representative reps=rep
supervizor=supervisor superviser=supervisor maneger=manager operater=operator opperator=operator
somone=someone sombody=somebody suport=support srvc=service wiht=with whit=with wtih=with
cancle=cancel canel=cancel cansel=cancel acount=account subscribtion=subscription
frustated=frustrated fustrated=frustrated frusterated=frustrated rediculous=ridiculous
ridiculus=ridiculous rediculus=ridiculous unaceptable=unacceptable dissapointed=disappointed
dissapointing=disappointing wave=wave layer=layer loyer=lawyer lawer=lawyer suiside=suicide
sucide=suicide unauthorised=unauthorized pls=please plz=please plse=please u=you ur=your ya=you
yall=you w=with thx=thanks tx=thanks ty=thanks im=i_am i'm=i_am ive=i_have i've=i_have
i'd=i_would i'll=i_will it's=it_is that's=that_is thats=that_is what's=what_is whats=what_is
who's=who_is you're=you_are youre=you_are they're=they_are we're=we_are we've=we_have
you've=you_have there's=there_is where's=where_is wanna=want_to gonna=going_to gotta=have_to
gimme=give_me lemme=let_me wana=want_to gunna=going_to can't=can_not cant=can_not cannot=can_not
won't=will_not wont=will_not dont=do_not don't=do_not doesn't=does_not doesnt=does_not
didn't=did_not didnt=did_not isn't=is_not isnt=is_not aren't=are_not wasn't=was_not
wasnt=was_not wouldn't=would_not wouldnt=would_not couldn't=could_not couldnt=could_not
haven't=have_not havent=have_not hasn't=has_not hasnt=has_not shouldn't=should_not
needn't=need_not authorise=authorize authorised=authorized apologise=apologize realise=realize
"""
SPELLINGS = _spellings()
FILLERS = written("u+[hm]+", "e+rm", "h+m+")  # of voice transcripts

# A person asked for ---------------------------------------------------------------------------

# Looks like a request and is none: taken out of the text before it is searched for one.
PERSON_ASIDES = written(
    r"(?:do|does|did|would|will|really|there is|have) (?:not|no) ~ (?:want|need|wish|like"
    r"|care|ask|reason) (?:to |for )?(?:be )?(?:{talk} (?:to|with)|transferred to"
    r"|connected to|contact|call|for)? ?(?:a |an |any |the |your )?(?:{real} ){0,2}{whom}",
    r"(?<!why )(?:do not|no need to|never|without) (?:having to )?(?:transfer|escalate"
    r"|connect|forward|hand|put|pass)\w*(?:,? (?!i\b|get\b)[\w'-]+){0,6}",
    r"no need (?:to|for) ~ (?:{talk} (?:to|with) ~ )?{whom}",
    r"(?:rather|prefer) not (?:to )?{talk} (?:to|with) ~ {whom}",
    r"(?<!who )(?<!whom )(?<!how )(?<!where )(?:do (?:i|we) (?:have|need) to|(?:must"
    r"|should|if) (?:i|we)(?: have to| need to)?) (?:{talk}|contact|call|reach|see|ask"
    r"|visit)(?: to| with)? ~ {whom}",
    r"(?:am i|are we|was i|i was|i have|i had|we were|were you|just|already|stopped|been) "
    r"(?:\w+ )?(?:talking|speaking|chatting|spoken) (?:to|with) ~ {whom}",
    r"(?:am i|are you|is this|is it|was i) (?!able|allowed|possible|ok|going|not|too|so"
    r"|hard)(?:(?!i\b|me\b|to\b)[\w'-]+,? ){0,7}{role}",
    r"(?:is|are|was|were|will|does|do|did) (?:this|the|that|my|these) (?:\w+ ){0,4}(?:by"
    r"|from|with|for) (?:a |an )?(?:{real} )?{role}",
    # How one builds or does such a thing oneself.
    r"(?:set(?:ting)? up|configure|customize|add|invite|create|assign(?! an? (?:human"
    r"|person|agent) to)|enable|build|implement|embed) (?:(?!i\b|me\b|us\b|and\b)[\w'-]+ "
    r"){0,6}{whom}",
    r"(?:my|our|your) (?:customers|clients|users|visitors|callers|guests|patients) (?:"
    r"(?!i\b|me\b|us\b)[\w'-]+ ){0,6}{whom}",
    r"(?:make|let|have|can|does|train) (?:my|our) (?:chat ?)?(?:bots?|assistant) (?:(?!i\b"
    r"|me\b|us\b)[\w'-]+ ){0,6}{whom}",
    r"(?:which|what|do|can|when|if) (?:roles?|plans?|users?|customers?|clients|visitors) "
    r"(?:\w+ ){0,5}{talk} (?:to|with) (?:an? |the )?\w+",
    r"(?:stop|keep|prevent) ~ {bot} from",
    r"how (?:do|can|could|would|should|to) (?:i |we |you )?(?:transfer|pass|route|redirect"
    r"|forward|switch|hand|link|give|connect) (?:my|calls?|tickets?|chats?"
    r"|conversations?) (?:\w+ ){0,3}(?:to|with) ~ {whom}",
    r"(?:real estate|estate|travel|insurance|rental|leasing|user|letting|cleaning)[ "
    r"-]agents?",
    r"(?:glad|nice|good|great|pleasure|lovely) (?:to|that i could) {talk} (?:to|with) ~ "
    r"\w+",
    r"(?:had|having) (?:a |an )?(?:\w+ )?(?:chat|call|conversation|word|talk) with ~ "
    r"{whom}",
    r"(?:do not|no) (?:need|want)? ?(?:for )?(?:a )?call ?back",
    r"human resources|human rights|human error|human[ -]readable|human nature",
)

PERSON = (
    group(
        "asks to talk to a person",
        r"(?:talk|speak) (?:to|with) (?:a|an|your) (?:\w+ ){0,2}(?:executive|officer|person"
        r"|team|department|lead|director|boss|guy|lady)",
        r"{talk} (?:directly |again )?(?:to|with|2|too|w/?) ~ {whom}",
        r"(?:want|need|like|can i|could i|let me|rather|able)(?: to)? (?:be )?(?:connect"
        r"|communicate|deal)(?:ed)? (?:to|with) ~ {whom}",
        r"(?:prefer|insist on|mind|rather be|like|consider|try|about|avoid you by) (?:talking"
        r"|speaking|chatting|dealing) (?:to|with) ~ {whom}",
        r"(?:conversation|word|chat|call|appointment) with (?:a |an |the |your )?(?:{real} "
        r"){0,2}{role}",
        r"(?:talk|speak) (?:to|with) my (?:account manager|advis[eo]r|rep|customer success "
        r"manager|csm)",
        r"(?:anyone|anybody|someone|somebody|person|human|agent|rep|representative|supervisor"
        r"|manager|people) (?:else )?(?:that |who |whom )?(?:i|we) (?:can|could|may) (?:talk"
        r"|speak|chat|call|reach|contact|email|phone)",
        r"(?:anyone|someone|somebody|human|person|agent) (?:else )?to (?:talk|speak|chat) "
        r"(?:to|with)",
        r"let me (?:talk|speak) to (?:him|her|them|your boss)",
        r"(?:get|speak|talk) to your (?:boss|superiors?|management)",
    ),
    group(
        "wants a person",
        r"(?:want|need|prefer|require|demand|request|would like|rather have|insist on|get|give"
        r"|send|bring|ask(?:ed|ing)? for|requested|requesting|wanting|needing) (?:(?:me|us|to "
        r"have|to see|to get|just|only|help from|assistance from) ){0,2}(?:(?:a|an|the|your"
        r"|some|any|my own) ){0,2}(?:{real}(?: or |,? )){0,3}(?:humans?|human being|agent"
        r"|representative|rep|operator|supervisor|real one|human (?:help|support|assistance)"
        r"|live (?:help|support|chat)|csr|customer (?:service|support|care)(?: please)?$)(?! "
        r"(?:access|permission|installed|installer|sample|running|working|software|process|key"
        r"|seat|licen[cs]e|id|role|account|api|string|header|resources?|readable|error|token"
        r"|name|to report))(?!-)",
        r"(?:want|need|prefer|demand|would like|give|get|send|bring)(?: me| us)? (?:a|an|the"
        r"|your)? ?(?:real |actual |live |living |human |proper )person",
        r"(?:want|need|demand|give|get)(?: me| us)? (?:a|your|the) (?:manager|person|boss)(?! "
        r"(?:to|for|of|in|at|role|name|icon|\w+ for))",
        r"(?:want|need|get|give) (?:me )?your (?:\w+ )?(?:team|department|staff|supervisor"
        r"|boss|manager)",
        r"(?:get|give) me (?:{anyone}|a real|an actual|a manager|a person|customer (?:service"
        r"|support|care))",
        r"(?:by|from|have) (?:a|an) (?:real|actual|live|living|human|proper) (?:human being"
        r"|human|person|agent|being|representative|rep|operator|advisor)",
        r"(?:can|could|may|will|would|have|let) (?:a|an|your|some|any) (?:{real} )?(?:human"
        r"(?: being)?|person|agent|representative|rep|operator|colleague) (?:please )?(?:help"
        r"|call|contact|look|check|review|reply|respond|answer|assist|take|get back|reach"
        r"|handle|step)",
        r"(?:is|are) there (?:a|an|any) (?:{real} )?(?:human(?: being)?|person|agent"
        r"|representative|rep|operator|people)s? (?:available|(?:who|that) (?:can|could)|to "
        r"help|i can|around|on duty|free)",
        r"(?:have|are there|get) (?:you )?(?:any )?(?:real|actual|live|human) (?:people|humans"
        r"|persons|agents|staff)(?: there| here)?(?=$|[.!?,]| i | available| to )",
        r"asked (?:\w+ ){0,3}for (?:a|an|the|your) (?:{real} )?(?:person|human|agent|manager"
        r"|representative|rep)",
        r"(?:speak|talk) human",
    ),
    group(
        "wants a person to act",
        r"get (?:me )?(?:{anyone}|a person)(?=$|[.!?,])",
        r"(?:can|could|may) (?:i|we) please (?:deal|connect) with ~ {role}",
        r"(?:put|get) {anyone} on",
        r"try (?:a|an) (?:{real} )?(?:human|person|agent|rep)(?=$|[.!?,])",
        r"{anyone} (?:real|human)(?= (?:respond|reply|answer|there|here|help|available|to)|$"
        r"|[.!?,])",
        r"where (?:is|are) (?:the|a|your|all the) (?:real )?(?:humans?|person|people|agents?"
        r"|representatives?)(?=$|[.!?,])",
        r"assign (?:a|an) (?:{real} )?(?:human|person|agent) to (?:my|this|me)",
        r"(?:can|could|may|would) (?:a|an|your|the|some) (?:{real} )?(?:supervisor|manager) "
        r"(?:please )?(?:help|call|contact|look|check|review|reply|respond|take|get back"
        r"|handle|step)",
        r"(?:discuss|raise|resolve|sort|settle|complain|check|go over|go through|solve|fix"
        r"|handle|explain|reassign) (?:this |it |that |these |my \w+ |the \w+ |out |about \w+ "
        r")?(?:with|to) (?:a|an|your|some) (?:{real} ){0,2}{role}",
        r"(?:help|assistance|support|answer|reply|response|answers|looked at|reviewed"
        r"|handled) (?:from|by) (?:a|an) (?:{real} )?(?:human|person)",
        r"(?:need|want|request|prefer|require|would like) (?:\w+ ){0,2}(?:help|assistance"
        r"|support|call|callback|advice|contact|reply|answer) (?:from|by) (?:a|an|your) "
        r"(?:{real} )?{role}",
        r"(?:talking|speaking|chatting|explaining \w+) (?:to|with) (?:a|an|your|some) "
        r"(?:{real} )?{whom}",
        r"(?:talking|speaking|chatting) (?:to|with) (?:{anyone}|real people)",
        r"(?:to|with|by|from) (?:a|an|some|another) (?:human|human being|live agent|human "
        r"agent|live rep|live representative)(?=$|[.!?,]| please| instead| now| asap| about| "
        r"immediately)",
        r"{anyone} (?:please )?(?:call|phone|contact|ring) (?:me|us)(?=$|[.!?,]| back| please"
        r"| on| at| about| asap)",
        r"any (?:{real} )?(?:humans|people|agents|reps|human beings|representatives"
        r"|operators) (?:around|here|available|online|working|left|i can)",
        r"(?:get|have|ask|want) {anyone} (?:\w+ )?to (?:look at|check|review|sort|handle) "
        r"(?:this|it|that)",
        r"(?:passing|transferring|connecting|handing|putting|forwarding|referring|directing) "
        r"(?:me|us|this|it) (?:\w+ )?(?:to|with) ~ {whom}",
        r"(?:fetch|grab|summon) (?:a|an|your|some) (?:{real} )?{role}",
        r"(?:a|an|some) (?:guy|girl|lady|man|woman) on the (?:phone|line)",
        r"(?:like|want|need|ask|prefer)(?:ed)? to be (?:called back|phoned|contacted|called "
        r"by (?:a|an|your|someone|somebody))",
        r"(?:get|bring|put|send|find|give|involve|add|loop|pull|let|have|call|fetch|page|want"
        r"|need) (?:in |me |us |over |up )?(?:a |an |the |your |some )?(?:{real} ){0,2}{role} "
        r"(?:for me|please|on the|on (?:this|here|it)|in (?:here|on)|here|involved|over here"
        r"|instead|involved|to (?:help|assist|call|contact|look|talk|review|sort|fix|handle"
        r"|answer|step|check|explain|deal|respond|take|get|speak|reach))",
        r"(?:put|bring|loop|pull|get|send) (?:in |on |me )?(?:a|an|some) (?:{real} )?(?:human"
        r"|humans|real person|representative|supervisor)(?: in| on)?(?=$|[.!?,])",
        r"(?:is|are) (?:there )?(?:a|an|any|your|some) (?:{real} ){0,2}{role} (?:available"
        r"|around|free|on duty|online|there|i can|who can help)",
        r"(?<!talking )(?<!speaking )(?<!chatting )to an? (?:real|actual|live|living|human) "
        r"(?:human|person|agent|rep|representative|operator|being)",
        r"(?:a|an|any) (?:{real} )?{role} (?:on the (?:phone|line)|to (?:talk|speak|chat|help "
        r"me|assist me|call me|contact me))",
        r"(?:need|want|would like|get|have|arrange for|ask|tell|like) (?:{anyone}|your \w+|a "
        r"\w+) to (?:please )?(?:call|phone|ring|contact|email|reach out to|get back to|get "
        r"in touch with|speak (?:to|with)|talk (?:to|with)) (?:me|us)",
        r"(?:colleague|teammate|co-?worker)s? of yours",
    ),
    group(
        "asks to be passed on",
        r"escalated? to ~ {whom}",
        r"(?:be|get) put through",
        r"(?:get|put|getting) (?:me |us )?in (?:contact|touch) with ~ {whom}",
        r"(?:like|want|need|wish) to escalate",
        r"{send} (?:me|us|this|it|my (?:call|chat|conversation|case|issue|request|problem"
        r"|question|complaint|claim|matter)|the (?:chat|conversation|call|ticket|case|issue)) "
        r"(?:\w+ ){0,2}?(?:up |over |through |thru |on |back |in touch |in contact )?(?:to"
        r"|with|2) ~ {whom}",
        r"put me (?:through|thru|on with|in touch)",
        r"(?:transfer|connect|escalate|redirect) me(?: now| please| already| asap)?(?=$"
        r"|[.!?,])",
        r"escalate (?:this|my|the|it)(?: (?:issue|ticket|case|matter|problem|complaint|request"
        r"|chat|conversation))?(?: now| please| immediately| further)?(?=$|[.!?,]| to| because"
        r"| as| until)",
        r"(?:please|can you|could you|just|now|immediately) (?:transfer|hand ?over|connect"
        r"|switch|escalate|forward|handoff)(?: over)? (?:to|with) ~ {whom}",
        r"(?:be|get) (?:transferred|connected|escalated|put through|passed on)(?: over| on)? ?"
        r"(?:to|with) ~ {whom}",
    ),
    group(
        "asks how to reach a person",
        r"whom? (?:can|do|should|could) (?:i|we) ring",
        r"give me a (?:call|ring)(?! (?:center|log|button|tone))",
        r"{anyone} from ~ (?:call|contact|phone|email|reach out to|get back to) (?:me|us)",
        r"number (?:for|of|to reach) (?:your |the )?{desk}",
        r"(?:call|ring|phone) me,? (?:please|asap|now|today|tomorrow|immediately|at \d+|on "
        r"\d+)(?=$|[.!?,])",
        r"(?:number|phone line|hotline|line) (?:that |where |which )?(?:i|we) (?:can|could"
        r"|may) (?:call|ring|phone|dial|reach)",
        r"(?:how|where) (?:do|can|could|should|would|to|may|might|else)(?: i| we| you| one)? "
        r"(?:contact|reach|call|phone|email|get (?:a )?hold of|get in touch with|get through "
        r"to|get to|find|get) (?:a |an |the |your |some |any )?(?:{real} ){0,2}(?:{anyone}"
        r"|{desk}|human|person|agent|representative|rep|operator|support)(?! (?:the|my|a|to) "
        r"(?:card|app|code))",
        r"(?:want|need|like|trying|tried|can i|could i|may i|able|way|hard|possible) (?:to )?"
        r"(?:contact|reach|call|phone|get (?:a )?hold of|get in touch with|get through to) "
        r"(?:a |an |the |your )?(?:{real} ){0,2}(?:{anyone}|{desk}|human|person|agent"
        r"|representative|rep|operator)",
        r"whom? (?:can|do|should|must|could|would|may|shall) (?:i|we) (?:talk|speak|call"
        r"|contact|email|write|chat|phone|reach|turn|complain)",
        r"(?<!what )(?:can|could|will|would|please have|have|get|let) (?:someone|somebody"
        r"|anyone|anybody|you|a \w+|your \w+) (?:please )?(?:phone|ring|contact|get back to"
        r"|reach out to|call|give (?=\w+ a (?:call|ring))) ?(?:me|us)(?: a (?:call|ring))?(?=$"
        r"|[.!?,]| back| at| on| about| asap| please| now| today| tomorrow| regarding| to "
        r"(?:discuss|help|talk|resolve|sort|fix|explain))",
        r"(?:please )?(?:call|phone|ring) me back",
        r"(?:want|need|like|request|get|arrange|schedule) (?:a )?call ?back",
        r"(?:phone|telephone|contact) number ~ (?:a )?(?:person|human|someone)",
        r"(?:what is|is there|do you have|give me|have you got|need|tell me|provide|know) ~ "
        r"(?:customer|support|help|helpline|hotline|technical) ?(?:service|care|support|line"
        r"|desk)? (?:phone |telephone |contact |website )?(?:number|details|contact)",
        r"(?:want|need|get|can|could|have|let|from|like|with|to) {anyone} (?:from|in|at|on) "
        r"your (?:\w+ )?(?:team|side|company|staff|end|department|office)",
    ),
    group(
        "wants no machine",
        r"(?:off|out of|away from|past|skip|bypass) (?:this |the |your )(?:\w+ )?(?:chat ?bots?"
        r"|robots?|bots?|ai|automated \w+)",
        r"(?:do not|not|never|hate|tired of|sick of|done|enough of|refuse to|rather not) "
        r"(?:want(?: to)?|wish to|like(?: to)?)? ?(?:be )?(?:talk|typ(?=ing)|speak|chat|deal"
        r"|do this|interact|argu|wast\w+ (?:my )?time|mess|work|communicate|convers)\w*(?: to"
        r"| with| through)? (?:this |a |an |the |some |your |any |these |you )?(?:\w+ )?{bot}",
        r"(?:no more|enough with|stop) (?:the |these |this |with the )?(?!talking)(?:\w+ "
        r")?{bot}(?=$|[.!?,]| and| now| please)",
        r"(?:want|need|please|i said) no (?:ro)?bots?",
        r"(?:instead of|rather than|other than|and not|(?<=, )not) (?:a |an |this |the |some )?"
        r"(?:stupid |dumb )?(?:chat ?bots?|robots?|bots?|machine|computer|ai)(?=$|[.!?,])",
        r"(?:turn|switch) (?:off|this off) ?(?:the |this )?(?:chat)?bot",
        r"do not want (?:to use )?(?:an? |the |this )?(?:chat ?bot|bot|robot|chat|ai|machine)"
        r"(?=$|[.!?,])",
    ),
)

# The whole message, or a whole sentence of it, greetings and "please" set aside.
PERSON_BARE = written(
    r"(?:(?:i said|no|just|only|stop|the|your|a|an|another|different) ){0,2}(?:(?:real"
    r"|actual|live|living|human|proper|customer|support|service|help|care|sales|billing"
    r"|desk|fucking|goddamn|damn) ){0,3}(?:humans?|human being|agent|representative|rep"
    r"|operator|supervisor|csr|advis[eo]r|associate)(?: (?:agent|help|support|now|needed"
    r"|assistance|only|required|chat|here|immediately|asap|on the phone|on the line))?",
    r"(?:a |an )?person(?: now)?",
    r"(?:a |an )?(?:real|actual|live|living|human|support|another) (?:person|people"
    r"|someone|employee|assistance|help|support|chat|agent)(?: now| only)?",
    r"(?:your |the )?(?:manager|supervisor)(?: now)",
    r"(?:customer|client|cust) (?:service|support|care)(?: rep| team| agent| line)?(?: "
    r"now)?",
    r"hand ?-?(?:off|over)(?: to (?:a |an )?(?:human|agent|person))?",
    r"(?:escalate|transfer me|connect me|call me|callback|call back|live chat|live agent)",
    r"(?:transfer|switch|connect|escalate|forward|handover|back)(?: over)? (?:to|with|2) ~ "
    r"(?:human|agent|person|representative|rep|operator|support|manager|supervisor|someone"
    r"|somebody|live chat)",
    r"(?:no|no more|not a|not another|kill the|stop the|stop this|i hate) (?:chat ?)?"
    r"(?:ro)?bots?",
    r"(?:anyone|someone|somebody) (?:real|human)",
    r"people (?:not|no) (?:ro)?bots?",
)

# What may stand beside it in such a sentence.
PLEASE = written(
    r"(?:please|now|asap|immediately|already|hello|hi|hey|ok|okay|so|just|thanks|thank you"
    r"|i want|i need|sir|urgently|right now|dammit|damn it|ffs|again|and|well|look|listen"
    r"|can i|could i|may i|get|give me|have)",
)

# The plain wish in other languages: the screen must hear it even where nothing else is measured.
PERSON_ABROAD = (
    group(
        "asks for a person",
        # German
        r"(?:mit|einen|einem|einer|echten?|richtigen?) (?:\w+ ){0,3}(?:menschen?|mitarbeiter"
        r"(?:in)?|berater(?:in)?|kundenservice|kundendienst|kundenberater|vorgesetzten?) "
        r"(?:\w+ ){0,3}(?:sprechen|reden|verbinden|verbunden|chatten|bitte)",
        r"(?:echten?|richtigen?) (?:menschen?|mitarbeiter|person)",
        r"(?:menschen?|mitarbeiter) (?:bitte|sprechen)",
        # Dutch
        r"(?:met|een) (?:\w+ ){0,3}(?:medewerker|mens|persoon|klantenservice|collega) (?:\w+ "
        r"){0,3}(?:spreken|praten|chatten|verbinden)",
        r"(?:spreken|praten|chatten) met (?:\w+ ){0,3}(?:medewerker|mens|persoon|iemand"
        r"|klantenservice)",
        # French
        r"(?:parler|discuter|échanger|parlez|mettre en relation) (?:\w+ ){0,2}(?:à|a|avec) "
        r"(?:\w+ ){0,3}(?:humain|conseiller|conseillère|personne|agent|opérateur|quelqu'un"
        r"|responsable|service client)",
        r"(?:un|une) (?:vrai|vraie) (?:humain|personne|conseiller)",
        r"(?:humain|conseiller) s'il vous pla[iî]t",
        # Spanish and Portuguese
        r"(?:hablar|comunicarme|comunicar|contactar|conversar|chatear|falar|conversar"
        r"|atendido) (?:\w+ ){0,2}(?:con|com|a|por) (?:\w+ ){0,3}(?:persona|humano|agente"
        r"|operador|operadora|asesor|alguien|representante|supervisor|gerente|ejecutivo|pessoa"
        r"|atendente|alguém|gente)",
        r"(?:quiero|necesito|quero|preciso de) (?:un|una|um|uma) (?:\w+ ){0,2}(?:persona"
        r"|humano|agente|operador|asesor|pessoa|atendente)",
        r"(?:persona|pessoa) real",
        # Italian
        r"(?:parlare|chattare|comunicare) con (?:\w+ ){0,3}(?:persona|umano|operatore"
        r"|operatrice|addetto|qualcuno|consulente|assistenza|responsabile)",
        r"(?:voglio|vorrei) (?:un|una) (?:\w+ )?(?:operatore|persona|umano)|operatore umano",
    ),
)

# Scripts in which a word's edge is no blank, or an ending follows.
PERSON_IN_SCRIPTS = (
    Group(
        "asks for a person",
        Phrases(
            re.compile(
                "人工(?:客服|服务|服務)?|转人工|真人|オペレーター|担当者(?:と|に|へ)|人間と話"
                "|상담원|상담사|사람과"
                "|(?:поговорить|связаться|соедините|позовите|нужен)"
                ".{0,20}(?:оператор|человек|менеджер|сотрудник)|оператора"
                "|(?:التحدث|اتكلم|أتحدث|موظف).{0,20}(?:موظف|شخص|إنسان|خدمة العملاء)"
                "|נציג(?: אנושי)?|לדבר עם (?:אדם|מישהו)"
                "|(?:मानव|इंसान|व्यक्ति|एजेंट) से बात|(?:να μιλήσω|μιλήσω) με"
                "|คุยกับ(?:คน|เจ้าหน้าที่|พนักงาน)"
            )
        ),
    ),
)

ACCEPTS = written(
    r"(?:(?:yes|yep|yeah|yup|ya|y|sure|ok|okay|k|alright|absolutely|definitely|certainly"
    r"|of course|go ahead|go for it|do it|do that|do so|please|please do|let us do that"
    r"|let us|that would be (?:great|good|nice|helpful|fine|lovely|perfect)|sounds good"
    r"|that works|works for me|fine|perfect|great|good|i would like that|i would love that"
    r"|i would|i do|i want that|i accept|that|thanks|thank you|by all means|why not"
    r"|correct|right|then|now|kindly|connect me|transfer me|you can|that is fine|that is "
    r"ok|agreed|agree|hell yes|ja|bitte|gerne|oui|volontiers|si|sí|claro|por favor|sì|sim"
    r"|graag|d'accord|да|はい|是|是的|好|好的|네|예|نعم|כן|हाँ)[ ,.!…👍🙏]*){1,6}",
)
ACCEPTS_FIRST = written(
    r"(?:yes|yeah|yep|ok|okay|sure),? (?:please|do (?:it|that)|connect me|go ahead|i "
    r"would)",
    r"please do",
    r"go ahead",
)
REFUSES = written("no", "not", "but", "nope", "never", "instead", "rather", "wait", "later")

# Safety and must-not-answer topics, the gravest first --------------------------------------------

SAFETY_ASIDES = written(
    r"suicide squad|bath bombs?|photo ?shoots?",
    r"shoot (?:me |you )?(?:an? )?(?:email|message|text)",
    r"fire (?:tv|stick|tablet|wall|alarms?|fox|drill)|(?:lawyer|attorney) jokes?",
    r"jokes? (?:about|on|with) \w+|fraud (?:department|team)",
    r"(?:atm|machine)(?: machine)? \W?stole|found my (?:lost or )?(?:stolen|lost)",
    r"tennis court|food court|basketball court|courtyard|court size",
    r"fraud (?:detection|prevention|score|filter|rules?)|lifetime",
    r"(?:not|never) (?:a |an )?(?:fraud|fraudulent|scam|injured|hurt|an emergency|stolen"
    r"|hacked)",
    r"virtually|dying to (?:know|try|see)|die of (?:embarrassment|laughter|boredom)",
    r"(?:phone|battery|laptop|plant|car) (?:\w+ )?(?:wants to die|died)",
    r"kill (?:the|this|a) (?:process|job|session|switch)|growth hack\w*|life ?hack\w*",
    r"data protection (?:officer|plan)s? (?:contact|price)|injury time",
    r"not (?:going to|want to) sue",
)

SAFETY = (
    group(
        "self-harm",
        r"(?:kill(?:ing)?|hurt(?:ing)?|harm(?:ing)?|cut(?:ting)?|hang(?:ing)?|shoot(?:ing)?"
        r"|starv(?:e|ing)) {self}",
        r"suicid(?:e|al)|self[ -]?harm\w*|unalive|kms",
        r"(?:end|take|taking|ending|took) (?:my own|my) life|end it all|ending it all",
        r"ending my own life",
        r"(?:want|wanted|going|wish i could|ready|like|rather|wanting) (?:to )?(?:just )?"
        r"(?:die|be dead|disappear forever)(?! (?:hard|another|lit))",
        r"(?:do not|no longer|not) (?:want|wish|care) to (?:live|be alive|exist|go on living"
        r"|wake up)",
        r"wish i (?:was|were) (?:dead|never born)",
        r"(?:better off|be better) (?:dead|without me)",
        r"no (?:reason|point) (?:to live|in living|to go on|living)",
        r"nothing (?:left )?to live for",
        r"(?:can not|can no longer) (?:go on(?: living| like this| anymore)?|live like this)",
        r"took (?:all|too many) (?:my |the |of my )?pills|overdos(?:e|ed|ing)",
        urgent=True,
    ),
    group(
        "child safety",
        r"child (?:abuse|porn\w*|molest\w*|sexual \w+|exploitation|predator|endangerment"
        r"|safety concern)",
        r"csam|paedophil\w*|pedophil\w*",
        r"(?:groom(?:ed|ing)|molest\w*|abus(?:ed|ing)|touch(?:ed|ing)|exploit(?:ed|ing)) (?:a "
        r"|my |the |by )?(?:\d+ year old |little |young )?(?:child|children|kid|kids|daughter"
        r"|son|minors?|girl|boy)",
        r"(?:my|our|a|the) (?:\w+ )?(?:child|kid|son|daughter|baby|toddler|infant|grandson"
        r"|granddaughter) (?:\w+ ){0,3}(?:swallow\w*|chok\w*|hurt|injur\w*|burn(?:ed|t)"
        r"|bleed\w*|not breathing|missing|unconscious|ingest\w*|ate (?:a |the |one )?"
        r"(?:battery|magnet|pill|button)|in danger|poison\w*|electrocuted|threatened"
        r"|approached)",
        r"(?:stranger|adult|man|someone|user|predator) (?:\w+ ){0,4}(?:messag\w+|contact\w+"
        r"|ask\w+|sen[dt]\w*|groom\w*|texting) (?:\w+ ){0,2}(?:my|our|a) (?:\w+ )?(?:child|kid"
        r"|son|daughter|minor|\d+[ -]year[ -]old)",
        r"minor (?:is |was )?(?:in danger|being|at risk)",
        r"underage (?:girl|boy|user|child|person|kid)s?",
        r"(?:nude|naked|sexual) (?:\w+ ){0,3}(?:minors?|child|children|kids?)",
        urgent=True,
    ),
    group(
        "violence or threat",
        r"(?:kill|murder|shoot|stab|strangle|attack|beat|hurt|harm|hit|punch|rape|poison|bomb"
        r"|assault) (?:you|him|her|them|someone|somebody|people|everyone|everybody|your "
        r"(?:family|staff|people|agents?|employees?))(?! (?:an? )?(?:email|message|line|up"
        r"|with (?:questions|information)))",
        r"(?:blow|burn|shoot) (?:up |down )?(?:your|the|this|that) (?:\w+ )?(?:office|building"
        r"|store|place|shop|branch|headquarters|house|bank|company)(?: up| down)?",
        r"(?:i|we) (?:know|will find out|will find) where you (?:live|work|are)",
        r"(?:come|coming) (?:after|for) (?:you|your family)",
        r"you(?: will| are going to)? (?:pay with your life|be dead|regret being born)",
        r"you are (?:all )?dead(?: meat)?",
        r"(?:death|bomb|violent|physical) threats?|bomb in",
        r"threaten(?:ed|ing|s)? (?:to (?:kill|hurt|harm|beat|shoot|stab|come)|me|us|my (?:life"
        r"|family|wife|kids|children)|with (?:a )?(?:gun|knife|violence))",
        r"(?:domestic|sexual|physical) (?:violence|abuse|assault)",
        r"(?:husband|wife|boyfriend|girlfriend|partner|ex|he|she|driver|father|mother) (?:\w+ "
        r")?(?:hits|beats|hit|beat|abused|abuses|assaulted|attacked|raped|groped|threatened"
        r"|stalks|stalking|choked) me",
        r"(?:being|was|been|am|got) (?:stalked|attacked|assaulted|raped|harassed|followed home"
        r"|threatened|mugged|robbed at)",
        r"in danger|fear for my (?:life|safety)|has a (?:gun|knife|weapon)",
        r"with a (?:gun|knife)",
        urgent=True,
    ),
    group(
        "medical emergency or injury",
        r"allergic (?:reaction|shock)|anaphyla\w+|chest pains?",
        r"(?:can not|trouble|difficulty|not|stopped|hard to|struggling to) breath\w*",
        r"heart attack|(?:having|had|has|suffered) a (?:stroke|seizure|concussion)",
        r"unconscious|passed out|fainted|(?:is|am|are|was|started|heavily|still|been) bleeding",
        r"bleeding (?:badly|heavily|out|profusely)|(?:call|called|need|send) (?:an )?ambulance",
        r"medical (?:emergency|attention)|(?:food )?poison(?:ed|ing)",
        r"(?:got|was|were|been|am|is|are|badly|seriously|i|she|he) (?:badly |seriously "
        r"|severely |slightly )?(?:injured|burn(?:ed|t) (?:by|my|her|his)|electrocuted"
        r"|scalded)",
        r"injured (?:my|his|her|me|by|while|when)|injury (?:caused|from|due|because)",
        r"caused (?:an? |me )?injur\w+",
        r"(?:burn(?:ed|t)?|cut|broke|hurt|injured|sliced|lost|fractured|crushed) (?:my|his"
        r"|her) (?:\w+ )?(?:hand|finger|fingers|arm|leg|face|skin|eye|eyes|foot|head|back"
        r"|wrist|mouth|tongue|neck|thumb|toe|ankle|knee)",
        r"(?:got|was|were|been) (?:badly |seriously )?hurt (?:by|because|when|while|using|from"
        r"|in)",
        r"(?:in|to|at) (?:the )?(?:hospital|emergency room|er|a&e) (?:because|after|with|due"
        r"|from|now|and)",
        r"hospitali[sz]ed|rushed to|ended up in (?:the )?(?:hospital|er)",
        r"(?:throat|tongue|face|lips) (?:is |are |was |has |have |started )?(?:swell\w*"
        r"|swollen|closing)",
        r"break(?:ing)? out in (?:a )?(?:rash|hives)",
        r"(?:gave|got|have|developed) (?:me )?(?:a )?(?:\w+ )?(?:rash|hives|blisters)",
        r"severe (?:pain|reaction|burns?)",
        r"made (?:me|us|him|her|my \w+) (?:very |really |violently |so )?(?:sick|ill)",
        r"(?:chok(?:ed|ing)) on|swallowed (?:a |the |some )",
        r"throwing up (?:blood|after|since)|suffocat\w+|life[ -]threatening",
        r"dying(?= (?:please|help|here|right|now)|$|[.!?,])",
        urgent=True,
    ),
    group(
        "fire, gas or electricity",
        r"(?:caught|catch|catches|catching|on|set) fire|(?:in|into) flames",
        r"smok(?:e|ing) (?:is |was |started |keeps )?(?:com(?:e|es|ing)|pour\w*|from|out)",
        r"(?:started|starts|began|is|was|keeps) (?:to )?smok(?:e|ing)(?! (?:weed|cigar|again"
        r"|area|room))",
        r"see smoke|smell (?:of )?smoke|full of smoke",
        r"(?:burn(?:ing|t)|burned|gas|smoky|electrical) smell",
        r"smell\w* (?:\w+ ){0,3}(?:burn\w*|gas|smoke)",
        r"(?:gas|carbon monoxide|fuel|chemical|acid) (?:leak\w*|alarm|poison\w*)",
        r"leaking (?:gas|fuel|acid|battery)|carbon monoxide",
        r"electric(?:al)? shocks?|electrocut\w+|(?:shocked|zapped) (?:me|my|him|her)",
        r"(?:got|get|getting|gave|gives|giving|received|felt) (?:me |an? |us )?(?:\w+ )?"
        r"(?:shocked by|zapped|(?:electric )?shock)",
        r"(?:throwing|throws|saw|seeing|making|makes|see) sparks",
        r"spark(?:s|ing|ed) (?:coming|fly\w*|from|when|out|and)|is sparking|started sparking",
        r"explod(?:e|ed|es|ing)|explosion|blew up in",
        r"(?:battery|charger|phone|plug|cable|device|adapter|socket|outlet) (?:\w+ ){0,3}"
        r"(?:swollen|swelling|swelled|bulging|melt\w*|overheat\w*|smok\w+|burst)",
        r"exposed (?:live )?wir(?:e|es|ing)|live wires?|short circuit\w*",
        urgent=True,
    ),
    group(
        "fraud or theft",
        r"fraud(?:ulent|ulently|ster|sters)?|scam(?:med|mer|mers|ming)?|hack(?:ed|er|ers|ing)",
        r"phish(?:ed|ing)|identity (?:theft|thief|fraud|was stolen|has been stolen|stolen)",
        r"impersonat\w+|money launder\w+|blackmail\w*|extort\w*|sim[ -]swap\w*",
        r"stolen|stole|theft|robbed|pickpocketed|mugged|thief|thieves (?:took|used|have)",
        r"burglar\w*",
        r"unauthorized (?:\w+ )?(?:charges?|transactions?|payments?|access|login|log ?in"
        r"|purchases?|withdrawals?|use|transfers?|activity|person|user|debits?|orders?|card)",
        r"(?:did not|never) (?:authorize|approve)",
        r"{anyone} (?:else )?(?:\w+ ){0,3}(?:us(?:ed|ing)|access(?:ed|ing)?|log(?:ged|ging)"
        r"|got|broke|taken over|took over|chang(?:ed|ing)|drained|cloned|copied|opened|has"
        r"|have|charging|charged|spending|withdrew)(?: (?:in|on|into))? (?:in |into |to )?my "
        r"(?:\w+ )?(?:account|card|identity|name|password|login|details|money|wallet|profile"
        r"|information|email|number|phone|pin|ssn)",
        r"(?:account|card|password|pin|identity|data|details|information|login)s? (?:has "
        r"|have |had |is |was |were |been |got |may |might |be |being |maybe |possibly ){1,4}"
        r"(?:compromised|taken over|breached|cloned|skimmed|leaked)",
        r"compromised (?:card|account)|(?:security|data) breach",
        r"suspicious (?:activity|transactions?|charges?|logins?|emails?|payments?)",
        urgent=True,
    ),
    group(
        "legal threat",
        r"lawyers?|attorneys?(?! general)|attorney general|solicitors?|barrister|law ?suits?",
        r"litigat\w+",
        r"legal (?:action|team|department|counsel|proceedings|steps|advice|notice"
        r"|representation|recourse|matter)",
        r"legally (?:obliged|required|binding|liable)",
        r"(?:sue|suing|sued) (?:you|your|them|the|this|over|for|if|by|us)",
        r"(?:will|going to|gonna|can i|could|i|to) sue|small claims(?: court)?",
        r"(?:to|in|into|through the|see you in|at) courts?(?: of law)?(?! (?:side|street|road"
        r"|yard|tv|shoes|number|\d))",
        r"court (?:order|case|date|action|hearing|proceedings|summons)|class action|subpoena",
        r"summons",
        r"ombudsman|regulators?|regulatory (?:body|authority|complaint)|trading standards",
        r"consumer (?:protection|rights|court|affairs|forum)|better business bureau|bbb|ftc",
        r"cfpb|fcc|finra|ofcom|ofgem|fos",
        r"(?:federal trade|fair trading|financial conduct|consumer financial)\b.{0,20}",
        r"press(?:ing)? charges|(?:filed?|filing) (?:a )?police report|breach of contract",
        r"contract law|damages from|cease and desist|defamation|arbitration",
        r"report (?:you|this|your company|them) to (?:the )?(?:police|authorit\w+|government"
        r"|fbi|state|board|commission|bank)",
    ),
    group(
        "data protection",
        r"gdpr|ccpa|dsgvo|lgpd|dsar|right to (?:be forgotten|erasure|deletion|access)",
        r"data subject|subject access request",
        r"data (?:deletion|erasure|access|protection|privacy) (?:request|law|officer|act"
        r"|rights?|authority|regulation|violation|complaint|breach)s?",
        r"data protection|privacy (?:violation|complaint|breach|request|law|rights)s?",
        r"violat\w+ (?:of )?my privacy",
        r"(?:delete|erase|remove|wipe|destroy|purge|forget|export|download|send me|give me"
        r"|hand over|get a copy of|request|deletion of|erasure of|copy of)(?: a copy of)? "
        r"(?:all |any |every bit |the )?(?:of )?my (?:account |customer |user |own )?(?:data"
        r"|personal (?:data|information|info|details|records)|private (?:data|information)"
        r"|information|records)(?! (?:set|base|plan|usage|center|source|cap|from (?:the )?"
        r"(?:sheet|table|list)|(?:in)?to |as |in (?:csv|excel)))",
        r"(?:delete|erase|remove) (?:\w+ ){0,4}(?:personal (?:data|information|info|details"
        r"|records)|everything you have (?:on|about) me)",
        r"(?:what|which|all|any|the) (?:\w+ )?(?:data|information) (?:do )?(?:you|your "
        r"company) (?:hold|have|store|keep|collect|collected|stored)(?: about| on) me",
        r"(?:withdraw|revoke) my consent",
        r"(?:sold|selling|sell|share|shared|sharing|leaked) my (?:\w+ )?(?:data|information"
        r"|details)",
    ),
)

# Anger and distress ---------------------------------------------------------------------------

CALM = written(
    r"(?:not|never|no longer|hardly|without being|do not be|sorry (?:you are|if you are)) "
    r"(?:\w+ )?(?:frustrat\w+|annoy\w+|angry|upset|mad|irritat\w+|desperate|furious"
    r"|unacceptable)",
    r"no (?:big )?(?:rush|problem|worries|hurry)|(?:mad|angry) (?:max|birds)|upset stomach",
    r"joke(?:s)? (?:about|of the day)",
    r"(?:tell|hear|know|say|another|a good|funny) (?:me )?(?:a |any |some )?(?:\w+ "
    r")?jokes?",
    r"hell(?:o|a)|just kidding",
)

DISTRESS = (
    group(
        "despair",
        r"(?:i am|we are|getting|so|feeling|really|absolutely|completely|utterly) (?:\w+ )?"
        r"(?:desperate|hopeless|heartbroken|devastated|distraught|suicidal|helpless"
        r"|traumati[sz]ed|panicking|terrified)",
        r"(?:at |reached )?(?:my |our )?wit'?s'? end|wits end",
        r"end of (?:my|our) (?:rope|tether|patience)",
        r"(?:can ?not|can not|could not) (?:take|stand|bear|deal with|handle|do) (?:it|this"
        r"|that)(?: \w+)? ?(?:any ?more|any longer|no more)",
        r"in tears|(?:am|been|keep|started|just|left) (?:\w+ )?(?:crying|sobbing)",
        r"(?:losing|lost) (?:my mind|hope|all hope|the will)|going (?:insane|crazy)",
        r"driving me (?:insane|crazy|mad|up the wall|nuts)|panic attacks?",
        r"(?:mental|nervous|having a) break ?down|break(?:ing)? down",
        r"(?:i am|i) beg(?:ging)?(?: of)?(?: you)?|please,? (?:i am|i) beg\w*",
        r"(?:ruin|destroy|wreck)(?:ed|ing|s) my (?:life|wedding|business|holiday|family|health"
        r"|christmas|vacation|birthday|year|honeymoon)",
        r"(?:i am|we are) ruined",
        r"(?:kids|children|family) (?:\w+ ){0,3}(?:starv\w+|nothing to eat|homeless|on the "
        r"street)",
        r"(?:lose|losing|lost) (?:my|our) (?:home|house|job|business) (?:because|over|due)",
    ),
    group(
        "rage",
        r"(?:i am|we are|absolutely|completely|beyond|so|really|utterly|makes me|making me) "
        r"(?:\w+ )?(?:furious|livid|enraged|outraged|fuming|seething|disgusted|appalled"
        r"|infuriated|boiling|pissed(?: off)?)",
        r"(?:worst|shittiest|most (?:awful|horrible|terrible|incompetent|useless|disgusting)) "
        r"(?:\w+ ){0,3}{service} (?:\w+ ){0,2}(?:ever|of all|in (?:the )?(?:world|years|my "
        r"life|history|town)|i have|imaginable|on (?:the planet|earth))",
        r"(?:fuck|screw|damn|curse) (?:you|this|your|off|them|the|all of you|u)",
        r"go (?:to hell|fuck \w+|screw \w+)|fuck (?:yourself|yourselves)",
        r"fucking (?:useless|joke|ridiculous|idiots?|company|bot|scam\w*|help|hell|pathetic"
        r"|thieves|morons?|disgrace|incompetent|kidding)",
        r"(?:piece|pieces|load|pile) of (?:\w+ )?(?:shit|crap|garbage|trash)",
        r"(?:shit|shitty|bullshit) {service}|assholes?|motherfuck\w*|bastards?|bitch(?:es)?",
        r"cunts?|eat shit|burn in hell|rot in hell",
        r"(?:you|they|all|company|people|are|bunch of|pack of|bloody|lying|fucking|gang of) "
        r"(?:are )?(?:all |nothing but |just |a |bunch of |a bunch of |total |complete "
        r"|bloody ){0,3}(?:thieves|crooks|liars|criminals|scammers|con artists|incompetents?"
        r"|morons|idiots|imbeciles|clowns|parasites|robbers)",
        r"(?:hate|despise|loathe|detest) (?:you(?: people| all| guys)?(?=$|[.!?,]| and| so)"
        r"|every(?:thing| single)|all of you)",
        r"(?:shame on|to hell with) (?:you|your)|how dare you",
    ),
    group(
        "threatens a public complaint",
        r"(?<!you )(?<!how to )(?:post|posting|tell|telling|write|writing|leave|leaving|share"
        r"|sharing|expose|exposing|blast|blasting|put|putting|plaster|spread|make sure) "
        r"(?:\w+ ){0,7}(?:(?:every|all|each) (?:\w+ ){0,2}(?:review|reviews|site|platform"
        r"|forum)|review sites?|(?:bad|negative|terrible|worst|horrible|1|one|zero|scathing"
        r"|awful|nasty)[ -](?:\w+[ -])?reviews?|one[ -]stars?|1[ -]stars?|social media|twitter"
        r"|facebook|trustpilot|yelp|reddit|google reviews?|tiktok|everyone i know|whole world"
        r"|the world|everybody knows|everyone knows)",
        r"(?:go(?:ing)?|take this|talk|contact|call|leak\w*|report you) (?:\w+ )?(?:to )?"
        r"(?:the )?(?:press|media|newspapers?|journalists?|tv station|news)(?=$|[.!?,]| and| "
        r"about| with| if)",
        r"(?:everyone|everybody|the world|my followers) (?:will|is going to|should|must) "
        r"(?:know|hear|find out)",
    ),
)

FRUSTRATED = (
    group(
        "annoyed",
        r"u+gh+|a+r+gh+|grr+|sigh|getting old|(?:this|it) is driving me",
        r"why is (?:this|it|everything) (?:always )?so (?:hard|difficult|complicated|slow"
        r"|confusing|bad|painful)",
        r"never works?(?:ed)?(?=$|[.!?,])",
        r"wasted (?:\w+ ){0,4}(?:hours?|time|day|money|minutes)",
        r"frustrat(?:ed|ing|ion|es)|annoy(?:ed|ing|ance|s)|irritat(?:ed|ing|es)",
        r"aggravat(?:ed|ing)|infuriat\w+|exasperat\w+|upset|upsetting|angry|furious|livid",
        r"outrag\w+|pissed(?: off)?|fed up|sick (?:of|and tired)|tired of|had (?:it|enough)",
        r"enough (?:already|is enough|of this)|lost (?:my )?patience",
        r"losing (?:my |all )?patience|out of patience|no patience",
        r"disappoint(?:ed|ing|ment)",
        r"(?:unhappy|dissatisfied|unsatisfied|displeased|unimpressed|discontent)(?: \w+)?",
        r"(?:not|no longer|never|far from) (?:at all )?(?:very |really |so |too |been |at all "
        r"|be )?(?:happy|satisfied|pleased|impressed|acceptable|good enough|helpful|amused"
        r"|okay with this)",
        r"(?:so|very|really|pretty|quite|is|am|makes me|making me|getting) (?:mad|cross|grumpy"
        r"|stressed|stressful|stressing)",
        r"for (?:god|heaven|fuck|christ|goodness|pete)'?s'? ?sakes?|for crying out loud",
        r"oh my god|omg|seriously\?|are you (?:kidding|serious|joking)",
        r"you (?:are|have to be|must be) (?:kidding|joking)|come on(?=[.!?,]|$)|unbelievable",
        r"i can not believe (?:this|it|you)|give me a break|hopeless|desperate",
    ),
    group(
        "finds it bad",
        r"ridiculous|unacceptable|absurd|pathetic|disgrac\w+|shameful|shambles|appalling",
        r"disgusting|inexcusable|unprofessional|incompetent|incompetence|outrageous|atrocious",
        r"abysmal|dreadful|nightmare",
        r"(?:is|what|such|are|absolute|complete|total) a? ?(?:complete |total |bad |sick "
        r")?joke",
        r"laughable|nonsense|insane|lousy|a mess|not (?:on|fair|right)(?=[.!?]|$)|unfair",
        r"wast(?:e|ed|ing|es) (?:of )?(?:my |our |so much |too much |enough |half |hours |a )?"
        r"(?:whole |entire )?(?:time|hours?|money|day|effort|energy|afternoon|morning|evening"
        r"|week)",
        r"useless|worthless",
        r"(?:you|this|it|that|really|just|company|service|support|bot|app|totally) sucks?",
        r"sucked",
        r"(?:is|are|was|absolute|total|such|complete|utter|what) (?:rubbish|garbage|trash)",
        r"crap(?:py)?|hate (?:this|your|the|you|it|that)|stupid|dumb|idiot(?:s|ic)?",
        r"(?:terrible|horrible|awful|bad|poor|worst|lame|shoddy|slow|crappy|horrid"
        r"|unsatisfactory|ghastly|rude|shocking|substandard|horrendous) (?:\w+ )?{service}",
        r"{service} (?:\w+ ){0,4}(?:is|are|was|were|has been|being) (?:\w+ )?(?:just |so "
        r"|very |really |extremely |absolutely )?(?:terrible|horrible|awful|bad|poor|the worst"
        r"|lame|slow|unsatisfactory|no good|not (?:good|working|up to)|useless|rude|shocking"
        r"|a joke|garbage|horrendous|broken|unreliable)",
        r"(?:do not|never) (?:like|trust|care for) (?:your|this|the) (?:\w+ )?{service}",
        r"no longer (?:useful|happy)|not (?:up to par|good enough|find your)",
        r"(?:this|it|that) is (?:just |so |really |absolutely |simply |truly )?(?:terrible"
        r"|horrible|awful|the worst|crazy|madness|bs|bullshit|hell|unreal|maddening"
        r"|exhausting)",
    ),
    group(
        "goes in circles",
        r"(?:already|just|literally) (?:told|said|explained|tried|did|done|gave|given|answered"
        r"|sent|provided|asked|mentioned|went through) (?:you|that|this|it|all|everything|them"
        r"|those|these|twice)",
        r"as i (?:already )?(?:said|told you|explained|mentioned)(?: before| already| earlier"
        r"| twice)?",
        r"like i said",
        r"i (?:have )?(?:told|asked|explained|said|repeated|contacted|called|written|emailed"
        r"|messaged) (?:\w+ ){0,3}(?:already|twice|three times|several times|many times"
        r"|multiple times|\d+ times|a (?:dozen|hundred|thousand|million) times|before)",
        r"(?:second|third|fourth|fifth|sixth|tenth|umpteenth|nth|hundredth|[0-9]+(?:nd|rd|th)) "
        r"(?:time|day|week|month|attempt|email|call|request|message|ticket)(?: (?:i|we|this"
        r"|now|in a row|without|that|and|asking|contacting|calling|writing|today|in)\b|[.!?,]"
        r"|$)",
        r"how many (?:more )?times (?:do|must|have|did|will) (?:i|we) (?:have to|need to|told"
        r"|asked|said|explain\w*|had to|already)",
        r"(?:over|again) and (?:over|again)|time and (?:time )?again",
        r"keeps? (?:on )?(?:asking|giving me|sending me|telling me|getting the same|repeating"
        r"|happening|saying|going)",
        r"same (?:\w+ )?(?:answer|thing|response|reply|article|question|link|problem|issue"
        r"|error|message|steps|crap)s? (?:again|over|every time|for the)",
        r"(?:going|running|went|talking|goes) (?:round |around )?in circles|getting nowhere",
        r"run ?around",
        r"still (?:not|does not|is not|has not|have not|can not|no|did not|broken|the same"
        r"|won't|will not|nothing|do not|wrong|fails?|failing|down|stuck)(?! (?:sure|received "
        r"a (?:pin|card) yet$))",
        r"(?:not|does not|did not|do not|is not|are not|has not|have not|never) (?:\w+ )?"
        r"(?:help(?:s|ing|ed|ful)?(?: me| at all)?(?=[.!?,]|$| at all| me)|answer(?:ing|ed)? "
        r"(?:my|the|what)|listen\w*|solve|understand(?:ing)? (?:me|what|my|anything|a word)"
        r"|what i (?:asked|said|meant|want)|read (?:what|my))",
        r"you (?:do not|are not|never|can not) (?:understand|listen\w*|read\w*|help\w*|get it)",
        r"makes no sense",
        r"(?:not|did you|even|please actually) (?:even |actually )?read (?:my|what i)",
        r"no help(?: at all)?|not helpful|unhelpful",
        r"(?:nobody|no one|no-one|none of you|noone) (?:\w+ ){0,2}(?:helps?|helping|helped"
        r"|cares?|cared|answers?|answered|answering|responds?|responded|responding|repl(?:y"
        r"|ies|ied)|listens?|knows|seems|bothers?|bothered|called|gets? back|got back|has|can"
        r"|will|is|does)",
        r"(?:for|since|after|past|last|over|spent|waited|waiting|been) (?:\w+ ){0,3}(?:weeks"
        r"|months|days|hours|ages|forever|years) (?:\w+ ){0,2}(?:without|no (?:answer|reply"
        r"|response)|(?:and|but) (?:still|no|nothing)|trying|waiting|on hold)",
        r"(?:waiting|waited|been trying|on hold|on the phone) (?:\w+ ){0,3}(?:for ?ever|weeks"
        r"|ages|months|hours|days)",
        r"(?:week|month|day|hour)s? without (?:an? )?(?:answer|reply|response|help|service)",
        r"no(?:t a)? (?:single )?(?:one )?(?:response|reply|answer) (?:yet|so far|at all|from"
        r"|in)",
        r"ignor(?:ed|ing|es) (?:me|my|us)|what (?:is|the hell is) (?:taking|wrong with)",
        r"how (?:much longer|hard (?:can|is) it)|charged me (?:twice|again|three)|lied to",
        r"give up",
        r"complain(?:t|ts|ing)?(?! (?:ticket|form|field|category|type|template))",
    ),
    group(
        "swears",
        r"wtf|ffs|damn(?:ed|it)?|dammit|goddamn\w*|god ?damn",
        r"what the (?:hell|heck|fuck|f|actual)|(?:the|bloody|like|as) hell",
        r"fuck(?:ing|ed|s|er|in)?|f\*+\w*|shit(?:ty|s|show)?|sh\*t|bullshit|bloody",
        r"piss(?:ing)?|screw(?:ed)? (?:me|up|over|this)|arse|ass(?:es)?|freaking|frigging",
        r"effing",
    ),
)

GLAD = written(
    r"thanks?",
    r"thank you",
    r"great",
    r"awesome",
    r"love",
    r"perfect",
    r"wow",
    r"yay",
    r"congrat\w*",
    r"amazing",
)

# Cancelling and leaving ----------------------------------------------------------------------

CANCEL_ASIDES = written(
    r"(?:not|never|without|avoid|instead of|rather than|stop you from|undo|undid|reverse) "
    r"(?:(?:want|wish|need|going|trying|plan|planning|like|intend|asking|looking|mean|have"
    r"|my|the|a) (?:to |on )?)?(?:cancel\w*|clos(?:e|ing)|delet(?:e|ing)|leav(?:e|ing)"
    r"|terminat\w+|unsubscrib\w+|switch\w*)(?: \w+){0,3}",
    r"(?:you|they|who|someone|somebody|bank|he|she|accidentally|mistakenly|system|why) "
    r"(?:\w+ ){0,3}(?:cancell?ed|closed|deleted|terminated|deactivated|disabled)(?: "
    r"\w+){0,3}",
    r"(?:cancel|delete|remove|close|stop) (?:an|the|this|that|one of my|my|a) (?:user|team"
    r"|test|linked|sub|secondary|duplicate|child)(?: \w+)? accounts?",
    r"(?:transfer|transaction|payment|deposit|withdrawal|appointment|reservation|booking"
    r"|ride|flight|meeting|alarm|invitation|reminder|top-up)\w*\b[^.!?]{0,60} cancel",
    r"cancel(?:lation|l?ing)? (?:fee|policy|charge|rules|terms)s?",
    r"(?:stop|end) (?:an? )?ordering",
    r"(?:end|close) of ~ (?:plan|contract|policy|trial|service)s?",
    r"(?:stop|quit|end|cancel|delete|remove|drop|close) (?:the |this |my |a )?(?:service "
    r"worker|policy file|policy document|order form|order notification|order confirmation"
    r"|plan document)s?",
)

CANCEL = (
    group(
        "cancels",
        r"stop (?:charging|billing) me",
        r"take me off (?:the|your|this) (?:plan|list|subscription|contract)",
        r"{closing}(?:ing)?(?: down| off| out| up)?(?: of| from| with| using)? (?:(?:my|our"
        r"|this|the|your|that|an|all|of|whole|entire|current|existing|old|paid|online|bank"
        r"|personal|business|premium|pro|monthly|annual|yearly|joint|email|newsletter|recent"
        r"|last|both|free|\d+|me|any|these|those|in|pet|car|auto|phone|internet|cable"
        r"|insurance|gym|account) ){1,5}?{account}(?! (?:number|settings|statement|limit"
        r"|freeze|block|alert|notification|question|history|reminder|manager)s?)",
        r"{closing} {account}(?=$|[.!?,]| please| now| asap| and| because| immediately| today"
        r"| effective| not)",
        r"(?:closing|cancell?ing|terminating|ending|deleting|deactivating|discontinuing"
        r"|dropping|quitting|shutting down|stopping|cancellation of|termination of|closure of"
        r"|deletion of) (?:down )?(?:\w+ ){0,3}?{account}(?! (?:number|settings))",
        r"(?:my|our|this|the|your|all|both) (?:\w+ )?{account} (?:information )?(?:to be|be"
        r"|needs to be|should be|must be|gets?) {closed}",
        r"(?:cancel|cancel(?:l?ing|lation of)) (?:\w+ ){0,4}?orders?(?! (?:line|confirmation))",
        r"my (?:\w+ )?order (?:to be|be|needs to be|should be|must be) {closed}",
        r"finish(?:ing)? (?:up )?with (?:this|my|the) (?:\w+ )?{account}",
        r"cancel (?:everything|it all)",
        r"account should i close it|account (?:to )?(?:go away|be gone)",
        r"(?:want|like|need) (?:my|the|our) (?:\w+ )?{account} {closed}",
        r"(?:how (?:do|can|would|to|should)|want|would like|wish|need|going|trying|decided"
        r"|please|can|could|ready|i|we|will|have|let me|like|asking)(?: i| we| you| to| me| us"
        r"| not)* (?:just |please |now |simply )?(?:cancel|unsubscribe|opt out|cancel "
        r"everything|quit (?:you|the service))(?: immediately| now| please| today| asap| "
        r"everything| right away| it all)?(?=$|[.!?,]| effective| and (?:get|want|receive"
        r"|have) (?:a |my )?(?:full )?(?:refund|money))",
        r"request (?:a |the )?(?:cancellation|termination|closure)",
        r"(?:cancellation|termination|closure) (?:request|of my|effective)",
        r"notice of (?:cancellation|termination)",
        r"(?:want|like|need|process|proceed with|submit|start) (?:to )?(?:a |the |my |your )?"
        r"(?:cancellation|account closure)",
        r"want out(?: of)?",
        r"get (?:me )?out of (?:this|my|the|our) (?:\w+ )?(?:contract|plan|subscription"
        r"|membership|company)",
        r"{closing} (?:this|the|our|my) (?:\w+ )?(?:relationship|agreement)",
        r"never mind the (?:subscription|order)",
        r"(?:no longer (?:use|using|need|want|wish|interested in)|(?:do not|never) (?:want"
        r"|need|wish|intend))(?: to)?(?: have| keep| use| renew| continue| be| pay for| "
        r"stay)? ?(?:with )?(?:this|the|my|our|an|your|a|any) (?:\w+ )?(?:{account}|customer"
        r"|member|subscriber|client)(?: any ?more)?",
    ),
    group(
        "leaves",
        r"(?:will not|not going to) (?:be )?us(?:e|ing) (?:your|this) (?:{service}|account)",
        r"(?:switch|mov|chang|go|jump|migrat|transfer|port|defect)(?:ing|e|es|ed)? (?:\w+ "
        r"){0,4}?(?:to|over to|with) (?:another|a different|a new|a competing|your|one of your"
        r"|a better|some other|the competition|the competitor|a competitor|competitors?) ?"
        r"(?:\w+ )?(?:provider|company|competit(?:or|ion)s?|bank|vendor|carrier|supplier"
        r"|insurer|service provider|platform|tool|network|rival|one)s?",
        r"(?:switch|mov|go|jump|defect)(?:ing|e|es|ed)? (?:over )?to (?:a |the |your |one of "
        r"your )?competit(?:or|ion)s?",
        r"tak(?:e|ing) (?:my|our) (?:business|money|custom|account) (?:\w+ )?(?:elsewhere"
        r"|somewhere else|away)",
        r"(?:go|going|look|looking|shop|shopping) (?:elsewhere|somewhere else)",
        r"(?:leav(?:e|ing)|quit(?:ting)?|ditch(?:ing)?|dump(?:ing)?) (?:you(?: guys| all)?"
        r"|your (?:\w+ )?(?:company|bank|service|platform)|this (?:\w+ )?(?:company|bank"
        r"|service|provider|platform)|for (?:a |another |your )?(?:\w+ )?(?:competitor"
        r"|provider|good))",
        r"(?:no longer|not|stop) (?:\w+ )?(?:be(?:ing)?|remain|stay) (?:a |your )?(?:\w+ )?"
        r"(?:customer|client|member|subscriber|patron)",
        r"(?:lost|losing|lose) (?:me as )?(?:a |this )(?:\w+ )?(?:customer|client)",
        r"never (?:\w+ )?(?:use|buy|do business|shop|order|book|fly|bank|come back|deal|stay"
        r"|return|purchase|recommend|rent|ride) (?:\w+ ){0,3}(?:again|here|you|your)",
        r"(?:will not|not|do not|wo not|are not|am not|stop|turn off|no longer) (?:\w+ )?"
        r"(?:be )?renew(?:ing|al)?",
        r"not (?:going to )?renew",
        r"(?:i am|we are) (?:so )?done with (?:you|this (?:company|service|app|bank)|your \w+)",
        r"refund (?:me )?(?:\w+ ){0,3}and (?:i am|we are|i will be|let me) (?:gone|out|go"
        r"|leav\w+|done)",
        r"(?:want|give me|get) my money back and",
        r"(?:unsubscribe|remove me from (?:your|the|all) (?:\w+ )?(?:list|mailing|service)s?)",
        r"(?:considering|thinking (?:of|about)|about to) (?:leaving|cancell?ing|switching"
        r"|leave|cancel|switch)(?: \w+)?",
        r"better (?:offer|deal|price) (?:elsewhere|from (?:another|a competitor))",
    ),
)

# An exception to policy ------------------------------------------------------------------------

EXCEPTION = (
    group(
        "asks for an exception",
        r"(?:mak(?:e|ing)|grant|give|allow|get|request|want|need|ask(?:ing)? for|consider|is "
        r"there|approve|for) (?:\w+ ){0,2}?exceptions?(?! (?:handling|handler|error|was|thrown"
        r"|in (?:the )?(?:code|log)|list|trace|rule for|message|class))",
        r"exception (?:to|for|from) (?:me|us|the (?:rule|policy)|your (?:rules?|policy"
        r"|policies)|my|our|this|that)",
        r"as an exception",
        r"(?:bend|break|stretch|relax|overlook|ignore|skip|circumvent|get around|work around"
        r"|go around|sidestep|forget) (?:\w+ )?(?:the|your|that|this|these|those) (?:\w+ )?"
        r"(?:rules?|policy|policies|deadline|fine print|terms|requirement|window"
        r"|restriction)s?",
        r"against (?:the|your|company) (?:\w+ )?(?:policy|rules?|policies),? (?:but|and|can"
        r"|could|though)",
        r"(?:know|understand|aware|realize) (?:\w+ ){0,5}(?:policy|rule|deadline|past|expired"
        r"|final sale|non ?-?refundable|not allowed)[^.!?]{0,40} but ",
        r"(?:one|1)[ -]time (?:courtesy|exception|credit|goodwill|adjustment|favou?r|waiver"
        r"|thing)",
        r"(?:courtesy|goodwill) (?:credit|refund|adjustment|gesture|waiver|exception)",
        r"(?:as|out of) (?:a )?(?:courtesy|goodwill|favou?r|gesture of good ?will)",
        r"gesture of good ?will|just (?:this|for) (?:once|one time)|this one time",
        r"only this once|this once",
        r"waiv(?:e|ed|ing|er)(?: (?:\w+ ){0,4}(?:fees?|charges?|penalt\w+|cost|deposit"
        r"|interest|requirement|restriction)s?)?",
        r"(?:forgive|let me off|excuse|reverse|drop|refund|take off|remove) (?:\w+ ){0,3}"
        r"(?:late|overdraft|cancellation|penalty|restocking|annual|change|early termination) "
        r"(?:\w+ )?(?:fees?|charges?)",
        r"(?:special|preferential) (?:treatment|arrangement|permission|consideration"
        r"|dispensation|favou?r|case|rate|deal for me)",
        r"(?:make|cut|give) me a (?:special )?(?:deal|break|discount)",
        r"pull (?:some|a few) strings|off the (?:record|books)|under the table",
        r"loyal customer (?:\w+ ){0,6}(?:surely|can you|could you|so)",
        r"(?:can|could) you (?:still|please still|at least) (?:\w+ ){0,3}(?:after|past|outside"
        r"|even though|even if)",
        r"outside (?:of )?(?:the|your) (?:\w+ )?(?:return|refund|warranty|cancellation)? ?"
        r"(?:window|period|policy|warranty)",
        r"(?:past|missed|after) (?:the|your) (?:\w+ ){0,2}(?:deadline|return (?:window|date"
        r"|period)|cut ?-?off)",
    ),
    group(
        "claims authority",
        r"(?<!has my )(?<!did my )(?<!has may )(?<!has the )(?:manager|supervisor|colleague"
        r"|boss|agent|ceo|director|rep|representative|someone|head office|last person) (?:\w+ "
        r"){0,3}(?:approved|authorized|promised|agreed|okayed|ok'?d|signed off|allowed|granted"
        r"|said (?:it (?:is|was|would be) (?:ok|okay|fine)|(?:i|you) (?:can|could|would)))(?! "
        r"it (?:michael|mr))",
        r"(?:bypass|override|overrule|skip|get around|work around|circumvent|waive) (?:the "
        r"|your |this |my |that |any )?(?:\w+ )?(?:codes?|policy|policies|verification"
        r"|approval|checks?|limits?|security (?:check|question)s?|rules?|requirements?"
        r"|restrictions?|procedure|process|waiting period|id check)",
        r"(?:bypass|override|master|backdoor|manager|supervisor|admin) (?:code|password|key"
        r"|pin)",
    ),
)

# Several issues, or several parties --------------------------------------------------------------

COMPLEX = (
    group(
        "several issues",
        r"(?:two|three|four|five|several|multiple|couple of|a few|bunch of|number of|2|3|4|5"
        r"|whole list of|various) (?:\w+ )?(?:issues|questions|problems|things|concerns"
        r"|requests|complaints|topics|unrelated \w+|errors)(?! (?:about|in) (?:the )?(?:quiz"
        r"|trivia|survey|faq))",
        r"(?:another|a second|one more|an additional|a different|separate|an unrelated|a "
        r"further|next) (?:\w+ )?(?:problem|issue|question|concern|complaint|matter)(?! (?:of"
        r"|is that it is fine))",
        r"on top of (?:that|this|all)|as well as (?:that|this),",
        r"(?:and|also|plus),? (?:on a )?(?:separate|unrelated|different) (?:note|issue|matter"
        r"|topic)",
        r"(?:first(?:ly)?|1st),? [^?]{10,300}\b(?:second(?:ly)?|2nd),? ",
        r"first of all[^?]{10,300}(?:second|then|also)|to make (?:it|things|matters) worse",
        r"while (?:i am|we are) at it|in addition,? (?:to (?:that|this)|i|my|the)|besides that",
        r"not only [^.?!]{5,150} but (?:also)?",
        r"complicated (?:situation|case|issue|story|problem)|long story",
    ),
    group(
        "several parties",
        r"power of attorney|executor|probate|(?:estate|death|passing) of (?:my|the|a|our)",
        r"deceased|passed away|late (?:husband|wife|father|mother)",
        r"(?:my|our) (?:\w+ )?(?:husband|wife|father|mother|dad|mom|mum|son|daughter|partner"
        r"|brother|sister|grandmother|grandfather|parent)s? (?:has |have |just |recently )?"
        r"(?:died|passed)",
        r"divorc\w+|separated from my|ex-?(?:husband|wife|partner|spouse)|custody|guardianship",
        r"bankrupt\w*|insolven\w+|liquidat(?:ion|or)|foreclos\w+",
        r"on behalf of (?:my|a|our) (?:client|mother|father|late|parents|elderly|company"
        r"|employer)",
        r"joint(?:ly)? (?:own|liab)\w+|third[ -]party (?:claim|dispute|liability)",
        r"(?:merger|acquisition) (?:of|with|between)",
        r"dispute (?:between|with (?:my|the|a|our) (?:landlord|seller|tenant|neighbo[u]?r"
        r"|partner|merchant|contractor|insurer))",
        r"my (?:landlord|insurer|insurance company|employer) (?:says|claims|and|refuses"
        r"|insists)",
    ),
)

# Nothing but courtesy ---------------------------------------------------------------------------

COURTESY = (
    group(
        "greeting",
        r"(?:hi|hello|hey|hiya|howdy|yo|greetings|hola|hallo|bonjour|ciao|salut|namaste|aloha"
        r"|sup|good ?(?:morning|afternoon|evening|day)|morning|evening|dear (?:sir|madam|team"
        r"|all|support)|how (?:are|is) (?:you|it going|things|your day)(?: (?:doing|going"
        r"|today))*|how do you do|what is up|wassup|nice to (?:meet|talk to|speak with|chat "
        r"with) you)",
    ),
    group(
        "goodbye",
        r"(?:good ?bye|bye(?:[ -]?bye)?|see (?:you|ya)(?: later| soon| around)?|cya|take care"
        r"|have an? (?:\w+ )?(?:day|one|evening|night|weekend|time|afternoon)(?: ahead)?|good "
        r"?night|so long|farewell|cheerio|ttyl|later|talk (?:to you )?(?:later|soon)|adios|au "
        r"revoir|tschüss|until next time|you too|same to you)",
    ),
    group(
        "thanks",
        r"(?:(?:many )?thanks?(?: you)?|thank ?you|thankyou|thank u|thnx|tks|cheers|much "
        r"appreciated|appreciate (?:it|that|you|the help|your (?:help|time|assistance))|i "
        r"appreciate (?:it|that|you|the help|your (?:help|time|assistance))|grateful|you "
        r"(?:are|have been|were) (?:\w+ )?(?:great|awesome|the best|amazing|helpful|wonderful"
        r"|a star|a lifesaver|kind|good)|(?:great|good|nice|excellent|awesome) (?:job|work"
        r"|help|service)|well done|that (?:helped|helps|worked)(?: a lot)?|danke|merci|gracias"
        r"|grazie|obrigad[oa]|bedankt|god bless(?: you)?|love (?:you|it))",
    ),
    group(
        "mild abuse",
        r"(?:you |your )?(?:are )?(?:an? |such an? |so |just |very |really |absolutely )*"
        r"(?:stupid|dumb|idiot|idiotic|useless|moron|silly|bad|lame|clueless|brainless"
        r"|worthless|crappy|annoying|pathetic|rubbish|terrible|awful)(?: (?:bot|robot|machine"
        r"|chatbot|ai|assistant|thing|computer|program))?",
        r"you (?:suck|stink|are (?:bad|no good|not (?:very )?(?:smart|bright|clever)))|shut up",
        r"bad bot|screw you|get lost|piss off",
    ),
)
# What may stand beside courtesy without adding anything.
SMALL_TALK = written(
    r"(?:ok|okay|oh|ah|well|so|very|much|again|all|everyone|everybody|team|there|sir|madam"
    r"|ma'?am|mate|guys|friend|buddy|man|dear|bot|robot|assistant|and|then|just|really|a "
    r"lot|lot|great|perfect|awesome|cool|nice|good|wonderful|excellent|lovely|fine|alright"
    r"|that is (?:all|it|everything)(?: for (?:now|today)| i need(?:ed)?(?: to know)?)?"
    r"|that will be all|that was all|no(?:thing)? (?:else|more)|for (?:your|the|all|all "
    r"your|everything|now|today|this|that|helping|being)(?: (?:your|the))?(?: \w+)?|to you"
    r"(?: too)?|you|to|i|too|as well|in advance|today|help|your|the|no,?|nope|yes|lol|haha"
    r"|it|is|now|support|from me|with that|ma|my|service|kind(?:ly)?|please|quick|info"
    r"(?:rmation)?|response|reply)",
)

# Logs and code pasted into a message are not several issues.
LOG_LINE = re.compile(
    r"""^\s*(?:
        \d{2,4}[-/:.]\d{2} | \[ | [{}<>$] | \#\s*[!/] | at\s[\w.$]+\( | Traceback | File\s"
        | (?:ERROR|WARN|INFO|DEBUG|TRACE|FATAL)\b | [A-Z]:\\ | /\w+/ | \w+(?:\.\w+){2} | \w+=
    )""",
    re.VERBOSE,
)
QUESTION_WORD = written(
    r"(?:how|what|when|where|why|who|which|can|could|do|does|did|is|are|will|would|should"
    r"|may|am|was|were|has|have|any)",
)

# Languages --------------------------------------------------------------------------------------

# Frequent words that few of the other six languages share.
STOP_WORDS = {
    language: frozenset(words.split())
    for language, words in {
        "en": "a me as am so no need get help want tell"
        " the and is are was were you your i my it that this for with have has not"
        " do does can how what why"
        " when where who of to be but from they we would will please there on at in if an",
        "de": "der die das und ist sind nicht ich wir ihr sie mein meine meinen mit auf"
        " für ein eine einen wie"
        " warum wann habe haben hat kann können bitte zu von dem den auch noch nur aber"
        " wenn bei wurde mir mich es",
        "fr": "le la les et est sont pas je nous vous mon ma mes avec pour un une des du"
        " que qui comment pourquoi"
        " quand ai avez dans sur ce cette mais être plus il ne suis puis votre à où au ça été",
        "es": "el la los las y es son no yo mi mis con para un una unos que como cómo por"
        " qué cuándo dónde he ha"
        " puedo puede en del pero está este esta se su me al muy más necesito quiero"
        " usted hola gracias",
        "it": "il lo la gli le e è sono non io mio mia miei con per un una che come"
        " perché quando dove ho ha posso"
        " può nel della del dei ma questo questa si mi al molto più vorrei ciao grazie anche di",
        "pt": "o a os as e é são não eu meu minha com para um uma que como por quê quando"
        " onde tenho tem posso pode"
        " no na do da dos das mas este esta se me ao muito mais preciso quero você olá"
        " obrigado está",
        "nl": "de het een en is zijn niet ik wij jullie mijn met voor op dat die hoe"
        " waarom wanneer waar heb hebben"
        " heeft kan kunnen graag te van naar ook nog maar als bij wordt er aan wat dit deze geen",
    }.items()
}
# First code point, last code point, language.
SCRIPTS = (
    (0x3040, 0x30FF, "ja"),
    (0xAC00, 0xD7AF, "ko"),
    (0x1100, 0x11FF, "ko"),
    (0x4E00, 0x9FFF, "zh"),
    (0x0400, 0x04FF, "ru"),
    (0x0600, 0x06FF, "ar"),
    (0x0590, 0x05FF, "he"),
    (0x0370, 0x03FF, "el"),
    (0x0900, 0x097F, "hi"),
    (0x0980, 0x09FF, "bn"),
    (0x0B80, 0x0BFF, "ta"),
    (0x0E00, 0x0E7F, "th"),
    (0x10A0, 0x10FF, "ka"),
    (0x0530, 0x058F, "hy"),
)
