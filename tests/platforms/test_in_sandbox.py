"""The real clients against the real sandbox: what goes out, comes back and is taken down."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from bot.http import Door
from bot.media.host import FolderHost
from bot.media.store import MediaStore
from bot.model import (
    Absent,
    Attachment,
    Deferred,
    Delivered,
    Environment,
    Outcome,
    Present,
    Unknown,
)
from bot.platforms.base import Client, Job, client_factory
from bot.records.model import Account, PlatformSettings, Settings
from bot.sandbox.server import Sandbox, running
from bot.sandbox.state import SandboxState
from tests.platforms.clients import REMOTE, Saved, job

TEXT = "Rest & walk < 20 minutes (a day): https://clinic.example/sleep"
WIRE = {"linkedin": r"Rest & walk \< 20 minutes \(a day\): https://clinic.example/sleep"}
PLATFORMS = tuple(REMOTE)


@pytest.fixture(scope="module")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    folder = tmp_path_factory.mktemp("host")
    with running(SandboxState(media_folder=folder)) as served:
        yield served


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> MediaStore:
    return MediaStore(tmp_path_factory.mktemp("media"))


def attachment(store: MediaStore, colour: str) -> Attachment:
    data = io.BytesIO()
    Image.new("RGB", (800, 800), colour).save(data, "JPEG")
    sha256 = store.put(data.getvalue())
    return Attachment(sha256, "image/jpeg", 800, 800, len(data.getvalue()), f"A {colour} wall", "")


def connect(sandbox: Sandbox, store: MediaStore, platform: str, name: str) -> Client:
    """A client of an account of its own, so that no test sees another's posts."""
    number = sum(name.encode()) * 1000 + len(name)
    remote_id = f"urn:li:organization:{number}" if platform == "linkedin" else str(number)
    sandbox.state.faults.clear()
    sandbox.state.add_account(platform, name, remote_id, f"sandbox-{platform}-{name}")
    folder = sandbox.state.media_folder
    assert folder is not None
    account = Account.model_validate(
        {
            "name": "clinic",
            "platform": platform,
            "handle": name,
            "remote_id": remote_id,
            "scopes": ("instagram_manage_contents",),
        }
    )
    base = sandbox.url(platform)
    reached: dict[Any, PlatformSettings] = {platform: PlatformSettings(base_url=base)}
    factory: Any = client_factory(platform)
    client: Client = factory(
        account,
        f"sandbox-{platform}-{name}",
        Door(platform, base, Environment.SANDBOX, (), read=1.0, total=2.0),
        FolderHost(store, folder, sandbox.media_host),
        Settings(clinic="c", timezone="UTC", platforms=reached),
        sleep=lambda _seconds: None,
    )
    return client


def pictured(store: MediaStore, platform: str, *colours: str) -> Job:
    return job(
        platform,
        TEXT,
        [attachment(store, colour) for colour in colours],
        wire=WIRE.get(platform, ""),
    )


@pytest.mark.parametrize("colours", [("red",), ("green", "blue")])
@pytest.mark.parametrize("platform", PLATFORMS)
def test_a_post_goes_out_is_found_and_is_taken_down(
    sandbox: Sandbox, store: MediaStore, platform: str, colours: tuple[str, ...]
) -> None:
    client = connect(sandbox, store, platform, f"whole-{len(colours)}")
    started = datetime.now(UTC)
    assert client.check().works
    wanted = pictured(store, platform, *colours)
    assert client.find(wanted, started) == Absent()
    outcome = client.publish(wanted, Saved())
    assert isinstance(outcome, Delivered)
    assert outcome.url.startswith("https://")
    assert client.find(wanted, started) == Present(outcome.remote_id, outcome.url)
    folder = sandbox.state.media_folder
    assert folder is not None
    assert list(Path(folder).iterdir()) == []  # nothing stays on the media host
    assert client.delete(outcome.remote_id) == Delivered(outcome.remote_id)
    assert client.find(wanted, started) == Absent()


@pytest.mark.parametrize(
    ("fault", "kind", "out"),
    [
        ({"fault": "rate-limit", "seconds": 90}, Deferred, False),
        ({"fault": "error"}, Unknown, False),
        ({"fault": "cut"}, Unknown, False),
        ({"fault": "error-after"}, Unknown, True),
        ({"fault": "cut-after"}, Unknown, True),
        ({"fault": "silent"}, Unknown, True),
        ({"fault": "bad-json"}, Unknown, True),
        ({"fault": "huge"}, Unknown, True),
    ],
)
@pytest.mark.parametrize("platform", PLATFORMS)
def test_whatever_happens_at_the_create_a_look_settles_it(
    sandbox: Sandbox,
    store: MediaStore,
    platform: str,
    fault: dict[str, Any],
    kind: type[Outcome],
    out: bool,
) -> None:
    client = connect(sandbox, store, platform, f"f-{fault['fault']}")
    sandbox.state.faults.add(platform, "create", **fault)
    started = datetime.now(UTC)
    wanted, saved = pictured(store, platform, "red"), Saved()
    outcome = client.publish(wanted, saved)
    assert isinstance(outcome, kind)
    found = client.find(wanted, started - timedelta(minutes=1))
    assert isinstance(found, Present if out else Absent)
    if not out:
        assert isinstance(client.publish(wanted, saved), Delivered)
