"""ACT005: something went wrong on the account, and it is not over."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from bot.model import Finding, Severity
from bot.records import Records
from bot.records.model import Incident
from bot.rules.base import Example, Fact, Need, Rule, Subject, View, register

#: 45 CFR 164.404(b), 164.406(b), 164.408(b): calendar days from discovery, at most; and
#: 164.408(c): days after the end of the year. Read on govinfo-derived copies, November 2026.
DAYS = 60
#: 164.408(b): from this many individuals HHS is told together with them.
AT_ONCE = 500
_FOLDER = "config/incidents"


@register
class OpenIncident(Rule):
    """An incident that nobody has closed, on this account or on all; or one that cannot be read."""

    id = "ACT005"
    title = "Open incident"
    gate = "account"
    severity = Severity.BLOCK
    needs = frozenset({Need.CLOCK, Need.RECORDS})
    why = (
        "After a stolen password, a leaked token or a post that told too much, the next scheduled "
        "post can make it worse or come from somebody else. Nothing goes out until a person has "
        "closed the incident. Where unsecured PHI may be concerned the clock of the breach "
        "notification rule runs from the day of discovery, so the message counts the days. Whether "
        "it is a breach, and who must be told, a person decides."
    )
    fix = "Deal with it, then set status, closed_by and closed_on in its file"
    source = "45 CFR 164.404-164.408"
    override = "A+P"
    examples = (
        Example(
            "an incident on this account",
            {"accounts": ["incident-linkedin"]},
            "Walking is good medicine.",
        ),
        Example(
            "another account's incident that may concern PHI",
            {"accounts": ["incident-x"]},
            "Walking is good medicine.",
            platform="x",
        ),
        Example("no incident here", {}, "Walking is good medicine.", stopped=False),
        Example(
            "an incident that is closed",
            {"accounts": ["clinic-x"]},
            "Walking is good medicine.",
            platform="x",
            stopped=False,
        ),
    )

    def check(self, subject: Subject, facts: Sequence[Fact], view: View) -> Iterator[Finding]:
        """Judged now, and again in the moment of sending."""
        today = view.now.astimezone(ZoneInfo(view.records.settings.timezone)).date()
        for incident in view.records.open_incidents(subject.account):
            what = f"incident {incident.id} is open since {incident.discovered}"
            yield self.finding(subject, what=what + clock(incident, today))
        if _unreadable(view.records):
            what = "a file under config/incidents cannot be read, and may be an open incident"
            yield self.finding(subject, what=what, fix="Mend that file; gatepost check names it")


def clock(incident: Incident, today: date) -> str:
    """The days that 45 CFR 164.404-408 leave, as the end of a sentence; empty if PHI is safe."""
    if incident.phi is False:
        return ""
    last = incident.discovered + timedelta(days=DAYS)
    day = (today - incident.discovered).days
    told = incident.told
    open_ = [] if told.individuals else ["individuals"]
    if not told.media and (incident.largest_state is None or incident.largest_state > AT_ONCE):
        open_.append("media if more than 500 residents of a state are concerned")
    if not told.hhs:
        open_.append(_hhs(incident, last))
    if not open_:
        return ""
    may = "" if incident.phi else "if PHI is concerned, "
    return f"; {may}day {day} of {DAYS}, at the latest {last}: {', '.join(open_)}"


def _hhs(incident: Incident, last: date) -> str:
    year_end = date(incident.discovered.year, 12, 31) + timedelta(days=DAYS)
    if incident.people is None:
        return f"HHS with them from {AT_ONCE} people, else by {year_end}"
    return f"HHS by {last if incident.people >= AT_ONCE else year_end}"


def _unreadable(records: Records) -> bool:
    """Whether a file is there that did not become a record; a wrong detail in one that did is "
    "none."""
    for problem in records.problems:
        folder, _, name = (problem.place.path if problem.place else "").rpartition("/")
        known = name.removesuffix(".toml") in records.incidents
        if problem.place and (problem.place.path == _FOLDER or (folder == _FOLDER and not known)):
            return True
    return False
