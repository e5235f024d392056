"""Instagram's media containers: made from a public address, polled, then published."""

from __future__ import annotations

import re
from datetime import timedelta

from starlette.concurrency import run_in_threadpool
from starlette.responses import JSONResponse, Response

from bot.sandbox import instagram_answer as answer
from bot.sandbox.call import Call, Refused
from bot.sandbox.fetch import fetch
from bot.sandbox.image import look
from bot.sandbox.instagram_answer import no, parameter
from bot.sandbox.model import Picture, Upload

CAPTION_MAX = 2200
HASHTAGS_MAX = 30  # the API reference; the app itself has stopped at 5 since 2025-12
MENTIONS_MAX = 20
ALT_MAX = 1000
IMAGE_BYTES = 8 * 1024 * 1024
RATIO = (4 / 5, 1.91)
SLACK = 0.005  # a picture fitted to whole pixels misses its ratio by that little
LIVES = timedelta(hours=24)
PER_DAY = 400
PARAMETERS = {
    "image_url",
    "caption",
    "alt_text",
    "media_type",
    "is_carousel_item",
    "children",
    "is_ai_generated",
    "is_paid_partnership",
}
FLAGS = {"is_ai_generated": "made_with_ai", "is_paid_partnership": "paid_partnership"}
STATUS = {
    "IN_PROGRESS": "In Progress: Media is still being processed.",
    "FINISHED": "Finished: Media has been uploaded and it is ready to be published.",
    "PUBLISHED": "Published: Media has been published.",
    "EXPIRED": "Expired: Media was not published within 24 hours.",
}


def need_user(call: Call, *scopes: str) -> None:
    """Refuse a path that names another account, or a token with none of ``scopes``."""
    if str(call.request.path_params["user"]) not in ("me", call.account.remote_id):
        raise Refused(no(answer.NOT_FOUND))
    if not call.account.may_any(*scopes):
        raise Refused(no(answer.DENIED, 403))


def known(call: Call, names: set[str]) -> dict[str, str]:
    """The parameters of a call; refuses any that is not among ``names``."""
    values = {k: v for k, v in call.values().items() if k != "access_token"}
    for name in sorted(set(values) - names):
        raise Refused(parameter(f"The parameter {name[:40]} is not known"))
    return values


def children(call: Call, parent: Upload) -> tuple[Upload, ...]:
    """The children of a carousel, in their order."""
    found = (call.state.upload("instagram", one, parent.owner) for one in parent.children)
    return tuple(child for child in found if child)


def expired(call: Call, found: Upload) -> bool:
    """Whether a container waited too long."""
    return call.state.now() >= found.created_at + LIVES


async def create(call: Call) -> Response:
    """POST /{user}/media: one picture, one picture of a carousel, or the carousel itself."""
    need_user(call, "instagram_content_publish", "instagram_business_content_publish")
    values = known(call, PARAMETERS)
    _refuse_caption(values.get("caption", ""))
    if len(values.get("alt_text", "")) > ALT_MAX:
        raise Refused(parameter(f"Param alt_text must be at most {ALT_MAX} characters"))
    since = call.state.now() - LIVES
    recent = call.state.uploads("instagram", call.account.remote_id)
    if sum(u.created_at > since for u in recent) >= PER_DAY:
        raise Refused(no(answer.QUOTA))
    if values.get("media_type") == "CAROUSEL":
        made = _carousel(call, values)
    else:
        made = await _single(call, values)
    call.state.put_upload(made)
    return JSONResponse({"id": made.id})


def status(call: Call, found: Upload) -> Response:
    """GET /{container}?fields=status_code,status: this is the poll."""
    asked = {f.strip() for f in call.query.get("fields", "").split(",") if f.strip()}
    for name in sorted(asked - {"id", "status", "status_code"}):
        raise Refused(parameter(f"Tried accessing nonexisting field ({name[:40]})"))
    found = call.state.poll(found)
    if found.used:
        code = "PUBLISHED"
    elif expired(call, found):
        code = "EXPIRED"
    else:
        code = "FINISHED" if found.ready else "IN_PROGRESS"
    every = {"id": found.id, "status_code": code, "status": STATUS[code]}
    return JSONResponse({k: v for k, v in every.items() if k in asked | {"id"}})


# ---------------------------------------------------------------- pieces
def _refuse_caption(caption: str) -> None:
    if len(caption) > CAPTION_MAX:
        raise Refused(no(answer.CAPTION))
    if len(re.findall(r"(?<!\w)@\w", caption)) > MENTIONS_MAX:
        raise Refused(no(answer.MENTIONS))
    if len(re.findall(r"#\w", caption)) > HASHTAGS_MAX:
        raise Refused(parameter(f"A caption takes at most {HASHTAGS_MAX} hashtags"))


async def _single(call: Call, values: dict[str, str]) -> Upload:
    if values.get("media_type", "IMAGE") != "IMAGE":
        raise Refused(parameter("This stand-in takes media_type IMAGE and CAROUSEL"))
    if "children" in values:
        raise Refused(parameter("Only a carousel has children"))
    child = _flag(values, "is_carousel_item")
    if child and "caption" in values:
        raise Refused(parameter("A carousel item has no caption of its own"))
    if not values.get("image_url"):
        raise Refused(parameter("The parameter image_url is required"))
    picture = await _picture(call, values["image_url"], values.get("alt_text", ""))
    return _new(call, values, kind="child" if child else "", pictures=(picture,))


async def _picture(call: Call, url: str, alt: str) -> Picture:
    data = await run_in_threadpool(fetch, url, IMAGE_BYTES)
    if not data:
        raise Refused(no(answer.FETCH))
    if len(data) > IMAGE_BYTES:
        raise Refused(no(answer.TOO_LARGE))
    seen = look(data)
    if seen is None or seen.mime != "image/jpeg":
        raise Refused(no(answer.FORMAT))
    ratio = seen.width / seen.height
    if not RATIO[0] - SLACK <= ratio <= RATIO[1] + SLACK:
        raise Refused(no(answer.RATIO))
    call.state.keep_picture(seen, data)
    return Picture(seen.sha256, seen.mime, seen.width, seen.height, seen.size, alt)


def _carousel(call: Call, values: dict[str, str]) -> Upload:
    if "image_url" in values or "alt_text" in values:
        raise Refused(parameter("A carousel has children, not a picture of its own"))
    ids = tuple(one.strip() for one in values.get("children", "").split(",") if one.strip())
    if not 2 <= len(ids) <= 10 or len(set(ids)) != len(ids):
        raise Refused(no(answer.CAROUSEL))
    for one in ids:
        child = call.state.upload("instagram", one, call.account.remote_id)
        if child is None or child.kind != "child" or expired(call, child):
            raise Refused(no(answer.NO_CONTAINER))
        if not child.ready or child.used:
            raise Refused(no(answer.NOT_READY))
    return _new(call, values, kind="CAROUSEL", children=ids)


def _new(
    call: Call,
    values: dict[str, str],
    *,
    kind: str,
    pictures: tuple[Picture, ...] = (),
    children: tuple[str, ...] = (),
) -> Upload:
    return Upload(
        id=str(17_800_000_000_000_000 + call.state.next_number()),
        platform="instagram",
        owner=call.account.remote_id,
        created_at=call.state.now(),
        kind=kind,
        pictures=pictures,
        caption=values.get("caption", ""),
        flags=tuple(flag for name, flag in FLAGS.items() if _flag(values, name)),
        children=children,
        received=True,
        polls=call.stuck,
    )


def _flag(values: dict[str, str], name: str) -> bool:
    text = values.get(name, "false").lower()
    if text not in ("true", "false", "1", "0"):
        raise Refused(parameter(f"Param {name} must be a boolean"))
    return text in ("true", "1")
