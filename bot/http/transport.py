"""The requests session behind the door: time-outs, a total cap, no redirects, no retries.

Each request opens its own connection. A kept-alive one that the server has just closed
would turn a post that never left into one that nobody can account for.
"""

from __future__ import annotations

import http.client
import logging
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from http.cookiejar import DefaultCookiePolicy
from typing import Any

import requests
from requests.adapters import BaseAdapter, HTTPAdapter
from requests.auth import AuthBase
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import (
    ConnectTimeoutError,
    HTTPError,
    NameResolutionError,
    NewConnectionError,
    ReadTimeoutError,
    SSLError,
)
from urllib3.util import Retry

from bot.errors import NetworkForbidden
from bot.http.answer import Answer, parse

CONNECT = 5.0
READ = 30.0
TOTAL = 40.0  # seconds for one whole exchange; two of them must fit in a claim's lease
LARGEST = 1024 * 1024  # bytes of an answer; every answer we read is a small JSON object

#: Libraries that print headers, bodies or URLs at DEBUG. Each named logger also gets a
#: filter, because a level set on it by hand would go past the cap on its parent.
_TALKATIVE = (
    "urllib3",
    "urllib3.connection",
    "urllib3.connectionpool",
    "urllib3.poolmanager",
    "urllib3.response",
    "urllib3.util.retry",
    "requests",
    "tweepy",
    "tweepy.api",
    "tweepy.auth",
    "tweepy.client",
    "oauthlib",
    "oauthlib.oauth2.rfc6749.clients.base",
    "requests_oauthlib",
    "requests_oauthlib.oauth1_session",
    "requests_oauthlib.oauth2_session",
)


class NotSent(Exception):
    """The request never left: refused, dns, tls, connect-timeout or unsendable."""

    def __init__(self, kind: str) -> None:
        super().__init__(kind)
        self.kind = kind


class Lost(Exception):
    """The request may have arrived: timeout, reset or too-large."""

    def __init__(self, kind: str) -> None:
        super().__init__(kind)
        self.kind = kind


def _warnings_only(record: logging.LogRecord) -> bool:
    return record.levelno >= logging.WARNING


def cap_loggers() -> None:
    """Keep the libraries' DEBUG and INFO lines, which hold tokens and texts, out of every log."""
    for name in _TALKATIVE:
        logger = logging.getLogger(name)
        logger.setLevel(logging.WARNING)
        if _warnings_only not in logger.filters:
            logger.addFilter(_warnings_only)


class Bearer(AuthBase):
    """Puts the token into the header at the last moment; shows nothing when printed."""

    __slots__ = ("_token",)

    def __init__(self, token: str) -> None:
        self._token = token

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        """Set the header. Raises NotSent for a token that no header can carry."""
        if not self._token or not all("!" <= letter <= "~" for letter in self._token):
            raise NotSent("unsendable")
        request.headers["Authorization"] = f"Bearer {self._token}"
        return request

    def __repr__(self) -> str:
        return "Bearer(hidden)"


# ---------------------------------------------------------------- the total cap
class _Deadline:
    """Cuts the connection when the time for the whole exchange is over.

    A read time-out alone counts from byte to byte, so a trickle could hold a lease for ever.
    """

    def __init__(self, seconds: float) -> None:
        self.passed = False
        self._socket: socket.socket | None = None
        self._timer = threading.Timer(seconds, self._cut)
        self._timer.daemon = True

    def watch(self, sock: socket.socket | None) -> None:
        """Start to count; ``sock`` is what is cut."""
        self._socket = sock
        if not self._timer.is_alive():
            self._timer.start()

    def _cut(self) -> None:
        self.passed = True
        if self._socket is not None:
            with suppress(OSError):
                self._socket.shutdown(socket.SHUT_RDWR)

    def stop(self) -> None:
        """Stop counting."""
        self._timer.cancel()


_deadline: ContextVar[_Deadline | None] = ContextVar("deadline", default=None)


@contextmanager
def _limited(seconds: float) -> Iterator[_Deadline]:
    deadline = _Deadline(seconds)
    token = _deadline.set(deadline)
    try:
        yield deadline
    finally:
        deadline.stop()
        _deadline.reset(token)


# ---------------------------------------------------------------- before and after the first byte
def _kind(error: Exception) -> str:
    if isinstance(error, (ssl.SSLError, SSLError, ssl.CertificateError)):
        return "tls"
    if isinstance(error, NameResolutionError):
        return "dns"
    if isinstance(error, NewConnectionError):  # first: some releases make it a time-out's child
        return "refused"
    if isinstance(error, (ConnectTimeoutError, TimeoutError)):
        return "connect-timeout"
    return "refused"


def _connected(connect: Callable[[], None], connection: HTTPConnection) -> None:
    """Run ``connect``; whatever fails in it failed before a byte of the request was written."""
    try:
        connect()
    except (OSError, HTTPError, ssl.CertificateError) as error:
        raise NotSent(_kind(error)) from error
    deadline = _deadline.get()
    if deadline is not None:
        deadline.watch(connection.sock)


class _Plain(HTTPConnection):
    def connect(self) -> None:
        _connected(super().connect, self)


class _Secure(HTTPSConnection):
    def connect(self) -> None:
        _connected(super().connect, self)


class _Single(HTTPConnectionPool):
    """A pool that keeps nothing: asking for "Connection: close" does not make a server obey."""

    def _put_conn(self, conn: Any) -> None:
        if conn is not None:
            conn.close()
        super()._put_conn(None)


class _PlainPool(_Single):
    ConnectionCls = _Plain


class _SecurePool(_Single, HTTPSConnectionPool):
    ConnectionCls = _Secure


class Transport(HTTPAdapter):
    """The adapter for real sending: our connections, and no retry of any kind."""

    def __init__(self) -> None:
        super().__init__(max_retries=Retry(0, read=False, redirect=False, status=False))

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        """Use connections that know whether the request had left."""
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = {"http": _PlainPool, "https": _SecurePool}


class ForbiddenTransport(BaseAdapter):
    """The adapter of dry runs, plans and previews: sending raises NetworkForbidden."""

    def send(self, *_args: Any, **_kwargs: Any) -> Any:
        """Raise NetworkForbidden, always."""
        raise NetworkForbidden(
            "Something tried to send while nothing may be sent.",
            fix="This is a fault in gatepost: please report it. Nothing has left this machine.",
        )

    def close(self) -> None:
        """Hold nothing, so let go of nothing."""


# ---------------------------------------------------------------- the session
class Reply(requests.Response):
    """A response that was read to its end and is closed.

    ``answer`` holds what came. To a library above it shows the body of a success only: of a
    refusal it sees the status alone, so no exception or log line of that library can quote one.
    """

    answer: Answer


class Session(requests.Session):
    """A session that sends to allowed places only. Raises NotSent, Lost or WrongEnvironment."""

    def __init__(
        self,
        place: Callable[[str], str],
        transport: BaseAdapter,
        token: str = "",
        *,
        timeouts: tuple[float, float, float] = (CONNECT, READ, TOTAL),
    ) -> None:
        super().__init__()
        cap_loggers()
        self._place = place
        self._timeouts = timeouts
        self.trust_env = False
        self.auth = Bearer(token) if token else None
        self.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        self.adapters.clear()
        self.mount("http://", transport)
        self.mount("https://", transport)

    def prepare_request(self, request: requests.Request) -> requests.PreparedRequest:
        """As requests does, but what cannot be written into a request is NotSent."""
        try:
            return super().prepare_request(request)
        except (requests.RequestException, ValueError):
            # From None: requests quotes the header it dislikes, and that may be the token.
            raise NotSent("unsendable") from None

    def resolve_redirects(self, *_args: Any, **_kwargs: Any) -> Any:
        """Follow nothing; requests would even read a whole body just to look ahead."""
        return iter(())

    def send(self, request: requests.PreparedRequest, **kwargs: Any) -> Reply:
        """Send once and read the answer whole, within all limits."""
        request.url = self._place(request.url or "")
        request.headers["Connection"] = "close"
        request.headers["Accept-Encoding"] = "identity"
        connect, read, total = self._timeouts
        kwargs.update(timeout=(connect, read), allow_redirects=False, stream=True)
        with _limited(total) as deadline:
            try:
                response = super().send(request, **kwargs)
                content = _content(response)
            except (requests.RequestException, HTTPError, http.client.HTTPException) as error:
                raise Lost("timeout" if deadline.passed else _loss(error)) from None
            except (OSError, ValueError):
                raise Lost("timeout" if deadline.passed else "reset") from None
        if deadline.passed:
            raise Lost("timeout")  # the cut looks like a normal end of the headers or the body
        return _reply(response, content)


def _loss(error: Exception) -> str:
    return "timeout" if isinstance(error, (requests.Timeout, ReadTimeoutError)) else "reset"


def _content(response: requests.Response) -> bytes:
    content = bytearray()
    try:
        for piece in response.raw.stream(65536, decode_content=True):
            content += piece
            if len(content) > LARGEST:
                raise Lost("too-large")
    finally:
        response.close()
    return bytes(content)


def _reply(response: requests.Response, content: bytes) -> Reply:
    reply = Reply()
    reply.status_code = response.status_code
    reply.url = response.url
    headers = {name.lower(): value for name, value in response.headers.items()}
    reply.answer = Answer(response.status_code, headers, parse(content), len(content))
    reply._content = content if reply.answer.ok else b""
    reply._content_consumed = True  # type: ignore[attr-defined]
    reply.encoding = "utf-8"
    return reply
