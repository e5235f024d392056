"""The approval page's server: loopback only, one link that opens once, one decision, gone.

The link's token is exchanged for a cookie at its first use, so neither the browser's history
nor a second program on the machine can use it again. A form carries its own token, and a
request that names another host or comes from another page is refused, so no website that
the person has open can press a button here.
"""

from __future__ import annotations

import secrets
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

import uvicorn
from starlette.applications import Starlette
from starlette.background import BackgroundTask
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from bot.errors import GatepostError

if TYPE_CHECKING:
    from starlette.requests import Request

HOST = "127.0.0.1"
COOKIE = "gatepost-approval"
#: A note is a sentence or two.
BODY_MAX = 16 * 1024
_HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'self'; "
        "frame-ancestors 'none'; base-uri 'none'"
    ),
}

#: (approve?, note) -> title and text of the page that follows. Raises GatepostError when
#: nothing was signed; the page is then shown again with what it says.
Decide = Callable[[bool, str], tuple[str, str]]


@dataclass
class Desk:
    """What the server knows: how to draw the page, what to do, and who may."""

    draw: Callable[[str, str], str]  # (form token, problem) -> HTML
    draw_end: Callable[[str, str], str]  # (title, text) -> HTML
    decide: Decide
    link: str = field(default_factory=lambda: secrets.token_urlsafe(32))
    session: str = field(default_factory=lambda: secrets.token_urlsafe(32))
    form: str = field(default_factory=lambda: secrets.token_urlsafe(32))
    opened: bool = False
    end: str = ""  # the last page, once decided
    host: str = ""  # "127.0.0.1:port"
    said: str = ""  # for the terminal
    finished: threading.Event = field(default_factory=threading.Event)
    #: Set a moment after the decision, when the last page is on its way.
    leaving: threading.Event = field(default_factory=threading.Event)
    lock: threading.Lock = field(default_factory=threading.Lock)


def make_app(desk: Desk) -> Starlette:
    """The three addresses: the link, the page, the decision."""

    def enter(request: Request) -> Response:
        if not _same(request.path_params["token"], desk.link) or _foreign(request, desk):
            return _refused(404)
        with desk.lock:
            if desk.opened:
                return _refused(410, "This link was used already. Ask for the page again.")
            desk.opened = True
        answer = RedirectResponse("/", status_code=303, headers=_HEADERS)
        answer.set_cookie(COOKIE, desk.session, httponly=True, samesite="strict", path="/")
        return answer

    def page(request: Request) -> Response:
        if not _admitted(request, desk):
            return _refused(403)
        return _html(desk.end or desk.draw(desk.form, ""))

    async def decision(request: Request) -> Response:
        if not _admitted(request, desk) or not _from_here(request, desk):
            return _refused(403)
        fields = await _fields(request)
        if not _same(fields.get("form", ""), desk.form):
            return _refused(403)
        return _decided(desk, fields)

    return Starlette(
        routes=[
            Route("/open/{token}", enter),
            Route("/", page),
            Route("/decision", decision, methods=["POST"]),
        ]
    )


def _decided(desk: Desk, fields: dict[str, str]) -> Response:
    approve = fields.get("decision") == "approve"
    note = fields.get("note", "").strip()
    if not approve and fields.get("decision") != "send-back":
        return _refused(400)
    if not approve and not note:
        return _html(desk.draw(desk.form, "Say in a note what should change."))
    with desk.lock:
        if desk.end:
            return _html(desk.end)
        try:
            title, text = desk.decide(approve, note)
            desk.end, desk.said = desk.draw_end(title, text), f"{title}. {text}"
        except GatepostError as error:
            return _html(desk.draw(desk.form, str(error)))
    desk.finished.set()
    answer = _html(desk.end)
    answer.background = BackgroundTask(desk.leaving.set)
    return answer


def _admitted(request: Request, desk: Desk) -> bool:
    return not _foreign(request, desk) and _same(request.cookies.get(COOKIE, ""), desk.session)


def _foreign(request: Request, desk: Desk) -> bool:
    """A name that resolves to loopback is still another site's name."""
    return request.headers.get("host", "") != desk.host


def _from_here(request: Request, desk: Desk) -> bool:
    """The Origin must be ours: ``no-referrer`` makes browsers send "null" for our own form."""
    origin = request.headers.get("origin", "")
    site = request.headers.get("sec-fetch-site", "same-origin")
    return origin in (f"http://{desk.host}", "null") and site == "same-origin"


async def _fields(request: Request) -> dict[str, str]:
    raw = b""
    async for chunk in request.stream():
        raw += chunk
        if len(raw) > BODY_MAX:
            return {}
    text = raw.decode("utf-8", "replace")
    return {name: values[0] for name, values in parse_qs(text).items()}


def _same(given: str, wanted: str) -> bool:
    return secrets.compare_digest(given.encode(), wanted.encode())


def _html(text: str) -> Response:
    return HTMLResponse(text, headers=_HEADERS)


def _refused(status: int, text: str = "There is nothing here.") -> Response:
    return Response(text, status, media_type="text/plain", headers=_HEADERS)


class _Server(uvicorn.Server):
    """A server for a thread: whoever started it stops it."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Capture none."""
        yield


@contextmanager
def serving(desk: Desk) -> Iterator[str]:
    """Serve while the block lasts; yields the link that opens once."""
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.bind((HOST, 0))
    listener.listen(16)
    desk.host = f"{HOST}:{listener.getsockname()[1]}"
    config = uvicorn.Config(
        make_app(desk), ws="none", lifespan="off", log_config=None, log_level="critical",
        access_log=False, server_header=False, proxy_headers=False, timeout_graceful_shutdown=2,
    )  # fmt: skip
    server = _Server(config)
    thread = threading.Thread(
        target=server.run, kwargs={"sockets": [listener]}, name="gatepost-approval", daemon=True
    )
    thread.start()
    try:
        # The socket listens already: a request that comes before the server is up waits.
        yield f"http://{desk.host}/open/{desk.link}"
    finally:
        server.should_exit = True
        thread.join(10)
        listener.close()
