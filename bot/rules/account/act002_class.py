"""ACT002: a professional post on a personal account, or the reverse."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.model import Finding, Kind, Severity
from bot.rules.base import Example, Fact, Need, Rule, Subject, View, register


@register
class AccountClass(Rule):
    """A personal account takes its own owner's opinions; everything else is professional.

    The reverse, an opinion of one person on another person's professional account, is
    stopped too; on the practice's own account it is the opinion rule's to judge.
    """

    id = "ACT002"
    title = "Wrong class of account"
    gate = "account"
    severity = Severity.BLOCK
    needs = frozenset({Need.RECORDS})
    why = (
        "Patients follow a clinician's private life to private accounts and expect medicine from "
        "professional ones. Keeping the two apart protects both: professional posts go out where "
        "they are archived, secured and approved, and a private account is not turned into a "
        "practice's channel. An account that is not on file has no class and gets nothing."
    )
    fix = "Choose an account of the right class, or correct its kind in accounts.toml"
    source = "ASPN best practice for social media (2024), separate accounts; AMA Opinion 2.3.2"
    override = "N"
    examples = (
        Example(
            "education on a personal account",
            {"accounts": ["okafor-personal"]},
            "Walking is good medicine.",
        ),
        Example(
            "an account that is not on file",
            {"accounts": ["unknown-account"]},
            "Walking is good medicine.",
        ),
        Example("education on the practice's account", {}, "Walking helps.", stopped=False),
        Example(
            "the owner's own opinion on her personal account",
            {"accounts": ["okafor-personal"], "kind": "opinion"},
            "I think that clinics should open earlier. The view is mine alone.",
            stopped=False,
        ),
    )

    def check(self, subject: Subject, facts: Sequence[Fact], view: View) -> Iterator[Finding]:
        """By the account's recorded class and the post's kind."""
        account = view.records.accounts.get(subject.account)
        place = view.post.place("accounts")
        own = view.post.kind is Kind.OPINION and account and account.owner == view.post.author
        if account is None:
            what = f"{subject.account} is not on file, so its class is unknown"
            yield self.finding(subject, place=place, what=what)
        elif account.kind == "personal" and not own:
            what = f"a professional post would go to the personal account {subject.account}"
            yield self.finding(subject, place=place, what=what)
        elif view.post.kind is Kind.OPINION and account.owner != "practice" and not own:
            what = f"one person's opinion would go to {subject.account}, which is another's"
            yield self.finding(subject, place=place, what=what)
