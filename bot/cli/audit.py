"""gatepost audit: what happened, whether the log of it is whole, and a pack to hand over."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from bot.cli.app import App, acting_option, dry_run_option, format_option, pass_app
from bot.cli.signing import FORGETS, KEEP
from bot.cli.stepup import step_up
from bot.errors import BadUsage, ExitCode, NothingFound

if TYPE_CHECKING:
    from bot.audit.checkpoint import Checkpoint
    from bot.desk import Sheet
    from bot.ledger.base import AuditRow, Delivery, Ledger
    from bot.model import Rendition


@click.group()
def audit() -> None:
    """Every step of every delivery is a sealed row; here they are read, checked and exported."""


@audit.command("show", short_help="Show the last rows of the log.")
@click.option("--post", default="", help="Only rows of this post id.")
@click.option("--last", default=30, show_default=True, type=click.IntRange(1, 100000))
@format_option
@pass_app
def show(app: App, post: str, last: int, form: str) -> None:
    """Show what happened, newest last. Rows hold ids, digests and states, never text."""
    ledger = app.ledger()
    try:
        rows = [row for row in ledger.audit() if not post or row.body.get("post") == post][-last:]
    finally:
        ledger.close()
    if form == "json":
        app.emit([{"seq": r.seq, "at": r.at, "hash": r.hash, **r.body} for r in rows])
        return
    if not rows:
        raise NothingFound("the log has no such row.", fix="gatepost audit show shows all.")
    for line in _aligned([_HEADS, *(_cells(row) for row in rows)]):
        click.echo(line)


@audit.command("verify", short_help="Check the log against its checkpoints.")
@format_option
@pass_app
def verify(app: App, form: str) -> None:
    """Check every row's seal, every delivery's path, and every checkpoint that was kept.

    Ends with 1 when anything is wrong. Rows after the last checkpoint are told, and are no
    fault: nobody outside has seen them yet.
    """
    from bot.audit.verdict import NOTES, judge

    ledger = app.ledger()
    try:
        rows = ledger.audit()
        points = _kept(app)
        verdicts = judge(rows, ledger.verify(), points, _keys(app))
    finally:
        ledger.close()
    if form == "json":
        app.emit(
            {
                "rows": len(rows),
                "checkpoints": len(points),
                "verdicts": [
                    {"fault": v.fault.value, "seq": v.seq, "what": v.what} for v in verdicts
                ],
            }
        )
    else:
        click.echo(f"{len(rows)} rows, {len(points)} checkpoints.")
        for one in verdicts:
            mark = click.style(one.fault.value, fg="yellow" if one.fault in NOTES else "red")
            click.echo(f"{mark}: {one.what}")
        if not points:
            click.echo("No checkpoint is kept elsewhere: who can write the ledger can rewrite it.")
    faults = [v for v in verdicts if v.fault not in NOTES]
    if not faults and form == "text":
        click.echo(click.style("The log is whole.", fg="green"))
    app.finish(ExitCode.FAILED if faults else ExitCode.CLEAN)


@audit.command("keygen", short_help="Make the key that signs checkpoints.")
@dry_run_option
@pass_app
def keygen(app: App, dry_run: bool) -> None:
    """Make the signing key in the vault; its public half is pinned in the settings."""
    from bot.vault.keys import AUDIT_KEY, make_audit_key

    vault = app.vault()
    if vault.mode == "memory":
        raise BadUsage(
            FORGETS,
            fix=KEEP,
        )
    if dry_run:
        vault.get(AUDIT_KEY)
        click.echo("Would make a key for checkpoints.")
        return
    public = make_audit_key(vault)
    click.echo("Made it. Put this into config/gatepost.toml and commit it:\n")
    click.echo(f'[audit]\npublic_keys = ["{public}"]\nfolder = "/mnt/elsewhere/gatepost"')


@audit.command("checkpoint", short_help="Sign how far the log has come, now.")
@dry_run_option
@pass_app
def checkpoint(app: App, dry_run: bool) -> None:
    """Sign the log's head and keep it in the places of [audit]; gatepost run does so hourly."""
    from bot.audit.keeping import keep_checkpoint

    settings = app.records.settings.audit
    ledger = app.ledger()
    try:
        if dry_run:
            click.echo(f"Would sign row {len(ledger.audit())}.")
            return
        made = keep_checkpoint(ledger, settings, app.vault(), app.folder, app.now())
    finally:
        ledger.close()
    if made.key not in _keys(app):
        raise BadUsage(
            "the checkpoint is kept, but its key is not pinned in the settings.",
            fix="Put the public key that gatepost audit keygen showed into [audit] public_keys.",
        )
    click.echo(f"Signed row {made.seq}; kept in {_places(app)}.")


@audit.command("export", short_help="Make a pack for one post or a period.")
@click.argument("post", default="")
@click.option("--from", "start", help="First day, as published: 2026-03-01.")
@click.option("--to", "end", help="Last day, included: 2026-03-31.")
@click.option("--out", required=True, type=click.Path(path_type=Path, file_okay=False))
@acting_option
@dry_run_option
@pass_app
def export(
    app: App, post: str, start: str | None, end: str | None, out: Path, dry_run: bool
) -> None:
    """Write everything about POST, or about a period, into the new folder --out.

    The pack is readable without gatepost and carries a script that verifies it. It holds the
    text and pictures of posts.
    """
    from bot.audit.pack import Contents, write_pack
    from bot.media.store import MediaStore

    ledger = app.ledger()
    try:
        rows = _rows(app, ledger, post, start, end)
        if dry_run:
            click.echo(f"Would export {_counted(rows)} to {out}.")
            return
        step_up(app, "export")
        about = f"post {post}" if post else f"{start} to {end}"
        said, made = _judged(app, rows)
        contents = Contents(rows, said, made, _kept(app), _keys(app), app.now(), about)
        missing = write_pack(
            out, contents, ledger, MediaStore(app.state / "media"), app.folder, app.progress
        )
        ledger.note({"event": "exported", "actor": app.actor or app.user}, app.now())
    finally:
        app.quiet()
        ledger.close()
    click.echo(f"Exported {_counted(rows)} to {out}. Try it: python {out}/verify.py {out}")
    for one in missing:
        click.echo(f"left out: {one}")
    click.echo("It holds text and pictures of posts: keep it as private as they are.")


def _rows(
    app: App, ledger: Ledger, post: str, start: str | None, end: str | None
) -> list[Delivery]:
    if bool(post) == bool(start and end) or (start is None) != (end is None):
        raise BadUsage(
            "export wants a post id, or --from and --to.",
            fix="gatepost audit export --from 2026-03-01 --to 2026-03-31 --out march",
        )
    if post:
        rows = ledger.deliveries(post=post)
    else:
        first, last = _day(app, start or ""), _day(app, end or "") + timedelta(days=1)
        rows = [
            row
            for row in ledger.deliveries()
            if row.published_at is not None and first <= row.published_at < last
        ]
    if not rows:
        raise NothingFound("nothing was found for that.", fix="gatepost audit show lists posts.")
    return rows


def _counted(rows: list[Delivery]) -> str:
    return "1 delivery" if len(rows) == 1 else f"{len(rows)} deliveries"


def _day(app: App, text: str) -> datetime:
    from zoneinfo import ZoneInfo

    try:
        day = datetime.fromisoformat(text).date()
    except ValueError as error:
        raise BadUsage("a day is written like 2026-03-31.", fix="Mend --from or --to.") from error
    zone = ZoneInfo(app.records.settings.timezone)
    return datetime.combine(day, time(), zone).astimezone(UTC)


def _judged(app: App, rows: list[Delivery]) -> tuple[dict[str, Any], dict[str, Rendition]]:
    """What the gates say today of the posts that are still in the calendar, and their bytes."""
    from bot.cache import code_digest
    from bot.cli.desks import quiet_desk

    wanted = {row.key.post_id for row in rows}
    with quiet_desk(app) as desk:
        sheets = [s for s in desk.check().sheets if s.post.id in wanted]
        made = [desk.render(sheet) for sheet in sheets if sheet.rendition]
    said = {
        "rule_set": code_digest()[:16],
        "judged_at": f"{app.now():%Y-%m-%dT%H:%M:%SZ}",
        "findings": [_said(sheet) for sheet in sheets],
    }
    return said, {rendition.digest: rendition for rendition in made}


def _said(sheet: Sheet) -> dict[str, Any]:
    return {
        "post": sheet.post.id,
        "account": sheet.account.name,
        "rendition": sheet.rendition,
        "decision": sheet.verdict.decision.value,
        "findings": [
            {"rule": f.rule, "severity": f.severity.value, "what": f.what, "fix": f.fix}
            for f in sheet.verdict.findings
        ],
    }


def _kept(app: App) -> list[Checkpoint]:
    from bot.audit.places import kept

    settings = app.records.settings.audit
    return kept(app.folder, settings.folder, tags=settings.tags)


def _keys(app: App) -> dict[str, str]:
    from bot.audit.checkpoint import key_id

    return {key_id(public): public for public in app.records.settings.audit.public_keys}


def _places(app: App) -> str:
    settings = app.records.settings.audit
    tags = f"tags{f' pushed to {settings.remote}' if settings.remote else ''}"
    return " and ".join(filter(None, (settings.folder, tags if settings.tags else "")))


_HEADS = ("Row", "When (UTC)", "What", "Post", "Account", "Moved", "By")


def _aligned(table: list[tuple[str, ...]]) -> Iterator[str]:
    """Lines in columns, nothing cut: an id is only of use whole, in a pipe above all."""
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    for cells in table:
        yield "  ".join(c.ljust(w) for c, w in zip(cells, widths, strict=True)).rstrip()


def _cells(row: AuditRow) -> tuple[str, ...]:
    body = row.body
    moved = f"{body['from'] or 'new'} > {body['to']}" if "to" in body else ""
    return (
        str(row.seq),
        f"{row.at:%Y-%m-%d %H:%M:%S}",
        str(body.get("event", "")),
        str(body.get("post", "")),
        str(body.get("account", "")),
        moved,
        str(body.get("actor", "")),
    )
