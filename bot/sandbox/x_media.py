"""X's media: upload in one request or in parts, status, alternative text."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.sandbox.call import Call, Refused
from bot.sandbox.image import look
from bot.sandbox.model import Picture, Upload
from bot.sandbox.x_answer import forbidden, invalid, refuse_misfits
from bot.sandbox.x_body import APPEND, ID, INITIALIZE, METADATA, ONE_SHOT

EXPIRES = 86_400  # seconds an upload may wait for its post (abraham/twitteroauth#1222)
MIB = 1024 * 1024
#: Bytes per category (X media best practices, read 2026-08-22).
SIZES = {"tweet_image": 5 * MIB, "tweet_gif": 15 * MIB, "tweet_video": 512 * MIB}
TYPES = {
    "tweet_image": ("image/jpeg", "image/png", "image/webp", "image/gif"),
    "tweet_gif": ("image/gif",),
}


def routes(at: Callable[[str, str, str, Any], Route]) -> list[Route]:
    """The media endpoints."""
    return [
        at("/2/media/upload", "POST", "media", upload),
        at("/2/media/upload", "GET", "media-status", status),
        at("/2/media/upload/initialize", "POST", "media-init", initialize),
        at("/2/media/upload/{id}/append", "POST", "media-append", append),
        at("/2/media/upload/{id}/finalize", "POST", "media", finalize),
        at("/2/media/metadata", "POST", "alt-text", metadata),
    ]


def expired(call: Call, upload: Upload) -> bool:
    """Whether an upload waited too long for its post."""
    return call.state.now() >= upload.created_at + timedelta(seconds=EXPIRES)


async def upload(call: Call) -> Response:
    """POST /2/media/upload: all bytes in one multipart (or base64) request."""
    _need(call)
    values, data = _sent(call)
    refuse_misfits(ONE_SHOT, values)
    made = _received(call, _begun(call, values["media_category"]), data)
    return JSONResponse({"data": _shown(made)})


async def initialize(call: Call) -> Response:
    """POST /2/media/upload/initialize: announce what will come in parts."""
    _need(call)
    body = call.json()
    refuse_misfits(INITIALIZE, body)
    if "media_category" not in body or "media_type" not in body or "total_bytes" not in body:
        raise Refused(
            invalid({}, "media_type, media_category and total_bytes are needed together.")
        )
    made = _begun(call, body["media_category"])
    return JSONResponse({"data": _shown(made)})


async def append(call: Call) -> Response:
    """POST /2/media/upload/{id}/append: one segment."""
    _need(call)
    started = _found(call, str(call.request.path_params["id"]))
    values, data = _sent(call)
    if isinstance(values.get("segment_index"), str) and values["segment_index"].isdigit():
        values["segment_index"] = int(values["segment_index"])
    refuse_misfits(APPEND, values)
    if started.received:
        raise Refused(invalid({"id": [started.id]}, "The upload is already finalized."))
    call.state.put_segment(started.id, values["segment_index"], data)
    return JSONResponse({"data": {"expires_at": int(call.state.now().timestamp()) + EXPIRES}})


async def finalize(call: Call) -> Response:
    """POST /2/media/upload/{id}/finalize: put the segments together."""
    _need(call)
    started = _found(call, str(call.request.path_params["id"]))
    data = call.state.take_segments(started.id)
    if not data:
        raise Refused(invalid({"id": [started.id]}, "No segments were uploaded."))
    made = _received(call, started, data)
    return JSONResponse({"data": _shown(made)})


async def status(call: Call) -> Response:
    """GET /2/media/upload?command=STATUS&media_id=."""
    _need(call)
    if call.query.get("command", "STATUS") != "STATUS":
        raise Refused(invalid({"command": [call.query["command"]]}, "command must be STATUS."))
    found = call.state.poll(_found(call, call.query.get("media_id", "")))
    state = "failed" if found.failed else "succeeded" if found.ready else "in_progress"
    shown = _shown(found)
    progress: dict[str, Any] = {"state": state, "progress_percent": 100 if found.ready else 50}
    if state == "in_progress":
        progress["check_after_secs"] = 1
    shown["processing_info"] = progress
    return JSONResponse({"data": shown})


async def metadata(call: Call) -> Response:
    """POST /2/media/metadata: alternative text, between the upload and the post."""
    _need(call)
    body = call.json()
    refuse_misfits(METADATA, body)
    found = _found(call, body["id"])
    if found.used:
        raise Refused(invalid({"id": [found.id]}, "The media is already part of a post."))
    alt = body.get("metadata", {}).get("alt_text", {}).get("text")
    if alt is not None:
        pictures = tuple(replace(p, alt=alt) for p in found.pictures)
        call.state.put_upload(replace(found, pictures=pictures))
    associated = {"alt_text": {"text": alt}} if alt is not None else {}
    return JSONResponse({"data": {"id": found.id, "associated_metadata": associated}})


# ---------------------------------------------------------------- pieces
def _need(call: Call) -> None:
    if not call.account.may("media.write"):
        raise Refused(forbidden("Forbidden"))


def _sent(call: Call) -> tuple[dict[str, Any], bytes]:
    """The fields, the file's among them as a word, and the file's bytes."""
    if call.content_type == "application/json":
        body = call.json()
        values = dict(body) if isinstance(body, dict) else {}
        text = values.get("media")
        try:
            data = base64.b64decode(text, validate=True) if isinstance(text, str) else b""
        except binascii.Error as error:
            raise Refused(invalid({}, "$.media: is not base64.")) from error
        return values, data
    fields = call.fields()
    values = {name: found.text for name, found in fields.items() if name != "media"}
    if "media" in fields:
        values["media"] = "bytes"
    return values, fields["media"].data if "media" in fields else b""


def _found(call: Call, media_id: str) -> Upload:
    found = call.state.upload("x", media_id, call.account.remote_id)
    if found is None or not re.fullmatch(ID, media_id):
        raise Refused(invalid({"id": [media_id]}, "The media id is not valid."))
    return found


def _begun(call: Call, category: str) -> Upload:
    number = str(1_900_000_000_000_000_000 + call.state.next_number())
    return call.state.put_upload(
        Upload(number, "x", call.account.remote_id, call.state.now(), kind=category)
    )


def _received(call: Call, started: Upload, data: bytes) -> Upload:
    if len(data) > SIZES.get(started.kind, 5 * MIB):
        raise Refused(invalid({}, f"File size exceeds the maximum for {started.kind}."))
    pictures: tuple[Picture, ...] = ()
    if started.kind in TYPES:
        seen = look(data)
        if seen is None or seen.mime not in TYPES[started.kind]:
            raise Refused(invalid({}, f"The media type is not supported for {started.kind}."))
        pictures = (call.state.keep_picture(seen, data),)
    return call.state.put_upload(
        replace(started, pictures=pictures, received=True, ready=not call.stuck, polls=call.stuck)
    )


def _shown(upload: Upload) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "id": upload.id,
        "media_key": f"3_{upload.id}",
        "expires_after_secs": EXPIRES,
    }
    for picture in upload.pictures:
        shown["size"] = picture.size
        shown["image"] = {"image_type": picture.mime, "w": picture.width, "h": picture.height}
    if upload.received and not upload.ready:
        shown["processing_info"] = {"state": "pending", "check_after_secs": 1}
    return shown
