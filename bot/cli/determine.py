"""gatepost determine: a privacy officer's signed word about one PHI finding."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING

import click

from bot.cli.app import App, dry_run_option, pass_app
from bot.cli.asking import confirm
from bot.cli.signing import as_option, seed_of, sheets_of, signer
from bot.cli.stepup import step_up
from bot.errors import BadUsage, NothingFound

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.desk import Desk, Sheet
    from bot.records.model import Person
    from bot.rules.base import Fact

_FINDING = re.compile(r"(?i)^(PHI\d{3})(?:[:@](\d+)(?::(\d+))?)?$")


@dataclass(frozen=True, slots=True)
class Meant:
    """Which finding a person named: its rule, and where it stands."""

    rule: str
    line: int = 0
    column: int = 0

    def fits(self, fact: Fact) -> bool:
        """Whether a fact stands there."""
        line = self.line in (0, fact.place.line)
        return line and self.column in (0, fact.place.column)


@click.command()
@click.argument("post")
@click.argument("finding")
@as_option
@click.option(
    "--kind", required=True, type=click.Choice(["not-a-patient", "invented", "expert"]),
    help="What it is: nobody's patient, an invented person, or determined by an expert.",
)  # fmt: skip
@click.option("--reason", required=True, help="Why, in at least 20 characters. No patient details.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@dry_run_option
@pass_app
def determine(
    app: App, post: str, finding: str, person: str, kind: str, reason: str, yes: bool, dry_run: bool
) -> None:
    """Sign that FINDING of POST is no patient's identifier.

    FINDING is a rule, or a rule with line and column as gatepost check prints them:
    PHI001, PHI001:14, PHI001:14:22. Any change of the words around it voids the signature.
    """
    from bot.cli.desks import quiet_desk

    meant = _meant(finding)
    who = _privacy(app, person)
    with quiet_desk(app) as desk:
        sheets = sheets_of(desk.check(), post)
        if sheets[0].post.author == who.id:
            raise BadUsage(
                f"{who.id} wrote this post and cannot determine what it shows.",
                fix="Ask another privacy officer.",
            )
        facts = list(_facts(desk, sheets, meant))
        known = desk.rules[meant.rule]
    _one(facts, meant)
    for place in sorted({str(fact.place) for fact in facts}):
        click.echo(f"{place} {meant.rule} {known.title}")
    if dry_run:
        click.echo("Would sign this. Nothing was written.")
        return
    seed = seed_of(app, who)
    if not yes:
        confirm(f"Sign as {who.name} that this is {kind.replace('-', ' ')}?")
    step_up(app, "determine", who.id)
    _write(app, meant.rule, sheets[0].post.id, who, kind, reason, facts, seed)


def _meant(finding: str) -> Meant:
    found = _FINDING.match(finding)
    if not found:
        raise BadUsage(
            f"{finding!r} names no PHI finding.", fix="Write it like PHI001 or PHI001:14:22."
        )
    return Meant(found[1].upper(), int(found[2] or 0), int(found[3] or 0))


def _privacy(app: App, person: str) -> Person:
    who = signer(app, person)
    if "privacy" not in who.roles:
        raise BadUsage(
            f"{who.id} is no privacy officer.", fix='Only a person with the role "privacy" may.'
        )
    return who


def _facts(desk: Desk, sheets: tuple[Sheet, ...], meant: Meant) -> Iterator[Fact]:
    rule = desk.rules.get(meant.rule)
    if rule is None or rule.override != "D":
        raise BadUsage(
            f"findings of {meant.rule} cannot be determined.", fix="Mend the post instead."
        )
    for sheet in sheets:
        if sheet.rendition:
            yield from (f for f in desk.facts(sheet, meant.rule) if f.around and meant.fits(f))


def _one(facts: list[Fact], meant: Meant) -> None:
    """One place at a time: a signature is about something that a person looked at."""
    places = sorted({fact.place for fact in facts})
    if not places:
        raise NothingFound(
            f"there is no such finding of {meant.rule} now.", fix="See gatepost check."
        )
    if len(places) > 1 and not meant.line:
        spots = ", ".join(f"{meant.rule}:{p.line}:{p.column}" for p in places)
        raise BadUsage(f"{meant.rule} finds several things.", fix=f"Name one of {spots}.")


def _write(
    app: App,
    rule: str,
    post: str,
    who: Person,
    kind: str,
    reason: str,
    facts: list[Fact],
    seed: bytes,
) -> None:
    from pydantic import ValidationError

    from bot.answer import finding_key
    from bot.records.determination import sign_determination, write_determination
    from bot.records.model import Determination
    from bot.vault.keys import make_names_key, name_hmac

    key = make_names_key(app.vault())
    try:
        made = Determination(
            id=f"D-{secrets.token_hex(4)}",
            rule=rule,
            post=post,
            person=who.id,
            kind=kind,
            reason=reason,
            findings=tuple(sorted({name_hmac(key, finding_key(f.around)) for f in facts})),
            at=app.now().replace(microsecond=0),
            signature="",
        )
    except ValidationError as error:
        raise BadUsage(
            "the reason is too short: at least 20 characters.", fix="Say how you know."
        ) from error
    path = write_determination(app.folder, sign_determination(made, seed))
    click.echo(f"Determined: {path.relative_to(app.folder)}. Commit it.")
