"""Instagram's Graph API as publishing meets it: container, status, publish, read, delete.

Follows the IG User Media and Content Publishing pages (Meta, served 2026-09-11). A container
is IN_PROGRESS until a status poll has said FINISHED, so that a client which never polls
fails here every time instead of sometimes there. Stricter than the Graph in one thing:
a parameter it does not know is refused, where the Graph says nothing.
"""

from __future__ import annotations

import re
from typing import Any

from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.sandbox import instagram_answer as answer
from bot.sandbox import instagram_container as container
from bot.sandbox.call import Call, Handler, Refused
from bot.sandbox.instagram_answer import DIALECT, no, parameter
from bot.sandbox.model import Kept, Upload
from bot.sandbox.serving import endpoint
from bot.sandbox.state import SandboxState

METRICS = ("views", "reach", "likes", "comments", "shares", "saved", "total_interactions")
QUOTA_SECONDS = 86_400
POST_FIELDS = frozenset(
    {
        "id",
        "caption",
        "timestamp",
        "permalink",
        "shortcode",
        "media_type",
        "media_product_type",
        "media_url",
        "alt_text",
        "username",
        "owner",
        "like_count",
        "comments_count",
        "children",
        "is_shared_to_feed",
    }
)
USER_FIELDS = frozenset({"id", "user_id", "username", "name", "account_type", "media_count"})
ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"


def routes(state: SandboxState) -> list[Route]:
    """The endpoints, to be mounted under ``/instagram``, with and without a version."""

    def at(path: str, method: str, name: str, handler: Handler) -> list[Route]:
        serve = endpoint(state, DIALECT, name, handler)
        return [
            Route(prefix + path, serve, methods=[method]) for prefix in ("/v{version:float}", "")
        ]

    return [
        *at("/{user}/media", "POST", "media", container.create),
        *at("/{user}/media_publish", "POST", "create", publish),
        *at("/{user}/media", "GET", "list", timeline),
        *at("/{user}/content_publishing_limit", "GET", "quota", quota),
        *at("/{id}/insights", "GET", "metrics", insights),
        *at("/{id}", "GET", "read", read),
        *at("/{id}", "DELETE", "delete", delete),
    ]


async def publish(call: Call) -> Response:
    """POST /{user}/media_publish: the post's id is not the container's."""
    container.need_user(call, "instagram_content_publish", "instagram_business_content_publish")
    values = container.known(call, {"creation_id"})
    found = call.state.upload("instagram", values.get("creation_id", ""), call.account.remote_id)
    if found is None:
        raise Refused(no(answer.NO_CONTAINER))
    if container.expired(call, found):
        raise Refused(no(answer.NO_CONTAINER))
    if not found.ready or found.used or found.kind == "child":
        raise Refused(no(answer.NOT_READY))
    if _used(call) >= call.state.instagram_quota:
        raise Refused(no(answer.QUOTA))
    post = _made(call, found)
    call.state.keep(post, (found, *container.children(call, found)))
    call.made = post.id
    return JSONResponse({"id": post.id})


def _made(call: Call, found: Upload) -> Kept:
    number = call.state.next_number()
    code = _shortcode(3_500_000_000_000_000_000 + number)
    pictures = [p for child in container.children(call, found) for p in child.pictures]
    return Kept(
        id=str(17_900_000_000_000_000 + number),
        platform="instagram",
        handle=call.account.handle,
        owner=call.account.remote_id,
        text=found.caption,
        wire=found.caption,
        created_at=call.state.now(),
        url=f"https://www.instagram.com/p/{code}/",
        pictures=found.pictures or tuple(pictures),
        flags=found.flags,
        extra={
            "shortcode": code,
            "media_type": "CAROUSEL_ALBUM" if found.children else "IMAGE",
            "container": found.id,
        },
    )


def _shortcode(number: int) -> str:
    code = ""
    while number:
        number, digit = divmod(number, len(ALPHABET))
        code = ALPHABET[digit] + code
    return code


# ---------------------------------------------------------------- read and delete
async def read(call: Call) -> Response:
    """GET /{id}: a container's status, a post, or the account itself."""
    wanted = str(call.request.path_params["id"])
    if wanted in ("me", call.account.remote_id):
        return _user(call)
    found = call.state.upload("instagram", wanted, call.account.remote_id)
    if found is not None:
        return container.status(call, found)
    post = _post(call, wanted)
    if not call.state.shows(post):
        raise Refused(no(answer.NOT_FOUND))
    return JSONResponse(_shown(post, _fields(call, POST_FIELDS)))


async def timeline(call: Call) -> Response:
    """GET /{user}/media: newest first, ``since`` and ``until`` in Unix seconds."""
    container.need_user(call, "instagram_basic", "instagram_business_basic")
    fields = _fields(call, POST_FIELDS)
    since, until = _number(call, "since", 0), _number(call, "until", 2**62)
    limit = min(_number(call, "limit", 25), 100)
    posts = [
        p
        for p in call.state.visible("instagram", call.account.remote_id)
        if since <= p.created_at.timestamp() <= until
    ]
    start = _number(call, "after", 0)
    page = posts[start : start + limit]
    body: dict[str, Any] = {"data": [_shown(p, fields) for p in page]}
    if page:
        paging: dict[str, Any] = {
            "cursors": {"before": str(start), "after": str(start + len(page))}
        }
        if start + limit < len(posts):
            paging["next"] = call.base(f"{call.request.url.path}?after={start + limit}")
        body["paging"] = paging
    return JSONResponse(body)


async def delete(call: Call) -> Response:
    """DELETE /{media}: only with Facebook Login and instagram_manage_contents."""
    if not call.account.may("instagram_manage_contents"):
        raise Refused(no(answer.DENIED, 403))
    post = _post(call, str(call.request.path_params["id"]))
    call.state.change("instagram", post.id, deleted_at=call.state.now())
    return JSONResponse({"success": True})


async def quota(call: Call) -> Response:
    """GET /{user}/content_publishing_limit."""
    container.need_user(call, "instagram_basic", "instagram_business_basic")
    fields = _fields(call, frozenset({"quota_usage", "config"})) or {"quota_usage"}
    every: dict[str, Any] = {
        "quota_usage": _used(call),
        "config": {"quota_total": call.state.instagram_quota, "quota_duration": QUOTA_SECONDS},
    }
    return JSONResponse({"data": [{k: v for k, v in every.items() if k in fields}]})


async def insights(call: Call) -> Response:
    """GET /{media}/insights: nobody has seen it; one unknown metric fails the whole call."""
    if not call.account.may_any("instagram_manage_insights", "instagram_business_manage_insights"):
        raise Refused(no(answer.DENIED, 403))
    post = _post(call, str(call.request.path_params["id"]))
    asked = [m for m in call.query.get("metric", "").split(",") if m]
    for place, metric in enumerate(asked):
        if metric not in METRICS:
            raise Refused(
                parameter(
                    f"metric[{place}] must be one of the following values: " + ", ".join(METRICS)
                )
            )
    if not asked:
        raise Refused(parameter("The parameter metric is required"))
    data = [
        {
            "name": metric,
            "period": "lifetime",
            "values": [{"value": 0}],
            "title": metric.replace("_", " ").capitalize(),
            "id": f"{post.id}/insights/{metric}/lifetime",
        }
        for metric in asked
    ]
    return JSONResponse({"data": data})


# ---------------------------------------------------------------- pieces
def _post(call: Call, wanted: str) -> Kept:
    post = call.state.post("instagram", wanted)
    if post is None or post.deleted_at or post.owner != call.account.remote_id:
        raise Refused(no(answer.NOT_FOUND))
    return post


def _user(call: Call) -> Response:
    account = call.account
    every: dict[str, Any] = {
        "id": account.remote_id,
        "user_id": account.remote_id,
        "username": account.handle,
        "name": account.name,
        "account_type": "BUSINESS",
        "media_count": len(call.state.posts_of("instagram", account.remote_id)),
    }
    fields = _fields(call, USER_FIELDS) | {"id"}
    return JSONResponse({k: v for k, v in every.items() if k in fields})


def _shown(post: Kept, fields: set[str]) -> dict[str, Any]:
    every: dict[str, Any] = {
        "id": post.id,
        "caption": post.text,
        "timestamp": post.created_at.strftime("%Y-%m-%dT%H:%M:%S+0000"),
        "permalink": post.url,
        "shortcode": post.extra["shortcode"],
        "media_type": post.extra["media_type"],
        "media_product_type": "FEED",
        "alt_text": post.pictures[0].alt if post.pictures else "",
        "username": post.handle,
        "owner": {"id": post.owner},
        "like_count": 0,
        "comments_count": 0,
    }
    return {k: v for k, v in every.items() if k in fields | {"id"} and v != ""}


def _fields(call: Call, known: frozenset[str]) -> set[str]:
    asked = {f.strip() for f in call.query.get("fields", "").split(",") if f.strip()}
    for name in sorted(asked - known):
        raise Refused(parameter(f"Tried accessing nonexisting field ({name[:40]})"))
    return asked


def _number(call: Call, name: str, default: int) -> int:
    text = call.query.get(name, str(default))
    if not re.fullmatch(r"[0-9]{1,19}", text):
        raise Refused(parameter(f"Param {name} must be a whole number"))
    return int(text)


def _used(call: Call) -> int:
    since = call.state.now().timestamp() - QUOTA_SECONDS
    posts = call.state.posts_of("instagram", call.account.remote_id, deleted=True)
    return sum(p.created_at.timestamp() > since for p in posts)
