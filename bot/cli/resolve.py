"""gatepost resolve: a person settles what nobody else can, with the evidence on the screen."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any

import click

from bot.cli.account import known_account
from bot.cli.app import App, acting_option, dry_run_option, format_option, pass_app
from bot.cli.asking import confirm
from bot.errors import BadUsage, ExitCode, NothingFound
from bot.model import State

if TYPE_CHECKING:
    from bot.ledger.base import Delivery, Evidence, Ledger

#: Where a person looks for the account's posts.
_PAGES = {
    "x": "https://x.com/{handle}",
    "linkedin": "https://www.linkedin.com/ (the posts of {handle})",
    "instagram": "https://www.instagram.com/{handle}/",
    "facebook": "https://www.facebook.com/{handle}",
    "threads": "https://www.threads.com/@{handle}",
    "bluesky": "https://bsky.app/profile/{handle}",
    "tiktok": "https://www.tiktok.com/@{handle}",
    "youtube": "https://www.youtube.com/@{handle}",
}


@click.command()
@click.argument("post")
@click.option("--account", default="", help="Only on this account.")
@click.option("--published", metavar="URL", default="", help="It is out, at this address.")
@click.option("--not-published", is_flag=True, help="It is not out; it may be sent again by hand.")
@click.option("--cancel", is_flag=True, help="Whatever it is, it shall not be sent any more.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@acting_option
@dry_run_option
@format_option
@pass_app
def resolve(
    app: App,
    post: str,
    account: str,
    published: str,
    not_published: bool,
    cancel: bool,
    yes: bool,
    dry_run: bool,
    form: str,
) -> None:
    """Settle POST where nobody knows its outcome; without a decision, show the evidence."""
    if bool(published) + not_published + cancel > 1:
        raise BadUsage("these decisions exclude each other.", fix="Give one of them.")
    known_account(app, account)
    ledger = app.ledger()
    try:
        rows = _open(ledger, post, account, cancel=cancel)
        found = [one for row in rows if (one := ledger.evidence(row.id)) is not None]
        if form == "json":
            app.emit([_plain(one) for one in found])
        else:
            for one in found:
                for line in _lines(app, one):
                    click.echo(line)
        if not (published or not_published or cancel) or dry_run:
            app.finish(ExitCode.UNKNOWN_OUTCOME if not cancel else ExitCode.CLEAN)
        _one_place(rows, published)
        _decide(app, ledger, rows, published, cancel=cancel, yes=yes)
    finally:
        ledger.close()


def _open(ledger: Ledger, post: str, account: str, *, cancel: bool) -> list[Delivery]:
    """The rows a person may settle. Raises NothingFound."""
    from bot.cli.run import _rows

    rows = _rows(ledger.deliveries(account=account), post, account)
    found = [row for row in rows if row.state is State.UNKNOWN or row.hold == "doubt"]
    if cancel:
        found += [row for row in rows if row not in found and row.state in _CANCELLABLE]
    if not found:
        states = ", ".join(sorted({row.state.value for row in rows}))
        raise NothingFound(
            f"nothing of {post} is in doubt ({states}).", fix="gatepost plan --all shows all."
        )
    return found


_CANCELLABLE = frozenset({State.PLANNED, State.HELD, State.BLOCKED, State.FAILED_FINAL})


def _one_place(rows: list[Delivery], published: str) -> None:
    if published and len(rows) > 1:
        names = ", ".join(f"{row.key.account} part {row.key.part + 1}" for row in rows)
        raise BadUsage(
            f"one address cannot be that of {names}.", fix="Name one of them with --account."
        )


def _decide(
    app: App, ledger: Ledger, rows: list[Delivery], published: str, *, cancel: bool, yes: bool
) -> None:
    state = State.PUBLISHED if published else State.CANCELLED if cancel else State.PLANNED
    words = {
        State.PUBLISHED: "Is this post what stands at that address?",
        State.CANCELLED: "Shall it never be sent?",
        State.PLANNED: "Did you look at the account, and it is not there?",
    }
    if not yes:
        confirm(words[state])
    for row in rows:
        _settle(app, ledger, row, state, published)


def _settle(app: App, ledger: Ledger, row: Delivery, state: State, url: str) -> None:
    now, actor = app.now(), app.user
    if state is State.PUBLISHED:
        remote_id = remote_id_of(row.platform, url)
        ledger.decide(row, state, "settled by a person: it is out", actor, now, remote_id, url)
        click.echo(f"{row.key.account}: published, {url}")
    elif state is State.CANCELLED:
        ledger.decide(row, state, "cancelled by a person", actor, now)
        if row.key.occurrence == "once":
            ledger.free_slot(row.key.post_id, row.key.account)
        click.echo(f"{row.key.account}: cancelled")
    else:
        # Planned for a moment, then held by a person: it goes out only when one says so.
        ledger.decide(row, State.PLANNED, "settled by a person: not out", actor, now)
        fresh = ledger.delivery(row.id) or row
        ledger.decide(fresh, State.HELD, "not out; gatepost publish sends it", actor, now)
        click.echo(f"{row.key.account}: not out; gatepost publish {row.key.post_id} sends it")


def remote_id_of(platform: str, url: str) -> str:
    """The platform's id as it stands in a post's address: its last part that is an id.

    Raises BadUsage for an address without one.
    """
    from urllib.parse import unquote, urlsplit

    parts = urlsplit(url)
    names = [unquote(name) for name in parts.path.split("/") if name]
    if parts.scheme not in {"http", "https"} or not names:
        raise BadUsage(
            "that is no address of a post.", fix="Copy it from the post's own page, with https://."
        )
    urn = next((name for name in names if name.startswith("urn:li:")), "")
    number = next((name for name in reversed(names) if name.isdigit()), "")
    if platform == "linkedin":
        return urn or names[-1]
    if platform == "x" and not number:
        raise BadUsage("that address names no post of X.", fix="It ends in /status/ and a number.")
    return number or names[-1]


# ---------------------------------------------------------------- the evidence
def _lines(app: App, one: Evidence) -> Iterator[str]:
    row = one.row
    yield click.style(f"{row.key.account}  {row.key.post_id}", bold=True) + _part(one)
    yield f"  {row.state.value}{f': {row.reason}' if row.reason else ''}"
    yield f"  was due {row.local} {row.zone}; bytes {row.rendition[:16]}"
    for trial in one.attempts:
        ended = _at(trial.ended) if trial.ended else "never ended"
        what = trial.outcome or "no outcome"
        code = f" ({trial.code})" if trial.code else ""
        yield f"  {trial.kind} {trial.number}: {_at(trial.started)} to {ended}: {what}{code}"
    for step in one.steps:
        if step.remote_id:
            yield f"  prepared at {_at(step.at)}: {step.name} {step.remote_id}"
    for part in one.parts:
        yield f"  part {part.key.part + 1}: {part.state.value} {part.url}".rstrip()
    if row.remote_id:
        yield f"  the platform named the post {row.remote_id}"
    yield f"  look here: {page_of(app, row)}"


def _part(one: Evidence) -> str:
    count = len(one.parts) + 1
    return f", part {one.row.key.part + 1} of {count}" if count > 1 else ""


def _at(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M:%S}Z"


def page_of(app: App, row: Delivery) -> str:
    """Where a person finds what the account has out."""
    account = app.records.accounts.get(row.key.account)
    handle = account.handle.lstrip("@") if account else row.key.account
    return _PAGES.get(row.platform, "the account {handle}").format(handle=handle)


def _plain(one: Evidence) -> dict[str, Any]:
    row = one.row
    return {
        "post": row.key.post_id,
        "account": row.key.account,
        "occurrence": row.key.occurrence,
        "part": row.key.part,
        "state": row.state.value,
        "hold": row.hold,
        "reason": row.reason,
        "due_at": row.due_at.isoformat(),
        "rendition": row.rendition,
        "remote_id": row.remote_id,
        "attempts": [
            {
                "number": trial.number,
                "kind": trial.kind,
                "started": trial.started.isoformat(),
                "ended": trial.ended.isoformat() if trial.ended else None,
                "outcome": trial.outcome,
                "code": trial.code,
            }
            for trial in one.attempts
        ],
        "steps": [
            {"name": step.name, "remote_id": step.remote_id, "at": step.at.isoformat()}
            for step in one.steps
        ],
        "parts": [{"part": p.key.part, "state": p.state.value, "url": p.url} for p in one.parts],
    }
