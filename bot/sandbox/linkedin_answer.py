"""How LinkedIn says no, and which API versions are alive."""

from __future__ import annotations

from datetime import date
from http import HTTPStatus
from typing import Any

from starlette.responses import JSONResponse, Response

from bot.sandbox.call import Call, Refused
from bot.sandbox.shape import How, Misfit, Shape, misfits

#: Marketing API versions and the day each is switched off (LinkedIn versioning page,
#: compiled 2026-09-19). A version LinkedIn never had is not in it.
SUNSETS = {
    "202510": date(2026, 10, 15),
    "202511": date(2026, 11, 16),
    "202601": date(2027, 1, 15),
    "202602": date(2027, 2, 15),
    "202603": date(2027, 3, 16),
    "202604": date(2027, 4, 15),
    "202605": date(2027, 5, 15),
    "202606": date(2027, 6, 15),
    "202607": date(2027, 7, 15),
    "202608": date(2027, 8, 17),
    "202609": date(2027, 9, 15),
}
NEWEST = max(SUNSETS)


def no(status: int, message: str, code: str = "", service: int | None = None) -> JSONResponse:
    """A refusal in LinkedIn's shape."""
    body: dict[str, Any] = {"status": status}
    if service is not None:
        body["serviceErrorCode"] = service
    if code:
        body["code"] = code
    return JSONResponse(
        {**body, "message": message}, status, headers={"x-restli-error-response": "true"}
    )


def denied(what: str) -> JSONResponse:
    """403: the token's scopes do not reach ``what`` (linkedin-api-python-client#47)."""
    return no(403, f"Not enough permissions to access: {what}", "ACCESS_DENIED", 100)


def require_version(call: Call) -> None:
    """Refuse a request whose version is missing or dead, or that names no protocol."""
    version = call.request.headers.get("linkedin-version", "")
    if not version:
        raise Refused(
            no(400, "A version must be present. Please specify a version.", "VERSION_MISSING")
        )
    if not _alive(version, call.state.now().date()):
        # n8n-io/n8n#14737: the message names the version with a day.
        raise Refused(
            no(426, f"Requested version {version}01 is not active", "NONEXISTENT_VERSION")
        )
    if call.request.headers.get("x-restli-protocol-version") != "2.0.0":
        raise Refused(no(400, "X-RestLi-Protocol-Version must be 2.0.0", "ILLEGAL_ARGUMENT"))


def _alive(version: str, today: date) -> bool:
    if version in SUNSETS:
        return today < SUNSETS[version]
    # A version younger than the table may exist once its month has come.
    plausible = version.isascii() and version.isdigit() and len(version) == 6
    return plausible and NEWEST < version <= f"{today:%Y%m}"


def refuse_misfits(shape: Shape, body: Any) -> None:
    """Refuse a body that is not of its shape, as Rest.li's validation words it."""
    found = [f"ERROR :: {_path(m)} :: {_said(m)}\n" for m in misfits(shape, body)]
    if found:
        raise Refused(no(422, "".join(found)))


def _path(misfit: Misfit) -> str:
    return "/" + "/".join(map(str, misfit.path))


def _said(misfit: Misfit) -> str:
    words = {
        How.UNKNOWN: "unrecognized field found but not allowed",
        How.MISSING: "field is required but not found and has no default value",
        How.TYPE: f"value cannot be coerced to {misfit.expected}",
        How.PATTERN: "value is not of the form required",
        How.CHOICE: "value is not an enum symbol",
        How.SHORT: f"length is less than {misfit.expected}",
        How.LONG: f"length is more than {misfit.expected}",
    }
    return words[misfit.how]


class LinkedInDialect:
    """LinkedIn's words for what every platform says."""

    name = "linkedin"

    def token(self, call: Call) -> str:
        """Only the Authorization header counts."""
        return call.bearer()

    def unauthorized(self, why: str) -> Response:
        """401 with the reason."""
        return {
            "missing": no(401, "Empty oauth2_access_token", "", 65604),
            "unknown": no(401, "Invalid access token", "INVALID_ACCESS_TOKEN", 65600),
            "expired": no(401, "Expired access token", "EXPIRED_ACCESS_TOKEN", 65602),
        }[why]

    def throttled(self, call: Call, seconds: float) -> Response:  # noqa: ARG002 - no header
        """429; LinkedIn documents no header that tells the reset."""
        return no(429, "Resource level throttle limit for calls to this resource is reached.")

    def failure(self, status: int) -> Response:
        """5xx, and 403 without a reason."""
        code = {403: "ACCESS_DENIED"}.get(status, HTTPStatus(status).name)
        return no(status, HTTPStatus(status).phrase, code)

    def unreadable(self, what: str) -> Response:
        """400 for a body that cannot be read."""
        return no(400, f"Could not read entity: {what}", "ILLEGAL_ARGUMENT")

    def finish(self, call: Call, response: Response) -> None:  # noqa: ARG002
        """Every answer names the protocol."""
        response.headers["x-restli-protocol-version"] = "2.0.0"


DIALECT = LinkedInDialect()
