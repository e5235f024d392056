"""How a stand-in serves an endpoint: noted, authenticated, answered, struck by a fault or not."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any
from urllib.parse import parse_qsl

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from bot.sandbox import strike
from bot.sandbox.call import Call, Dialect, Handler, Refused, read_json
from bot.sandbox.faults import AFTER, Fault
from bot.sandbox.state import SandboxState

BODY_MAX = 64 * 1024 * 1024
#: The only headers that are noted: none of them can hold a secret.
NOTED = ("content-type", "linkedin-version", "x-restli-protocol-version", "x-restli-method")
SECRET_FIELDS = frozenset({"access_token", "client_secret", "refresh_token", "appsecret_proof"})


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
        except strike.Cut:
            state.settle(number, **_outcome(call, 0, fault))
            return strike.closed(request)
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
            raise strike.Cut
        parts.append(chunk)
    return b"".join(parts)


async def _answer(call: Call, handler: Handler, fault: Fault | None) -> Response:
    if fault and (early := await strike.before(call, fault)):
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
    return await strike.after(call, fault, response)


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
            body = read_json(call.raw)
        except ValueError:
            return {"bytes": len(call.raw)}
        return _public(body) if isinstance(body, dict) else body
    if call.content_type == "application/x-www-form-urlencoded":
        return _public(dict(parse_qsl(call.raw.decode(errors="replace"), keep_blank_values=True)))
    if call.content_type == "multipart/form-data":
        try:
            return _public({name: found.shown() for name, found in call.fields().items()})
        except Refused:
            pass
    return {"bytes": len(call.raw)}


def _public(body: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in body.items() if key not in SECRET_FIELDS}
