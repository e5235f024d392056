"""Preview is complete: every account, every part, exact text, media, fold line, count,
findings, time, cost."""

from __future__ import annotations

import html
import json
import re

import pytest
from click.testing import CliRunner

from bot.cli import cli
from tests.practice import NOW, Reader
from tests.promises.conftest import MEDIA, Stage

LONG = "# Walk a little\n\n" + "A short walk each day keeps a back moving. " * 12 + "\n"


def preview(stage: Stage, monkeypatch: pytest.MonkeyPatch, *words: str) -> str:
    monkeypatch.setenv("GATEPOST_NOW", NOW.isoformat())
    monkeypatch.setenv("COLUMNS", "400")
    done = CliRunner().invoke(cli, ["--root", str(stage.root), "preview", *words])
    assert done.exception is None or isinstance(done.exception, SystemExit)
    return done.stdout


def test_all_of_what_will_be_sent_is_shown(
    stage: Stage, reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage.picture()
    stage.post(
        "walk", LONG, media=MEDIA, summary='"A short walk each day helps."',
        accounts="[clinic-x, clinic-linkedin, clinic-instagram]",
    )  # fmt: skip
    told = json.loads(preview(stage, monkeypatch, "--format", "json"))
    page = (stage.root / ".gatepost" / "preview.html").read_text()
    words = html.unescape(re.sub(r"<[^>]+>", "", page))

    cards = {card["account"]: card for post in told["posts"] for card in post["cards"]}
    assert set(cards) == {"clinic-x", "clinic-linkedin", "clinic-instagram"}
    worker = stage.worker()
    worker.plan()
    for row in stage.rows():
        rendition, card = stage.ledger.rendition(row.rendition), cards[row.key.account]
        assert card["rendition"] == row.rendition
        assert len(card["parts"]) == len(rendition.parts)
        for part, shown in zip(rendition.parts, card["parts"], strict=True):
            assert "".join(run["text"] for run in shown["runs"]) == part.text
            assert [p["alt"] for p in shown["pictures"]] == [a.alt for a in part.attachments]
            assert shown["measure"]["count"] <= shown["measure"]["limit"]
            for run in shown["runs"]:
                assert run["text"].strip() in words
        assert row.local in " ".join(card["times"])
        assert "14:00 UTC" in " ".join(card["times"])
    assert any(run["folded"] for run in cards["clinic-linkedin"]["parts"][0]["runs"])
    assert cards["clinic-x"]["parts"][0]["measure"]["cost_usd"] > 0
    assert "A drawing of a path" in words


def test_findings_and_files_that_cannot_be_read_are_shown(
    stage: Stage, reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage.post("walk", author="nobody")
    stage.raw("broken.md", b"---\nid: [\n---\n")
    told = json.loads(preview(stage, monkeypatch, "--format", "json"))
    page = (stage.root / ".gatepost" / "preview.html").read_text()

    verdicts = [card["verdict"] for post in told["posts"] for card in post["cards"]]
    assert [v["decision"] for v in verdicts] == ["block", "block"]
    for verdict in verdicts:
        assert verdict["findings"][0]["what"] in html.unescape(page)
    assert "content/broken.md" in page
