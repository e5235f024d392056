"""Whether a folder is a place where a database may live: writable, and on this machine."""

from __future__ import annotations

import re
import tempfile
from pathlib import Path

from bot.errors import LedgerUnavailable

#: File systems whose locks SQLite cannot trust (sqlite.org/howtocorrupt.html, read 2026-11-22).
NETWORK = frozenset(
    {
        "afs", "beegfs", "ceph", "cifs", "davfs", "fuse.davfs2", "fuse.ceph", "fuse.glusterfs",
        "fuse.rclone", "fuse.s3fs", "fuse.sshfs", "glusterfs", "gpfs", "lustre", "ncpfs", "nfs",
        "nfs4", "smb3", "smbfs",
    }
)  # fmt: skip
MOUNTS = Path("/proc/mounts")
_OCTAL = re.compile(r"\\([0-7]{3})")


def file_system(folder: Path, mounts: str) -> str:
    """The type of the file system that holds ``folder``; "" when the list does not say."""
    best, kind = -1, ""
    for line in mounts.splitlines():
        fields = line.split(" ")
        if len(fields) < 3:
            continue
        point = Path(_OCTAL.sub(lambda m: chr(int(m.group(1), 8)), fields[1]))
        # The last mount on a point hides those before it.
        if folder.is_relative_to(point) and len(point.parts) >= best:
            best, kind = len(point.parts), fields[2]
    return kind


def prepare_folder(folder: Path) -> None:
    """Make the folder if need be and prove that it can hold a ledger, or LedgerUnavailable."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        _refuse_network(folder.resolve())
        with tempfile.TemporaryFile(dir=folder, buffering=0) as probe:
            probe.write(bytes(4096))
    except OSError as error:
        raise LedgerUnavailable(
            f"The state folder {folder} cannot be written ({error.strerror or 'no reason given'}).",
            fix="Make it writable for this user, free some space, or name another folder.",
        ) from error


def _refuse_network(folder: Path) -> None:
    kind = file_system(folder, _read_mounts())
    if kind in NETWORK:
        raise LedgerUnavailable(
            f"The state folder {folder} is on a network file system ({kind}), where locks are "
            "not safe.",
            fix="Put it on a local disk.",
        )


def _read_mounts() -> str:
    """The list of mounts, or nothing on systems that have no such file."""
    try:
        return MOUNTS.read_text(encoding="utf-8", errors="replace")
    except FileNotFoundError:
        return ""
