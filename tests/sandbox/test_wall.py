"""The wall shows what readers would see, escapes it, and loads nothing from elsewhere."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from html.parser import HTMLParser
from typing import Any

import pytest
import requests

from bot.sandbox import wall
from bot.sandbox.model import Kept, Picture
from bot.sandbox.server import Sandbox
from bot.sandbox.state import SandboxState
from tests.sandbox.conftest import IG_ID, NOW, PAGE, X_ID, Api, picture, share

OWNERS = {"x": X_ID, "linkedin": PAGE, "instagram": IG_ID}


class Strict(HTMLParser):
    """Collects tags and checks that they nest."""

    VOID = frozenset({"meta", "img", "br"})

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def parsed(html: str) -> list[tuple[str, dict[str, str | None]]]:
    parser = Strict()
    parser.feed(html)
    parser.close()
    assert parser.open == []
    return parser.tags


def kept(platform: str, text: str, **more: Any) -> Kept:
    base = Kept("1", platform, "harborpain", OWNERS[platform], text, text, NOW, "")
    return replace(base, **more)


def shown(state: SandboxState, *posts: Kept) -> str:
    for post in posts:
        state.keep(post)
    html = wall.page(state, "http://127.0.0.1:1")
    parsed(html)
    return html


def test_the_empty_wall_says_what_to_do(sandbox: Sandbox) -> None:
    answer = requests.get(sandbox.base_url, timeout=5)

    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    for platform in OWNERS:
        assert f"[platforms.{platform}]" in answer.text
        assert f'base_url = "{sandbox.base_url}/{platform}"' in answer.text
    assert "gatepost run --once" in answer.text


def test_three_feeds_show_what_was_published(
    sandbox: Sandbox, x: Api, linkedin: Api, publish_instagram: Callable[..., str]
) -> None:
    x("POST", "/2/tweets", json={"text": "On X", "paid_partnership": True})
    linkedin("POST", "/rest/posts", json=share("On LinkedIn (cut"))
    publish_instagram("On Instagram", is_ai_generated="true", alt_text="A teal square")
    html = requests.get(sandbox.base_url, timeout=5).text
    tags = parsed(html)

    feeds = dict(re.findall(r'<section class="feed (\w+)".*?>(.*?)</section>', html, re.DOTALL))
    assert "On X" in feeds["x"]
    assert "Paid partnership" in feeds["x"]
    assert "On LinkedIn <" in feeds["linkedin"]
    assert "Cut short" in feeds["linkedin"]
    assert "Made with AI" in feeds["instagram"]
    assert "<b>ALT</b> A teal square" in feeds["instagram"]
    (image,) = [attributes for tag, attributes in tags if tag == "img"]
    assert image["alt"] == "A teal square"
    served = requests.get(f"{sandbox.base_url}{image['src']}", timeout=5)
    assert served.headers["content-type"] == "image/jpeg"


def test_nothing_comes_from_elsewhere_and_nothing_runs(
    sandbox: Sandbox, publish_instagram: Callable[..., str]
) -> None:
    publish_instagram("Hi")
    answer = requests.get(sandbox.base_url, timeout=5)
    tags = parsed(answer.text)

    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert {tag for tag, _ in tags} & {"script", "link", "iframe", "object", "form"} == set()
    sources = [a[k] for _, a in tags for k in ("src", "href") if k in a]
    assert all(str(source).startswith("/") for source in sources)
    assert "url(" not in answer.text
    assert "@import" not in answer.text


@pytest.mark.parametrize("platform", list(OWNERS))
def test_every_text_is_escaped(state: SandboxState, platform: str) -> None:
    evil = "<img src=x onerror=alert(1)>\"'&</style><script>"
    told = Picture("0" * 64, "image/jpeg", 1, 1, 1, alt=evil)
    html = shown(
        state,
        kept(platform, evil, pictures=(told,), link=f"https://{evil}", link_title=evil)
        if platform == "linkedin"
        else kept(platform, f"{evil} https://a.b/{evil} #tag{evil}", pictures=(told,)),
        replace(kept(platform, "b"), id=evil, handle=evil, flags=(evil,), reply_to=evil),
    )
    tags = [tag for tag, _ in parsed(html)]

    assert "script" not in tags
    assert tags.count("img") == 1
    assert "<img src=x" not in html


def test_line_breaks_links_and_hashtags_are_kept_and_coloured(state: SandboxState) -> None:
    html = shown(
        state, kept("x", "One\n\nTwo https://a.example/b?c=1&d=2 #BackPain @harbor me@x.org")
    )

    assert "One\n\nTwo" in html
    assert '<span class="link">https://a.example/b?c=1&amp;d=2</span>' in html
    assert '<span class="tag">#BackPain</span> <span class="tag">@harbor</span> me@x.org' in html


@pytest.mark.parametrize(("platform", "fold"), [("linkedin", 210), ("instagram", 125)])
def test_long_texts_fold_where_the_platform_folds(
    state: SandboxState, platform: str, fold: int
) -> None:
    text = "a" * fold + "b"
    html = shown(state, kept(platform, text[:-1]))
    assert "<details" not in html

    html = shown(state, kept(platform, text))
    lead = re.search(r'class="text lead">(?:<b>harborpain</b> )?(a+)</span>', html)
    assert lead is not None
    assert len(lead[1]) == fold
    assert text in html
    assert "…more" in html


def test_x_does_not_fold(state: SandboxState) -> None:
    assert "<details" not in shown(state, kept("x", "a" * 280))


def test_deleted_posts_stay_struck(state: SandboxState) -> None:
    html = shown(state, kept("x", "Withdrawn", deleted_at=NOW))
    assert '<article class="card deleted"' in html
    assert "Deleted 22 Nov 2026, 09:00 UTC" in html
    assert "Withdrawn" in html
    assert "0 live" in html


def test_a_picture_without_alt_text_and_one_not_ready_are_marked(state: SandboxState) -> None:
    bare = Picture("0" * 64, "image/jpeg", 1, 1, 1)
    html = shown(state, kept("linkedin", "a", pictures=(bare,), media_pending=True))
    assert "No alternative text was sent" in html
    assert "it may stay invisible" in html


def test_a_page_to_keep_holds_its_pictures_and_points_nowhere(
    state: SandboxState, publish_instagram: Callable[..., str]
) -> None:
    publish_instagram("Hi", alt_text="A teal square")
    tags = parsed(wall.page(state, "http://127.0.0.1:1"))

    (image,) = [attributes for tag, attributes in tags if tag == "img"]
    start, encoded = str(image["src"]).split(",")
    assert start == "data:image/jpeg;base64"
    assert base64.b64decode(encoded) == picture()
    assert [tag for tag, attributes in tags if "href" in attributes] == []


def test_it_refreshes_unless_asked_not_to(sandbox: Sandbox) -> None:
    moving = requests.get(sandbox.base_url, timeout=5).text
    still = requests.get(f"{sandbox.base_url}/?refresh=off", timeout=5).text
    assert '<meta http-equiv="refresh" content="5">' in moving
    assert "http-equiv" not in still


def test_an_unknown_picture_is_404(sandbox: Sandbox) -> None:
    assert requests.get(f"{sandbox.base_url}/_picture/{'0' * 64}", timeout=5).status_code == 404


# ---------------------------------------------------------------- in a browser
@pytest.fixture
def page() -> Iterator[Any]:
    api = pytest.importorskip("playwright.sync_api")
    with api.sync_playwright() as player:
        try:
            browser = player.chromium.launch(
                executable_path="/usr/bin/chromium",
                args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
            )
        except api.Error:
            pytest.skip("no Chromium here")
        yield browser.new_page(viewport={"width": 390, "height": 844})
        browser.close()


@pytest.mark.browser
def test_a_phone_shows_it_without_scrolling_sideways(
    page: Any, sandbox: Sandbox, linkedin: Api, x: Api, publish_instagram: Callable[..., str]
) -> None:
    x("POST", "/2/tweets", json={"text": "https://example.com/" + "x" * 250})
    linkedin("POST", "/rest/posts", json=share("word " * 80))
    publish_instagram("w" * 300)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))

    page.goto(f"{sandbox.base_url}/?refresh=off")
    more = page.locator("details.fold").first
    before = more.inner_text()
    more.locator("summary").click()

    assert page.evaluate("document.documentElement.scrollWidth") == 390
    assert before.rstrip().endswith("…more")
    assert more.inner_text().count("word") == 80
    assert all(url.startswith(sandbox.base_url) for url in asked)
