"""X v2 as publishing meets it: create, delete, read back, media, alt text, who am I.

Bodies, codes and field rules follow X's OpenAPI document 2.167 (2026-08-22); the texts of
its refusals are those seen in the wild (named where they stand). Two habits of the real
platform matter to a read-back and are kept: a link comes back as a t.co address with the
original under ``entities.urls``, and ``&``, ``<`` and ``>`` come back escaped.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.sandbox import x_media, x_text
from bot.sandbox.call import Call, Refused
from bot.sandbox.model import Kept, Upload
from bot.sandbox.serving import endpoint
from bot.sandbox.state import SandboxState
from bot.sandbox.x_answer import DIALECT, PROBLEMS, forbidden, invalid, problem, refuse_misfits
from bot.sandbox.x_body import CREATE, ID

CASHTAG = re.compile(r"(?<![\w$])\$[A-Za-z]{1,6}(?:[._][A-Za-z]{1,2})?(?!\w)")
METRICS = {
    "retweet_count": 0,
    "repost_count": 0,
    "reply_count": 0,
    "like_count": 0,
    "quote_count": 0,
    "bookmark_count": 0,
    "impression_count": 0,
}


def routes(state: SandboxState) -> list[Route]:
    """The endpoints, to be mounted under ``/x``."""

    def at(path: str, method: str, name: str, handler: Any) -> Route:
        return Route(path, endpoint(state, DIALECT, name, handler), methods=[method])

    return [
        at("/2/tweets", "POST", "create", create),
        at("/2/tweets/{id}", "DELETE", "delete", delete),
        at("/2/tweets/{id}", "GET", "read", read),
        at("/2/users/me", "GET", "me", me),
        at("/2/users/{id}/tweets", "GET", "list", timeline),
        *x_media.routes(at),
    ]


# ---------------------------------------------------------------- create
async def create(call: Call) -> Response:
    """POST /2/tweets."""
    _need(call, "tweet.read", "tweet.write", "users.read")
    body = call.json()
    refuse_misfits(CREATE, body)
    text = x_text.trimmed(body.get("text", ""))
    uploads = _media(call, body)
    _refuse_text(call, text, bool(uploads))
    reply_to = _reply(call, body)
    number = str(2_000_000_000_000_000_000 + call.state.next_number())
    handle = call.account.handle
    flags = tuple(f for f in ("paid_partnership", "made_with_ai") if body.get(f))
    post = Kept(
        id=number,
        platform="x",
        handle=handle,
        owner=call.account.remote_id,
        text=text,
        wire=body.get("text", ""),
        created_at=call.state.now(),
        url=f"https://x.com/{handle}/status/{number}",
        pictures=tuple(p for u in uploads for p in u.pictures),
        reply_to=reply_to,
        flags=flags,
        extra={k: v for k, v in body.items() if k not in ("text", "media", "reply", *flags)},
    )
    call.state.keep(post, uploads)
    call.made = number
    shown = x_text.as_read(post)[0]
    return JSONResponse(
        {"data": {"id": number, "text": shown, "edit_history_tweet_ids": [number]}}, 201
    )


def _refuse_text(call: Call, text: str, has_media: bool) -> None:
    if not text and not has_media:
        raise Refused(invalid({"text": [text]}, "Tweet text must not be empty without media."))
    if not x_text.sendable(text):
        raise Refused(invalid({}, "Your Tweet text holds characters that are not allowed."))
    if x_text.weight(text) > x_text.LIMIT:
        # Wording and status: gundogan8/FotBot#22.
        raise Refused(
            invalid(
                {},
                "Your Tweet text is too long. For more information on how Twitter determines "
                "text length see https://github.com/twitter/twitter-text.",
            )
        )
    if len(CASHTAG.findall(text)) > 1:
        raise Refused(forbidden("Your post may hold a maximum of one cashtag."))
    if text and call.state.duplicate_of("x", call.account.remote_id, text):
        # akrherz/iembot#163
        raise Refused(forbidden("You are not allowed to create a Tweet with duplicate content."))


def _media(call: Call, body: dict[str, Any]) -> tuple[Upload, ...]:
    ids = body.get("media", {}).get("media_ids", [])
    found = [call.state.upload("x", one, call.account.remote_id) for one in ids]
    good = [u for u in found if u and u.ready and not u.failed and not u.used]
    if len(good) != len(ids) or len(set(ids)) != len(ids):
        # plhery/node-twitter-api-v2#375 and abraham/twitteroauth#1222
        raise Refused(invalid({"media.media_ids": ids}, "Your media IDs are invalid."))
    kinds = {u.kind for u in good}
    if len(good) > 1 and kinds != {"tweet_image"}:
        raise Refused(
            invalid({"media.media_ids": ids}, "Only one GIF or video, or up to four photos.")
        )
    if any(x_media.expired(call, u) for u in good):
        raise Refused(invalid({"media.media_ids": ids}, "Your media IDs are invalid."))
    return tuple(good)


def _reply(call: Call, body: dict[str, Any]) -> str:
    parent_id = str(body.get("reply", {}).get("in_reply_to_tweet_id", ""))
    if not parent_id:
        return ""
    parent = call.state.post("x", parent_id)
    if parent is None or parent.deleted_at:
        raise Refused(
            forbidden("You attempted to reply to a Tweet that is deleted or not visible to you.")
        )
    if parent.owner != call.account.remote_id or not call.state.self_replies:
        # gptme/gptme-contrib#811; since 2026-02-23 only the mentioned or quoted may reply.
        raise Refused(
            forbidden(
                "Reply to this conversation is not allowed because you have not been mentioned "
                "or otherwise engaged by the author of the post you are replying to."
            )
        )
    return parent_id


# ---------------------------------------------------------------- delete and read
async def delete(call: Call) -> Response:
    """DELETE /2/tweets/{id}; one that is gone is 404 (the documents do not say)."""
    _need(call, "tweet.read", "tweet.write", "users.read")
    post = call.state.post("x", _path_id(call))
    if post is None or post.deleted_at:
        raise Refused(problem(404, "Not Found"))
    if post.owner != call.account.remote_id:
        raise Refused(forbidden("You are not authorized to delete this Tweet."))
    call.state.change("x", post.id, deleted_at=call.state.now())
    return JSONResponse({"data": {"deleted": True}})


async def read(call: Call) -> Response:
    """GET /2/tweets/{id}: a missing post is an error inside a 200."""
    _need(call, "tweet.read", "users.read")
    wanted = _path_id(call)
    post = call.state.post("x", wanted)
    if post is None or post.deleted_at or not call.state.shows(post):
        return JSONResponse(
            {
                "errors": [
                    {
                        "value": wanted,
                        "detail": f"Could not find tweet with id: [{wanted}].",
                        "title": "Not Found Error",
                        "resource_type": "tweet",
                        "parameter": "id",
                        "resource_id": wanted,
                        "type": f"{PROBLEMS}/resource-not-found",
                    }
                ]
            }
        )
    return JSONResponse({"data": _shown(call, post)})


async def timeline(call: Call) -> Response:
    """GET /2/users/{id}/tweets: newest first, ``start_time`` and ``end_time`` inclusive."""
    _need(call, "tweet.read", "users.read")
    owner = _path_id(call)
    low, high = _time(call, "start_time"), _time(call, "end_time")
    most = _max_results(call)
    posts = [
        p
        for p in call.state.visible("x", owner)
        if (low is None or p.created_at >= low) and (high is None or p.created_at < high)
    ]
    start = _page(call)
    page = posts[start : start + most]
    meta: dict[str, Any] = {"result_count": len(page)}
    if page:
        meta |= {"newest_id": page[0].id, "oldest_id": page[-1].id}
    if start + most < len(posts):
        meta["next_token"] = f"p{start + most}"
    answer: dict[str, Any] = {"meta": meta}
    if page:
        answer["data"] = [_shown(call, p) for p in page]
    return JSONResponse(answer)


async def me(call: Call) -> Response:
    """GET /2/users/me."""
    _need(call, "tweet.read", "users.read")
    account = call.account
    return JSONResponse(
        {"data": {"id": account.remote_id, "name": account.name, "username": account.handle}}
    )


def _shown(call: Call, post: Kept) -> dict[str, Any]:
    asked = {f for f in call.query.get("tweet.fields", "").split(",") if f}
    text, entities = x_text.as_read(post)
    every: dict[str, Any] = {
        "created_at": post.created_at.strftime("%Y-%m-%dT%H:%M:%S.000Z"),
        "author_id": post.owner,
        "public_metrics": METRICS,
        "entities": entities,
        "lang": "en",
        "conversation_id": post.id,
    }
    if post.pictures:
        every["attachments"] = {
            "media_keys": [f"3_{post.id}{n}" for n, _ in enumerate(post.pictures)]
        }
    if post.reply_to:
        every["referenced_tweets"] = [{"type": "replied_to", "id": post.reply_to}]
    return {
        "id": post.id,
        "text": text,
        "edit_history_tweet_ids": [post.id],
        **{name: value for name, value in every.items() if name in asked and value},
    }


# ---------------------------------------------------------------- parameters
def _need(call: Call, *scopes: str) -> None:
    if not call.account.may(*scopes):
        raise Refused(forbidden("Forbidden"))


def _path_id(call: Call) -> str:
    wanted = str(call.request.path_params["id"])
    if not re.fullmatch(ID, wanted):
        raise Refused(
            invalid(
                {"id": [wanted]},
                f"The `id` query parameter value [{wanted}] is not valid",
            )
        )
    return wanted


def _time(call: Call, name: str) -> datetime | None:
    text = call.query.get(name, "")
    if not text:
        return None
    if not re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z", text):
        raise Refused(
            invalid({name: [text]}, f"Invalid '{name}':'{text}'. Must be a valid RFC 3339 time.")
        )
    try:
        return datetime.fromisoformat(text)
    except ValueError as error:
        raise Refused(
            invalid({name: [text]}, f"Invalid '{name}':'{text}'. Must be a valid RFC 3339 time.")
        ) from error


def _max_results(call: Call) -> int:
    text = call.query.get("max_results", "10")
    if not text.isascii() or not text.isdigit() or not 5 <= int(text[:9]) <= 100:
        raise Refused(
            invalid(
                {"max_results": [text]},
                f"The `max_results` query parameter value [{text}] is not between 5 and 100",
            )
        )
    return int(text)


def _page(call: Call) -> int:
    token = call.query.get("pagination_token", "p0")
    if not re.fullmatch(r"p\d{1,9}", token):
        raise Refused(invalid({"pagination_token": [token]}, "The pagination token is not valid."))
    return int(token[1:])
