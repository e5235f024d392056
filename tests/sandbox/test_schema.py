"""The X stand-in and X's own OpenAPI document agree on what is valid, both ways."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema  # type: ignore[import-untyped]
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.sandbox.shape import Shape, misfits
from bot.sandbox.x_body import CREATE, INITIALIZE, METADATA
from tests.sandbox.conftest import X_ID, Api

pytestmark = pytest.mark.shared
Valid = Callable[[str, Any], bool]


@cache
def _read(file: Path) -> dict[str, Any]:
    return dict(json.loads(file.read_text(encoding="utf-8")))


@pytest.fixture
def valid(shared: Path) -> Valid:
    """Whether a value is valid against a named schema of the document."""
    components = _read(shared / "specs/x/openapi-publish-subset.json")["components"]

    def check(name: str, value: Any) -> bool:
        schema = {"$ref": f"#/components/schemas/{name}", "components": components}
        return bool(jsonschema.Draft4Validator(schema).is_valid(value))

    return check


def agree(shape: Shape, valid: Valid, name: str, body: Any) -> None:
    assert (next(misfits(shape, body), None) is None) == valid(name, body), body


def bodies() -> Iterator[Any]:
    base: dict[str, Any] = {"text": "Hello"}
    yield from ({}, base, [], None, "text", {"text": None}, {"text": 1}, {"texts": "a"})
    for flag in ("made_with_ai", "paid_partnership", "nullcast", "share_with_followers"):
        yield from ({**base, flag: value} for value in (True, False, 0, "true", None))
    for ids in ([], ["1"], ["1"] * 4, ["1"] * 5, [1], ["x"], ["1" * 19], ["1" * 20], "1", None):
        yield {**base, "media": {"media_ids": ids}}
    yield {**base, "media": {}}
    yield {**base, "media": []}
    yield {**base, "media": {"media_ids": ["1"], "alt": "a"}}
    yield {**base, "media": {"media_ids": ["1"], "tagged_user_ids": ["1"] * 11}}
    for reply in ({}, {"in_reply_to_tweet_id": "1"}, {"in_reply_to_tweet_id": 1}, "1"):
        yield {**base, "reply": reply}
    for who in ("following", "mentionedUsers", "subscribers", "verified", "everyone", ""):
        yield {**base, "reply_settings": who}
    for minutes in (4, 5, 10080, 10081, "5", 5.5):
        yield {**base, "poll": {"duration_minutes": minutes, "options": ["a", "b"]}}
    for options in (["a"], ["a", "b"], ["a"] * 5, ["a", ""], ["a", "b" * 26]):
        yield {**base, "poll": {"duration_minutes": 5, "options": options}}
    yield from ({**base, "quote_tweet_id": value} for value in ("1", 1, "a", ""))
    yield from ({**base, "geo": value} for value in ({}, {"place_id": "a"}, {"place": "a"}))
    yield from ({**base, "edit_options": v} for v in ({}, {"previous_post_id": "1"}))


@pytest.mark.parametrize("body", list(bodies()), ids=lambda body: json.dumps(body)[:60])
def test_they_agree_on_posts(valid: Valid, body: Any) -> None:
    agree(CREATE, valid, "CreatePostsRequest", body)


KEYS = [*sorted(CREATE.fields), "media_ids", "options", "in_reply_to_tweet_id", "id", "wrong"]
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-3, 20_000)
    | st.sampled_from(["", "1", "a", "verified"]),
    lambda inner: (
        st.lists(inner, max_size=5) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=4)
    ),
    max_leaves=8,
)
#: The only part of the document that the stand-in leaves unchecked.
LOOSE = "call_to_actions"


def has_loose(value: Any) -> bool:
    if isinstance(value, dict):
        return LOOSE in value or any(has_loose(v) for v in value.values())
    return isinstance(value, list) and any(has_loose(v) for v in value)


@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.dictionaries(st.sampled_from(KEYS), VALUES, max_size=5).filter(lambda b: not has_loose(b))
)
def test_they_agree_on_anything_made_of_the_same_words(valid: Valid, body: dict[str, Any]) -> None:
    agree(CREATE, valid, "CreatePostsRequest", body)


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"id": "1"},
        {"id": 1},
        {"id": "a"},
        {"id": "1", "extra": 1},
        {"id": "1", "metadata": {}},
        {"id": "1", "metadata": {"alt_text": {}}},
        {"id": "1", "metadata": {"alt_text": {"text": "a" * 1000}}},
        {"id": "1", "metadata": {"alt_text": {"text": "a" * 1001}}},
        {"id": "1", "metadata": {"alt_text": {"text": None}}},
        {"id": "1", "metadata": {"alt_text": "a"}},
    ],
)
def test_they_agree_on_alt_text(valid: Valid, body: Any) -> None:
    agree(METADATA, valid, "CreateMediaMetadataRequest", body)


@pytest.mark.parametrize(
    "body",
    [
        {"media_type": "image/jpeg", "media_category": "tweet_image", "total_bytes": 1},
        {"total_bytes": -1},
        {"total_bytes": "1"},
        {"media_category": "tweet_photo"},
        {"media_category": "amplify_video"},
        {"media_type": "jpeg"},
        {"name": "a.jpg"},
        {"additional_owners": [1]},
    ],
)
def test_they_agree_on_uploads_in_parts(valid: Valid, body: Any) -> None:
    agree(INITIALIZE, valid, "InitializeMediaUploadRequest", body)


def test_answers_are_valid_too(valid: Valid, x: Api, upload_x: Callable[..., str]) -> None:
    media = upload_x()
    alt = {"id": media, "metadata": {"alt_text": {"text": "A path"}}}
    made = x(
        "POST",
        "/2/tweets",
        json={"text": "Hi https://example.com", "media": {"media_ids": [media]}},
    )
    path = f"/2/tweets/{made.json()['data']['id']}"
    fields = {"tweet.fields": "created_at,entities,public_metrics,author_id,attachments"}
    answers = {
        "CreatePostsResponse": made,
        "GetPostsByIdResponse": x("GET", path, params=fields),
        "GetUsersPostsResponse": x("GET", f"/2/users/{X_ID}/tweets", params=fields),
        "GetUsersMeResponse": x("GET", "/2/users/me"),
        "GetMediaUploadStatusResponse": x(
            "GET", "/2/media/upload", params={"command": "STATUS", "media_id": media}
        ),
        "DeletePostsResponse": x("DELETE", path),
    }
    for name, answer in answers.items():
        assert answer.ok
        assert valid(name, answer.json()), (name, answer.text)
    missing = x("GET", path)
    assert valid("GetPostsByIdResponse", missing.json())
    wrong = x("POST", "/2/media/metadata", json={**alt, "id": 5})
    assert valid("InvalidRequestProblem", wrong.json())
