"""The real clients against the stand-ins: publish, find, delete, check, and every unclear end."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.http import Door
from bot.media.host import FolderHost
from bot.media.store import MediaStore
from bot.model import (
    Absent,
    Attachment,
    Deferred,
    Delivered,
    Environment,
    Part,
    Present,
    Rejected,
    Rendition,
    Unknown,
    Unreadable,
)
from bot.platforms.base import Client, Job, client_factory
from bot.records.model import Account, PlatformSettings, Settings
from bot.sandbox.model import INSTAGRAM_SCOPES
from bot.sandbox.server import Sandbox
from bot.sandbox.state import SandboxState
from tests.sandbox.conftest import IG_ID, MEMBER, NOW, PAGE, TOKENS, X_ID, Clock, picture

PLATFORMS = ("x", "linkedin", "instagram")
IDS = {"x": X_ID, "linkedin": PAGE, "instagram": IG_ID}
TEXT = "Walk & rest <daily> (5 min) #BackPain"
WIRE = {"linkedin": "Walk & rest \\<daily\\> \\(5 min\\) #BackPain"}
SINCE = NOW - timedelta(minutes=1)


@dataclass
class Saved:
    """Steps in memory."""

    kept: dict[str, str] = field(default_factory=dict)

    def get(self, name: str) -> str | None:
        return self.kept.get(name)

    def put(self, name: str, remote_id: str) -> None:
        self.kept[name] = remote_id


@dataclass
class Desk:
    """Makes clients and jobs for one sandbox."""

    sandbox: Sandbox
    store: MediaStore
    host: FolderHost
    clock: Clock

    def client(self, platform: str, *, remote_id: str = "", token: str = "") -> Client:
        account = Account.model_validate(
            {
                "name": "clinic",
                "platform": platform,
                "handle": "@harborpain",
                "remote_id": remote_id or IDS[platform],
                "scopes": INSTAGRAM_SCOPES,
            }
        )
        url = self.sandbox.url(platform)
        chosen: Any = {platform: PlatformSettings(base_url=url)}
        settings = Settings(clinic="c", timezone="UTC", platforms=chosen)
        door = Door(platform, url, Environment.SANDBOX, (), now=self.clock, read=1.0, total=2.0)
        factory: Any = client_factory(platform)
        made: Client = factory(
            account,
            token or TOKENS[platform],
            door,
            self.host,
            settings,
            now=self.clock,
            sleep=lambda seconds: self.clock.forward(seconds=seconds),
            monotonic=lambda: 0.0,
        )
        return made

    def job(
        self,
        platform: str,
        text: str = TEXT,
        *,
        pictures: int = 1,
        options: Mapping[str, str] | None = None,
    ) -> Job:
        attachments = tuple(self.attachment(n) for n in range(pictures))
        wire = WIRE.get(platform, TEXT) if text == TEXT else text
        part = Part(text=text, wire=wire, attachments=attachments)
        rendition = Rendition(
            "post", "clinic", platform, "en", (part,), tuple(sorted((options or {}).items()))
        )
        return Job(rendition, 0, "sandbox/post/clinic/once/0")

    def attachment(self, number: int) -> Attachment:
        data = picture(color=f"#2770{number:02d}")
        sha256 = self.store.put(data)
        assert sha256 == hashlib.sha256(data).hexdigest()
        return Attachment(sha256, "image/jpeg", 400, 400, len(data), f"A path, {number}", "")


@pytest.fixture
def desk(sandbox: Sandbox, clock: Clock, media_folder: Path, tmp_path: Path) -> Desk:
    store = MediaStore(tmp_path / "store")
    return Desk(sandbox, store, FolderHost(store, media_folder, sandbox.media_host), clock)


# ---------------------------------------------------------------- the good way
@pytest.mark.parametrize("platform", PLATFORMS)
def test_publish_find_and_delete(desk: Desk, state: SandboxState, platform: str) -> None:
    client, job = desk.client(platform), desk.job(platform)

    assert client.find(job, SINCE) == Absent()
    outcome = client.publish(job, Saved())
    assert isinstance(outcome, Delivered)
    (post,) = state.posts
    assert (post.id, post.url) == (outcome.remote_id, outcome.url)
    assert (post.text, post.truncated) == (TEXT, False)
    assert [p.alt for p in post.pictures] == ["A path, 0"]
    sighting = client.find(job, SINCE)
    assert isinstance(sighting, Present)
    assert (sighting.remote_id, sighting.url) == (outcome.remote_id, outcome.url)
    gone = client.delete(outcome.remote_id)
    assert isinstance(gone, Delivered)
    assert state.posts[0].deleted_at is not None
    assert client.find(job, SINCE) == Absent()


@pytest.mark.parametrize("platform", PLATFORMS)
def test_several_pictures_keep_their_order(desk: Desk, state: SandboxState, platform: str) -> None:
    outcome = desk.client(platform).publish(desk.job(platform, pictures=3), Saved())
    assert isinstance(outcome, Delivered)
    assert [p.alt for p in state.posts[0].pictures] == [f"A path, {n}" for n in range(3)]


def test_links_and_emoji_are_found_again_on_x(desk: Desk) -> None:
    client = desk.client("x")
    job = desk.job(
        "x", "See example.com/a?b=1&c=2 and https://www.example.com/ 👩🏽‍⚕️ é", pictures=1
    )
    outcome = client.publish(job, Saved())
    assert isinstance(outcome, Delivered)
    sighting = client.find(job, SINCE)
    assert isinstance(sighting, Present)
    assert sighting.remote_id == outcome.remote_id


@pytest.mark.parametrize(
    ("platform", "options", "flags"),
    [
        (
            "x",
            {"paid_partnership": "true", "made_with_ai": "true"},
            {"paid_partnership", "made_with_ai"},
        ),
        (
            "instagram",
            {"is_paid_partnership": "true", "is_ai_generated": "true"},
            {"paid_partnership", "made_with_ai"},
        ),
    ],
)
def test_native_disclosure_flags_arrive(
    desk: Desk, state: SandboxState, platform: str, options: dict[str, str], flags: set[str]
) -> None:
    desk.client(platform).publish(desk.job(platform, options=options), Saved())
    assert set(state.posts[0].flags) == flags


@pytest.mark.parametrize("platform", PLATFORMS)
def test_check_knows_a_good_token_from_a_dead_one(
    desk: Desk, state: SandboxState, platform: str
) -> None:
    assert desk.client(platform).check().works
    state.expire(platform, IDS[platform])
    assert not desk.client(platform).check().works


def test_instagrams_media_host_is_left_empty(
    desk: Desk, media_folder: Path, state: SandboxState
) -> None:
    before = sorted(media_folder.iterdir())
    desk.client("instagram").publish(desk.job("instagram", pictures=2), Saved())
    assert len(state.posts) == 1
    assert sorted(media_folder.iterdir()) == before


def test_a_members_post_cannot_be_looked_for_but_can_be_deleted(
    desk: Desk, state: SandboxState
) -> None:
    client = desk.client("linkedin", remote_id=MEMBER, token=TOKENS["member"])
    job = desk.job("linkedin")
    outcome = client.publish(job, Saved())
    assert isinstance(outcome, Delivered)
    assert isinstance(client.find(job, SINCE), Unreadable)
    assert isinstance(client.delete(outcome.remote_id), Delivered)
    assert not state.posts[0].media_pending


# ---------------------------------------------------------------- unclear ends
@pytest.mark.parametrize("platform", PLATFORMS)
@pytest.mark.parametrize("fault", ["silent", "cut-after", "error-after"])
def test_accepted_but_unanswered_is_unknown_then_found(
    desk: Desk, state: SandboxState, platform: str, fault: str
) -> None:
    client, job = desk.client(platform), desk.job(platform)
    state.faults.add(platform, fault=fault)

    outcome = client.publish(job, Saved())

    assert isinstance(outcome, Unknown)
    assert state.count(platform, "create") == 1  # nothing was sent twice
    sighting = client.find(job, SINCE)
    assert isinstance(sighting, Present)
    assert sighting.remote_id == state.posts[0].id


@pytest.mark.parametrize("platform", PLATFORMS)
@pytest.mark.parametrize("fault", ["cut", "error"])
def test_unanswered_and_not_accepted_is_unknown_then_absent(
    desk: Desk, state: SandboxState, platform: str, fault: str
) -> None:
    client, job = desk.client(platform), desk.job(platform)
    state.faults.add(platform, fault=fault)

    assert isinstance(client.publish(job, Saved()), Unknown)
    assert client.find(job, SINCE) == Absent()
    assert state.count(platform, "create") == 1


@pytest.mark.parametrize("platform", PLATFORMS)
def test_a_lagging_read_is_absent_first_and_present_later(
    desk: Desk, state: SandboxState, platform: str
) -> None:
    client, job = desk.client(platform), desk.job(platform)
    state.faults.add(platform, fault="cut-after", reads=1)

    assert isinstance(client.publish(job, Saved()), Unknown)
    assert client.find(job, SINCE) == Absent()
    assert isinstance(client.find(job, SINCE), Present)


@pytest.mark.parametrize("platform", ["x", "linkedin"])
def test_sending_again_meets_the_platforms_own_memory(
    desk: Desk, state: SandboxState, platform: str
) -> None:
    """LinkedIn's refusal names the post that is there."""
    client, job = desk.client(platform), desk.job(platform, pictures=0)
    first = client.publish(job, Saved())
    again = client.publish(job, Saved())

    assert isinstance(first, Delivered)
    assert isinstance(again, Unknown)
    assert again.hint == (first.remote_id if platform == "linkedin" else "")
    assert len(state.posts) == 1


@pytest.mark.parametrize("platform", ["x", "instagram"])
@pytest.mark.parametrize("fault", ["bad-json", "huge"])
def test_an_answer_that_cannot_be_read_is_unknown(
    desk: Desk, state: SandboxState, platform: str, fault: str
) -> None:
    client, job = desk.client(platform), desk.job(platform)
    state.faults.add(platform, fault=fault, size=4 * 1024 * 1024)
    assert isinstance(client.publish(job, Saved()), Unknown)
    assert isinstance(client.find(job, SINCE), Present)


# ---------------------------------------------------------------- clear refusals
@pytest.mark.parametrize("platform", PLATFORMS)
def test_throttling_defers(desk: Desk, state: SandboxState, platform: str) -> None:
    state.faults.add(platform, fault="rate-limit", seconds=120)
    outcome = desk.client(platform).publish(desk.job(platform), Saved())
    assert isinstance(outcome, Deferred)
    assert outcome.wait >= 60
    assert state.posts == ()


def test_xs_reset_is_waited_for(desk: Desk, state: SandboxState) -> None:
    state.faults.add("x", fault="rate-limit", seconds=777)
    outcome = desk.client("x").publish(desk.job("x"), Saved())
    assert isinstance(outcome, Deferred)
    assert 777 <= outcome.wait <= 900


@pytest.mark.parametrize("platform", PLATFORMS)
def test_a_dead_token_holds(desk: Desk, state: SandboxState, platform: str) -> None:
    state.expire(platform, IDS[platform])
    outcome = desk.client(platform).publish(desk.job(platform), Saved())
    assert isinstance(outcome, Rejected)
    assert outcome.held


def test_no_credits_hold(desk: Desk, state: SandboxState) -> None:
    state.faults.add("x", fault="error", status=402)
    outcome = desk.client("x").publish(desk.job("x"), Saved())
    assert isinstance(outcome, Rejected)
    assert outcome.held


@pytest.mark.parametrize(
    ("platform", "text"), [("x", "a" * 281), ("linkedin", "a" * 3001), ("instagram", "a" * 2201)]
)
def test_too_long_is_final(desk: Desk, state: SandboxState, platform: str, text: str) -> None:
    outcome = desk.client(platform).publish(desk.job(platform, text), Saved())
    assert isinstance(outcome, Rejected)
    assert text not in repr(outcome)
    assert state.posts == ()


# ---------------------------------------------------------------- preparing
@pytest.mark.parametrize("platform", ["linkedin", "instagram"])
def test_a_picture_still_in_progress_is_waited_for(
    desk: Desk, state: SandboxState, platform: str
) -> None:
    state.faults.add(platform, "media", fault="stuck", polls=2)
    outcome = desk.client(platform).publish(desk.job(platform), Saved())
    assert isinstance(outcome, Delivered)
    assert state.count(platform, "create") == 1
    assert not state.posts[0].media_pending


@pytest.mark.parametrize("platform", PLATFORMS)
def test_a_broken_upload_defers_and_the_next_attempt_goes_on(
    desk: Desk, state: SandboxState, platform: str
) -> None:
    client, job, steps = desk.client(platform), desk.job(platform), Saved()
    state.faults.add(platform, "media", fault="error", status=503)

    assert isinstance(client.publish(job, steps), Deferred)
    assert isinstance(client.publish(job, steps), Delivered)
    assert len(state.posts) == 1
