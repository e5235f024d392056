"""The preview as people meet it: in a browser, by keyboard, by screen reader, on paper, small."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.approving.rehearsal import approve_what_waits
from bot.cache import opened
from bot.desk import Desk
from bot.errors import BadPost
from bot.media.store import MediaStore
from bot.model import Environment, Place
from bot.preview.card import cards
from bot.preview.html import page
from bot.records import load_records
from bot.vault.memory import MemoryVault
from tests.conftest import ROOT

pytestmark = pytest.mark.browser
NOW = datetime(2026, 11, 28, 14, tzinfo=UTC)
CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="module")
def html(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of four posts of the example calendar: picture, card, disclosure, consent."""
    folder = tmp_path_factory.mktemp("preview")
    for name in ("config", "content"):
        shutil.copytree(ROOT / name, folder / name)
    with opened(None) as cache:
        early = Desk(load_records(folder), NOW, folder, cache)
        approve_what_waits(early, folder, MemoryVault(Environment.SANDBOX))
    records = load_records(folder)
    wanted = [
        f"content/2026/12/{name}.md"
        for name in (
            "walk-after-back-surgery",
            "hard-season",
            "spinal-cord-stimulation-talk",
            "back-in-the-garden",
        )
    ]
    with opened(folder) as cache:
        desk = Desk(records, NOW, folder, cache)
        report = desk.check(wanted)
        made = page(
            cards(desk, report.sheets),
            clinic=records.settings.clinic,
            environment="sandbox",
            now=NOW,
            store=MediaStore(folder / "media"),
            problems=report.problems,
        )
    target = folder / "preview.html"
    target.write_text(made, encoding="utf-8")
    return target


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """Debian's Chromium; CI demands it, elsewhere these tests are skipped without it."""
    if not Path(CHROMIUM).exists():
        if os.environ.get("REQUIRE_BROWSER"):
            pytest.fail("Chromium is not installed, and REQUIRE_BROWSER is set")
        pytest.skip("Chromium is not installed")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        it = play.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield it
        it.close()


@pytest.fixture
def shown(browser: Any, html: Path) -> Iterator[Any]:
    """The page with script switched off and every request noted."""
    context = browser.new_context(
        java_script_enabled=False, viewport={"width": 1280, "height": 900}
    )
    tab = context.new_page()
    tab.requests = []
    tab.on("request", lambda request: tab.requests.append(request.url))
    tab.goto(html.as_uri())
    yield tab
    context.close()


def test_nothing_is_fetched_but_the_page_itself(shown: Any, html: Path) -> None:
    fetched = [url for url in shown.requests if not url.startswith("data:")]

    assert fetched == [html.as_uri()]


def test_every_account_has_its_card_with_text_count_time_and_verdict(shown: Any) -> None:
    articles = shown.locator("article").all()

    assert len(articles) == 11
    for article in articles:
        assert len(article.locator(".text").inner_text()) > 60
        assert " of " in article.locator(".count").first.inner_text()
        assert "UTC" in article.locator(".times").inner_text()
        assert article.locator(".bar .badge").inner_text() == "ready"


def test_the_fold_is_shown_where_the_platform_has_one(shown: Any) -> None:
    first = shown.locator("section.post").first

    assert first.locator("article.instagram .fold").count() == 1
    assert first.locator("article.x .fold").count() == 0


def test_what_gatepost_put_in_is_marked(shown: Any) -> None:
    marks = shown.locator("article.linkedin mark").all_inner_texts()

    assert any("Ada Okafor, MD" in mark for mark in marks)


def test_pictures_are_there_with_their_alt_text(browser: Any, html: Path) -> None:
    context = browser.new_context()
    tab = context.new_page()
    tab.goto(html.as_uri())
    pictures = tab.evaluate(
        "[...document.images].map(i => ({alt: i.alt, whole: i.complete && i.naturalWidth > 0}))"
    )
    context.close()

    assert len(pictures) >= 5
    assert all(picture["whole"] and picture["alt"] for picture in pictures)


def test_a_keyboard_gets_in_and_a_screen_reader_finds_its_way(shown: Any) -> None:
    shown.keyboard.press("Tab")

    assert shown.locator("a.skip").bounding_box()["x"] >= 0
    assert shown.locator("main").count() == shown.locator("h1").count() == 1
    assert shown.locator("html").get_attribute("lang") == "en"
    assert all(a.get_attribute("aria-label") for a in shown.locator("article").all())


@pytest.mark.parametrize("width", [360, 768, 1600])
def test_nothing_sticks_out_sideways(browser: Any, html: Path, width: int) -> None:
    context = browser.new_context(viewport={"width": width, "height": 800})
    tab = context.new_page()
    tab.goto(html.as_uri())
    wide = tab.evaluate("document.documentElement.scrollWidth")
    verdicts = tab.evaluate("(n => [n.scrollWidth, n.clientWidth])(document.querySelector('nav'))")
    context.close()

    assert wide <= width
    assert verdicts[0] <= verdicts[1]


def test_a_long_file_name_that_could_not_be_read_stays_on_a_phone(
    browser: Any, tmp_path: Path
) -> None:
    place = Place(f"content/{'a-long-name-' * 8}.md".replace("-", "_"))
    made = page(
        (),
        clinic="Example",
        environment="sandbox",
        now=NOW,
        store=MediaStore(tmp_path),
        problems=[BadPost("It cannot be read.", fix="Mend it.", place=place)],
    )
    target = tmp_path / "preview.html"
    target.write_text(made, encoding="utf-8")
    context = browser.new_context(viewport={"width": 390, "height": 800})
    tab = context.new_page()
    tab.goto(target.as_uri())
    wide = tab.evaluate("document.documentElement.scrollWidth")
    context.close()

    assert wide <= 390


def test_it_prints_without_cutting_a_card(shown: Any, tmp_path: Path) -> None:
    target = tmp_path / "preview.pdf"

    shown.pdf(path=str(target), format="Letter")

    assert target.read_bytes().startswith(b"%PDF-")
    assert target.stat().st_size > 20_000
