"""One request at a stand-in platform, as the endpoints see it.

What differs between platforms in what all of them say is a ``Dialect``.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import Response

from bot.sandbox.faults import Fault, FaultKind
from bot.sandbox.model import SandboxAccount
from bot.sandbox.multipart import Field, NotMultipart, parse
from bot.sandbox.state import SandboxState


class Refused(Exception):
    """An endpoint refuses: the platform's own answer travels with it."""

    def __init__(self, response: Response) -> None:
        super().__init__(f"refused with {response.status_code}")
        self.response = response


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
            return read_json(self.raw)
        except ValueError as error:
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


def read_json(raw: bytes) -> Any:
    """What a body says in JSON that can be said again.

    Raises ValueError also for NaN, for half a surrogate pair, and for bottomless nesting.
    """
    try:
        value = json.loads(raw, parse_constant=_no_number)
        json.dumps(value, ensure_ascii=False).encode()
    except RecursionError as error:
        raise ValueError("nested too deeply") from error
    return value


def _no_number(name: str) -> Any:
    raise ValueError(f"{name} is not JSON")


def _as_text(value: Any) -> str:
    if isinstance(value, list):
        return ",".join(map(str, value))
    return value if isinstance(value, str) else json.dumps(value)


Handler = Callable[[Call], Awaitable[Response]]
