"""LinkedIn's Images API: ask for an upload address, put the bytes there, ask how it stands."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from urllib.parse import unquote

from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.sandbox.call import Call, Handler, Refused
from bot.sandbox.image import look
from bot.sandbox.linkedin_answer import denied, no, refuse_misfits, require_version
from bot.sandbox.model import Picture, Upload
from bot.sandbox.shape import Record, Text

PIXELS_MAX = 36_152_320
TYPES = ("image/jpeg", "image/png", "image/gif")
EXPIRES = 3600  # seconds until an upload address expires
INITIALIZE = Record(
    {"initializeUploadRequest": Record({"owner": Text(pattern=r"urn:li:\w+:[\w-]+")}, ("owner",))},
    ("initializeUploadRequest",),
)


def routes(at: Callable[[str, str, str, Handler], Route]) -> list[Route]:
    """The image endpoints."""
    return [
        at("/rest/images", "POST", "media", initialize),
        at("/rest/images/{urn}", "GET", "media-status", status),
        at("/dms-uploads/{key}/uploaded-image/0", "PUT", "upload", receive),
    ]


def told(picture: Picture, alt: str) -> Picture:
    """The picture with its alternative text."""
    return replace(picture, alt=alt)


def usable(call: Call, urn: str) -> Upload:
    """The upload behind an image URN; refuses one that has no picture yet."""
    found = call.state.upload("linkedin", urn, call.account.remote_id)
    if found is None:
        raise Refused(no(400, f"The media asset {urn} does not exist", "MEDIA_ASSET_NOT_FOUND"))
    if not found.received:
        raise Refused(
            no(400, f"The media asset {urn} awaits its upload", "MEDIA_ASSET_WAITING_UPLOAD")
        )
    if found.failed:
        raise Refused(no(400, f"Processing {urn} has failed", "MEDIA_ASSET_PROCESSING_FAILED"))
    return found


async def initialize(call: Call) -> Response:
    """POST /rest/images?action=initializeUpload."""
    require_version(call)
    if call.query.get("action") != "initializeUpload":
        raise Refused(no(400, "Only initializeUpload is known here", "ILLEGAL_ARGUMENT"))
    body = call.json()
    refuse_misfits(INITIALIZE, body)
    if not call.account.may_any("w_member_social", "w_organization_social"):
        raise Refused(denied("images.ACTION-initializeUpload"))
    if body["initializeUploadRequest"]["owner"] != call.account.remote_id:
        raise Refused(denied("images.ACTION-initializeUpload"))
    key = f"D4E10AQ{call.state.next_number()}"
    urn = f"urn:li:image:{key}"
    call.state.put_upload(
        Upload(urn, "linkedin", call.account.remote_id, call.state.now(), polls=call.stuck)
    )
    expires = int((call.state.now().timestamp() + EXPIRES) * 1000)
    url = call.base(f"/linkedin/dms-uploads/{key}/uploaded-image/0")
    return JSONResponse({"value": {"uploadUrlExpiresAt": expires, "uploadUrl": url, "image": urn}})


async def receive(call: Call) -> Response:
    """PUT to the upload address, with the bearer token: 201 without a body."""
    urn = f"urn:li:image:{call.request.path_params['key']}"
    found = call.state.upload("linkedin", urn, call.account.remote_id)
    if found is None or found.received:
        raise Refused(no(404, "The upload address is not known or was used", "NOT_FOUND"))
    age = (call.state.now() - found.created_at).total_seconds()
    if age > EXPIRES:
        raise Refused(no(403, "The upload address has expired", "ACCESS_DENIED"))
    seen = look(call.raw)
    good = seen is not None and seen.mime in TYPES and seen.width * seen.height < PIXELS_MAX
    pictures = (call.state.keep_picture(seen, call.raw),) if seen and good else ()
    call.state.put_upload(
        replace(
            found,
            received=True,
            failed=not good,
            ready=good and not found.polls,
            pictures=pictures,
        )
    )
    return Response(status_code=201)


async def status(call: Call) -> Response:
    """GET /rest/images/{urn}: closed to tokens that may only write for a member."""
    require_version(call)
    if not call.account.may_any(
        "r_organization_social", "w_organization_social", "r_member_social"
    ):
        raise Refused(denied("images.GET"))
    urn = unquote(str(call.request.path_params["urn"]))
    found = call.state.upload("linkedin", urn, call.account.remote_id)
    if found is None:
        raise Refused(no(404, "Could not find entity", "NOT_FOUND"))
    found = call.state.poll(found)
    return JSONResponse({"id": urn, "owner": found.owner, "status": _stands(found)})


def _stands(upload: Upload) -> str:
    if not upload.received:
        return "WAITING_UPLOAD"
    if upload.failed:
        return "PROCESSING_FAILED"
    return "AVAILABLE" if upload.ready else "PROCESSING"
