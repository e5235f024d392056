"""Private files: read only when nobody else could have touched them, replaced whole or not at all.

Every refusal is a VaultUnavailable that names ``what`` the file is, never its content.
"""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
import stat
import subprocess
import sys
from pathlib import Path
from shutil import which

from bot.errors import VaultUnavailable

LARGEST = 1024 * 1024
_NOFOLLOW = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0)


def read_private(path: Path, what: str) -> bytes | None:
    """The file's bytes, after checking kind, owner and mode of the very file that was opened.

    None if there is none. Raises VaultUnavailable for a link, a file that others may read or
    own, anything over 1 MiB, and whatever the system refuses.
    """
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | _NOFOLLOW)
    except FileNotFoundError:
        return None
    except OSError as error:
        if error.errno in (errno.ELOOP, errno.EMLINK):
            raise VaultUnavailable(
                f"{what} is a symbolic link.", fix="Name the file itself."
            ) from error
        raise VaultUnavailable(
            f"{what} cannot be opened ({_code(error)}).",
            fix="Check its owner, its mode and its folder.",
        ) from error
    try:
        _refuse_open(os.fstat(handle), what)
        with os.fdopen(handle, "rb", closefd=False) as file:
            content = file.read(LARGEST + 1)
    finally:
        os.close(handle)
    if len(content) > LARGEST:
        raise VaultUnavailable(f"{what} is larger than 1 MiB.", fix="Name another file.")
    return content


def replace_private(path: Path, content: bytes, what: str) -> None:
    """Write a new file beside the old one, make it durable, and only then take its place.

    The file is of mode 0600. Raises VaultUnavailable when it cannot be written; what it held
    before is then unharmed.
    """
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    try:
        _write(temporary, content)
        os.replace(temporary, path)  # noqa: PTH105 - the step that tests make fail
        _sync_folder(path.parent)
    except BaseException as error:
        with contextlib.suppress(OSError):
            temporary.unlink()
        if not isinstance(error, OSError):
            raise
        code = _code(error)
    else:
        return
    raise VaultUnavailable(
        f"{what} cannot be written ({code}); what it held before is unharmed.",
        fix="Make its folder writable and free some space, then do it again.",
    )


def refuse_windows(what: str) -> None:
    """Raise VaultUnavailable where a file's mode says nothing about who may read it."""
    if sys.platform == "win32":
        raise VaultUnavailable(
            f"{what} cannot be kept private on Windows, whose file modes say nothing.",
            fix='Set vault = "two-shares": Windows has a key store.',
        )


def refuse_git(path: Path, what: str) -> None:
    """Raise VaultUnavailable when git could pick the file up: it would be pushed one day."""
    if not any((folder / ".git").exists() for folder in path.parents):
        return
    if not _ignored(path):
        raise VaultUnavailable(
            f"{what} lies in a git work tree that does not ignore it.",
            fix="Name a file outside of it, or ignore its folder in .gitignore.",
        )


def real_place(path: Path) -> Path:
    """The path with its folder's links followed, so that none hides where it lies."""
    return path.parent.resolve() / path.name


def _refuse_open(status: os.stat_result, what: str) -> None:
    """Refuse whatever is no regular file, or that another user can read, write or owns."""
    if not stat.S_ISREG(status.st_mode):
        raise VaultUnavailable(f"{what} is not a regular file.", fix="Name another file.")
    if status.st_mode & 0o177:
        raise VaultUnavailable(
            f"{what} has mode {stat.S_IMODE(status.st_mode):04o}, wider than 0600.",
            fix="Run chmod 600 on it; if others could read it, replace the tokens in it.",
        )
    if status.st_uid not in (os.geteuid(), 0):
        raise VaultUnavailable(
            f"{what} belongs to another user.", fix="Have it owned by whoever runs this."
        )


def _code(error: OSError) -> str:
    return errno.errorcode.get(error.errno or 0, "unknown")


def _write(path: Path, content: bytes) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _NOFOLLOW, 0o600)
    with os.fdopen(handle, "wb") as file:
        os.fchmod(handle, 0o600)  # a strange umask must not take our own rights
        file.write(content)
        file.flush()
        os.fsync(handle)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _ignored(path: Path) -> bool:
    """Whether git ignores it and everything written beside it; without git nobody can say."""
    git = which("git")
    here = next(folder for folder in path.parents if folder.is_dir())
    within = path.relative_to(here)
    beside = [path.name, f"{path.name}.previous", f".{path.name}.0"]
    return git is not None and all(
        _asked(git, here, within.with_name(name).as_posix()) for name in beside
    )


def _asked(git: str, here: Path, name: str) -> bool:
    environ = {k: v for k, v in os.environ.items() if not k.startswith("GIT_")}
    try:
        answer = subprocess.run(  # noqa: S603 - our own git, a path as its argument
            [git, "check-ignore", "--quiet", "--", name],
            cwd=here,
            env=environ,
            capture_output=True,
            timeout=30,
            check=False,
        )
    except (OSError, subprocess.SubprocessError):
        return False
    return answer.returncode == 0
