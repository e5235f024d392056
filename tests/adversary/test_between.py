"""What changes between the plan and the send: the file, the zone, the account, the store."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from bot.cache import Cache
from bot.cli.sandbox import sandbox_token
from bot.model import State
from bot.worker import Worker
from tests.adversary.conftest import MEDIA, Stage
from tests.conftest import ROOT
from tests.practice import DUE, Reader


def planned(stage: Stage, **front: Any) -> Worker:
    stage.post("walk", accounts="[clinic-x]", **front)
    worker = stage.worker()
    worker.plan()
    return worker


def send(stage: Stage, worker: Worker) -> State:
    stage.clock.at = max(stage.clock.at, DUE)
    worker.publisher().tick()
    return stage.rows()[0].state


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def test_a_post_moved_in_the_last_minute_waits_for_its_new_time(
    stage: Stage, reader: Reader
) -> None:
    worker = planned(stage)
    stage.post("walk", accounts="[clinic-x]", publish_at="2026-12-10 09:00")

    assert send(stage, worker) is State.HELD
    worker.plan()

    assert stage.received() == []
    assert [(row.state, row.local) for row in stage.rows()] == [(State.PLANNED, "2026-12-10 09:00")]


def test_a_date_that_is_repeated_no_more_does_not_go_out_because_another_file_is_broken(
    stage: Stage, reader: Reader
) -> None:
    """A plan with a broken file in it holds nothing that it misses, so the send has to look."""
    worker = planned(stage, repeat="FREQ=WEEKLY;BYDAY=TH")
    stage.raw("broken.md", b"---\n")
    stage.post("walk", accounts="[clinic-x]", publish_at="2027-03-01 09:00")
    worker.plan()

    assert send(stage, worker) is State.HELD
    assert stage.received() == []


def test_a_time_in_another_zone_is_another_time(stage: Stage, reader: Reader) -> None:
    worker = planned(stage)
    change(stage.root / "config/gatepost.toml", "America/New_York", "America/Los_Angeles")

    assert send(stage, worker) is State.HELD
    worker.plan()

    assert stage.states() == {"clinic-x": State.PLANNED}
    assert stage.received() == []


def test_a_repeated_post_that_stays_as_it_is_goes_out_on_each_of_its_dates(
    stage: Stage, reader: Reader
) -> None:
    worker = planned(stage, repeat="FREQ=WEEKLY;BYDAY=TH")

    assert send(stage, worker) is State.PUBLISHED
    stage.clock.forward(days=7)
    worker.publisher().tick()

    assert [row.state for row in stage.rows()[:2]] == [State.PUBLISHED, State.PUBLISHED]


def test_a_text_made_for_one_platform_is_not_sent_to_another(stage: Stage, reader: Reader) -> None:
    worker = planned(stage)
    page = "urn:li:organization:77"
    stage.sandbox.state.add_account("linkedin", "fernhill", page, sandbox_token("clinic-x"))
    accounts = stage.root / "config/accounts.toml"
    change(accounts, '[clinic-x]\nplatform = "x"', '[clinic-x]\nplatform = "linkedin"')
    change(accounts, "14025550142", page)

    assert send(stage, worker) is State.HELD
    assert stage.received() == []


def test_a_picture_that_turns_out_to_show_a_patient_stays(stage: Stage, reader: Reader) -> None:
    stage.picture()
    worker = planned(stage, media=MEDIA)
    told = MEDIA.replace("people: none", "people: patient")
    stage.post("walk", accounts="[clinic-x]", media=told)

    assert send(stage, worker) is State.BLOCKED
    assert stage.received() == []


def test_planning_fits_a_lost_picture_again_as_the_message_says(
    stage: Stage, reader: Reader
) -> None:
    stage.picture()
    stage.post("walk", accounts="[clinic-x]", media=MEDIA)
    worker = stage.worker(cache=Cache(stage.root / ".gatepost"))
    worker.plan()
    shutil.rmtree(stage.root / ".gatepost/media")
    assert send(stage, worker) is State.HELD

    worker.plan()
    (row,) = stage.rows()
    now = stage.clock.at
    stage.ledger.decide(row, State.PLANNED, "by hand", "mei-lin", now, due_at=now)

    assert send(stage, worker) is State.PUBLISHED
    (post,) = stage.sandbox.state.posts
    assert len(post.pictures) == 1


@pytest.mark.parametrize("days", [1, 30])
def test_a_missed_date_of_a_repeat_can_still_be_sent_by_hand(
    stage: Stage, reader: Reader, days: int
) -> None:
    worker = planned(stage, repeat="FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=3")
    stage.clock.at = DUE
    stage.clock.forward(days=days)
    assert send(stage, worker) is State.HELD
    worker.plan()
    row, now = stage.rows()[0], stage.clock.at

    stage.ledger.decide(row, State.PLANNED, "by hand", "mei-lin", now, due_at=now)

    assert send(stage, worker) is State.PUBLISHED


def test_a_patients_picture_does_not_outlive_the_word_that_it_shows_one(
    stage: Stage, reader: Reader
) -> None:
    """Of the stored bytes nothing tells who is in the picture; the file did, and its consent."""
    stage.picture()
    consent = (ROOT / "config/consents/C-7f3a.toml").read_text()
    for old, new in (
        ('["age"]', '["likeness"]'),
        ("Larkspur Pain & Spine Clinic", "Fernhill Spine"),
    ):
        consent = consent.replace(old, new)
    stage.config("consents/C-7f3a.toml", consent)
    told = MEDIA.replace("people: none", "people: patient")
    worker = planned(stage, media=told, patient="{consent: C-7f3a}")
    stage.approve(worker)
    assert stage.rows()[0].state is State.PLANNED
    stage.post("walk", accounts="[clinic-x]")

    assert send(stage, worker) is State.HELD
    assert stage.received() == []

    worker.plan()
    assert stage.rows()[0].state is State.HELD  # what was approved is not what stands there now
    shutil.rmtree(stage.root / "config/approvals")
    worker.plan()
    assert send(stage, worker) is State.PUBLISHED
    (post,) = stage.sandbox.state.posts
    assert post.pictures == ()
