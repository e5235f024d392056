"""X: what is sent, exactly, and what every answer means."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from datetime import timedelta
from email.parser import BytesParser
from email.policy import HTTP
from pathlib import Path
from typing import Any

import pytest

from bot.errors import NetworkForbidden
from bot.http import Answer, Effect, Remedy, dry_door
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
from bot.platforms.x import errors
from bot.platforms.x.client import Client
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

MADE = Say(201, {"data": {"id": "1990000000000000001", "text": TEXT}})
POSTS = "/2/users/2244994945/tweets"


@pytest.fixture
def stub() -> Iterator[Stub]:
    with serving() as running:
        running.on("POST", "/2/tweets", MADE)
        running.on(
            "POST", "/2/media/upload", Say(200, {"data": {"id": "710", "media_key": "3_710"}})
        )
        running.on("POST", "/2/media/metadata", Say(200, {"data": {"id": "710"}}))
        yield running


# ---------------------------------------------------------------- what is sent
def test_a_text_post_is_one_request_with_exactly_the_text(stub: Stub) -> None:
    outcome = connect("x", stub.base).publish(job("x"), Saved())
    assert outcome == Delivered(
        "1990000000000000001", "https://x.com/clinic/status/1990000000000000001"
    )
    (got,) = stub.requests
    assert (got.method, got.target) == ("POST", "/2/tweets")
    assert got.json == {"text": TEXT}
    assert got.headers["authorization"] == f"Bearer {TOKEN}"
    assert got.headers["content-type"] == "application/json"


def test_disclosure_flags_and_a_reply_are_sent_as_x_names_them(stub: Stub) -> None:
    options = (
        ("made_with_ai", "true"),
        ("paid_partnership", "true"),
        ("reply_settings", "verified"),
    )
    connect("x", stub.base).publish(job("x", options=options, reply_to="55"), Saved())
    assert stub.requests[0].json == {
        "text": TEXT,
        "made_with_ai": True,
        "paid_partnership": True,
        "reply_settings": "verified",
        "reply": {"in_reply_to_tweet_id": "55"},
    }


def test_a_flag_that_is_off_is_left_out_and_one_unheard_of_stops_the_post(stub: Stub) -> None:
    client = connect("x", stub.base)
    client.publish(job("x", options=(("made_with_ai", "false"),)), Saved())
    assert stub.requests[0].json == {"text": TEXT}
    outcome = client.publish(job("x", options=(("nullcast", "true"),)), Saved())
    assert isinstance(outcome, Rejected)
    assert outcome.code == "x:option:nullcast"
    assert len(stub.requests) == 1


def test_pictures_go_up_first_with_alt_text_and_their_ids_are_saved_at_once(stub: Stub) -> None:
    stub.on(
        "POST",
        "/2/media/upload",
        Say(200, {"data": {"id": "710"}}),
        Say(200, {"data": {"id": "711"}}),
    )
    shelf, saved = Shelf(), Saved()
    pictures = [picture(shelf, b"\xff\xd8one"), picture(shelf, b"\xff\xd8two", alt="")]
    outcome = connect("x", stub.base, shelf=shelf).publish(job("x", attachments=pictures), saved)
    assert isinstance(outcome, Delivered)
    assert [got.path for got in stub.requests] == [
        "/2/media/upload",
        "/2/media/metadata",
        "/2/media/upload",
        "/2/tweets",
    ]
    assert saved.puts == [("media:0", "710"), ("alt:0", "710"), ("media:1", "711")]
    assert stub.requests[1].json == {"id": "710", "metadata": {"alt_text": {"text": ALT}}}
    assert stub.requests[3].json == {"text": TEXT, "media": {"media_ids": ["710", "711"]}}
    assert fields(stub.requests[0]) == {
        "media_category": ("", "text/plain", b"tweet_image"),
        "media": ("picture.jpg", "image/jpeg", b"\xff\xd8one"),
    }


def fields(got: Got) -> dict[str, tuple[str, str, bytes]]:
    """The parts of a multipart body: name -> (file name, type, bytes)."""
    head = f"Content-Type: {got.headers['content-type']}\r\n\r\n".encode()
    found = {}
    for part in BytesParser(policy=HTTP).parsebytes(head + got.body).iter_parts():
        name = part.get_param("name", header="content-disposition")
        payload = part.get_payload(decode=True)
        found[str(name)] = (part.get_filename() or "", part.get_content_type(), bytes(payload))
    return found


def test_an_upload_of_an_earlier_attempt_is_used_again(stub: Stub) -> None:
    shelf = Shelf()
    saved = Saved(media_0="700", alt_0="700")
    connect("x", stub.base, shelf=shelf).publish(job("x", attachments=[picture(shelf)]), saved)
    assert [got.path for got in stub.requests] == ["/2/tweets"]
    assert stub.requests[0].json["media"] == {"media_ids": ["700"]}


def test_an_upload_that_has_died_is_made_again_by_the_next_attempt(stub: Stub) -> None:
    """Uploads live for a day: a refusal with a resumed one is not the post's fault."""
    stub.on("POST", "/2/tweets", Say(400, {"title": "Invalid Request", "type": INVALID}), MADE)
    shelf = Shelf()
    saved = Saved(media_0="700", alt_0="700")
    client = connect("x", stub.base, shelf=shelf)
    first = client.publish(job("x", attachments=[picture(shelf)]), saved)
    assert isinstance(first, Deferred)
    second = client.publish(job("x", attachments=[picture(shelf)]), saved)
    assert isinstance(second, Delivered)
    assert stub.count("POST", "/2/media/upload") == 1
    assert stub.last("POST", "/2/tweets").json["media"] == {"media_ids": ["710"]}


def test_a_picture_that_is_gone_stops_the_post(stub: Stub) -> None:
    outcome = connect("x", stub.base).publish(job("x", attachments=[picture(Shelf())]), Saved())
    assert isinstance(outcome, Rejected)
    assert (outcome.code, outcome.held) == ("x:picture", True)
    assert stub.requests == []


def test_a_create_is_not_begun_when_the_lease_may_not_last(stub: Stub) -> None:
    clock, shelf = Clock(), Shelf()
    client = connect("x", stub.base, shelf=shelf, clock=clock)

    def slow(got: Got) -> Say:
        clock.at += 31
        return Say(200, {"data": {"id": "710"}})

    stub.on("POST", "/2/media/upload", slow)
    saved = Saved()
    outcome = client.publish(job("x", attachments=[picture(shelf)]), saved)
    assert isinstance(outcome, Deferred)
    assert stub.count("POST", "/2/tweets") == 0
    assert saved.now["media:0"] == "710"


# ---------------------------------------------------------------- what answers mean
INVALID = "https://api.x.com/2/problems/invalid-request"
DUPLICATE = {
    "title": "Forbidden",
    "type": "about:blank",
    "status": 403,
    "detail": "You are not allowed to create a Tweet with duplicate content.",
}
FORBIDDEN = "https://api.twitter.com/2/problems/client-forbidden"


@pytest.mark.parametrize(
    ("say", "kind", "code"),
    [
        (Say(403, DUPLICATE), Unknown, "x:403:duplicate"),
        (Say(403, {"type": FORBIDDEN, "detail": TEXT}), Rejected, "x:403:client-forbidden"),
        (Say(403, {"errors": [{"message": "maximum of one cashtag"}]}), Rejected, "x:403:cashtag"),
        (Say(403, b"<html>blocked</html>"), Rejected, "x:403:forbidden"),
        (Say(401, {"title": "Unauthorized"}), Rejected, "x:401:token"),
        (Say(402, {"title": "Payment"}), Rejected, "x:402:credits"),
        (Say(402, b""), Rejected, "x:402:credits"),
        (Say(400, {"type": INVALID}), Rejected, "x:400:invalid"),
        (Say(400, {"errors": None, "detail": 5}), Rejected, "x:400:invalid"),
        (Say(400, {"errors": [5, None, [1]]}), Rejected, "x:400:invalid"),
        (Say(400, b"[1]"), Rejected, "x:400:invalid"),
        (Say(404, {}), Rejected, "x:404:refused"),
        (Say(418, {"detail": 1}), Rejected, "x:418:refused"),
        (Say(429, {}), Deferred, "x:429:limit"),
        (Say(429, {}, {"x-rate-limit-reset": "soon"}), Deferred, "x:429:limit"),
        (Say(200, {"errors": [{"detail": "no"}]}), Rejected, "x:200:errors-only"),
        (Say(500, {}), Unknown, "x:500"),
        (Say(503, {"title": "Over capacity"}), Unknown, "x:503"),
        (Say(200, {}), Unknown, "x:no-id"),
        (Say(201, {"data": {"id": "not-an-id"}}), Unknown, "x:no-id"),
        (Say(201, {"data": {}, "errors": [{"detail": "partly"}]}), Unknown, "x:no-id"),
        (Say(201, b"garbage"), Unknown, "x:201:unreadable"),
        (Say(302, b"", {"Location": "https://evil.example"}), Unknown, "x:302"),
        (Fault.RESET, Unknown, "x:lost:reset"),
        (Fault.CLOSE, Unknown, "x:lost:reset"),
        (Fault.CUT, Unknown, "x:lost:reset"),
    ],
)
def test_each_answer_to_a_create_has_one_meaning(
    stub: Stub, say: Any, kind: type[Outcome], code: str
) -> None:
    stub.on("POST", "/2/tweets", say)
    outcome = connect("x", stub.base).publish(job("x"), Saved())
    assert isinstance(outcome, kind)
    assert getattr(outcome, "code", "") == code
    assert len(stub.requests) == 1
    assert TEXT not in repr(outcome)


def test_accepted_then_silent_is_unknown_and_sent_once(stub: Stub) -> None:
    stub.on("POST", "/2/tweets", Fault.SILENT)
    outcome = connect("x", stub.base, read=0.2).publish(job("x"), Saved())
    assert isinstance(outcome, Unknown)
    assert stub.count("POST", "/2/tweets") == 1


def test_nobody_there_is_deferred() -> None:
    assert isinstance(connect("x", unused_base()).publish(job("x"), Saved()), Deferred)


def test_money_and_token_are_held_for_a_person_with_what_to_do(stub: Stub) -> None:
    for status, word in ((402, "credits"), (401, "Sign")):
        stub.on("POST", "/2/tweets", Say(status, {}))
        outcome = connect("x", stub.base).publish(job("x"), Saved())
        assert isinstance(outcome, Rejected)
        assert outcome.held
        assert word in outcome.fix


def test_a_limit_is_waited_for_until_its_reset(stub: Stub) -> None:
    reset = str(int(NOW.timestamp()) + 432)
    stub.on("POST", "/2/tweets", Say(429, {}, {"x-rate-limit-reset": reset}), Say(429, {}))
    client = connect("x", stub.base)
    waits = [getattr(client.publish(job("x"), Saved()), "wait", None) for _ in range(2)]
    assert waits == [432.0, 900.0]


@pytest.mark.parametrize("route", ["/2/media/upload", "/2/media/metadata"])
@pytest.mark.parametrize("say", [Say(500, {}), Fault.RESET, Say(200, b"garbage"), Say(429, {})])
def test_trouble_before_the_create_is_deferred_and_nothing_is_made(
    stub: Stub, route: str, say: Any
) -> None:
    stub.on("POST", route, say)
    shelf = Shelf()
    outcome = connect("x", stub.base, shelf=shelf).publish(
        job("x", attachments=[picture(shelf)]), Saved()
    )
    assert isinstance(outcome, Deferred)
    assert stub.count("POST", "/2/tweets") == 0


def test_an_upload_that_names_no_id_stops_the_post(stub: Stub) -> None:
    stub.on("POST", "/2/media/upload", Say(200, {"errors": [{"title": "bad media"}]}))
    shelf = Shelf()
    outcome = connect("x", stub.base, shelf=shelf).publish(
        job("x", attachments=[picture(shelf)]), Saved()
    )
    assert isinstance(outcome, Rejected)
    assert stub.count("POST", "/2/tweets") == 0


CLASSES = {
    Remedy.NEVER: Rejected,
    Remedy.REFRESH: Rejected,
    Remedy.RESET: Deferred,
    Remedy.LOOKUP: Unknown,
}


@pytest.mark.shared
def test_every_row_of_the_contract_has_its_class(shared: Path, stub: Stub) -> None:
    contract = json.loads((shared / "specs/x/contract.json").read_text())
    seen = 0
    for row in contract["errors"]:
        match = row["match"]
        for status in row["http"] if isinstance(row["http"], list) else [row["http"]]:
            body = {
                "title": match.get("title", "Error"),
                "type": match.get("type", match.get("type_contains", "about:blank")),
                "detail": match.get("detail", match.get("detail_contains", "words")),
            }
            if "errors_present_without_data" in match:
                body = {"errors": [body]}
            answer = Answer(status, {}, body)
            assert errors.refusal(answer).remedy == row["class"], row
            stub.on("POST", "/2/tweets", Say(status, body))
            outcome = connect("x", stub.base).publish(job("x"), Saved())
            assert isinstance(outcome, CLASSES[Remedy(row["class"])]), row
            seen += 1
    assert seen == stub.count("POST", "/2/tweets") >= 12


@pytest.mark.shared
def test_every_body_sent_is_valid_by_xs_own_schema(shared: Path, stub: Stub) -> None:
    jsonschema = pytest.importorskip("jsonschema")
    spec = json.loads((shared / "specs/x/openapi-publish-subset.json").read_text())
    shelf = Shelf()
    options = (("made_with_ai", "true"), ("paid_partnership", "true"))
    connect("x", stub.base, shelf=shelf).publish(
        job("x", attachments=[picture(shelf)], options=options, reply_to="55"), Saved()
    )
    for route, name in (
        ("/2/tweets", "CreatePostsRequest"),
        ("/2/media/metadata", "CreateMediaMetadataRequest"),
    ):
        schema = {"$ref": f"#/components/schemas/{name}", "components": spec["components"]}
        validator = jsonschema.Draft202012Validator(schema)
        body = stub.last("POST", route).json
        assert list(validator.iter_errors(body)) == []
        if route == "/2/tweets":
            assert list(validator.iter_errors(body | {"unheard_of": 1})) != []


# ---------------------------------------------------------------- afterwards
def listing(*posts: dict[str, Any], following: str = "") -> Say:
    meta: dict[str, Any] = {"result_count": len(posts)}
    if following:
        meta["next_token"] = following
    return Say(200, {"data": list(posts), "meta": meta} if posts else {"meta": meta})


def post(text: str, *, minutes: int = 1, number: int = 9, **more: Any) -> dict[str, Any]:
    at = NOW + timedelta(minutes=minutes)
    return {"id": str(number), "text": text, "created_at": f"{at:%Y-%m-%dT%H:%M:%S}.000Z", **more}


def test_find_knows_the_text_behind_rewritten_links_and_entities(stub: Stub) -> None:
    wire = "Sleep & pain <now> https://clinic.example/a?b=1&c=2 and clinic.example"
    shown = post(
        "Sleep &amp; pain &lt;now&gt; https://t.co/aa and https://t.co/aab https://t.co/pic",
        entities={
            "urls": [
                {"url": "https://t.co/aa", "expanded_url": "https://clinic.example/a?b=1&c=2"},
                {"url": "https://t.co/aab", "expanded_url": "http://clinic.example"},
                {
                    "url": "https://t.co/pic",
                    "expanded_url": "https://x.com/p/1",
                    "media_key": "3_1",
                },
            ]
        },
    )
    stub.on("GET", POSTS, listing(post("Another post", number=8), shown))
    assert connect("x", stub.base).find(job("x", wire), NOW) == Present(
        "9", "https://x.com/clinic/status/9"
    )
    query = stub.requests[0].query
    assert query["start_time"] == "2026-12-01T08:55:00Z"
    assert query["max_results"] == "100"


def test_find_tells_absent_from_nearly_and_from_before(stub: Stub) -> None:
    client = connect("x", stub.base)
    other = "Quite another thing about diets and the weather in spring."
    stub.on("GET", "/2/users/me", Say(200, {"data": {"id": "2244994945"}}))
    stub.on("GET", POSTS, listing(post(other)))
    assert client.find(job("x"), NOW) == Absent()
    stub.on("GET", POSTS, listing())
    assert client.find(job("x"), NOW) == Absent()
    stub.on("GET", POSTS, listing(post(TEXT, minutes=-60)))
    assert client.find(job("x"), NOW) == Absent()
    stub.on("GET", POSTS, listing(post("canary words:  walking after surgery helps.")))
    assert isinstance(client.find(job("x"), NOW), Present)
    long = "Walking a little every day after back surgery helps most people to recover sooner"
    stub.on("GET", POSTS, listing(post(long + " and better.")))
    assert isinstance(client.find(job("x", long + " and well."), NOW), Unreadable)


@pytest.mark.parametrize("me", [Say(200, {"data": {"id": "1"}}), Say(401, {}), Fault.RESET])
def test_absent_from_the_posts_of_an_account_that_is_not_ours_proves_nothing(
    stub: Stub, me: Any
) -> None:
    stub.on("GET", POSTS, listing())
    stub.on("GET", "/2/users/me", me)
    assert isinstance(connect("x", stub.base).find(job("x"), NOW), Unreadable)


def test_two_posts_that_differ_in_their_link_are_not_the_same(stub: Stub) -> None:
    urls = [{"url": "https://t.co/a", "expanded_url": "https://clinic.example/old"}]
    stub.on("GET", POSTS, listing(post("New: https://t.co/a", entities={"urls": urls})))
    found = connect("x", stub.base).find(job("x", "New: https://clinic.example/new"), NOW)
    assert not isinstance(found, Present)


def test_find_turns_pages_and_gives_up_rather_than_guess(stub: Stub) -> None:
    other = post("Nothing of the kind at all")
    stub.on("GET", POSTS, listing(other, following="p2"), listing(post(TEXT, number=3)))
    client = connect("x", stub.base)
    assert client.find(job("x"), NOW) == Present("3", "https://x.com/clinic/status/3")
    assert stub.requests[1].query["pagination_token"] == "p2"
    stub.on("GET", POSTS, listing(other, following="more"))
    assert isinstance(client.find(job("x"), NOW), Unreadable)


@pytest.mark.parametrize(
    "say",
    [
        Say(403, {}),
        Say(401, {}),
        Say(404, {}),
        Say(429, {}),
        Say(500, {}),
        Say(200, {}),
        Say(200, {"errors": [{"title": "Not Found"}]}),
        Say(200, {"data": [], "meta": {"result_count": "none"}}),
        Say(200, b"garbage"),
        Fault.RESET,
    ],
)
def test_what_cannot_be_read_is_never_taken_for_absent(stub: Stub, say: Any) -> None:
    stub.on("GET", POSTS, say)
    assert isinstance(connect("x", stub.base).find(job("x"), NOW), Unreadable)


def test_without_a_user_id_nothing_can_be_looked_up(stub: Stub) -> None:
    found = connect("x", stub.base, remote_id="").find(job("x"), NOW)
    assert isinstance(found, Unreadable)
    assert stub.requests == []


@pytest.mark.parametrize(
    ("say", "kind"),
    [
        (Say(200, {"data": {"deleted": True}}), Delivered),
        (Say(404, {}), Delivered),  # gone already
        (Say(200, {"data": {"deleted": False}}), Rejected),
        (Say(200, {"errors": [{"title": "Not Found"}]}), Rejected),
        (Say(403, {}), Rejected),
        (Say(500, {}), Deferred),
        (Fault.RESET, Deferred),
    ],
)
def test_delete(stub: Stub, say: Any, kind: type[Outcome]) -> None:
    stub.on("DELETE", "/2/tweets/77", say)
    outcome = connect("x", stub.base).delete("77")
    assert isinstance(outcome, kind)
    if isinstance(outcome, Delivered):
        assert outcome.remote_id == "77"


@pytest.mark.parametrize("remote_id", ["", "../users", "77?x=1", "77/../8"])
def test_delete_takes_ids_only(stub: Stub, remote_id: str) -> None:
    assert isinstance(connect("x", stub.base).delete(remote_id), Rejected)
    assert stub.requests == []


def test_check_says_whether_the_token_is_this_accounts(stub: Stub) -> None:
    stub.on("GET", POSTS, listing())
    stub.on("GET", "/2/users/me", Say(200, {"data": {"id": "2244994945"}}))
    client = connect("x", stub.base)
    assert client.check().works
    stub.on("GET", "/2/users/me", Say(200, {"data": {"id": "1"}}))
    assert not client.check().works
    stub.on("GET", "/2/users/me", Say(401, {}))
    health = client.check()
    assert not health.works
    assert "x:401:token" in health.what


# ---------------------------------------------------------------- what may be seen
@pytest.mark.parametrize("say", [MADE, Say(403, DUPLICATE | {"detail": TEXT}), Fault.RESET])
def test_neither_token_nor_text_is_in_any_log(
    stub: Stub, caplog: pytest.LogCaptureFixture, say: Any
) -> None:
    stub.on("POST", "/2/tweets", say)
    client = connect("x", stub.base)
    caplog.set_level(logging.DEBUG)
    logging.getLogger("tweepy.client").setLevel(logging.DEBUG)
    outcome = client.publish(job("x"), Saved())
    assert isinstance(client, Client)
    shown = caplog.text + repr(outcome) + repr(client) + repr(vars(client._api))
    assert "/2/tweets" in caplog.text
    assert TOKEN not in shown
    assert TEXT not in shown


def test_a_client_with_a_dry_door_sends_nothing() -> None:
    client = connect("x", "http://127.0.0.1:9")
    assert isinstance(client, Client)
    dry = Client(client.account, TOKEN, dry_door("x"), Shelf(), _settings())
    with pytest.raises(NetworkForbidden):
        dry.publish(job("x"), Saved())
    with pytest.raises(NetworkForbidden):
        dry.check()


def _settings() -> Any:
    from bot.records.model import Settings

    return Settings(clinic="c", timezone="UTC")


def test_the_table_knows_reads_from_creates() -> None:
    answer = Answer(403, {}, DUPLICATE)
    assert isinstance(errors.outcome(answer, Effect.CREATE, NOW), Unknown)
    assert isinstance(errors.outcome(answer, Effect.PREPARE, NOW), Deferred)
