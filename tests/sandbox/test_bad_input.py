"""Whatever arrives, the stand-ins answer as a platform would and never fall over."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.sandbox.server import Sandbox
from tests.sandbox.conftest import IG_ID, Api, share

KEYS = [
    *("text", "media", "media_ids", "reply", "in_reply_to_tweet_id", "id", "metadata"),
    *("alt_text", "author", "commentary", "visibility", "distribution", "content", "altText"),
    *("image_url", "caption", "children", "creation_id", "media_type", "is_carousel_item"),
    *("media_category", "total_bytes", "initializeUploadRequest", "owner"),
]
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=12),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=4)
    ),
    max_leaves=6,
)
ENDPOINTS = (
    ("x", "/2/tweets"),
    ("x", "/2/media/upload"),
    ("x", "/2/media/upload/initialize"),
    ("x", "/2/media/metadata"),
    ("linkedin", "/rest/posts"),
    ("linkedin", "/rest/images?action=initializeUpload"),
    ("instagram", f"/{IG_ID}/media"),
    ("instagram", f"/{IG_ID}/media_publish"),
)


@settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    where=st.sampled_from(ENDPOINTS), body=VALUES | st.dictionaries(st.sampled_from(KEYS), VALUES)
)
def test_no_json_makes_it_fail(
    x: Api, linkedin: Api, instagram: Api, where: tuple[str, str], body: Any
) -> None:
    api = {"x": x, "linkedin": linkedin, "instagram": instagram}[where[0]]
    answer = api("POST", where[1], json=body)
    assert answer.status_code < 500
    assert answer.status_code == 201 or answer.json()


@pytest.mark.parametrize(
    "body",
    [
        b'{"text": "\\ud800"}',
        b'{"text": NaN}',
        b"[" * 100_000,
        b"\xff\xfe",
        b"",
        b'{"text": ' + b"9" * 5000 + b"}",
    ],
    ids=["surrogate", "nan", "deep", "bytes", "empty", "long number"],
)
def test_what_is_not_json_is_refused_and_can_still_be_told(
    x: Api, sandbox: Sandbox, body: bytes
) -> None:
    answer = x("POST", "/2/tweets", data=body, headers={"Content-Type": "application/json"})
    assert answer.status_code == 400
    assert Api(sandbox.base_url)("GET", "/_received").json()["requests"][0]["status"] == 400
    assert Api(sandbox.base_url)("GET", "/").status_code == 200


def test_odd_words_reach_the_wall_and_back(linkedin: Api, x: Api, sandbox: Sandbox) -> None:
    text = "\x00 \u202e \U000e0001 👨‍👩‍👧‍👦 \x7f"
    assert linkedin("POST", "/rest/posts", json=share(text)).status_code == 201
    assert x("POST", "/2/tweets", json={"text": text}).status_code == 201
    received = Api(sandbox.base_url)("GET", "/_received").json()
    assert received["posts"][0]["text"] == text
    assert Api(sandbox.base_url)("GET", "/").status_code == 200
