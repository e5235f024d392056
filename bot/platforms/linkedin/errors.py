"""What LinkedIn refuses with, and what each refusal means for a post.

Sources: LinkedIn's Posts, Images and versioning documentation as compiled 2026-09-19;
the duplicate answer and its windows from Arisamiga/Linkedin-RSS#5 and
ComposioHQ/composio#2710; the dead version from n8n-io/n8n#14737. Read 2026-11-22.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.http import Answer, Effect, Refusal, Remedy, minimum_wait, outcome_of, reading
from bot.model import Deferred, Rejected, Unknown

_POST = re.compile(r"urn:li:(?:share|ugcPost):\d+")

TABLE: tuple[Refusal, ...] = (
    Refusal(
        "422:duplicate",
        Remedy.LOOKUP,
        "LinkedIn says that this account has already posted this text",
        status=(422,),
        sign="DUPLICATE_POST",
    ),
    Refusal(
        "426:version",
        Remedy.NEVER,
        "LinkedIn no longer answers to the configured API version",
        "Set platforms.linkedin.version in gatepost.toml to a living one (YYYYMM).",
        status=(426,),
        held=True,
    ),
    Refusal(
        "400:version",
        Remedy.NEVER,
        "LinkedIn got no API version",
        "Set platforms.linkedin.version in gatepost.toml (YYYYMM).",
        status=(400,),
        sign="VERSION_MISSING",
        held=True,
    ),
    Refusal(
        "400:too-long",
        Remedy.NEVER,
        "LinkedIn finds a field too long",
        "Shorten the post or its alt texts.",
        status=(400,),
        sign="FIELD_LENGTH_TOO_LONG",
    ),
    Refusal(
        "400:picture-waiting",
        Remedy.POLL,
        "LinkedIn is still working on a picture",
        status=(400,),
        sign="MEDIA_ASSET_WAITING_UPLOAD",
    ),
    Refusal(
        "400:picture-failed",
        Remedy.NEVER,
        "LinkedIn could not process a picture",
        "Save the picture anew as JPEG or PNG, and plan the post again.",
        status=(400,),
        sign="MEDIA_ASSET_PROCESSING_FAILED",
    ),
    Refusal(
        "401:token",
        Remedy.REFRESH,
        "LinkedIn no longer accepts the account's token",
        "Sign the account in again with gatepost account add (due every 60 days).",
        status=(401,),
    ),
    Refusal(
        "403:denied",
        Remedy.NEVER,
        "LinkedIn does not let this token do that",
        "Sign in again with the scope for this author: w_member_social, or w_organization_social"
        " for a page.",
        status=(403,),
        held=True,
    ),
    Refusal(
        "409:conflict",
        Remedy.LOOKUP,
        "LinkedIn was doing the same thing at the same time",
        status=(409,),
    ),
    Refusal(
        "429:limit",
        Remedy.RESET,
        "LinkedIn's daily limit is used up",
        status=(429,),
    ),
    Refusal(
        "400:invalid",
        Remedy.NEVER,
        "LinkedIn finds the request invalid",
        "Compare the post with LinkedIn's limits in the preview, and change the post.",
        status=(400, 413, 415, 422),
    ),
    Refusal(
        "5xx",
        Remedy.LOOKUP,
        "LinkedIn failed without saying whether it acted",
        status=(500, 502, 503, 504),
    ),
)


def refusal(answer: Answer) -> Refusal:
    """The row of TABLE that a refusal falls under."""
    return reading(TABLE, answer.status, _codes(answer.body or {}))


def outcome(answer: Answer, effect: Effect, now: datetime) -> Rejected | Deferred | Unknown:
    """What such an answer means for the post; a duplicate names the post that is there."""
    row = refusal(answer)
    wait = minimum_wait(answer.headers, now)
    return outcome_of(
        row,
        "linkedin",
        answer,
        effect,
        wait=until_midnight(now) if wait is None else wait,
        hint=_named(answer) if row.remedy is Remedy.LOOKUP else "",
    )


def until_midnight(now: datetime) -> float:
    """Seconds to the next midnight UTC, when LinkedIn's counters start anew (no header says so)."""
    midnight = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    return (midnight + timedelta(days=1) - now).total_seconds()


def _problems(body: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    yield body
    details = body.get("errorDetails")
    inputs = details.get("inputErrors") if isinstance(details, Mapping) else None
    for problem in inputs if isinstance(inputs, list) else ():
        if isinstance(problem, Mapping):
            yield problem


def _codes(body: Mapping[str, Any]) -> Iterator[str]:
    for problem in _problems(body):
        if isinstance(problem.get("code"), str):
            yield problem["code"]


def _named(answer: Answer) -> str:
    """The post that the refusal itself names, or ""."""
    for problem in _problems(answer.body or {}):
        for name in ("message", "description"):
            found = _POST.search(str(problem.get(name, "")))
            if found:
                return found.group()
    return ""
