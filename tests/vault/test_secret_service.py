"""The vault over a real Secret Service: gnome-keyring under a private D-Bus session.

Skipped where Debian's gnome-keyring and dbus are not installed; CI installs them and sets
REQUIRE_KEYRING, so that there a missing one fails.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT

SESSION = Path(__file__).with_name("secret_service.sh")

USE = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from keyring.backends.SecretService import Keyring
from bot.errors import VaultUnavailable
from bot.vault.base import Secret
from bot.vault.envelope import create, unlock
from bot.vault.factors import KeyringFactor, KeyringWitness
from bot.vault.keyring_store import _chosen, open_keyring
from bot.vault.slots import Opener

assert type(_chosen()) is Keyring, type(_chosen())
path = Path(sys.argv[1])
store = open_keyring("Harbor")
opener = Opener(KeyringFactor(store), "three calm herons wading")
witness = KeyringWitness(store)
vault = create(path, [opener], datetime(2026, 11, 22, tzinfo=UTC), witness=witness)
before = path.read_bytes()
vault.put("token:clinic-x", Secret("canary-token"))
again = unlock(path, opener, witness=KeyringWitness(open_keyring("Harbor")))
assert again.get("token:clinic-x").reveal() == "canary-token"
entries = store.names()
share = next(name for name in entries if name.startswith("share:"))
assert witness.seen(vault.key.vault) == vault.counter() == 2
assert len(entries) == 2, entries
path.write_bytes(before)
try:
    unlock(path, opener, witness=KeyringWitness(open_keyring("Harbor")))
except VaultUnavailable as error:
    assert "rolled back" in str(error)
else:
    raise SystemExit("a rolled back file was opened")
store.forget(share)
try:
    unlock(path, opener)
except VaultUnavailable as error:
    assert "second share" in str(error)
else:
    raise SystemExit("opened without its second share")
print("held")
"""

REFUSED = """
import keyring, sys
from bot.errors import VaultUnavailable
from bot.vault.keyring_store import open_keyring
from keyrings.alt.file import PlaintextKeyring
keyring.set_keyring(PlaintextKeyring())
try:
    open_keyring("Harbor")
except VaultUnavailable as error:
    assert "keyrings.alt.file.PlaintextKeyring" in str(error), error
    print("refused")
"""

PLAINTEXT = """
import os
import pathlib

from keyring.backend import KeyringBackend


class PlaintextKeyring(KeyringBackend):
    priority = 0.5

    def set_password(self, service, name, value):
        pathlib.Path(os.environ["HOME"], "plain").write_text(value)

    def get_password(self, service, name):
        return None
"""

PREFERRED = """
import keyrings.alt.file
from bot.vault.keyring_store import open_keyring
from bot.vault.base import Secret
open_keyring("Harbor").put("token:a", Secret("canary-token"))
print("kept")
"""


def session(
    code: str, *arguments: str, path: Path | None = None
) -> subprocess.CompletedProcess[str]:
    """Run Python code with a Secret Service of its own."""
    missing = [
        name for name in ("gnome-keyring-daemon", "dbus-run-session") if not shutil.which(name)
    ]
    if missing:
        assert not os.environ.get("REQUIRE_KEYRING"), f"not installed: {missing}"
        pytest.skip(f"not installed: {', '.join(missing)}")
    environ = {k: v for k, v in os.environ.items() if k != "PYTHON_KEYRING_BACKEND"}
    environ["PYTHONPATH"] = os.pathsep.join(filter(None, (str(ROOT), str(path or ""))))
    return subprocess.run(
        ["sh", str(SESSION), sys.executable, "-c", code, *arguments],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        env=environ,
    )


def plaintext(folder: Path) -> Path:
    """A stand-in for keyrings.alt: the class of that name, which writes a file in clear."""
    package = folder / "keyrings" / "alt"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text("")
    (package / "file.py").write_text(PLAINTEXT)
    return folder


@pytest.mark.slow
def test_share_and_counter_live_in_a_real_secret_service(tmp_path: Path) -> None:
    done = session(USE, str(tmp_path / "vault.json"))

    assert (done.returncode, done.stdout) == (0, "held\n"), done.stderr


@pytest.mark.slow
def test_a_plaintext_backend_beside_it_is_refused_and_never_written(tmp_path: Path) -> None:
    refused = session(REFUSED, path=plaintext(tmp_path))
    kept = session(
        PREFERRED + "import os; print(os.path.exists(os.path.expanduser('~/plain')))\n",
        path=tmp_path,
    )

    assert refused.stdout == "refused\n", refused.stderr
    assert kept.stdout == "kept\nFalse\n", kept.stderr
