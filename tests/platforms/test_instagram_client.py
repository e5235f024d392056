"""Instagram: container, status, publish; what is sent, and what every answer means."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.http import Answer, Effect, Remedy
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
from bot.platforms.base import Job
from bot.platforms.instagram import errors
from bot.records.model import PlatformSettings
from tests.http.stub import Fault, Say, Stub, serving, unused_base
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

MEDIA = "/v26.0/178414/media"
PUBLISH = "/v26.0/178414/media_publish"
FINISHED = Say(200, {"status_code": "FINISHED", "id": "900"})
LINK = "https://www.instagram.com/p/AbC/"
MANAGES = ("instagram_manage_contents",)


@pytest.fixture
def stub() -> Iterator[Stub]:
    with serving() as running:
        running.on("POST", MEDIA, Say(200, {"id": "900"}))
        running.on("GET", "/v26.0/900", FINISHED)
        running.on("POST", PUBLISH, Say(200, {"id": "555"}))
        running.on("GET", "/v26.0/555", Say(200, {"id": "555", "permalink": LINK}))
        yield running


@pytest.fixture
def shelf() -> Shelf:
    return Shelf()


def one(shelf: Shelf, **more: Any) -> Job:
    return job("instagram", attachments=[picture(shelf)], **more)


def status(code: str) -> Say:
    return Say(200, {"status_code": code, "status": TEXT, "id": "900"})


def error(code: int, subcode: int | None = None, http: int = 400) -> Say:
    body: dict[str, Any] = {"message": TEXT, "type": "OAuthException", "code": code}
    if subcode is not None:
        body["error_subcode"] = subcode
    return Say(http, {"error": body})


# ---------------------------------------------------------------- what is sent
def test_one_picture_is_prepared_watched_published_and_linked(stub: Stub, shelf: Shelf) -> None:
    saved = Saved()
    options = (("is_ai_generated", "true"),)
    outcome = connect("instagram", stub.base, shelf=shelf).publish(
        one(shelf, options=options), saved
    )
    assert outcome == Delivered("555", LINK)
    assert [(got.method, got.path) for got in stub.requests] == [
        ("POST", MEDIA),
        ("GET", "/v26.0/900"),
        ("POST", PUBLISH),
        ("GET", "/v26.0/555"),
    ]
    (url,) = shelf.served
    assert stub.requests[0].form == {
        "image_url": url,
        "caption": TEXT,
        "alt_text": ALT,
        "is_ai_generated": "true",
    }
    assert stub.requests[2].form == {"creation_id": "900"}
    assert saved.puts == [("container", "900")]
    assert shelf.withdrawn == [url]
    for got in stub.requests:
        assert got.headers["authorization"] == f"Bearer {TOKEN}"
        assert TOKEN not in got.target
        assert TOKEN.encode() not in got.body


def test_a_carousel_prepares_each_picture_and_then_the_whole(stub: Stub, shelf: Shelf) -> None:
    stub.on("POST", MEDIA, *(Say(200, {"id": number}) for number in ("901", "902", "900")))
    for number in ("901", "902"):
        stub.on("GET", f"/v26.0/{number}", status("IN_PROGRESS"), FINISHED)
    saved = Saved()
    pictures = [picture(shelf, b"1"), picture(shelf, b"2", alt="")]
    outcome = connect("instagram", stub.base, shelf=shelf).publish(
        job("instagram", attachments=pictures), saved
    )
    assert isinstance(outcome, Delivered)
    first, second, whole = (got.form for got in stub.requests if got.path == MEDIA)
    urls = list(shelf.served)
    assert first == {"is_carousel_item": "true", "image_url": urls[0], "alt_text": ALT}
    assert second == {"is_carousel_item": "true", "image_url": urls[1]}
    assert whole == {"media_type": "CAROUSEL", "children": "901,902", "caption": TEXT}
    assert stub.count("GET", "/v26.0/901") == 2
    assert saved.puts == [("child:0", "901"), ("child:1", "902"), ("container", "900")]
    assert stub.count("POST", PUBLISH) == 1


def test_the_paid_partnership_flag_goes_where_the_login_has_it(stub: Stub, shelf: Shelf) -> None:
    options = (("is_paid_partnership", "true"),)
    for scopes in (MANAGES, ()):
        connect("instagram", stub.base, shelf=shelf, scopes=scopes).publish(
            one(shelf, options=options), Saved()
        )
    with_it, without = (got.form for got in stub.requests if got.path == MEDIA)
    assert with_it["is_paid_partnership"] == "true"
    assert "is_paid_partnership" not in without


def test_the_version_is_the_settings_or_already_in_the_base(stub: Stub, shelf: Shelf) -> None:
    connect("instagram", f"{stub.base}/v26.0", shelf=shelf).publish(one(shelf), Saved())
    assert stub.requests[0].path == MEDIA
    settings = PlatformSettings(version="v99.0")
    connect("instagram", stub.base, shelf=shelf, settings=settings).publish(one(shelf), Saved())
    assert stub.requests[-1].path == "/v99.0/178414/media"


@pytest.mark.parametrize("count", [0, 11])
def test_a_number_of_pictures_that_no_container_takes_is_refused(
    stub: Stub, shelf: Shelf, count: int
) -> None:
    pictures = [picture(shelf, bytes([number])) for number in range(count)]
    outcome = connect("instagram", stub.base, shelf=shelf).publish(
        job("instagram", attachments=pictures), Saved()
    )
    assert isinstance(outcome, Rejected)
    assert stub.requests == []
    assert shelf.served == {}


def test_nothing_but_jpeg_is_offered(stub: Stub, shelf: Shelf) -> None:
    from dataclasses import replace

    png = replace(picture(shelf), mime="image/png")
    outcome = connect("instagram", stub.base, shelf=shelf).publish(
        job("instagram", attachments=[png]), Saved()
    )
    assert isinstance(outcome, Rejected)
    assert outcome.code == "instagram:jpeg"
    assert stub.requests == []


def test_without_user_id_or_picture_nothing_is_sent(stub: Stub, shelf: Shelf) -> None:
    outcome = connect("instagram", stub.base, shelf=shelf, remote_id="").publish(
        one(shelf), Saved()
    )
    assert getattr(outcome, "code", "") == "instagram:no-user"
    outcome = connect("instagram", stub.base).publish(one(shelf), Saved())
    assert getattr(outcome, "code", "") == "instagram:picture"
    assert stub.requests == []


# ---------------------------------------------------------------- waiting and resuming
def test_the_container_is_watched_until_it_is_finished(stub: Stub, shelf: Shelf) -> None:
    stub.on("GET", "/v26.0/900", status("IN_PROGRESS"), status("IN_PROGRESS"), FINISHED)
    clock = Clock()
    outcome = connect("instagram", stub.base, shelf=shelf, clock=clock).publish(one(shelf), Saved())
    assert isinstance(outcome, Delivered)
    assert clock.slept == [1.0, 2.0]


def test_watching_is_bounded_and_the_next_attempt_goes_on(stub: Stub, shelf: Shelf) -> None:
    stub.on("GET", "/v26.0/900", status("IN_PROGRESS"))
    clock, saved = Clock(), Saved()
    client = connect("instagram", stub.base, shelf=shelf, clock=clock)
    first = client.publish(one(shelf), saved)
    assert isinstance(first, Deferred)
    assert sum(clock.slept) <= 30
    assert shelf.withdrawn == []  # Instagram may still come for it
    stub.on("GET", "/v26.0/900", FINISHED)
    assert isinstance(client.publish(one(shelf), saved), Delivered)
    assert stub.count("POST", MEDIA) == 1
    assert stub.count("POST", PUBLISH) == 1


@pytest.mark.parametrize("ended", ["EXPIRED", "ERROR"])
def test_a_saved_container_that_has_ended_is_made_anew(
    stub: Stub, shelf: Shelf, ended: str
) -> None:
    stub.on("GET", "/v26.0/800", status(ended))
    saved = Saved(container="800", child_0="801")
    outcome = connect("instagram", stub.base, shelf=shelf).publish(one(shelf), saved)
    assert isinstance(outcome, Delivered)
    assert stub.last("POST", PUBLISH).form == {"creation_id": "900"}
    assert saved.now["container"] == "900"
    assert saved.now["child:0"] == ""


def test_a_new_container_that_fails_is_dropped_and_tried_later(stub: Stub, shelf: Shelf) -> None:
    stub.on("GET", "/v26.0/900", status("ERROR"))
    saved = Saved()
    outcome = connect("instagram", stub.base, shelf=shelf).publish(one(shelf), saved)
    assert isinstance(outcome, Deferred)
    assert saved.now["container"] == ""
    assert stub.count("POST", PUBLISH) == 0


def test_a_container_that_was_published_before_is_never_published_again(
    stub: Stub, shelf: Shelf
) -> None:
    """The answer to an earlier publish was lost and the look-up lagged: this is the last net."""
    stub.on("GET", "/v26.0/900", status("PUBLISHED"))
    outcome = connect("instagram", stub.base, shelf=shelf).publish(
        one(shelf), Saved(container="900")
    )
    assert isinstance(outcome, Unknown)
    assert outcome.code == "instagram:container-published"
    assert stub.count("POST", PUBLISH) == stub.count("POST", MEDIA) == 0


@pytest.mark.parametrize("subcode", [2207006, 2207008])
def test_a_container_that_is_gone_at_the_publish_is_made_anew_next_time(
    stub: Stub, shelf: Shelf, subcode: int
) -> None:
    stub.on("POST", PUBLISH, error(24, subcode), Say(200, {"id": "555"}))
    saved = Saved()
    client = connect("instagram", stub.base, shelf=shelf)
    assert isinstance(client.publish(one(shelf), saved), Deferred)
    assert saved.now["container"] == ""
    assert isinstance(client.publish(one(shelf), saved), Delivered)
    assert stub.count("POST", MEDIA) == 2


def test_not_ready_at_the_publish_keeps_the_container(stub: Stub, shelf: Shelf) -> None:
    stub.on("POST", PUBLISH, error(9007, 2207027))
    saved = Saved()
    outcome = connect("instagram", stub.base, shelf=shelf).publish(one(shelf), saved)
    assert isinstance(outcome, Deferred)
    assert saved.now["container"] == "900"
    assert stub.count("POST", PUBLISH) == 1


# ---------------------------------------------------------------- what answers mean
@pytest.mark.parametrize(
    ("say", "kind"),
    [
        (error(2, http=500), Unknown),
        (error(2), Unknown),
        (error(1), Unknown),
        (error(-1, 2207001), Unknown),
        (error(506), Unknown),
        (error(190, 463, 401), Rejected),
        (error(10, http=403), Rejected),
        (error(230, http=403), Rejected),
        (error(368), Rejected),
        (error(4, http=403), Deferred),
        (error(9, 2207042), Deferred),
        (error(4, 2207051), Rejected),
        (Say(400, {"error": "words"}), Rejected),
        (Say(400, {"error": {"code": "x"}}), Rejected),
        (Say(403, b"<html>"), Rejected),
        (Say(429, {}), Deferred),
        (Say(200, {}), Unknown),
        (Say(200, {"id": "../x"}), Unknown),
        (Say(200, b"garbage"), Unknown),
        (Say(302, b"", {"Location": "https://evil.example/"}), Unknown),
        (Fault.RESET, Unknown),
        (Fault.CUT, Unknown),
        (Fault.CLOSE, Unknown),
    ],
)
def test_each_answer_to_the_publish_has_one_meaning(
    stub: Stub, shelf: Shelf, say: Any, kind: type[Outcome]
) -> None:
    stub.on("POST", PUBLISH, say)
    outcome = connect("instagram", stub.base, shelf=shelf).publish(one(shelf), Saved())
    assert isinstance(outcome, kind)
    assert stub.count("POST", PUBLISH) == 1
    assert TEXT not in repr(outcome)


def test_accepted_then_silent_is_unknown_and_published_once(stub: Stub, shelf: Shelf) -> None:
    stub.on("POST", PUBLISH, Fault.SILENT)
    outcome = connect("instagram", stub.base, shelf=shelf, read=0.2).publish(one(shelf), Saved())
    assert isinstance(outcome, Unknown)
    assert stub.count("POST", PUBLISH) == 1
    assert shelf.withdrawn == []


def test_nobody_there_is_deferred(shelf: Shelf) -> None:
    outcome = connect("instagram", unused_base(), shelf=shelf).publish(one(shelf), Saved())
    assert isinstance(outcome, Deferred)


@pytest.mark.parametrize("say", [Say(500, {}), error(2), error(9004, 2207052), Fault.RESET])
def test_trouble_with_the_container_is_deferred(stub: Stub, shelf: Shelf, say: Any) -> None:
    stub.on("POST", MEDIA, say)
    outcome = connect("instagram", stub.base, shelf=shelf).publish(one(shelf), Saved())
    assert isinstance(outcome, Deferred)
    assert stub.count("POST", PUBLISH) == 0


def test_a_picture_that_instagram_refuses_is_no_longer_served(stub: Stub, shelf: Shelf) -> None:
    stub.on("POST", MEDIA, error(36003, 2207009))
    outcome = connect("instagram", stub.base, shelf=shelf).publish(one(shelf), Saved())
    assert isinstance(outcome, Rejected)
    assert shelf.withdrawn == list(shelf.served) != []


@pytest.mark.parametrize(
    "say", [Say(500, {}), error(190), Fault.RESET, Say(200, {}), Say(200, {"permalink": 5})]
)
def test_nothing_after_the_publish_fails_the_publish(stub: Stub, shelf: Shelf, say: Any) -> None:
    stub.on("GET", "/v26.0/555", say)
    outcome = connect("instagram", stub.base, shelf=shelf).publish(one(shelf), Saved())
    assert outcome == Delivered("555", "")


def test_a_host_that_cannot_be_tidied_does_not_fail_the_publish(stub: Stub) -> None:
    class Stuck(Shelf):
        def withdraw(self, url: str) -> None:
            raise PermissionError("read-only")

    shelf = Stuck()
    outcome = connect("instagram", stub.base, shelf=shelf).publish(one(shelf), Saved())
    assert isinstance(outcome, Delivered)


def test_metas_own_estimate_is_waited_for(stub: Stub, shelf: Shelf) -> None:
    usage = {"178414": [{"type": "instagram", "estimated_time_to_regain_access": 7}]}
    header = {"X-Business-Use-Case-Usage": json.dumps(usage)}
    bodies = (Say(429, {}, header), Say(429, {}, {"X-Business-Use-Case-Usage": "[1]"}))
    stub.on("POST", PUBLISH, *bodies)
    client = connect("instagram", stub.base, shelf=shelf)
    waits = [getattr(client.publish(one(shelf), Saved()), "wait", None) for _ in range(2)]
    assert waits == [420.0, 3600.0]


CLASSES = {
    Remedy.NEVER: Rejected,
    Remedy.REFRESH: Rejected,
    Remedy.RESET: Deferred,
    Remedy.POLL: Deferred,
    Remedy.RECREATE: Deferred,
    Remedy.LOOKUP: Unknown,
}


@pytest.mark.shared
def test_every_row_of_the_contract_has_its_class(shared: Path, stub: Stub, shelf: Shelf) -> None:
    contract = json.loads((shared / "specs/instagram/contract.json").read_text())
    seen = 0
    for row in contract["errors"]:
        codes = [200, 241, 299] if row["code"] == "200-299" else [row["code"]]
        subcodes = [row.get("subcode"), *(int(s) for s in row.get("subcodes", ()))]
        for code in codes:
            for subcode in subcodes:
                say = error(code, subcode, row.get("http", 400))
                answer = Answer(say.status, {}, say.body)
                assert errors.refusal(answer).remedy == row["class"], row
                stub.on("POST", PUBLISH, say)
                outcome = connect("instagram", stub.base, shelf=shelf).publish(one(shelf), Saved())
                assert isinstance(outcome, CLASSES[Remedy(row["class"])]), row
                seen += 1
    assert seen == stub.count("POST", PUBLISH) >= 44


def test_the_same_trouble_is_deferred_while_nothing_is_public() -> None:
    answer = Answer(400, {}, {"error": {"code": 2}})
    assert isinstance(errors.outcome(answer, Effect.CREATE, NOW), Unknown)
    assert isinstance(errors.outcome(answer, Effect.PREPARE, NOW), Deferred)


# ---------------------------------------------------------------- afterwards
def post(text: str, *, minutes: int = 1, number: str = "7") -> dict[str, Any]:
    at = NOW + timedelta(minutes=minutes)
    stamp = f"{at:%Y-%m-%dT%H:%M:%S}+0000"
    return {"id": number, "caption": text, "timestamp": stamp, "permalink": LINK}


def test_find_reads_the_accounts_own_posts(stub: Stub, shelf: Shelf) -> None:
    stub.on("GET", MEDIA, Say(200, {"data": [post("Else", number="6"), post(TEXT)]}))
    found = connect("instagram", stub.base).find(one(shelf), NOW)
    assert found == Present("7", LINK)
    assert stub.requests[0].query["since"] == str(int(NOW.timestamp()) - 300)


def test_find_tells_absent_from_before_and_turns_pages(stub: Stub, shelf: Shelf) -> None:
    client = connect("instagram", stub.base)
    stub.on("GET", MEDIA, Say(200, {"data": []}))
    assert client.find(one(shelf), NOW) == Absent()
    stub.on("GET", MEDIA, Say(200, {"data": [post(TEXT, minutes=-30)]}))
    assert client.find(one(shelf), NOW) == Absent()
    paging = {"cursors": {"after": "c2"}, "next": "https://evil.example/?access_token=x"}
    first = Say(200, {"data": [post("Else entirely")], "paging": paging})
    stub.on("GET", MEDIA, first, Say(200, {"data": [post(TEXT)]}))
    assert isinstance(client.find(one(shelf), NOW), Present)
    assert stub.requests[-1].query["after"] == "c2"
    stub.on("GET", MEDIA, first)
    assert isinstance(client.find(one(shelf), NOW), Unreadable)


@pytest.mark.parametrize(
    "say", [Say(403, {}), error(190), Say(500, {}), Say(200, {}), Say(200, b"x"), Fault.RESET]
)
def test_what_cannot_be_read_is_never_taken_for_absent(stub: Stub, shelf: Shelf, say: Any) -> None:
    stub.on("GET", MEDIA, say)
    assert isinstance(connect("instagram", stub.base).find(one(shelf), NOW), Unreadable)


def test_find_without_a_user_id_is_unreadable(stub: Stub, shelf: Shelf) -> None:
    found = connect("instagram", stub.base, remote_id="").find(one(shelf), NOW)
    assert isinstance(found, Unreadable)
    assert stub.requests == []


def test_delete_is_for_a_person_where_the_login_cannot(stub: Stub) -> None:
    outcome = connect("instagram", stub.base).delete("555")
    assert isinstance(outcome, Rejected)
    assert outcome.held
    assert outcome.fix == "A person must delete it in the Instagram app."
    assert stub.requests == []


@pytest.mark.parametrize(
    ("say", "kind"),
    [
        (Say(200, {"success": True}), Delivered),
        (Say(200, {"success": False}), Rejected),
        (error(10), Rejected),
        (error(2), Deferred),
        (Fault.RESET, Deferred),
    ],
)
def test_delete_where_the_login_can(stub: Stub, say: Any, kind: type[Outcome]) -> None:
    stub.on("DELETE", "/v26.0/555", say)
    outcome = connect("instagram", stub.base, scopes=MANAGES).delete("555")
    assert isinstance(outcome, kind)


def test_check_tells_how_many_posts_are_left(stub: Stub) -> None:
    client = connect("instagram", stub.base)
    path = "/v26.0/178414/content_publishing_limit"
    stub.on("GET", path, Say(200, {"data": [{"quota_usage": 3, "config": {"quota_total": 50}}]}))
    assert (client.check().works, client.check().quota_left) == (True, 47)
    stub.on("GET", path, Say(200, {"data": []}))
    assert client.check().quota_left is None
    stub.on("GET", path, error(190, 463, 401))
    health = client.check()
    assert not health.works
    assert "190" in health.what


def test_neither_token_nor_text_is_in_any_log(
    stub: Stub, shelf: Shelf, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    logging.getLogger("urllib3.connectionpool").setLevel(logging.DEBUG)
    stub.on("POST", PUBLISH, error(100, 1))
    outcome = connect("instagram", stub.base, shelf=shelf).publish(one(shelf), Saved())
    logged = caplog.text + repr(outcome)
    assert "media_publish" in logged
    for secret in (TOKEN, TEXT, ALT, *shelf.served):
        assert secret not in logged
