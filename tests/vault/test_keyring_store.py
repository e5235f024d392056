"""Only a real key store is used; everything else is refused with a remedy."""

from __future__ import annotations

import json
import traceback
from typing import Any

import keyring
import pytest
from keyring.errors import InitError, KeyringLocked

from bot.errors import VaultUnavailable
from bot.vault.base import Secret
from bot.vault.keyring_store import ALLOWED, KeyringVault, open_keyring, trusted
from tests.vault.conftest import backend_like

SERVICE = "gatepost:Harbor"
CANARY = "canary-5f2a"


def real() -> Any:
    return backend_like("keyring.backends.SecretService", "Keyring")


def chain(*members: Any) -> Any:
    return backend_like("keyring.backends.chainer", "ChainerBackend", backends=list(members))


PLAIN = ("keyrings.alt.file", "PlaintextKeyring")
REFUSED = [
    ("keyring.backends.fail", "Keyring"),
    ("keyring.backends.null", "Keyring"),
    PLAIN,
    ("keyrings.alt.file", "EncryptedKeyring"),
    ("keyrings.cryptfile.cryptfile", "CryptFileKeyring"),
    ("keyring.backends.libsecret", "Keyring"),
    ("keyring.backends.SecretService", "OtherKeyring"),
    ("evil.SecretService", "Keyring"),
    ("tests", "Keyring"),
]


@pytest.mark.parametrize(("module", "name"), sorted(ALLOWED))
def test_a_real_key_store_is_trusted(module: str, name: str) -> None:
    backend = backend_like(module, name)

    assert trusted(backend) is backend


def test_the_allowed_classes_exist_where_keyring_has_them() -> None:
    """A renamed class would lock everybody out: notice it when keyring is updated."""
    from importlib.util import find_spec

    for module, name in ALLOWED:
        spec = find_spec(module)
        assert spec is not None
        assert spec.origin is not None
        with open(spec.origin, encoding="utf-8") as file:  # noqa: PTH123
            assert f"class {name}(" in file.read()


@pytest.mark.parametrize(("module", "name"), REFUSED)
def test_anything_else_is_refused_with_a_remedy(module: str, name: str) -> None:
    with pytest.raises(VaultUnavailable) as caught:
        KeyringVault(SERVICE, backend_like(module, name))

    message = str(caught.value)
    assert message.startswith("no key store that can be trusted is here")
    for word in ("gnome-keyring", "KWallet", 'vault = "sealed-unattended"', "one factor"):
        assert word in message


def test_a_subclass_of_a_real_one_is_not_it() -> None:
    backend = real()
    derived = type("Keyring", (type(backend),), {"__module__": "evil"})()

    with pytest.raises(VaultUnavailable):
        trusted(derived)


def test_a_chain_gives_its_first_real_member_and_never_another() -> None:
    good, plain = real(), backend_like(*PLAIN)
    vault = KeyringVault(SERVICE, chain(plain, good))
    vault.put("token:a", Secret(CANARY))

    assert plain.kept == {}
    assert good.kept[SERVICE, "token:a"] == CANARY


@pytest.mark.parametrize("members", [(), (backend_like(*PLAIN),)])
def test_a_chain_without_a_real_one_is_refused(members: tuple[Any, ...]) -> None:
    with pytest.raises(VaultUnavailable):
        trusted(chain(*members))


def test_a_chain_in_a_chain_is_refused() -> None:
    with pytest.raises(VaultUnavailable):
        trusted(chain(chain(real())))


# ---------------------------------------------------------------- opening
def test_without_any_key_store_it_says_so() -> None:
    """The tests' own configuration is keyring's fail backend."""
    with pytest.raises(VaultUnavailable) as caught:
        open_keyring("Harbor")

    assert "keyring offers none" in str(caught.value)


def test_the_chosen_backend_is_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    backend = real()
    monkeypatch.setattr(keyring, "get_keyring", lambda: backend)
    open_keyring("Harbor").put("token:a", Secret(CANARY))

    assert backend.kept[SERVICE, "token:a"] == CANARY


def test_a_plaintext_backend_chosen_by_keyring_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keyring, "get_keyring", lambda: backend_like(*PLAIN))

    with pytest.raises(VaultUnavailable, match=r"keyrings\.alt\.file\.PlaintextKeyring"):
        open_keyring("Harbor")


@pytest.mark.parametrize("error", [ImportError, AttributeError, ValueError, TypeError, InitError])
def test_a_broken_configuration_of_keyring_is_one_line(
    monkeypatch: pytest.MonkeyPatch, error: type[Exception]
) -> None:
    def fail() -> None:
        raise error("no such backend")

    monkeypatch.setattr(keyring, "get_keyring", fail)
    with pytest.raises(VaultUnavailable):
        open_keyring("Harbor")


# ---------------------------------------------------------------- keeping
def test_put_get_names_forget() -> None:
    vault = KeyringVault(SERVICE, real())
    vault.put("token:b", Secret("1"))
    vault.put("token:a", Secret("2"))
    vault.put("token:a", Secret("3"))

    assert vault.names() == ("token:a", "token:b")
    found = vault.get("token:a")
    assert found is not None
    assert found.reveal() == "3"
    vault.forget("token:a")
    vault.forget("token:a")
    assert vault.get("token:a") is None
    assert vault.names() == ("token:b",)
    assert vault.mode == "keyring"


def test_two_clinics_do_not_meet() -> None:
    backend = real()
    KeyringVault("gatepost:a", backend).put("token:x", Secret("1"))

    assert KeyringVault("gatepost:b", backend).get("token:x") is None
    assert KeyringVault("gatepost:b", backend).names() == ()


def test_the_index_is_no_secret_of_anybody() -> None:
    vault = KeyringVault(SERVICE, real())

    with pytest.raises(ValueError):
        vault.put("index", Secret("x"))
    with pytest.raises(ValueError):
        vault.forget("index")


@pytest.mark.parametrize("index", ["not json", "{}", "[1]", '"a"'])
def test_a_damaged_index_is_one_line(index: str) -> None:
    backend = real()
    backend.kept[SERVICE, "index"] = index

    with pytest.raises(VaultUnavailable, match="list of names is damaged"):
        KeyringVault(SERVICE, backend).names()


@pytest.mark.parametrize(
    "error",
    [KeyringLocked(CANARY), RuntimeError(CANARY), OSError(CANARY)],
)
def test_a_key_store_that_fails_is_one_line_without_its_words(error: Exception) -> None:
    backend = real()
    vault = KeyringVault(SERVICE, backend)
    vault.put("token:a", Secret("x"))
    backend.error = error
    actions = (
        lambda: vault.get("token:a"),
        lambda: vault.put("token:a", Secret("y")),
        lambda: vault.forget("token:a"),
        vault.names,
    )
    for action in actions:
        with pytest.raises(VaultUnavailable) as caught:
            action()
        assert CANARY not in "".join(traceback.format_exception(caught.value))


def test_errors_that_keyring_lets_through_are_one_line_too() -> None:
    library = pytest.importorskip("secretstorage.exceptions")
    backend = real()
    backend.error = library.LockedException(CANARY)

    with pytest.raises(VaultUnavailable) as caught:
        KeyringVault(SERVICE, backend).get("token:a")
    assert CANARY not in "".join(traceback.format_exception(caught.value))


def test_nothing_shows_what_is_kept() -> None:
    backend = real()
    vault = KeyringVault(SERVICE, backend)
    vault.put("token:a", Secret(CANARY))

    assert CANARY not in repr(vault)
    assert CANARY not in json.dumps(vault.names())
