"""One application: three stand-in platforms, a media host, a wall, and doors for tests."""

from __future__ import annotations

import json
import threading
from collections.abc import Awaitable, Callable
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import Mount, Route
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.errors import BadUsage, GatepostError
from bot.sandbox import (
    instagram,
    instagram_answer,
    linkedin,
    linkedin_answer,
    wall,
    x,
    x_answer,
)
from bot.sandbox.call import Call, Dialect, read_json
from bot.sandbox.image import look
from bot.sandbox.model import SandboxAccount
from bot.sandbox.serving import endpoint
from bot.sandbox.shape import Many, Record, Text, misfits
from bot.sandbox.state import SandboxState

METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"]
#: The wall is made of markup and one style element; it may load nothing but its pictures.
WALL_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; base-uri 'none'"

#: What POST /_accounts takes.
ACCOUNT = Record(
    {
        **{key: Text() for key in ("platform", "handle", "remote_id", "token", "name", "expires")},
        "scopes": Many(Text()),
    },
    ("platform", "handle", "remote_id", "token"),
)


def make_app(state: SandboxState) -> Starlette:
    """The sandbox over ``state``: ``/x``, ``/linkedin``, ``/instagram``, ``/`` and the rest.

    It answers only under a loopback name, so that no page on another site can reach it.
    """
    app = Starlette(
        routes=[
            Mount("/x", routes=[*x.routes(state), _unknown(state, x_answer.DIALECT)]),
            Mount(
                "/linkedin",
                routes=[*linkedin.routes(state), _unknown(state, linkedin_answer.DIALECT)],
            ),
            Mount(
                "/instagram",
                routes=[*instagram.routes(state), _unknown(state, instagram_answer.DIALECT)],
            ),
            Route("/media-host/{name}", _with(state, _hosted), methods=["GET"]),
            Route("/", _with(state, _wall), methods=["GET"]),
            Route("/_picture/{sha256}", _with(state, _picture), methods=["GET"]),
            Route("/_received", _with(state, _received), methods=["GET"]),
            Route("/_faults", _with(state, _faults), methods=["GET", "POST", "DELETE"]),
            Route("/_accounts", _with(state, _accounts), methods=["POST"]),
            Route("/_health", _with(state, _health), methods=["GET"]),
        ],
        middleware=[Middleware(LoopbackOnly)],
    )
    app.state.stopping = threading.Event()
    return app


class LoopbackOnly:
    """Refuse any request that names another host: a rebound DNS name, a forwarded port."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass what names a loopback host on."""
        if scope["type"] == "http" and not is_loopback(Request(scope).headers.get("host", "")):
            refusal = PlainTextResponse("The sandbox answers on loopback only.\n", 421)
            await refusal(scope, receive, send)
            return
        await self.app(scope, receive, send)


def is_loopback(host: str) -> bool:
    """Whether ``host``, with or without a port, is this machine."""
    name = host.rsplit(":", 1)[0] if not host.endswith("]") else host
    parts = name.split(".")
    numeric = len(parts) == 4 and all(p.isascii() and p.isdigit() for p in parts)
    return name in ("localhost", "[::1]") or (numeric and parts[0] == "127")


Page = Callable[[Request, SandboxState], Awaitable[Response]]


def _with(state: SandboxState, page: Page) -> Callable[[Request], Awaitable[Response]]:
    async def serve(request: Request) -> Response:
        return await page(request, state)

    return serve


def _unknown(state: SandboxState, dialect: Dialect) -> Route:
    async def handler(call: Call) -> Response:
        return call.dialect.failure(404)

    return Route("/{rest:path}", endpoint(state, dialect, "unknown", handler), methods=METHODS)


# ---------------------------------------------------------------- pages
async def _wall(request: Request, state: SandboxState) -> Response:
    still = request.query_params.get("refresh") == "off"
    html = wall.page(state, f"http://{request.headers['host']}", live=True, refresh=not still)
    headers = {"content-security-policy": WALL_POLICY, "cache-control": "no-store"}
    return Response(html, media_type="text/html; charset=utf-8", headers=headers)


async def _picture(request: Request, state: SandboxState) -> Response:
    found = state.picture_bytes(str(request.path_params["sha256"]))
    if found is None:
        return PlainTextResponse("No such picture.\n", 404)
    mime, data = found
    return Response(data, media_type=mime, headers={"x-content-type-options": "nosniff"})


async def _hosted(request: Request, state: SandboxState) -> Response:
    """A file of the media folder, as a clinic's own web server would serve it."""
    folder, name = state.media_folder, str(request.path_params["name"])
    file = folder / name if folder and Path(name).name == name else None
    if file is None or file.is_symlink() or not file.is_file():
        return PlainTextResponse("Not on this media host.\n", 404)
    seen = look(file.read_bytes())
    return FileResponse(file, media_type=seen.mime if seen else "application/octet-stream")


async def _received(_: Request, state: SandboxState) -> Response:
    """Everything kept, for tests and the curious; no token and no digest of one."""
    everything = {
        "accounts": [_shown(account) for account in state.accounts],
        "posts": [asdict(post) for post in state.posts],
        "requests": [asdict(entry) for entry in state.requests],
    }
    text = json.dumps(everything, ensure_ascii=False, default=_plain)
    return Response(text, media_type="application/json")


async def _health(_: Request, state: SandboxState) -> Response:
    return JSONResponse({"sandbox": "gatepost", "posts": len(state.posts)})


async def _faults(request: Request, state: SandboxState) -> Response:
    if request.method == "DELETE":
        state.faults.clear()
    elif request.method == "POST":
        try:
            what = await _object(request)
            state.faults.add(str(what.pop("platform", "*")), **what)
        except GatepostError as error:
            return JSONResponse({"error": str(error)}, 400)
    return JSONResponse({"pending": state.faults.pending()})


async def _accounts(request: Request, state: SandboxState) -> Response:
    """Register an account: platform, handle, remote_id, token, and scopes, expires, name."""
    try:
        what = await _object(request)
        if any(misfits(ACCOUNT, what)):
            raise BadUsage("That is not an account.", fix=f"Fields: {', '.join(ACCOUNT.fields)}.")
        if "expires" in what:
            what["expires"] = datetime.fromisoformat(what["expires"])
        account = state.add_account(**what)
    except GatepostError as error:
        return JSONResponse({"error": str(error)}, 400)
    except ValueError:
        return JSONResponse({"error": "Write expires as 2030-01-31T09:00:00+00:00."}, 400)
    return JSONResponse(_shown(account), 201)


async def _object(request: Request) -> dict[str, Any]:
    """The JSON object of a request; the content type keeps forms of other sites out."""
    if request.headers.get("content-type", "").split(";")[0] != "application/json":
        raise BadUsage("The body is not application/json.", fix="Send a JSON object.")
    try:
        body = read_json(await request.body())
    except ValueError as error:
        raise BadUsage("The body is not JSON.", fix="Send a JSON object.") from error
    if not isinstance(body, dict):
        raise BadUsage("The body is not a JSON object.", fix="Send a JSON object.")
    return body


def _shown(account: SandboxAccount) -> dict[str, Any]:
    return {
        "platform": account.platform,
        "handle": account.handle,
        "remote_id": account.remote_id,
        "name": account.name,
        "scopes": account.scopes,
        "expires": account.expires.isoformat() if account.expires else None,
    }


def _plain(value: Any) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)
