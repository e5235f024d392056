"""Words that hint at a tie and do not tell it (16 CFR 255.0(f); FTC letters of 2017)."""

from __future__ import annotations

import re

from bot.rules.meaning.text import sentences

_VAGUE_TAG = re.compile(
    r"(?<![\w#])#(?i:sp|spon|spons|sponsor|collab\w*|partner|partners|partnership|partnering"
    r"|\w+partner|\w*ambassador|consultant"
    r"|\w+consultant|affiliate\w*|afflink|gifted|gift|ee|client|thanks\w*|thankyou\w+|promo"
    r"|promotion|pr|prsample|freebie|comped|hosted"
    r"|influencer|brandrep|rep)(?!\w)"
)
#: Tags that mean paid content to whoever uses them, though not to every reader.
_VAGUE_ALONE = re.compile(
    r"(?<![\w#])#(?i:sp|spon|spons|sponsor|gifted|brandambassador|brandpartner|afflink"
    r"|affiliatelink|comped|prsample|brandrep)(?!\w)"
)
_VAGUE_LABEL = re.compile(
    r"(?im)(?:^[^\w\n#@]{0,4}|[\[(|]\s*)(?:sp|spon|collab(?:oration)?|partner(?:ship)?"
    r"|ambassador|affiliate|gifted|promo|consultant|ee)"
    r"(?=\s*(?:[:|\])]|$))"
)
_VAGUE_WORD = re.compile(
    r"(?i)\b(?:partner(?:s|ed|ing|ship)?|collab\w*|ambassadors?|consult(?:s|ant|ants|ing)?"
    r"|affiliat\w+|gifted|spokes\w+|advis(?:[eo]rs?|e[sd]?|ing|ory)"
    r"|team(?:ed|ing)?[- ]up|working with|worked with|work with|support(?:ed)? (?:by|from)"
    r"|brought to you by|presented by|powered by"
    r"|made possible by|courtesy of|thanks|thank you|thankful|thx|shout-?out|grateful"
    r"|in association with|friends at|sponsors?|hosted by"
    r"|key opinion leader|KOL|on behalf of|speaking for)\b"
)


def vague(text: str, named: list[tuple[int, int]]) -> tuple[int, int] | None:
    """Where a word stands that hints at a tie without telling it.

    ``named``: spans at which the company is named; a plain word counts only in a
    sentence with one of them, a hashtag or a label by itself.
    """
    for pattern in (_VAGUE_TAG, _VAGUE_LABEL):
        if match := pattern.search(text):
            return match.span()
    for sentence in sentences(text):
        here = any(sentence.start <= start < sentence.end for start, _ in named)
        if here and (match := _VAGUE_WORD.search(text, sentence.start, sentence.end)):
            return match.span()
    return None


def vague_alone(text: str) -> tuple[int, int] | None:
    """Where a hashtag stands that means paid content although nothing else says so."""
    match = _VAGUE_ALONE.search(text)
    return match.span() if match else None
