"""Invitations to send clinical details where the public or a platform can read them.

"DM us your scans", "drop your symptoms below". Not: call, come, use the portal; polls about
preferences; a request not to.
"""

# ruff: noqa: E501 - a pattern is read best on one line

from __future__ import annotations

from collections.abc import Iterator

from bot.rules.meaning.evidence import Claim
from bot.rules.meaning.frames import beyond, hits
from bot.rules.meaning.lazy import Lazy
from bot.rules.meaning.reading import Reading
from bot.rules.meaning.stance import is_denied
from bot.rules.meaning.vocabulary import word_set

_TRIGGERS = word_set("""
    dm dms pm chat type snap describe comment inbox message messages messenger comment comments below send drop post share tell reply whatsapp text
    email snap upload describe show submit type write messaging direct private chat tag thread leave
    instagram facebook telegram snapchat answer ask slide ama
""")
_SEND = r"(?:send|dm|pm|message|text|email|e-mail|post|share|drop|comment|upload|tell|show|describe|type|write|submit|snap|leave|list|inbox|whatsapp|give|put|reply|let us know|attach|forward|slide|tag|shoot)"
_DETAIL = (
    r"(?:symptoms?|scans?|mris?|x-?rays?|ct(?: scan)?s?|ultrasounds?|ekgs?|lab(?:s| results| reports?| work)?|blood ?work|test results?|results|reports?|(?:photos?|pictures?|pics?|selfies?|videos?|images?|snaps?) of (?:\w+ ){0,2}?(?:your|the|that|a|an|any|it|his|her|their|where)[ \w']{0,25}?(?:rash|mole|wound|bruise|swelling|skin|knee|foot|feet|back|incision|tooth|teeth|eye|scar|smile|face|bump|lump|scan|mri|x-?ray|nails?|spots?|burn|ulcer|stitches|hair|throat|bite|labs?|results?|pills?|chart|posture|joints?|hands?|gums?|breakout|acne|vein|veins|legs?|body|child|baby|spine)"
    r"|rash(?:es)?|moles?|medical (?:history|records?|questions?|concerns?|problems?|issues?|details|info\w*)|health (?:questions?|concerns?|problems?|issues?|details|history)|diagnos[ie]s|conditions?|medications?|medicines|meds|prescriptions?|dos(?:e|es|age)|records?|chart|history|pain (?:level|score|story|history|location)|where it hurts|what hurts|where you hurt|how bad (?:it|your)|(?:blood (?:sugar|pressure)|glucose|bp|sugar) (?:readings?|numbers?|levels?|logs?)|readings|your numbers|a1c|weight and height|height and weight|bmi|cycle|case|injur(?:y|ies)|allergies|side effects|what(?:'s| is) (?:wrong|bothering you|going on|hurting)|what you(?:'re| are) (?:feeling|experiencing|taking)|how (?:long|often|many)[^.!?]{0,25}\b(?:pain|migraines?|symptoms?|headaches?|hurt\w*)|your (?:pain|migraines?|headaches?|knee|back|skin|complaint|complaints|ailments?|trouble|surgery date|date of birth|insurance (?:card|number)|member id|treatment|story of pain|concerns?)|date of birth|referral|insurance card)"
)
_CHANNEL = r"(?:dms?|pms?|inbox|direct messages?|private messages?|messages?|messenger|comments?|below|comment section|in the (?:comments|thread|chat|replies)|here|on (?:instagram|facebook|whatsapp|messenger|telegram|snapchat|this page|our page)|by (?:message|text|whatsapp|dm|chat)|via (?:dm|message|whatsapp|text|messenger|chat)|whatsapp|reply|replies|to this post|under this post|this thread|slide into|chat|our story|our stories|this post|@\w+)"
_ASKS = Lazy(
    r"\b(?:message|dm|send|text|inbox|whatsapp|snap|e-?mail|post|drop)\b(?: us| me| dr\.?\s+\w+| our \w+| in| it)?(?: a| some| your)? (?:clear |quick |close-up )?(?:photos?|pictures?|pics?|videos?|images?|selfies?)\b[^.!?\n]{0,70}\b(?:take a look|have a look|look at it|tell you|let you know|see what|say what|opinion|advise|assess|check it|what it is|recommend|diagnos\w+)\b",
    rf"\b{_SEND}\b(?:\s+(?:us|me|to us|dr\.?\s+\w+|our \w+|a|an|your|the|in|with|about|over|through|down|it|me|into|quick|clear))*[^.!?\n]{{0,45}}?\b{_DETAIL}\b",
    r"\b(?:dm|pm|message|inbox|text|whatsapp|write) (?:us|me|dr\.?\s+\w+|our \w+)\b[^.!?\n]{0,40}\b(?:for|to get|to receive|and (?:we|i|dr)|with|if)\b[^.!?\n]{0,30}\b(?:medical advice|advice|a diagnosis|diagnosis|treatment plans?|a plan|second opinion|an opinion|prescription|refills?|free consult\w*|assessment|what to take|dos(?:e|ing)|tell you|opinion|symptoms?|pain)\b",
    rf"\b(?:ask|post|leave|drop|send|type|put)\b[^.!?\n]{{0,25}}\b(?:medical|health|personal|clinical|symptom|your pain|your own|any) questions?\b[^.!?\n]{{0,60}}\b(?:{_CHANNEL}|we'll answer|i'll answer|answer)\b",
    r"\b(?:what|which|where|how)\b[^?\n]{0,50}\b(?:symptoms?|hurts?|hurting|pain|meds|medications?|medicines?|diagnos\w+|dose|condition|conditions|side effects)\b[^?\n]{0,60}\?[^?\n]{0,40}\b(?:comments?|below|dm|message us|reply|tell us|let us know|drop it)\b",
    r"\b(?:comments?|below|dm us|dm me|reply|inbox us)\b[^.!?\n]{0,50}\b(?:we(?:'ll| will)|i(?:'ll| will)|dr\.?\s+\w+ will|our (?:nurses?|doctors?|team|pharmacist) (?:will|can))\s+(?:\w+\s+){0,2}?(?:diagnose|tell you (?:what|if|whether)|prescribe|recommend|suggest|assess|evaluate|read (?:it|them|your)|review (?:it|them|your)|treat|give you (?:a|an|our)|advise|say what)\b",
    r"\b(?:we|i|dr\.?\s+\w+|our (?:nurses?|doctors?|team))\s+(?:can |will |'ll |now )?(?:treat|diagnose|consult|prescribe|adjust|answer medical|review (?:your )?(?:scans?|mris?|labs?|x-?rays?|photos?))\w*\b[^.!?\n]{0,50}\b(?:in|by|via|over|through|on)\s+(?:the |our |your )?(?:dms?|direct messages?|comments|messenger|whatsapp|instagram|facebook|chat|inbox|text)\b|\b(?:treatment|consult\w*|diagnos[ie]s|second opinions?|refills?) (?:by|via|over|through|in) (?:dm|dms|messenger|whatsapp|instagram|facebook|direct message|text)\b",
)
_CHANNELS = Lazy(
    rf"\b{_CHANNEL}\b|@\w+|\b(?:dm|pm|inbox|message|whatsapp|text|send|post|comment|snap) (?:us|me|dr|our|your|a)\b"
)
_SAFE = Lazy(
    r"\b(?:portal|mychart|call (?:us|the|our|\(?\d|your)|phone|at (?:your|the|a|her|his|their) (?:next )?(?:visit|appointment|check-?up)|bring|in person|secure (?:form|message|upload|link|messag\w+)|with your (?:doctor|clinician|surgeon|nurse|team|care team|pharmacist|provider|family|therapist|dentist)|to your (?:doctor|clinician|surgeon|nurse|pharmacist|provider|pediatrician|team|dentist|visit|appointment|next|therapist)|tell your|show your|your (?:doctor|clinician|surgeon|nurse|team|provider|dentist)|911|write down|diary|emergency|dispatcher|the fda|medwatch|poison)\b"
)
_PREFERENCE = Lazy(
    r"\b(?:favou?rite|recipes?|soup|songs?|playlist|book|books|tips? for (?:winter|staying)|walk(?:ing)? (?:spots?|routes?)|topic|topics|ideas?|which (?:topic|day|time|walk|one)|poll|vote|guess|names?|caption|thank you|thanks|kind word|shout|gratitude|what you want to (?:hear|learn|see)|pets?|dogs?|costume|resume|cv|hobby|holiday|feedback|suggestions?|volunteer|how we did|general questions?|questions? for (?:the|our) (?:webinar|talk|panel|speaker|q&a|live|evening)|myths?)\b"
)


def invitations(reading: Reading) -> Iterator[Claim]:
    """Every invitation to send clinical details in public or in a platform's messages."""
    yield from beyond(reading, _worded(reading), _framed(reading))


def _framed(reading: Reading) -> Iterator[Claim]:
    for hit in hits(reading, "invitation"):
        near = reading.around(hit.start, 1, 1)
        if not (_FORBIDS.search(near) or _SAFE.search(near) or _ABOUT_US.search(near)):
            yield Claim(hit.start, hit.end, "asks for clinical details in comments or messages")
            return


def _worded(reading: Reading) -> Iterator[Claim]:
    if not reading.has(_TRIGGERS) and "@" not in reading.text:
        return
    what = "asks for clinical details in comments or messages"
    found = False
    for match in _ASKS.finditer(reading.text):
        if _is_open(reading, *match.span()):
            yield Claim(*match.span(), what)
            found = True
    for match in () if found else _GIVES.finditer(reading.text):
        if _asks_beside(reading, match.start()):
            yield Claim(*match.span(), what)
            return


def _asks_beside(reading: Reading, start: int) -> bool:
    """A call to give something on a channel, with clinical matter of the reader beside it."""
    here = reading.sentence(start).text
    near = reading.around(start, 1, 1)
    mine = _YOURS.search(near) and _MATTER.search(near)
    if not mine or not _WRITTEN.search(here) or _SAFE.search(near) or _PREFERENCE.search(near):
        return False
    if _FORBIDS.search(near) or _ABOUT_US.search(near):
        return False
    return not _SHARES.search(reading.text[start:]) or bool(
        _MATTER.search(here) and _HERE.search(here)
    )


#: Something given that is no clinical detail: a heart, an emoji, a name, a date to book.
_ABOUT_US = Lazy(
    r"\b(?:drop|leave|post|comment|send) (?:a|an|your) (?:\w+ )?(?:heart|emoji|thumbs|name|like|hello|hi|wave|flag|star)\b|\b(?:to book|to schedule|to register|to sign up|for (?:an appointment|the link|tickets|details|a copy|the recipe|more information|directions)|register|rsvp|subscribe|friend|someone you|loved ones?|flu shots?|vaccin\w+|learned|surprised|which fact|quiz|true or false|myth)\b"
)
_GIVES = Lazy(
    r"\b(?:send|dm|pm|message|text|email|post|share|drop|comment|upload|tell|show|describe|type|write|submit|snap|leave|list|inbox|whatsapp|attach|forward|slide|reply|put|share|ask|give)\b"
)
#: Channels of a platform; "here" alone may be the clinic.
_WRITTEN = Lazy(
    r"\b(?:dms?|pms?|inbox|messages?|messenger|comments?|below|chat|whatsapp|thread|repl(?:y|ies)|stor(?:y|ies)|instagram|facebook|snapchat|telegram)\b|\b(?:dm|inbox|message|whatsapp|text) (?:us|me|dr)\b"
)
_YOURS = Lazy(r"\b(?:you|your|yours|got an?|have an?|my)\b")
_MATTER = Lazy(
    rf"\b{_DETAIL}\b|\b(?:moles?|rash(?:es)?|lumps?|bumps?|tingling|numbness|burning|blood pressure|blood sugar|meds|medications?|prescriptions?|symptoms?|swelling|wounds?|spots?|lesions?|bleeding|discharge|dizz\w+|fever|cough|x-?rays?|mri|scans?|labs?|diagnos\w+|weight|bmi|cholesterol|a1c|stitches|scar|pain|aches?|hurts?|migraines?|headaches?|itch\w*|acne|breakouts?|period|cramps|insomnia|panic|anxiety|depress\w+)\b"
)


_FORBIDS = Lazy(
    r"\b(?:do not|don't|never|not to|please don't|cannot|can't|refrain|avoid|no|not|instead of|rather than|stop|without|why we|won't|unable|are not|isn't)\b"
)


def _is_open(reading: Reading, start: int, end: int) -> bool:
    sentence = reading.sentence(start)
    near = reading.text[sentence.start : max(sentence.end, end)]
    follows = reading.around(start, 0, 1)
    if _SAFE.search(near) or _PREFERENCE.search(near):
        return False
    if _FORBIDS.search(reading.text, sentence.start, start) or is_denied(reading, start, end):
        return False
    if _SHARES.search(reading.text[start:end]) and not _HERE.search(near):
        return False
    return bool(_CHANNELS.search(follows))


#: "Share this post about symptoms with a friend": what is shared is ours.
_SHARES = Lazy(
    r"^(?:share|post|tag|tell|forward|send|show|write|put|list|give|leave|type) (?:this|it|these|the (?:post|signs|list|video)|with|a friend|someone|somebody)\b"
)
_HERE = Lazy(r"\b(?:comments?|dm|inbox)\b")
