"""A loopback platform that says what it is told to, misbehaves on demand, and counts."""

from __future__ import annotations

import json
import socket
import ssl
import struct
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit


@dataclass(frozen=True)
class Say:
    """A whole answer: an object is sent as JSON, bytes as they are."""

    status: int = 200
    body: Any = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)


class Fault:
    """Ways to misbehave once the request has been taken in whole."""

    SILENT = "silent"  # takes it and never answers
    RESET = "reset"  # takes it and resets the connection
    CLOSE = "close"  # takes it and closes politely, without a word
    CUT = "cut"  # half an answer, then closed
    TRICKLE = "trickle"  # a byte at a time, for ever
    HEADERS = "headers"  # a header line at a time, for ever


Script = Say | str
Answers = Callable[["Got"], Script]


@dataclass(frozen=True)
class Got:
    """One request as it arrived."""

    method: str
    target: str
    headers: Mapping[str, str]
    body: bytes
    port: int = 0  # the client's, which tells connections apart

    @property
    def path(self) -> str:
        return urlsplit(self.target).path

    @property
    def query(self) -> dict[str, str]:
        return {k: v[0] for k, v in parse_qs(urlsplit(self.target).query).items()}

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def form(self) -> dict[str, str]:
        return {k: v[0] for k, v in parse_qs(self.body.decode()).items()}


class Stub:
    """Routes: (method, path) -> answers in turn, the last one for ever."""

    def __init__(self) -> None:
        self.requests: list[Got] = []
        self.released = threading.Event()
        self.stubborn = False  # True: keeps connections open, whatever it is asked
        self.base = ""
        self._routes: dict[tuple[str, str], list[Script | Answers]] = {}

    def on(self, method: str, path: str, *scripts: Script | Answers) -> Stub:
        """Set what a route answers; it replaces what was set before."""
        self._routes[(method, path)] = list(scripts)
        return self

    def count(self, method: str, path: str) -> int:
        """How many requests arrived whole on a route."""
        return sum(1 for got in self.requests if (got.method, got.path) == (method, path))

    def last(self, method: str, path: str) -> Got:
        """The latest request of a route."""
        return [got for got in self.requests if (got.method, got.path) == (method, path)][-1]

    def script(self, got: Got) -> Script:
        self.requests.append(got)
        scripts = self._routes.get((got.method, got.path))
        if not scripts:
            return Say(404, {"message": "no such route"})
        script = scripts.pop(0) if len(scripts) > 1 else scripts[0]
        return script if isinstance(script, Say | str) else script(got)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    stub: Stub

    def _serve(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(length)
        headers = {name.lower(): value for name, value in self.headers.items()}
        script = self.stub.script(
            Got(self.command, self.path, headers, body, self.client_address[1])
        )
        self.close_connection = not self.stub.stubborn
        with suppress(OSError):
            if isinstance(script, Say):
                self._say(script)
            else:
                self._misbehave(script)

    do_GET = do_POST = do_PUT = do_DELETE = _serve  # noqa: N815 - http.server's names

    def _say(self, say: Say) -> None:
        data = say.body if isinstance(say.body, bytes) else json.dumps(say.body).encode()
        self.send_response(say.status)
        for name, value in say.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def _misbehave(self, fault: str) -> None:
        if fault == Fault.RESET:
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.connection.close()
        elif fault == Fault.SILENT:
            self.stub.released.wait(20)
        elif fault == Fault.CUT:
            self.wfile.write(b'HTTP/1.1 201 Created\r\nContent-Length: 500\r\n\r\n{"data":')
        elif fault == Fault.TRICKLE:
            self.wfile.write(b"HTTP/1.1 201 Created\r\nContent-Length: 500000\r\n\r\n")
            self._drip(b" ")
        elif fault == Fault.HEADERS:
            self.wfile.write(b"HTTP/1.1 201 Created\r\n")
            self._drip(b"X-More: 1\r\n")

    def _drip(self, drop: bytes) -> None:
        while not self.stub.released.wait(0.02):
            self.wfile.write(drop)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - http.server's name
        """Say nothing on standard error."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that goes away is what these tests are about."""


@contextmanager
def serving(context: ssl.SSLContext | None = None) -> Iterator[Stub]:
    """A stub on a free port of 127.0.0.1, gone when the block ends."""
    stub = Stub()
    handler = type("Handler", (_Handler,), {"stub": stub})
    server = _Server(("127.0.0.1", 0), handler)
    if context is not None:
        server.socket = context.wrap_socket(server.socket, server_side=True)
    scheme = "https" if context else "http"
    stub.base = f"{scheme}://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield stub
    finally:
        stub.released.set()
        server.shutdown()
        server.server_close()
        thread.join()


def unused_base() -> str:
    """A base URL on which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{probe.getsockname()[1]}"
