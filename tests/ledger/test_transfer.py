"""A ledger moves between databases whole or not at all, and is the same there."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from bot.errors import BadUsage, GatepostError, LedgerUnavailable, WrongEnvironment
from bot.ledger import failpoint, open_ledger
from bot.ledger.transfer import copy
from bot.model import Delivered, Environment, State, Unknown
from tests.ledger.conftest import NOW, after, opened, wanted

SANDBOX = Environment.SANDBOX


def fill(url: str, folder: Path) -> None:
    ledger = opened(url, folder)
    rows = [wanted(f"p{n}", f"a{n}", consents=("C-7f3a",), evergreen=True) for n in range(5)]
    ledger.plan([*rows, wanted("later", campaign="walks", due_at=after(99))], NOW, whole=True)
    first, second, *rest = ledger.claim(NOW, 9, "worker", 60)
    for row in rest:
        ledger.release(row, State.PLANNED, "", now=NOW)
    attempt = ledger.begin(first, {"rendition": first.rendition}, NOW)
    ledger.steps(first, attempt).put("media", "m-5")
    ledger.finish(first, attempt, Delivered("1", "https://x.test/1"), NOW)
    ledger.finish(second, ledger.begin(second, {}, NOW), Unknown("x:500"), NOW)
    ledger.freeze("platform:linkedin", "dr-okafor", NOW, on=True)
    ledger.assign_slot("next", "a0", after(500))
    ledger.close()


@pytest.fixture(params=["to a server", "from a server", "file to file"])
def pair(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[str, str]:
    file = f"sqlite:///{tmp_path}/one.db"
    if request.param == "file to file":
        return file, f"sqlite:///{tmp_path}/two.db"
    if request.param == "to a server":
        return file, str(request.getfixturevalue("empty_postgres_url"))
    return str(request.getfixturevalue("postgres_url")), file


@pytest.mark.postgres
def test_everything_is_the_same_there_and_goes_on(pair: tuple[str, str], tmp_path: Path) -> None:
    source, target = pair
    fill(source, tmp_path)
    told: list[str] = []
    copied = copy(source, target, SANDBOX, tmp_path, lambda table, _: told.append(table))

    old, new = opened(source, tmp_path), opened(target, tmp_path)
    assert new.deliveries() == old.deliveries()
    log = new.audit()
    assert old.audit()[: len(log)] == log  # after it only the mark of a ledger that was copied
    assert {row.body["actor"].split(" to ")[0] for row in old.audit()[len(log) :]} == {"copied"}
    assert [scope for scope, actor, _ in old.freezes() if actor.startswith("copied to ")] == ["all"]
    assert new.slots("a0") == old.slots("a0")
    assert [new.evidence(n) for n in range(9)] == [old.evidence(n) for n in range(9)]
    assert copied.rows["delivery"] == 6
    assert "audit" in told
    assert new.verify() == []

    new.plan([wanted("new", "a9")], after(1), whole=False)  # the next number is a new one
    row = new.claim(after(1), 1, "worker", 60)[0]
    new.finish(row, new.begin(row, {}, after(1)), Delivered("2"), after(1))
    assert new.verify() == []
    old.close()
    new.close()


class Killed(BaseException):
    """The process is gone."""


def kill_at(point: str) -> Callable[[str], None]:
    def hook(name: str) -> None:
        if name == point:
            raise Killed

    return hook


@pytest.mark.postgres
@pytest.mark.parametrize("point", ["copy/start", "copy/flush", "copy/commit"])
def test_a_copy_that_is_cut_short_leaves_nothing_and_can_be_made_again(
    pair: tuple[str, str], tmp_path: Path, point: str
) -> None:
    source, target = pair
    fill(source, tmp_path)
    with failpoint.armed(kill_at(point)), pytest.raises(Killed):
        copy(source, target, SANDBOX, tmp_path)

    copy(source, target, SANDBOX, tmp_path)
    new = opened(target, tmp_path)
    assert len(new.deliveries()) == 6
    new.close()


@pytest.mark.postgres
def test_a_rehearsal_keeps_nothing(pair: tuple[str, str], tmp_path: Path) -> None:
    source, target = pair
    fill(source, tmp_path)
    assert copy(source, target, SANDBOX, tmp_path, keep=False).rows["delivery"] == 6
    assert copy(source, target, SANDBOX, tmp_path, keep=False).rows["delivery"] == 6


def test_a_target_in_which_something_happened_is_refused(url: str, tmp_path: Path) -> None:
    source = f"sqlite:///{tmp_path}/one.db"
    fill(source, tmp_path)
    target = opened(url, tmp_path)
    copy(source, url, SANDBOX, tmp_path)  # a ledger that was only opened is as good as none
    target.close()

    with pytest.raises(BadUsage, match="holds something"):
        copy(source, url, SANDBOX, tmp_path)


def test_the_same_place_twice_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadUsage, match="the same"):
        copy("", f"sqlite:///{tmp_path}/ledger.sqlite3", SANDBOX, tmp_path)


@pytest.mark.postgres
def test_a_ledger_at_work_is_refused(url: str, tmp_path: Path) -> None:
    ledger = opened(url, tmp_path)
    ledger.plan([wanted()], NOW, whole=True)
    ledger.claim(NOW, 1, "worker", 60)
    with pytest.raises(BadUsage, match="in use"):
        copy(url, f"sqlite:///{tmp_path}/two.db", SANDBOX, tmp_path)
    ledger.close()


@pytest.mark.postgres
def test_a_worker_that_is_connected_counts_as_at_work(postgres_url: str, tmp_path: Path) -> None:
    ledger = opened(postgres_url, tmp_path)
    ledger.plan([wanted()], NOW, whole=True)
    with pytest.raises(BadUsage, match="in use"):
        copy(postgres_url, f"sqlite:///{tmp_path}/two.db", SANDBOX, tmp_path)
    ledger.close()


def test_the_other_environments_ledger_is_refused(tmp_path: Path) -> None:
    open_ledger("", SANDBOX, tmp_path).close()
    with pytest.raises(WrongEnvironment):
        copy("", f"sqlite:///{tmp_path}/two.db", Environment.LIVE, tmp_path)


def test_a_copy_that_differs_is_not_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source, target = f"sqlite:///{tmp_path}/one.db", f"sqlite:///{tmp_path}/two.db"
    fill(source, tmp_path)
    digests = iter(range(99))
    with monkeypatch.context() as patch:
        patch.setattr("bot.ledger.transfer._digest", lambda *_: str(next(digests)))
        with pytest.raises(LedgerUnavailable, match="differs"):
            copy(source, target, SANDBOX, tmp_path)
        patch.setattr("bot.ledger.transfer._digest", lambda *_: "")
        patch.setattr("bot.ledger.chain.verify", lambda *_: ["audit 3: altered"])
        with pytest.raises(GatepostError, match="does not hold"):
            copy(source, target, SANDBOX, tmp_path)
    copy(source, target, SANDBOX, tmp_path)
