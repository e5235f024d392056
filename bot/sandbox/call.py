"""One request at a stand-in platform: read, noted, struck by a fault, answered.

Every platform hands its endpoints to ``endpoint``; what differs between platforms -
bodies, codes, headers - is its ``Dialect``.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol
from urllib.parse import parse_qsl

import anyio
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response, StreamingResponse

from bot.sandbox.faults import AFTER, Fault, FaultKind
from bot.sandbox.model import SandboxAccount
from bot.sandbox.multipart import Field, NotMultipart, parse
from bot.sandbox.state import SandboxState

BODY_MAX = 64 * 1024 * 1024
TICK = 0.02  # seconds between looks at whether the client has gone
RESET_AFTER = 900.0  # seconds: X's rate windows are 15 minutes long
#: The only headers that are noted: none of them can hold a secret.
NOTED = ("content-type", "linkedin-version", "x-restli-protocol-version", "x-restli-method")
SECRET_FIELDS = frozenset({"access_token", "client_secret", "refresh_token", "appsecret_proof"})


class Refused(Exception):
    """An endpoint refuses: the platform's own answer travels with it."""

    def __init__(self, response: Response) -> None:
        super().__init__(f"refused with {response.status_code}")
        self.response = response


class Cut(Exception):
    """The connection is to be closed without an answer."""


class Dialect(Protocol):
    """How a platform says what all platforms say."""

    name: str

    def token(self, call: Call) -> str:
        """The token a request carries, or an empty string."""
        ...

    def unauthorized(self, why: str) -> Response:
        """No token (``missing``), one never issued (``unknown``), or an ``expired`` one."""
        ...

    def throttled(self, call: Call, seconds: float) -> Response:
        """Too many requests; may be tried again after ``seconds``."""
        ...

    def failure(self, status: int) -> Response:
        """A failure of the platform's own, or 402 and 403 without a reason."""
        ...

    def unreadable(self, what: str) -> Response:
        """A body that is not what its content type says."""
        ...

    def finish(self, call: Call, response: Response) -> None:
        """Add the headers every answer has."""
        ...


@dataclass
class Call:
    """What an endpoint gets to work with."""

    state: SandboxState
    dialect: Dialect
    endpoint: str
    request: Request
    raw: bytes
    known: SandboxAccount | None = None
    made: str = ""  # id of the post this call made, for faults that follow it
    fault: Fault | None = None
    form: dict[str, Field] = field(default_factory=dict)

    @property
    def account(self) -> SandboxAccount:
        """The account that calls."""
        if self.known is None:  # pragma: no cover - endpoints that need one are authenticated
            raise Refused(self.dialect.unauthorized("missing"))
        return self.known

    @property
    def stuck(self) -> int:
        """How many status polls an upload made by this call stays in progress."""
        stuck = self.fault is not None and self.fault.fault is FaultKind.STUCK
        return (self.fault.polls or 1) if self.fault and stuck else 0

    @property
    def content_type(self) -> str:
        """The media type of the body, without its parameters."""
        return self.request.headers.get("content-type", "").split(";")[0].strip().lower()

    @property
    def query(self) -> Mapping[str, str]:
        """The query's parameters; of a repeated one, the last."""
        return self.request.query_params

    def json(self) -> Any:
        """The body as JSON; refuses any other."""
        if self.content_type != "application/json":
            raise Refused(self.dialect.unreadable("the content type is not application/json"))
        try:
            return json.loads(self.raw)
        except (ValueError, RecursionError) as error:
            raise Refused(self.dialect.unreadable("the body is not JSON")) from error

    def fields(self) -> dict[str, Field]:
        """The fields of a multipart body; refuses any other."""
        if not self.form:
            try:
                self.form = parse(self.raw, self.request.headers.get("content-type", ""))
            except NotMultipart as error:
                raise Refused(self.dialect.unreadable(str(error))) from error
        return self.form

    def values(self) -> dict[str, str]:
        """Parameters from the query and a form or JSON body, as text; the body's win."""
        found = dict(self.query)
        if self.content_type == "application/x-www-form-urlencoded":
            found |= dict(parse_qsl(self.raw.decode(errors="replace"), keep_blank_values=True))
        elif self.content_type == "application/json" and self.raw:
            body = self.json()
            if not isinstance(body, dict):
                raise Refused(self.dialect.unreadable("the body is not a JSON object"))
            found |= {key: _as_text(value) for key, value in body.items()}
        elif self.content_type == "multipart/form-data":
            found |= {name: one.text for name, one in self.fields().items()}
        return found

    def bearer(self) -> str:
        """The token in the Authorization header, or an empty string."""
        scheme, _, token = self.request.headers.get("authorization", "").partition(" ")
        return token.strip() if scheme.lower() == "bearer" else ""

    def base(self, path: str) -> str:
        """An absolute URL on this server."""
        return f"http://{self.request.headers['host']}{path}"


def _as_text(value: Any) -> str:
    if isinstance(value, list):
        return ",".join(map(str, value))
    return value if isinstance(value, str) else json.dumps(value)


Handler = Callable[[Call], Awaitable[Response]]


def endpoint(
    state: SandboxState, dialect: Dialect, name: str, handler: Handler
) -> Callable[[Request], Awaitable[Response]]:
    """Make an endpoint of a handler: noted, authenticated, open to faults."""

    async def serve(request: Request) -> Response:
        fault = state.faults.take(dialect.name, name)
        call = Call(state, dialect, name, request, b"", fault=fault)
        number = -1
        try:
            call.raw = await _body(request)
            number = state.log(_entry(call))
            response = await _answer(call, handler, fault)
        except Cut:
            state.settle(number, **_outcome(call, 0, fault))
            return await _closed(request)
        except ClientDisconnect:
            return Response(status_code=499)
        dialect.finish(call, response)
        state.settle(number, **_outcome(call, response.status_code, fault))
        return response

    return serve


async def _body(request: Request) -> bytes:
    parts: list[bytes] = []
    size = 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > BODY_MAX:
            raise Cut
        parts.append(chunk)
    return b"".join(parts)


async def _answer(call: Call, handler: Handler, fault: Fault | None) -> Response:
    if fault and (early := await _before(call, fault)):
        return early
    try:
        _authenticate(call)
        response = await handler(call)
    except Refused as refusal:
        response = refusal.response
    if fault is None or fault.fault not in AFTER:
        return response
    if response.status_code >= 400:
        call.state.faults.give_back(fault)
        return response
    return await _after(call, fault, response)


def _authenticate(call: Call) -> None:
    token = call.dialect.token(call)
    if not token:
        raise Refused(call.dialect.unauthorized("missing"))
    account = call.state.account_of(call.dialect.name, token)
    if account is None:
        raise Refused(call.dialect.unauthorized("unknown"))
    if account.expires is not None and call.state.now() >= account.expires:
        raise Refused(call.dialect.unauthorized("expired"))
    call.known = account


# ---------------------------------------------------------------- faults
async def _before(call: Call, fault: Fault) -> Response | None:
    match fault.fault:
        case FaultKind.RATE_LIMIT:
            return call.dialect.throttled(call, fault.seconds or RESET_AFTER)
        case FaultKind.ERROR:
            return call.dialect.failure(fault.status)
        case FaultKind.TOKEN_EXPIRED:
            return call.dialect.unauthorized("expired")
        case FaultKind.CUT:
            raise Cut
        case FaultKind.SLOW:
            await _wait(call.request, fault.seconds)
    return None


async def _after(call: Call, fault: Fault, response: Response) -> Response:
    _linger(call, fault)
    match fault.fault:
        case FaultKind.ERROR_AFTER:
            return call.dialect.failure(fault.status)
        case FaultKind.CUT_AFTER:
            raise Cut
        case FaultKind.SILENT:
            await _hang(call.request)
            raise Cut
        case FaultKind.BAD_JSON:
            return Response(
                b'{"data": {"id": "17', response.status_code, media_type="application/json"
            )
        case FaultKind.HUGE:
            return StreamingResponse(
                _padding(fault.size), response.status_code, media_type="application/json"
            )
    return response


def _linger(call: Call, fault: Fault) -> None:
    """Let the post that was just made lag in reads."""
    seconds = fault.hidden or (fault.seconds if fault.fault is FaultKind.LAG else 0)
    if call.made and (fault.reads or seconds):
        call.state.hide(call.dialect.name, call.made, fault.reads, seconds)


async def _hang(request: Request) -> None:
    """Say nothing until the client has gone away or the server stops."""
    while not (await request.is_disconnected() or _stopping(request)):
        await anyio.sleep(TICK)


async def _wait(request: Request, seconds: float) -> None:
    """Let ``seconds`` go by, or less when the server stops."""
    end = anyio.current_time() + seconds
    while (left := end - anyio.current_time()) > 0 and not _stopping(request):
        await anyio.sleep(min(left, TICK))


def _stopping(request: Request) -> bool:
    return bool(request.app.state.stopping.is_set())


async def _padding(size: int) -> AsyncIterator[bytes]:
    block = b" " * 65536
    for start in range(0, size, len(block)):
        yield block[: min(len(block), size - start)]


async def _closed(request: Request) -> Response:
    """Close the connection under the request; the response never leaves."""
    transport = getattr(request.state, "transport", None)
    if transport is not None:
        transport.abort()
    return JSONResponse({}, 500)


# ---------------------------------------------------------------- the log
def _entry(call: Call) -> dict[str, Any]:
    request = call.request
    return {
        "platform": call.dialect.name,
        "endpoint": call.endpoint,
        "method": request.method,
        "path": request.url.path,
        "query": _public(dict(request.query_params)),
        "headers": {name: request.headers[name] for name in NOTED if name in request.headers},
        "body": _shown(call),
    }


def _outcome(call: Call, status: int, fault: Fault | None) -> dict[str, Any]:
    return {
        "handle": call.known.handle if call.known else "",
        "status": status,
        "fault": fault.fault.value if fault else "",
    }


def _shown(call: Call) -> Any:
    """The body as the log keeps it: no credentials, of bytes only their number."""
    if not call.raw:
        return None
    if call.content_type == "application/json":
        try:
            body = json.loads(call.raw)
        except (ValueError, RecursionError):
            return {"bytes": len(call.raw)}
        return _public(body) if isinstance(body, dict) else body
    if call.content_type == "application/x-www-form-urlencoded":
        return _public(dict(parse_qsl(call.raw.decode(errors="replace"), keep_blank_values=True)))
    if call.content_type == "multipart/form-data":
        try:
            return {name: found.shown() for name, found in call.fields().items()}
        except Refused:
            pass
    return {"bytes": len(call.raw)}


def _public(body: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in body.items() if key not in SECRET_FIELDS}
