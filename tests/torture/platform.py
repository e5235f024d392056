"""A platform on loopback that misbehaves by a plan, and remembers what it really did.

It runs in a process of its own and outlives every worker. What it accepted is the truth that
the ledger is compared with. It can kill or stop the worker whose request it is handling, at
the three instants that no random kill would hit often: before it accepts, after it accepted
and before it answers, after the answer has left.
"""

from __future__ import annotations

import hashlib
import json
import os
import random
import signal
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import asdict, dataclass, field
from datetime import timedelta
from email.utils import format_datetime
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from tests.torture.clock import SharedClock

#: A request that comes later than this after the last look at the claim left in a pause that
#: no client can rule out (the whole send may take no longer, see bot.publish.SEND_SECONDS).
LATE = 75.0
#: The settle time of a run unless a control shortens it.
SETTLE = 600.0


@dataclass(frozen=True, slots=True)
class Kind:
    """How the accounts of one name behave."""

    lag: float = 0.0  # seconds until a post stands in the account's list
    keyed: bool = False  # a key that was seen before answers with the post made for it
    echo: bool = False  # the same text again is refused as a duplicate, without its id
    blind: bool = False  # the token may not read


KINDS = {
    "strong": Kind(),
    "keyed": Kind(keyed=True, lag=30),
    "lagging": Kind(lag=400),
    "echo": Kind(lag=5000, echo=True),
    "blind": Kind(blind=True),
    "slow": Kind(lag=5000),  # lists later than the settle time, and nothing else to go by
}
#: What happens to a create, out of a hundred. "cut" and "500" come after it was accepted.
FAULTS = {"503": 8, "429": 7, "429-date": 2, "lost": 4, "422": 1, "cut": 12, "500": 6, "odd": 3}


@dataclass
class Made:
    """One post that the platform took."""

    id: str
    key: str
    account: str
    digest: str  # of the rendition
    text: str  # digest of the words, which is all that its list tells of them
    at: float
    attempt: int
    late: bool
    hidden: bool  # its account's list is later than any settle time
    deleted: int = 0


@dataclass
class Truth:
    """What really happened: posts, and every request to make one."""

    posts: list[Made] = field(default_factory=list)
    requests: list[dict[str, Any]] = field(default_factory=list)
    unrecorded: list[str] = field(default_factory=list)  # asked for without a recorded intent


@dataclass
class Platform:
    """The state of one run. ``ledger``: the SQLite file to look for intents in, if it is one."""

    clock: SharedClock
    seed: int = 0
    ledger: str = ""
    calm: bool = False  # no faults any more
    truth: Truth = field(default_factory=Truth)
    lock: threading.Lock = field(default_factory=threading.Lock)
    seen: dict[str, int] = field(default_factory=dict)
    media: int = 0

    def fault(self, key: str, number: int) -> str:
        """What goes wrong with the n-th request for a key; the same in every run of a seed."""
        if self.calm:
            return ""
        dice = random.Random(f"{self.seed}/{key}/{number}").uniform(0, 100)
        for name, share in FAULTS.items():
            dice -= share
            if dice < 0:
                return name
        return ""

    def create(self, body: dict[str, Any]) -> tuple[str, int, dict[str, Any]]:
        """(fault, status, answer) of a request to make a post."""
        with self.lock:
            number = self.seen[body["key"]] = self.seen.get(body["key"], 0) + 1
            fault = self.fault(body["key"], number)
            self._note(body)
            if fault in ("503", "429", "429-date", "lost", "422"):
                return fault, int(fault[:3]) if fault[0].isdigit() else 0, {"error": "no"}
            return fault, *self._accept(body)

    def _accept(self, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        kind = KINDS[body["account"].split("-")[0]]
        same = [p for p in self.truth.posts if p.key == body["key"]]
        if kind.keyed and same:
            return 200, {"id": same[0].id}
        text = hashlib.sha256(body["text"].encode()).hexdigest()
        mine = (p for p in self.truth.posts if p.account == body["account"])
        if kind.echo and any(p.text == text and not p.deleted for p in mine):
            return 403, {"error": "duplicate"}
        now = self.clock.elapsed()
        post = Made(
            id=f"{self.seed}-{len(self.truth.posts) + 1}",
            key=body["key"],
            account=body["account"],
            digest=body["digest"],
            text=text,
            at=now,
            attempt=body["attempt"],
            late=now - body["checked"] > LATE,
            hidden=kind.lag > SETTLE,
        )
        self.truth.posts.append(post)
        return 201, {"id": post.id}

    def _note(self, body: dict[str, Any]) -> None:
        named = ("key", "attempt", "fence", "digest")
        self.truth.requests.append({n: body[n] for n in named})
        if self.ledger and not self._has_intent(body):
            self.truth.unrecorded.append(body["key"])

    def _has_intent(self, body: dict[str, Any]) -> bool:
        """Whether the ledger on the disk says, now, that this very attempt is being made."""
        query = (
            "SELECT count(*) FROM attempt a JOIN delivery d ON d.id = a.delivery WHERE a.id = ?"
            " AND a.fence = ? AND a.ended IS NULL AND d.state = 'sending' AND d.fence = a.fence"
        )
        source = f"file:{self.ledger}?mode=ro"
        with closing(sqlite3.connect(source, uri=True)) as connection:
            found = connection.execute(query, (body["attempt"], body["fence"]))
            return bool(found.fetchone()[0])

    def listed(self, account: str, since: float) -> list[dict[str, str]] | None:
        """The posts of an account as its list shows them now, or None for a blind token."""
        kind = KINDS[account.split("-")[0]]
        if kind.blind:
            return None
        with self.lock:
            now = self.clock.elapsed()
            return [
                {"id": p.id, "text": p.text}
                for p in self.truth.posts
                if p.account == account and not p.deleted and since <= p.at <= now - kind.lag
            ]

    def remove(self, remote_id: str) -> int:
        """The status of a request to take a post down."""
        with self.lock:
            for post in self.truth.posts:
                if post.id == remote_id:
                    post.deleted += 1
                    return 200 if post.deleted == 1 else 404
        return 404


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.0"
    server: _Server

    def log_message(self, *_: Any) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        platform = self.server.platform
        if self.path == "/truth":
            with platform.lock:
                return self._answer(200, asdict(platform.truth))
        _, account, since = self.path.strip("/").split("/")
        found = platform.listed(account, float(since))
        if found is None:
            return self._answer(403, {"error": "scope"})
        return self._answer(200, {"posts": found})

    def do_DELETE(self) -> None:
        self._body()
        self._answer(self.server.platform.remove(self.path.rsplit("/", 1)[1]), {})

    def do_POST(self) -> None:
        body = self._body()
        if body is None:
            return None
        platform = self.server.platform
        if self.path == "/run":
            calm, ledger = body.get("calm", False), body.get("ledger", "")
            if calm:
                platform.calm = True
            else:
                fresh = Platform(platform.clock, body["seed"], ledger)
                self.server.platform = fresh
            return self._answer(200, {})
        if self.path == "/media":
            platform.media += 1
            return self._answer(200, {"id": f"m{platform.media}"})
        return self._create(body)

    def _create(self, body: dict[str, Any]) -> None:
        strike = body.get("strike", "")
        self._strike(body, strike == "before")
        if strike == "before" and body["signal"] == signal.SIGKILL:
            return  # it died before a byte was read: nothing is accepted
        fault, status, answer = self.server.platform.create(body)
        self._strike(body, strike == "after")
        if fault in ("cut", "lost"):
            return  # closed without an answer
        if fault == "500":
            status, answer = 500, {"error": "oops"}
        self._answer(status, answer, fault)
        self._strike(body, strike == "answered")
        return

    def _strike(self, body: dict[str, Any], now: bool) -> None:
        if now:
            with suppress(ProcessLookupError):
                os.kill(body["pid"], body["signal"])

    def _body(self) -> dict[str, Any] | None:
        data = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        with suppress(ValueError):
            found: dict[str, Any] = json.loads(data)
            return found
        return None  # cut off in the middle

    def _answer(self, status: int, body: dict[str, Any], fault: str = "") -> None:
        data = b"<html>welcome</html>" if fault == "odd" else json.dumps(body).encode()
        with suppress(OSError):
            self.send_response(status)
            if fault == "429":
                self.send_header("Retry-After", "7")
            if fault == "429-date":
                until = self.server.platform.clock.true() + timedelta(seconds=90)
                self.send_header("Retry-After", format_datetime(until, usegmt=True))
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64
    platform: Platform

    def handle_error(self, *_: Any) -> None:
        """A worker that is killed leaves a broken connection; that is the point."""


class Remote:
    """The platform as the one who runs it sees it."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.base_url = f"http://127.0.0.1:{port}"

    def _ask(self, method: str, path: str, body: Any = None) -> Any:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            data = None if body is None else json.dumps(body)
            connection.request(method, path, data)
            return json.loads(connection.getresponse().read())
        finally:
            connection.close()

    def begin(self, seed: int, ledger: str) -> None:
        """Forget everything; faults are those of ``seed``."""
        self._ask("POST", "/run", {"seed": seed, "ledger": ledger})

    def calm_down(self) -> None:
        """No more faults."""
        self._ask("POST", "/run", {"calm": True})

    def truth(self) -> Truth:
        """What really happened."""
        found = self._ask("GET", "/truth")
        posts = [Made(**post) for post in found["posts"]]
        return Truth(posts, found["requests"], found["unrecorded"])


@contextmanager
def serving(clock: SharedClock) -> Iterator[Remote]:
    """A platform in a process of its own."""
    server = _Server(("127.0.0.1", 0), _Handler)
    server.platform = Platform(clock)
    child = os.fork()
    if child == 0:
        with suppress(BaseException):
            signal.signal(signal.SIGINT, signal.SIG_IGN)
            server.serve_forever()
        os._exit(0)
    port = server.server_address[1]
    server.socket.close()
    try:
        yield Remote(port)
    finally:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
