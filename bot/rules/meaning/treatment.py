"""Named medicines, devices and procedures, what is said for them, and what is said against.

Sources: FDA draft guidance on character-limited platforms (June 2014) and 21 CFR 202.1 as the
model of balance; the paper's point 28 on procedures. The lists under data/ carry their own.
"""

# ruff: noqa: E501 - a pattern is read best on one line

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from importlib import resources

from bot.adapt.pins import pins_in
from bot.model import Pin
from bot.rules.meaning.lazy import Lazy
from bot.rules.meaning.reading import Reading
from bot.rules.meaning.stance import Stance, stance
from bot.rules.meaning.vocabulary import word_set

#: Stems of the WHO's International Nonproprietary Names (Stem Book, 2018 and its addenda).
_STEMS = (
    r"(?:mab|sartan|statin|gepant|triptan|gliptin|gliflozin|glutide|zepatide|olol|prazole|conazole|cillin"
    r"|mycin|floxacin|cycline|clovir|navir|buvir|tegravir|tinib|ciclib|parib|azepam|azolam|barbital|codone"
    r"|morphone|setron|dipine|thiazide|profen|coxib|oxetine|gabalin|parin|xaban|gatran|grel|dronate|lukast"
    r"|terol|solone|metasone|tadine|zodone|peridol|piprazole|tapine|idone|orexant|fibrate|semide|pril"
    r"|formin|caine|afil|steride|platin|rubicin|taxel|mustine|cept|kinra|siran|sulfa|iptyline|faxine|amfetamine|amphetamine|phenidate|oxacin|osin|dazole|relin|tropin|stim)"
)
_STEM = Lazy(rf"^[a-z]{{3,}}{_STEMS}s?$")
_NOT_DRUGS = frozenset(
    [
        "april",
        "concept",
        "accept",
        "except",
        "intercept",
        "precept",
        "percept",
        "cocaine",
        "lumen",
        "shakespeare",
    ]
)
#: Saved lives and public health: the message would lose more by a list of side effects.
_PUBLIC = word_set("naloxone narcan epinephrine epipen vaccine insulin prep aspirin")
_BENEFIT = Lazy(
    r"\b(?:helps?|helped|reliev\w+|treats?|treated|treating|treatment for|prevents?|preventing|reduc(?:es?|ed|ing)|lowers?|lowering|eas(?:es?|ed|ing)|improv\w+|los(?:e|es|ing) weight|weight loss|smooths?|clears?|works?|effective\w*|controls?|fights?|boosts?"
    r"|restores?|cuts?|stops?|ends?|calms?|heals?|protects?|slows?|shrinks?|softens?|lifts?|erases?|good (?:news|option|choice) for|relief|better sleep|sleep better|results?|shed|drop(?:s|ped)? \w+ pounds|love|amazing|approved (?:for|to)|manage[sd]?|quiets?|fewer|kick|younger|supports?|used (?:for|to)|offers?|regrow\w*|brings?|benefits?|tackles?|keeps?|gets? rid|gives?|gave|get your|look(?:s|ing)?|feel(?:s|ing)?|fresh\w*|rested|younger|smoother|confiden\w+|glow\w*|plump\w*|turn(?:s|ed)? back|changed|wonder\w*|success\w*|life|again|answer|solution|recommend\w*|first choice|option for|indicated)\b"
)
_RISK = Lazy(
    r"\b(?:risks?|side[- ]effects?|adverse|warnings?|complications?|contraindicat\w*|not (?:right|safe|suitable|for everyone|for everybody)|isn't for everyone|can (?:cause|raise|upset|harm|damage|lead to|make|trigger|increase)|may (?:cause|raise|upset|harm|damage|lead to|make|trigger)|could (?:cause|harm)|nausea|dizz\w+|drows\w+|sleepy|bleeding|infection|bruis\w+"
    r"|rebound|overuse|withdrawal|dependen\w+|should not|must not|do not (?:take|use)|don't (?:take|use)|avoid (?:it|them|if)|harmful|dangerous|toxic|too much|soreness|droop\w*|allerg\w+|downsides?|drawbacks?|cautions?|aches?|complaints?|sore|tired|redden\w*|weight gain|stomach|liver|kidneys?|monitor\w*)\b"
)


@lru_cache(maxsize=1)
def _names() -> frozenset[str]:
    return frozenset(
        w for name in ("medicines", "devices") for line in _lines(name) for w in line.split()
    )


def _lines(name: str) -> list[str]:
    text = resources.files("bot.rules.meaning").joinpath("data", f"{name}.txt").read_text("utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def products(reading: Reading, *, public: bool = False) -> list[tuple[int, int]]:
    """Where the text names a medicine or a device; standbys of public health only if ``public``."""
    known = {w for w in reading.words if _is_product(w.removesuffix("'s"), public)}
    if not known:
        return []
    return [m.span() for m in _WORD.finditer(reading.text) if m.group().casefold() in known]


_WORD = re.compile(
    r"(?<![\w-])[^\W_]+(?:['-][^\W_]+)*(?![\w-])|(?<![\w-])[^\W_]+(?:-[^\W_]+)*(?=')"
)


def _is_product(word: str, public: bool) -> bool:
    if word in _PUBLIC or word in _NOT_DRUGS:
        return public and word in _PUBLIC
    if word in _names() or (word.endswith("s") and word[:-1] in _names()):
        return True
    return len(word) > 6 and _STEM.match(word) is not None


def benefits(reading: Reading, named: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """The names for which a benefit is claimed in the same sentence or the next one."""
    for start, end in named:
        here = reading.sentence(start)
        match = _BENEFIT.search(reading.text, here.start, here.end)
        if match is None or _is_handling(here.text):
            continue
        if stance(reading, *match.span()) in {Stance.SAID, Stance.SUPPOSED} and _lives(
            reading, start, end
        ):
            yield start, end


def _lives(reading: Reading, start: int, end: int) -> bool:
    return stance(reading, start, end) not in {Stance.MYTH, Stance.DENIED, Stance.ASKED}


#: Keeping, paying for and giving back a medicine is no claim for it.
_HANDLING = Lazy(
    r"\b(?:store|storing|stored|fridge|shar(?:e|ed|ing)|expire[sd]?|expired|dispos\w+|take[- ]back|refills?|copay|co-pay|coverage|cover(?:s|ed)?|price[sd]?|cost|shortage|recall\w*|counterfeit|fake|compounded|label|lock\w*|pharmacies|mix(?:ing)?|together with|with alcohol|interact\w*|list of|bring|missed|miss a dose|prior auth\w*|insur\w+|generic|resistance|resistant|don't (?:help|treat|work)|do not (?:help|treat|work)|won't|will not|not (?:help|treat|work)|before you (?:stop|take|start)|ask (?:your|a|the)|talk (?:to|with)|never (?:stop|take|share))\b"
)


def _is_handling(sentence: str) -> bool:
    return _HANDLING.search(sentence) is not None


def tells_risk(text: str) -> bool:
    """Whether the message itself says that there is a risk or a side effect."""
    cleaned = _POINTER.sub(" ", _NO_RISK.sub(" ", text.replace("’", "'")))
    return bool(_RISK.search(cleaned)) or Pin.RISK in pins_in(cleaned)


_NO_RISK = Lazy(
    r"\b(?:no|zero|without(?: any)?|free of|minimal|low(?:er)?[- ]?|reduces? (?:the |your )?|lowers? (?:the |your )?|cuts? (?:the |your )?)\s*(?:known |serious |real )?(?:side[- ]effects?|risks?|complications?|downsides?)\b|\brisk[- ]free\b|\brisk factors?\b|\b(?:lowers?|reduc\w+|cuts?) [^.!?]{0,25}\brisks?\b"
)


#: "See the link for the risks" tells none.
_POINTER = Lazy(
    r"\b(?:see|read|visit|click|tap|find|follow|check|swipe|scroll|learn|more|full|ask)\b[^.!?\n]{0,40}\b(?:risks?|side[- ]effects?|warnings?|safety|details|information)\b[^.!?\n]{0,40}|\b(?:risks?|side[- ]effects?|warnings?|safety information)\b[^.!?\n]{0,25}\b(?:in|on|at|via|below|see|here)\b\s*(?:the |our |my )?(?:links?|bio|thread|next (?:post|tweet)|website|comments?|below|page|here)\b"
)


# ---------------------------------------------------------------- procedures
@lru_cache(maxsize=1)
def _procedure() -> re.Pattern[str]:
    joined = "|".join(f"(?:{line})" for line in _lines("procedures"))
    return re.compile(rf"(?<![\w-])(?:{joined})(?![\w-])", re.IGNORECASE)


@lru_cache(maxsize=1)
def _procedure_words() -> frozenset[str]:
    """Words of which each procedure's name holds at least one: a cheap way to say no."""
    found = re.findall(r"[a-z]{4,}", " ".join(_lines("procedures")))
    plural = {w + s for w in found for s in ("s", "y", "ies", "ion", "ions", "or", "ors")}
    return (
        frozenset(found)
        | plural
        | word_set("prp tms ivf iui lasik prk icl bbl bbls ect iv nad lip hip")
    )


def procedures(reading: Reading) -> list[tuple[int, int]]:
    """Where the text names a procedure."""
    if not reading.has(_procedure_words()):
        return []
    return [match.span() for match in _procedure().finditer(reading.text)]


_PITCH = Lazy(
    r"\b(?:book(?:ing)?|schedul(?:e|ing)|call (?:us|today|now)|now (?:offering|available|scheduling|booking|open|accepting)|proud(?:ly)? to offer|we (?:now )?(?:offer|perform|do|have|use|provide)|available (?:now|here|at|in)|ask (?:us )?about|special|% off|\$\d+|save|offers?|deal|discount|gift cards?|sign up|reserve|spots?|limited|slots?|consult(?:ation)?s?|say (?:goodbye|hello)"
    r"|get your|treat yourself|ready for|is here|has arrived|come (?:in|see)|new at|at our (?:clinic|practice|office)|our (?:surgeons?|doctors?|team|new)|join|free (?:seminar|consult\w*)|candidates?|dm|link in bio|why wait|don't wait|dreaming|transform\w*|look (?:younger|your best)|get back to|freshen|refresh|package|financing|this month|today)\b"
)
_ALTERNATIVE = Lazy(
    r"\b(?:alternatives?|other (?:options?|choices|treatments?|ways)|instead|or (?:waiting|physical therapy|exercise|medicines?|surgery|no treatment|doing nothing|watching)|usually (?:tried|tries|try) (?:\w+ )?first|tried first|try first|options (?:include|are|range|such as)|before (?:considering|trying|we consider|surgery|any injection)|not the only|first[- ]line|conservative|without (?:it|surgery)|compare|also (?:consider|help)|range of options|choices)\b"
)
_PAGE = Lazy(
    r"(?:book|schedul|appoint|offer|promo|shop|buy|sale|deal|signup|sign-up|calendly|checkout|special|consult|financ|gift)"
)


def pitches(reading: Reading) -> bool:
    """Whether the text invites to buy or book."""
    return _PITCH.search(reading.text) is not None


def tells_alternatives(reading: Reading) -> bool:
    """Whether the text says what else there is."""
    return _ALTERNATIVE.search(reading.text) is not None


def informs(link: str) -> bool:
    """Whether a link may lead to risks and alternatives: any page but a shop's or a booking's."""
    return bool(link) and _PAGE.search(link) is None


def offered(reading: Reading, *, promoted: bool) -> list[tuple[int, int]]:
    """The procedures that the text offers: named beside an offer, or anywhere in a promotion."""
    named = procedures(reading)
    if promoted:
        return [span for span in named if _lives(reading, *span)]
    return [
        span
        for span in named
        if _lives(reading, *span)
        and _PITCH.search(reading.around(span[0], 1, 1))
        and not _AFTERCARE.search(reading.around(span[0], 1, 1))
    ]


#: Before and after a procedure that is settled already, and talk for colleagues.
_AFTERCARE = Lazy(
    r"\b(?:after (?:your|a|an|the|surgery|knee|hip|back)|before (?:your|a|an|the|surgery)|recover\w*|prepar\w+|what to expect|your surgeon|questions|ask your|webinar|journal|grand rounds|support group|talk about|lecture|class|how (?:it|they) work\w*|is (?:not )?for|wait(?:ing)? list|stitches|rehab)\b"
)
