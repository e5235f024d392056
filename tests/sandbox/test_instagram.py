"""Instagram's stand-in: it fetches, waits to be polled, publishes once, and counts."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import requests

from bot.sandbox.server import Sandbox
from bot.sandbox.state import SandboxState
from tests.sandbox.conftest import IG_ID, Api, Clock, picture

Make = Callable[..., requests.Response]


def codes(answer: requests.Response) -> tuple[int, int, int | None]:
    error = answer.json()["error"]
    assert error["type"] == "OAuthException"
    assert error["fbtrace_id"]
    return answer.status_code, error["code"], error.get("error_subcode")


def test_a_post_has_another_id_than_its_container(
    instagram: Api, container: Make, state: SandboxState
) -> None:
    made = container(caption="Walk daily.\n#BackPain", alt_text="A path").json()["id"]
    instagram("GET", f"/{made}", params={"fields": "status_code,status"})
    answer = instagram("POST", f"/{IG_ID}/media_publish", data={"creation_id": made})

    (post,) = state.posts
    assert answer.json() == {"id": post.id}
    assert post.id != made
    assert (post.text, post.pictures[0].alt) == ("Walk daily.\n#BackPain", "A path")


def test_a_container_is_not_ready_until_a_poll_has_said_so(
    instagram: Api, container: Make, state: SandboxState
) -> None:
    made = container().json()["id"]
    early = instagram("POST", f"/{IG_ID}/media_publish", data={"creation_id": made})

    assert codes(early) == (400, 9007, 2207027)
    assert state.posts == ()
    assert instagram("GET", f"/{made}", params={"fields": "status_code"}).json() == {
        "id": made,
        "status_code": "FINISHED",
    }
    assert instagram("POST", f"/{IG_ID}/media_publish", data={"creation_id": made}).ok


def test_a_container_publishes_once(instagram: Api, container: Make, state: SandboxState) -> None:
    made = container().json()["id"]
    instagram("GET", f"/{made}")
    first, second = (
        instagram("POST", f"/{IG_ID}/media_publish", data={"creation_id": made}) for _ in "ab"
    )
    status = instagram("GET", f"/{made}", params={"fields": "status_code"}).json()

    assert first.ok
    assert codes(second) == (400, 9007, 2207027)
    assert status["status_code"] == "PUBLISHED"
    assert len(state.posts) == 1


def test_a_container_lives_a_day(instagram: Api, container: Make, clock: Clock) -> None:
    made = container().json()["id"]
    instagram("GET", f"/{made}")
    clock.forward(hours=24)

    status = instagram("GET", f"/{made}", params={"fields": "status_code"}).json()
    late = instagram("POST", f"/{IG_ID}/media_publish", data={"creation_id": made})

    assert status["status_code"] == "EXPIRED"
    assert codes(late) == (400, 24, 2207008)


def test_an_unknown_container_is_24(instagram: Api) -> None:
    answer = instagram("POST", f"/{IG_ID}/media_publish", data={"creation_id": "178"})
    assert codes(answer) == (400, 24, 2207008)


# ---------------------------------------------------------------- pictures
@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (picture("PNG"), (400, 36001, 2207005)),
        (picture("WEBP"), (400, 36001, 2207005)),
        (picture(width=400, height=501), None),  # 0.798: four to five, in whole pixels
        (picture(width=400, height=510), (400, 36003, 2207009)),
        (picture(width=764, height=400), None),
        (picture(width=780, height=400), (400, 36003, 2207009)),
        (picture() + b"\0" * (8 * 1024 * 1024), (400, 36000, 2207004)),
    ],
    ids=["png", "webp", "tall", "too tall", "wide", "too wide", "too large"],
)
def test_format_ratio_and_size(
    container: Make, media_folder: Path, data: bytes, expected: tuple[int, int, int] | None
) -> None:
    (media_folder / "odd.jpg").write_bytes(data)
    answer = container("odd.jpg")
    assert answer.ok if expected is None else codes(answer) == expected


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:9/gone.jpg",
        "https://127.0.0.1/a.jpg",
        "http://example.com/a.jpg",
        "http://user:pass@127.0.0.1/a.jpg",
        "file:///etc/hostname",
        "http://127.0.0.1:99999/a.jpg",
        "http://[broken/a.jpg",
        "no url",
    ],
)
def test_what_cannot_be_fetched_is_9004(instagram: Api, url: str) -> None:
    answer = instagram("POST", f"/{IG_ID}/media", data={"image_url": url})
    assert codes(answer) == (400, 9004, 2207052)


def test_a_missing_file_and_one_that_is_no_picture_are_9004(
    container: Make, media_folder: Path
) -> None:
    (media_folder / "page.html").write_text("<p>hello")
    assert codes(container("missing.jpg")) == (400, 9004, 2207052)
    assert codes(container("page.html")) == (400, 9004, 2207052)


def test_a_picture_is_required(instagram: Api) -> None:
    answer = instagram("POST", f"/{IG_ID}/media", data={"caption": "Only words"})
    assert codes(answer) == (400, 100, None)


# ---------------------------------------------------------------- words
@pytest.mark.parametrize(
    ("form", "expected"),
    [
        ({"caption": "a" * 2200}, None),
        ({"caption": "a" * 2201}, (400, 36004, 2207010)),
        ({"caption": " ".join(["@you"] * 20)}, None),
        ({"caption": " ".join(["@you"] * 21)}, (400, 100, 2207040)),
        ({"caption": " ".join(["#tag"] * 31)}, (400, 100, None)),
        ({"alt_text": "a" * 1000}, None),
        ({"alt_text": "a" * 1001}, (400, 100, None)),
        ({"captoin": "a"}, (400, 100, None)),
        ({"is_ai_generated": "perhaps"}, (400, 100, None)),
        ({"media_type": "REELS"}, (400, 100, None)),
        ({"children": "1,2"}, (400, 100, None)),
    ],
)
def test_caption_alt_text_and_parameters(
    container: Make, form: dict[str, str], expected: tuple[int, int, int | None] | None
) -> None:
    answer = container(**form)
    assert answer.ok if expected is None else codes(answer) == expected


def test_flags_and_a_json_body_are_kept(
    instagram: Api, sandbox: Sandbox, state: SandboxState
) -> None:
    body = {
        "image_url": f"{sandbox.media_host}/good.jpg",
        "caption": "Hi",
        "is_ai_generated": True,
        "is_paid_partnership": True,
    }
    made = instagram("POST", f"/{IG_ID}/media", json=body).json()["id"]
    instagram("GET", f"/{made}")
    instagram("POST", f"/{IG_ID}/media_publish", json={"creation_id": made})
    assert state.posts[0].flags == ("made_with_ai", "paid_partnership")


# ---------------------------------------------------------------- carousels
def child(instagram: Api, container: Make) -> str:
    made = str(container(is_carousel_item="true").json()["id"])
    instagram("GET", f"/{made}")
    return made


def test_a_carousel_needs_finished_children_and_its_own_poll(
    instagram: Api, container: Make, state: SandboxState
) -> None:
    ready = child(instagram, container)
    raw = container(is_carousel_item="true").json()["id"]
    form = {"media_type": "CAROUSEL", "caption": "Two", "children": f"{ready},{raw}"}

    early = instagram("POST", f"/{IG_ID}/media", data=form)
    instagram("GET", f"/{raw}")
    parent = instagram("POST", f"/{IG_ID}/media", data=form).json()["id"]
    unpolled = instagram("POST", f"/{IG_ID}/media_publish", data={"creation_id": parent})
    instagram("GET", f"/{parent}")
    done = instagram("POST", f"/{IG_ID}/media_publish", data={"creation_id": parent})
    again = instagram("POST", f"/{IG_ID}/media", data=form)

    assert codes(early) == codes(unpolled) == codes(again) == (400, 9007, 2207027)
    assert done.ok
    assert len(state.posts[0].pictures) == 2


def test_a_carousel_has_two_to_ten_different_children(instagram: Api, container: Make) -> None:
    one = child(instagram, container)
    single = container().json()["id"]
    for children, expected in (
        (one, (400, 100, 2207028)),
        (f"{one},{one}", (400, 100, 2207028)),
        (",".join(str(n) for n in range(11)), (400, 100, 2207028)),
        (f"{one},{single}", (400, 24, 2207008)),
        (f"{one},178", (400, 24, 2207008)),
    ):
        form = {"media_type": "CAROUSEL", "children": children}
        assert codes(instagram("POST", f"/{IG_ID}/media", data=form)) == expected


def test_a_child_has_no_caption_and_is_not_published_alone(instagram: Api, container: Make) -> None:
    assert codes(container(is_carousel_item="true", caption="No")) == (400, 100, None)
    one = child(instagram, container)
    alone = instagram("POST", f"/{IG_ID}/media_publish", data={"creation_id": one})
    assert codes(alone) == (400, 9007, 2207027)


# ---------------------------------------------------------------- read, delete, count
def test_lists_are_bounded_paged_and_newest_first(
    instagram: Api, publish_instagram: Callable[..., str], clock: Clock
) -> None:
    ids = []
    for number in range(3):
        ids.append(publish_instagram(f"Post {number}"))
        clock.forward(minutes=1)
    path = f"/{IG_ID}/media"
    fields = "id,caption,timestamp,permalink"

    first = instagram("GET", path, params={"fields": fields, "limit": 2}).json()
    after = first["paging"]["cursors"]["after"]
    rest = instagram("GET", path, params={"fields": fields, "limit": 2, "after": after}).json()
    since = int(clock().timestamp()) - 60
    late = instagram("GET", path, params={"since": since}).json()

    assert [p["id"] for p in first["data"] + rest["data"]] == ids[::-1]
    assert "next" in first["paging"]
    assert "next" not in rest["paging"]
    assert late["data"] == [{"id": ids[2]}]
    assert first["data"][0]["timestamp"] == "2026-11-22T09:02:00+0000"
    assert first["data"][0]["permalink"].startswith("https://www.instagram.com/p/")
    assert instagram("GET", path, params={"since": "yesterday"}).status_code == 400
    assert instagram("GET", path, params={"fields": "likes"}).status_code == 400


def test_delete_needs_its_permission(
    instagram: Api, publish_instagram: Callable[..., str], state: SandboxState, sandbox: Sandbox
) -> None:
    made = publish_instagram()

    gone = instagram("DELETE", f"/{made}")

    assert gone.json() == {"success": True}
    assert codes(instagram("GET", f"/{made}")) == (400, 100, 33)
    assert codes(instagram("DELETE", f"/{made}")) == (400, 100, 33)
    state.add_account(
        "instagram", "basic", "99", "basic-token", scopes=["instagram_content_publish"]
    )
    basic = Api(sandbox.url("instagram"), {"Authorization": "Bearer basic-token"})
    assert codes(basic("DELETE", f"/{made}")) == (403, 10, None)


def test_insights_are_zero_and_one_dead_metric_fails_the_call(
    instagram: Api, publish_instagram: Callable[..., str]
) -> None:
    made = publish_instagram()
    good = instagram("GET", f"/{made}/insights", params={"metric": "views,reach,saved"}).json()
    bad = instagram("GET", f"/{made}/insights", params={"metric": "views,impressions"})

    assert [(m["name"], m["values"]) for m in good["data"]] == [
        ("views", [{"value": 0}]),
        ("reach", [{"value": 0}]),
        ("saved", [{"value": 0}]),
    ]
    assert codes(bad) == (400, 100, None)
    assert codes(instagram("GET", f"/{made}/insights")) == (400, 100, None)


def test_the_quota_is_told_and_kept(
    instagram: Api,
    publish_instagram: Callable[..., str],
    container: Make,
    state: SandboxState,
    clock: Clock,
) -> None:
    state.instagram_quota = 1
    publish_instagram()
    path = f"/{IG_ID}/content_publishing_limit"
    told = instagram("GET", path, params={"fields": "quota_usage,config"}).json()
    made = container().json()["id"]
    instagram("GET", f"/{made}")
    full = instagram("POST", f"/{IG_ID}/media_publish", data={"creation_id": made})

    assert told["data"] == [
        {"quota_usage": 1, "config": {"quota_total": 1, "quota_duration": 86400}}
    ]
    assert codes(full) == (400, 9, 2207042)
    clock.forward(hours=24, seconds=1)
    publish_instagram()


def test_the_account_is_me_with_or_without_a_version(instagram: Api, sandbox: Sandbox) -> None:
    bare = Api(sandbox.url("instagram"), instagram.headers)
    for api in (instagram, bare):
        answer = api("GET", "/me", params={"fields": "user_id,username"}).json()
        assert answer == {"id": IG_ID, "user_id": IG_ID, "username": "harborpain"}


def test_another_account_is_not_found(instagram: Api) -> None:
    assert codes(instagram("GET", "/999/media")) == (400, 100, 33)
    assert codes(instagram("POST", "/999/media", data={"image_url": "x"})) == (400, 100, 33)


# ---------------------------------------------------------------- tokens
@pytest.mark.parametrize(
    ("header", "subcode"), [(None, None), ("Bearer nobody", 467)], ids=["missing", "unknown"]
)
def test_a_missing_or_unknown_token_is_190(
    instagram: Api, header: str | None, subcode: int | None
) -> None:
    answer = instagram("GET", "/me", headers={"Authorization": header})
    assert codes(answer) == (401, 190, subcode)


def test_an_expired_token_is_190_463(instagram: Api, state: SandboxState) -> None:
    state.expire("instagram", IG_ID)
    assert codes(instagram("GET", "/me")) == (401, 190, 463)


@pytest.mark.parametrize("where", ["params", "data"])
def test_the_token_may_be_a_parameter_and_is_not_noted(
    sandbox: Sandbox, state: SandboxState, where: str
) -> None:
    bare = Api(sandbox.url("instagram"))
    state.add_account("instagram", "other", "5", "ig-second-token")
    options: dict[str, Any] = {where: {"access_token": "ig-second-token"}}
    answer = bare("POST", "/5/media_publish", **options)
    assert codes(answer) == (400, 24, 2207008)
    assert "ig-second-token" not in repr(state.requests)


def test_unreadable_bodies_are_refused(instagram: Api) -> None:
    for body in ("{", "[]"):
        answer = instagram(
            "POST", f"/{IG_ID}/media", data=body, headers={"Content-Type": "application/json"}
        )
        assert codes(answer) == (400, 100, None)
