"""What X refuses with, and what each refusal means for a post.

Sources: X API v2 error documentation and OpenAPI 2.167 (2026-08-22); the duplicate and
reply texts from public issue reports (akrherz/iembot#163, gptme/gptme-contrib#811); the
402 of pay-per-use from tryethernal/ethernal#1324. Read 2026-11-22.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from bot.http import Answer, Effect, Refusal, Remedy, minimum_wait, outcome_of, reading
from bot.model import Deferred, Rejected, Unknown

#: X counts most limits in windows of 15 minutes (rate-limit page, read 2026-11-22).
WINDOW = 900.0

TABLE: tuple[Refusal, ...] = (
    Refusal(
        "403:duplicate",
        Remedy.LOOKUP,
        "X says that this account has already posted this text",
        status=(403,),
        sign="duplicate content",
    ),
    Refusal(
        "403:reply",
        Remedy.NEVER,
        "X does not let this account reply there",
        "Make it one post: set platforms.x.threads to false in gatepost.toml.",
        status=(403,),
        sign="reply to this conversation is not allowed",
    ),
    Refusal(
        "403:client-forbidden",
        Remedy.NEVER,
        "X does not let this app post",
        "Check the app's plan and write permission in the X developer portal, then sign in again.",
        status=(403,),
        sign="client-forbidden",
        held=True,
    ),
    Refusal(
        "403:cashtag",
        Remedy.NEVER,
        "X allows one cashtag in a post",
        "Take the others out of the text.",
        status=(403,),
        sign="maximum of one cashtag",
    ),
    Refusal(
        "403:forbidden",
        Remedy.NEVER,
        "X forbids this to the account",
        "Look at the account on x.com: it may be locked or limited.",
        status=(403,),
        held=True,
    ),
    Refusal(
        "401:token",
        Remedy.REFRESH,
        "X no longer accepts the account's token",
        "Sign the account in again with gatepost account add.",
        status=(401,),
    ),
    Refusal(
        "402:credits",
        Remedy.NEVER,
        "The X credits are used up",
        "Buy credits in the X developer portal, then release the post.",
        status=(402,),
        held=True,
    ),
    Refusal("429:limit", Remedy.RESET, "X asks to wait", status=(429,)),
    Refusal(
        "400:invalid",
        Remedy.NEVER,
        "X finds the request invalid",
        "Compare the post with X's limits in the preview, and change the post.",
        status=(400,),
        sign="invalid-request",
    ),
    Refusal(
        "400:invalid",
        Remedy.NEVER,
        "X finds the request invalid",
        "Compare the post with X's limits in the preview, and change the post.",
        status=(400, 413, 415, 422),
    ),
    Refusal(
        "5xx",
        Remedy.LOOKUP,
        "X failed without saying whether it acted",
        status=(500, 502, 503, 504),
    ),
    Refusal(
        "errors-only",
        Remedy.NEVER,
        "X answered with errors and made nothing",
        "Compare the post with X's limits in the preview, and change the post.",
        status=(200, 201),
    ),
)


def refusal(answer: Answer) -> Refusal:
    """The row of TABLE that an answer without a result falls under."""
    return reading(TABLE, answer.status, _signs(answer.body or {}))


def outcome(answer: Answer, effect: Effect, now: datetime) -> Rejected | Deferred | Unknown:
    """What such an answer means for the post."""
    wait = minimum_wait(answer.headers, now)
    return outcome_of(refusal(answer), "x", answer, effect, wait=WINDOW if wait is None else wait)


def _signs(body: Mapping[str, Any]) -> Iterator[str]:
    errors = body.get("errors")
    for problem in (body, *(errors if isinstance(errors, list) else ())):
        if isinstance(problem, Mapping):
            for name in ("type", "title", "detail", "message"):
                if isinstance(problem.get(name), str):
                    yield problem[name]
