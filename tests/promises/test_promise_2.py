"""Nothing goes out that a gate blocks, and gates fail closed: a missing model, record, key or
file is a hold or a block, never a pass."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot.errors import ModelMissing
from bot.model import Post, Rendition, State
from bot.phi.model import Analysis
from bot.vault.tokens import token_name
from tests.practice import DUE, Reader
from tests.promises.conftest import MEDIA, Stage

LEAK = "# A good week\n\nOur patient John Whitfield, born 03/14/1961, MRN 48213377, walks again.\n"


def test_a_patients_name_is_stopped_by_the_real_engine(stage: Stage) -> None:
    stage.post("story", LEAK)
    stage.post("walk")

    stage.play()

    by_post = {(row.key.post_id, row.state) for row in stage.rows()}
    assert by_post == {("story", State.BLOCKED), ("walk", State.PUBLISHED)}
    assert [text for text in stage.received() if "Whitfield" in text] == []
    assert len(stage.received()) == 2


def _no_model(stage: Stage, reader: Reader) -> None:
    def missing(_rendition: Rendition, _post: Post) -> Analysis:
        raise ModelMissing("gone")

    reader.answer = missing


def _engine_breaks(stage: Stage, reader: Reader) -> None:
    def crash(_rendition: Rendition, _post: Post) -> Analysis:
        raise ZeroDivisionError

    reader.answer = crash


def _no_token(stage: Stage, reader: Reader) -> None:
    stage.vault.forget(token_name("clinic-x"))


def _no_file(stage: Stage, reader: Reader) -> None:
    (stage.root / "content" / "walk.md").unlink()


def _no_author(stage: Stage, reader: Reader) -> None:
    (stage.root / "config" / "people" / "dr-okafor.toml").unlink()


def _register_unreadable(stage: Stage, reader: Reader) -> None:
    stage.config("register/dr-okafor.toml", "person = \n")


def _attestation_gone(stage: Stage, reader: Reader) -> None:
    path = stage.root / "config" / "accounts.toml"
    lines = [line for line in path.read_text().splitlines() if not line.startswith("two_factor")]
    path.write_text("\n".join(lines))


def _picture_gone(stage: Stage, reader: Reader) -> None:
    for path in (stage.root / ".gatepost" / "media").iterdir():
        path.unlink()


def _paused(stage: Stage, reader: Reader) -> None:
    stage.config("policy.toml", "pause = true\n")


TAKEN = [
    _no_model, _engine_breaks, _no_token, _no_file, _no_author, _register_unreadable,
    _attestation_gone, _picture_gone, _paused,
]  # fmt: skip


@pytest.mark.parametrize("when", ["before the plan", "between plan and send"])
@pytest.mark.parametrize("take", TAKEN)
def test_whatever_is_taken_away_nothing_passes(
    stage: Stage, reader: Reader, take: Callable[[Stage, Reader], None], when: str
) -> None:
    stage.picture()
    stage.post("walk", media=MEDIA, accounts="[clinic-x]")
    worker = stage.worker()
    if when == "before the plan" and take is not _picture_gone:
        take(stage, reader)
        worker.plan()
    else:
        worker.plan()
        take(stage, reader)
    stage.clock.at = DUE
    worker.publisher().tick()

    assert stage.received() == []
    assert State.PUBLISHED not in stage.states().values()


def test_the_same_stage_publishes_when_nothing_is_taken_away(stage: Stage, reader: Reader) -> None:
    stage.picture()
    stage.post("walk", media=MEDIA, accounts="[clinic-x]")

    assert stage.play() == {"clinic-x": State.PUBLISHED}


def test_a_consent_revoked_between_plan_and_send_stops_it(stage: Stage, reader: Reader) -> None:
    consent = (
        'schema = 1\nid = "C-7f3a"\nstatus = "active"\nsubject_ref = "s-1"\n'
        "plain_language = true\ncopy_given = true\nnot_compound = true\nnot_conditioned = true\n"
        "valid_from = 2026-10-05\n[elements]\n"
        'description = "a short account"\ndiscloser = "Fernhill Spine"\n'
        'recipient = "the public, through our social media accounts"\n'
        'purpose = ["education", "telling the story of recovery"]\nexpiry = { date = 2027-10-05 }\n'
        'signature = { present = true, date = 2026-10-05 }\nsigner = { role = "patient" }\n'
        "[statements]\nrevoke = true\nconditioning = true\nredisclosure = true\n[scope]\n"
        'platforms = ["x", "linkedin"]\nmedia = ["text", "image"]\nidentifiers = ["age"]\n'
        'purposes = ["story", "education"]\nedits_allowed = true\nentity = "Fernhill Spine"\n'
    )
    stage.config("consents/C-7f3a.toml", consent)
    body = "# Back in the garden\n\nOne of our patients, who agreed in writing, gardens again. "
    body += "This is one person's experience. Your own course may be different.\n"
    stage.post(
        "story", body, kind="story", author="dr-okafor", patient="{consent: C-7f3a}",
        accounts="[clinic-linkedin]",
    )  # fmt: skip
    worker = stage.worker()
    worker.plan()
    stage.approve(worker)
    assert stage.states() == {"clinic-linkedin": State.PLANNED}
    stage.config("consents/C-7f3a.toml", consent.replace('"active"', '"revoked"'))
    stage.clock.at = DUE
    worker.publisher().tick()

    assert stage.states() == {"clinic-linkedin": State.BLOCKED}
    assert stage.received() == []
