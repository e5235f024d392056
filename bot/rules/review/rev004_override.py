"""REV004: an override that is none."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.model import Finding, Severity
from bot.records.model import Override
from bot.records.override import Question, answers, covers_bytes, sound
from bot.rules.base import RULES, Example, Fact, Need, Rule, Subject, View, register
from bot.rules.review._standing import is_over


@register
class BadOverride(Rule):
    """Every override of the post and account must hold; one that does not is told and stops."""

    id = "REV004"
    title = "Override that does not hold"
    gate = "review"
    severity = Severity.BLOCK
    needs = frozenset({Need.CLOCK, Need.RECORDS})
    why = (
        "An override is a record: one rule, one post, its exact bytes, a reason, a role, an end "
        "of ninety days at most, and a signature. It is worth nothing when the rule can never be "
        "overridden, the person lacks the role, only the author signed, it has ended, or the post "
        "changed. Such a file stops the post until it is removed or made again, so that nobody "
        "takes it for an answer."
    )
    fix = "Remove the file, or sign again: gatepost override RULE POST --as PERSON"
    source = "Employer policy; the catalogue's override column"
    override = "N"
    examples = (
        Example(
            "a rule that nobody may override",
            {"id": "never-overridden", "kind": "notice"},
            "We are closed on Friday.",
        ),
        Example(
            "signed by the author alone",
            {"id": "own-override", "author": "dr-lin", "kind": "notice"},
            "We are closed on Friday.",
        ),
        Example("a post without overrides", {}, "Walk a little.", stopped=False),
        Example("a notice without overrides", {"kind": "notice"}, "Closed.", stopped=False),
    )

    def check(self, subject: Subject, facts: Sequence[Fact], view: View) -> Iterator[Finding]:
        """Each bad override once."""
        if is_over(view):
            return
        if view.records.unread("overrides", subject.post_id):
            yield self.finding(
                subject,
                what="an override that may be about it cannot be read",
                fix="Mend or remove the file that gatepost check names",
            )
        mine = [o for o in view.records.overrides if o.post == subject.post_id]
        for one in mine:
            if any(b.account == subject.account for b in one.bound) and (
                why := _wrong(one, subject, view)
            ):
                yield self.finding(
                    subject, what=f"the override of {one.rule} by {one.person} does not hold: {why}"
                )


def _wrong(one: Override, subject: Subject, view: View) -> str:
    rule = RULES.get(one.rule)
    if rule is None:
        return "there is no such rule"
    proof = sound(one, rule.override, view.records, view.now)
    if not proof:
        return proof.why
    question = Question(
        one.rule,
        rule.override,
        subject.post_id,
        subject.account,
        subject.platform,
        subject.rendition,
        view.post.author,
    )
    if not covers_bytes(one, question):
        return "it is about other bytes: the post or a picture changed since"
    if not answers(view.records, question, view.now):
        return "it needs another person (never the author alone), or another role beside it"
    return ""
