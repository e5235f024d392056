"""Recognise what a reader would take for a disclosure: clear, vague, denied or sent elsewhere.

Clear means that somebody who reads only these words knows that money, goods, work or
family ties the poster to a company (16 CFR 255.0(f), 255.5). Matching is on the letters
as shown: superscripts and look-alikes are not read here, see ``disguised``.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from bot.adapt.pins import find_disclosures
from bot.rules.meaning.denial import POINTER, denials
from bot.rules.meaning.lazy import Lazy
from bot.rules.meaning.text import Sentence, fold, sentences


@dataclass(frozen=True, slots=True)
class Disclosure:
    """A clear disclosure; offsets are code points of the text."""

    start: int
    end: int
    strong: bool  # says by itself that the post is an advertisement or paid for
    named: bool = False  # means something only together with the tie's name
    tag: bool = False  # a hashtag


# A brand as written after "by", "for", "from": one word and the capitalised ones that follow.
_OBJECT = (
    r"(?:\s+(?:the|our|my))?\s+@?[^\W_](?:[\w&'’\-]|\.(?=\w))*(?:,?\s+(?:(?:&|and|of"
    r"|the)\s+)?@?[A-Z0-9]"
    r"(?:[\w&'’\-]|\.(?=\w))*){0,6}"
)
_NAME = (
    r"@?[A-Z0-9](?:[\w&'’\-]|\.(?=\w))*(?:\s+(?:(?:&|and|of)\s+)?[A-Z0-9](?:[\w&'’\-]"
    r"|\.(?=\w))*){0,4}"
)
_GIVER = r"\s+(?:the\s+)?" + _NAME
_KIN = (
    r"(?:wife|husband|spouse|partner|sister|brother|mother|father|son|daughter|mom|mum|dad"
    r"|parents?"
    r"|in-laws?|cousin|aunt|uncle|family|fianc[ée]e?)"
)
_ME = (
    r"(?:I|[Ww]e|[Oo]ur\s+[\w\-]+|[Tt]he\s+(?:author|speaker|presenter|practice|clinic|surgeon"
    r"|physician|doctor|writer)|[Hh]e|[Ss]he|Drs?\.?\s+[A-Z][\w'’\-]+(?:\s+[A-Z][\w'’\-]+)?"
    r"|[A-Z][\w'’\-]+,?\s+(?:MD|DO|PhD|NP|PA|PT|DPT|RN)|[Mm]y\s+" + _KIN + r")"
)
_ADVERB = (
    r"(?:\s+(?:also|have|has|had|was|were|am|is|been|being|currently|regularly"
    r"|previously|may|might|will|can|do|does|get|gets|got|be|'?ve|both))*"
)
_ROLE = (
    r"(?i:consultants?|speakers?|advis[eo]rs?|spokes\w+|ambassadors?|partners?|promoters?"
    r"|endorsers?"
    r"|investigators?|researchers?|employees?|faculty|experts?|authors?|contributors?|members?"
    r"|lecturers?|trainers?|instructors?|proctors?|influencers?|representatives?|presenters?"
    r"|educators?|panell?ists?|reviewers?|models?|actors?|talent)"
)
_BENEFIT = (
    r"(?i:royalt(?:y|ies)|fees?|honorari(?:a|um)|payments?|paychecks?|compensation|commissions?"
    r"|stipends?|salary|money|income|grants?|funding|research support|support|stock(?:s"
    r"| options)?"
    r"|shares|equity|sponsorship|travel|meals?|gifts?|a cut|a percentage|remuneration)"
)
_AD = (
    r"(?i:ad|advert|advertisement|advertorial|sponsored(?:\s+(?:post|content|message|video|ad))?"
    r"|paid\s+(?:ad|advert|advertisement|partnership|promotion|post|content|endorsement"
    r"|collaboration|sponsorship))"
)
_LABEL_END = r"(?=\s*(?:[:|\])\u2022\u00b7]|[.!](?:\s|$)|\s[-–—/]\s|[–—]|$|\n))"

_STRONG = (
    # "Ad: ...", "[Sponsored]", "... | Ad"
    r"(?m:^)[^\w\n#@]{0,6}(?P<d>" + _AD + r")" + _LABEL_END,
    r"(?<=[.!?…])\s+[\[(]?(?P<d>" + _AD + r")" + _LABEL_END,
    r"[\[(|]\s*(?P<d>" + _AD + r")\s*(?=[\])|]|$|\n)",
    r"(?i:\bpaid\s+(?:partnership|promotion|collaboration|advertisement|ad|endorsement"
    r"|sponsorship))"
    r"(?:\s+(?i:with|for|by|from|on behalf of)" + _OBJECT + r")?",
    r"(?i:\b(?:this|the|today['’]s|my|our)\s+(?:\w+\s+)?(?:post|video|reel|thread|message"
    r"|story|content"
    r"|talk|episode|review|tweet|article|series|webinar|account|page))\s+(?i:is|was|has been"
    r"|contains|includes)"
    r"\s+(?i:an?\s+)?(?i:proudly\s+)?(?i:sponsored|paid(?:\s+for)?|ad|ads|advertisement"
    r"|advertising|paid\s+\w+|funded)\b"
    r"(?:\s+(?i:by|for|with|from)" + _OBJECT + r")?",
    r"(?i:\b(?:I|we)(?:\s+(?:was|were|am|are|have been|got|get|is)|['’]m|['’]re"
    r"|['’]ve been)\s+(?:being\s+)?"
    r"(?:paid|compensated|sponsored|reimbursed|hired))(?:\s+(?i:to\s+\w+(?:\s+\w+){0,3}?"
    r"|as\s+(?:an?\s+)?\w+))?"
    r"(?:\s+(?i:by|for|from)" + _OBJECT + r")?",
    r"(?i:\bpaid\s+to\s+(?:speak|talk|present|promote|review|share|post|recommend|write|attend"
    r"|try"
    r"|consult|teach|endorse))(?:\s+(?i:about|for|by|at))?(?:" + _OBJECT + r")?",
    r"(?i:\bpaid\s+for\s+by)" + _OBJECT,
    # "Ad for X" where a line or a sentence starts
    r"(?:(?m:^)[^\w\n#@]{0,6}|(?<=[.!?]\s))" + _AD + r"\s+(?i:for|by|with|from)\s+" + _NAME,
)
_CLEAR = (
    # "My fee comes from X", "X's sponsorship pays for this series"
    r"(?i:\b(?:my|our))\s+(?:[\w\-]+\s+){0,2}?"
    + _BENEFIT
    + r"(?:\s+[\w\-]+){0,6}?\s+(?i:comes?|came|(?:is|are|was|were)\s+(?:paid|covered|funded|met))"
    r"\s+(?i:from|by)" + _OBJECT,
    _NAME + r"['’]s?\s+(?:[\w\-]+\s+){0,2}?(?i:sponsorship|money|funding|grant|support)\s+"
    r"(?i:pays|paid|funds|funded|covers|covered|supports|made|makes)\s+(?i:for\s+)?"
    r"(?i:me|us|my|our|this|these|the)\b(?:\s+[\w\-]+)?",
    r"(?i:\b(?:with|on|thanks\s+to)\s+(?:money|funding|fees|a\s+grant)\s+(?:from|by))" + _GIVER,
    # "X, which employs me", "someone whom X pays"
    _NAME + r",?\s+(?i:which|who|that)\s+(?i:also\s+|currently\s+)?(?i:pays|paid|employs|employed"
    r"|funds|sponsors|hired|compensates|supports)\s+(?i:me|us|my|our)\b(?:\s+[\w\-]+)?",
    r"(?i:\b(?:someone|somebody|a\s+\w+|one))\s+(?i:whom?\s+|that\s+)?"
    + _NAME
    + r"\s+(?i:pays|paid|employs|sponsors)\b(?:\s+(?i:to|for)\s+[\w\-]+)?",
    # "X lent our clinic two headbands at no charge"; "The band was provided by X free of charge"
    _NAME + r"\s+(?i:also\s+|kindly\s+|generously\s+|has\s+|have\s+)*(?i:provided|provides|supplied"
    r"|supplies|lent|loaned|gave|sent|donated|offered)\s+(?:[\w'’\-]+\s+){1,8}?(?i:free(?:\s+of"
    r"\s+charge)?|for\s+free|at\s+no\s+(?:cost|charge)|as\s+a\s+gift)\b",
    r"(?i:\b(?:was|were|been|is|are)\s+(?:kindly\s+|generously\s+|also\s+)?(?:provided|supplied|lent"
    r"|loaned|given|sent|donated|gifted)(?:\s+to\s+(?:me|us|our\s+\w+))?\s+by)"
    + _GIVER
    + r"(?i:\s+(?:free(?:\s+of\s+charge)?|for\s+free|at\s+no\s+(?:cost|charge)|as\s+a\s+gift))?",
    r"(?i:\b(?:was|is|as|were)\s+(?:an?\s+)?gifts?\s+(?:from|of|by))" + _GIVER,
    # commission and referral money, by whatever verb
    r"(?i:\b(?:I|we|our (?:clinic|practice)|this page))(?i:\s+(?:also|may|might|will))*"
    r"(?i:\s+(?:earn|get|make|receive|take)\w*)\s+(?i:a\s+cut|money|something|a\s+percentage"
    r"|a\s+share|from\s+purchases)\b(?:\s+(?i:when|if|from|on|of|whenever|each|every)\s+[\w\-]+)?",
    r"(?i:\b(?:sponsored|paid|funded|compensated|employed|financed)\s+by)" + _OBJECT,
    r"(?i:\b(?:paid|compensated|salaried)\s+)(?:[\w\-]+\s+){0,2}?"
    + _ROLE
    + r"(?:\s+(?i:and|/)\s+"
    + _ROLE
    + r")?(?:\s+(?i:for|of|to|by|with|at)"
    + _OBJECT
    + r")?",
    # "I receive royalties from X"
    r"\b"
    + _ME
    + _ADVERB
    + r"(?i:\s+(?:receiv|earn|accept|get|got|took|take|draw|collect|given|make|made)\w*)"
    r"\s+(?:[\w\-,/]+\s+){0,6}?"
    + _BENEFIT
    + r"(?:\s+(?:and\s+[\w\-]+\s+)?(?i:from|by|for|when|if|on|through|of|via)"
    + _OBJECT
    + r")?",
    # "Royalties from X", "Receives speaker fees from X" where a sentence starts
    r"(?:(?m:^)|(?<=[.!?:;|(]))\s*(?i:receives?\s+|received\s+)?(?:[\w\-]+\s+){0,3}?"
    + _BENEFIT
    + r"(?:\s+(?i:paid|covered|received|provided))?\s*(?::|(?i:\bfrom\b|\bby\b))"
    + _GIVER,
    # goods and discounts
    r"\b"
    + _ME
    + _ADVERB
    + r"(?i:\s+(?:receiv\w*|got|get|given|gets|tried|borrowed))\s+(?:[\w\-,/]+\s+){0,8}?"
    r"(?i:free(?:\s+of\s+charge)?|for\s+free|at\s+no\s+(?:cost|charge)|as\s+a\s+gift"
    r"|complimentary"
    r"|at\s+a\s+discount|discounted|on\s+loan)(?:\s+[\w\-]+){0,3}?(?:\s+(?i:from|by)"
    + _OBJECT
    + r")?",
    r"(?i:\b(?:a\s+)?gift(?:ed)?(?:\s+to\s+(?:me|us))?\s+(?:from|by))\s+" + _NAME,
    r"(?i:\bfree\s+(?:[\w\-]+\s+){0,3}from)\s+" + _NAME,
    _NAME + r"\s+(?i:also\s+|kindly\s+|generously\s+|has\s+|have\s+|is\s+)*"
    r"(?i:paid|pays|paying|sponsors|sponsored|sponsoring|funded|funds|funding|covered|covers"
    r"|gave|gives|provided|provides|sent|lent|loaned|bought|buys|flew|invited|treated"
    r"|donated|supplied|hosted|compensates|compensated|reimbursed|reimburses|employs|hired"
    r"|commissioned)\s+(?!by\b)(?:[\w\-]+\s+){0,3}?"
    r"(?i:me|us|my|our|dr\.?\s+\w+|this\s+(?:post|talk|video|trip|review|visit|event|workshop"
    r"|webinar|series))\b"
    r"(?:\s+(?i:to|for|with)\s+[\w\-]+(?:\s+[\w\-]+){0,3})?",
    # ownership, founding, commission, financial interest
    r"\b"
    + _ME
    + _ADVERB
    + r"(?i:\s+(?:own|owns|hold|holds|have|has|'ve))\s+(?:[\w\-]+\s+){0,4}?(?i:shares?|stocks?"
    r"|stake"
    r"|equity|ownership|(?:stock\s+)?options|(?:financial|ownership|commercial)\s+(?:interest"
    r"|stake|relationship|tie|connection)s?)"
    r"(?:\s+(?i:of|in|at|with|to)" + _OBJECT + r")?",
    r"(?i:\b(?:I|we|our (?:clinic|practice)|this page|links? (?:here|below))\s+(?:may\s+"
    r"|might\s+|will\s+|can\s+|do\s+)?"
    r"(?:earns?|receives?|gets?|makes?|pays?)\s+(?:\w+\s+){0,4}(?:commissions?|money|income"
    r"|referral fee|cut|percentage))",
)
_NAMED = (
    # "My brother is head of sales at X", "X is my employer"
    r"(?i:\bmy\s+)"
    + _KIN
    + r"(?i:\s+(?:is|was))\s+(?:[\w\-]+\s+){1,5}?(?i:at|of|for|with)\s+"
    + _NAME,
    _NAME
    + r"\s+(?i:is|was)\s+(?i:also\s+)?(?i:my|our)\s+(?i:employer|company|sponsor|client|firm)\b",
    r"(?i:\b(?:I['’]m|I\s+am|we\s+are|we['’]re)\s+(?:also\s+)?(?:one\s+of\s+the\s+|an?\s+|the\s+)?(?:co-?)?"
    r"(?:founders?|owners?|investors?|directors?|shareholders?|inventors?|employees?)\s+(?:of|at|in))"
    + _OBJECT,
    r"\b"
    + _ME
    + _ADVERB
    + r"(?i:\s+(?:works?|worked)(?:\s+(?:part[- ]time|full[- ]time))?\s+(?:for|at))"
    + _OBJECT,
    r"\b"
    + _ME
    + _ADVERB
    + r"(?i:\s+(?:an?\s+)?(?:employee|employees|staff member|owner|part-owner|co-owner|founder"
    r"|co-founder|shareholder|investor|director|board member|inventor)\s+(?:of|at|in|for))"
    + _OBJECT,
    r"(?i:\b(?:employee|owner|part-owner|co-owner|founder|co-founder|shareholder|investor"
    r"|stockholder|inventor)\s+(?:of|at|in))" + _OBJECT,
    r"\b" + _ME + _ADVERB + r"(?i:\s+(?:co-?)?(?:own|owns|founded|invested\s+in|invented"
    r"|hold\s+(?:a\s+)?patents?\s+(?:on|for)))" + _OBJECT,
    r"(?i:\bmy\s+(?:own\s+)?(?:company|firm|employer|start-?up|business|product|invention"
    r"|brand)\b,?)(?:" + _OBJECT + r")?",
    r"(?i:\bour\s+(?:own\s+)?(?:company|firm|employer|start-?up|product|invention|brand)\b,?)(?:"
    + _OBJECT
    + r")?",
)
_TAGS = (
    r"(?<![\w#])#(?i:ad|advert|advertisement|sponsored(?:post|content|ad|talk|video)?"
    r"|sponsoredby\w*"
    r"|paid(?:ad|partnership|partner|promotion|post|content|speaker|consultant|spokesperson"
    r"|ambassador|collaboration|endorsement|sponsor)(?:with\w*|by\w*|for\w*)?)(?!\w)",
)
_LABELLED = re.compile(
    r"(?i:\b(?:financial\s+|full\s+|conflict\s+of\s+interest\s+)?(?:disclosures?"
    r"|conflicts?\s+of\s+interests?|coi"
    r"|competing\s+interests?"
    r"|declarations?\s+of\s+interests?))(?:\s+statement)?\s*[:–—-]\s*(?P<rest>[^\n]{3,200}?)(?=[.!?](?:\s|$)|\n|$)"
)
_SUBSTANCE = re.compile(
    r"(?i)\b(?:consult\w*|speak\w*|spoke|paid|pays?|fees?|royalt\w+|grants?|fund\w*|employ\w*"
    r"|owns?|owner\w*"
    r"|stocks?|shares?|equity|advis\w+|sponsor\w*|research|travel|gifts?|honorari\w+|receiv\w+"
    r"|invent\w+"
    r"|patents?|found(?:ed|er)|works?|worked|compensat\w+|commission|financial|interest in|ad)\b"
)

# Whose money it is: a study's sponsor or an insurer is not the poster's tie.
_OTHER_SUBJECT = re.compile(
    r"(?i)\b(?:stud(?:y|ies)|trials?|research|papers?|registr(?:y|ies)|surveys?|analys[ei]s"
    r"|reviews?|guidelines?"
    r"|authors?|investigators|medicare|medicaid|insurance|insurers?|health plans?|bill|law)\b"
)
_OURS = re.compile(
    r"(?i)\b(?:my|our|i|we|this (?:post|video|talk|series|webinar|event|workshop))\b"
)
_INSURER = re.compile(
    r"(?i)\bby\s+(?:the\s+|your\s+|our\s+|most\s+|many\s+|my\s+)*(?:insur\w+|medicare|medicaid"
    r"|health\s+plans?|plans?|patients?"
    r"|taxpayers?|employers?|the state|government|tricare|nih|national|federal|veterans)\b"
)
_NEGATED = re.compile(
    r"(?i)(?:\b(?:not|no|never|nor|nobody|none|without|neither|isn['’]t|wasn['’]t|aren['’]t"
    r"|weren['’]t|don['’]t|doesn['’]t"
    r"|didn['’]t|haven['’]t|hasn['’]t|non|un)\b[\s-]*(?:[\w'’\-]+\s+){0,4})$"
)
_GENERIC = re.compile(
    r"(?i)\b(?:if|whether|ask|asks|asked|when|some|many|most|any|beware|wary|influencers?"
    r"|celebrit\w+|how to|should|people"
    r"|other|others|companies that|anyone|someone)\b"
)
_DENIES = re.compile(r"(?i)\b(?:not|never|no|nobody|no one|none|isn['’]t|wasn['’]t)\b")
#: A text with more matches than this is noise; reading on would only take time.
_ENOUGH = 100
_COMMISSION = re.compile(
    r"(?i)\b(?:commission|referral fee"
    r"|(?:I|we) (?:get|earn|make|receive) (?:a cut|money|something))"
)
#: What stands where a sponsor would, and is none: "sponsored by our love of quiet evenings".
_NO_COMPANY = re.compile(
    r"(?i)\bby\s+(?:our|my|your|his|her|their|nobody|no\s+one|nothing)\b"
    r"(?!\s+(?:\w+\s+)?(?:employers?|compan(?:y|ies)|firms?|sponsors?|partners?|makers?))"
)
#: Words of a role that does not say whether anybody pays for it.
_WEAK = re.compile(
    r"(?i)\b(?:consult\w*|speak(?:er|s|ing)?|advis\w+|ambassador|promotion|spokes\w+"
    r"|partner\w*)\b"
)
_SUBSTANCE_OF_PAY = re.compile(
    r"(?i)\b(?:paid|pays?|fees?|royalt\w+|honorari\w+|payments?|compensat\w+|commission|sponsored"
    r"|disclosures?|conflicts?)\b"
)
_ALZHEIMER = re.compile(r"(?i)alzheimer|dementia|atopic|dermatitis|dysreflexia|eczema")


def _compiled(patterns: tuple[str, ...]) -> tuple[Lazy, ...]:
    return tuple(Lazy(p, cased=True) for p in patterns)


_FAMILIES = (
    (_compiled(_STRONG), True, False, False),
    (_compiled(_TAGS), True, False, True),
    (_compiled(_CLEAR), False, False, False),
    (_compiled(_NAMED), False, True, False),
)
_HINT = re.compile(
    r"(?i)\bads?\b|advert|sponsor|paid|pays|paying|compensat|royalt|fee|honorari|payment"
    r"|commission|stipend|salary|money"
    r"|income|grant|fund|stock|share|equity|travel|meal|gift|free|complimentary|discount"
    r"|on loan|no cost|no charge"
    r"|financ|sent|gave|gives|lent|loan|donat|suppl|host|reimburs|provid|cover|employ|work|own"
    r"|founde|invest|inventor|my |our "
    r"|bought|buys|flew|invited|treated|earn|a cut\b|percentage|wife|husband|brother"
    r"|sister|which|who "
    r"|disclos|conflict|coi\b|interest|support|hired|commissioned|board member"
)


@lru_cache(maxsize=64)
def find(text: str) -> tuple[Disclosure, ...]:
    """Every clear disclosure in ``text``, in order; what only denies or generalises is none."""
    if not _HINT.search(text):
        return ()
    split = sentences(text)
    found = [d for d in islice(_matches(text), _ENOUGH) if _means_it(text, split, d)]
    found += islice(_labelled(text), _ENOUGH)
    found += list(_as_composed(text, split, found))
    return tuple(sorted(set(found), key=lambda d: (d.start, d.end)))


def _as_composed(
    text: str, split: Sequence[Sentence], found: list[Disclosure]
) -> Iterator[Disclosure]:
    """What composing pins as a disclosure and the patterns here do not know, if it is not vague."""
    pointers = [m.span() for m in POINTER.finditer(text)]
    for start, end in find_disclosures(text)[:_ENOUGH]:
        shown = text[start:end]
        fresh = not any(d.start < end and start < d.end for d in found)
        told = not _WEAK.search(shown) or _SUBSTANCE_OF_PAY.search(shown)
        if any(a < end and start < b for a, b in pointers):
            continue
        other = bool(_OTHER_SUBJECT.search(shown)) and not _OURS.search(shown)
        other = other or (shown.startswith("AD") and bool(_ALZHEIMER.search(text)))
        other = other or (bool(_GENERIC.search(shown)) and not _COMMISSION.search(shown))
        candidate = Disclosure(start, end, strong=False)
        if fresh and told and not other and _means_it(text, split, candidate):
            yield candidate


def _matches(text: str) -> Iterator[Disclosure]:
    for patterns, strong, named, tag in _FAMILIES:
        for pattern in patterns:
            for match in pattern.finditer(text):
                own = "d" in pattern.made.groupindex
                start, end = match.span("d") if own else match.span()
                end -= len(text[start:end]) - len(text[start:end].rstrip(" .,;:!"))
                start += len(text[start:end]) - len(text[start:end].lstrip())
                if own and text[start:end] == "AD" and _ALZHEIMER.search(text):
                    continue
                yield Disclosure(start, end, strong, named, tag)


def _means_it(text: str, split: Sequence[Sentence], found: Disclosure) -> bool:
    at = max(bisect_right(split, found.start, key=lambda one: one.start) - 1, 0)
    before = text[split[at].start : found.start]
    shown = text[found.start : found.end]
    if _NEGATED.search(before) or _DENIES.search(shown):
        return False
    if _INSURER.search(text, found.start, found.end + 40):
        return False
    if split[at].text.endswith("?") or _NO_COMPANY.search(shown):
        return False
    if _GENERIC.search(before) and not found.tag and not _COMMISSION.search(shown):
        return False
    return found.tag or not (_OTHER_SUBJECT.search(before) and not _OURS.search(before))


_UNNAMED = re.compile(
    r"\b(?:by|from)\s+(?:the|an?)\s+(?!(?:makers?|manufacturers?|compan(?:y|ies)|producers?"
    r"|distributors?|firms?|sponsors?|vendors?|brand|drug|device|pharma\w*|industry)\b)[a-z]"
)


def names_another(shown: str) -> bool:
    """Whether a disclosure tells of somebody who is no company: "by the bakery next door"."""
    return bool(_UNNAMED.search(shown))


def _labelled(text: str) -> Iterator[Disclosure]:
    for match in _LABELLED.finditer(text):
        rest = match["rest"]
        if POINTER.search(match.group()) or re.match(
            r"(?i)\s{0,9}(?:none|no|nothing|n/?a)\b", rest
        ):
            continue
        if _SUBSTANCE.search(rest) and not denials(rest):
            yield Disclosure(match.start(), match.end(), strong=False)


_AD_WORD = re.compile(r"(?i)^[#\[(]?(?:ad|advert|advertisement|sponsored|paid)[\])]?[:.,!]?$")


def disguised(text: str) -> Disclosure | None:
    """A strong disclosure that shows only once superscripts and look-alikes are read plainly."""
    if text.isascii():
        return None
    for match in re.finditer(r"\S+", text):
        if not match.group().isascii() and _AD_WORD.match(fold(match.group()).text):
            return Disclosure(*match.span(), strong=True)
    folded = fold(text)
    plainly = {(d.start, d.end) for d in find(text) if d.strong}
    for found in find(folded.text):
        start, end = folded.origin[found.start], folded.origin[found.end - 1] + 1
        if found.strong and not any(a < end and start < b for a, b in plainly):
            shown = "".join(c for c in text[start:end] if not c.isspace())
            if not shown.isascii():
                return Disclosure(start, end, strong=True, tag=found.tag)
    return None
