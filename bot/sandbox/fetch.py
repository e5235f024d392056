"""Fetching a picture by its address, as Instagram does - from this machine only."""

from __future__ import annotations

import http.client
from urllib.parse import urlsplit

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
TIMEOUT = 5.0


def fetch(url: str, most: int) -> bytes | None:
    """The bytes at ``url``, at most ``most`` + 1 of them; None if they cannot be had.

    Only plain HTTP on loopback, only an answer of 200 with an image's media type, no
    redirect, and no address that carries a user or a password.
    """
    try:
        parts = urlsplit(url)
        port = parts.port or 80
    except ValueError:
        return None
    if parts.scheme != "http" or parts.hostname not in LOOPBACK or "@" in parts.netloc:
        return None
    connection = http.client.HTTPConnection(parts.hostname, port, timeout=TIMEOUT)
    try:
        connection.request("GET", (parts.path or "/") + (f"?{parts.query}" if parts.query else ""))
        answer = connection.getresponse()
        if answer.status != 200 or not answer.headers.get_content_type().startswith("image/"):
            return None
        return answer.read(most + 1)
    except (OSError, http.client.HTTPException, ValueError):
        return None
    finally:
        connection.close()
