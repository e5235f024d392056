"""The door: where it sends, what it never does, and what a lost answer means."""

from __future__ import annotations

import gzip
import logging
import socket
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.errors import NetworkForbidden, WrongEnvironment
from bot.http import HOMES, Answer, Door, Effect, NotSent, door_for, dry_door
from bot.http.transport import LARGEST, cap_loggers
from bot.model import Deferred, Environment, Outcome, Rejected, Unknown
from bot.records.model import PlatformSettings, Settings
from tests.http.stub import Fault, Say, Stub, serving, unused_base

NOW = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)
TOKEN = "canary-token-5f2c9a"
TEXT = "canary-text: knee pain at night"


@pytest.fixture
def stub() -> Iterator[Stub]:
    with serving() as running:
        yield running


def sandbox_door(base: str, **options: Any) -> Door:
    times = {"connect": 2.0, "read": 2.0, "total": 4.0} | options
    return Door("x", base, Environment.SANDBOX, (), now=lambda: NOW, **times)


def create(door: Door, effect: Effect = Effect.CREATE, **options: Any) -> Answer | Outcome:
    return door.send("POST", "/posts", effect=effect, token=TOKEN, json={"t": TEXT}, **options)


# ---------------------------------------------------------------- where it may send
@pytest.mark.parametrize(
    "base",
    [
        "https://api.x.com",
        "https://api.x.com:443/v2",
        "https://API.X.COM",
    ],
)
def test_live_sends_to_the_platforms_own_hosts(base: str) -> None:
    assert Door("x", base, Environment.LIVE, ("api.x.com",)).allows(base)


@pytest.mark.parametrize(
    "base",
    [
        "http://api.x.com",  # not https
        "https://127.0.0.1:8443",  # the sandbox
        "https://localhost",
        "https://api.x.com.example.org",
        "https://example.org/api.x.com",
        "https://api.x.com@example.org",
        "https://user:secret@api.x.com",
        "https://api.x.com:8443",
        "https://example.org\\@api.x.com",
        "ftp://api.x.com",
        "//api.x.com",
        "",
    ],
)
def test_live_refuses_every_other_place(base: str) -> None:
    with pytest.raises(WrongEnvironment):
        Door("x", base, Environment.LIVE, ("api.x.com",))


@pytest.mark.parametrize(
    "base",
    [
        "https://api.x.com",
        "http://127.0.0.1.example.org",
        "http://0.0.0.0:80",
        "http://10.0.0.1",
        "http://127.0.0.1@example.org",
        "http://[::ffff:10.0.0.1]",
    ],
)
def test_sandbox_refuses_everything_but_this_machine(base: str) -> None:
    with pytest.raises(WrongEnvironment):
        Door("x", base, Environment.SANDBOX, ("api.x.com",))


@pytest.mark.parametrize("base", ["http://127.0.0.1:80", "http://127.9.9.9", "http://[::1]:8080"])
def test_sandbox_takes_loopback(base: str) -> None:
    assert Door("x", base, Environment.SANDBOX, ()).base_url == base


def test_an_absolute_url_is_checked_before_anything_leaves(stub: Stub) -> None:
    """A platform's answer may name an upload URL; it does not lead out."""
    door = sandbox_door(stub.base)
    with pytest.raises(WrongEnvironment):
        door.send("PUT", "https://evil.example/u", effect=Effect.PREPARE, token=TOKEN, body=b"x")
    assert stub.requests == []


def test_the_settings_choose_the_door() -> None:
    live = Settings(clinic="c", timezone="UTC", environment=Environment.LIVE)
    assert {door_for(name, live).base_url for name in HOMES} == {
        "https://api.x.com",
        "https://api.linkedin.com",
        "https://graph.instagram.com",
    }
    at_home = Settings(clinic="c", timezone="UTC", environment=Environment.SANDBOX)
    with pytest.raises(WrongEnvironment):
        door_for("x", at_home)
    mixed = live.model_copy(
        update={"platforms": {"x": PlatformSettings(base_url="http://127.0.0.1:1")}}
    )
    with pytest.raises(WrongEnvironment):
        door_for("x", mixed)
    with pytest.raises(WrongEnvironment):
        door_for("unheard-of", live)


# ---------------------------------------------------------------- what it sends
def test_a_request_carries_token_and_nothing_of_the_machine(
    stub: Stub, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No proxy, no netrc, no cookie, no compression, no kept-alive connection."""
    monkeypatch.setenv("HTTP_PROXY", unused_base())
    monkeypatch.setenv("http_proxy", unused_base())
    stub.on("POST", "/posts", Say(201, {"id": "1"}, {"Set-Cookie": "a=b"}))
    door = sandbox_door(stub.base)
    answer = create(door)
    assert isinstance(answer, Answer)
    assert (answer.status, answer.text("id")) == (201, "1")
    session = door.session(TOKEN)
    for _ in range(2):
        session.request("POST", f"{stub.base}/posts", json={})
    for got in stub.requests:
        assert got.headers["authorization"] == f"Bearer {TOKEN}"
        assert got.headers["connection"] == "close"
        assert got.headers["accept-encoding"] == "identity"
        assert "cookie" not in got.headers
        assert TOKEN not in got.target


def test_no_connection_is_used_twice(stub: Stub) -> None:
    """A server may close a kept one at any time, and then nobody knows whether a post left."""
    stub.on("GET", "/", Say(200, {}))
    stub.stubborn = True
    session = sandbox_door(stub.base).session(TOKEN)
    for _ in range(20):
        session.request("GET", f"{stub.base}/")
    assert len({got.port for got in stub.requests}) == 20


def test_a_library_that_insists_on_its_own_host_ends_at_ours(stub: Stub) -> None:
    stub.on("GET", "/2/users/me", Say(200, {"data": {"id": "1"}}))
    session = sandbox_door(f"{stub.base}/").session(TOKEN, alias="https://api.twitter.com")
    session.request("GET", "https://api.twitter.com/2/users/me", headers={"Authorization": "x"})
    assert stub.last("GET", "/2/users/me").headers["authorization"] == f"Bearer {TOKEN}"
    with pytest.raises(WrongEnvironment):
        session.request("GET", "https://api.twitter.com.example.org/2/users/me")


@pytest.mark.parametrize("token", ["two\nlines", "späce", " lead", "tab\t"])
def test_a_token_that_no_header_can_carry_is_for_a_person(stub: Stub, token: str) -> None:
    outcome = sandbox_door(stub.base).send("GET", "/", effect=Effect.CREATE, token=token)
    assert isinstance(outcome, Rejected)
    assert (outcome.code, outcome.held) == ("x:not-sent:unsendable", True)
    assert stub.requests == []


def test_a_header_that_cannot_be_written_is_not_quoted(stub: Stub) -> None:
    outcome = sandbox_door(stub.base).send(
        "GET", "/", effect=Effect.CREATE, headers={"X-Secret": f"a\r\n{TOKEN}"}
    )
    assert isinstance(outcome, Rejected)
    assert TOKEN not in repr(outcome)


# ---------------------------------------------------------------- before the first byte
def assert_not_sent(outcome: object, kind: str) -> None:
    assert isinstance(outcome, Deferred)
    assert outcome.code == f"x:not-sent:{kind}"
    assert outcome.wait > 0


def test_a_refused_connection_is_deferred() -> None:
    assert_not_sent(create(sandbox_door(unused_base())), "refused")


def test_a_name_that_cannot_be_looked_up_is_deferred(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*args: object, **kwargs: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "not known")

    monkeypatch.setattr(socket, "getaddrinfo", fail)
    assert_not_sent(create(sandbox_door("http://localhost:1")), "dns")


def test_a_connection_that_is_not_taken_is_deferred(monkeypatch: pytest.MonkeyPatch) -> None:
    def stall(*args: object, **kwargs: object) -> None:
        raise TimeoutError("timed out")

    monkeypatch.setattr("urllib3.util.connection.create_connection", stall)
    assert_not_sent(create(sandbox_door("http://127.0.0.1:1")), "connect-timeout")


def test_a_certificate_nobody_vouches_for_is_deferred_and_sees_no_token(
    own_certificate: Any,
) -> None:
    with serving(own_certificate) as secure:
        assert_not_sent(create(sandbox_door(secure.base)), "tls")
        assert secure.requests == []


# ---------------------------------------------------------------- after the first byte
AFTER = [
    (Fault.SILENT, "lost:timeout"),
    (Fault.TRICKLE, "lost:timeout"),
    (Fault.HEADERS, "lost:timeout"),
    (Fault.RESET, "lost:reset"),
    (Fault.CLOSE, "lost:reset"),
    (Fault.CUT, "lost:reset"),
    (Say(500, {"error": TEXT}), "500"),
    (Say(503, {}, {"Retry-After": "9"}), "503"),
    (Say(599, b""), "599"),
    (Say(408, {}), "408"),
    (Say(301, b"", {"Location": "https://evil.example/"}), "301"),
    (Say(302, b"", {"Location": "/elsewhere"}), "302"),
    (Say(307, b"", {"Location": "/elsewhere"}), "307"),
    (Say(307, b"", {"Location": "http://[bad"}), "307"),
    (Say(200, b"<html>hello</html>"), "200:unreadable"),
    (Say(201, b""), "201:unreadable"),
    (Say(201, b"[1]"), "201:unreadable"),
    (Say(201, b'{"id": "1"'), "201:unreadable"),
    (Say(201, b"\xff\xfe\x00"), "201:unreadable"),
    (Say(201, b"[" * 200_000), "201:unreadable"),
    (Say(201, b'{"id":' + b"9" * 9000 + b"}"), "201:unreadable"),
    (Say(201, b" " * (LARGEST + 1)), "lost:too-large"),
    (Say(201, gzip.compress(b" " * 40_000_000), {"Content-Encoding": "gzip"}), "lost:too-large"),
    (Say(201, b"not gzip", {"Content-Encoding": "gzip"}), "lost:reset"),
]


def impatient_door(base: str, script: object) -> Door:
    """Waits briefly where an answer never ends, and long enough where one does."""
    endless = script in (Fault.SILENT, Fault.TRICKLE, Fault.HEADERS)
    return sandbox_door(base, **({"read": 0.2, "total": 0.4} if endless else {}))


@pytest.mark.parametrize(("script", "code"), AFTER)
def test_what_goes_wrong_after_the_first_byte_of_a_create_is_unknown(
    stub: Stub, script: Any, code: str
) -> None:
    stub.on("POST", "/posts", script)
    outcome = create(impatient_door(stub.base, script))
    assert isinstance(outcome, Unknown)
    assert outcome.code == f"x:{code}"
    assert len(stub.requests) == 1  # neither retried nor redirected
    assert TEXT not in repr(outcome)


@pytest.mark.parametrize("effect", [Effect.READ, Effect.PREPARE])
@pytest.mark.parametrize(("script", "code"), AFTER)
def test_the_same_on_what_may_be_repeated_is_deferred(
    stub: Stub, script: Any, code: str, effect: Effect
) -> None:
    stub.on("POST", "/posts", script)
    outcome = create(impatient_door(stub.base, script), effect)
    assert isinstance(outcome, Deferred)
    assert outcome.code == f"x:{code}"
    assert len(stub.requests) == 1


def test_a_success_without_a_body_is_enough_where_none_is_due(stub: Stub) -> None:
    stub.on("POST", "/posts", Say(201, b"", {"X-Restli-Id": "urn:li:share:1"}))
    answer = create(sandbox_door(stub.base), bare=True)
    assert isinstance(answer, Answer)
    assert answer.headers["x-restli-id"] == "urn:li:share:1"


@pytest.mark.parametrize("status", [400, 401, 402, 403, 404, 409, 422, 426, 429])
def test_a_refusal_is_handed_to_the_platforms_table(stub: Stub, status: int) -> None:
    stub.on("POST", "/posts", Say(status, b"<html>"))
    answer = create(sandbox_door(stub.base))
    assert isinstance(answer, Answer)
    assert (answer.status, answer.body) == (status, None)


def test_an_answer_of_a_mebibyte_is_still_read(stub: Stub) -> None:
    body = b'{"id":"1"}'
    stub.on("POST", "/posts", Say(201, body + b" " * (LARGEST - len(body))))
    assert isinstance(create(sandbox_door(stub.base)), Answer)


def test_an_upload_that_is_never_read_ends_in_time() -> None:
    """The total cap counts for writing too: a platform that stops reading frees the worker."""
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        door = sandbox_door(f"http://127.0.0.1:{deaf.getsockname()[1]}", read=5.0, total=0.3)
        outcome = door.send("PUT", "/u", effect=Effect.PREPARE, body=b"x" * 30_000_000)
    assert isinstance(outcome, Deferred)
    assert outcome.code == "x:lost:timeout"


def test_no_timer_is_left_running(stub: Stub) -> None:
    stub.on("POST", "/posts", Say(201, {"id": "1"}))
    before = threading.active_count()
    for _ in range(5):
        create(sandbox_door(stub.base, total=60.0))
    assert threading.active_count() <= before + 2  # the stub's own, at most


# ---------------------------------------------------------------- dry runs
def test_a_dry_door_cannot_send(stub: Stub) -> None:
    for effect in Effect:
        with pytest.raises(NetworkForbidden):
            create(dry_door("x"), effect)
    with pytest.raises(NetworkForbidden):
        dry_door("x").session(TOKEN, alias="https://api.twitter.com").request(
            "GET", "https://api.twitter.com/2/users/me"
        )


# ---------------------------------------------------------------- what may be seen
@pytest.mark.parametrize("fault", [Say(201, {"id": "1"}), Say(403, {"e": TEXT}), Fault.RESET])
def test_no_token_and_no_text_in_any_log_at_debug(
    stub: Stub, caplog: pytest.LogCaptureFixture, fault: Any
) -> None:
    caplog.set_level(logging.DEBUG)
    stub.on("POST", "/posts", fault)
    door = sandbox_door(stub.base)
    for name in ("urllib3.connectionpool", "requests", "tweepy.client"):
        logging.getLogger(name).setLevel(logging.DEBUG)  # somebody looking for a fault
    outcome = create(door)
    session = door.session(TOKEN)
    shown = caplog.text + repr(outcome) + repr(door) + repr(session.auth) + str(vars(session))
    assert "POST /posts" in caplog.text  # something was logged, and it is ours
    assert {record.name for record in caplog.records} == {"bot.http.door"}
    assert TOKEN not in shown
    assert TEXT not in shown


def test_libraries_may_still_warn(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    cap_loggers()
    logger = logging.getLogger("urllib3.connectionpool")
    logger.setLevel(logging.DEBUG)
    logger.debug("quiet")
    logger.warning("loud")
    logging.getLogger("urllib3.a_module_of_a_later_release").debug("quiet")
    assert [record.message for record in caplog.records] == ["loud"]


def test_a_failed_exchange_keeps_no_request_alive(stub: Stub) -> None:
    """requests hangs the request, token and all, on its exceptions; ours hold none."""
    stub.on("GET", "/", Fault.RESET)
    with pytest.raises(Exception) as caught:
        sandbox_door(stub.base).session(TOKEN).request("GET", f"{stub.base}/")
    assert caught.value.__suppress_context__
    assert TOKEN not in repr(vars(caught.value))
    with pytest.raises(NotSent) as never:
        sandbox_door(stub.base).session("bad\n" + TOKEN).request("GET", f"{stub.base}/")
    assert TOKEN not in repr(vars(never.value)) + str(never.value)


def test_an_answer_shows_no_content_when_printed() -> None:
    answer = Answer(200, {"x": TOKEN}, {"text": TEXT}, 9)
    assert repr(answer) == "Answer(status=200, size=9)"
