"""Measure the ledger itself, on SQLite and on a PostgreSQL server that is started for it.

    python bench/ledger.py growth [--sizes 1000,10000,100000,1000000]
    python bench/ledger.py workers [--workers 8] [--rows 300000] [--seconds 600]

growth   claim, next due and memory with ever more planned rows that are not due yet
workers  processes that take rows from one PostgreSQL ledger, begin, send a request to a plain
         responder on loopback and record the answer; the responder counts what comes twice
"""

from __future__ import annotations

import argparse
import http.client
import multiprocessing
import os
import resource
import socketserver
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from processes import percentile
from sqlalchemy import NullPool, create_engine, make_url
from tables import Row, show

from bot.ledger import open_ledger
from bot.ledger.postgres import callers_clock
from bot.ledger.rows import to_ms
from bot.ledger.store import SqlLedger
from bot.model import Delivered, Environment
from tests.ledger.server import running

BATCH = 50
BAR = 500.0
_SOON = timedelta(seconds=5)
_COLUMNS = (
    "environment, post, account, occurrence, part, platform, state, hold, fence, owner, due_at,"
    " zone, local, rendition, wish, reason, source_path, evergreen, consents, attempts, withdrawn,"
    " tries, remote_id, url, updated_at"
)


def main() -> int:
    options = _options()
    if options.what == "growth":
        sizes = [int(size) for size in options.sizes.split(",")]
        with tempfile.TemporaryDirectory(prefix="gatepost-growth-") as folder:
            _growth("SQLite", "", Path(folder), sizes)
            with _database() as url:
                _growth("PostgreSQL", url, Path(folder), sizes)
        return 0
    with _database() as url:
        return _workers(url, options.workers, options.rows, options.seconds)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("what", choices=["growth", "workers"])
    parser.add_argument("--sizes", default="1000,10000,100000,1000000")
    parser.add_argument("--workers", type=int, default=8)
    parser.add_argument("--rows", type=int, default=300_000)
    parser.add_argument("--seconds", type=float, default=900.0)
    return parser.parse_args()


@contextmanager
def _database() -> Iterator[str]:
    with running() as address:
        engine = create_engine(address, isolation_level="AUTOCOMMIT", poolclass=NullPool)
        name = f"bench{int(time.time())}"
        with engine.connect() as connection:
            connection.exec_driver_sql(f"CREATE DATABASE {name}")
        yield make_url(address).set(database=name).render_as_string(hide_password=False)
        with engine.connect() as connection:
            connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")


# ---------------------------------------------------------------- growth
def _growth(name: str, url: str, folder: Path, sizes: list[int]) -> None:
    ledger = open_ledger(url, Environment.SANDBOX, folder)
    ledger.clock = callers_clock
    start = datetime.now(UTC)
    rows: list[Row] = []
    there = 0
    for size in sizes:
        _fill(ledger, there, size, start + timedelta(days=30))
        _fill(ledger, 10_000_000 + there, 10_000_000 + there + 40 * BATCH, start - _SOON)
        _settle_statistics(ledger)
        there = size
        claims = [_timed(lambda: ledger.claim(start, BATCH, "w", 60)) for _ in range(20)]
        next_ = [_timed(ledger.next_due) for _ in range(20)]
        rows.append(
            {
                "planned": size,
                f"claim {BATCH} p50 ms": percentile(claims, 0.5),
                "p99 ms": percentile(claims, 0.99),
                "next due p50 ms": percentile(next_, 0.5),
                "peak MB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
            }
        )
        _drop_due(ledger)
    ledger.close()
    show(f"{name}: with so many planned rows", rows)


def _timed(work: object) -> float:
    begun = time.perf_counter()
    work()  # type: ignore[operator]
    return (time.perf_counter() - begun) * 1000


def _fill(ledger: SqlLedger, first: int, last: int, due: datetime) -> None:
    """Rows straight into the table, a millisecond apart; each on an account of its own."""
    at, text = to_ms(due), "'x', 'planned', '', 0, ''"
    if ledger.engine.dialect.name == "sqlite":
        source = (
            f"WITH RECURSIVE n(i) AS (SELECT {first} UNION ALL SELECT i + 1 FROM n"
            f" WHERE i + 1 < {last}) SELECT"
        )
        end, no = "FROM n", "0"
    else:
        source, end, no = "SELECT", f"FROM generate_series({first}, {last - 1}) AS i", "false"
    with ledger.engine.begin() as connection:
        connection.exec_driver_sql(
            f"INSERT INTO delivery ({_COLUMNS}) {source} 'sandbox', 'p' || i, 'a' || i, 'once', 0,"
            f" {text}, {at} + i - i / 1000 * 1000, 'UTC', '', '', '', '', '', {no}, '[]', 0,"
            f" {no}, 0, '', '', {at} {end}"
        )


def _drop_due(ledger: SqlLedger) -> None:
    with ledger.engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM delivery WHERE state = 'claimed'")
        connection.exec_driver_sql(
            f"DELETE FROM delivery WHERE due_at < {to_ms(datetime.now(UTC)) + 86_400_000}"
        )


def _settle_statistics(ledger: SqlLedger) -> None:
    """What a running database does by itself within a minute."""
    with ledger.engine.begin() as connection:
        connection.exec_driver_sql("ANALYZE")


# ---------------------------------------------------------------- workers
class Responder(BaseHTTPRequestHandler):
    """Takes everything and counts it by its path."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1
    seen: Counter[str] = Counter()

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        Responder.seen[self.path] += 1
        self.send_response(200)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"ok")

    def log_message(self, *_: object) -> None:
        """Say nothing."""


class _Server(socketserver.ThreadingMixIn, socketserver.TCPServer):
    daemon_threads = True
    allow_reuse_address = True


def _respond(port: object, ask: object) -> None:
    with _Server(("127.0.0.1", 0), Responder) as server:
        port.put(server.server_address[1])  # type: ignore[attr-defined]
        threading.Thread(target=server.serve_forever, daemon=True).start()
        ask.recv()  # type: ignore[attr-defined]
        twice = sum(count > 1 for count in Responder.seen.values())
        ask.send((len(Responder.seen), twice))  # type: ignore[attr-defined]


def _work(url: str, port: int, seconds: float, ready: object, done: object) -> None:
    ledger = open_ledger(url, Environment.SANDBOX, Path("unused"))
    line = http.client.HTTPConnection("127.0.0.1", port)
    ready.wait()  # type: ignore[attr-defined]
    until = time.monotonic() + seconds
    now, count, empty, claimed = datetime.now(UTC), 0, 0, 0
    used = time.process_time()
    while time.monotonic() < until and empty < 20:
        rows = ledger.claim(now, BATCH, "w", 120)
        claimed += len(rows)
        empty = 0 if rows else empty + 1
        for row in rows:
            attempt = ledger.begin(row, {"rendition": row.rendition}, now)
            line.request("POST", f"/{row.id}", b"a post of about this length")
            line.getresponse().read()
            ledger.finish(row, attempt, Delivered(str(row.id)), now)
            count += 1
    ledger.close()
    done.put((count, claimed, time.process_time() - used))  # type: ignore[attr-defined]


def _workers(url: str, count: int, rows: int, seconds: float) -> int:
    ledger = open_ledger(url, Environment.SANDBOX, Path("unused"))
    _fill(ledger, 0, rows, datetime.now(UTC) - timedelta(hours=1))
    _settle_statistics(ledger)
    context = multiprocessing.get_context("spawn")
    port, done = context.Queue(), context.Queue()
    ours, theirs = context.Pipe()
    responder = context.Process(target=_respond, args=(port, theirs))
    responder.start()
    where, ready = port.get(), context.Barrier(count + 1)
    workers = [
        context.Process(target=_work, args=(url, where, seconds, ready, done)) for _ in range(count)
    ]
    for worker in workers:
        worker.start()
    ready.wait()
    begun, server = time.monotonic(), _server_cpu(ledger)
    ended = [done.get() for _ in workers]
    took = time.monotonic() - begun
    for worker in workers:
        worker.join()
    served = _server_cpu(ledger) - server
    ours.send("stop")
    posts, twice = ours.recv()
    responder.join()
    sent = sum(number for number, _, _ in ended)
    claims = sum(number for _, number, _ in ended)
    used = sum(cpu for _, _, cpu in ended)
    with ledger.engine.connect() as connection:
        asked = "SELECT count(*) FROM delivery WHERE attempts > 1 OR fence > 1"
        again = connection.exec_driver_sql(asked).scalar_one()
    ledger.close()
    row: Row = {
        "workers": count, "deliveries": sent, "seconds": took, "a second": sent / took,
        "worker CPU ms": used / sent * 1000, "server CPU ms": served / sent * 1000,
        "load": os.getloadavg()[0],
        "claims": claims, "claimed twice": again, "sent twice": twice,
        "bar": f"{BAR:.0f} a second, 0 twice",
        "verdict": sent / took >= BAR and again == 0 and twice == 0 and posts == sent,
    }  # fmt: skip
    show("PostgreSQL: full deliveries over loopback HTTP", [row])
    return 0


def _server_cpu(ledger: SqlLedger) -> float:
    """Seconds that the server and its processes have used, those that ended included."""
    with ledger.engine.connect() as connection:
        backend = connection.exec_driver_sql("SELECT pg_backend_pid()").scalar_one()
    server = _stat(backend)[1]
    total = sum(_stat(server)[11:15])
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            with suppress(OSError):
                stat = _stat(int(folder.name))
                total += sum(stat[11:13]) if stat[1] == server else 0
    return total / os.sysconf("SC_CLK_TCK")


def _stat(pid: int) -> list[int]:
    """The numbers of /proc/<pid>/stat from its state on, which is given as 0."""
    stat = Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()
    return [0, *(int(number) for number in stat[1:])]


if __name__ == "__main__":
    sys.exit(main())
