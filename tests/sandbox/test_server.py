"""The server stays on this machine, starts ready, stops whatever hangs, and says nothing."""

from __future__ import annotations

import json
import logging
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
import requests

from bot.errors import BadUsage
from bot.sandbox.app import is_loopback
from bot.sandbox.server import Sandbox, running, serve
from bot.sandbox.state import SandboxState
from tests.sandbox.conftest import TOKENS, X_ID, Api, picture, share


def test_it_answers_inside_the_block_and_not_after() -> None:
    with running() as sandbox:
        assert requests.get(f"{sandbox.base_url}/_health", timeout=5).json()["posts"] == 0
    with pytest.raises(requests.ConnectionError):
        requests.get(f"{sandbox.base_url}/_health", timeout=5)


def test_two_run_side_by_side() -> None:
    with running() as one, running() as two:
        assert one.base_url != two.base_url
        assert requests.get(two.base_url, timeout=5).ok


@pytest.mark.parametrize("fault", ["silent", "slow"])
def test_it_stops_while_a_request_hangs(state: SandboxState, fault: str) -> None:
    state.faults.add("x", fault=fault, seconds=60)
    ended: list[str] = []
    with running(state) as sandbox:
        asking = threading.Thread(target=lambda: ended.append(_post(sandbox.base_url)))
        asking.start()
        arrived = threading.Event()
        while not state.requests:
            arrived.wait(0.005)
        started = time.monotonic()
    asking.join(5)

    assert time.monotonic() - started < 1.5  # uvicorn alone would wait two seconds
    assert len(ended) == 1


def _post(base: str) -> str:
    headers = {"Authorization": f"Bearer {TOKENS['x']}"}
    url, body = f"{base}/x/2/tweets", {"text": "Hello"}
    try:
        return str(requests.post(url, json=body, headers=headers, timeout=60).status_code)
    except requests.ConnectionError:
        return "cut"


@pytest.mark.parametrize(
    "host", ["0.0.0.0", "192.168.1.5", "example.com", "", "::", "127.evil.com"]
)
def test_it_refuses_to_listen_elsewhere(host: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("uvicorn.Server.run", lambda *_, **__: None)
    with pytest.raises(BadUsage, match="loopback only"):
        serve(host, 0)


def test_in_the_foreground_it_serves_until_interrupted() -> None:
    code = (
        "import socket; from bot.sandbox import server; real = server._listen\n"
        "def told(host, port):\n"
        "    listener = real(host, port); print(listener.getsockname()[1], flush=True)\n"
        "    return listener\n"
        "server._listen = told; server.serve(port=0)"
    )
    command = [sys.executable, "-c", code]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout
        assert process.stderr
        port = int(process.stdout.readline())
        answer = requests.get(f"http://127.0.0.1:{port}/_health", timeout=10)
        process.send_signal(signal.SIGINT)
        ended = process.wait(10)
        said = process.stderr.read()

    assert answer.ok
    assert (ended, said) == (0, b"")


def test_a_taken_port_is_told() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(BadUsage, match=f"Port {port} of this machine is taken"):
            serve("127.0.0.1", port)


@pytest.mark.parametrize(
    ("host", "here"),
    [
        ("127.0.0.1:80", True),
        ("127.8.9.1", True),
        ("localhost:1", True),
        ("[::1]:80", True),
        ("[::1]", True),
        ("localhost.example.com", False),
        ("127.0.0.1.example.com", False),
        ("attacker.example:80", False),
        ("", False),
    ],
)
def test_only_loopback_names_are_answered(sandbox: Sandbox, host: str, here: bool) -> None:
    assert is_loopback(host) is here
    if host:
        answer = requests.get(f"{sandbox.base_url}/_received", headers={"Host": host}, timeout=5)
        assert answer.status_code == (200 if here else 421)


# ---------------------------------------------------------------- media host
def test_the_media_host_serves_its_folder_and_nothing_else(
    sandbox: Sandbox, media_folder: Path, tmp_path: Path
) -> None:
    (tmp_path / "secret.txt").write_text("secret")
    (media_folder / "link.jpg").symlink_to(tmp_path / "secret.txt")
    good = requests.get(f"{sandbox.media_host}/good.jpg", timeout=5)

    assert good.content == picture()
    assert good.headers["content-type"] == "image/jpeg"
    for name in ("..%2fsecret.txt", "link.jpg", "%2e%2e", "none.jpg", "..%5csecret.txt"):
        assert requests.get(f"{sandbox.media_host}/{name}", timeout=5).status_code == 404


def test_without_a_folder_there_is_no_media_host() -> None:
    with running() as sandbox:
        assert requests.get(f"{sandbox.media_host}/a.jpg", timeout=5).status_code == 404


# ---------------------------------------------------------------- accounts over HTTP
def test_accounts_can_be_added_over_http(sandbox: Sandbox) -> None:
    door = Api(sandbox.base_url)
    account = {"platform": "x", "handle": "new", "remote_id": "77", "token": "fresh-token"}
    made = door("POST", "/_accounts", json={**account, "expires": "2030-01-01T00:00:00+00:00"})

    assert made.status_code == 201
    assert "fresh-token" not in made.text
    me = Api(sandbox.url("x"), {"Authorization": "Bearer fresh-token"})("GET", "/2/users/me")
    assert me.json()["data"]["id"] == "77"


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"platform": "myspace", "handle": "a", "remote_id": "1", "token": "t"},
        {"platform": "x", "handle": "a", "remote_id": "1", "token": ""},
        {"platform": "x", "handle": "a", "remote_id": "1", "token": "t", "expires": "soon"},
        {"platform": "x", "handle": "a", "remote_id": "1", "token": "t", "expires": "2030-01-01"},
        {"platform": "x", "handle": "a", "remote_id": "1", "token": "t", "admin": True},
        {"platform": "x", "handle": 5, "remote_id": "1", "token": "t"},
        {"platform": "x", "handle": "a", "remote_id": "1", "token": ["t"]},
        {"platform": "x", "handle": "a", "remote_id": "1", "token": "t", "scopes": 7},
    ],
)
def test_accounts_that_make_no_sense_are_refused(
    sandbox: Sandbox, state: SandboxState, body: dict[str, object]
) -> None:
    before = state.accounts
    assert Api(sandbox.base_url)("POST", "/_accounts", json=body).status_code == 400
    assert state.accounts == before


# ---------------------------------------------------------------- silence about secrets
def test_tokens_stand_in_no_log_and_nothing_received(
    x: Api,
    linkedin: Api,
    instagram: Api,
    sandbox: Sandbox,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    caplog.set_level(logging.DEBUG)
    x("POST", "/2/tweets", json={"text": "Hello"})
    linkedin("POST", "/rest/posts", json=share("Hello"))
    instagram("GET", "/me", params={"access_token": TOKENS["instagram"]})
    secret = {"access_token": TOKENS["instagram"]}
    instagram("POST", "/me/media", json=secret)
    instagram("POST", "/me/media", data=secret)
    instagram("POST", "/me/media", files={"access_token": (None, TOKENS["instagram"])})
    received = requests.get(f"{sandbox.base_url}/_received", timeout=5).text
    ours = [r.getMessage() for r in caplog.records if not r.name.startswith("urllib3")]
    shown = "".join(capfd.readouterr())

    digests = [a.token for a in sandbox.state.accounts]
    for hidden in (*TOKENS.values(), *digests):
        assert hidden not in received
        assert hidden not in "\n".join(ours) + shown
        assert hidden not in repr(sandbox.state.accounts)
    assert "Hello" not in "\n".join(ours) + shown
    assert [r["endpoint"] for r in json.loads(received)["requests"]] == [
        "create",
        "create",
        "read",
        *["media"] * 3,
    ]


def test_what_was_received_is_told_in_full(x: Api, sandbox: Sandbox) -> None:
    x("POST", "/2/tweets", json={"text": "Hello", "made_with_ai": True})
    received = requests.get(f"{sandbox.base_url}/_received", timeout=5).json()

    (request,) = received["requests"]
    assert (request["method"], request["path"]) == ("POST", "/x/2/tweets")
    assert request["body"] == {"text": "Hello", "made_with_ai": True}
    assert (request["handle"], request["status"]) == ("harborpain", 201)
    assert received["posts"][0]["owner"] == X_ID
    assert {a["handle"] for a in received["accounts"]} == {
        "harborpain",
        "harbor-pain",
        "ada-okafor",
    }


def test_uploads_are_noted_by_size_only(x: Api, state: SandboxState) -> None:
    files = {"media": ("jane-doe.jpg", picture(), "image/jpeg")}
    x("POST", "/2/media/upload", data={"media_category": "tweet_image"}, files=files)
    (request,) = state.requests
    assert request.body == {
        "media_category": "tweet_image",
        "media": {"type": "image/jpeg", "bytes": len(picture())},
    }
