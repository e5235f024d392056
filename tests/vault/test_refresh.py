"""Refreshing: once for all processes, written down first, never lost without a word."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.errors import CredentialExpired, CredentialMissing, GatepostError, VaultUnavailable
from bot.model import Environment
from bot.vault.base import Secret
from bot.vault.lock import account_lock
from bot.vault.memory import MemoryVault
from bot.vault.refresh import Call, GrantRefused, NotReached, Refresher, due
from bot.vault.tokens import Token, keep, load_token, save_token
from tests.conftest import ROOT
from tests.sealing import seal
from tests.vault.idp import LIFE, NOW, Idp, ask, provider

SANDBOX = Environment.SANDBOX
ACCOUNT = "clinic-x"


def old(**changes: Any) -> Token:
    """A token of two hours, ten minutes before its end."""
    told: dict[str, Any] = {
        "refresh": Secret("refresh-0"),
        "expires": NOW + timedelta(minutes=10),
        "issued": NOW - timedelta(minutes=110),
    }
    return Token(Secret("access-0"), SANDBOX, **(told | changes))


@dataclass
class Desk:
    """A refresher over a vault in memory."""

    vault: MemoryVault
    folder: Path
    now: datetime = NOW
    told: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.refresher = self.other()

    def other(self) -> Refresher:
        """Another process's."""
        return Refresher(
            self.vault,
            SANDBOX,
            self.folder,
            lambda: self.now,
            lambda _, words: self.told.append(words),
        )

    def token(self, call: Call) -> str:
        return self.refresher.token(ACCOUNT, call).access.reveal()

    def stored(self) -> Token:
        return load_token(self.vault, ACCOUNT, SANDBOX)


@pytest.fixture
def desk(memory: MemoryVault, tmp_path: Path) -> Desk:
    save_token(memory, ACCOUNT, old())
    return Desk(memory, tmp_path)


@pytest.fixture
def idp() -> Iterator[Idp]:
    with provider() as one:
        yield one


def unused(_token: Token) -> Token:
    raise AssertionError("the platform was asked")


def new(access: str = "access-1", **changes: Any) -> Token:
    return Token(
        Secret(access),
        SANDBOX,
        **({"refresh": Secret("refresh-1"), "expires": NOW + LIFE} | changes),
    )


# ---------------------------------------------------------------- many at once
def start(folder: Path, port: int) -> subprocess.Popen[str]:
    code = "import sys; from tests.vault.idp import child; child(*sys.argv[1:])"
    return subprocess.Popen(
        [sys.executable, "-c", code, str(folder), str(port)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=ROOT,
        text=True,
    )


def together(folder: Path, port: int, number: int) -> list[str]:
    """Start processes, let them go once all are ready, and gather what each said."""
    children = [start(folder, port) for _ in range(number)]
    for one in children:
        assert one.stdout is not None
        assert one.stdout.readline() == "ready\n"
    for one in children:
        assert one.stdin is not None
        one.stdin.write("go\n")
        one.stdin.flush()
    return [one.communicate(timeout=60)[0] for one in children]


def test_eight_processes_at_once_refresh_once(tmp_path: Path, idp: Idp) -> None:
    vault, _ = seal(tmp_path / "v")
    save_token(vault, ACCOUNT, old())

    said = [json.loads(out) for out in together(tmp_path / "v", idp.port, 8)]

    assert (idp.calls, idp.refusals, idp.alive) == (1, 0, True)
    assert said == [{"access": "access-1", "told": []}] * 8
    kept = load_token(vault, ACCOUNT, SANDBOX)
    assert kept.refresh is not None
    assert kept.refresh.reveal() == idp.current
    assert (kept.pending, kept.issued) == (None, NOW)


def test_the_provider_ends_the_family_of_those_that_do_not_wait(idp: Idp) -> None:
    """The control: without the lock the same provider leaves nobody with a token."""
    ask(idp.port, old())
    for _ in range(7):
        with pytest.raises(GrantRefused):
            ask(idp.port, old())

    assert (idp.calls, idp.refusals, idp.alive) == (8, 7, False)


def test_a_process_killed_before_it_kept_the_answer_is_told_of(tmp_path: Path, idp: Idp) -> None:
    """A real SIGKILL, sent by the provider after it used up the refresh token."""
    vault, _ = seal(tmp_path / "v")
    save_token(vault, ACCOUNT, old())
    idp.kill_caller = True
    assert together(tmp_path / "v", idp.port, 1) == [""]
    idp.kill_caller = False

    (said,) = together(tmp_path / "v", idp.port, 1)

    assert json.loads(said)["access"] == "access-0"  # still good for ten minutes
    assert "cut off before its answer was kept" in json.loads(said)["told"][0]
    assert idp.calls == 1  # showing the used one would end the family at once
    assert load_token(vault, ACCOUNT, SANDBOX).pending == NOW


# ---------------------------------------------------------------- when
@pytest.mark.parametrize("account", ["clinic-x", "clinic-linkedin", "a", "b", "c"])
def test_it_is_refreshed_between_three_and_four_fifths_of_its_life(account: str) -> None:
    token = old(issued=NOW, expires=NOW + timedelta(hours=100))

    assert not due(token, account, NOW + timedelta(hours=74))
    assert due(token, account, NOW + timedelta(hours=80))


def test_accounts_do_not_all_ask_at_once() -> None:
    token = old(issued=NOW, expires=NOW + timedelta(hours=100))
    at = NOW + timedelta(hours=77.5)

    assert {due(token, f"clinic-{n}", at) for n in range(20)} == {True, False}


def test_one_without_a_known_start_or_end() -> None:
    token = old(issued=None, expires=NOW + timedelta(minutes=11))

    assert not due(token, ACCOUNT, NOW)
    assert due(token, ACCOUNT, NOW + timedelta(minutes=1))
    assert not due(old(expires=None), ACCOUNT, NOW + timedelta(days=999))


def test_a_young_token_costs_no_call_and_no_lock(desk: Desk) -> None:
    desk.now = NOW - timedelta(minutes=100)
    with account_lock(desk.folder, ACCOUNT):
        assert desk.token(unused) == "access-0"


def test_one_that_was_refreshed_while_we_waited_is_taken(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    from contextlib import contextmanager

    from bot.vault import refresh

    @contextmanager
    def late(*_args: object) -> Iterator[None]:
        save_token(desk.vault, ACCOUNT, new(issued=NOW))
        yield

    monkeypatch.setattr(refresh, "account_lock", late)

    assert desk.token(unused) == "access-1"


# ---------------------------------------------------------------- write-ahead
def test_it_is_written_down_before_the_call_and_gone_after(desk: Desk) -> None:
    seen: list[datetime | None] = []

    def call(token: Token) -> Token:
        seen.append(desk.stored().pending)
        return new()

    assert desk.token(call) == "access-1"
    assert seen == [NOW]
    assert desk.stored().pending is None
    assert desk.token(unused) == "access-1"


def test_an_unclear_answer_is_told_and_tried_once_more_at_the_end(desk: Desk) -> None:
    def unclear(_token: Token) -> Token:
        raise GatepostError("the answer did not come.")

    with pytest.raises(GatepostError, match="did not come"):
        desk.token(unclear)
    assert desk.token(unused) == "access-0"
    desk.now = NOW + timedelta(minutes=10)
    assert desk.token(lambda _: new()) == "access-1"
    assert len(desk.told) == 2


def test_what_never_left_is_forgotten(desk: Desk) -> None:
    def unreachable(_token: Token) -> Token:
        raise NotReached("no connection.")

    assert desk.token(unreachable) == "access-0"
    assert desk.stored().pending is None
    assert desk.told == []
    desk.now = NOW + timedelta(minutes=10)
    with pytest.raises(CredentialExpired, match="account add clinic-x"):
        desk.token(unreachable)


# ---------------------------------------------------------------- invalid_grant
def refuse(_token: Token) -> Token:
    raise GrantRefused("invalid_grant")


def test_a_refused_grant_is_told_and_not_asked_again(desk: Desk) -> None:
    assert desk.token(refuse) == "access-0"  # until its end
    assert desk.token(unused) == "access-0"
    assert desk.told == ["the platform refreshes the token of clinic-x no more: sign in again"]
    desk.now = NOW + timedelta(minutes=10)
    with pytest.raises(CredentialExpired):
        desk.token(unused)


def test_a_refused_grant_is_looked_at_again_before_it_is_called_dead(desk: Desk) -> None:
    def replaced(_token: Token) -> Token:
        save_token(desk.vault, ACCOUNT, new("signed-in"))
        raise GrantRefused("invalid_grant")

    assert desk.token(replaced) == "signed-in"
    assert desk.told == []


def test_a_new_sign_in_takes_nothing_of_a_dead_grant(desk: Desk) -> None:
    desk.token(refuse)
    save_token(desk.vault, ACCOUNT, Token(Secret("signed-in"), SANDBOX))

    assert desk.stored().refresh is None
    assert desk.stored().refused is None


# ---------------------------------------------------------------- never worse than before
def test_a_token_put_in_during_the_call_is_kept(desk: Desk) -> None:
    def call(_token: Token) -> Token:
        save_token(desk.vault, ACCOUNT, new("signed-in", refresh=Secret("other-family")))
        return new()

    assert desk.token(call) == "signed-in"
    assert desk.stored().access.reveal() == "signed-in"
    assert "was replaced during a refresh" in desk.told[0]


def test_an_empty_answer_replaces_nothing(desk: Desk) -> None:
    with pytest.raises(GatepostError, match="empty token"):
        desk.token(lambda _: new("  "))

    assert desk.stored().access.reveal() == "access-0"
    assert desk.stored().pending == NOW


def test_a_platform_that_does_not_rotate_keeps_its_refresh_token(desk: Desk) -> None:
    desk.token(lambda _: new(refresh=None))
    kept = desk.stored().refresh

    assert kept is not None
    assert kept.reveal() == "refresh-0"


def test_a_token_without_refresh_is_used_to_its_end(desk: Desk) -> None:
    keep(desk.vault, ACCOUNT, old(refresh=None))

    assert desk.token(unused) == "access-0"
    desk.now = NOW + timedelta(minutes=10)
    with pytest.raises(CredentialExpired, match="has ended"):
        desk.token(unused)


def test_no_token_is_said(desk: Desk) -> None:
    desk.vault.forget("token:clinic-x")
    with pytest.raises(CredentialMissing):
        desk.token(unused)


def test_a_new_token_that_cannot_be_kept_is_used_told_and_kept_later(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    put = desk.vault.put

    def full(name: str, secret: Secret) -> None:
        if "access-1" in secret.reveal():
            raise VaultUnavailable("the vault file cannot be written (ENOSPC).")
        put(name, secret)

    monkeypatch.setattr(desk.vault, "put", full)
    assert desk.token(lambda _: new()) == "access-1"
    assert desk.token(unused) == "access-1"  # the disk is still full
    assert "could not be kept" in desk.told[0]
    assert desk.stored().pending == NOW  # so others know
    monkeypatch.setattr(desk.vault, "put", put)

    assert desk.token(unused) == "access-1"
    assert desk.stored().access.reveal() == "access-1"
    assert desk.stored().pending is None


def test_nothing_told_or_shown_is_secret(desk: Desk) -> None:
    desk.token(refuse)
    keep(desk.vault, ACCOUNT, replace(old(), pending=NOW))
    desk.token(unused)

    for secret in ("access-0", "refresh-0"):
        assert secret not in " ".join(desk.told)
        assert secret not in repr(desk.refresher)
