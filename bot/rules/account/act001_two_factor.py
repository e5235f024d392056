"""ACT001: nobody has lately seen that the account's login asks for a second factor."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from zoneinfo import ZoneInfo

from bot.model import Finding, Severity
from bot.records.model import TwoFactor
from bot.rules.base import Example, Fact, Need, Rule, Subject, View, register


@register
class TwoFactorAttested(Rule):
    """Missing, false, dated in the future, too old, or by SMS where policy forbids it.

    In the last ninth of its life the attestation is a warning (ten days of ninety).
    """

    id = "ACT001"
    title = "Two-factor login not attested"
    gate = "account"
    severity = Severity.BLOCK
    needs = frozenset({Need.CLOCK, Need.RECORDS})
    why = (
        "A taken-over clinic account can publish anything to patients. All professional accounts "
        "are to be protected by a second factor, and most platforms do not tell a program whether "
        "they are. So a person looks and writes down what was seen and when, in accounts.toml; "
        "after policy's number of days (ninety at most) somebody has to look again. Text messages "
        "as a second factor count only if policy says so, because a number can be stolen."
    )
    fix = "Look at the account's security page and record two_factor anew in accounts.toml"
    source = "ASPN best practice for social media (2024); 45 CFR 164.312(d)"
    override = "N"
    examples = (
        Example(
            "an account that nobody has looked at",
            {"accounts": ["unattested-linkedin"]},
            "Walking is good medicine.",
        ),
        Example(
            "an attestation from last winter",
            {"accounts": ["stale-linkedin"]},
            "Walking is good medicine.",
        ),
        Example(
            "a text message as second factor, which policy does not allow",
            {"accounts": ["sms-linkedin"]},
            "Walking is good medicine.",
        ),
        Example("seen ten days ago", {}, "Walking is good medicine.", stopped=False),
        Example(
            "the same account of the practice on X",
            {},
            "Walking is good medicine.",
            platform="x",
            stopped=False,
        ),
    )

    def check(self, subject: Subject, facts: Sequence[Fact], view: View) -> Iterator[Finding]:
        """Judged today, and again today when it is sent."""
        account = view.records.accounts.get(subject.account)
        seen = account.two_factor if account else None
        policy = view.records.policy
        today = view.now.astimezone(ZoneInfo(view.records.settings.timezone)).date()
        what = lacking(seen, today, policy.two_factor_days, sms=policy.sms_allowed)
        if what:
            yield self.finding(subject, what=f"{subject.account}: {what}")
        elif seen and (left := policy.two_factor_days - (today - seen.on).days) * 9 < (
            policy.two_factor_days
        ):
            yield self.finding(
                subject,
                severity=Severity.WARN,
                what=f"{subject.account}: the two-factor attestation ends in {left} days",
            )


def lacking(seen: TwoFactor | None, today: date, days: int, *, sms: bool) -> str:
    """What is wrong with an attestation, in safe words, or nothing."""
    if seen is None:
        return "no two-factor attestation is on file"
    if not seen.enabled:
        return "two-factor login is recorded as off"
    if seen.on > today:
        return "the two-factor attestation is dated in the future"
    age = (today - seen.on).days
    if age > days:
        return f"the two-factor attestation is {age} days old, and {days} is the limit"
    if seen.method == "sms" and not sms:
        return "the second factor is SMS, which policy does not allow"
    return ""
