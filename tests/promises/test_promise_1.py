"""What was checked is what is sent: a rendition is made once and carries a digest; verdict,
approval, ledger row and receipt name it."""

from __future__ import annotations

import sqlite3

from bot.model import Decision, State
from tests.practice import BODY, Reader
from tests.promises.conftest import MEDIA, Stage


def test_one_digest_from_verdict_to_receipt_and_the_platform_has_its_bytes(
    stage: Stage, reader: Reader
) -> None:
    stage.picture()
    stage.post("walk", media=MEDIA, accounts="[clinic-x, clinic-linkedin, clinic-instagram]")
    worker = stage.worker()
    sheets = {sheet.account.name: sheet for sheet in worker.plan().report.sheets}
    stored = {row.key.account: stage.ledger.rendition(row.rendition) for row in stage.rows()}
    stage.play()

    posts = {f"clinic-{post.platform}": post for post in stage.sandbox.state.posts}
    assert set(posts) == set(sheets) == set(stage.states())
    for row in stage.rows():
        name = row.key.account
        assert row.state is State.PUBLISHED
        assert sheets[name].verdict.decision is Decision.ALLOW
        assert row.rendition == sheets[name].verdict.rendition == stored[name].digest
        assert row.remote_id == posts[name].id
        (part,) = stored[name].parts
        assert (posts[name].text, posts[name].wire) == (part.text, part.wire)
        assert [p.alt for p in posts[name].pictures] == [a.alt for a in part.attachments]
        receipts = stage.ledger.recent(name, row.published_at or row.due_at)
        assert [digest for _, _, digest in receipts] == [row.rendition]


def test_an_edit_after_the_plan_does_not_change_what_goes_out(stage: Stage, reader: Reader) -> None:
    stage.post("walk", accounts="[clinic-x]")
    worker = stage.worker()
    worker.plan()
    stage.post("walk", BODY.replace("Start small", "Start at once"), accounts="[clinic-x]")
    stage.clock.at = stage.rows()[0].due_at
    worker.publisher().tick()

    assert [("Start small" in text, "at once" in text) for text in stage.received()] == [
        (True, False)
    ]


def test_bytes_that_were_changed_in_the_ledger_do_not_go_out(stage: Stage, reader: Reader) -> None:
    stage.post("walk", accounts="[clinic-x]")
    stage.worker().plan()
    with sqlite3.connect(stage.root / ".gatepost" / "ledger.sqlite3") as db:
        changed = db.execute("update rendition set payload = replace(payload, 'small', 'large')")
        assert changed.rowcount == 1
    db.close()

    assert stage.play() == {"clinic-x": State.HELD}
    assert stage.received() == []


def test_a_picture_that_was_changed_in_the_store_does_not_go_out(
    stage: Stage, reader: Reader
) -> None:
    stage.picture()
    stage.post("walk", media=MEDIA, accounts="[clinic-x]")
    stage.worker().plan()
    (attachment,) = stage.ledger.rendition(stage.rows()[0].rendition).parts[0].attachments
    kept = stage.root / ".gatepost" / "media" / attachment.sha256
    kept.write_bytes(kept.read_bytes() + b"x")
    stage.clock.at = stage.rows()[0].due_at
    stage.worker().publisher().tick()

    assert stage.received() == []
    assert stage.states()["clinic-x"] is not State.PUBLISHED
