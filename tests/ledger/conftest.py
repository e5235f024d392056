"""A ledger in a folder of its own, and deliveries to put into it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import NullPool, create_engine, make_url

from bot.ledger import open_ledger
from bot.ledger.base import Delivery, Planned
from bot.ledger.postgres import callers_clock
from bot.ledger.store import SqlLedger
from bot.model import DeliveryKey, Environment, Part, Rendition, State
from tests.ledger.server import Absent, running, skip_or_fail

NOW = datetime(2026, 12, 1, 14, 0, tzinfo=UTC)


def rendition(post: str, account: str, text: str, platform: str = "x") -> Rendition:
    return Rendition(post, account, platform, "en", (Part(text, text),))


def wanted(
    post: str = "walk",
    account: str = "clinic-x",
    *,
    text: str = "Walk a little after surgery.",
    platform: str = "x",
    occurrence: str = "once",
    part: int = 0,
    due_at: datetime = NOW,
    state: State = State.PLANNED,
    environment: Environment = Environment.SANDBOX,
    **fields: Any,
) -> Planned:
    return Planned(
        key=DeliveryKey(environment, post, account, occurrence, part),
        platform=platform,
        due_at=due_at,
        zone="America/Chicago",
        local=f"{due_at:%Y-%m-%d %H:%M}",
        rendition=rendition(post, account, text, platform),
        state=state,
        source_path=fields.pop("source_path", f"content/{post}.md"),
        **fields,
    )


def only(ledger: SqlLedger) -> Delivery:
    """The one row of the ledger."""
    (row,) = ledger.deliveries()
    return row


def claim_one(ledger: SqlLedger, now: datetime = NOW, lease: float = 120.0) -> Delivery:
    (row,) = ledger.claim(now, 1, "worker", lease)
    return row


def sending(ledger: SqlLedger, now: datetime = NOW) -> tuple[Delivery, int]:
    """Claim the one due row and begin to send it."""
    row = claim_one(ledger, now)
    return row, ledger.begin(row, {"rendition": row.rendition}, now)


def after(seconds: float) -> datetime:
    return NOW + timedelta(seconds=seconds)


OpenAgain = Callable[[], SqlLedger]


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """The address of a PostgreSQL server, with a ledger in its database "ready"."""
    with ExitStack() as stack:
        try:
            address = stack.enter_context(running())
        except Absent as error:
            skip_or_fail(str(error))
        with _admin(address) as run:
            run("CREATE DATABASE ready")
        open_ledger(_database(address, "ready"), Environment.SANDBOX, Path("unused")).close()
        yield address


@contextmanager
def _admin(address: str) -> Iterator[Callable[[str], Any]]:
    engine = create_engine(address, isolation_level="AUTOCOMMIT", poolclass=NullPool)
    with engine.connect() as connection:
        yield connection.exec_driver_sql
    engine.dispose()


def _database(address: str, name: str) -> str:
    return make_url(address).set(database=name).render_as_string(hide_password=False)


_numbers = count()


@contextmanager
def fresh_database(server: str) -> Iterator[str]:
    """The address of a new database with nothing in it."""
    name = f"t{next(_numbers)}"
    with _admin(server) as run:
        run(f"CREATE DATABASE {name} TEMPLATE template0")
    try:
        yield _database(server, name)
    finally:
        with _admin(server) as run:
            run(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def postgres_url(server: str) -> str:
    """The address of an empty ledger; emptying one is ten times as quick as making one."""
    address = _database(server, "ready")
    with _admin(address) as run:
        for line in _EMPTIED:
            run(line)
    return address


_EMPTIED = (
    "SET session_replication_role = replica",  # the guard of the audit log looks away
    "BEGIN",
    *(f"DELETE FROM {table}" for table in ("step", "attempt", "delivery", "rendition")),
    *(f'DELETE FROM "{table}"' for table in ("slot", "freeze", "pending")),
    "DELETE FROM audit WHERE seq > 1",
    "UPDATE meta SET restored = NULL, checked = NULL",
    *(f"ALTER SEQUENCE {table}_id_seq RESTART" for table in ("attempt", "delivery", "pending")),
    "COMMIT",
)


@pytest.fixture
def empty_postgres_url(server: str) -> Iterator[str]:
    """A database of its own, with nothing in it."""
    with fresh_database(server) as address:
        yield address


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def url(request: pytest.FixtureRequest) -> str:
    """Where the ledger is: once the state folder, once a PostgreSQL server."""
    if request.param == "sqlite":
        return ""
    return str(request.getfixturevalue("postgres_url"))


def opened(url: str, folder: Path) -> SqlLedger:
    """The ledger, on the clock of the tests: the database's own has tests of its own."""
    ledger = open_ledger(url, Environment.SANDBOX, folder)
    ledger.clock = callers_clock
    return ledger


@pytest.fixture
def ledger(url: str, tmp_path: Path) -> Iterator[SqlLedger]:
    """Every test that asks for a ledger runs once for each database."""
    one = opened(url, tmp_path / "state")
    yield one
    assert one.verify() == []
    one.close()


@pytest.fixture
def sqlite_ledger(tmp_path: Path) -> Iterator[SqlLedger]:
    """For what only a file can do."""
    one = opened("", tmp_path / "state")
    yield one
    assert one.verify() == []
    one.close()


@pytest.fixture
def postgres_ledger(postgres_url: str, tmp_path: Path) -> Iterator[SqlLedger]:
    """For what only a server can do; on the database's own clock."""
    one = open_ledger(postgres_url, Environment.SANDBOX, tmp_path)
    yield one
    assert one.verify() == []
    one.close()


@pytest.fixture
def open_again(url: str, tmp_path: Path) -> Iterator[OpenAgain]:
    """Open the ledger of the same place once more: a second process, in effect."""
    all_: list[SqlLedger] = []

    def again() -> SqlLedger:
        all_.append(opened(url, tmp_path / "state"))
        return all_[-1]

    yield again
    for one in all_:
        one.close()
