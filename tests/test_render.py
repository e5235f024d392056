"""The studio: a post and an account make the same bytes every time, as of the day they go out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from PIL import Image

from bot.cache import Cache
from bot.errors import BadMedia, BadPost, DoesNotFit
from bot.media.store import MediaStore
from bot.model import Rendition
from bot.records import load_records
from bot.render import Studio
from tests.practice import Practice, make_practice
from tests.promises.conftest import MEDIA

DAY = date(2026, 12, 3)
TIE = """person = "dr-okafor"
[[tie]]
company = "Neurolief Systems"
nature = "speaking"
from = 2026-01-01
text_short = "Ad: Dr. Okafor is a paid speaker for Neurolief."
"""


@pytest.fixture
def practice(tmp_path: Path) -> Practice:
    made = make_practice(tmp_path / "calendar")
    (made.root / "content/images").mkdir()
    Image.new("RGB", (900, 900), "teal").save(made.root / "content/images/path.png")
    return made


Render = Callable[..., Rendition]


@pytest.fixture
def render(practice: Practice) -> Render:
    """The one post of the calendar on one account."""

    def made(
        account: str = "clinic-linkedin", day: date = DAY, cache: Cache | None = None
    ) -> Rendition:
        records = load_records(practice.root, {})
        store = MediaStore(practice.root / ".gatepost/media")
        studio = Studio(records, store, cache or Cache(None))
        (path,) = (p.relative_to(practice.root) for p in (practice.root / "content").glob("*.md"))
        post = practice.desk().post(path.as_posix())
        return studio.render(post, records.accounts[account], day)

    return made


def test_the_same_bytes_every_time(practice: Practice, render: Render) -> None:
    practice.post("walk", media=MEDIA)

    assert render().digest == render().digest
    assert len({render(f"clinic-{name}").digest for name in ("x", "linkedin", "instagram")}) == 3


def test_a_picture_is_fitted_once_and_again_when_its_bytes_are_gone(
    practice: Practice, render: Render, monkeypatch: pytest.MonkeyPatch
) -> None:
    practice.post("walk", media=MEDIA)
    cache = Cache(None)
    first = render(cache=cache).parts[0].attachments
    monkeypatch.setattr("bot.media.fit.fit", None)
    assert render(cache=cache).parts[0].attachments == first

    (practice.root / ".gatepost/media" / first[0].sha256).unlink()
    with pytest.raises(TypeError):
        render(cache=cache)


def test_instagram_gets_a_card_with_its_title_as_alt_text(
    practice: Practice, render: Render
) -> None:
    practice.post("walk")

    (card,) = render("clinic-instagram").parts[0].attachments
    assert (card.alt, card.file, card.mime) == ("Walk a little", "", "image/jpeg")
    assert render("clinic-x").parts[0].attachments == ()


def test_a_declared_sponsor_is_disclosed_with_the_registers_own_words(
    practice: Practice, render: Render
) -> None:
    practice.config("register/dr-okafor.toml", TIE)
    practice.post("walk", sponsored_by="Neurolief Systems")
    assert "Ad: Dr. Okafor is a paid speaker" in render().parts[0].text

    practice.post("walk", sponsored_by="Another Company")
    assert "paid speaker" not in render().parts[0].text


def test_titles_are_those_that_hold_on_the_day(practice: Practice, render: Render) -> None:
    path = practice.root / "config/people/dr-okafor.toml"
    path.write_text(path.read_text().replace('title = "MD"', 'title = "MD", until = 2026-12-03'))
    practice.post("walk")

    assert "Ada Okafor, MD" in render(day=DAY).parts[0].text
    assert "Ada Okafor, MD" not in render(day=date(2026, 12, 4)).parts[0].text


def test_what_cannot_be_carried_is_told_at_its_place(practice: Practice, render: Render) -> None:
    practice.post("walk", media=MEDIA.replace("path.png", "gone.png"))
    with pytest.raises(BadMedia) as media:
        render()
    practice.post("walk", f"# {'Very ' * 80}long\n")
    with pytest.raises(DoesNotFit) as fit:
        render("clinic-x")

    for caught in (media, fit):
        assert str(caught.value.place).startswith("content/walk.md:")
        assert caught.value.fix


def test_a_platform_of_a_later_version_is_told(practice: Practice, render: Render) -> None:
    path = practice.root / "config/accounts.toml"
    path.write_text(path.read_text().replace('platform = "x"', 'platform = "bluesky"'))
    practice.post("walk")

    with pytest.raises(BadPost, match="bluesky"):
        render("clinic-x")
