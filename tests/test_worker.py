"""A worker: records as they are on disk now, every gate again at send, tokens from the vault."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.cache import Cache
from bot.errors import BadPost, CredentialMissing, VaultUnavailable, WrongEnvironment
from bot.ledger import open_ledger
from bot.ledger.base import Delivery
from bot.model import Decision, Environment, State, Verdict
from bot.publish import SETTLE_SECONDS
from bot.rules.base import Context
from bot.vault.base import Secret
from bot.vault.memory import MemoryVault
from bot.vault.tokens import Token, save_token
from bot.worker import Worker, fingerprint
from tests.practice import BODY, DUE, NOW, Clock, FakeClient, Practice, Reader, make_practice


@pytest.fixture
def practice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Practice:
    monkeypatch.setattr("bot.phi.engine.Engine", Reader())
    return make_practice(tmp_path / "calendar")


@pytest.fixture
def worker(practice: Practice) -> Iterator[Worker]:
    ledger = open_ledger("", Environment.SANDBOX, practice.root / ".gatepost")
    vault = MemoryVault(Environment.SANDBOX)
    for name in ("clinic-x", "clinic-linkedin"):
        save_token(vault, name, Token(Secret(f"token-of-{name}"), Environment.SANDBOX))
    yield Worker(practice.root, ledger, vault, Cache(None), Clock(NOW))
    ledger.close()


@pytest.fixture
def planned(worker: Worker, practice: Practice) -> Worker:
    practice.post("walk", accounts="[clinic-x]")
    worker.plan()
    return worker


def ask(worker: Worker) -> Verdict:
    (row,) = worker.ledger.deliveries()
    return worker.recheck(row, worker.ledger.rendition(row.rendition), DUE)


def send(worker: Worker, monkeypatch: pytest.MonkeyPatch) -> tuple[Delivery, FakeClient]:
    """One tick at the due time with a platform that says yes."""
    client = FakeClient()
    worker.now.at = DUE  # type: ignore[attr-defined]
    monkeypatch.setattr(Worker, "client", lambda _self, _name: client)
    worker.publisher().tick()
    (row,) = worker.ledger.deliveries()
    return row, client


def test_a_good_post_goes_out(planned: Worker, monkeypatch: pytest.MonkeyPatch) -> None:
    row, client = send(planned, monkeypatch)

    assert row.state is State.PUBLISHED
    assert [job.rendition.digest for job in client.sent] == [row.rendition]


def test_gates_see_that_it_is_the_moment_of_sending(
    planned: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[tuple[bool, object, object]] = []
    real = Context.seen_by

    def watching(self: Context, needs: object, *, observing: bool) -> object:
        seen.append((self.sending, self.now, self.dues))
        return real(self, needs, observing=observing)  # type: ignore[arg-type]

    monkeypatch.setattr(Context, "seen_by", watching)

    assert ask(planned).decision is Decision.ALLOW
    assert set(seen) == {(True, DUE, (DUE,))}


@pytest.mark.parametrize(
    ("file", "old", "new", "rule"),
    [
        ("policy.toml", 'practice = "group"', 'practice = "group"\npause = true', "CAD004"),
        ("accounts.toml", "enabled = true", "enabled = false", "ACT001"),
        (
            "people/dr-okafor.toml",
            '["author", "clinician"]',
            '["author"]\nuntil = 2026-11-30',
            "ACT003",
        ),
    ],
)
def test_a_record_that_changed_a_second_ago_counts(
    planned: Worker,
    practice: Practice,
    monkeypatch: pytest.MonkeyPatch,
    file: str,
    old: str,
    new: str,
    rule: str,
) -> None:
    path = practice.root / "config" / file
    assert ask(planned).decision is Decision.ALLOW
    path.write_text(path.read_text().replace(old, new))

    row, client = send(planned, monkeypatch)

    assert (row.state, client.sent) == (State.BLOCKED, [])
    assert rule in row.reason


def test_a_record_that_cannot_be_read_any_more_stops_the_send(
    planned: Worker, practice: Practice, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = FakeClient()
    monkeypatch.setattr(Worker, "client", lambda _self, _name: client)
    planned.now.at = DUE  # type: ignore[attr-defined]
    publisher = planned.publisher()
    practice.config("accounts.toml", "broken [")

    publisher.tick()

    assert [row.state for row in planned.ledger.deliveries()] == [State.HELD]
    assert client.sent == []


@pytest.mark.parametrize("change", ["gone", "broken", "other id", "other accounts"])
def test_a_file_that_asks_for_it_no_more_stops_the_send(
    planned: Worker, practice: Practice, monkeypatch: pytest.MonkeyPatch, change: str
) -> None:
    path = practice.root / "content" / "walk.md"
    if change == "gone":
        path.unlink()
    elif change == "broken":
        path.write_bytes(b"---\n")
    elif change == "other id":
        practice.post("rest", file="walk.md", accounts="[clinic-x]")
    else:
        practice.post("walk", accounts="[clinic-linkedin]")

    row, client = send(planned, monkeypatch)

    assert (row.state, client.sent) == (State.HELD, [])
    with pytest.raises(BadPost):
        ask(planned)


def test_the_stored_bytes_go_out_not_those_of_the_file(
    planned: Worker, practice: Practice, monkeypatch: pytest.MonkeyPatch
) -> None:
    practice.post("walk", BODY.replace("Start", "Begin"), accounts="[clinic-x]")

    _, client = send(planned, monkeypatch)

    assert "Start" in client.sent[0].rendition.parts[0].text


def test_without_a_vault_the_gates_that_need_it_block(
    planned: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    planned.vault = None
    planned._desk = None

    row, client = send(planned, monkeypatch)

    assert (row.state, client.sent) == (State.BLOCKED, [])


# ------------------------------------------------------------------ records and clients
def test_records_are_read_again_only_when_a_file_changed(
    worker: Worker, practice: Practice
) -> None:
    first, desk = worker.records, worker.desk
    assert worker.records is first
    assert worker.desk is desk

    practice.config("consents/readme.txt", "new")
    assert worker.records is not first
    assert worker.desk is not desk


def test_a_change_of_the_same_size_and_time_is_seen(tmp_path: Path) -> None:
    path = tmp_path / "a.toml"
    path.write_text("a = 1")
    os.utime(path, ns=(1, 1))
    before = fingerprint(tmp_path)
    path.write_text("a = 2")
    os.utime(path, ns=(1, 1))

    assert fingerprint(tmp_path) != before


def test_a_client_is_made_with_the_accounts_token(
    worker: Worker, practice: Practice, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[tuple[object, ...]] = []
    monkeypatch.setattr("bot.worker.client_factory", lambda _p: lambda *args: made.append(args))
    text = (practice.root / "config/gatepost.toml").read_text()
    practice.config("gatepost.toml", text + '[platforms.x]\nbase_url = "http://127.0.0.1:9/x"\n')

    worker.client("clinic-x")
    worker.client("clinic-x")
    assert [args[1] for args in made] == ["token-of-clinic-x"]

    worker.forget_clients()
    worker.client("clinic-x")
    assert len(made) == 2


def test_what_is_missing_is_named(worker: Worker) -> None:
    with pytest.raises(CredentialMissing, match="clinic-instagram"):
        worker.client("clinic-instagram")
    with pytest.raises(CredentialMissing, match="not on file"):
        worker.client("nobody")
    worker.vault = None
    with pytest.raises(VaultUnavailable):
        worker.client("clinic-x")


def test_the_sandbox_never_reaches_a_real_platform(worker: Worker) -> None:
    """Without a base URL the door would lead to the platform's own home."""
    with pytest.raises(WrongEnvironment):
        worker.client("clinic-x")


def test_settle_times_come_from_the_settings(worker: Worker, practice: Practice) -> None:
    assert worker._settle("x") == SETTLE_SECONDS
    text = (practice.root / "config/gatepost.toml").read_text()
    practice.config("gatepost.toml", text + "[platforms.x]\nsettle_seconds = 0\n")

    assert worker._settle("x") == 0.0
