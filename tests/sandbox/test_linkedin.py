"""LinkedIn's stand-in: versions, little text, duplicates, pictures, and who may read."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

import pytest

from bot.sandbox.state import SandboxState
from tests.sandbox.conftest import MEMBER, PAGE, Api, Clock, picture, share


def post(api: Api, commentary: str = "Hello", **more: Any) -> str:
    answer = api("POST", "/rest/posts", json=share(commentary, **more))
    assert answer.status_code == 201, answer.text
    return answer.headers["x-restli-id"]


def test_a_post_is_named_in_a_header_and_the_body_is_empty(
    linkedin: Api, state: SandboxState
) -> None:
    answer = linkedin("POST", "/rest/posts", json=share("Hello"))

    assert (answer.status_code, answer.content) == (201, b"")
    assert answer.headers["x-restli-id"] == state.posts[0].id
    assert state.posts[0].id.startswith("urn:li:share:")
    assert state.posts[0].truncated is False


# ---------------------------------------------------------------- headers
@pytest.mark.parametrize(
    ("version", "status", "code"),
    [
        (None, 400, "VERSION_MISSING"),
        ("202511", 426, "NONEXISTENT_VERSION"),
        ("202510", 426, "NONEXISTENT_VERSION"),
        ("202512", 426, "NONEXISTENT_VERSION"),
        ("202612", 426, "NONEXISTENT_VERSION"),
        ("latest", 426, "NONEXISTENT_VERSION"),
    ],
)
def test_a_version_must_be_named_and_alive(
    linkedin: Api, state: SandboxState, version: str | None, status: int, code: str
) -> None:
    answer = linkedin(
        "POST", "/rest/posts", json=share("Hello"), headers={"LinkedIn-Version": version}
    )
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert version is None or answer.json()["message"] == (
        f"Requested version {version}01 is not active"
    )
    assert state.posts == ()


def test_a_version_dies_on_its_day(linkedin: Api, clock: Clock) -> None:
    headers = {"LinkedIn-Version": "202601"}
    clock.at = datetime(2027, 1, 14, 23, 59, tzinfo=UTC)
    assert linkedin("GET", "/rest/me", headers=headers).status_code == 200
    clock.at = datetime(2027, 1, 15, tzinfo=UTC)
    assert linkedin("GET", "/rest/me", headers=headers).status_code == 426


def test_a_version_younger_than_the_table_lives_from_its_month_on(
    linkedin: Api, clock: Clock
) -> None:
    headers = {"LinkedIn-Version": "202703"}
    assert linkedin("GET", "/rest/me", headers=headers).status_code == 426
    clock.at = datetime(2027, 3, 20, tzinfo=UTC)
    assert linkedin("GET", "/rest/me", headers=headers).status_code == 200


def test_the_protocol_must_be_named_but_not_for_userinfo(linkedin: Api) -> None:
    bare = {"X-Restli-Protocol-Version": None, "LinkedIn-Version": None}
    answer = linkedin(
        "POST", "/rest/posts", json=share("a"), headers={"X-Restli-Protocol-Version": None}
    )
    assert answer.status_code == 400
    assert linkedin("GET", "/v2/userinfo", headers=bare).json()["sub"] == "2414183"


# ---------------------------------------------------------------- the body
@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"text": "x"}, "/text :: unrecognized field found but not allowed"),
        ({"commentary": 7}, "/commentary :: value cannot be coerced to string"),
        ({"visibility": "EVERYONE"}, "/visibility :: value is not an enum symbol"),
        ({"author": "me"}, "/author :: value is not of the form required"),
        ({"distribution": {}}, "/distribution/feedDistribution :: field is required"),
        ({"isReshareDisabledByAuthor": 0}, "/isReshareDisabledByAuthor :: value cannot"),
        ({"content": {"media": {"id": "urn:li:image:1", "alt": "x"}}}, "/content/media/alt ::"),
        ({"lifecycleState": "DRAFT"}, "/lifecycleState :: value is not an enum symbol"),
    ],
)
def test_a_body_outside_the_schema_is_422(
    linkedin: Api, state: SandboxState, change: dict[str, Any], said: str
) -> None:
    answer = linkedin("POST", "/rest/posts", json={**share("Hello"), **change})

    assert answer.status_code == 422
    assert said in answer.json()["message"]
    assert "DUPLICATE" not in answer.text
    assert state.posts == ()


@pytest.mark.parametrize("key", ["author", "commentary", "visibility", "lifecycleState"])
def test_required_fields_are_required(linkedin: Api, key: str) -> None:
    body = share("Hello")
    del body[key]
    answer = linkedin("POST", "/rest/posts", json=body)
    assert answer.status_code == 422
    assert f"/{key} :: field is required but not found" in answer.json()["message"]


def test_length_counts_what_was_sent(linkedin: Api) -> None:
    assert linkedin("POST", "/rest/posts", json=share("a" * 3000)).status_code == 201
    for text in ("a" * 3001, "\\(" * 1501):
        answer = linkedin("POST", "/rest/posts", json=share(text))
        assert (answer.status_code, answer.json()["code"]) == (400, "FIELD_LENGTH_TOO_LONG")


# ---------------------------------------------------------------- little text
@pytest.mark.parametrize(
    ("commentary", "text", "truncated"),
    [
        ("Our results (n=12) hold", "Our results ", True),
        ("Our results \\(n=12\\) hold", "Our results (n=12) hold", False),
        ("5 < 6", "5 ", True),
        ("a_b", "a", True),
        (
            "#BackPain and {hashtag|\\#|Spine} and {hashtag|#|Hip}",
            "#BackPain and #Spine and #Hip",
            False,
        ),
        ("Thanks @[Acme Corp](urn:li:organization:12)!", "Thanks Acme Corp!", False),
        ("me@example.com", "me", True),
        ("ends in a backslash \\", "ends in a backslash ", True),
        ("# alone", "", True),
        (
            "\\\\ \\| \\{ \\} \\@ \\[ \\] \\( \\) \\< \\> \\# \\* \\_ \\~",
            "\\ | { } @ [ ] ( ) < > # * _ ~",
            False,
        ),
        ("line\n\nline", "line\n\nline", False),
    ],
)
def test_text_ends_at_the_first_bare_reserved_character_with_201(
    linkedin: Api, state: SandboxState, commentary: str, text: str, truncated: bool
) -> None:
    post(linkedin, commentary)

    assert (state.posts[0].text, state.posts[0].truncated) == (text, truncated)
    assert state.posts[0].wire == commentary


def test_reading_back_a_cut_post_gives_what_was_kept(linkedin: Api) -> None:
    made = post(linkedin, "Kept \\(this\\) (not this)")
    shown = linkedin("GET", f"/rest/posts/{quote(made, safe='')}").json()
    assert shown["commentary"] == "Kept \\(this\\) "


# ---------------------------------------------------------------- duplicates
def test_a_duplicate_is_422_and_names_the_post(linkedin: Api, clock: Clock) -> None:
    made = post(linkedin, "Once only")

    again = linkedin("POST", "/rest/posts", json=share("Once only"))

    assert again.status_code == 422
    assert again.json()["message"].endswith(f"Content is a duplicate of {made}")
    assert again.json()["errorDetails"]["inputErrors"][0]["code"] == "DUPLICATE_POST"
    clock.forward(minutes=10)
    post(linkedin, "Once only")


def test_a_deleted_post_still_counts_as_duplicate(linkedin: Api) -> None:
    made = post(linkedin, "Ghost")
    path = f"/rest/posts/{quote(made, safe='')}"
    assert linkedin("DELETE", path).status_code == 204

    again = linkedin("POST", "/rest/posts", json=share("Ghost"))

    assert again.status_code == 422
    assert made in again.json()["message"]
    assert linkedin("GET", path).status_code == 404


def test_another_account_may_say_the_same(linkedin: Api, member: Api) -> None:
    post(linkedin, "Shared words")
    post(member, "Shared words", author=MEMBER)


# ---------------------------------------------------------------- pictures
def test_one_picture_with_alt_text(
    linkedin: Api, upload_linkedin: Callable[..., str], state: SandboxState
) -> None:
    image = upload_linkedin()
    status = linkedin("GET", f"/rest/images/{quote(image, safe='')}").json()
    assert status == {"id": image, "owner": PAGE, "status": "AVAILABLE"}

    post(linkedin, "Pictured", content={"media": {"id": image, "altText": "A path"}})

    assert state.posts[0].pictures[0].alt == "A path"


@pytest.mark.parametrize(("count", "status"), [(1, 400), (2, 201), (20, 201), (21, 400)])
def test_several_pictures_are_two_to_twenty(
    linkedin: Api, upload_linkedin: Callable[..., str], count: int, status: int
) -> None:
    image = upload_linkedin()
    images = [{"id": image, "altText": f"{n}"} for n in range(count)]
    answer = linkedin(
        "POST", "/rest/posts", json=share("Many", content={"multiImage": {"images": images}})
    )
    assert answer.status_code == status


def test_alt_text_ends_at_4086(linkedin: Api, upload_linkedin: Callable[..., str]) -> None:
    image = upload_linkedin()
    for length, status in ((4087, 400), (4086, 201)):
        media = {"id": image, "altText": "y" * length}
        answer = linkedin("POST", "/rest/posts", json=share("Alt", content={"media": media}))
        assert answer.status_code == status


def test_a_picture_not_yet_sent_or_not_a_picture_is_refused(
    linkedin: Api, upload_linkedin: Callable[..., str]
) -> None:
    begun = linkedin(
        "POST",
        "/rest/images?action=initializeUpload",
        json={"initializeUploadRequest": {"owner": PAGE}},
    ).json()["value"]["image"]
    broken = upload_linkedin(b"no picture")
    expected = {
        begun: "MEDIA_ASSET_WAITING_UPLOAD",
        broken: "MEDIA_ASSET_PROCESSING_FAILED",
        "urn:li:image:none": "MEDIA_ASSET_NOT_FOUND",
    }
    for image, code in expected.items():
        answer = linkedin(
            "POST", "/rest/posts", json=share("Early", content={"media": {"id": image}})
        )
        assert (answer.status_code, answer.json()["code"]) == (400, code)


def test_webp_is_not_taken(linkedin: Api, upload_linkedin: Callable[..., str]) -> None:
    image = upload_linkedin(picture("WEBP"))
    status = linkedin("GET", f"/rest/images/{quote(image, safe='')}").json()["status"]
    assert status == "PROCESSING_FAILED"


def test_an_upload_address_wants_the_token_and_works_once(linkedin: Api, clock: Clock) -> None:
    def begin() -> str:
        body = {"initializeUploadRequest": {"owner": PAGE}}
        answer = linkedin("POST", "/rest/images?action=initializeUpload", json=body)
        return str(answer.json()["value"]["uploadUrl"])

    bare, put = Api(""), Api("", {"Authorization": linkedin.headers["Authorization"]})
    url = begin()
    assert bare("PUT", url, data=picture()).status_code == 401
    assert put("PUT", url, data=picture()).status_code == 201
    assert put("PUT", url, data=picture()).status_code == 404
    late = begin()
    clock.forward(hours=2)
    assert put("PUT", late, data=picture()).status_code == 403


def test_only_one_kind_of_content(linkedin: Api, upload_linkedin: Callable[..., str]) -> None:
    content = {
        "media": {"id": upload_linkedin()},
        "article": {"source": "https://example.com", "title": "T"},
    }
    assert linkedin("POST", "/rest/posts", json=share("a", content=content)).status_code == 400


def test_a_link_card_is_kept_as_sent(linkedin: Api, state: SandboxState) -> None:
    article = {"source": "https://example.com/a", "title": "Results (n=12)"}
    post(linkedin, "Read on", content={"article": article})
    kept = state.posts[0]
    assert (kept.link, kept.link_title) == ("https://example.com/a", "Results (n=12)")


# ---------------------------------------------------------------- who may
def test_a_member_may_post_but_not_read_back(
    member: Api, upload_linkedin: Callable[..., str]
) -> None:
    made = post(member, "Mine", author=MEMBER)
    image = upload_linkedin(api=member, owner=MEMBER)

    refused = [
        member("GET", "/rest/posts", params={"q": "author", "author": MEMBER}),
        member("GET", f"/rest/posts/{quote(made, safe='')}"),
        member("GET", f"/rest/images/{quote(image, safe='')}"),
    ]
    assert [(r.status_code, r.json()["code"]) for r in refused] == [(403, "ACCESS_DENIED")] * 3
    assert member("DELETE", f"/rest/posts/{quote(made, safe='')}").status_code == 204


def test_nobody_posts_as_somebody_else(linkedin: Api, member: Api, state: SandboxState) -> None:
    other = "urn:li:organization:7"
    state.add_account("linkedin", "other", other, "other-page-token")
    assert linkedin("POST", "/rest/posts", json=share("a", author=other)).status_code == 403
    begin = {"initializeUploadRequest": {"owner": other}}
    path = "/rest/images?action=initializeUpload"
    assert linkedin("POST", path, json=begin).status_code == 403
    listed = linkedin("GET", "/rest/posts", params={"q": "author", "author": other})
    assert listed.status_code == 403
    assert linkedin("POST", "/rest/posts", json=share("a", author=MEMBER)).status_code == 403
    assert member("POST", "/rest/posts", json=share("a")).status_code == 403


def test_a_page_lists_its_posts_newest_first(linkedin: Api, clock: Clock) -> None:
    ids = []
    for number in range(3):
        ids.append(post(linkedin, f"Post {number}"))
        clock.forward(minutes=1)
    params: dict[str, Any] = {"q": "author", "author": PAGE, "count": 2}

    first = linkedin("GET", "/rest/posts", params=params).json()
    rest = linkedin("GET", "/rest/posts", params={**params, "start": 2}).json()

    assert [p["id"] for p in first["elements"] + rest["elements"]] == ids[::-1]
    assert (
        rest["elements"][0]["createdAt"]
        == int(datetime(2026, 11, 22, 9, tzinfo=UTC).timestamp()) * 1000
    )
    assert linkedin("GET", "/rest/posts", params={**params, "count": 101}).status_code == 400
    assert linkedin("GET", "/rest/posts", params={"q": "dsc"}).status_code == 400


def test_deleting_is_idempotent_but_not_for_strangers(
    linkedin: Api, member: Api, state: SandboxState
) -> None:
    made = post(linkedin)
    path = f"/rest/posts/{quote(made, safe='')}"
    assert member("DELETE", path).status_code == 403
    assert [linkedin("DELETE", path).status_code for _ in range(2)] == [204, 204]
    assert linkedin("DELETE", "/rest/posts/urn%3Ali%3Ashare%3A1").status_code == 404
    assert state.posts[0].deleted_at is not None


@pytest.mark.parametrize(
    ("header", "message"),
    [(None, "Empty oauth2_access_token"), ("Bearer nobody", "Invalid access token")],
)
def test_a_missing_or_unknown_token_is_401(linkedin: Api, header: str | None, message: str) -> None:
    answer = linkedin("POST", "/rest/posts", json=share("a"), headers={"Authorization": header})
    assert (answer.status_code, answer.json()["message"]) == (401, message)


def test_an_expired_token_is_401_and_told(linkedin: Api, state: SandboxState) -> None:
    state.expire("linkedin", PAGE)
    answer = linkedin("POST", "/rest/posts", json=share("a"))
    assert answer.json() == {
        "status": 401,
        "serviceErrorCode": 65602,
        "code": "EXPIRED_ACCESS_TOKEN",
        "message": "Expired access token",
    }


def test_statistics_leave_out_what_nobody_saw(linkedin: Api, member: Api) -> None:
    path = "/rest/organizationalEntityShareStatistics"
    assert linkedin("GET", path).json()["elements"] == []
    assert member("GET", path).status_code == 403
