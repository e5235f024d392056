"""Runs the rules over a rendition and says allow, hold or block.

Two steps, as in ``bot.rules.base``: ``observe`` reads the rendition once and yields an
Observation that holds no text and may be cached; ``judge`` turns it into a Verdict with
the clock, records, ledger and vault of this minute. Whatever cannot run holds.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache

from bot.answer import determined, overridden, wants_words, with_words
from bot.errors import ModelMissing
from bot.model import Decision, Finding, Rendition, Severity, Verdict
from bot.rules.base import Context, Fact, Need, NotHere, Rule, Subject, View

log = logging.getLogger(__name__)

#: What changes by itself between check and send.
_PASSING = frozenset({Need.CLOCK, Need.LEDGER})


@dataclass(frozen=True, slots=True)
class Observation:
    """What the rules saw: findings of those that need nothing, facts of the live ones."""

    findings: tuple[Finding, ...] = ()
    facts: Mapping[str, tuple[Fact, ...]] = field(default_factory=dict)
    not_run: tuple[str, ...] = ()

    @property
    def cacheable(self) -> bool:
        """Whether it may be kept: every rule ran and no fact carries private text."""
        facts = [f for fs in self.facts.values() for f in fs]
        return not self.not_run and not any(f.private or f.around for f in facts)


def subject_of(rendition: Rendition, context: Context) -> Subject:
    """What a verdict is about."""
    return Subject(
        rendition.digest,
        rendition.post_id,
        rendition.account,
        rendition.platform,
        context.post.place(),
    )


def active(rules: Mapping[str, Rule], context: Context) -> Mapping[str, Rule]:
    """The rules of everywhere and of the packs that policy has switched on."""
    packs = context.records.policy.packs
    return {
        id_: rule for id_, rule in rules.items() if not rule.packs or rule.packs.intersection(packs)
    }


@lru_cache(maxsize=64)
def _live(rules: tuple[Rule, ...], packs: frozenset[str]) -> tuple[tuple[Rule, bool], ...]:
    """The rules that are judged anew each time, and whether each has a say without facts."""
    return tuple(
        (rule, type(rule).check is not Rule.check)
        for rule in rules
        if rule.needs and (not rule.packs or rule.packs & packs)
    )


def _weighed(finding: Finding, rule: Rule, packs: frozenset[str]) -> Finding:
    """The finding, made as severe as an active pack asks; a note stays a note."""
    asked = {rule.stricter[pack] for pack in packs & rule.stricter.keys()}
    if Severity.BLOCK in asked and finding.severity is Severity.WARN:
        return replace(finding, severity=Severity.BLOCK)
    return finding


def observe(rendition: Rendition, context: Context, rules: Mapping[str, Rule]) -> Observation:
    """Let every rule look at the rendition once."""
    findings: list[Finding] = []
    facts: dict[str, tuple[Fact, ...]] = {}
    not_run: list[str] = []
    subject = subject_of(rendition, context)
    for rule in active(rules, context).values():
        try:
            seen = tuple(rule.observe(rendition, context.seen_by(rule.needs, observing=True)))
            if wants_words(rule, context):
                seen = tuple(with_words(seen, rule, rendition, context.post))
            if rule.needs:
                facts[rule.id] = seen
            else:
                view = context.seen_by(rule.needs, observing=False)
                findings += [_weighed(f, rule, view.packs) for f in rule.check(subject, seen, view)]
        except ModelMissing:
            not_run.append(f"{rule.id}: the language model is missing or changed")
        except Exception as error:  # noqa: BLE001 - a rule that crashes holds the post
            not_run.append(_crash(rule, error))
    return Observation(tuple(findings), facts, tuple(not_run))


def judge(
    subject: Subject,
    observation: Observation,
    context: Context,
    rules: Mapping[str, Rule],
    *,
    acknowledged: frozenset[str] = frozenset(),
) -> Verdict:
    """Decide. ``acknowledged``: rules of whose warns of this digest a person took note."""
    findings = list(observation.findings)
    lacking: list[Finding] = []
    not_run = list(observation.not_run)
    deferred: list[str] = []
    packs = frozenset(context.records.policy.packs)
    views: dict[frozenset[Need], View] = {}
    signed = bool(context.records.determinations)
    for rule, speaks in _live(tuple(rules.values()), packs):
        facts = observation.facts.get(rule.id, ())
        if not facts and not speaks:
            continue
        try:
            if signed:
                facts, cleared = determined(rule, subject, facts, context)
                findings += cleared
            view = views.get(rule.needs) or views.setdefault(
                rule.needs, context.seen_by(rule.needs, observing=False)
            )
            for finding in rule.check(subject, facts, view):
                # One by one: what is found before a stop counts.
                findings.append(_weighed(finding, rule, packs))
        except NotHere as missing:
            if context.sending:
                lacking.append(_missing_at_send(rule, subject, missing))
            else:
                deferred.append(rule.id)
        except Exception as error:  # noqa: BLE001 - a rule that crashes holds the post
            not_run.append(_crash(rule, error))
    # What is missing can be answered for by nobody.
    told = [overridden(f, rules[f.rule], subject, context) for f in findings] + lacking
    kept = tuple(sorted(set(told), key=_order))
    news = _may_be_news(rules) if context.sending else frozenset[str]()
    decision = decide(kept, not_run, acknowledged=acknowledged, news=news)
    return Verdict(subject.rendition, decision, kept, tuple(deferred), tuple(not_run))


def decide(
    findings: Iterable[Finding],
    not_run: Iterable[str],
    *,
    acknowledged: frozenset[str],
    news: frozenset[str] = frozenset(),
) -> Decision:
    """Any block blocks; whatever did not run, or a warn nobody acknowledged, holds.

    ``acknowledged``: the rules of whose warns somebody took note. ``news``: rules whose
    warns are told to people and do not hold.
    """
    found = list(findings)
    if any(f.severity is Severity.BLOCK for f in found):
        return Decision.BLOCK
    if tuple(not_run) or any(f.holds for f in found):
        return Decision.HOLD
    noted = news | acknowledged
    open_ = any(f.severity is Severity.WARN and f.rule not in noted for f in found)
    return Decision.HOLD if open_ else Decision.ALLOW


def _may_be_news(rules: Mapping[str, Rule]) -> frozenset[str]:
    """Rules whose warns may appear only at send: nobody could have acknowledged them.

    What a text, a record or the vault shows was there at check time, so its warns hold.
    """
    return frozenset(rule.id for rule in rules.values() if rule.needs & _PASSING)


def _crash(rule: Rule, error: Exception) -> str:
    # The message of a foreign exception may hold text of the post: its type only.
    log.error("rule %s did not run: %s", rule.id, type(error).__name__)
    return f"{rule.id}: did not run ({type(error).__name__})"


def _missing_at_send(rule: Rule, subject: Subject, missing: NotHere) -> Finding:
    return rule.finding(
        subject,
        severity=Severity.BLOCK,
        what=f"the {missing.need.value} that this rule needs is not here",
        fix="Open it and run again; nothing is sent without it",
    )


def _order(finding: Finding) -> tuple[int, str, str, int, int, str]:
    rank = {Severity.BLOCK: 0, Severity.WARN: 1, Severity.INFO: 2}[finding.severity]
    place = finding.place
    return rank, finding.rule, place.path, place.line, place.column, finding.what
