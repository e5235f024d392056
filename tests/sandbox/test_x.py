"""X's stand-in refuses what X refuses, in X's words, and shows posts the way X shows them."""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import Any

import pytest

from bot.sandbox.state import SandboxState
from tests.sandbox.conftest import X_ID, Api, Clock, picture


def tweet(x: Api, text: str = "Hello", **more: Any) -> str:
    answer = x("POST", "/2/tweets", json={"text": text, **more})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["data"]["id"])


def test_a_post_is_kept_as_sent_and_answered_with_its_id(x: Api, state: SandboxState) -> None:
    answer = x("POST", "/2/tweets", json={"text": "Backs like walks.", "made_with_ai": True})

    assert answer.status_code == 201
    (post,) = state.posts
    assert answer.json()["data"]["id"] == post.id
    assert (post.text, post.flags, post.handle) == (
        "Backs like walks.",
        ("made_with_ai",),
        "harborpain",
    )


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({"text": "a", "texts": "b"}, "$.texts: is not defined in the schema"),
        ({"text": 5}, "$.text: integer found, string expected"),
        ({"text": "a", "media": {"media_ids": "17"}}, "$.media.media_ids: string found, array"),
        ({"text": "a", "media": {"media_ids": [17]}}, "$.media.media_ids[0]: integer found"),
        ({"text": "a", "media": {"media_ids": ["1"] * 5}}, "$.media.media_ids: must be at most 4"),
        ({"text": "a", "media": {}}, "$.media.media_ids: is missing but it is required"),
        ({"text": "a", "reply_settings": "nobody"}, "does not have a value in the enumeration"),
        ({"text": "a", "paid_partnership": "yes"}, "$.paid_partnership: string found, boolean"),
        ([], "$: array found, object expected"),
    ],
)
def test_a_body_outside_the_schema_is_refused_in_xs_words(
    x: Api, state: SandboxState, body: Any, said: str
) -> None:
    answer = x("POST", "/2/tweets", json=body)

    assert answer.status_code == 400
    problem = answer.json()
    assert problem["type"] == "https://api.x.com/2/problems/invalid-request"
    assert problem["title"] == "Invalid Request"
    assert said in problem["errors"][0]["message"]
    assert state.posts == ()


@pytest.mark.parametrize(
    ("text", "fits"),
    [
        ("a" * 280, True),
        ("a" * 281, False),
        ("字" * 140, True),
        ("字" * 141, False),
        ("👨‍👩‍👧‍👦" * 140, True),
        ("👨‍👩‍👧‍👦" * 141, False),
        ("a" * 256 + " https://www.example.com/" + "b" * 200, True),
        ("a" * 257 + " https://www.example.com/" + "b" * 200, False),
    ],
)
def test_length_is_weighed_not_counted(x: Api, text: str, fits: bool) -> None:
    answer = x("POST", "/2/tweets", json={"text": text})

    assert answer.status_code == (201 if fits else 400)
    assert fits or "text is too long" in answer.json()["errors"][0]["message"]


def test_the_same_text_again_is_403_until_the_day_is_over(x: Api, clock: Clock) -> None:
    tweet(x, "Once only")

    again = x("POST", "/2/tweets", json={"text": "Once only "})

    assert again.status_code == 403
    assert again.json() == {
        "title": "Forbidden",
        "detail": "You are not allowed to create a Tweet with duplicate content.",
        "type": "about:blank",
        "status": 403,
    }
    clock.forward(hours=25)
    tweet(x, "Once only")


def test_a_deleted_post_may_be_posted_again(x: Api) -> None:
    first = tweet(x, "Take two")
    x("DELETE", f"/2/tweets/{first}")

    tweet(x, "Take two")


def test_two_cashtags_are_refused(x: Api) -> None:
    assert x("POST", "/2/tweets", json={"text": "$ABC costs $5"}).status_code == 201
    answer = x("POST", "/2/tweets", json={"text": "$ABC and $DEF"})
    assert answer.status_code == 403
    assert "maximum of one cashtag" in answer.json()["detail"]


def test_characters_that_x_refuses(x: Api) -> None:
    assert x("POST", "/2/tweets", json={"text": "a\ufeffb"}).status_code == 400


def test_nothing_at_all_is_refused(x: Api) -> None:
    assert x("POST", "/2/tweets", json={}).status_code == 400


# ---------------------------------------------------------------- threads
def test_replies_to_oneself_may_be_switched_off(x: Api, state: SandboxState) -> None:
    first = tweet(x, "One")
    tweet(x, "Two", reply={"in_reply_to_tweet_id": first})
    state.self_replies = False

    answer = x("POST", "/2/tweets", json={"text": "3", "reply": {"in_reply_to_tweet_id": first}})

    assert answer.status_code == 403
    assert "Reply to this conversation is not allowed" in answer.json()["detail"]


def test_replies_to_others_and_to_nothing_are_refused(x: Api, state: SandboxState) -> None:
    state.add_account("x", "other", "99", "other-token")
    other = Api(x.base, {"Authorization": "Bearer other-token"})
    theirs = tweet(other, "Theirs")

    for parent in (theirs, "123"):
        body = {"text": "Hi", "reply": {"in_reply_to_tweet_id": parent}}
        assert x("POST", "/2/tweets", json=body).status_code == 403


# ---------------------------------------------------------------- media
def test_media_must_exist_be_ours_and_be_unused(
    x: Api, upload_x: Callable[..., str], state: SandboxState
) -> None:
    state.add_account("x", "other", "99", "other-token")
    other = Api(x.base, {"Authorization": "Bearer other-token"})
    media = upload_x()
    theirs = other("POST", "/2/tweets", json={"text": "a", "media": {"media_ids": [media]}})
    tweet(x, "With picture", media={"media_ids": [media]})

    for ids in ([media], ["123456"]):
        answer = x("POST", "/2/tweets", json={"text": "b", "media": {"media_ids": ids}})
        assert answer.status_code == 400
        assert answer.json()["errors"] == [
            {"parameters": {"media.media_ids": ids}, "message": "Your media IDs are invalid."}
        ]
    assert theirs.status_code == 400


def test_one_picture_cannot_come_twice_in_a_post(x: Api, upload_x: Callable[..., str]) -> None:
    media = upload_x()
    body = {"text": "b", "media": {"media_ids": [media, media]}}
    assert x("POST", "/2/tweets", json=body).status_code == 400


def test_uploads_expire_after_a_day(x: Api, upload_x: Callable[..., str], clock: Clock) -> None:
    media = upload_x()
    clock.forward(hours=24)
    answer = x("POST", "/2/tweets", json={"text": "b", "media": {"media_ids": [media]}})
    assert answer.json()["errors"][0]["message"] == "Your media IDs are invalid."


def test_four_photos_or_one_gif(x: Api, upload_x: Callable[..., str]) -> None:
    photos = [upload_x() for _ in range(4)]
    gif = upload_x(picture("GIF"), "tweet_gif")

    mixed = {"text": "b", "media": {"media_ids": [photos[0], gif]}}
    assert x("POST", "/2/tweets", json=mixed).status_code == 400
    tweet(x, "Four", media={"media_ids": photos})
    tweet(x, "One", media={"media_ids": [gif]})


@pytest.mark.parametrize(
    ("fields", "data"),
    [
        ({}, picture()),
        ({"media_category": "tweet_photo"}, picture()),
        ({"media_category": "tweet_image", "command": "INIT"}, picture()),
        ({"media_category": "tweet_image"}, b"not a picture"),
        ({"media_category": "tweet_gif"}, picture("PNG")),
        ({"media_category": "tweet_image"}, picture() + b"\0" * (5 * 1024 * 1024)),
    ],
)
def test_uploads_need_a_category_a_picture_and_a_size(
    x: Api, fields: dict[str, str], data: bytes
) -> None:
    files = {"media": ("picture.jpg", data, "image/jpeg")}
    assert x("POST", "/2/media/upload", data=fields, files=files).status_code == 400


def test_upload_bytes_arrive_whole(
    x: Api, upload_x: Callable[..., str], state: SandboxState
) -> None:
    data = picture("PNG", 31, 17) + b"\r\n--not a boundary\r\n\r\n"
    media = upload_x(data)
    found = state.upload("x", media)
    assert found is not None
    assert state.picture_bytes(found.pictures[0].sha256) == ("image/png", data)


def test_upload_as_base64_and_in_parts(x: Api) -> None:
    data = picture()
    encoded = base64.b64encode(data).decode()
    one = x("POST", "/2/media/upload", json={"media": encoded, "media_category": "tweet_image"})
    begun = x(
        "POST",
        "/2/media/upload/initialize",
        json={
            "media_type": "image/jpeg",
            "media_category": "tweet_image",
            "total_bytes": len(data),
        },
    ).json()["data"]["id"]
    for index, chunk in ((1, data[100:]), (0, data[:100])):
        part = x(
            "POST",
            f"/2/media/upload/{begun}/append",
            data={"segment_index": str(index)},
            files={"media": ("blob", chunk)},
        )
        assert part.status_code == 200, part.text
    done = x("POST", f"/2/media/upload/{begun}/finalize")
    again = x("POST", f"/2/media/upload/{begun}/finalize")

    assert one.json()["data"]["size"] == done.json()["data"]["size"] == len(data)
    assert again.status_code == 400
    tweet(x, "Both", media={"media_ids": [one.json()["data"]["id"], begun]})


def test_alt_text_stands_between_upload_and_post(
    x: Api, upload_x: Callable[..., str], state: SandboxState
) -> None:
    media = upload_x()

    def alt(text: str) -> int:
        body = {"id": media, "metadata": {"alt_text": {"text": text}}}
        return x("POST", "/2/media/metadata", json=body).status_code

    assert alt("y" * 1001) == 400
    assert alt("y" * 1000) == 200
    assert alt("A path by the harbor") == 200
    tweet(x, "Pictured", media={"media_ids": [media]})
    assert state.posts[0].pictures[0].alt == "A path by the harbor"
    assert alt("Too late") == 400


# ---------------------------------------------------------------- read back
def test_texts_come_back_with_short_links_and_escapes(
    x: Api, upload_x: Callable[..., str], state: SandboxState
) -> None:
    sent = "Rest & walk <daily>: https://www.example.com/a?b=1&c=2 #BackPain"
    tweet(x, sent, media={"media_ids": [upload_x()]})

    params = {"tweet.fields": "created_at,entities", "max_results": 5}
    (post,) = x("GET", f"/2/users/{X_ID}/tweets", params=params).json()["data"]

    link, shot = post["entities"]["urls"]
    assert post["text"] == (f"Rest &amp; walk &lt;daily&gt;: {link['url']} #BackPain {shot['url']}")
    assert post["text"][link["start"] : link["end"]] == link["url"]
    assert link["expanded_url"] == "https://www.example.com/a?b=1&c=2"
    assert "media_key" in shot
    assert "media_key" not in link
    assert post["created_at"] == "2026-11-22T09:00:00.000Z"
    assert state.posts[0].text == sent


def test_lists_are_paged_bounded_in_time_and_newest_first(x: Api, clock: Clock) -> None:
    ids = []
    for number in range(7):
        ids.append(tweet(x, f"Post {number}"))
        clock.forward(minutes=1)
    path = f"/2/users/{X_ID}/tweets"

    first = x("GET", path, params={"max_results": 5}).json()
    rest = x(
        "GET", path, params={"max_results": 5, "pagination_token": first["meta"]["next_token"]}
    ).json()
    late = x("GET", path, params={"start_time": "2026-11-22T09:05:00Z"}).json()
    early = x("GET", path, params={"end_time": "2026-11-22T09:01:00Z"}).json()

    assert [p["id"] for p in first["data"] + rest["data"]] == ids[::-1]
    assert "next_token" not in rest["meta"]
    assert [p["id"] for p in late["data"]] == ids[:4:-1]
    assert [p["id"] for p in early["data"]] == ids[:1]


@pytest.mark.parametrize(
    "params",
    [
        {"max_results": "4"},
        {"max_results": "101"},
        {"max_results": "many"},
        {"start_time": "yesterday"},
        {"start_time": "2026-11-22T09:00:00+00:00"},
        {"start_time": "2026-13-22T09:00:00Z"},
        {"pagination_token": "zzz"},
    ],
)
def test_bad_parameters_of_a_list_are_refused(x: Api, params: dict[str, str]) -> None:
    assert x("GET", f"/2/users/{X_ID}/tweets", params=params).status_code == 400


def test_an_empty_list_has_a_count_and_no_data(x: Api) -> None:
    answer = x("GET", f"/2/users/{X_ID}/tweets").json()
    assert answer == {"meta": {"result_count": 0}}


def test_delete_is_told_and_then_404(x: Api) -> None:
    made = tweet(x)

    gone = x("DELETE", f"/2/tweets/{made}")

    assert gone.json() == {"data": {"deleted": True}}
    assert x("DELETE", f"/2/tweets/{made}").status_code == 404
    missing = x("GET", f"/2/tweets/{made}")
    assert missing.status_code == 200
    assert missing.json()["errors"][0]["title"] == "Not Found Error"
    assert "data" not in x("GET", f"/2/users/{X_ID}/tweets").json()


def test_another_accounts_post_cannot_be_deleted(x: Api, state: SandboxState) -> None:
    made = tweet(x)
    state.add_account("x", "other", "99", "other-token")
    other = Api(x.base, {"Authorization": "Bearer other-token"})
    assert other("DELETE", f"/2/tweets/{made}").status_code == 403


def test_metrics_are_there_only_when_asked_for(x: Api) -> None:
    made = tweet(x)
    plain = x("GET", f"/2/tweets/{made}").json()["data"]
    asked = x("GET", f"/2/tweets/{made}", params={"tweet.fields": "public_metrics"}).json()["data"]
    assert set(plain) == {"id", "text", "edit_history_tweet_ids"}
    assert asked["public_metrics"]["like_count"] == 0


def test_me_names_the_account(x: Api) -> None:
    assert x("GET", "/2/users/me").json()["data"] == {
        "id": X_ID,
        "name": "Harbor Pain",
        "username": "harborpain",
    }


# ---------------------------------------------------------------- tokens
@pytest.mark.parametrize("header", [None, "Bearer nobody", "Basic eDp5"])
def test_a_missing_or_unknown_token_is_401(x: Api, header: str | None) -> None:
    answer = x("POST", "/2/tweets", json={"text": "a"}, headers={"Authorization": header})
    assert answer.status_code == 401
    assert answer.json() == {
        "title": "Unauthorized",
        "detail": "Unauthorized",
        "type": "about:blank",
        "status": 401,
    }


def test_an_expired_token_is_401(x: Api, state: SandboxState) -> None:
    state.expire("x", X_ID)
    assert x("GET", "/2/users/me").status_code == 401


def test_scopes_are_needed(x: Api, state: SandboxState) -> None:
    state.add_account("x", "reader", "5", "reader-token", scopes=["tweet.read", "users.read"])
    reader = Api(x.base, {"Authorization": "Bearer reader-token"})
    files = {"media": ("p.jpg", picture(), "image/jpeg")}

    assert reader("GET", "/2/users/me").status_code == 200
    assert reader("POST", "/2/tweets", json={"text": "a"}).status_code == 403
    data = {"media_category": "tweet_image"}
    assert reader("POST", "/2/media/upload", data=data, files=files).status_code == 403


def test_unknown_paths_and_unreadable_bodies_answer_in_xs_shape(x: Api) -> None:
    assert x("GET", "/2/nothing").json()["status"] == 404
    for options in (
        {"data": "text=a"},
        {"data": "{", "headers": {"Content-Type": "application/json"}},
    ):
        assert x("POST", "/2/tweets", **options).status_code == 400
    assert x("POST", "/2/media/upload", data={"media": "a"}).status_code == 400
