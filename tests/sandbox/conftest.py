"""One sandbox a test, with an account on each platform and a clock that tests move."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import requests
from PIL import Image

from bot.sandbox.server import Sandbox, running
from bot.sandbox.state import SandboxState

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
TOKENS = {
    "x": "x-token-5f0c9e",
    "linkedin": "li-token-77ab31",
    "instagram": "ig-token-c01dd2",
    "member": "li-member-90e4f7",
}
X_ID, PAGE, MEMBER, IG_ID = "2244994945", "urn:li:organization:2414183", "urn:li:person:u-1", "1784"


@dataclass
class Clock:
    """The sandbox's clock: it stands still until a test moves it."""

    at: datetime = NOW

    def __call__(self) -> datetime:
        return self.at

    def forward(self, **by: float) -> None:
        self.at += timedelta(**by)


def picture(
    kind: str = "JPEG", width: int = 400, height: int = 400, color: str = "#27707a"
) -> bytes:
    """The bytes of a plain picture."""
    out = io.BytesIO()
    Image.new("RGB", (width, height), color).save(out, kind)
    return out.getvalue()


@dataclass
class Api:
    """Calls to one platform with its token and headers."""

    base: str
    headers: dict[str, str] = field(default_factory=dict)

    def __call__(self, method: str, path: str, **options: Any) -> requests.Response:
        headers = {**self.headers, **options.pop("headers", {})}
        headers = {name: value for name, value in headers.items() if value is not None}
        timeout = options.pop("timeout", 10)
        return requests.request(
            method, self.base + path, headers=headers, timeout=timeout, **options
        )


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def media_folder(tmp_path: Path) -> Path:
    folder = tmp_path / "host"
    folder.mkdir()
    (folder / "good.jpg").write_bytes(picture())
    return folder


@pytest.fixture(scope="session")
def server() -> Iterator[Sandbox]:
    """One server for all tests: starting one takes a tenth of a second."""
    with running() as one:
        yield one


@pytest.fixture
def state(server: Sandbox, clock: Clock, media_folder: Path) -> SandboxState:
    """The server's state, as new."""
    state = server.state
    state.forget()
    state.now, state.media_folder = clock, media_folder
    state.self_replies, state.instagram_quota = True, 100
    state.add_account("x", "@harborpain", X_ID, TOKENS["x"], name="Harbor Pain")
    state.add_account("linkedin", "harbor-pain", PAGE, TOKENS["linkedin"], name="Harbor Pain")
    state.add_account("linkedin", "ada-okafor", MEMBER, TOKENS["member"], name="Ada Okafor")
    state.add_account("instagram", "harborpain", IG_ID, TOKENS["instagram"], name="Harbor Pain")
    return state


@pytest.fixture
def sandbox(server: Sandbox, state: SandboxState) -> Sandbox:
    assert server.state is state
    return server


@pytest.fixture
def x(sandbox: Sandbox) -> Api:
    return Api(sandbox.url("x"), {"Authorization": f"Bearer {TOKENS['x']}"})


def linkedin_headers(token: str) -> dict[str, str]:
    return {
        "Authorization": f"Bearer {token}",
        "LinkedIn-Version": "202609",
        "X-Restli-Protocol-Version": "2.0.0",
    }


@pytest.fixture
def linkedin(sandbox: Sandbox) -> Api:
    return Api(sandbox.url("linkedin"), linkedin_headers(TOKENS["linkedin"]))


@pytest.fixture
def member(sandbox: Sandbox) -> Api:
    return Api(sandbox.url("linkedin"), linkedin_headers(TOKENS["member"]))


@pytest.fixture
def instagram(sandbox: Sandbox) -> Api:
    base = sandbox.url("instagram") + "/v26.0"
    return Api(base, {"Authorization": f"Bearer {TOKENS['instagram']}"})


def share(commentary: str, author: str = PAGE, **more: Any) -> dict[str, Any]:
    """A LinkedIn post as the Posts API wants it."""
    return {
        "author": author,
        "commentary": commentary,
        "visibility": "PUBLIC",
        "distribution": {
            "feedDistribution": "MAIN_FEED",
            "targetEntities": [],
            "thirdPartyDistributionChannels": [],
        },
        "lifecycleState": "PUBLISHED",
        "isReshareDisabledByAuthor": False,
        **more,
    }


@pytest.fixture
def upload_x(x: Api) -> Callable[..., str]:
    """Upload a picture to X; its media id."""

    def upload(data: bytes | None = None, category: str = "tweet_image") -> str:
        answer = x(
            "POST",
            "/2/media/upload",
            data={"media_category": category},
            files={"media": ("picture.jpg", data or picture(), "image/jpeg")},
        )
        assert answer.status_code == 200, answer.text
        return str(answer.json()["data"]["id"])

    return upload


@pytest.fixture
def upload_linkedin(linkedin: Api) -> Callable[..., str]:
    """Ask for an upload address and put a picture there; the image's URN."""

    def upload(data: bytes | None = None, api: Api = linkedin, owner: str = PAGE) -> str:
        begun = api(
            "POST",
            "/rest/images?action=initializeUpload",
            json={"initializeUploadRequest": {"owner": owner}},
        ).json()["value"]
        put = Api("", {"Authorization": api.headers["Authorization"]})
        assert put("PUT", begun["uploadUrl"], data=data or picture()).status_code == 201
        return str(begun["image"])

    return upload


@pytest.fixture
def container(instagram: Api, sandbox: Sandbox) -> Callable[..., requests.Response]:
    """Make a container from a file of the media host."""

    def make(name: str = "good.jpg", **form: str) -> requests.Response:
        values = {"image_url": f"{sandbox.media_host}/{name}", **form}
        return instagram("POST", f"/{IG_ID}/media", data=values)

    return make


@pytest.fixture
def publish_instagram(
    instagram: Api, container: Callable[..., requests.Response]
) -> Callable[..., str]:
    """Container, poll, publish; the post's id."""

    def publish(caption: str = "Hello", **form: str) -> str:
        made = container(caption=caption, **form).json()["id"]
        status = instagram("GET", f"/{made}", params={"fields": "status_code"}).json()
        assert status["status_code"] == "FINISHED"
        answer = instagram("POST", f"/{IG_ID}/media_publish", data={"creation_id": made})
        assert answer.status_code == 200, answer.text
        return str(answer.json()["id"])

    return publish
