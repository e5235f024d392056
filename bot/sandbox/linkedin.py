"""LinkedIn's /rest posts and /v2 profile as publishing meets them.

Follows the Posts API and Images API pages (Microsoft Learn, views li-lms-2024-07 to
2026-01) and refusals seen in the wild, named where they stand. Stricter than LinkedIn in
one thing: a request without X-Restli-Protocol-Version is refused, where LinkedIn falls
back to a protocol in which encoded URNs mean something else.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote

from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.sandbox import linkedin_images, little
from bot.sandbox.call import Call, Handler, Refused
from bot.sandbox.linkedin_answer import DIALECT, denied, no, refuse_misfits, require_version
from bot.sandbox.model import Kept, Upload
from bot.sandbox.serving import endpoint
from bot.sandbox.shape import Flag, Many, Record, Text
from bot.sandbox.state import SandboxState

TEXT_MAX = 3000
ALT_MAX = 4086
_ALT = Text()
_IMAGE_URN = Text(pattern=r"urn:li:(image|video|document):[\w-]+")
_IMAGE = Record({"id": _IMAGE_URN, "altText": _ALT, "title": Text()}, ("id",))
#: The body of POST /rest/posts; nothing else may be in it.
CREATE = Record(
    {
        "author": Text(pattern=r"urn:li:(person|organization):[\w-]+"),
        "commentary": Text(),
        "visibility": Text(choices=("PUBLIC", "CONNECTIONS", "LOGGED_IN", "CONTAINER")),
        "distribution": Record(
            {
                "feedDistribution": Text(choices=("MAIN_FEED", "NONE")),
                "targetEntities": Many(Record({}, open=True)),
                "thirdPartyDistributionChannels": Many(Record({}, open=True)),
            },
            ("feedDistribution",),
        ),
        "lifecycleState": Text(choices=("PUBLISHED",)),
        "isReshareDisabledByAuthor": Flag(),
        "content": Record(
            {
                "media": _IMAGE,
                "multiImage": Record(
                    {"images": Many(Record({"id": _IMAGE_URN, "altText": _ALT}, ("id",)))},
                    ("images",),
                ),
                "article": Record(
                    {
                        "source": Text(pattern=r"https?://\S+"),
                        "title": Text(shortest=1),
                        "description": Text(),
                        "thumbnail": _IMAGE_URN,
                        "thumbnailAltText": _ALT,
                    },
                    ("source", "title"),
                ),
            }
        ),
    },
    ("author", "commentary", "visibility", "distribution", "lifecycleState"),
)


def routes(state: SandboxState) -> list[Route]:
    """The endpoints, to be mounted under ``/linkedin``."""

    def at(path: str, method: str, name: str, handler: Handler) -> Route:
        return Route(path, endpoint(state, DIALECT, name, handler), methods=[method])

    return [
        at("/rest/posts", "POST", "create", create),
        at("/rest/posts", "GET", "list", find),
        at("/rest/posts/{urn}", "GET", "read", read),
        at("/rest/posts/{urn}", "DELETE", "delete", delete),
        at("/rest/me", "GET", "me", profile),
        at("/v2/userinfo", "GET", "me", userinfo),
        at("/rest/organizationalEntityShareStatistics", "GET", "metrics", statistics),
        *linkedin_images.routes(at),
    ]


# ---------------------------------------------------------------- create
async def create(call: Call) -> Response:
    """POST /rest/posts: 201 with the URN in x-restli-id and no body."""
    require_version(call)
    body = call.json()
    refuse_misfits(CREATE, body)
    _refuse_author(call, body["author"])
    _refuse_long(body)
    content = body.get("content", {})
    if len(content) > 1:
        raise Refused(no(400, "Only one content type is allowed.", "ILLEGAL_ARGUMENT"))
    uploads, alts = _images(call, content)
    said = little.read(body["commentary"])
    _refuse_duplicate(call, said.text)
    urn = f"urn:li:share:{7_400_000_000_000_000_000 + call.state.next_number()}"
    pictures = [p for u in uploads for p in u.pictures]
    article = content.get("article", {})
    post = Kept(
        id=urn,
        platform="linkedin",
        handle=call.account.handle,
        owner=call.account.remote_id,
        text=said.text,
        wire=body["commentary"],
        created_at=call.state.now(),
        url=f"https://www.linkedin.com/feed/update/{urn}/",
        pictures=tuple(linkedin_images.told(p, alt) for p, alt in zip(pictures, alts, strict=True)),
        link=article.get("source", ""),
        link_title=article.get("title", ""),
        truncated=said.truncated,
        media_pending=any(not u.ready for u in uploads),
        extra={"commentary": said.wire, **{k: body[k] for k in body if k != "commentary"}},
    )
    call.state.keep(post, uploads)
    call.made = urn
    return Response(status_code=201, headers={"x-restli-id": urn, "x-linkedin-id": urn})


def _refuse_author(call: Call, author: str) -> None:
    needed = (
        "w_organization_social" if author.startswith("urn:li:organization:") else "w_member_social"
    )
    if not call.account.may(needed) or author != call.account.remote_id:
        raise Refused(denied("posts.CREATE"))


def _refuse_long(body: dict[str, Any]) -> None:
    # Whether LinkedIn counts before or after escaping is not documented: the longer counts.
    if len(body["commentary"]) > TEXT_MAX:
        raise Refused(
            no(
                400,
                f"ShareCommentary text length ({len(body['commentary'])} characters) exceeded the "
                f"maximum allowed ({TEXT_MAX} characters)",
                "FIELD_LENGTH_TOO_LONG",
            )
        )
    content = body.get("content", {})
    entries = [content.get("media", {}), *content.get("multiImage", {}).get("images", [])]
    if any(len(entry.get("altText", "")) > ALT_MAX for entry in entries):
        raise Refused(no(400, f"altText exceeded {ALT_MAX} characters", "FIELD_LENGTH_TOO_LONG"))


def _images(call: Call, content: dict[str, Any]) -> tuple[list[Upload], list[str]]:
    entries: list[dict[str, Any]] = []
    if "media" in content:
        entries = [content["media"]]
    elif "multiImage" in content:
        entries = content["multiImage"]["images"]
        if not 2 <= len(entries) <= 20:
            raise Refused(no(400, "multiImage takes 2 to 20 images", "ILLEGAL_ARGUMENT"))
    elif "thumbnail" in content.get("article", {}):
        article = content["article"]
        entries = [{"id": article["thumbnail"], "altText": article.get("thumbnailAltText", "")}]
    uploads = [linkedin_images.usable(call, entry["id"]) for entry in entries]
    return uploads, [entry.get("altText", "") for entry in entries]


def _refuse_duplicate(call: Call, text: str) -> None:
    earlier = call.state.duplicate_of("linkedin", call.account.remote_id, text)
    if earlier is None:
        return
    # Arisamiga/Linkedin-RSS#5: the message names the post that exists.
    raise Refused(
        JSONResponse(
            {
                "errorDetailType": "com.linkedin.common.error.BadRequest",
                "message": "com.linkedin.content.common.exception.BadRequestResponseException: "
                f"Content is a duplicate of {earlier.id}",
                "errorDetails": {
                    "inputErrors": [
                        {
                            "description": "Duplicate post is detected",
                            "input": {},
                            "code": "DUPLICATE_POST",
                        }
                    ]
                },
                "status": 422,
            },
            422,
        )
    )


# ---------------------------------------------------------------- delete and read
async def delete(call: Call) -> Response:
    """DELETE /rest/posts/{urn}: 204, also for one that is already gone."""
    require_version(call)
    if not call.account.may_any("w_organization_social", "w_member_social"):
        raise Refused(denied("posts.DELETE"))
    post = call.state.post("linkedin", _urn(call))
    if post is None:
        raise Refused(no(404, "Could not find entity", "NOT_FOUND"))
    if post.owner != call.account.remote_id:
        raise Refused(denied("posts.DELETE"))
    if post.deleted_at is None:
        call.state.change("linkedin", post.id, deleted_at=call.state.now())
    return Response(status_code=204)


async def read(call: Call) -> Response:
    """GET /rest/posts/{urn}: closed to tokens that may only write for a member."""
    require_version(call)
    if not call.account.may_any("r_organization_social", "r_member_social"):
        raise Refused(denied("posts.GET"))
    post = call.state.post("linkedin", _urn(call))
    if post is None or post.deleted_at or not call.state.shows(post):
        raise Refused(no(404, "Could not find entity", "NOT_FOUND"))
    return JSONResponse(_shown(post))


async def find(call: Call) -> Response:
    """GET /rest/posts?q=author&author=: newest first."""
    require_version(call)
    if call.query.get("q") != "author":
        raise Refused(no(400, "Only the author finder is known here", "ILLEGAL_ARGUMENT"))
    author = unquote(call.query.get("author", ""))
    needed = (
        "r_organization_social" if author.startswith("urn:li:organization:") else "r_member_social"
    )
    if not call.account.may(needed) or author != call.account.remote_id:
        raise Refused(denied("posts.FINDER-author"))
    start, count = _number(call, "start", 0, 1_000_000), _number(call, "count", 10, 100)
    posts = call.state.visible("linkedin", author)
    return JSONResponse(
        {
            "paging": {"start": start, "count": count, "total": len(posts), "links": []},
            "elements": [_shown(p) for p in posts[start : start + count]],
        }
    )


async def userinfo(call: Call) -> Response:
    """GET /v2/userinfo: needs no version, so it proves nothing about publishing."""
    if not call.account.may("openid", "profile"):
        raise Refused(denied("userinfo.GET"))
    first, _, last = call.account.name.partition(" ")
    return JSONResponse(
        {
            "sub": call.account.remote_id.rsplit(":", 1)[-1],
            "name": call.account.name,
            "given_name": first,
            "family_name": last,
            "locale": {"country": "US", "language": "en"},
        }
    )


async def profile(call: Call) -> Response:
    """GET /rest/me."""
    require_version(call)
    if not call.account.may_any("profile", "r_basicprofile", "r_liteprofile"):
        raise Refused(denied("me.GET"))
    first, _, last = call.account.name.partition(" ")
    return JSONResponse(
        {
            "id": call.account.remote_id.rsplit(":", 1)[-1],
            "localizedFirstName": first,
            "localizedLastName": last,
            "vanityName": call.account.handle,
        }
    )


async def statistics(call: Call) -> Response:
    """GET /rest/organizationalEntityShareStatistics: posts nobody saw are left out."""
    require_version(call)
    if not call.account.may("rw_organization_admin"):
        raise Refused(denied("organizationalEntityShareStatistics.FINDER-organizationalEntity"))
    return JSONResponse({"paging": {"start": 0, "count": 10, "links": []}, "elements": []})


def _shown(post: Kept) -> dict[str, Any]:
    at = int(post.created_at.timestamp() * 1000)
    return {
        "id": post.id,
        **post.extra,
        "createdAt": at,
        "publishedAt": at,
        "lastModifiedAt": at,
        "lifecycleStateInfo": {"isEditedByAuthor": False},
    }


def _urn(call: Call) -> str:
    return unquote(str(call.request.path_params["urn"]))


def _number(call: Call, name: str, default: int, most: int) -> int:
    text = call.query.get(name, str(default))
    if not text.isascii() or not text.isdigit() or int(text[:9]) > most:
        raise Refused(no(400, f"Invalid query parameter: {name}", "ILLEGAL_ARGUMENT"))
    return int(text)
