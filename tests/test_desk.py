"""The desk: every post judged once, nothing done twice, no word of a post left behind."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from bot.cache import Cache, opened
from bot.content import calendar
from bot.errors import BadPost, ExitCode, ModelMissing
from bot.model import Decision, Post, Rendition
from bot.phi.model import Analysis, Hit, Identifier, Level, Role
from bot.render import Studio
from bot.surface import SurfaceKind
from tests.conftest import ROOT
from tests.practice import BODY, DUE, NOW, Practice, Reader, make_practice


@pytest.fixture
def reader(monkeypatch: pytest.MonkeyPatch) -> Reader:
    made = Reader()
    monkeypatch.setattr("bot.phi.engine.Engine", made)
    return made


@pytest.fixture
def practice(tmp_path: Path, reader: Reader) -> Practice:
    return make_practice(tmp_path / "calendar")


@dataclass
class Work:
    """How often something was parsed, rendered and read."""

    parsed: int = 0
    rendered: int = 0


@pytest.fixture
def work(monkeypatch: pytest.MonkeyPatch) -> Work:
    count = Work()
    read, render = calendar.read_file, Studio.render

    def reading(*args: Any) -> Any:
        count.parsed += 1
        return read(*args)

    def rendering(self: Studio, *args: Any) -> Rendition:
        count.rendered += 1
        return render(self, *args)

    monkeypatch.setattr(calendar, "read_file", reading)
    monkeypatch.setattr(Studio, "render", rendering)
    return count


def picture(path: Path, colour: str = "teal") -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.new("RGB", (800, 800), colour).save(path)


MEDIA = '[{file: images/walk.png, alt: "A drawing of a path", origin: own, people: none}]'


# ------------------------------------------------------------------ what it says
def test_a_post_is_one_sheet_an_account(practice: Practice) -> None:
    practice.post("walk")

    report = practice.check()

    assert report.problems == ()
    assert [(s.account.name, s.verdict.decision) for s in report.sheets] == [
        ("clinic-x", Decision.ALLOW),
        ("clinic-linkedin", Decision.ALLOW),
    ]
    assert report.exit_code is ExitCode.CLEAN
    assert all(len(s.rendition) == 64 and s.parts == 1 for s in report.sheets)


def test_one_bad_file_stops_no_other(practice: Practice) -> None:
    practice.post("walk")
    practice.raw("broken.md", b"---\nid: [\n---\n")

    report = practice.check()

    assert {p.place.path for p in report.problems if p.place} == {"content/broken.md"}
    assert {s.post.id for s in report.sheets} == {"walk"}
    assert report.exit_code is ExitCode.FAILED


def test_an_unknown_account_is_told_with_the_nearest(practice: Practice) -> None:
    practice.post("walk", accounts="[clinic-linkdin, clinic-x]")

    report = practice.check()

    assert [s.account.name for s in report.sheets] == ["clinic-x"]
    assert "Did you mean clinic-linkedin?" in str(report.problems[0])


def test_an_id_that_stands_twice_stops_both(practice: Practice) -> None:
    practice.post("walk", file="a.md")
    practice.post("walk", file="b.md")
    practice.post("rest")

    report = practice.check()

    assert {s.post.id for s in report.sheets} == {"rest"}
    assert [str(p.place) for p in report.problems] == ["content/a.md:2:5", "content/b.md:2:5"]


def test_a_copied_id_is_found_in_files_that_were_not_asked_for(practice: Practice) -> None:
    practice.post("walk", file="a.md")
    practice.post("walk", file="b.md")

    report = practice.check(NOW, "content/a.md")

    assert report.sheets == ()
    assert "content/b.md" in report.problems[0].what


def test_an_id_is_taken_even_by_a_file_that_is_broken(practice: Practice) -> None:
    practice.post("walk", file="a.md")
    practice.post("walk", file="b.md", colour="red")

    assert practice.check().sheets == ()


def test_what_a_platform_cannot_carry_is_blocked_with_a_fix(practice: Practice) -> None:
    practice.post("long", f"# {'Very ' * 80}long\n\n{'word ' * 100}.\n", accounts="[clinic-x]")

    (sheet,) = practice.check().sheets

    assert sheet.rendition == ""
    assert [f.rule for f in sheet.verdict.findings] == ["FIT"]
    assert sheet.verdict.decision is Decision.BLOCK


def test_a_problem_that_all_accounts_share_is_told_once(practice: Practice) -> None:
    practice.post("gap", publish_at="2027-03-14 02:30")

    assert len(practice.check().problems) == 1


def test_a_missing_model_holds_everything(practice: Practice, reader: Reader) -> None:
    practice.post("walk")

    def missing(_rendition: Rendition, _post: Post) -> Analysis:
        raise ModelMissing("gone")

    reader.answer = missing

    report = practice.check()

    assert {s.verdict.decision for s in report.sheets} == {Decision.HOLD}
    assert report.exit_code is ExitCode.HELD


# ------------------------------------------------------------------ what cannot be read
def test_an_author_who_cannot_be_read_is_no_author(practice: Practice) -> None:
    practice.post("walk")
    practice.config("people/dr-okafor.toml", "id = [\n")

    assert {s.verdict.decision for s in practice.check().sheets} == {Decision.BLOCK}


def test_a_register_that_cannot_be_read_stops_its_posts(practice: Practice) -> None:
    practice.post("walk")
    practice.config("register/dr-okafor.toml", "person = \n")

    assert Decision.ALLOW not in {s.verdict.decision for s in practice.check().sheets}


def test_a_consent_that_cannot_be_read_is_none(practice: Practice) -> None:
    practice.post("walk", kind="story", patient="{consent: C-7f3a}")
    practice.config("consents/C-7f3a.toml", "id = \n")

    assert {s.verdict.decision for s in practice.check().sheets} == {Decision.BLOCK}


@pytest.mark.parametrize(
    ("file", "counts"),
    [
        ("walk--mei-lin.toml", False),  # it may be her refusal
        ("nobody-knows.toml", False),
        ("rest--mei-lin.toml", True),
    ],
)
def test_an_approval_that_cannot_be_read_may_be_a_refusal(
    practice: Practice, monkeypatch: pytest.MonkeyPatch, file: str, counts: bool
) -> None:
    practice.post("walk")
    practice.config(f"approvals/{file}", "post = \n")
    monkeypatch.setattr("bot.desk.acknowledged", lambda *_a, **_k: frozenset({"T"}))
    desk = practice.desk()
    (sheet, _) = desk.check().sheets
    object.__setattr__(desk.records, "approvals", ("one that can be read",))

    assert bool(desk._acknowledged(sheet.post, "clinic-x", "once", sheet.rendition)) is counts


# ------------------------------------------------------------------ what is not done again
@pytest.fixture
def warm(practice: Practice, tmp_path: Path, work: Work, reader: Reader) -> Practice:
    """A calendar that was checked a moment ago; the counters start at nought."""
    picture(practice.root / "content/images/walk.png")
    practice.post("walk", media=MEDIA)
    practice.post("rest")
    _check(practice)
    work.parsed = work.rendered = reader.read = 0
    return practice


def _check(practice: Practice, now: datetime = NOW) -> Any:
    with opened(practice.root / ".gatepost") as kept:
        return practice.check(now, cache=kept)


def test_an_unchanged_calendar_is_neither_parsed_nor_rendered_again(
    warm: Practice, work: Work, reader: Reader
) -> None:
    before = _check(warm)

    assert (work.parsed, work.rendered, reader.read) == (0, 0, 0)
    assert before.unchanged == 2
    assert [s.verdict.decision for s in before.sheets] == [Decision.ALLOW] * 4


def test_warm_and_cold_say_the_same(warm: Practice) -> None:
    warm.post("loud", "# Cured\n\nRead on.\n", author="nobody")
    cold = warm.check()
    _check(warm)

    assert _check(warm).sheets == cold.sheets


def test_only_what_changed_is_done_again(warm: Practice, work: Work) -> None:
    warm.post("rest", BODY.replace("Start small", "Start slowly"))

    _check(warm)

    assert (work.parsed, work.rendered) == (1, 2)


def test_a_touched_picture_is_looked_at_again(warm: Practice, work: Work) -> None:
    picture(warm.root / "content/images/walk.png", "navy")
    _check(warm)
    assert work.parsed == 1

    (warm.root / "content/images/walk.png").unlink()
    assert "FIT" in {f.rule for s in _check(warm).sheets for f in s.verdict.findings}


def test_a_changed_record_makes_everything_new(warm: Practice, work: Work) -> None:
    warm.config("brand.toml", 'name = "Fernhill Spine and Pain"\n')

    _check(warm)

    assert work.parsed == 2


def test_an_approval_changes_no_rendition(warm: Practice, work: Work) -> None:
    warm.config("approvals/rest--mei-lin.toml", "post = 1\n")

    _check(warm)

    assert work.parsed == 0


def test_other_code_makes_everything_new(
    warm: Practice, work: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.desk.code_digest", lambda: "other")

    _check(warm)

    assert work.parsed == 2


def test_a_recurrence_is_rendered_again_when_its_next_day_is_another(
    practice: Practice, work: Work
) -> None:
    practice.post("weekly", repeat="FREQ=WEEKLY;BYDAY=TH", repeat_at='"09:00"')
    _check(practice)
    _check(practice)
    assert work.parsed == 1

    _check(practice, NOW + timedelta(days=7))
    assert work.parsed == 2


def test_the_same_post_at_another_path_is_not_taken_for_it(warm: Practice, work: Work) -> None:
    (warm.root / "content/rest.md").rename(warm.root / "content/rest2.md")

    report = _check(warm)

    assert work.parsed == 1
    assert {s.post.path for s in report.sheets} == {"content/walk.md", "content/rest2.md"}


@pytest.mark.parametrize("value", [b"", b"{}", b'{"post": 1}', b"\xff\xfe", b"[" * 10_000])
def test_an_entry_that_makes_no_sense_is_forgotten(
    warm: Practice, work: Work, value: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Cache, "get", lambda *_: value)

    assert {s.verdict.decision for s in _check(warm).sheets} == {Decision.ALLOW}
    assert work.parsed == 2


def test_what_did_not_run_is_tried_again(practice: Practice, reader: Reader) -> None:
    practice.post("walk")
    good = reader.answer

    def missing(_rendition: Rendition, _post: Post) -> Analysis:
        raise ModelMissing("gone")

    reader.answer = missing
    _check(practice)
    reader.answer = good

    assert {s.verdict.decision for s in _check(practice).sheets} == {Decision.ALLOW}


# ------------------------------------------------------------------ what is left behind
def test_the_cache_holds_no_word_of_a_post(practice: Practice, reader: Reader) -> None:
    canaries = [
        f"canary{word}" for word in ("body", "alt", "sum", "tag", "file", "ref", "var", "path")
    ]
    body, alt, summary, tag, file, reference, variant, path = canaries
    picture(practice.root / f"content/images/{file}.png")
    practice.post(
        "walk",
        f"# A {body} title\n\nMany {body} words.\n",
        file=f"{path}.md",
        summary=f"Short {summary} form.",
        hashtags=f"[{tag}]",
        media=MEDIA.replace("walk.png", f"{file}.png").replace("drawing", alt),
        references=f'["{reference} 2024"]',
        variants=f'{{x: "A {variant} text"}}',
        sponsored_by=f"{body} Ltd",
    )

    def found(rendition: Rendition, post: Post) -> Analysis:
        hit = Hit(
            Identifier.DATE, Level.BLOCK, Role.PATIENT, SurfaceKind.TEXT, post.place(), 0, 2, 9,
            "a date beside a patient cue", normalised=body,
        )  # fmt: skip
        return Analysis((hit,), patient_context=True)

    reader.answer = found
    first, second = _check(practice), _check(practice)

    assert first.sheets == second.sheets
    assert second.unchanged == 1
    kept = b"".join(p.read_bytes() for p in (practice.root / ".gatepost").iterdir() if p.is_file())
    assert b"walk" in kept  # the id, which names deliveries everywhere
    assert [canary for canary in canaries if canary.encode() in kept.lower()] == []


def test_a_picture_named_in_a_way_of_its_own_is_not_kept(practice: Practice, work: Work) -> None:
    """Its name cannot be found in the source again, so nobody could tell whether it changed."""
    picture(practice.root / "content/images/walk.png")
    practice.post("walk", media=MEDIA.replace("images/walk.png", '"images/w\\x61lk.png"'))
    _check(practice)
    _check(practice)

    assert work.parsed == 2


# ------------------------------------------------------------------ what is judged is what goes
def test_render_gives_the_bytes_that_were_judged(practice: Practice) -> None:
    practice.post("walk")
    desk = practice.desk()
    for sheet in desk.check().sheets:
        assert desk.render(sheet).digest == sheet.rendition


def test_render_refuses_what_changed_in_between(practice: Practice) -> None:
    practice.post("walk")
    first = practice.desk()
    (sheet, _) = first.check().sheets
    practice.post("walk", BODY.replace("Start", "Begin"))
    fresh = practice.desk()

    with pytest.raises(BadPost, match="changed while"):
        fresh.render(sheet)


def test_a_desk_that_lives_long_renders_what_is_on_disk(practice: Practice) -> None:
    """Another process may have put the new version into the cache."""
    practice.post("walk", accounts="[clinic-x]")
    with opened(practice.root / ".gatepost") as kept:
        desk = practice.desk(cache=kept)
        desk.check()
        practice.post("walk", BODY.replace("Start", "Begin"), accounts="[clinic-x]")
        _check(practice)
        kept._kept.clear()
        (sheet,) = desk.check().sheets

        assert "Begin" in desk.render(sheet).parts[0].text


def test_free_slots_are_offered_once(practice: Practice) -> None:
    for name in ("one", "two", "three"):
        practice.post(name, slot="next", accounts="[clinic-x]")
    taken = datetime(2026, 12, 1, 17, 0, tzinfo=UTC)

    report = practice.check(taken=lambda _account: frozenset({taken}))

    days = [s.slots[0].local for s in report.sheets]
    assert sorted(days) == ["2026-12-03 12:00", "2026-12-08 12:00", "2026-12-10 12:00"]
    assert all(s.slots[0].provisional for s in report.sheets)


def test_an_assigned_slot_stays(practice: Practice) -> None:
    practice.post("one", slot="next", accounts="[clinic-x]")

    (sheet,) = practice.check(assigned=lambda _p, _a: DUE).sheets

    assert (sheet.slots[0].at, sheet.slots[0].provisional) == (DUE, False)


# ------------------------------------------------------------------ weight
def test_a_check_of_what_is_unchanged_loads_nothing_heavy(warm: Practice) -> None:
    script = f"""
import sys
from datetime import datetime
from pathlib import Path
from bot.cache import opened
from bot.desk import Desk
from bot.records import load_records
root = Path({str(warm.root)!r})
with opened(root / ".gatepost") as kept:
    report = Desk(load_records(root, {{}}), datetime.fromisoformat({NOW.isoformat()!r}),
                  root / ".gatepost", kept).check()
heavy = ("spacy", "presidio_analyzer", "tweepy", "apscheduler", "keyring", "sqlalchemy", "PIL",
         "requests", "markdown_it", "yaml", "bot.phi.engine", "bot.render", "bot.adapt.brief")
print(report.unchanged, [name for name in heavy if name in sys.modules])
"""
    done = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )

    assert done.stdout == "2 []\n"
