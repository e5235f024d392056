"""What a fault does to the request it strikes."""

from __future__ import annotations

from collections.abc import AsyncIterator

import anyio
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse

from bot.sandbox.call import Call
from bot.sandbox.faults import Fault, FaultKind

TICK = 0.02  # seconds between looks at whether the client has gone
RESET_AFTER = 900.0  # seconds: X's rate windows are 15 minutes long


class Cut(Exception):
    """The connection is to be closed without an answer."""


async def before(call: Call, fault: Fault) -> Response | None:
    """The answer of a fault that strikes before anything is accepted; None to go on."""
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


async def after(call: Call, fault: Fault, response: Response) -> Response:
    """What leaves in place of the answer to a request that was accepted."""
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


def closed(request: Request) -> Response:
    """Close the connection under the request; the response never leaves."""
    transport = getattr(request.state, "transport", None)
    if transport is not None:
        transport.abort()
    return JSONResponse({}, 500)
