"""gatepost override: a signed answer for one finding that the catalogue lets people answer for."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

import click

from bot.cli.app import App, dry_run_option, pass_app
from bot.cli.asking import confirm
from bot.cli.signing import as_option, seed_of, sheets_of, signer
from bot.cli.stepup import step_up
from bot.errors import BadUsage, NothingFound
from bot.model import Severity

if TYPE_CHECKING:
    from bot.desk import Sheet
    from bot.records.model import Override, Person
    from bot.rules.base import Rule


@click.command()
@click.argument("rule")
@click.argument("post")
@as_option
@click.option("--role", required=True, help="The role in which you answer.")
@click.option("--reason-code", required=True, help="Why, in one of the words below.")
@click.option("--reason", required=True, help="Why, in at least 20 characters. No patient details.")
@click.option("--expires", required=True, help="The last day, YYYY-MM-DD; 90 days at most.")
@click.option("--second", help="A second person, who signs too.")
@click.option("--second-role", help="Their role.")
@click.option("--account", default="", help="Only on this account.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@dry_run_option
@pass_app
def override(
    app: App,
    rule: str,
    post: str,
    person: str,
    role: str,
    reason_code: str,
    reason: str,
    expires: str,
    second: str | None,
    second_role: str | None,
    account: str,
    yes: bool,
    dry_run: bool,
) -> None:
    """Answer for RULE's finding on POST as it stands, where the catalogue allows it.

    Reason codes: not-an-endorsement, evidence-on-file, rule-misreads, handled-elsewhere,
    accepted-risk. Some rules need two people; nobody may answer alone for their own post.
    """
    known = _rule(rule)
    people = [(signer(app, person), role)]
    if second:
        people.append((signer(app, second), second_role or role))
    sheets = _stopped(app, known, post, account)
    made = [
        _made(app, known, sheets, who, as_role, reason_code, reason, expires)
        for who, as_role in people
    ]
    _tell(app, known, sheets, made)
    if dry_run:
        click.echo("Would sign this. Nothing was written.")
        return
    seeds = [seed_of(app, who) for who, _ in people]
    if not yes:
        confirm(f"Sign this as {' and '.join(who.name for who, _ in people)}?")
    step_up(app, "override", " and ".join(who.id for who, _ in people))
    _write(app, made, seeds)


def _rule(name: str) -> Rule:
    from bot.records.override import roles_for
    from bot.rules import load

    rules = load()
    found = rules.get(name.upper())
    if found is None:
        raise NothingFound(f"there is no rule {name}.", fix="gatepost rules lists them.")
    if not roles_for(found.override):
        how = "gatepost determine" if found.override == "D" else "the finding wants a fix"
        raise BadUsage(f"{found.id} can never be overridden.", fix=f"Instead: {how}.")
    return found


def _stopped(app: App, rule: Rule, post: str, account: str) -> list[Sheet]:
    """The sheets of the post on which the rule finds something."""
    from bot.cli.desks import fullest_desk

    with fullest_desk(app) as desk:
        sheets = sheets_of(desk.check(), post)
    found = [
        sheet
        for sheet in sheets
        if account in ("", sheet.account.name)
        and any(
            f.rule == rule.id and f.severity is not Severity.INFO for f in sheet.verdict.findings
        )
    ]
    if not found:
        raise NothingFound(
            f"{rule.id} stops {post} nowhere now.", fix="See gatepost check; nothing to answer for."
        )
    return found


def _made(
    app: App,
    rule: Rule,
    sheets: list[Sheet],
    who: Person,
    role: str,
    reason_code: str,
    reason: str,
    expires: str,
) -> Override:
    from pydantic import ValidationError

    from bot.records.model import REASON_CODES, Covered, Override
    from bot.records.override import ONLY, roles_for

    roles = roles_for(rule.override)
    if role not in who.roles or role not in roles:
        raise BadUsage(
            f"{who.id} cannot answer for {rule.id} as {role}.",
            fix=f"It needs {' and '.join(roles)}; {who.id} is {', '.join(who.roles)}.",
        )
    allowed = ONLY.get(rule.id, frozenset(REASON_CODES))
    if reason_code not in allowed:
        raise BadUsage(
            f"{reason_code!r} is no reason for {rule.id}.", fix=f"Use {', '.join(sorted(allowed))}."
        )
    try:
        return Override(
            rule=rule.id,
            post=sheets[0].post.id,
            person=who.id,
            role=role,
            reason_code=reason_code,
            reason=reason,
            bound=tuple(
                Covered(
                    account=sheet.account.name,
                    platform=sheet.account.platform,
                    rendition=sheet.rendition,
                )
                for sheet in sheets
            ),
            at=app.now().replace(microsecond=0),
            expires=_day(expires, app.now()),
            signature="",
        )
    except ValidationError as error:
        what = "the reason is too short: at least 20 characters"
        raise BadUsage(f"{what}.", fix="Say why somebody else would agree.") from error


def _day(text: str, now: datetime) -> date:
    from bot.records.override import LONGEST

    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise BadUsage("--expires is no date.", fix="Write it like 2027-01-31.") from error
    if not now.date() <= day <= now.date() + LONGEST:
        raise BadUsage(
            "an override ends today at the earliest and in 90 days at the latest.",
            fix=f"The latest is {now.date() + LONGEST}.",
        )
    return day


def _tell(app: App, rule: Rule, sheets: list[Sheet], made: list[Override]) -> None:
    from bot.records.override import roles_for
    from bot.records.requirement import unfilled

    for sheet in sheets:
        for finding in sheet.verdict.findings:
            if finding.rule == rule.id:
                click.echo(str(finding))
    had: dict[str, set[str]] = {}
    author = sheets[0].post.author
    for one in (*made, *(o for o in app.records.overrides if _same(o, made[0]))):
        had.setdefault(one.person, set()).add(one.role)
    open_ = list(unfilled(roles_for(rule.override), had))
    if set(had) == {author}:
        open_.append("somebody who did not write it")
    if open_:
        click.echo(f"It will count once {' and '.join(open_)} signed, too.", err=True)


def _same(one: Override, made: Override) -> bool:
    return (one.rule, one.post, one.bound) == (made.rule, made.post, made.bound)


def _write(app: App, made: list[Override], seeds: list[bytes]) -> None:
    from bot.records.override import sign_override, write_override

    for one, seed in zip(made, seeds, strict=True):
        path = write_override(app.folder, sign_override(one, seed))
        click.echo(f"{one.person} answers for {one.rule}: {path.relative_to(app.folder)}.")
    click.echo("Commit it. Any change of the post or its pictures voids it.")
