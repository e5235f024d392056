"""gatepost approve --browser: the page, the decision, and what is told in the terminal."""

from __future__ import annotations

import webbrowser
from typing import TYPE_CHECKING

import click

from bot.approving.proposal import LITIGATION, Proposal, propose, record
from bot.approving.server import Desk as Window
from bot.approving.server import serving
from bot.cache import code_digest
from bot.cli.approve import kept_texts, write
from bot.cli.desks import quiet_desk
from bot.cli.signing import sheets_of
from bot.cli.stepup import still_proved
from bot.errors import GatepostError
from bot.media.store import MediaStore
from bot.preview.approval import approval_page, done_page

if TYPE_CHECKING:
    from bot.cli.app import App


def decide_in_browser(
    app: App, put: Proposal, post: str, *, open_: bool, dry_run: bool = False
) -> None:
    """Serve the page until it is decided or interrupted."""
    window = window_of(app, put, post, dry_run=dry_run)
    with serving(window) as link:
        click.echo(f"The page is open on this machine only, once:\n  {link}")
        click.echo("Stop with Ctrl-C; nothing is signed until you press a button there.", err=True)
        if open_:
            webbrowser.open(link)
        while not window.finished.wait(0.5):
            pass
        window.leaving.wait(5)
    click.echo(window.said)


def window_of(app: App, put: Proposal, post: str, *, dry_run: bool = False) -> Window:
    """The page of a proposal and what its buttons do."""
    clinic = app.records.settings.clinic
    store = MediaStore(app.state / "media")

    def draw(form: str, problem: str) -> str:
        return approval_page(
            put,
            clinic=clinic,
            warning=LITIGATION if put.consents else "",
            form=form,
            store=store,
            problem=problem,
        )

    def decide(approve: bool, note: str) -> tuple[str, str]:
        return _decide(app, put, post, approve=approve, note=note, dry_run=dry_run)

    return Window(
        draw, lambda title, text: done_page(clinic=clinic, title=title, text=text), decide
    )


def _decide(
    app: App, put: Proposal, post: str, *, approve: bool, note: str, dry_run: bool
) -> tuple[str, str]:
    """Sign what the page showed. Raises GatepostError when that is no longer what stands."""
    if approve and put.blocked:
        raise GatepostError("a gate blocks this post.", fix="Send it back with a note.")
    del app.__dict__["records"]
    with quiet_desk(app) as desk, kept_texts(app) as stored:
        now = propose(desk, sheets_of(desk.check(), post), put.signer, put.roles, stored)
    if (now.digests, now.consents) != (put.digests, put.consents):
        raise GatepostError(
            "the post changed while you looked at it, so nothing was signed.",
            fix="Close this page and ask for it again.",
        )
    if not dry_run:
        still_proved(app)
    if dry_run:
        return "Nothing was signed", f"This was a dry run for {put.post.id}."
    made = record(put, now=app.now(), rule_set=code_digest()[:16], note=note, refuse=not approve)
    name = write(app, made).relative_to(app.folder).as_posix()
    if approve:
        return "Approved", f"{put.post.id} is approved as it stands. The signature is in {name}."
    return "Sent back", f"{put.post.id} was sent back with your note, in {name}."
