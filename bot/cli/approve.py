"""gatepost approve: a person's signed yes to exact bytes, a no with a note, or a note taken."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from bot.approving.proposal import LITIGATION, Proposal, Stored, propose, record, stored_in
from bot.cli.app import App, dry_run_option, pass_app
from bot.cli.asking import confirm
from bot.cli.people import make_key
from bot.cli.signing import as_option, seed_of, sheets_of, signer
from bot.cli.stepup import step_up
from bot.errors import BadUsage, ExitCode, GatepostError

if TYPE_CHECKING:
    from pathlib import Path

    from bot.records.model import Approval, Person


@click.command()
@click.argument("post")
@as_option
@click.option("--role", "roles", multiple=True, help="Approve in this role only.")
@click.option("--acknowledge", is_flag=True, help="Only take note of the warnings.")
@click.option("--send-back", metavar="NOTE", help="Say no, and what should change.")
@click.option("--note", default="", help="A sentence for the record. No patient details.")
@click.option("--browser", is_flag=True, help="Look and decide on a page in your browser.")
@click.option("--open/--no-open", "open_", default=True, help="Open the browser by itself.")
@click.option("--by-git", is_flag=True, help="Your signed commit of the file is the signature.")
@click.option("--new-key", is_flag=True, help="Make your signing key first.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@dry_run_option
@pass_app
def approve(
    app: App,
    post: str,
    person: str,
    roles: tuple[str, ...],
    acknowledge: bool,
    send_back: str | None,
    note: str,
    browser: bool,
    open_: bool,
    by_git: bool,
    new_key: bool,
    yes: bool,
    dry_run: bool,
) -> None:
    """Sign POST (its id or file) as it stands on every account; any later change voids it."""
    who = signer(app, person)
    _ready(app, who, by_git=by_git, new_key=new_key)
    put = _proposal(app, post, who, roles, any_role=acknowledge)
    if browser:
        from bot.cli.approving import decide_in_browser

        if not (by_git or dry_run):
            step_up(app, "approve", who.id)
        decide_in_browser(app, put, post, open_=open_, dry_run=dry_run)
        return
    _show(app, put)
    if put.blocked and send_back is None:
        click.echo("A gate blocks this post; mend it first. Nothing was signed.", err=True)
        app.finish(ExitCode.BLOCKED)
    if dry_run:
        click.echo("Would sign this. Nothing was written.")
        return
    if not yes:
        confirm(f"{'Send it back' if send_back is not None else 'Sign this'} as {who.name}?")
    if not by_git:  # there the signed commit is the proof
        step_up(app, "approve", who.id)
    if new_key:
        make_key(app, who.id)
    again = _proposal(app, post, who, roles, any_role=acknowledge)
    if again.digests != put.digests:
        raise GatepostError("the post changed while you looked at it.", fix="Run it again.")
    kept = send_back if send_back is not None else note
    made = _record(app, put, kept, refuse=send_back is not None, only_note=acknowledge)
    path = write(app, made, by_git=by_git)
    click.echo(f"{_done(made, acknowledge)} {put.post.id}: {path.relative_to(app.folder)}.")
    click.echo("Commit it with your signature." if by_git else "Commit it.")


def _ready(app: App, who: Person, *, by_git: bool, new_key: bool) -> None:
    """Say before anything is shown or asked that there is nothing to sign with."""
    if by_git:
        if not app.records.policy.git.approvals:
            raise BadUsage(
                "policy.toml does not let commits approve.",
                fix="Set approvals = true under [git], and see docs/approvals.md.",
            )
    elif not new_key:
        seed_of(app, who)
    elif app.vault().mode == "memory":
        seed_of(app, who)  # says why not


def _proposal(
    app: App, post: str, who: Person, roles: tuple[str, ...], *, any_role: bool
) -> Proposal:
    from bot.cli.desks import quiet_desk

    with quiet_desk(app) as desk, kept_texts(app) as stored:
        sheets = sheets_of(desk.check(), post)
        chosen = _roles(app, who, roles, sheets[0].post.author, sheets[0].post.consent, any_role)
        return propose(desk, sheets, who, chosen, stored)


def _roles(
    app: App, who: Person, wanted: tuple[str, ...], author: str, consent: str, any_role: bool
) -> tuple[str, ...]:
    """The roles that an approval is given in. Raises BadUsage when it would count for nothing."""
    if strange := sorted(set(wanted) - set(who.roles)):
        raise BadUsage(
            f"{who.id} does not have the role {', '.join(strange)}.",
            fix=f"Roles of {who.id}: {', '.join(who.roles)}.",
        )
    solo = app.records.policy.practice == "solo" and not consent
    if who.id == author and not solo and not any_role:
        raise BadUsage(
            f"{who.id} wrote this post, and an author's approval of their own post does not count.",
            fix="Ask another person to approve it.",
        )
    roles = wanted or tuple(role for role in who.roles if role != "author")
    if not roles and not solo and not any_role:
        raise BadUsage(
            f"{who.id} has no role that approves.",
            fix=f"Give one in config/people/{who.id}.toml, such as clinician or lay.",
        )
    return roles


@contextmanager
def kept_texts(app: App) -> Iterator[Stored]:
    """The texts that the ledger keeps, if there is a ledger; looking makes none."""
    if not app.has_ledger:
        yield lambda _digest: None
        return
    try:
        ledger = app.ledger()
    except GatepostError:
        yield lambda _digest: None
        return
    try:
        yield stored_in(ledger.rendition)
    finally:
        ledger.close()


def _show(app: App, put: Proposal) -> None:
    from bot.preview.terminal import show

    show(app.console, [put.post])
    click.echo()
    for line in _facts(put):
        click.echo(line)


def _facts(put: Proposal) -> Iterator[str]:
    yield f"Author {put.post.author}, kind {put.post.kind}, cost ${put.cost_usd:.3f} in all."
    if put.label:
        yield f"So far: {put.label}."
    if put.last is None:
        yield "Nobody has approved it before."
    else:
        yield f"Since {put.last.person} approved it on {put.last.at:%Y-%m-%d %H:%M} UTC:"
        for one in put.differences:
            tail = "" if one.words.startswith("the account") else " changed"
            yield f"  {one.account}: {one.words}{tail}"
            words = "".join(_marked(s.text, s.mark) for s in one.stretches)
            if words:
                yield "    " + words.replace("\n", "\n    ")
    if put.consents:
        yield f"Consent on file: {', '.join(put.consents)}. {LITIGATION}"
    if put.self_reviewed:
        yield "You wrote this post: it will be labelled self-reviewed."
    if put.roles:
        yield f"You would sign as {', '.join(put.roles)}."


def _marked(text: str, mark: str) -> str:
    if mark == "new":
        return click.style(f"{{+{text}+}}", fg="green")
    return click.style(f"[-{text}-]", fg="red") if mark else text


def _record(app: App, put: Proposal, note: str, *, refuse: bool, only_note: bool) -> Approval:
    from bot.cache import code_digest

    return record(
        put,
        now=app.now(),
        rule_set=code_digest()[:16],
        note=note,
        refuse=refuse,
        only_note=only_note,
    )


def write(app: App, made: Approval, *, by_git: bool = False) -> Path:
    """Sign and write an approval; by git its commit will be the signature."""
    from bot.records.approval import BY_GIT, sign, write_approval

    if by_git:
        return write_approval(app.folder, made.model_copy(update={"signature": BY_GIT}))
    del app.__dict__["records"]  # a key may just have been written into a person's file
    return write_approval(app.folder, sign(made, seed_of(app, app.records.people[made.person])))


def _done(made: Approval, acknowledged: bool) -> str:
    if made.decision == "refuse":
        return "Sent back"
    return "Took note of the warnings of" if acknowledged else "Approved"
