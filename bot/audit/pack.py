"""A pack for whoever asks what was published and why: readable without gatepost.

It holds post text and pictures, so it is written for its owner only; hand it over as you would
the posts themselves. The log in it is whole, because a chain is verified from its first row;
its rows hold ids, digests and states, never text.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from bot.audit.checkpoint import Checkpoint
from bot.errors import BadMedia, BadUsage, LedgerUnavailable
from bot.ledger.base import Delivery, Evidence, Ledger
from bot.media.store import MediaStore
from bot.model import Rendition, canonical

_VERIFY = Path(__file__).with_name("verify_pack.py")
#: Folders of signed and scoped records, whose files name the post or consent they are about.
_RECORDS = ("approvals", "overrides", "determinations", "consents")


@dataclass(frozen=True, slots=True)
class Contents:
    """What goes into a pack, gathered by the command line."""

    rows: Sequence[Delivery]
    findings: Mapping[str, Any]  # judged while exporting
    #: Renditions by digest, made again from the calendar: the ledger forgets a text once it is
    #: out, and equal digests prove equal bytes.
    renditions: Mapping[str, Rendition]
    checkpoints: Sequence[Checkpoint]
    keys: Mapping[str, str]
    now: datetime
    about: str  # "post 2026-12-walk" or "2026-03-01 to 2026-03-31"


def write_pack(
    out: Path,
    contents: Contents,
    ledger: Ledger,
    store: MediaStore,
    root: Path,
    told: Callable[[str], None],
) -> list[str]:
    """Write the pack into ``out``, a new folder; what had to be left out, in words.

    Raises BadUsage when the folder holds something already.
    """
    if out.exists() and any(out.iterdir()):
        raise BadUsage("the folder is not empty.", fix="Name a new one with --out.")
    out.mkdir(mode=0o700, parents=True, exist_ok=True)
    missing: list[str] = []
    for row in contents.rows:
        told(row.key.post_id)
        evidence = ledger.evidence(row.id)
        if evidence is not None:
            made = contents.renditions.get(row.rendition) or _stored(ledger, row)
            missing += _delivery(out / "deliveries" / _folder(row), evidence, made, store)
    missing += _sources(out / "source", root, contents.rows)
    _records(out / "records", root, contents.rows)
    _log(out, ledger, contents)
    _json(out / "findings.json", contents.findings)
    _write(out / "verify.py", _VERIFY.read_bytes())
    _write(out / "README.txt", _readme(contents, missing).encode())
    _manifest(out)
    return missing


def _folder(row: Delivery) -> str:
    return f"{row.id:06d}-{row.key.account}-{row.key.occurrence}-part{row.key.part + 1}"


def _stored(ledger: Ledger, row: Delivery) -> Rendition | None:
    try:
        return ledger.rendition(row.rendition)
    except LedgerUnavailable:
        return None  # erased once it was out


def _delivery(
    folder: Path, evidence: Evidence, rendition: Rendition | None, store: MediaStore
) -> Iterable[str]:
    row = evidence.row
    _json(folder / "delivery.json", asdict(row))
    _json(folder / "attempts.json", [asdict(one) for one in evidence.attempts])
    _json(folder / "steps.json", [asdict(one) for one in evidence.steps])
    if rendition is None:
        return [
            f"{folder.name}: the post changed since; check out the commit of that day and export "
            f"again, and the digest {row.rendition[:12]} will prove its bytes"
        ]
    _write(folder / "rendition.json", canonical(rendition.payload()))
    part = rendition.parts[row.key.part]
    _write(folder / "text.txt", part.text.encode())
    missing = []
    for attachment in part.attachments:
        try:
            _write(folder / "media" / attachment.sha256, store.read(attachment.sha256))
        except BadMedia:
            missing.append(f"{folder.name}: picture {attachment.sha256[:12]} is no longer kept")
    return missing


def _sources(folder: Path, root: Path, rows: Sequence[Delivery]) -> Iterable[str]:
    missing = []
    for path in sorted({row.source_path for row in rows if row.source_path}):
        source = root / path
        if source.is_file() and source.resolve().is_relative_to(root.resolve()):
            _write(folder / path, source.read_bytes())
        else:
            missing.append(f"{path}: the file is no longer in the calendar; git may have it")
    return missing


def _records(folder: Path, root: Path, rows: Sequence[Delivery]) -> None:
    """The records that name one of these posts, or a consent of theirs, in their own words."""
    wanted = {row.key.post_id for row in rows} | {c for row in rows for c in row.consents}
    for kind in _RECORDS:
        for path in sorted((root / "config" / kind).glob("*.toml")):
            content = path.read_text(encoding="utf-8", errors="replace")
            if any(f'"{name}"' in content or name == path.stem for name in wanted):
                _write(folder / kind / path.name, content.encode())


def _log(out: Path, ledger: Ledger, contents: Contents) -> None:
    lines = [
        json.dumps(
            {
                "seq": row.seq,
                "previous": row.previous,
                "hash": row.hash,
                "body": canonical(row.body).decode(),
            },
            ensure_ascii=False,
        )
        for row in ledger.audit()
    ]
    _write(out / "audit.jsonl", ("\n".join(lines) + "\n").encode())
    _json(out / "keys.json", dict(contents.keys))
    for checkpoint in contents.checkpoints:
        _write(out / "checkpoints" / checkpoint.file_name, checkpoint.dumped().encode())


def _readme(contents: Contents, missing: Sequence[str]) -> str:
    left = "".join(f"  - {one}\n" for one in missing) or "  nothing\n"
    return f"""What gatepost published: {contents.about}
Exported {contents.now:%Y-%m-%d %H:%M} UTC; {len(contents.rows)} deliveries.

This folder holds the text and pictures of posts. Keep it as private as they are.

deliveries/   one folder each: delivery.json (what, where, when, its state and address),
              text.txt and media/ (what was sent), rendition.json (the exact bytes whose SHA-256
              is the delivery's "rendition"), attempts.json and steps.json (every try)
source/       the post files as they stand now
records/      approvals, overrides, determinations and consents that name these posts
findings.json what the gates say of these posts today, with the version of the rules
audit.jsonl   the whole log: each row sealed with the hash of the one before
checkpoints/  how far the log had come, signed; keys.json holds the public keys
verify.py     python verify.py . checks all of this, without gatepost

Left out:
{left}"""


def _manifest(out: Path) -> None:
    files = sorted(path for path in out.rglob("*") if path.is_file())
    _json(
        out / "manifest.json",
        {
            path.relative_to(out).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in files
        },
    )


def _json(path: Path, value: Any) -> None:
    text = json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True, default=str)
    _write(path, text.encode() + b"\n")


def _write(path: Path, content: bytes) -> None:
    for folder in reversed(path.parents):  # with parents=True only the last would be private
        folder.mkdir(mode=0o700, exist_ok=True)
    path.touch(mode=0o600)
    path.write_bytes(content)
