"""REV003: the author approves, or one person stands for two roles."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.model import Finding, Severity
from bot.records.requirement import unfilled
from bot.rules.base import Example, Fact, Need, Rule, Subject, View, register
from bot.rules.review._standing import is_over, standing, stop


@register
class SelfApproval(Rule):
    """Told only where it is the reason why an approval is still missing."""

    id = "REV003"
    title = "Approved by its author, or twice by one person"
    gate = "review"
    severity = Severity.BLOCK
    needs = frozenset({Need.CLOCK, Need.RECORDS})
    why = (
        "Nobody sees their own mistakes. The author's approval of their own post does not count, "
        "and one person with two roles fills one of them: two approvals mean two people. A solo "
        "practice, said in policy.toml, needs no second person except for posts about patients; "
        "its posts are labelled self-reviewed."
    )
    fix = "Ask another person: gatepost approve POST --as PERSON"
    source = "Employer policy; ASPN best practice (2024)"
    override = "N"
    examples = (
        Example(
            "the author approved their own post",
            {"id": "own-approval", "author": "dr-lin", "kind": "education"},
            "Walk a little.",
        ),
        Example(
            "one person for two roles",
            {"id": "twice-approved", "kind": "promotion"},
            "Our movement class starts on Monday.",
        ),
        Example("nobody has approved it yet", {}, "Walk a little.", stopped=False),
        Example("nobody has to", {"kind": "notice"}, "We are closed on Friday.", stopped=False),
    )

    def check(self, subject: Subject, facts: Sequence[Fact], view: View) -> Iterator[Finding]:
        """What the author, or a second hat, would have filled."""
        if is_over(view):
            return
        found = standing(subject, facts, view)
        missing = set(found.missing())
        if not missing:
            return
        own = found.roles(author=True)
        if len(unfilled(found.requirement.roles, own)) < len(missing):
            author = view.post.author
            what = f"the approval of {author}, who wrote it, does not count"
            yield stop(self, subject, view, what)
        for person, had in sorted(found.roles().items()):
            if hats := sorted(missing & had):
                what = f"{person} cannot stand for {' and '.join(hats)} besides another role"
                yield stop(self, subject, view, what)
