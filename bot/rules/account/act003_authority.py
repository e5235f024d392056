"""ACT003: somebody publishes who may not, or with a token that is spent or too strong."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from bot.model import Finding, Severity
from bot.records.model import Account, Person
from bot.rules.base import Example, Fact, Need, Rule, Subject, View, register
from bot.rules.meaning.days import due_days

#: What publishing, reading back and taking down need, by platform: the platforms' own
#: documentation as read on 2026-11-22. Anything more is more than we should hold.
NEEDED: Mapping[str, frozenset[str]] = {
    "x": frozenset({"tweet.read", "tweet.write", "users.read", "media.write", "offline.access"}),
    "linkedin": frozenset(
        {
            "openid",
            "profile",
            "email",
            "w_member_social",
            "r_member_social",
            "w_organization_social",
            "r_organization_social",
            "rw_organization_admin",
            "r_basicprofile",
        }
    ),
    "instagram": frozenset(
        {
            "instagram_basic",
            "instagram_content_publish",
            "instagram_manage_insights",
            "instagram_business_basic",
            "instagram_business_content_publish",
            "instagram_business_manage_insights",
            "pages_show_list",
            "pages_read_engagement",
            "business_management",
            "public_profile",
        }
    ),
}


@register
class Authority(Rule):
    """The author and the sender against the account's list; the token against the clock."""

    id = "ACT003"
    title = "No authority to publish"
    gate = "account"
    severity = Severity.BLOCK
    needs = frozenset({Need.CLOCK, Need.RECORDS, Need.VAULT})
    why = (
        "Only people whom the practice has named may speak through an account, and only while they "
        "belong to it. The account's token has to be there and still valid, or the post would fail "
        "at its hour. A token that may do more than publish is a bigger loss if it leaks, so "
        "scopes beyond need are told."
    )
    fix = "Add the person to the account's actors, or have the account signed in again"
    source = "45 CFR 164.308(a)(4), 164.312(a)(1); ASPN best practice (2024)"
    override = "N"
    examples = (
        Example(
            "an author who is not on the account's list",
            {"author": "sam-ito"},
            "Walking is good medicine.",
        ),
        Example(
            "an author who has left the practice",
            {"author": "dr-gone"},
            "Walking is good medicine.",
        ),
        Example(
            "a token that may also read private messages",
            {"accounts": ["broad-x"]},
            "Walking is good medicine.",
            platform="x",
        ),
        Example("an author on the list", {}, "Walking is good medicine.", stopped=False),
        Example(
            "the owner of the account",
            {"accounts": ["okafor-linkedin"]},
            "Walking is good medicine.",
            stopped=False,
        ),
    )

    def check(self, subject: Subject, facts: Sequence[Fact], view: View) -> Iterator[Finding]:
        """People first; the vault last, because it may not be here."""
        account = view.records.accounts.get(subject.account)
        if account is None:
            place = view.post.place("accounts")
            yield self.finding(subject, place=place, what=f"{subject.account} is not on file")
            return
        author = view.records.people.get(view.post.author)
        for what in _people(account, view.post.author, author, due_days(view)):
            yield self.finding(subject, place=view.post.place("author"), what=what)
        if view.sending and view.actor and not _may_send(view, account):
            what = f"{view.actor} is not on the list of {account.name} and may not send for it"
            yield self.finding(subject, what=what)
        if excess := _excess(account):
            yield self.finding(
                subject,
                severity=Severity.WARN,
                what=f"the token of {account.name} may do more than publish: {excess}",
                fix="Sign the account in again with the scopes that gatepost asks for",
            )
        yield from self._token(subject, account, view)

    def _token(self, subject: Subject, account: Account, view: View) -> Iterator[Finding]:
        fix = f"Sign in again: gatepost account add {account.name}"
        if not view.vault.has_token(account.name):
            yield self.finding(subject, what=f"no token is kept for {account.name}", fix=fix)
            return
        ends = view.vault.token_expires(account.name)
        if ends is not None and ends <= view.now:
            yield self.finding(subject, what=f"the token of {account.name} has expired", fix=fix)
        elif ends is not None and not view.sending and view.dues and ends <= min(view.dues):
            yield self.finding(
                subject,
                severity=Severity.INFO,
                what=f"the token of {account.name} ends before the post goes out",
                fix="It is renewed by itself where the platform allows it; otherwise sign in again",
            )


def _people(
    account: Account, author: str, person: Person | None, days: Sequence[date]
) -> Iterator[str]:
    if person is None:
        yield f"the author {author} is not on file"
        return
    if author != account.owner and author not in account.actors:
        yield f"the author {author} is not on the list of {account.name}"
    if person.until is not None and any(day > person.until for day in days):
        yield f"the author {author} left the practice on {person.until}"


def _may_send(view: View, account: Account) -> bool:
    if view.actor == account.owner or view.actor in account.actors:
        return True
    person = view.records.people.get(view.actor)
    return person is not None and bool({"admin", "marketing"} & set(person.roles))


def _excess(account: Account) -> str:
    needed = NEEDED.get(account.platform)
    if needed is None:
        return ""
    return ", ".join(sorted(set(account.scopes) - needed))
