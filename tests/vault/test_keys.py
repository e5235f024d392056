"""Keys of persons and of names, and what rules may ask of a vault."""

from __future__ import annotations

import base64
import hashlib
import hmac
import pickle
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.errors import BadUsage, CredentialMissing
from bot.model import Environment
from bot.records.approval import sign, verify
from bot.records.model import Approval, Person
from bot.rules.base import VaultView as RulesView
from bot.vault.base import Secret
from bot.vault.keys import (
    VaultView,
    make_names_key,
    make_person_key,
    name_hmac,
    names_key,
    person_key,
)
from bot.vault.memory import MemoryVault
from bot.vault.tokens import Token, save_token

AT = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)


# ---------------------------------------------------------------- persons
def test_a_made_key_signs_what_its_public_half_verifies(memory: MemoryVault) -> None:
    public = make_person_key(memory, "dr-lin")
    person = Person(id="dr-lin", name="Mei Lin", public_key=public)
    unsigned: dict[str, Any] = {"post": "walk", "person": "dr-lin", "at": AT, "signature": ""}

    assert verify(sign(Approval(**unsigned), person_key(memory, "dr-lin")), person)


def test_two_persons_have_two_keys(memory: MemoryVault) -> None:
    assert make_person_key(memory, "a") != make_person_key(memory, "b")
    assert memory.names() == ("key:a", "key:b")


def test_a_key_is_never_replaced(memory: MemoryVault) -> None:
    make_person_key(memory, "dr-lin")
    seed = person_key(memory, "dr-lin")
    with pytest.raises(BadUsage, match="has a signing key already"):
        make_person_key(memory, "dr-lin")

    assert person_key(memory, "dr-lin") == seed
    assert len(seed) == 32


@pytest.mark.parametrize("kept", ["canary", "é", "", base64.b64encode(b"x" * 31).decode()])
def test_a_damaged_key_is_one_line(memory: MemoryVault, kept: str) -> None:
    memory.put("key:dr-lin", Secret(kept))
    with pytest.raises(CredentialMissing, match="the signing key of dr-lin is damaged"):
        person_key(memory, "dr-lin")


def test_a_missing_key_is_one_line(memory: MemoryVault) -> None:
    with pytest.raises(CredentialMissing, match="not in this vault"):
        person_key(memory, "dr-lin")


# ---------------------------------------------------------------- names
def test_the_names_key_is_made_once_and_only_on_purpose(memory: MemoryVault) -> None:
    with pytest.raises(CredentialMissing):
        names_key(memory)
    assert memory.names() == ()
    key = make_names_key(memory)

    assert len(key) == 32
    assert make_names_key(memory) == names_key(memory) == key


def test_a_damaged_names_key_is_never_replaced_in_silence(memory: MemoryVault) -> None:
    memory.put("hmac:names", Secret("damaged"))
    with pytest.raises(CredentialMissing, match="damaged"):
        make_names_key(memory)


def test_a_names_hmac_is_of_its_own_domain() -> None:
    key = b"k" * 32
    made = name_hmac(key, "jane doe")

    assert made == hmac.new(key, b"gatepost name v1\0jane doe", hashlib.sha256).hexdigest()
    assert made != hmac.new(key, b"jane doe", hashlib.sha256).hexdigest()
    assert made != name_hmac(b"l" * 32, "jane doe")


def test_one_name_in_two_spellings_of_unicode_is_one() -> None:
    assert name_hmac(b"k" * 32, "zo\u00eb") == name_hmac(b"k" * 32, "zoe\u0308")


# ---------------------------------------------------------------- what rules may ask
def test_the_view_is_what_the_rules_want(memory: MemoryVault) -> None:
    save_token(memory, "a", Token(Secret("x"), Environment.SANDBOX, expires=AT))
    key = make_names_key(memory)
    view: RulesView = VaultView(memory, Environment.SANDBOX)

    assert view.has_token("a")
    assert not view.has_token("b")
    assert view.token_expires("a") == AT
    assert view.token_expires("b") is None
    assert view.name_hmac("jane doe") == name_hmac(key, "jane doe")


def test_a_token_of_the_other_environment_is_none(memory: MemoryVault) -> None:
    save_token(memory, "a", Token(Secret("x"), Environment.SANDBOX, expires=AT))
    view = VaultView(memory, Environment.LIVE)

    assert not view.has_token("a")
    assert view.token_expires("a") is None


def test_without_a_names_key_it_raises_and_makes_none(memory: MemoryVault) -> None:
    with pytest.raises(CredentialMissing):
        VaultView(memory, Environment.SANDBOX).name_hmac("jane doe")
    assert memory.names() == ()


def test_the_view_holds_its_key_to_itself(memory: MemoryVault) -> None:
    key = make_names_key(memory)
    view = VaultView(memory, Environment.SANDBOX)
    view.name_hmac("jane doe")

    assert repr(key) not in repr(view)
    with pytest.raises(TypeError):
        pickle.dumps(view)
