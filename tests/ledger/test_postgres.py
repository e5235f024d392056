"""What only a server can do: several workers, its own clock, links that are sealed later."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import make_url

from bot.errors import LedgerUnavailable, LostClaim, WrongEnvironment
from bot.ledger import open_ledger, postgres
from bot.ledger.store import SqlLedger
from bot.model import Delivered, Environment, State, Unknown
from tests.ledger.conftest import NOW, wanted

pytestmark = pytest.mark.postgres
SANDBOX = Environment.SANDBOX


def real() -> datetime:
    return datetime.now(UTC)


@pytest.fixture
def workers(postgres_url: str, tmp_path: Path) -> Iterator[list[SqlLedger]]:
    all_ = [open_ledger(postgres_url, SANDBOX, tmp_path) for _ in range(4)]
    yield all_
    assert all_[0].verify() == []
    for one in all_:
        one.close()


def refusal(url: str, environment: Environment = SANDBOX) -> str:
    with pytest.raises((LedgerUnavailable, WrongEnvironment)) as caught:
        open_ledger(url, environment, Path("unused"))
    said = str(caught.value)
    assert "\n" not in said
    assert caught.value.fix
    return said


def test_workers_at_once_get_every_row_once_and_one_an_account(workers: list[SqlLedger]) -> None:
    due = real() - timedelta(seconds=1)
    rows = [wanted(f"p{n}", f"a{n % 60}", due_at=due) for n in range(180)]
    workers[0].plan(rows, due, whole=True)
    sent: list[int] = []
    flying: set[str] = set()
    guard = threading.Lock()

    def work(ledger: SqlLedger) -> None:
        empty = 0
        while empty < 20:
            claimed = ledger.claim(due, 7, "worker", 60)
            empty = 0 if claimed else empty + 1
            for row in claimed:
                with guard:
                    assert row.key.account not in flying
                    flying.add(row.key.account)
            for row in claimed:
                attempt = ledger.begin(row, {}, due)
                with guard:
                    sent.append(row.id)
                    flying.discard(row.key.account)
                ledger.finish(row, attempt, Delivered(str(row.id)), due)

    with ThreadPoolExecutor(len(workers)) as pool:
        list(pool.map(work, workers))

    assert sorted(sent) == sorted({row.id for row in workers[0].deliveries()})
    assert {row.attempts for row in workers[0].deliveries()} == {1}


def test_the_servers_clock_says_what_is_due_and_whose_lease_is_over(
    postgres_ledger: SqlLedger,
) -> None:
    """A worker whose clock is days ahead or behind takes nothing early and takes nothing away."""
    ledger = postgres_ledger
    ahead, behind = real() + timedelta(days=3), real() - timedelta(days=3)
    rows = [
        wanted("now", "a", due_at=real() - timedelta(seconds=1)),
        wanted("tomorrow", "b", due_at=real() + timedelta(days=1)),
    ]
    ledger.plan(rows, ahead, whole=True)

    (row,) = ledger.claim(ahead, 9, "worker", 120)
    assert row.key.post_id == "now"
    assert ledger.lapse(ahead) == 0
    assert ledger.lapse_all(ahead) == 0  # others may be alive, whoever has the folder's lock
    attempt = ledger.begin(row, {}, behind)
    evidence = ledger.evidence(row.id)
    assert evidence is not None
    assert abs(evidence.attempts[0].started - real()) < timedelta(minutes=1)
    ledger.finish(row, attempt, Unknown("x:500"), behind)


def test_an_account_is_looked_up_by_one_worker_only(workers: list[SqlLedger]) -> None:
    due = real() - timedelta(seconds=1)
    workers[0].plan([wanted(due_at=due)], due, whole=True)
    (row,) = workers[0].claim(due, 1, "worker", 60)
    workers[0].finish(row, workers[0].begin(row, {}, due), Unknown("x:500"), due)
    unknown = workers[0].deliveries()[0]

    def look(ledger: SqlLedger) -> bool:
        try:
            ledger.reconcile(unknown, due, "worker", 60)
        except LostClaim:
            return False
        return True

    with ThreadPoolExecutor(len(workers)) as pool:
        assert sum(pool.map(look, workers)) == 1


def test_workers_that_plan_at_once_add_each_row_once(workers: list[SqlLedger]) -> None:
    rows = [wanted(f"p{n}", "a", due_at=NOW) for n in range(40)]
    with ThreadPoolExecutor(len(workers)) as pool:
        added = [c.added for c in pool.map(lambda w: w.plan(rows, NOW, whole=True), workers)]
        slots = set(pool.map(lambda w: w.assign_slot("p1", "a", NOW), workers))

    assert sorted(added) == [0, 0, 0, 40]
    assert slots == {NOW}


def test_links_are_committed_with_the_move_and_sealed_within_a_second(
    postgres_url: str, tmp_path: Path
) -> None:
    ledger = open_ledger(postgres_url, SANDBOX, tmp_path)
    ledger.plan([wanted(f"p{n}") for n in range(3)], NOW, whole=True)
    begun = time.monotonic()
    with ledger.engine.connect() as connection:
        while connection.exec_driver_sql("SELECT count(*) FROM audit").scalar_one() < 4:
            connection.rollback()
            assert time.monotonic() - begun < 5, "not sealed"
        assert connection.exec_driver_sql("SELECT count(*) FROM pending").scalar_one() == 0
    assert ledger.verify() == []
    ledger.close()


def test_what_a_dead_worker_left_unsealed_is_sealed_by_the_next(
    postgres_url: str, tmp_path: Path
) -> None:
    dead = open_ledger(postgres_url, SANDBOX, tmp_path)
    dead._sealer = None  # its thread died with it
    dead.plan([wanted()], NOW, whole=True)
    dead.engine.dispose()

    next_ = open_ledger(postgres_url, SANDBOX, tmp_path)
    assert next_.verify() == []  # what is unsealed is still part of the story
    assert [row.body["event"] for row in next_.audit()] == ["created", "add"]
    next_.close()


def test_a_second_sealer_stands_back(workers: list[SqlLedger]) -> None:
    workers[1].note({"event": "x"}, NOW)
    with workers[0].engine.connect() as connection, connection.begin():
        postgres.lock(connection, postgres.SEALING)
        assert workers[1]._seal() == 0


@pytest.mark.parametrize("setting", ["synchronous_commit"])
def test_a_session_that_may_lose_commits_is_refused(postgres_url: str, setting: str) -> None:
    url = make_url(postgres_url).update_query_dict({"options": f"-c{setting}=off"})

    assert f"{setting} off" in refusal(url.render_as_string(hide_password=False))


def test_the_other_environment_is_refused(postgres_url: str) -> None:
    assert "belongs to sandbox" in refusal(postgres_url, Environment.LIVE)


def test_a_newer_ledger_is_left_alone(postgres_url: str, postgres_ledger: SqlLedger) -> None:
    with postgres_ledger.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0999'")
    try:
        assert "newer gatepost" in refusal(postgres_url)
    finally:
        with postgres_ledger.engine.begin() as connection:
            connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0002'")


def test_another_programs_database_is_refused(
    empty_postgres_url: str, postgres_url: str, tmp_path: Path
) -> None:
    elsewhere = postgres.make_engine(make_url(empty_postgres_url))
    with elsewhere.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE patients (name text)")
    elsewhere.dispose()

    assert "something else" in refusal(empty_postgres_url)


@pytest.mark.parametrize(
    "change",
    [
        {"database": "nothing"},
        {"username": "nobody"},
        {"host": "127.0.0.1", "port": 1, "query": {}},
    ],
)
def test_a_server_that_cannot_be_used_is_told_without_its_address(
    postgres_url: str, change: dict[str, object]
) -> None:
    url = make_url(postgres_url).set(password="hunter2")
    url = url.set(**change)  # type: ignore[arg-type]
    said = refusal(url.render_as_string(hide_password=False))

    assert "cannot be reached" in said
    assert "hunter2" not in said


def test_a_server_that_went_away_is_told_and_found_again(
    server: str, postgres_ledger: SqlLedger
) -> None:
    postgres_ledger.plan([wanted()], NOW, whole=True)
    pid = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name ="
    other = postgres.make_engine(make_url(server))
    with other.connect() as connection:
        connection.exec_driver_sql(f"{pid} 'gatepost' AND pid <> pg_backend_pid()")
    other.dispose()

    with pytest.raises(LedgerUnavailable, match=r"shutting down|cannot be reached"):
        postgres_ledger.deliveries()
    assert postgres_ledger.deliveries()[0].state is State.PLANNED


def test_without_the_driver_the_remedy_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(*_: object, **__: object) -> None:
        raise ModuleNotFoundError("No module named 'psycopg'")

    monkeypatch.setattr(postgres, "create_engine", missing)

    assert "gatepost[postgres]" in refusal("postgresql://bot@db/gatepost")
