"""Telling people: in few messages, without secrets, and never at the cost of a delivery."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.errors import BadRecord, VaultUnavailable
from bot.model import Environment
from bot.notify import MOST, QUIET, Notifier, read_addresses, send
from bot.records.model import NotifySettings
from bot.vault.base import Secret
from bot.vault.memory import MemoryVault
from tests.practice import Clock

CANARY = "mailto://user:canary-password@mail.example"


@dataclass
class Sink:
    """Keeps what it is given."""

    answer: bool | Exception = True
    got: list[tuple[str, str]] = field(default_factory=list)

    def __call__(self, addresses: Sequence[Secret], title: str, words: str) -> bool:
        assert [one.reveal() for one in addresses] == [CANARY]
        self.got.append((title, words))
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


@pytest.fixture
def sink() -> Sink:
    return Sink()


@pytest.fixture
def notifier(sink: Sink) -> Notifier:
    return Notifier(lambda: [Secret(CANARY)], Clock(), "Fernhill", sink=sink)


def test_what_waits_goes_out_as_one_message(notifier: Notifier, sink: Sink) -> None:
    notifier.tell("held", "clinic-x walk: held - CON004")
    notifier.tell("vault", "the vault is locked")

    assert notifier.flush()
    assert not notifier.flush()
    assert sink.got == [
        ("Fernhill: 2 to look at", "held: clinic-x walk: held - CON004\nvault: the vault is locked")
    ]


def test_the_same_is_told_once_and_again_much_later(notifier: Notifier, sink: Sink) -> None:
    for _ in range(3):
        notifier.tell("vault", "locked")
        notifier.flush()
    notifier.now.forward(seconds=QUIET.total_seconds())  # type: ignore[attr-defined]
    notifier.tell("vault", "locked")
    notifier.flush()

    assert len(sink.got) == 2


def test_an_hour_has_only_so_many_messages_and_nothing_is_lost(
    notifier: Notifier, sink: Sink
) -> None:
    notifier.most_per_hour = 2
    for number in range(5):
        notifier.tell("held", f"row {number}")
        notifier.flush()
    notifier.now.forward(hours=1)  # type: ignore[attr-defined]
    notifier.flush()

    assert [words.count("row") for _, words in sink.got] == [1, 1, 3]


def test_a_flood_is_counted(notifier: Notifier, sink: Sink) -> None:
    for number in range(MOST + 7):
        notifier.tell("held", f"row {number}")

    notifier.flush()

    assert sink.got[0][1].endswith("and 7 more; gatepost plan shows them")


@pytest.mark.parametrize("answer", [False, RuntimeError(CANARY), OSError("no route")])
def test_a_message_that_is_not_taken_costs_nothing_and_tells_no_secret(
    notifier: Notifier, sink: Sink, answer: Any, caplog: pytest.LogCaptureFixture
) -> None:
    sink.answer = answer
    notifier.tell("held", "row")

    assert not notifier.flush()
    assert caplog.text
    assert "canary" not in caplog.text


def test_with_nobody_named_it_is_told_at_once(sink: Sink) -> None:
    heard: list[str] = []
    notifier = Notifier(list, Clock(), sink=sink, alone=lambda kind, words: heard.append(words))

    notifier.tell("vault", "locked, Authorization: Bearer abcdefghijklmnop1234567890")

    assert not notifier.flush()
    assert len(heard) == 1
    assert "abcdefghijklmnop" not in heard[0]
    assert sink.got == []


def test_addresses_come_from_the_vault_or_from_a_private_file(tmp_path: Path) -> None:
    vault = MemoryVault(Environment.SANDBOX)
    vault.put("notify", Secret(f"# us\n{CANARY}\n\n"))
    file = tmp_path / "notify.txt"
    file.write_text(f"{CANARY}\n")
    file.chmod(0o600)

    by_vault = read_addresses(NotifySettings(secret="notify"), vault, tmp_path)
    by_file = read_addresses(NotifySettings(file="notify.txt"), None, tmp_path)

    assert [one.reveal() for one in by_vault] == [one.reveal() for one in by_file] == [CANARY]
    assert read_addresses(NotifySettings(), None, tmp_path) == []
    assert read_addresses(NotifySettings(secret="other"), vault, tmp_path) == []
    file.chmod(0o640)
    with pytest.raises(BadRecord, match="others may read"):
        read_addresses(NotifySettings(file="notify.txt"), None, tmp_path)
    with pytest.raises(BadRecord, match="cannot be read"):
        read_addresses(NotifySettings(file="nowhere.txt"), None, tmp_path)
    with pytest.raises(VaultUnavailable):
        read_addresses(NotifySettings(secret="notify"), None, tmp_path)


def test_apprise_gets_the_addresses_and_says_nothing_of_them(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    told: list[tuple[str, ...]] = []

    class Messenger:
        def add(self, address: str) -> bool:
            told.append((address,))
            return address == CANARY

        def notify(self, *, title: str, body: str) -> bool:
            told.append((title, body))
            return True

    monkeypatch.setattr("apprise.Apprise", Messenger)

    with caplog.at_level(logging.DEBUG):
        assert send([Secret(CANARY)], "title", "words")
        assert not send([Secret(CANARY), Secret("canary-nonsense")], "title", "words")

    assert told[:2] == [(CANARY,), ("title", "words")]
    assert "1 of 2 addresses" in caplog.text
    assert "canary" not in caplog.text


def test_apprise_itself_refuses_nonsense_in_silence(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        assert not send([Secret("canary-nonsense")], "title", "words")

    assert "canary" not in caplog.text


def test_quiet_is_longer_than_an_hour() -> None:
    assert timedelta(hours=1) < QUIET
