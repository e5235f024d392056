"""What the sandbox keeps survives a restart, holds no token, and bears many hands."""

from __future__ import annotations

import stat
import threading
from pathlib import Path

import pytest

from bot.errors import BadUsage
from bot.sandbox.model import Kept
from bot.sandbox.server import running
from bot.sandbox.state import REQUESTS_KEPT, SandboxState
from tests.sandbox.conftest import NOW, TOKENS, Api, Clock, picture


def filled(file: Path) -> SandboxState:
    state = SandboxState(file=file, now=Clock())
    state.add_account("x", "harborpain", "1", TOKENS["x"], expires=NOW.replace(year=2030))
    with running(state) as sandbox:
        x = Api(sandbox.url("x"), {"Authorization": f"Bearer {TOKENS['x']}"})
        files = {"media": ("a.jpg", picture(), "image/jpeg")}
        data = {"media_category": "tweet_image"}
        media = x("POST", "/2/media/upload", data=data, files=files).json()["data"]["id"]
        x("POST", "/2/media/upload", data=data, files=files)
        x("POST", "/2/tweets", json={"text": "é 🫶🏽", "media": {"media_ids": [media]}})
        gone = x("POST", "/2/tweets", json={"text": "Gone"}).json()["data"]["id"]
        x("DELETE", f"/2/tweets/{gone}")
    return state


def test_everything_but_the_requests_survives_a_restart(tmp_path: Path) -> None:
    file = tmp_path / "deep" / "sandbox.json"
    before = filled(file)

    after = SandboxState(file=file, now=Clock())

    assert after.posts == before.posts
    assert after.accounts == before.accounts
    assert after.uploads("x", "1") == before.uploads("x", "1")
    name = after.posts[0].pictures[0].sha256
    assert after.picture_bytes(name) == ("image/jpeg", picture())
    assert after.account_of("x", TOKENS["x"]) == before.accounts[0]
    assert after.next_number() == before.next_number()


def test_the_file_is_its_owners_and_holds_no_token(tmp_path: Path) -> None:
    file = tmp_path / "sandbox.json"
    filled(file)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert TOKENS["x"] not in file.read_text(encoding="utf-8")
    assert [p.name for p in tmp_path.iterdir() if p.name.startswith(".")] == []


@pytest.mark.parametrize(
    "content", ["", "{", "[]", '{"format": 2}', '{"format": 1}', '{"format": 1, "counter": "x"}']
)
def test_a_file_that_is_not_ours_is_refused_and_left_alone(tmp_path: Path, content: str) -> None:
    file = tmp_path / "sandbox.json"
    file.write_text(content)
    with pytest.raises(BadUsage, match="cannot be read as a sandbox's memory"):
        SandboxState(file=file)
    assert file.read_text() == content


def test_picture_names_in_the_file_cannot_leave_their_folder(tmp_path: Path) -> None:
    file = tmp_path / "sandbox.json"
    filled(file)
    (tmp_path / "other").write_text("other")
    text = file.read_text(encoding="utf-8")
    name = SandboxState(file=file).posts[0].pictures[0].sha256
    file.write_text(text.replace(f'"{name}": "image/jpeg"', '"../other": "image/jpeg"'))
    with pytest.raises(BadUsage):
        SandboxState(file=file)


def test_many_threads_lose_nothing(tmp_path: Path) -> None:
    state = SandboxState(now=Clock())

    def work(worker: int) -> None:
        for _ in range(50):
            number = state.next_number()
            state.keep(Kept(str(number), "x", "a", "1", str(number), "", NOW, ""))
            entry = state.log(
                {"platform": "x", "endpoint": f"w{worker}", "method": "GET", "path": "/"}
                | {"query": {}, "headers": {}, "body": None}
            )
            state.settle(entry, status=200)

    threads = [threading.Thread(target=work, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(state.posts) == 400
    assert len({r.number for r in state.requests}) == 400
    assert {r.status for r in state.requests} == {200}


def test_the_log_of_requests_is_bounded() -> None:
    state = SandboxState(now=Clock())
    entry = {"platform": "x", "endpoint": "a", "method": "GET", "path": "/"}
    for _ in range(REQUESTS_KEPT + 5):
        state.log({**entry, "query": {}, "headers": {}, "body": None})
    assert len(state.requests) == REQUESTS_KEPT
    assert state.requests[-1].number == REQUESTS_KEPT + 5


def test_an_account_replaces_its_earlier_self() -> None:
    state = SandboxState(now=Clock())
    state.add_account("x", "@a", "1", "old-token")
    state.add_account("x", "@a", "1", "new-token")
    assert state.account_of("x", "old-token") is None
    assert state.account_of("x", "new-token") == state.accounts[0]
    assert state.account_of("linkedin", "new-token") is None
    assert state.accounts[0].handle == "a"


@pytest.mark.parametrize(
    ("platform", "remote_id", "token"),
    [("myspace", "1", "t"), ("x", "", "t"), ("x", "1", "")],
)
def test_an_account_needs_a_platform_an_id_and_a_token(
    platform: str, remote_id: str, token: str
) -> None:
    with pytest.raises(BadUsage):
        SandboxState().add_account(platform, "a", remote_id, token)


def test_an_expiry_without_a_zone_is_refused() -> None:
    with pytest.raises(BadUsage, match="no zone"):
        SandboxState().add_account("x", "a", "1", "t", expires=NOW.replace(tzinfo=None))
