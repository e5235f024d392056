"""How the Graph API says no: one error body for all, told apart by code and subcode.

Codes and subcodes: Instagram Platform error codes (Meta, served 2026-09-11).
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass

from starlette.responses import JSONResponse, Response

from bot.sandbox.call import Call


@dataclass(frozen=True, slots=True)
class Code:
    """One of Meta's errors."""

    code: int
    subcode: int
    message: str
    title: str = ""
    said: str = ""
    transient: bool = False


QUOTA = Code(9, 2207042, "Application request limit reached", "Publishing limit reached")
NO_CONTAINER = Code(24, 2207008, "The media builder with this id does not exist or has expired")
EXPIRED_MEDIA = Code(-2, 2207020, "The media you are trying to access has expired")
CAROUSEL = Code(100, 2207028, "Invalid carousel", "", "A carousel takes 2 to 10 items.")
MENTIONS = Code(100, 2207040, "Too many @ tags", "", "A caption takes at most 20 @ tags.")
FETCH = Code(
    9004,
    2207052,
    "Only photo or video can be accepted as media type",
    "",
    "The media could not be fetched from this URI.",
)
NOT_READY = Code(
    9007,
    2207027,
    "Media ID is not available",
    "Cannot publish",
    "The media is not ready to be published. Please wait a moment.",
)
TOO_LARGE = Code(
    36000, 2207004, "The image is too large to download", "", "The image is larger than 8 MiB."
)
FORMAT = Code(36001, 2207005, "The image format is not supported", "", "The image is not a JPEG.")
RATIO = Code(
    36003,
    2207009,
    "The aspect ratio is not supported",
    "",
    "The aspect ratio is outside 4:5 to 1.91:1.",
)
CAPTION = Code(
    36004, 2207010, "The caption was too long", "", "A caption takes at most 2200 characters."
)
MISSING_TOKEN = Code(190, 0, "An access token is required to request this resource.")
UNKNOWN_TOKEN = Code(190, 467, "Invalid OAuth access token - Cannot parse access token")
EXPIRED_TOKEN = Code(190, 463, "Error validating access token: Session has expired")
DENIED = Code(10, 0, "(#10) Application does not have permission for this action")
NOT_FOUND = Code(
    100,
    33,
    "Unsupported request. Object does not exist, cannot be loaded due to missing permissions, "
    "or does not support this operation",
)


def no(error: Code, status: int = 400) -> JSONResponse:
    """A refusal in Meta's shape."""
    trace = hashlib.sha256(f"{error.code} {error.subcode}".encode()).hexdigest()[:23]
    body: dict[str, object] = {
        "message": error.message,
        "type": "OAuthException",
        "code": error.code,
    }
    if error.subcode:
        body["error_subcode"] = error.subcode
    body["is_transient"] = error.transient
    if error.title or error.said:
        body |= {"error_user_title": error.title or error.message, "error_user_msg": error.said}
    body["fbtrace_id"] = f"A{trace}"
    return JSONResponse({"error": body}, status)


def parameter(message: str) -> JSONResponse:
    """Code 100: something is wrong with a parameter."""
    return no(Code(100, 0, f"(#100) {message}"))


class InstagramDialect:
    """Meta's words for what every platform says."""

    name = "instagram"

    def token(self, call: Call) -> str:
        """The Authorization header, or ``access_token`` in the query or the form."""
        return call.bearer() or call.values().get("access_token", "")

    def unauthorized(self, why: str) -> Response:
        """401, code 190."""
        known = {"missing": MISSING_TOKEN, "unknown": UNKNOWN_TOKEN, "expired": EXPIRED_TOKEN}
        return no(known[why], 401)

    def throttled(self, call: Call, seconds: float) -> Response:  # noqa: ARG002
        """429 of the Graph: code 4, and the minutes until access in a header."""
        response = no(Code(4, 0, "(#4) Application request limit reached", transient=True), 429)
        response.headers["x-business-use-case-usage"] = _usage(100, max(1, round(seconds / 60)))
        return response

    def failure(self, status: int) -> Response:
        """5xx as code 2, anything else without a reason as code 200."""
        if status >= 500:
            return no(
                Code(
                    2,
                    0,
                    "An unexpected error has occurred. Please retry your request later.",
                    transient=True,
                ),
                status,
            )
        return no(Code(200, 0, "(#200) Permissions error"), status)

    def unreadable(self, what: str) -> Response:
        """Code 100 for a body that cannot be read."""
        return parameter(f"The request body could not be read: {what}")

    def finish(self, call: Call, response: Response) -> None:  # noqa: ARG002
        """Every answer tells how much of the allowance is used."""
        response.headers.setdefault("x-business-use-case-usage", _usage(1, 0))
        response.headers["x-app-usage"] = '{"call_count":1,"total_cputime":1,"total_time":1}'


def _usage(percent: int, minutes: int) -> str:
    entry = {
        "type": "instagram",
        "call_count": percent,
        "total_cputime": percent,
        "total_time": percent,
        "estimated_time_to_regain_access": minutes,
    }
    return json.dumps({"0": [entry]})


DIALECT = InstagramDialect()
