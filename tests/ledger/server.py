"""A PostgreSQL server of our own in a temporary folder: fsync on, reached by its socket only.

``GATEPOST_TEST_POSTGRES`` names one that runs already. Without either the tests that need
one are skipped, unless ``REQUIRE_POSTGRES`` is set, as it is where changes are checked.
"""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import create_engine
from sqlalchemy.exc import OperationalError

_START_SECONDS = 60.0


class Absent(Exception):
    """There is no server, and none can be started."""


@contextmanager
def running() -> Iterator[str]:
    """The address of a server, without a database. Raises Absent."""
    given = os.environ.get("GATEPOST_TEST_POSTGRES")
    if given:
        yield given
        return
    binaries = _binaries()
    folder = Path(tempfile.mkdtemp(prefix="gatepost-pg-"))
    try:
        yield from _serve(binaries, folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _binaries() -> Path:
    try:
        import psycopg  # noqa: F401
    except ImportError as error:
        raise Absent("psycopg is not installed; pip install gatepost[postgres]") from error
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    on_path = shutil.which("initdb")
    if not found and not on_path:
        raise Absent("PostgreSQL's server is not installed; apt-get install postgresql")
    return found[-1].parent if found else Path(str(on_path)).parent


def _serve(binaries: Path, folder: Path) -> Iterator[str]:
    who = _servant()
    if who:
        os.chown(folder, who.pw_uid, who.pw_gid)
    data = folder / "data"
    _run(who, [binaries / "initdb", "-D", data, "-U", "gatepost", "-A", "trust", "-E", "UTF8",
               "--locale=C", "--no-sync"])  # fmt: skip
    log = (folder / "log").open("wb")
    server = subprocess.Popen(
        [binaries / "postgres", "-D", data, "-k", folder, "-c", "listen_addresses=",
         "-c", "fsync=on", "-c", "max_connections=60"],
        stdout=log, stderr=log, cwd=folder, **_as(who),
    )  # fmt: skip
    try:
        address = f"postgresql+psycopg://gatepost@/postgres?host={folder}"
        _wait(address, server, folder / "log")
        yield address
    finally:
        server.send_signal(signal.SIGINT)  # ends sessions that are still open
        server.wait(30)
        log.close()


def _servant() -> pwd.struct_passwd | None:
    """PostgreSQL refuses to run as root; whom it runs as instead."""
    if os.geteuid() != 0:
        return None
    names = {entry.pw_name: entry for entry in pwd.getpwall()}
    return names.get("postgres") or names["nobody"]


def _as(who: pwd.struct_passwd | None) -> dict[str, object]:
    return {"user": who.pw_uid, "group": who.pw_gid, "extra_groups": []} if who else {}


def _run(who: pwd.struct_passwd | None, command: list[object]) -> None:
    words = [str(word) for word in command]
    done = subprocess.run(words, capture_output=True, text=True, cwd="/", **_as(who))  # type: ignore[call-overload]
    if done.returncode:
        raise Absent(f"initdb failed: {done.stderr.strip().splitlines()[-1:]}")


def _wait(address: str, server: subprocess.Popen[bytes], log: Path) -> None:
    engine = create_engine(address)
    ends = time.monotonic() + _START_SECONDS
    while time.monotonic() < ends and server.poll() is None:
        try:
            engine.connect().close()
        except OperationalError:
            time.sleep(0.05)
            continue
        engine.dispose()
        return
    raise Absent(f"the server did not start: {log.read_text()[-300:]}")


def skip_or_fail(why: str) -> None:
    """What the tests do without a server."""
    if os.environ.get("REQUIRE_POSTGRES"):
        pytest.fail(f"REQUIRE_POSTGRES is set, and {why}.")
    pytest.skip(why)
