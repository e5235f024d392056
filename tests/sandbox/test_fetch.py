"""Fetching by address takes a plain 200 with a picture from this machine, and nothing else."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from bot.sandbox.fetch import fetch

DATA = b"picture bytes"


class Host(BaseHTTPRequestHandler):
    """Answers with the status that the path names, always with a picture's type."""

    def do_GET(self) -> None:
        status, _, kind = self.path.strip("/").partition("/")
        self.send_response(int(status))
        self.send_header("Content-Type", kind or "image/jpeg")
        self.send_header("Location", "/200")
        self.end_headers()
        self.wfile.write(DATA)

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture(scope="module")
def host() -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), Host)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_picture_is_fetched_up_to_one_byte_too_many(host: str) -> None:
    assert fetch(f"{host}/200", 1000) == DATA
    assert fetch(f"{host}/200", 4) == DATA[:5]


@pytest.mark.parametrize("path", ["302", "404", "500", "200/text/html"])
def test_redirects_errors_and_pages_are_not(host: str, path: str) -> None:
    assert fetch(f"{host}/{path}", 1000) is None


def test_an_address_with_a_line_break_asks_nothing(host: str) -> None:
    assert fetch(f"{host}/200 HTTP/1.1\r\nX: y", 1000) is None
