"""LinkedIn: what is sent, exactly, and what every answer means."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.http import Answer, Remedy
from bot.model import (
    Absent,
    Deferred,
    Delivered,
    Outcome,
    Present,
    Rejected,
    Unknown,
    Unreadable,
)
from bot.platforms.linkedin import errors
from bot.platforms.linkedin.client import GRACE_SECONDS, shown
from bot.records.model import PlatformSettings
from tests.http.stub import Fault, Got, Say, Stub, serving, unused_base
from tests.platforms.clients import (
    ALT,
    NOW,
    TEXT,
    TOKEN,
    Clock,
    Saved,
    Shelf,
    connect,
    job,
    picture,
)

URN = "urn:li:share:7270000000000000001"
MADE = Say(201, b"", {"x-restli-id": URN})
PAGE = "urn:li:organization:5515715"
MEMBER = "urn:li:person:AbC_12-x"
IMAGES = ("urn:li:image:C4E10A", "urn:li:image:C4E10B")
STATUS = "/rest/images/urn%3Ali%3Aimage%3AC4E10A"
STATUS_B = "/rest/images/urn%3Ali%3Aimage%3AC4E10B"


@pytest.fixture
def stub() -> Iterator[Stub]:
    with serving() as running:
        running.on("POST", "/rest/posts", MADE)
        running.on("POST", "/rest/images", *(place(running, image) for image in IMAGES))
        running.on("PUT", "/upload", Say(201, b""))
        for path in (STATUS, STATUS_B):
            running.on("GET", path, Say(200, {"status": "AVAILABLE"}))
        yield running


def place(stub: Stub, image: str) -> Say:
    return Say(200, {"value": {"uploadUrl": f"{stub.base}/upload?sig=1", "image": image}})


# ---------------------------------------------------------------- what is sent
def test_a_text_post_is_one_request_with_exactly_these_fields(stub: Stub) -> None:
    outcome = connect("linkedin", stub.base).publish(
        job("linkedin", "Rest (a little)", wire=r"Rest \(a little\)"), Saved()
    )
    assert outcome == Delivered(URN, f"https://www.linkedin.com/feed/update/{URN}/")
    (got,) = stub.requests
    assert got.target == "/rest/posts"
    assert got.json == {
        "author": PAGE,
        "commentary": r"Rest \(a little\)",
        "visibility": "PUBLIC",
        "distribution": {
            "feedDistribution": "MAIN_FEED",
            "targetEntities": [],
            "thirdPartyDistributionChannels": [],
        },
        "lifecycleState": "PUBLISHED",
        "isReshareDisabledByAuthor": False,
    }
    assert got.headers["linkedin-version"] == "202609"
    assert got.headers["x-restli-protocol-version"] == "2.0.0"
    assert got.headers["authorization"] == f"Bearer {TOKEN}"


def test_one_picture_goes_up_with_the_token_and_is_named_with_its_alt_text(stub: Stub) -> None:
    shelf, saved = Shelf(), Saved()
    attachment = picture(shelf, b"\xff\xd8bytes")
    outcome = connect("linkedin", stub.base, shelf=shelf).publish(
        job("linkedin", attachments=[attachment], link="https://clinic.example"), saved
    )
    assert isinstance(outcome, Delivered)
    assert [(got.method, got.target) for got in stub.requests] == [
        ("POST", "/rest/images?action=initializeUpload"),
        ("PUT", "/upload?sig=1"),
        ("GET", STATUS),
        ("POST", "/rest/posts"),
    ]
    assert stub.requests[0].json == {"initializeUploadRequest": {"owner": PAGE}}
    assert stub.requests[1].body == b"\xff\xd8bytes"
    assert stub.requests[1].headers["authorization"] == f"Bearer {TOKEN}"
    assert stub.requests[3].json["content"] == {"media": {"id": IMAGES[0], "altText": ALT}}
    assert saved.puts == [("media:0", IMAGES[0]), ("sent:0", IMAGES[0])]


def test_several_pictures_become_a_multi_image(stub: Stub) -> None:
    shelf = Shelf()
    pictures = [picture(shelf, b"1"), picture(shelf, b"2", alt="")]
    connect("linkedin", stub.base, shelf=shelf).publish(
        job("linkedin", attachments=pictures), Saved()
    )
    assert stub.last("POST", "/rest/posts").json["content"] == {
        "multiImage": {"images": [{"id": IMAGES[0], "altText": ALT}, {"id": IMAGES[1]}]}
    }


def test_a_link_card_is_plain_and_never_escaped(stub: Stub) -> None:
    client = connect("linkedin", stub.base)
    link = "https://clinic.example/a_(b)"
    client.publish(job("linkedin", link=link, link_title="Rest (a_b) #1"), Saved())
    assert stub.requests[0].json["content"] == {
        "article": {"source": link, "title": "Rest (a_b) #1"}
    }
    client.publish(job("linkedin", link=link), Saved())
    assert stub.requests[1].json["content"]["article"]["title"] == link


def test_what_an_earlier_attempt_uploaded_is_used_again(stub: Stub) -> None:
    shelf = Shelf()
    saved = Saved(media_0=IMAGES[0], sent_0=IMAGES[0])
    connect("linkedin", stub.base, shelf=shelf).publish(
        job("linkedin", attachments=[picture(shelf)]), saved
    )
    assert [got.method for got in stub.requests] == ["GET", "POST"]


def test_a_place_without_its_bytes_is_asked_for_again(stub: Stub) -> None:
    shelf = Shelf()
    saved = Saved(media_0="urn:li:image:OLD")
    connect("linkedin", stub.base, shelf=shelf).publish(
        job("linkedin", attachments=[picture(shelf)]), saved
    )
    assert stub.count("PUT", "/upload") == 1
    assert stub.last("POST", "/rest/posts").json["content"]["media"]["id"] == IMAGES[0]


@pytest.mark.parametrize(
    "value",
    [
        {"uploadUrl": "https://evil.example/u", "image": IMAGES[0]},
        {"uploadUrl": "http://10.0.0.8/u", "image": IMAGES[0]},
        {"uploadUrl": "", "image": IMAGES[0]},
        {"uploadUrl": 7, "image": None},
        {},
    ],
)
def test_bytes_go_nowhere_but_to_linkedin(stub: Stub, value: dict[str, Any]) -> None:
    stub.on("POST", "/rest/images", Say(200, {"value": value}))
    shelf = Shelf()
    outcome = connect("linkedin", stub.base, shelf=shelf).publish(
        job("linkedin", attachments=[picture(shelf)]), Saved()
    )
    assert isinstance(outcome, Rejected)
    assert outcome.code == "linkedin:upload-place"
    assert len(stub.requests) == 1


# ---------------------------------------------------------------- waiting for pictures
def test_the_post_waits_until_the_picture_can_be_shown(stub: Stub) -> None:
    stub.on(
        "GET",
        STATUS,
        Say(200, {"status": "WAITING_UPLOAD"}),
        Say(200, {"status": "PROCESSING"}),
        Say(200, {"status": "AVAILABLE"}),
    )
    clock, shelf = Clock(), Shelf()
    outcome = connect("linkedin", stub.base, shelf=shelf, clock=clock).publish(
        job("linkedin", attachments=[picture(shelf)]), Saved()
    )
    assert isinstance(outcome, Delivered)
    assert clock.slept == [1.0, 2.0]


def test_waiting_is_bounded_and_goes_on_in_the_next_attempt(stub: Stub) -> None:
    stub.on("GET", STATUS, Say(200, {"status": "PROCESSING"}))
    clock, shelf, saved = Clock(), Shelf(), Saved()
    client = connect("linkedin", stub.base, shelf=shelf, clock=clock)
    outcome = client.publish(job("linkedin", attachments=[picture(shelf)]), saved)
    assert isinstance(outcome, Deferred)
    assert sum(clock.slept) <= 30
    assert stub.count("POST", "/rest/posts") == 0
    stub.on("GET", STATUS, Say(200, {"status": "AVAILABLE"}))
    again = client.publish(job("linkedin", attachments=[picture(shelf)]), saved)
    assert isinstance(again, Delivered)
    assert stub.count("PUT", "/upload") == 1


def test_a_token_that_may_not_ask_waits_once_for_all(stub: Stub) -> None:
    for path in (STATUS, STATUS_B):
        stub.on("GET", path, Say(403, {"code": "ACCESS_DENIED"}))
    clock, shelf = Clock(), Shelf()
    outcome = connect("linkedin", stub.base, shelf=shelf, clock=clock).publish(
        job("linkedin", attachments=[picture(shelf, b"1"), picture(shelf, b"2")]), Saved()
    )
    assert isinstance(outcome, Delivered)
    assert clock.slept == [GRACE_SECONDS]


def test_a_picture_that_cannot_be_processed_stops_the_post(stub: Stub) -> None:
    stub.on("GET", STATUS, Say(200, {"status": "PROCESSING_FAILED"}))
    shelf = Shelf()
    outcome = connect("linkedin", stub.base, shelf=shelf).publish(
        job("linkedin", attachments=[picture(shelf)]), Saved()
    )
    assert isinstance(outcome, Rejected)
    assert stub.count("POST", "/rest/posts") == 0


@pytest.mark.parametrize("route", [("POST", "/rest/images"), ("PUT", "/upload"), ("GET", STATUS)])
@pytest.mark.parametrize("say", [Say(500, {}), Say(429, {}), Fault.RESET, Say(302, b"")])
def test_trouble_before_the_create_is_deferred(
    stub: Stub, route: tuple[str, str], say: Any
) -> None:
    stub.on(*route, say)
    shelf = Shelf()
    outcome = connect("linkedin", stub.base, shelf=shelf).publish(
        job("linkedin", attachments=[picture(shelf)]), Saved()
    )
    assert isinstance(outcome, Deferred)
    assert stub.count("POST", "/rest/posts") == 0


# ---------------------------------------------------------------- versions and authors
def test_a_version_whose_day_has_come_sends_nothing(stub: Stub) -> None:
    for settings in (
        PlatformSettings(version="202511"),
        PlatformSettings(version="209901", version_sunset=date(2026, 12, 1)),
    ):
        client = connect("linkedin", stub.base, settings=settings)
        outcome = client.publish(job("linkedin"), Saved())
        assert isinstance(outcome, Rejected)
        assert (outcome.code, outcome.held) == ("linkedin:version-sunset", True)
        assert "version" in outcome.fix
        assert not client.check().works
        assert isinstance(client.find(job("linkedin"), NOW), Unreadable)
        assert isinstance(client.delete(URN), Rejected)
    assert stub.requests == []


def test_the_configured_version_is_sent(stub: Stub) -> None:
    settings = PlatformSettings(version="202712", version_sunset=date(2026, 12, 2))
    connect("linkedin", stub.base, settings=settings).publish(job("linkedin"), Saved())
    assert stub.requests[0].headers["linkedin-version"] == "202712"


@pytest.mark.parametrize("remote_id", ["", "5515715", "urn:li:person:", "urn:li:person:a b"])
def test_without_an_author_nothing_is_sent(stub: Stub, remote_id: str) -> None:
    client = connect("linkedin", stub.base, remote_id=remote_id)
    outcome = client.publish(job("linkedin"), Saved())
    assert isinstance(outcome, Rejected)
    assert outcome.code == "linkedin:no-author"
    assert stub.requests == []


# ---------------------------------------------------------------- what answers mean
def duplicate(urn: str) -> Say:
    message = f"Content is a duplicate of {urn}"
    details = {"inputErrors": [{"code": "DUPLICATE_POST", "description": message}]}
    return Say(422, {"message": message, "status": 422, "errorDetails": details})


@pytest.mark.parametrize(
    ("say", "kind", "code"),
    [
        (duplicate(URN), Unknown, "linkedin:422:duplicate"),
        (Say(426, {"code": "NONEXISTENT_VERSION"}), Rejected, "linkedin:426:version"),
        (Say(400, {"code": "VERSION_MISSING"}), Rejected, "linkedin:400:version"),
        (Say(400, {"code": "FIELD_LENGTH_TOO_LONG"}), Rejected, "linkedin:400:too-long"),
        (
            Say(400, {"code": "MEDIA_ASSET_WAITING_UPLOAD"}),
            Deferred,
            "linkedin:400:picture-waiting",
        ),
        (Say(400, {"code": 5, "errorDetails": []}), Rejected, "linkedin:400:invalid"),
        (Say(422, {"message": TEXT}), Rejected, "linkedin:400:invalid"),
        (Say(401, {"message": "Expired access token"}), Rejected, "linkedin:401:token"),
        (Say(403, {"code": "ACCESS_DENIED", "message": TEXT}), Rejected, "linkedin:403:denied"),
        (Say(403, b"<html>"), Rejected, "linkedin:403:denied"),
        (Say(404, {}), Rejected, "linkedin:404:refused"),
        (Say(409, {"code": "CONFLICT"}), Unknown, "linkedin:409:conflict"),
        (Say(429, {}), Deferred, "linkedin:429:limit"),
        (Say(500, {}), Unknown, "linkedin:500"),
        (Say(504, b""), Unknown, "linkedin:504"),
        (Say(201, b""), Unknown, "linkedin:no-id"),
        (Say(200, b"<html>sign in to the network</html>"), Unknown, "linkedin:no-id"),
        (Say(201, b"", {"x-restli-id": "urn:li:person:1"}), Unknown, "linkedin:no-id"),
        (Say(307, b"", {"Location": "/rest/posts"}), Unknown, "linkedin:307"),
        (Fault.RESET, Unknown, "linkedin:lost:reset"),
        (Fault.CUT, Unknown, "linkedin:lost:reset"),
    ],
)
def test_each_answer_to_a_create_has_one_meaning(
    stub: Stub, say: Any, kind: type[Outcome], code: str
) -> None:
    stub.on("POST", "/rest/posts", say)
    outcome = connect("linkedin", stub.base).publish(job("linkedin"), Saved())
    assert isinstance(outcome, kind)
    assert getattr(outcome, "code", "") == code
    assert len(stub.requests) == 1
    assert TEXT not in repr(outcome)


def test_accepted_then_silent_is_unknown_and_sent_once(stub: Stub) -> None:
    stub.on("POST", "/rest/posts", Fault.SILENT)
    outcome = connect("linkedin", stub.base, read=0.2).publish(job("linkedin"), Saved())
    assert isinstance(outcome, Unknown)
    assert len(stub.requests) == 1


def test_nobody_there_is_deferred() -> None:
    outcome = connect("linkedin", unused_base()).publish(job("linkedin"), Saved())
    assert isinstance(outcome, Deferred)


@pytest.mark.parametrize("urn", [URN, "urn:li:ugcPost:7270000000000000002"])
def test_a_duplicate_hands_on_the_post_that_linkedin_named(stub: Stub, urn: str) -> None:
    stub.on("POST", "/rest/posts", duplicate(urn))
    outcome = connect("linkedin", stub.base).publish(job("linkedin"), Saved())
    assert isinstance(outcome, Unknown)
    assert outcome.hint == urn


def test_a_daily_limit_is_waited_for_until_midnight_utc(stub: Stub) -> None:
    stub.on("POST", "/rest/posts", Say(429, {}), Say(429, {}, {"Retry-After": "33"}))
    client = connect("linkedin", stub.base)
    waits = [getattr(client.publish(job("linkedin"), Saved()), "wait", None) for _ in range(2)]
    assert waits == [15 * 3600.0, 33.0]


CLASSES = {
    Remedy.NEVER: Rejected,
    Remedy.REFRESH: Rejected,
    Remedy.RESET: Deferred,
    Remedy.POLL: Deferred,
    Remedy.LOOKUP: Unknown,
}


@pytest.mark.shared
def test_every_row_of_the_contract_has_its_class(shared: Path, stub: Stub) -> None:
    contract = json.loads((shared / "specs/linkedin/contract.json").read_text())
    seen = 0
    for row in contract["errors"]:
        match = row["match"]
        inputs = [{"code": match.get("errorDetails.inputErrors[].code", "")}]
        body = {"code": match.get("code", ""), "errorDetails": {"inputErrors": inputs}}
        for status in row["http"] if isinstance(row["http"], list) else [row["http"]]:
            assert errors.refusal(Answer(status, {}, body)).remedy == row["class"], row
            stub.on("POST", "/rest/posts", Say(status, body))
            outcome = connect("linkedin", stub.base).publish(job("linkedin"), Saved())
            assert isinstance(outcome, CLASSES[Remedy(row["class"])]), row
            seen += 1
    assert seen == len(stub.requests) >= 13


@pytest.mark.shared
def test_the_days_on_which_versions_end_are_the_contracts(shared: Path) -> None:
    from bot.platforms.linkedin.version import DEFAULT, SUNSETS

    contract = json.loads((shared / "specs/linkedin/contract.json").read_text())
    dates = contract["versions"]["sunset_dates"]
    assert {version: f"{day}" for version, day in SUNSETS.items()} == dates
    assert max(dates) == DEFAULT


# ---------------------------------------------------------------- afterwards
def post(text: str, *, minutes: int = 1, urn: str = URN) -> dict[str, Any]:
    at = int((NOW + timedelta(minutes=minutes)).timestamp() * 1000)
    return {"id": urn, "commentary": text, "createdAt": at, "lastModifiedAt": at}


def test_find_reads_a_pages_own_posts_and_knows_escaped_text(stub: Stub) -> None:
    stub.on(
        "GET",
        "/rest/posts",
        Say(200, {"elements": [post("Else"), post(r"Rest \(now\) {hashtag|\#|Sleep}")]}),
    )
    client = connect("linkedin", stub.base)
    wanted = job("linkedin", "Rest (now) #Sleep", wire=r"Rest \(now\) #Sleep")
    assert client.find(wanted, NOW) == Present(URN, f"https://www.linkedin.com/feed/update/{URN}/")
    got = stub.requests[0]
    assert got.headers["x-restli-method"] == "FINDER"
    assert got.query["author"] == PAGE
    assert got.query["q"] == "author"


def test_find_tells_absent_from_nearly_and_turns_pages(stub: Stub) -> None:
    client = connect("linkedin", stub.base)
    stub.on("GET", "/rest/posts", Say(200, {"elements": []}))
    assert client.find(job("linkedin"), NOW) == Absent()
    full = [post(f"Quite other words {number}") for number in range(50)]
    stub.on(
        "GET", "/rest/posts", Say(200, {"elements": full}), Say(200, {"elements": [post(TEXT)]})
    )
    assert isinstance(client.find(job("linkedin"), NOW), Present)
    stub.on("GET", "/rest/posts", Say(200, {"elements": full}))
    assert isinstance(client.find(job("linkedin"), NOW), Unreadable)  # no end in sight
    old = [post(f"Quite other words {number}", minutes=-99) for number in range(50)]
    stub.on("GET", "/rest/posts", Say(200, {"elements": old}))
    assert client.find(job("linkedin"), NOW) == Absent()


def test_a_members_posts_cannot_be_read_and_nothing_is_asked(stub: Stub) -> None:
    found = connect("linkedin", stub.base, remote_id=MEMBER).find(job("linkedin"), NOW)
    assert isinstance(found, Unreadable)
    assert stub.requests == []


@pytest.mark.parametrize(
    "say", [Say(403, {}), Say(401, {}), Say(500, {}), Say(200, {}), Say(200, b"x"), Fault.RESET]
)
def test_what_cannot_be_read_is_never_taken_for_absent(stub: Stub, say: Any) -> None:
    stub.on("GET", "/rest/posts", say)
    assert isinstance(connect("linkedin", stub.base).find(job("linkedin"), NOW), Unreadable)


@pytest.mark.parametrize(
    ("say", "kind"),
    [
        (Say(204, b""), Delivered),
        (Say(404, {}), Delivered),
        (Say(403, {}), Rejected),
        (Say(500, {}), Deferred),
        (Fault.RESET, Deferred),
    ],
)
def test_delete(stub: Stub, say: Any, kind: type[Outcome]) -> None:
    stub.on("DELETE", "/rest/posts/urn%3Ali%3Ashare%3A7270000000000000001", say)
    outcome = connect("linkedin", stub.base).delete(URN)
    assert isinstance(outcome, kind)
    assert len(stub.requests) == 1


def test_delete_takes_the_urn_of_a_post_only(stub: Stub) -> None:
    for remote_id in ("", "1", "urn:li:person:1", f"{URN}/../x"):
        assert isinstance(connect("linkedin", stub.base).delete(remote_id), Rejected)
    assert stub.requests == []


def test_check_makes_a_call_that_dies_with_the_version(stub: Stub) -> None:
    """/v2/userinfo has no version, so it would go on passing."""
    client = connect("linkedin", stub.base)
    assert client.check().works
    stub.on("POST", "/rest/images", Say(426, {"code": "NONEXISTENT_VERSION"}))
    health = client.check()
    assert not health.works
    assert "426" in health.what
    assert stub.count("POST", "/rest/posts") == 0


def test_check_warns_before_the_version_ends(stub: Stub) -> None:
    settings = PlatformSettings(version="202701", version_sunset=date(2027, 1, 15))
    assert "2027-01-15" in connect("linkedin", stub.base, settings=settings).check().what


def test_neither_token_nor_text_nor_upload_key_is_in_any_log(
    stub: Stub, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    logging.getLogger("urllib3.connectionpool").setLevel(logging.DEBUG)
    shelf = Shelf()

    def echo(got: Got) -> Say:
        return Say(400, {"message": got.body.decode(), "code": TEXT})

    stub.on("POST", "/rest/posts", echo)
    outcome = connect("linkedin", stub.base, shelf=shelf).publish(
        job("linkedin", attachments=[picture(shelf)]), Saved()
    )
    logged = caplog.text + repr(outcome)
    assert "/rest/posts" in logged
    assert "/upload" not in logged
    assert TOKEN not in logged
    assert TEXT not in logged
    assert ALT not in logged


def test_little_text_is_read_as_a_reader_sees_it() -> None:
    assert shown(r"a \\ b \(c\) \#d \_e {hashtag|\#|Knee}") == r"a \ b (c) #d _e #Knee"
