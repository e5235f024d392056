"""REV001: somebody whose role has to approve this kind of post has not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.model import Finding, Severity
from bot.records.requirement import LAY, SOMEBODY
from bot.records.review import Review
from bot.rules.base import Example, Fact, Need, Rule, Subject, View, register
from bot.rules.review._standing import is_over, standing, stop


@register
class RolesMissing(Rule):
    """The roles that kind, practice and policy ask for, each filled by another person."""

    id = "REV001"
    title = "Approval missing"
    gate = "review"
    severity = Severity.BLOCK
    needs = frozenset({Need.CLOCK, Need.RECORDS})
    why = (
        "A second pair of eyes catches what rules cannot. Which roles have to approve follows from "
        "the kind of post and the size of the practice, and policy.toml can say otherwise; a post "
        "about a patient always needs a second person. Each person fills one role, none of them "
        "is the author, and an approval covers exactly the bytes that were shown. Until its hour "
        "an unapproved post is held, at its hour it is blocked, and an approval that comes after "
        "the hour releases nothing by itself."
    )
    fix = "Ask for it: gatepost approve POST --as PERSON"
    source = "Employer policy; ASPN best practice (2024)"
    override = "N"
    examples = (
        Example("education that no clinician has read", {"kind": "education"}, "Walk a little."),
        Example(
            "a post about a patient",
            {"kind": "story", "patient": {"consent": "C-7f3a"}},
            "One of our patients, who agreed in writing, gardens again.",
        ),
        Example(
            "a notice in a practice whose policy asks nobody",
            {"kind": "notice"},
            "We are closed on Friday.",
            stopped=False,
        ),
        Example(
            "an event in the same practice",
            {"kind": "event"},
            "Join our open evening on Tuesday.",
            stopped=False,
        ),
    )

    def check(self, subject: Subject, facts: Sequence[Fact], view: View) -> Iterator[Finding]:
        """One finding for what is missing, one for each person who sent the post back."""
        if is_over(view) or not subject.rendition:
            return
        found = standing(subject, facts, view)
        for one in found.refused:
            note = f"config/approvals/{one.post}--{one.person}.toml"
            what = f"{one.person} sent it back"
            yield stop(self, subject, view, what, f"Read the note in {note} and mend the post")
        if missing := found.missing():
            yield stop(self, subject, view, *_asked(missing, found, view))
        elif late := found.missing(by=view.due):
            yield self.finding(
                subject,
                severity=Severity.WARN,
                holds=True,
                what=f"approved after its hour ({', '.join(late)})",
                fix="Publish it by hand, or give it a new time: gatepost publish POST",
            )
        lay = {one.person for one in found.fresh if LAY in one.roles}
        if found.requirement.lay and not lay - {view.post.author}:
            yield self.finding(
                subject, severity=Severity.WARN, what="no lay reader has read it", fix=self.fix
            )


def _asked(missing: Sequence[str], found: Review, view: View) -> tuple[str, str]:
    """What is missing and who could give it."""
    people = sorted(
        person.id
        for person in view.records.people.values()
        if person.id != view.post.author
        and (SOMEBODY in missing or set(missing) & set(person.roles))
        and person.id not in found.roles()
        and person.until is None
    )
    roles = ", ".join(missing)
    if not people:
        return (
            f"nobody has approved it ({roles}), and nobody on file could",
            "Give somebody the role under config/people, or change roles in policy.toml",
        )
    who = people[0] if len(people) == 1 else f"one of {', '.join(people)}"
    return f"it waits for approval ({roles})", f"Ask {who}: gatepost approve POST --as PERSON"
