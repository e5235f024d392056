"""What Instagram refuses with, and what each refusal means for a post.

Meta answers with a code and a subcode, often under HTTP 400 whatever is wrong; rows are
recognised by "/code/subcode/". Sources: Instagram platform error codes and Graph API
error handling (reference served 2026-09-11); code 2 repeated posts in arsduo/koala#699.
Read 2026-11-22.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime

from bot.http import Answer, Effect, Refusal, Remedy, minimum_wait, outcome_of, reading
from bot.http.wait import LONGEST
from bot.model import Deferred, Rejected, Unknown

#: Without a word from Meta: its windows slide over an hour (rate-limit page) or a day.
WINDOW = 3600.0

_LOOK = "Look at the account in the Instagram app, then release the post."
_CHANGE = "Change the picture or the text, and plan the post again."
_SIGN_IN = "Sign the account in again with gatepost account add."


def _row(sign: str, remedy: Remedy, what: str, fix: str = "", *, held: bool = False) -> Refusal:
    return Refusal(sign.strip("/").replace("/", "."), remedy, what, fix, sign=sign, held=held)


TABLE: tuple[Refusal, ...] = (
    _row("/-2/2207003/", Remedy.RECREATE, "Instagram could not download the picture in time"),
    _row("/-2/2207020/", Remedy.RECREATE, "The prepared post has expired"),
    _row("/-1/2207001/", Remedy.LOOKUP, "Instagram failed without saying whether it acted"),
    _row("/-1/2207032/", Remedy.RECREATE, "Instagram could not prepare the post"),
    _row("/-1/2207053/", Remedy.RECREATE, "Instagram could not take the upload"),
    _row("/1/2207057/", Remedy.NEVER, "Instagram finds the cover's time out of range", _CHANGE),
    _row("/4/2207051/", Remedy.NEVER, "Instagram took this for spam", _LOOK, held=True),
    _row("/9/2207042/", Remedy.RESET, "Instagram's daily number of posts is used up"),
    _row("/24/2207006/", Remedy.RECREATE, "Instagram does not find the prepared post"),
    _row("/24/2207008/", Remedy.RECREATE, "The prepared post is gone or has expired"),
    _row("/25/2207050/", Remedy.NEVER, "Instagram has restricted the account", _LOOK, held=True),
    _row("/100/2207028/", Remedy.NEVER, "A carousel takes 2 to 10 pictures", _CHANGE),
    _row("/100/2207040/", Remedy.NEVER, "The caption tags too many accounts", _CHANGE),
    _row("/352/2207026/", Remedy.NEVER, "Instagram does not take this video", _CHANGE),
    _row("/9004/2207052/", Remedy.RECREATE, "Instagram could not fetch the picture from its URL"),
    _row("/9007/2207027/", Remedy.POLL, "Instagram is still preparing the post"),
    _row("/36000/2207004/", Remedy.NEVER, "The picture is larger than 8 MiB", _CHANGE),
    _row("/36001/2207005/", Remedy.NEVER, "Instagram takes JPEG pictures only", _CHANGE),
    _row("/36003/2207009/", Remedy.NEVER, "The picture's shape is outside 4:5 to 1.91:1", _CHANGE),
    _row("/36004/2207010/", Remedy.NEVER, "The caption is too long", _CHANGE),
    _row("/190/", Remedy.REFRESH, "Instagram no longer accepts the account's token", _SIGN_IN),
    _row("/10/", Remedy.NEVER, "The token lacks a permission", _SIGN_IN, held=True),
    _row("/200-299/", Remedy.NEVER, "The token lacks a permission", _SIGN_IN, held=True),
    _row("/3/", Remedy.NEVER, "The app may not make this call", _SIGN_IN, held=True),
    *(
        _row(f"/{code}/", Remedy.RESET, "Instagram asks to wait")
        for code in (4, 9, 17, 32, 613, 80001, 80002, 341)
    ),
    _row("/1/", Remedy.LOOKUP, "Instagram failed without saying whether it acted"),
    _row("/2/", Remedy.LOOKUP, "Instagram failed without saying whether it acted"),
    _row("/368/", Remedy.NEVER, "Instagram has blocked the account for a while", _LOOK, held=True),
    _row("/506/", Remedy.LOOKUP, "Instagram says that this has just been posted"),
    _row("/1609005/", Remedy.NEVER, "Instagram could not read the link", _CHANGE),
    Refusal("token", Remedy.REFRESH, "Instagram does not accept the token", _SIGN_IN, (401,)),
    Refusal("limit", Remedy.RESET, "Instagram asks to wait", status=(429,)),
    Refusal(
        "5xx",
        Remedy.LOOKUP,
        "Instagram failed without saying whether it acted",
        status=(500, 502, 503, 504),
    ),
)


def refusal(answer: Answer) -> Refusal:
    """The row of TABLE that a refusal falls under."""
    return reading(TABLE, answer.status, _signs(answer))


def outcome(answer: Answer, effect: Effect, now: datetime) -> Rejected | Deferred | Unknown:
    """What such an answer means for the post."""
    wait = minimum_wait(answer.headers, now) or _regained(answer) or WINDOW
    return outcome_of(refusal(answer), "instagram", answer, effect, wait=wait)


def _signs(answer: Answer) -> Iterator[str]:
    code, subcode = answer.text("error", "code"), answer.text("error", "error_subcode")
    if code:
        yield f"/{code}/{subcode}/" if subcode else f"/{code}/"
    if code.isdigit() and 200 <= int(code[:9]) <= 299:
        yield "/200-299/"


def _regained(answer: Answer) -> float | None:
    """Seconds until access returns, out of the business use-case header (it says minutes)."""
    try:
        usage = json.loads(answer.headers.get("x-business-use-case-usage", ""))
        minutes = max(
            entry["estimated_time_to_regain_access"]
            for entries in usage.values()
            for entry in entries
        )
        return min(max(0.0, float(minutes) * 60), LONGEST)
    except (ValueError, RecursionError, TypeError, KeyError, AttributeError):
        return None
