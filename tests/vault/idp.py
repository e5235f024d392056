"""An identity provider on loopback that rotates refresh tokens and punishes reuse.

One grant is one family: a refresh token works once, and showing a used one ends the family,
access tokens included. Nothing like a pause is in it; what must happen at once happens by
threads that wait for each other.
"""

from __future__ import annotations

import http.client
import json
import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from bot.model import Environment
from bot.vault.base import Secret
from bot.vault.refresh import GrantRefused, NotReached, Refresher
from bot.vault.tokens import Token, load_token
from bot.vault.unattended import open_unattended

NOW = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)
LIFE = timedelta(hours=2)


@dataclass
class Idp:
    """What the provider knows, and what it saw."""

    port: int = 0
    current: str = "refresh-0"
    used: set[str] = field(default_factory=set)
    alive: bool = True
    calls: int = 0
    refusals: int = 0
    kill_caller: bool = False  # end the process that asked, before it gets its answer
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def refresh(self, shown: str) -> tuple[int, dict[str, object]]:
        with self._lock:
            self.calls += 1
            if self.alive and shown == self.current:
                self.used.add(shown)
                self.current = f"refresh-{self.calls}"
                return 200, {
                    "access_token": f"access-{self.calls}",
                    "refresh_token": self.current,
                    "expires_in": LIFE.total_seconds(),
                }
            if shown in self.used:
                self.alive = False
            self.refusals += 1
            return 400, {"error": "invalid_grant"}


@contextmanager
def provider() -> Iterator[Idp]:
    idp = Idp()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            status, answer = idp.refresh(body["refresh_token"])
            if idp.kill_caller:
                os.kill(body["pid"], signal.SIGKILL)
            content = json.dumps(answer).encode()
            try:
                self.send_response(status)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)
            except OSError:
                return  # it is dead, as asked

        def log_message(self, *_args: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    idp.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield idp
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def ask(port: int, token: Token) -> Token:
    """A platform's refresh call, as a login module makes it."""
    assert token.refresh is not None
    client = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    body = json.dumps({"refresh_token": token.refresh.reveal(), "pid": os.getpid()})
    try:
        client.request("POST", "/token", body)
        answer = client.getresponse()
        data = json.loads(answer.read())
    except ConnectionRefusedError as error:
        raise NotReached("the platform cannot be reached.") from error
    finally:
        client.close()
    if answer.status != 200:
        raise GrantRefused("invalid_grant")
    return Token(
        Secret(data["access_token"]),
        Environment.SANDBOX,
        refresh=Secret(data["refresh_token"]),
        expires=NOW + timedelta(seconds=data["expires_in"]),
    )


def child(folder: str, port: str) -> None:
    """One of many processes: get ready, wait for the start, want a token, say which."""
    vault = open_unattended(Path(folder) / "vault.json", f"{folder}/share", Path(folder))
    load_token(vault, "clinic-x", Environment.SANDBOX)  # as one does before it knows that it is old
    print("ready", flush=True)
    input()
    told: list[str] = []
    refresher = Refresher(
        vault, Environment.SANDBOX, Path(folder), lambda: NOW, lambda _, words: told.append(words)
    )
    token = refresher.token("clinic-x", lambda old: ask(int(port), old))
    print(json.dumps({"access": token.access.reveal(), "told": told}), flush=True)
