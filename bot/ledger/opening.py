"""Finding, making, migrating and refusing a ledger."""

from __future__ import annotations

import os
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, func, insert, inspect, make_url, select, text
from sqlalchemy.exc import ArgumentError

from bot import __version__, clock
from bot.errors import LedgerUnavailable, WrongEnvironment
from bot.ledger import chain, failpoint, postgres
from bot.ledger.connection import make_engine, translated
from bot.ledger.mounts import prepare_folder
from bot.ledger.postgres import is_postgres
from bot.ledger.rows import to_ms
from bot.ledger.schema import FORMAT, HEAD, audit, meta, metadata
from bot.ledger.statement import POSTGRES
from bot.ledger.store import SqlLedger
from bot.model import Environment

FILE = "ledger.sqlite3"
MEMORY = "sqlite://"
_MAGIC = b"SQLite format 3\0"
_EMPTY = ""


def open_store(url: str, environment: Environment, state_folder: Path) -> SqlLedger:
    """As ``bot.ledger.open_ledger``."""
    engine = engine_for(url, state_folder)
    try:
        with translated():
            bring_up(engine, environment)
    except BaseException:
        engine.dispose()
        raise
    return SqlLedger(engine, environment)


def engine_for(url: str, state_folder: Path) -> Engine:
    """The database that ``url`` names, made if it is a file. Raises LedgerUnavailable."""
    path = locate(url, state_folder)
    if isinstance(path, URL):
        return postgres.make_engine(path)
    if path is not None:
        prepare_folder(path.parent)
        _prepare_file(path)
    return make_engine(MEMORY if path is None else f"sqlite:///{path}")


def locate(url: str, state_folder: Path) -> Path | URL | None:
    """The file of the ledger, the address of its server, or None for one in memory."""
    if not url:
        return (state_folder / FILE).absolute()
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise _not_ours() from error
    if parsed.get_backend_name() == POSTGRES:
        return parsed
    if parsed.get_backend_name() != "sqlite" or parsed.query:
        raise _not_ours()
    if parsed.database in (None, "", ":memory:"):
        return None
    return (state_folder / str(parsed.database)).absolute()


def is_shared(url: str) -> bool:
    """Whether several workers may use the ledger that ``url`` names."""
    return isinstance(locate(url, Path()), URL)


def _not_ours() -> LedgerUnavailable:
    # The address itself is not shown: it may hold a password.
    return LedgerUnavailable(
        "ledger.url names a database that this version cannot use.",
        fix="Leave it empty, or write sqlite:///path/to/ledger.sqlite3 or "
        "postgresql://user@host/name.",
    )


def _prepare_file(path: Path) -> None:
    """Make the file readable by its owner only; refuse one that is something else."""
    try:
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
        with path.open("rb") as file:
            head = file.read(len(_MAGIC))
    except OSError as error:
        raise LedgerUnavailable(
            f"The ledger {path} cannot be opened ({error.strerror or 'no reason given'}).",
            fix="Make the file and its folder writable for this user.",
        ) from error
    if head and head != _MAGIC:
        raise _foreign()


def _foreign() -> LedgerUnavailable:
    return LedgerUnavailable(
        "The database that should be the ledger is something else.",
        fix="Move it away, or name another one; gatepost then makes a new ledger.",
    )


def bring_up(engine: Engine, environment: Environment) -> None:
    """Leave behind a ledger of this version and environment, or raise."""
    with engine.connect() as connection:
        version = _read_version(connection)
    if version != HEAD:
        with engine.connect() as plain:
            connection = plain.execution_options(writes=True)
            with connection.begin():
                failpoint.reach("migrate/start")
                postgres.lock(connection, postgres.MIGRATING)
                _upgrade(connection, environment)
                failpoint.reach("migrate/commit")
        failpoint.reach("migrate/done")
    with engine.connect() as connection:
        _check_environment(connection, environment)
    with engine.connect() as plain, plain.execution_options(writes=True).begin():
        pass  # proves that the file can be written, before anything depends on it


def _read_version(connection: Connection) -> str:
    """The schema's version, "" for an empty database. Raises LedgerUnavailable for others."""
    names = set(inspect(connection).get_table_names())
    if not names:
        return _EMPTY
    if not {"meta", "alembic_version"} <= names:
        raise _foreign()
    version = str(connection.execute(text("SELECT version_num FROM alembic_version")).scalar())
    if version > HEAD:
        raise LedgerUnavailable(
            f"The ledger was written by a newer gatepost (schema {version}, known: {HEAD}).",
            fix="Update gatepost, or restore the ledger from before the update.",
        )
    return version


def _upgrade(connection: Connection, environment: Environment) -> None:
    """Run the missing migrations in the caller's transaction; a new ledger gets its first rows."""
    before = _read_version(connection)  # another process may have been first
    if before == HEAD:
        return
    # Imported here: a ledger that is up to date must open without Alembic's start-up cost.
    from bot.ledger.migrations.runner import migrate

    migrate(connection)
    failpoint.reach("migrate/flush")
    if before != _EMPTY:
        return
    created = to_ms(clock.now())
    values = {"id": 1, "environment": environment.value, "format": FORMAT, "created": created}
    connection.execute(insert(meta).values(values))
    first = {"event": "created", "environment": environment, "v": __version__}
    chain.append(connection, [first], created)


def is_untouched(connection: Connection) -> bool:
    """Whether the database is empty, or a ledger in which nothing has happened yet."""
    if _read_version(connection) == _EMPTY:
        return True
    tables = [t for t in metadata.sorted_tables if t.name not in {"meta", "audit"}]
    rows = [connection.execute(select(func.count()).select_from(t)).scalar_one() for t in tables]
    links = connection.execute(select(func.count()).select_from(audit)).scalar_one()
    return not any(rows) and links <= 1


def make_tables(connection: Connection) -> None:
    """The tables of this version, without a row, in place of an untouched ledger's."""
    from bot.ledger.migrations.runner import migrate

    metadata.drop_all(connection)
    connection.execute(text("DROP TABLE IF EXISTS alembic_version"))
    if is_postgres(connection):
        connection.execute(text("DROP FUNCTION IF EXISTS audit_refuse()"))
    migrate(connection)


def _check_environment(connection: Connection, environment: Environment) -> None:
    found = connection.execute(select(meta.c.environment)).scalar_one_or_none()
    if found != environment:
        raise WrongEnvironment(
            f"This ledger belongs to {found or 'nothing'}, not to {environment}.",
            fix="Sandbox and live never share a ledger; name another state folder.",
        )
