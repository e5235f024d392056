"""REV002: an approval of something else than what would go out now."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from bot.model import Finding, Rendition, Severity
from bot.records.pieces import pieces_of
from bot.rules.base import Example, Fact, Need, Rule, Subject, View, register
from bot.rules.review._standing import PIECE, is_over, standing, stop


@register
class StaleApproval(Rule):
    """Digests of the pieces tell what changed without a word of it."""

    id = "REV002"
    title = "Approval void"
    gate = "review"
    severity = Severity.BLOCK
    needs = frozenset({Need.CLOCK, Need.RECORDS})
    why = (
        "An approval is bound to the digest of what was shown: text, pictures, alt text, labels, "
        "account, occurrence and consents. Any change voids it, and the finding says which of "
        "these changed. An approval file that is edited, unsigned, signed with another key, "
        "copied from another post or cannot be read is worth nothing and stops the post until it "
        "is made again or removed. A newer version of gatepost voids nothing while the bytes stay."
    )
    fix = "Look at it again and sign: gatepost approve POST --as PERSON"
    source = "Design: what was checked is what is sent"
    override = "N"
    examples = (
        Example(
            "approved, then edited",
            {"id": "edited-after", "kind": "notice"},
            "We are closed on Friday.",
        ),
        Example(
            "an approval that was changed by hand",
            {"id": "forged-approval", "kind": "notice"},
            "We are closed on Friday.",
        ),
        Example(
            "a post that nobody has approved yet",
            {"kind": "notice"},
            "We are closed on Friday.",
            stopped=False,
        ),
        Example("another post of the same day", {}, "Walk a little.", stopped=False),
    )

    def observe(self, rendition: Rendition, view: View) -> Iterable[Fact]:
        """Yield the digest of each piece; no text."""
        for name, digest in pieces_of(rendition).items():
            yield Fact(PIECE, view.post.place(), ref=digest, note=name)

    def check(self, subject: Subject, facts: Sequence[Fact], view: View) -> Iterator[Finding]:
        """Worthless files first, then what changed since each approval."""
        if is_over(view):
            return
        if view.records.unread("approvals", subject.post_id):
            what = "an approval file that may be about it cannot be read"
            fix = "Mend or remove the file that gatepost check names"
            yield stop(self, subject, view, what, fix)
        found = standing(subject, facts, view)
        for one, why in found.worthless:
            what = f"the approval of {one.person} does not count: {why}"
            yield stop(self, subject, view, what, "Remove the file, or sign it again")
        if found.roles() and not found.missing():
            return
        for one, changed in found.stale:
            if changed != ("the occurrence",):  # each occurrence asks anew: REV001
                what = f"{one.person} approved it on {one.at:%Y-%m-%d}; {_told(changed)} since"
                yield stop(self, subject, view, what)


def _told(changed: Sequence[str]) -> str:
    if len(changed) == 1 and changed[0].startswith("the account was"):
        return "this account was added"
    return f"{' and '.join(changed)} changed"
