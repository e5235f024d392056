"""One secret file for machines without a key store: one factor plus the host, and said so.

The file is JSON, of mode 0600, outside git. It is replaced whole or not at all, and one
earlier generation is kept beside it as ``<name>.previous``.
"""

from __future__ import annotations

import contextlib
import errno
import json
import os
import secrets
import stat
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from shutil import which

from bot.errors import VaultUnavailable
from bot.vault.base import Secret
from bot.vault.lock import file_lock

_LARGEST = 1024 * 1024
_NOFOLLOW = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0)
_LOCK_SECONDS = 30.0


class SealedVault:
    """Secrets in one file; every read checks the opened file's kind, owner and mode."""

    mode = "sealed-unattended"

    def __init__(self, path: Path) -> None:
        self._path = path

    def __repr__(self) -> str:
        return "SealedVault(sealed-unattended)"

    def get(self, name: str) -> Secret | None:
        """The secret, or None. Raises VaultUnavailable when the file may not be trusted."""
        value = self._read().get(name)
        return None if value is None else Secret(value)

    def put(self, name: str, secret: Secret) -> None:
        """Keep it, replacing what was there."""
        with self._locked():
            kept = self._read()
            if kept:
                _replace(self._previous, kept)
            _replace(self._path, kept | {name: secret.reveal()})

    def forget(self, name: str) -> None:
        """Remove it, from the earlier generation too; no error if it is not there."""
        with self._locked():
            kept = self._read()
            if name not in kept and not self._previous.exists():
                return
            kept.pop(name, None)
            _replace(self._path, kept)
            _replace(self._previous, kept)

    def names(self) -> tuple[str, ...]:
        """Every name kept, sorted."""
        return tuple(sorted(self._read()))

    @property
    def _previous(self) -> Path:
        return self._path.with_name(f"{self._path.name}.previous")

    def _locked(self) -> contextlib.AbstractContextManager[None]:
        lock = self._path.with_name(f".{self._path.name}.lock")
        return file_lock(lock, "the secret file", _LOCK_SECONDS)

    def _read(self) -> dict[str, str]:
        content = _content(self._path)
        if content is None:
            return {}
        kept = _parsed(content)
        if kept is None:
            raise VaultUnavailable(
                "the secret file is damaged.",
                fix=f"Put {self._previous.name} in its place, or add the accounts again.",
            )
        return kept


def open_sealed(secret_file: str, root: Path) -> SealedVault:
    """The vault in ``secret_file``, relative to ``root`` unless absolute.

    Raises VaultUnavailable when no file is named, when it lies in a git work tree that does
    not ignore it, or when its kind, owner or mode lets others in.
    """
    if sys.platform == "win32":
        raise VaultUnavailable(
            "a secret file cannot be sealed on Windows, whose file modes say nothing.",
            fix='Set vault = "keyring": Windows has a key store.',
        )
    if not secret_file:
        raise VaultUnavailable(
            "sealed-unattended needs a secret file and none is named.",
            fix="Set secret_file in config/gatepost.toml or GATEPOST_SECRET_FILE.",
        )
    path = root / os.path.expanduser(secret_file)  # noqa: PTH111 - raises where there is no home
    # The folder's real place counts: a link must not hide that it lies in git.
    path = path.parent.resolve() / path.name
    _refuse_git(path)
    vault = SealedVault(path)
    vault.names()
    return vault


def _content(path: Path) -> bytes | None:
    """The file's bytes after checking the very file that was opened; None if there is none."""
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | _NOFOLLOW)
    except FileNotFoundError:
        return None
    except OSError as error:
        if error.errno in (errno.ELOOP, errno.EMLINK):
            raise VaultUnavailable(
                "the secret file is a symbolic link.", fix="Name the file itself."
            ) from error
        raise VaultUnavailable(
            f"the secret file cannot be opened ({_code(error)}).",
            fix="Check its owner, its mode and its folder.",
        ) from error
    try:
        _refuse_open(os.fstat(handle))
        with os.fdopen(handle, "rb", closefd=False) as file:
            content = file.read(_LARGEST + 1)
    finally:
        os.close(handle)
    if len(content) > _LARGEST:
        raise VaultUnavailable("the secret file is larger than 1 MiB.", fix="Name another file.")
    return content


def _refuse_open(status: os.stat_result) -> None:
    """Refuse whatever is no regular file, or that another user can read, write or owns."""
    if not stat.S_ISREG(status.st_mode):
        raise VaultUnavailable("the secret file is not a regular file.", fix="Name another file.")
    if status.st_mode & 0o177:
        raise VaultUnavailable(
            f"the secret file has mode {stat.S_IMODE(status.st_mode):04o}, wider than 0600.",
            fix="Run chmod 600 on it; if others could read it, replace the tokens in it.",
        )
    if status.st_uid not in (os.geteuid(), 0):
        raise VaultUnavailable(
            "the secret file belongs to another user.", fix="Have it owned by whoever runs this."
        )


def _parsed(content: bytes) -> dict[str, str] | None:
    """The names and secrets, or None when it is no file of ours; errors would quote it."""
    try:
        data = json.loads(content)
    except (ValueError, RecursionError):
        return None
    kept = data.get("secrets") if isinstance(data, dict) and data.get("v") == 1 else None
    if not isinstance(kept, dict) or not all(isinstance(value, str) for value in kept.values()):
        return None
    return kept


def _replace(path: Path, kept: Mapping[str, str]) -> None:
    """Write a new file beside the old one, make it durable, and only then take its place."""
    content = json.dumps({"v": 1, "secrets": dict(kept)}, sort_keys=True).encode()
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
        f"the secret file cannot be written ({code}); what it held before is unharmed.",
        fix="Make its folder writable and free some space, then do it again.",
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


def _refuse_git(path: Path) -> None:
    """A secret that git could pick up is a secret that will be pushed one day."""
    if not any((folder / ".git").exists() for folder in path.parents):
        return
    if not _ignored(path):
        raise VaultUnavailable(
            "the secret file lies in a git work tree that does not ignore it.",
            fix="Name a file outside of it, or ignore its folder in .gitignore.",
        )


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
