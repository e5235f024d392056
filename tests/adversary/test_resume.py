"""What an earlier attempt left on the platform belongs to the bytes that it was made of.

A first attempt prepares pictures or a container, and then the platform refuses the token;
before the second, the author changes the post. What was prepared from the old bytes must
not go out.
"""

from __future__ import annotations

from typing import Any

import pytest
from PIL import Image

from bot.model import State
from tests.adversary.conftest import MEDIA, Stage
from tests.practice import BODY, Reader


def held_then_changed(stage: Stage, platform: str, **change: Any) -> None:
    """One attempt that is refused after everything was prepared, an edit, another attempt."""
    account = f"[clinic-{platform}]"
    stage.picture()
    stage.post("walk", accounts=account, media=MEDIA)
    stage.sandbox.state.faults.add(platform, "create", fault="token-expired")
    assert set(stage.play().values()) == {State.HELD}
    if change.pop("picture", False):
        Image.new("RGB", (700, 900), "navy").save(stage.root / "content/images/path.png")
    stage.post("walk", accounts=account, **{"media": MEDIA, **change})
    stage.clock.forward(seconds=90)
    assert set(stage.play().values()) == {State.PUBLISHED}


def test_a_container_of_the_old_caption_is_not_published(stage: Stage, reader: Reader) -> None:
    held_then_changed(stage, "instagram", body=BODY.replace("Start", "Begin"))

    (text,) = stage.received()
    assert "Begin small." in text


@pytest.mark.parametrize("platform", ["x", "linkedin", "instagram"])
def test_a_picture_of_before_is_not_published(stage: Stage, reader: Reader, platform: str) -> None:
    held_then_changed(stage, platform, picture=True)

    (post,) = stage.sandbox.state.posts
    assert (post.pictures[0].width, post.pictures[0].height) != (900, 900)


@pytest.mark.parametrize("platform", ["x", "linkedin", "instagram"])
def test_an_alt_text_of_before_is_not_published(
    stage: Stage, reader: Reader, platform: str
) -> None:
    held_then_changed(stage, platform, media=MEDIA.replace("A drawing", "A painting"))

    (post,) = stage.sandbox.state.posts
    assert post.pictures[0].alt == "A painting of a path"


def test_what_was_prepared_is_used_while_the_bytes_are_the_same(
    stage: Stage, reader: Reader
) -> None:
    held_then_changed(stage, "x", publish_at="2026-12-03 09:01")

    assert stage.sandbox.state.count("x", "create") == 2
    assert sum(r.path.endswith("/2/media/upload") for r in stage.sandbox.state.requests) == 1
