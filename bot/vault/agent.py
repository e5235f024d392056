"""The agent: keeps the vault's key in memory for a while, so that people are asked once.

It listens on a Unix socket of mode 0600, answers only processes of the same user (asked of
the kernel), writes nothing to disk, and ends by itself. Whoever is that user, or root, can
have the key from it: an unlocked vault protects against neither.
"""

from __future__ import annotations

import base64
import binascii
import contextlib
import ctypes
import hashlib
import json
import os
import socket
import stat
import struct
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.clock import elapsed
from bot.errors import VaultUnavailable
from bot.vault.envelope import Key

#: Longest time that a key may stay in memory: seven days.
LONGEST = 7 * 24 * 3600.0
DEFAULT = 12 * 3600.0
#: A Unix socket's path is at most 107 bytes on Linux and 103 on macOS.
_PATH_BYTES = 100
_ANSWER_SECONDS = 5.0
#: The agent looks at the clock at least this often: a timer stands still while the machine sleeps.
_LOOK_SECONDS = 30.0
_LARGEST = 4096


@dataclass(frozen=True, slots=True)
class Held:
    """What the agent says of itself: nothing secret."""

    vault: str
    mode: str
    seconds_left: float
    proved_seconds_ago: float  # since somebody last showed both shares


def socket_path(vault_file: Path) -> Path:
    """Where the agent of a vault listens: beside the file, in the login's runtime folder, or in
    a private folder of this user below the temporary one; the first whose path is short enough.

    Raises VaultUnavailable when there is none, or when somebody else made that folder.
    """
    name = f"gatepost-{hashlib.sha256(os.fsencode(vault_file.resolve())).hexdigest()[:12]}.sock"
    runtime = os.environ.get("XDG_RUNTIME_DIR")
    folders = [vault_file.resolve().parent, *([Path(runtime)] if runtime else [])]
    for folder in folders:
        if _fits(folder / name):
            return folder / name
    folder = Path(tempfile.gettempdir()) / f"gatepost-{os.geteuid()}"
    if not _fits(folder / name):
        raise VaultUnavailable(
            "no folder for the agent's socket has a path that is short enough.",
            fix="Set XDG_RUNTIME_DIR to a private folder with a shorter path.",
        )
    return _private(folder) / name


def _fits(path: Path) -> bool:
    return len(os.fsencode(path)) <= _PATH_BYTES


def _private(folder: Path) -> Path:
    """The folder, made if need be. Raises VaultUnavailable when others could put things there."""
    with contextlib.suppress(FileExistsError):
        folder.mkdir(mode=0o700)
    status = folder.lstat()
    mine = status.st_uid == os.geteuid() and not status.st_mode & 0o077
    if not (stat.S_ISDIR(status.st_mode) and mine):
        raise VaultUnavailable(
            f"{folder} is not private to this user, so the agent must not listen there.",
            fix="Remove it, or set XDG_RUNTIME_DIR to a folder of your own.",
        )
    return folder


def held(path: Path) -> Held | None:
    """What the agent holds, or None when none is running."""
    answer = _ask(path, {"ask": "status"})
    return Held(**answer) if answer else None


def key_from(path: Path) -> Key | None:
    """The key from the agent, or None when none is running or its time is over."""
    answer = _ask(path, {"ask": "key"})
    if not answer:
        return None
    return Key(base64.b64decode(answer["dek"]), answer["vault"], answer["epoch"], answer["mode"])


def stop(path: Path) -> bool:
    """End the agent; whether there was one."""
    return bool(_ask(path, {"ask": "lock"}))


def prove(path: Path, key: Key) -> None:
    """Tell the agent that somebody has just shown both shares: only who has the key can."""
    _ask(path, {"ask": "prove", "dek": base64.b64encode(key.reveal()).decode()})


def start(path: Path, key: Key, seconds: float) -> None:
    """Start an agent that outlives this process and hands out ``key`` for ``seconds``.

    The key goes through a pipe: never an argument, never the environment. Raises
    VaultUnavailable when it does not come up.
    """
    stop(path)
    child = subprocess.Popen(  # noqa: S603 - ourselves
        [sys.executable, "-m", "bot.vault.agent", str(path), str(min(seconds, LONGEST))],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd="/",
        env={"PATH": os.defpath, "PYTHONPATH": os.pathsep.join(sys.path)},
        start_new_session=True,
    )
    assert child.stdin is not None
    assert child.stdout is not None
    with child.stdin, child.stdout:
        child.stdin.write(_dumped(key))
        child.stdin.close()
        up = child.stdout.readline().strip() == b"ready"
    if not up:
        child.wait()
        raise VaultUnavailable(
            "the agent could not listen beside the vault's file.",
            fix="Check that its folder is yours and writable.",
        )
    child.returncode = 0  # it is no longer ours to wait for


def serve(path: Path, key: Key, seconds: float) -> None:
    """Answer until the time is over or somebody says lock; the socket is removed."""
    with listening(path) as server:
        print("ready", flush=True)  # noqa: T201 - whoever started us waits for it
        _detach_output()
        answer_all(server, key, seconds)


@contextlib.contextmanager
def listening(path: Path) -> Iterator[socket.socket]:
    """A socket of mode 0600 at ``path``, removed at the end. Raises OSError."""
    with contextlib.suppress(FileNotFoundError):
        if not stat.S_ISSOCK(path.lstat().st_mode):
            raise FileExistsError(str(path))
        path.unlink()
    server = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    before = os.umask(0o177)
    try:
        server.bind(os.fspath(path))
    finally:
        os.umask(before)
    try:
        server.listen(8)
        yield server
    finally:
        server.close()
        with contextlib.suppress(FileNotFoundError):
            path.unlink()


def answer_all(
    server: socket.socket, key: Key, seconds: float, clock: Callable[[], float] = elapsed
) -> None:
    """Answer until ``seconds`` are over by ``clock`` or somebody says lock.

    The clock counts the time that the machine slept: a laptop that wakes in other hands must
    find the vault as locked, and the last proof as old, as if it had stayed awake.
    """
    began = proved = clock()
    while (left := began + seconds - clock()) > 0:
        server.settimeout(min(left, _LOOK_SECONDS))
        try:
            client, _ = server.accept()
        except TimeoutError:
            continue
        with client:
            asked = _asked(client)
            now = clock()
            if now >= began + seconds:
                return
            if asked.get("ask") == "prove" and asked.get("dek") == _plain(key)["dek"]:
                proved = now
            answer = _answer(asked, key, began + seconds - now, now - proved)
            with contextlib.suppress(OSError):
                client.sendall(json.dumps(answer).encode() + b"\n")
        if asked.get("ask") == "lock":
            return


def _answer(asked: Mapping[str, Any], key: Key, left: float, proved: float) -> dict[str, Any]:
    if asked.get("ask") == "status":
        return {
            "vault": key.vault,
            "mode": key.mode,
            "seconds_left": left,
            "proved_seconds_ago": proved,
        }
    if asked.get("ask") == "key":
        return _plain(key)
    return {"done": True} if asked else {}


def _asked(client: socket.socket) -> dict[str, Any]:
    """What a process of the same user asks; nothing for anyone else and for nonsense."""
    client.settimeout(_ANSWER_SECONDS)
    if _peer(client) not in (os.geteuid(), None):
        return {}
    try:
        asked = json.loads(client.makefile("rb").readline(_LARGEST))
    except (OSError, ValueError):
        return {}
    return asked if isinstance(asked, dict) else {}


def _peer(client: socket.socket) -> int | None:
    """The user at the other end as the kernel knows it; None where it cannot be asked.

    There the socket's mode alone decides who may connect."""
    if not hasattr(socket, "SO_PEERCRED"):
        return None
    size = struct.calcsize("3i")
    _, uid, _ = struct.unpack("3i", client.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, size))
    return int(uid)


def _ask(path: Path, question: Mapping[str, str]) -> dict[str, Any] | None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as client:
        client.settimeout(_ANSWER_SECONDS)
        try:
            _refuse_foreign(path)
            client.connect(os.fspath(path))
            client.sendall(json.dumps(question).encode() + b"\n")
            answer = json.loads(client.makefile("rb").readline(_LARGEST))
        except (OSError, ValueError):
            return None
    return answer if isinstance(answer, dict) and answer else None


def _refuse_foreign(path: Path) -> None:
    """A socket that another user put there could be told our proofs."""
    status = path.lstat()
    if not stat.S_ISSOCK(status.st_mode) or status.st_uid != os.geteuid():
        raise PermissionError(str(path))


def _plain(key: Key) -> dict[str, Any]:
    dek = base64.b64encode(key.reveal()).decode()
    return {"dek": dek, "vault": key.vault, "epoch": key.epoch, "mode": key.mode}


def _dumped(key: Key) -> bytes:
    return json.dumps(_plain(key)).encode() + b"\n"


def _detach_output() -> None:
    nothing = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nothing, stream)


def harden() -> None:
    """Keep the key out of core files, swap and other processes' reach, as far as this system
    allows; what it does not allow is left."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        libc = ctypes.CDLL(None)
        libc.prctl(4, 0, 0, 0, 0)  # PR_SET_DUMPABLE: no core file, no ptrace by the same user
        libc.mlockall(3)  # current and future pages; fails quietly above the limit


def main(arguments: list[str]) -> int:
    """Run as the agent: ``SOCKET SECONDS``, the key on standard input."""
    harden()
    try:
        data = json.loads(sys.stdin.buffer.readline(_LARGEST))
        key = Key(base64.b64decode(data["dek"]), data["vault"], data["epoch"], data["mode"])
        serve(Path(arguments[0]), key, float(arguments[1]))
    except (OSError, ValueError, KeyError, IndexError, binascii.Error):
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
