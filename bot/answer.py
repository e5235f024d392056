"""What people signed about findings: overrides make them notes, determinations clear them.

Both are looked at again at every run and at sending, on the bytes of that minute; whatever
is in doubt leaves the finding as it was.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from bot.model import Finding, Post, Rendition, Severity, canonical
from bot.records.determination import COLUMN, determinations
from bot.records.model import Determination
from bot.records.override import Question, answers
from bot.rules.base import Context, Fact, Need, NotHere, Rule, Subject

#: Keeps a finding's keyed digest from equalling that of a name made with the same key.
_DOMAIN = "finding v1\0"
#: A fact of the PHI rules that says a text could not be read; nobody can determine that.
_UNREAD = "not-run"
_BLANKS = re.compile(r"\s+")


def overridden(finding: Finding, rule: Rule, subject: Subject, context: Context) -> Finding:
    """The finding as a note when a valid override answers for it, else as it is."""
    if finding.severity is Severity.INFO or not context.records.overrides:
        return finding
    question = Question(
        rule.id,
        rule.override,
        subject.post_id,
        subject.account,
        subject.platform,
        subject.rendition,
        context.post.author,
    )
    found = answers(context.records, question, context.now, context.due)
    if not found:
        return finding
    who = " and ".join(sorted(f"{one.person} as {one.role}" for one in found))
    until = min(one.expires for one in found)
    return replace(
        finding,
        severity=Severity.INFO,
        holds=False,
        what=f"{finding.what} - overridden by {who} until {until}",
        answered=", ".join(sorted(one.person for one in found)),
    )


# ---------------------------------------------------------------- determinations
def with_words(facts: Sequence[Fact], rule: Rule, rendition: Rendition, post: Post) -> list[Fact]:
    """The facts with the words around them, for rules whose findings can be determined."""
    if rule.override != COLUMN:
        return list(facts)
    counts: dict[str, int] = {}
    made = []
    for fact in facts:
        if fact.kind == _UNREAD:
            made.append(fact)
            continue
        around = _around(fact, rendition, post)
        counts[around] = counts.get(around, 0) + 1
        made.append(replace(fact, around=f"{rule.id}\0{around}\0{counts[around]}"))
    return made


def _around(fact: Fact, rendition: Rendition, post: Post) -> str:
    """The finding's class, its own words and all words that stand with it, spaced alike."""
    if fact.start >= 0:
        text = rendition.parts[fact.part].text
        words = [text[fact.start : fact.end], text]
    else:
        # Outside the text: any change of the file or of what would be sent counts.
        words = ["", post.source_digest, rendition.digest]
    return canonical([fact.kind, *(_BLANKS.sub(" ", w) for w in words)]).decode()


def finding_key(around: str) -> str:
    """What the vault's key is asked to hash for a fact's words."""
    return _DOMAIN + around


def determined(
    rule: Rule, subject: Subject, facts: Sequence[Fact], context: Context
) -> tuple[tuple[Fact, ...], list[Finding]]:
    """The facts that stand, and a note for each that a privacy officer's signature clears.

    Raises NotHere where only the vault's key could tell which facts are cleared.
    """
    found = _signed(rule, context) if rule.override == COLUMN else ()
    if not found or not facts:
        return tuple(facts), []
    if context.vault is None:
        if len({one for d in found for one in d.findings}) < len(facts):
            return tuple(facts), []
        raise NotHere(Need.VAULT)
    known = {one: d for d in found for one in d.findings}
    kept, cleared = [], []
    for fact in facts:
        one = known.get(context.vault.name_hmac(finding_key(fact.around))) if fact.around else None
        if one is None:
            kept.append(fact)
        else:
            cleared.append(_cleared(rule, subject, fact, one))
    return tuple(kept), cleared


def _signed(rule: Rule, context: Context) -> tuple[Determination, ...]:
    if not context.records.determinations:
        return ()
    post = context.post
    return determinations(context.records, rule.id, post.id, post.author, context.now)


def wants_words(rule: Rule, context: Context) -> bool:
    """Whether a determination on file may be about facts of this rule and post."""
    return rule.override == COLUMN and any(
        (one.rule, one.post) == (rule.id, context.post.id) for one in context.records.determinations
    )


def _cleared(rule: Rule, subject: Subject, fact: Fact, one: Determination) -> Finding:
    words = one.kind.replace("-", " ")
    return rule.finding(
        subject,
        replace(fact, severity=Severity.INFO.value),
        what=f"determined by {one.person}: {words} ({one.id})",
        fix="Nothing to do; any change of these words voids it",
        answered=one.person,
    )
