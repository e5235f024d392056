"""The vault file: what opens it, and that nothing else does."""

from __future__ import annotations

import base64
import contextlib
import copy
import functools
import hashlib
import json
import os
import pickle
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.errors import BadUsage, VaultUnavailable
from bot.vault.base import Secret
from bot.vault.envelope import EnvelopeVault, create, previous, unlock
from bot.vault.factors import (
    KeyringFactor,
    KeyringWitness,
    RecoveryFactor,
    SecretFileFactor,
    read_recovery,
)
from bot.vault.slots import Opener, Stretcher, stretch_argon2
from bot.vault.vaultfile import Stretch, canonical, covered_in, parsed

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
PHRASE = "three calm herons wading"
CANARY = "canary-81c4-token"


class Drawer:
    """A key store in memory."""

    def __init__(self) -> None:
        self.kept: dict[str, Secret] = {}

    def get(self, name: str) -> Secret | None:
        return self.kept.get(name)

    def put(self, name: str, secret: Secret) -> None:
        self.kept[name] = secret


@functools.lru_cache
def _once(passphrase: bytes, salt: str) -> bytes:
    return hashlib.sha256(passphrase + salt.encode()).digest()


def quick(passphrase: bytes, stretch: Stretch) -> bytes:
    """In place of Argon2id, where a test opens a vault thousands of times."""
    return _once(passphrase, stretch.salt)


@pytest.fixture
def drawer() -> Drawer:
    return Drawer()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "vault.json"


@pytest.fixture
def opener(drawer: Drawer) -> Opener:
    return Opener(KeyringFactor(drawer), PHRASE, "office")


@pytest.fixture
def vault(path: Path, opener: Opener) -> EnvelopeVault:
    made = create(path, [opener], NOW, stretcher=quick)
    made.put("token:clinic-x", Secret(CANARY))
    made.put("key:mei-lin", Secret("seed"))
    return made


def value(vault: EnvelopeVault, name: str) -> str | None:
    found = vault.get(name)
    return found.reveal() if found else None


def refusal(path: Path, opener: Opener, stretcher: Stretcher = quick, **more: Any) -> str:
    with pytest.raises((VaultUnavailable, BadUsage)) as caught:
        unlock(path, opener, stretcher=stretcher, **more)
    return str(caught.value)


def rewritten(path: Path, change: Callable[[dict[str, Any]], None]) -> None:
    data = json.loads(path.read_bytes())
    change(data)
    path.write_bytes(canonical(data) + b"\n")


# ---------------------------------------------------------------- keeping
def test_what_was_put_is_got_after_unlocking_again(
    path: Path, vault: EnvelopeVault, opener: Opener
) -> None:
    again = unlock(path, opener, stretcher=quick)

    assert again.names() == ("key:mei-lin", "token:clinic-x")
    assert value(again, "token:clinic-x") == CANARY
    assert again.get("token:other") is None
    assert again.mode == "two-shares"


def test_another_process_sees_a_refreshed_token_at_once(
    path: Path, vault: EnvelopeVault, opener: Opener
) -> None:
    other = unlock(path, opener, stretcher=quick)
    other.put("token:clinic-x", Secret("newer"))

    assert value(vault, "token:clinic-x") == "newer"


def test_what_the_mac_covers_is_the_file_without_it(path: Path, vault: EnvelopeVault) -> None:
    vault.put('"mac":"', Secret("a name that looks like the field"))
    content = path.read_bytes()

    assert covered_in(content) == parsed(content).covered()


def test_the_same_bytes_are_verified_once_and_others_always(
    path: Path, vault: EnvelopeVault, opener: Opener
) -> None:
    known = vault.read()
    assert vault.read() is known
    unlock(path, opener, stretcher=quick).put("token:clinic-x", Secret("newer"))
    assert vault.read() is not known
    path.write_bytes(path.read_bytes().replace(b'"epoch":1', b'"epoch":2'))
    with pytest.raises(VaultUnavailable):
        vault.read()
    path.chmod(0o644)
    with pytest.raises(VaultUnavailable, match="0644"):
        vault.read()


def test_forget_leaves_it_in_no_generation(path: Path, vault: EnvelopeVault) -> None:
    vault.forget("token:clinic-x")
    vault.forget("token:clinic-x")

    assert vault.names() == ("key:mei-lin",)
    assert b"clinic-x" not in path.read_bytes() + previous(path).read_bytes()


def test_the_earlier_generation_is_kept_and_opens(
    path: Path, vault: EnvelopeVault, opener: Opener
) -> None:
    vault.put("token:clinic-x", Secret("newer"))

    assert value(unlock(previous(path), opener, stretcher=quick), "token:clinic-x") == CANARY


def test_files_are_private_and_hold_no_secret_in_clear(path: Path, vault: EnvelopeVault) -> None:
    for file in (path, previous(path)):
        assert file.stat().st_mode & 0o777 == 0o600
        content = file.read_bytes()
        for secret in (CANARY, PHRASE, "seed"):
            assert secret.encode() not in content
            assert base64.b64encode(secret.encode()) not in content


def test_no_secret_shows(vault: EnvelopeVault, opener: Opener) -> None:
    shown = f"{vault} {vault!r} {vault.key!r} {opener!r} {RecoveryFactor('secret')!r}"

    assert PHRASE not in shown
    assert "secret" not in shown
    with pytest.raises(TypeError):
        pickle.dumps(vault.key)


def test_a_second_vault_is_not_put_over_the_first(
    path: Path, vault: EnvelopeVault, opener: Opener
) -> None:
    before = path.read_bytes()
    with pytest.raises(BadUsage, match="already"):
        create(path, [opener], NOW, stretcher=quick)
    assert path.read_bytes() == before


# ---------------------------------------------------------------- shares
def test_both_shares_are_needed(path: Path, vault: EnvelopeVault, drawer: Drawer) -> None:
    wrong_phrase = refusal(path, Opener(KeyringFactor(drawer), "three calm herons"))
    entry = next(iter(drawer.kept))
    drawer.kept[entry] = Secret(base64.b64encode(b"\1" * 32).decode())
    wrong_share = refusal(path, Opener(KeyringFactor(drawer), PHRASE))

    assert wrong_phrase == wrong_share
    assert "second share" in refusal(path, Opener(KeyringFactor(Drawer()), PHRASE))
    assert "locked" in refusal(path, Opener(KeyringFactor(drawer), None))


def test_a_printed_key_opens_alone(path: Path, vault: EnvelopeVault) -> None:
    paper = RecoveryFactor()
    vault.add_slot(Opener(paper), NOW, quick)
    typed = paper.printed.lower().replace("-", " ").replace("o", "0").replace("i", "1")

    opened = unlock(path, Opener(RecoveryFactor(typed)), stretcher=quick)

    assert value(opened, "token:clinic-x") == CANARY
    assert opened.mode == "recovery"
    slip = paper.printed[:-1] + ("A" if paper.printed[-1] != "A" else "Q")
    assert "misread" in refusal(path, Opener(RecoveryFactor(slip)))


@pytest.mark.parametrize("text", ["", "AAAA", "!", "A" * 54, "ß" * 55])
def test_what_is_no_recovery_key_is_refused(text: str) -> None:
    with pytest.raises(BadUsage, match="recovery key"):
        read_recovery(text)


def test_a_secret_file_opens_alone_and_is_called_what_it_is(
    path: Path, vault: EnvelopeVault, tmp_path: Path
) -> None:
    secret = tmp_path / "secret"
    vault.add_slot(Opener(SecretFileFactor(secret)), NOW, quick)

    opened = unlock(path, Opener(SecretFileFactor(secret)), stretcher=quick)
    assert opened.mode == "sealed-unattended"
    secret.chmod(0o640)
    assert "0640" in refusal(path, Opener(SecretFileFactor(secret)))
    secret.unlink()
    assert "not there" in refusal(path, Opener(SecretFileFactor(secret)))


def test_a_way_that_was_dropped_no_longer_opens(
    path: Path, vault: EnvelopeVault, opener: Opener
) -> None:
    paper = RecoveryFactor()
    slot = vault.add_slot(Opener(paper), NOW, quick)
    vault.drop_slot(slot)

    assert "no way" in refusal(path, Opener(RecoveryFactor(paper.printed)))
    assert slot.encode() not in previous(path).read_bytes()
    with pytest.raises(BadUsage, match="only way"):
        vault.drop_slot(vault.read().slots[0].id)
    unlock(path, opener, stretcher=quick)


# ---------------------------------------------------------------- rotation
def test_rotation_shuts_out_the_old_key_and_keeps_every_secret(
    path: Path, vault: EnvelopeVault, opener: Opener
) -> None:
    paper = RecoveryFactor()
    vault.add_slot(Opener(paper), NOW, quick)
    old = vault.key.reveal()

    turned = vault.rotate([opener], NOW, quick)

    assert value(turned, "token:clinic-x") == CANARY
    assert value(unlock(path, opener, stretcher=quick), "key:mei-lin") == "seed"
    assert turned.key.reveal() != old
    assert path.read_bytes() == previous(path).read_bytes()
    with pytest.raises(VaultUnavailable, match="new key"):
        vault.get("token:clinic-x")
    assert "no way" in refusal(path, Opener(RecoveryFactor(paper.printed)))


def test_a_rotation_that_cannot_enrol_leaves_the_old_vault(
    path: Path, vault: EnvelopeVault, opener: Opener, tmp_path: Path
) -> None:
    with pytest.raises(VaultUnavailable):
        vault.rotate([opener, Opener(SecretFileFactor(tmp_path / "no" / "secret"))], NOW, quick)

    assert value(unlock(path, opener, stretcher=quick), "token:clinic-x") == CANARY


# ---------------------------------------------------------------- what was changed is refused
def test_every_byte_flipped_in_turn_is_refused(
    path: Path, vault: EnvelopeVault, opener: Opener
) -> None:
    whole = path.read_bytes()
    key = vault.key
    for position in range(len(whole)):
        for bit in (1, 0x20, 0x80):
            path.write_bytes(
                whole[:position] + bytes([whole[position] ^ bit]) + whole[position + 1 :]
            )
            with pytest.raises(VaultUnavailable) as caught:
                EnvelopeVault(path, key).names()
            assert CANARY not in str(caught.value)
    path.write_bytes(whole)
    assert unlock(path, opener, stretcher=quick).names()


@pytest.mark.parametrize("length", [0, 1, 40, -1, -2])
def test_half_a_file_is_refused(
    path: Path, vault: EnvelopeVault, opener: Opener, length: int
) -> None:
    path.write_bytes(path.read_bytes()[:length])
    assert "damaged" in refusal(path, opener)


def test_another_spelling_of_the_same_file_is_refused(
    path: Path, vault: EnvelopeVault, opener: Opener
) -> None:
    path.write_bytes(json.dumps(json.loads(path.read_bytes()), indent=1).encode())
    assert "damaged" in refusal(path, opener)


def test_records_do_not_change_places(path: Path, vault: EnvelopeVault, opener: Opener) -> None:
    def swap(data: dict[str, Any]) -> None:
        one, two = data["records"]
        one["box"], two["box"] = two["box"], one["box"]
        one["nonce"], two["nonce"] = two["nonce"], one["nonce"]

    rewritten(path, swap)
    assert "changed" in refusal(path, opener)


def test_a_record_is_bound_to_its_name_and_version_without_the_files_mac(
    vault: EnvelopeVault,
) -> None:
    record = vault.read().records[1]
    for change in ({"name": "token:clinic-y"}, {"version": 2}):
        with pytest.raises(VaultUnavailable):
            vault.key.unseal(record.model_copy(update=change))


def test_a_dropped_record_is_noticed(path: Path, vault: EnvelopeVault, opener: Opener) -> None:
    rewritten(path, lambda data: data["records"].pop())
    assert "changed" in refusal(path, opener)


@pytest.mark.parametrize(
    ("field", "number"),
    [("memory_kib", 8), ("passes", 1), ("memory_kib", 2**30), ("passes", 10**6), ("lanes", 0)],
)
def test_a_cheaper_or_ruinous_stretch_is_refused_before_any_work(
    path: Path, vault: EnvelopeVault, opener: Opener, field: str, number: int
) -> None:
    def never(passphrase: bytes, stretch: Stretch) -> bytes:
        raise AssertionError("stretched with refused parameters")

    rewritten(path, lambda data: data["slots"][0]["stretch"].update({field: number}))
    assert "damaged" in refusal(path, opener, stretcher=never)


def test_a_stretch_taken_away_is_refused(path: Path, vault: EnvelopeVault, opener: Opener) -> None:
    rewritten(path, lambda data: data["slots"][0].update({"stretch": None}))
    assert "shares is wrong" in refusal(path, opener)


@pytest.mark.parametrize("version", ["gatepost-vault-2", "gatepost-vault-0"])
def test_another_format_is_refused_by_name(
    path: Path, vault: EnvelopeVault, opener: Opener, version: str
) -> None:
    rewritten(path, lambda data: data.update({"format": version}))
    assert "does not know" in refusal(path, opener)


def test_a_whole_file_rolled_back_is_noticed(path: Path, drawer: Drawer, opener: Opener) -> None:
    witness = KeyringWitness(drawer)
    vault = create(path, [opener], NOW, witness=witness, stretcher=quick)
    vault.put("token:a", Secret("1"))
    old = path.read_bytes()
    vault.put("token:a", Secret("2"))
    path.write_bytes(old)

    assert "rolled back" in refusal(path, opener, witness=witness)
    with pytest.raises(VaultUnavailable, match="rolled back"):
        vault.get("token:a")


def test_a_witness_that_is_locked_stops_nothing(
    path: Path, opener: Opener, monkeypatch: pytest.MonkeyPatch, drawer: Drawer
) -> None:
    vault = create(path, [opener], NOW, witness=KeyringWitness(drawer), stretcher=quick)

    def locked(name: str, secret: Secret) -> None:
        raise VaultUnavailable("locked")

    monkeypatch.setattr(drawer, "put", locked)
    vault.put("token:a", Secret("1"))
    assert value(vault, "token:a") == "1"


def test_a_vault_of_another_clinic_does_not_open_with_this_ones_key(
    path: Path, vault: EnvelopeVault, opener: Opener, tmp_path: Path
) -> None:
    other = tmp_path / "other.json"
    create(other, [opener], NOW, stretcher=quick)
    with pytest.raises(VaultUnavailable):
        EnvelopeVault(other, vault.key).names()


# ---------------------------------------------------------------- interrupted writes
class Killed(BaseException):
    """In place of SIGKILL: no handler of ours may clean up after it."""


@pytest.mark.parametrize("step", range(1, 12))
@pytest.mark.parametrize("call", ["open", "write", "fsync", "replace", "fchmod"])
def test_a_write_cut_off_at_any_step_leaves_the_old_or_the_new(
    path: Path,
    vault: EnvelopeVault,
    opener: Opener,
    monkeypatch: pytest.MonkeyPatch,
    call: str,
    step: int,
) -> None:
    real = getattr(os, call)
    calls = 0

    def cut(*arguments: Any, **more: Any) -> Any:
        nonlocal calls
        calls += 1
        if calls == step:
            raise Killed
        return real(*arguments, **more)

    with monkeypatch.context() as patch:
        patch.setattr(os, call, cut)
        with contextlib.suppress(Killed):
            vault.put("token:clinic-x", Secret("newer"))

    assert value(unlock(path, opener, stretcher=quick), "token:clinic-x") in {CANARY, "newer"}
    earlier = unlock(previous(path), opener, stretcher=quick)
    assert value(earlier, "token:clinic-x") == CANARY


# ---------------------------------------------------------------- the format itself
def test_a_file_of_format_1_opens_in_this_version(tmp_path: Path) -> None:
    """The fixture was written on 22 November 2026 and must open for ever."""
    fixture = Path(__file__).parent / "vault_v1.json"
    path = tmp_path / "vault.json"
    path.write_bytes(fixture.read_bytes())
    path.chmod(0o600)
    drawer = Drawer()
    entry = parsed(fixture.read_bytes()).slots[0].share["entry"]
    drawer.kept[entry] = Secret(base64.b64encode(bytes(range(32))).decode())

    opened = unlock(path, Opener(KeyringFactor(drawer), "format one"))

    assert value(opened, "token:fixture") == "kept since 2026"


def test_argon2id_is_the_one_of_the_standard() -> None:
    """Checked once against argon2-cffi 25.1.0 with the same parameters."""
    stretch = Stretch(salt=base64.b64encode(b"0123456789abcdef").decode())
    assert stretch_argon2(b"known answer", stretch).hex() == ARGON2


def test_the_key_of_a_slot_is_known_to_the_byte(monkeypatch: pytest.MonkeyPatch) -> None:
    """RFC 5869 extract-and-expand written out, against ours."""
    import hmac

    from bot.vault.slots import derived

    def hkdf(key: bytes, info: bytes) -> bytes:
        prk = hmac.digest(b"\0" * 32, key, "sha256")
        return hmac.digest(prk, info + b"\1", "sha256")

    assert derived(b"share", '["a","purpose"]') == hkdf(b"share", b'["a","purpose"]')


def test_copies_of_a_key_do_not_leave_the_process(vault: EnvelopeVault) -> None:
    with pytest.raises(TypeError):
        copy.deepcopy(vault.key)


ARGON2 = "31516b56ca76dc2c14f41015ab76b98587027d74888bf772699de75016e00a2a"
