"""The approval page: one link, one decision, nothing for anybody else; seen in a browser."""

from __future__ import annotations

import http.client
import os
import shutil
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest

from bot.approving.server import COOKIE, serving
from bot.cli.app import App
from bot.cli.approve import _proposal
from bot.cli.approving import window_of
from bot.cli.signing import signer
from tests.cli.conftest import NOW, Calendar
from tests.sealing import seal

STORY = """---
id: garden
publish_at: 2026-12-10 18:00
accounts: [clinic-x, clinic-linkedin, clinic-instagram]
author: mei-lin
kind: story
summary: "A patient who agreed to share this gardens again. One person's experience."
patient: {consent: C-7f3a}
---
# Back in the garden

One of our patients, who agreed to share this in writing, could not stand for ten minutes.
After many months of therapy gardening is possible again. This is one person's experience.
"""


@pytest.fixture
def signing(calendar: Calendar, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Calendar:
    """A calendar with a patient's story, and a privacy officer who has a key."""
    for name, value in seal(tmp_path / "secrets")[1].items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("GATEPOST_NOW", NOW)
    calendar.write("2026/12/garden.md", STORY)
    assert calendar.run("people", "keygen", "sam-ortiz").exit_code == 0
    return calendar


class Page:
    """The page as a client without a browser sees it."""

    def __init__(self, window: Any, link: str) -> None:
        self.window, self.link = window, link
        self.host = urlsplit(link).netloc
        self.cookie = f"{COOKIE}={window.session}"

    def ask(self, method: str, path: str, body: str = "", **headers: str) -> tuple[int, str, Any]:
        connection = http.client.HTTPConnection(self.host, timeout=20)
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, path, body or None, given)
        answer = connection.getresponse()
        text = answer.read().decode()
        connection.close()
        return answer.status, text, answer

    def press(self, decision: str, note: str = "", **changes: str) -> tuple[int, str, Any]:
        fields = {"form": self.window.form, "decision": decision, "note": note}
        headers = {
            "Cookie": self.cookie,
            "Origin": f"http://{self.host}",
            "Content_Type": "application/x-www-form-urlencoded",
        }
        form = {k: v for k, v in changes.items() if k in fields}
        headers |= {k: v for k, v in changes.items() if k not in fields}
        return self.ask("POST", "/decision", urlencode(fields | form), **headers)


@pytest.fixture
def page(signing: Calendar) -> Iterator[Page]:
    app = App(root=signing.root)
    put = _proposal(app, "garden", signer(app, "sam-ortiz"), (), any_role=False)
    window = window_of(app, put, "garden")
    with serving(window) as link:
        yield Page(window, link)


def approvals(calendar: Calendar) -> list[Path]:
    return sorted((calendar.root / "config").glob("approvals/*.toml"))


def test_the_link_opens_once(page: Page) -> None:
    path = urlsplit(page.link).path
    status, _, answer = page.ask("GET", path)
    again, _, _ = page.ask("GET", path)

    assert status == 303
    assert "HttpOnly" in answer.headers["Set-Cookie"]
    assert "SameSite=strict" in answer.headers["Set-Cookie"]
    assert answer.headers["Cache-Control"] == "no-store"
    assert again == 410


def test_without_the_cookie_there_is_nothing(page: Page) -> None:
    assert page.ask("GET", "/")[0] == 403
    assert page.ask("GET", "/open/guess")[0] == 404
    assert page.ask("GET", "/", Cookie=f"{COOKIE}=guess")[0] == 403


@pytest.mark.parametrize(
    "change",
    [
        {"Cookie": f"{COOKIE}=guess"},
        {"form": "guess"},
        {"Origin": "https://evil.example"},
        {"Host": "evil.example"},
        {"Sec_Fetch_Site": "cross-site"},
    ],
)
def test_a_button_pressed_from_elsewhere_signs_nothing(
    page: Page, signing: Calendar, change: dict[str, str]
) -> None:
    assert page.press("approve", **change)[0] == 403
    assert approvals(signing) == []


def test_approving_signs_once_and_ends(page: Page, signing: Calendar) -> None:
    status, text, _ = page.press("approve")
    page.press("send-back", "again")

    assert status == 200
    assert "is approved as it stands" in text
    (path,) = approvals(signing)
    kept = tomllib.loads(path.read_text())
    assert (kept["decision"], kept["roles"]) == ("approve", ["privacy"])
    assert page.window.finished.is_set()
    found = signing.run("check", "content/2026/12/garden.md")
    assert found.exit_code == 0, found.output


def test_sending_back_wants_a_note_and_holds_the_post(page: Page, signing: Calendar) -> None:
    _, text, _ = page.press("send-back")
    assert "Say in a note" in text
    assert approvals(signing) == []

    page.press("send-back", "Leave the months out.")
    (path,) = approvals(signing)
    assert tomllib.loads(path.read_text())["note"] == "Leave the months out."
    found = signing.run("check", "content/2026/12/garden.md")
    assert found.exit_code == 10
    assert "sam-ortiz sent it back" in found.output


def test_a_post_that_changed_meanwhile_is_not_signed(page: Page, signing: Calendar) -> None:
    signing.write("2026/12/garden.md", STORY.replace("many months", "many weeks"))
    _, text, _ = page.press("approve")

    assert "changed while you looked at it" in text
    assert approvals(signing) == []


def test_the_page_warns_of_courts_and_shows_every_account(page: Page) -> None:
    _, text, answer = page.ask("GET", "/", Cookie=page.cookie)

    assert "may surface in litigation" in text
    assert text.count("<article") == 3
    assert "<script" not in text
    assert "form-action 'self'" in answer.headers["Content-Security-Policy"]


@pytest.mark.browser
def test_a_lay_reader_approves_in_a_browser(signing: Calendar, tmp_path: Path) -> None:
    chromium = shutil.which("chromium") or "/usr/bin/chromium"
    if not Path(chromium).exists():
        if os.environ.get("REQUIRE_BROWSER"):
            pytest.fail("Chromium is not installed, and REQUIRE_BROWSER is set")
        pytest.skip("Chromium is not installed")
    from playwright.sync_api import sync_playwright

    app = App(root=signing.root)
    put = _proposal(app, "garden", signer(app, "sam-ortiz"), (), any_role=False)
    window = window_of(app, put, "garden")
    with serving(window) as link, sync_playwright() as play:
        browser = play.chromium.launch(
            executable_path=chromium, args=["--no-sandbox", "--disable-gpu", "--disable-quic"]
        )
        tab = browser.new_page(viewport={"width": 390, "height": 844})
        tab.goto(link)
        assert tab.url == f"http://{window.host}/"
        assert tab.evaluate("document.documentElement.scrollWidth") <= 390
        if where := os.environ.get("PICTURES"):
            tab.screenshot(path=f"{where}/phone.png", full_page=True)
            tab.set_viewport_size({"width": 1280, "height": 900})
            tab.screenshot(path=f"{where}/desk.png", full_page=True)
        tab.get_by_role("button", name="Approve").click()
        tab.get_by_role("heading", name="Approved").wait_for()
        browser.close()

    assert len(approvals(signing)) == 1
