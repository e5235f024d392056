"""Tokens: the right environment, never an empty one over a good one, nothing shown."""

from __future__ import annotations

import json
import pickle
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from bot.errors import BadUsage, CredentialMissing, WrongEnvironment
from bot.model import Environment
from bot.vault.base import Secret
from bot.vault.memory import MemoryVault
from bot.vault.tokens import Token, load_token, save_token

CANARY = "canary-5f2a"
AT = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)
SANDBOX, LIVE = Environment.SANDBOX, Environment.LIVE


def token(access: str = CANARY, **changes: Any) -> Token:
    return Token(Secret(access), **({"environment": SANDBOX} | changes))


def test_what_is_saved_is_loaded(memory: MemoryVault) -> None:
    save_token(
        memory, "clinic-x", token(refresh=Secret("again"), expires=AT, scopes=("read", "write"))
    )
    found = load_token(memory, "clinic-x", SANDBOX)

    assert found.access.reveal() == CANARY
    assert found.refresh is not None
    assert found.refresh.reveal() == "again"
    assert (found.expires, found.scopes, found.environment) == (AT, ("read", "write"), SANDBOX)


def test_it_is_kept_as_the_vaults_interface_says(memory: MemoryVault) -> None:
    there = AT.astimezone(timezone(timedelta(hours=-6)))
    save_token(memory, "clinic-x", token(f" {CANARY}\n", expires=there, scopes=("read",)))
    kept = memory.get("token:clinic-x")

    assert kept is not None
    assert json.loads(kept.reveal()) == {
        "access": CANARY,
        "refresh": None,
        "expires": "2026-12-01T09:00:00+00:00",
        "scopes": ["read"],
        "environment": "sandbox",
    }


def test_an_account_without_one_is_told_what_to_do(memory: MemoryVault) -> None:
    with pytest.raises(CredentialMissing, match="gatepost account add clinic-x"):
        load_token(memory, "clinic-x", SANDBOX)


# ---------------------------------------------------------------- environments
@pytest.mark.parametrize(("made_for", "wanted"), [(SANDBOX, LIVE), (LIVE, SANDBOX)])
def test_a_token_is_for_one_environment(
    memory: MemoryVault, made_for: Environment, wanted: Environment
) -> None:
    save_token(memory, "clinic-x", token(environment=made_for))

    assert load_token(memory, "clinic-x", made_for)
    with pytest.raises(WrongEnvironment) as caught:
        load_token(memory, "clinic-x", wanted)
    assert str(caught.value).startswith(
        f"the token of account clinic-x is for {made_for.value}, not for {wanted.value}."
    )


def test_a_sandbox_token_never_replaces_a_live_one(memory: MemoryVault) -> None:
    save_token(memory, "clinic-x", token("live-token", environment=LIVE))
    with pytest.raises(WrongEnvironment, match="account remove clinic-x"):
        save_token(memory, "clinic-x", token())

    assert load_token(memory, "clinic-x", LIVE).access.reveal() == "live-token"


def test_a_live_token_replaces_a_sandbox_one_and_takes_nothing_of_it(memory: MemoryVault) -> None:
    save_token(memory, "clinic-x", token(refresh=Secret("sandbox-refresh")))
    save_token(memory, "clinic-x", token("live-token", environment=LIVE))

    assert load_token(memory, "clinic-x", LIVE).refresh is None


# ---------------------------------------------------------------- empty over good
@pytest.mark.parametrize("refresh", [None, Secret(""), Secret("  ")])
def test_a_refresh_token_survives_an_empty_one(memory: MemoryVault, refresh: Secret | None) -> None:
    save_token(memory, "clinic-x", token(refresh=Secret("again")))
    save_token(memory, "clinic-x", token("new", refresh=refresh))
    found = load_token(memory, "clinic-x", SANDBOX)

    assert found.access.reveal() == "new"
    assert found.refresh is not None
    assert found.refresh.reveal() == "again"


def test_a_new_refresh_token_replaces_the_old(memory: MemoryVault) -> None:
    save_token(memory, "clinic-x", token(refresh=Secret("again")))
    save_token(memory, "clinic-x", token(refresh=Secret("rotated")))
    found = load_token(memory, "clinic-x", SANDBOX)

    assert found.refresh is not None
    assert found.refresh.reveal() == "rotated"


@pytest.mark.parametrize("access", ["", " \n"])
def test_an_empty_token_is_refused(memory: MemoryVault, access: str) -> None:
    save_token(memory, "clinic-x", token("good"))
    with pytest.raises(BadUsage, match="empty"):
        save_token(memory, "clinic-x", token(access))

    assert load_token(memory, "clinic-x", SANDBOX).access.reveal() == "good"


def test_an_end_without_a_zone_is_refused(memory: MemoryVault) -> None:
    with pytest.raises(BadUsage, match="zone"):
        save_token(memory, "clinic-x", token(expires=AT.replace(tzinfo=None)))


# ---------------------------------------------------------------- what makes no sense
@pytest.mark.parametrize(
    "kept",
    [
        CANARY,
        "[]",
        "null",
        "{}",
        '{"access": "", "environment": "live"}',
        '{"access": 5, "environment": "live"}',
        '{"access": "a", "environment": "moon"}',
        '{"access": "a", "environment": "live", "refresh": 5}',
        '{"access": "a", "environment": "live", "expires": "soon"}',
        '{"access": "a", "environment": "live", "expires": "2026-12-01T09:00:00"}',
        '{"access": "a", "environment": "live", "scopes": 5}',
    ],
)
def test_a_damaged_entry_is_a_missing_token(memory: MemoryVault, kept: str) -> None:
    memory.put("token:clinic-x", Secret(kept))
    with pytest.raises(CredentialMissing) as caught:
        load_token(memory, "clinic-x", LIVE)

    assert kept not in str(caught.value)
    assert caught.value.__context__ is None


# ---------------------------------------------------------------- showing nothing
def test_nothing_shows_it() -> None:
    made = token(refresh=Secret(CANARY))

    assert CANARY not in f"{made} {made!r} {made!s}"
    with pytest.raises(TypeError) as caught:
        pickle.dumps(made)
    assert CANARY not in str(caught.value)


def test_it_has_expired_from_its_end_on() -> None:
    assert not token().expired(AT)
    assert not token(expires=AT).expired(AT - timedelta(seconds=1))
    assert token(expires=AT).expired(AT)
