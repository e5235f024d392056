"""How X says no: problem bodies, and the headers on all that it says."""

from __future__ import annotations

import json
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from starlette.responses import JSONResponse, Response

from bot.sandbox.call import Call, Refused
from bot.sandbox.shape import How, Misfit, Shape, json_type, misfits

PROBLEMS = "https://api.x.com/2/problems"
#: Requests per 15 minutes and user (X rate-limit pages, read 2026-08-22).
WINDOW = 900
RATES = {"create": 100, "delete": 50, "list": 900, "read": 900, "me": 75}
MEDIA_RATE = 500


def problem(status: int, detail: str, title: str = "") -> JSONResponse:
    """A problem of no special type."""
    return JSONResponse(
        {
            "title": title or HTTPStatus(status).phrase,
            "detail": detail,
            "type": "about:blank",
            "status": status,
        },
        status,
        media_type="application/problem+json",
    )


def forbidden(detail: str) -> JSONResponse:
    """403 with a reason."""
    return problem(403, detail)


def invalid(parameters: Mapping[str, Any], message: str) -> JSONResponse:
    """400 for one thing wrong with a request."""
    return invalid_all([{"parameters": dict(parameters), "message": message}])


def invalid_all(errors: list[dict[str, Any]]) -> JSONResponse:
    """400 for everything wrong with a request."""
    return JSONResponse(
        {
            "errors": errors,
            "title": "Invalid Request",
            "detail": "One or more parameters to your request was invalid.",
            "type": f"{PROBLEMS}/invalid-request",
        },
        400,
    )


def refuse_misfits(shape: Shape, body: Any) -> None:
    """Refuse a body that is not of its shape, in the words of X's own schema check."""
    found = [
        {"parameters": {_path(m): [json.dumps(m.value)]}, "message": f"{_path(m)}: {_said(m)}"}
        for m in misfits(shape, body)
    ]
    if found:
        raise Refused(invalid_all(found))


def _path(misfit: Misfit) -> str:
    return "$" + "".join(f"[{p}]" if isinstance(p, int) else f".{p}" for p in misfit.path)


def _said(misfit: Misfit) -> str:
    words = {
        How.UNKNOWN: "is not defined in the schema and the schema does not allow "
        "additional properties",
        How.MISSING: "is missing but it is required",
        How.TYPE: f"{json_type(misfit.value)} found, {misfit.expected} expected",
        How.PATTERN: f"does not match the regex pattern ^{misfit.expected}$",
        How.CHOICE: f"does not have a value in the enumeration [{misfit.expected}]",
        How.SHORT: f"must be at least {misfit.expected} long or large",
        How.LONG: f"must be at most {misfit.expected} long or large",
    }
    return words[misfit.how]


class XDialect:
    """X's words for what every platform says."""

    name = "x"

    def token(self, call: Call) -> str:
        """Only the Authorization header counts."""
        return call.bearer()

    def unauthorized(self, why: str) -> Response:  # noqa: ARG002 - X does not say why
        """401, the same for every reason."""
        return problem(401, "Unauthorized")

    def throttled(self, call: Call, seconds: float) -> Response:
        """429; the reset stands in a header, in Unix seconds."""
        response = problem(429, "Too Many Requests")
        response.headers["x-rate-limit-remaining"] = "0"
        response.headers["x-rate-limit-reset"] = str(int(call.state.now().timestamp() + seconds))
        return response

    def failure(self, status: int) -> Response:
        """5xx, and 402 when the credits are used up (tryethernal/ethernal#1324)."""
        details = {402: "Your account has no credits left to fulfil this request."}
        return problem(status, details.get(status, HTTPStatus(status).phrase))

    def unreadable(self, what: str) -> Response:
        """400 for a body that cannot be read."""
        return invalid({}, f"Request body could not be read: {what}.")

    def finish(self, call: Call, response: Response) -> None:
        """Every answer tells the rate window."""
        limit = RATES.get(call.endpoint, MEDIA_RATE)
        headers = response.headers
        headers["x-rate-limit-limit"] = str(limit)
        headers.setdefault("x-rate-limit-remaining", str(limit - 1))
        reset = int(call.state.now().timestamp()) + WINDOW
        headers.setdefault("x-rate-limit-reset", str(reset))


DIALECT = XDialect()
