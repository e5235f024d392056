"""No identifier, post text or secret in any log, error, report, audit row, attempt row or
exception. Post text lives in git and, until the post is out or withdrawn, in the delivery's
stored rendition; a revocation erases it there."""

from __future__ import annotations

import logging

import pytest

from bot.cache import opened
from bot.cli.check import lines
from bot.cli.sandbox import sandbox_token
from bot.errors import GatepostError
from bot.model import State
from bot.vault.base import Secret
from bot.vault.tokens import Token, save_token
from tests.practice import Reader
from tests.promises.conftest import MEDIA, Stage

WORDS = ("Canarybody", "Canaryalt", "Canarysummary", "Canaryname", "canaryfile")
BODY = "# Canarybody\n\nCanarybody words keep a back moving. Start small.\n"
LEAK = "# A good week\n\nOur patient Canaryname Whitfield, born 03/14/1961, walks again.\n"


def write(stage: Stage, **front: str) -> None:
    stage.picture("canaryfile.png")
    stage.post(
        "walk", BODY, summary='"Canarysummary of it."',
        media=MEDIA.replace("path.png", "canaryfile.png").replace("drawing", "Canaryalt"), **front
    )  # fmt: skip


def found_in(data: bytes, *more: str) -> list[str]:
    return [word for word in (*WORDS, *more) if word.lower().encode() in data.lower()]


@pytest.mark.parametrize(
    ("fault", "state"),
    [
        (None, State.PUBLISHED),
        ({"fault": "error-after"}, State.UNKNOWN),
        ({"fault": "token-expired"}, State.HELD),
        ({"fault": "rate-limit", "seconds": 60}, State.PLANNED),
    ],
)
def test_a_whole_run_leaves_no_word_and_no_secret(
    stage: Stage,
    reader: Reader,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
    fault: dict[str, str] | None,
    state: State,
) -> None:
    caplog.set_level(logging.DEBUG)
    write(stage)
    for platform in ("x", "linkedin") if fault else ():
        stage.sandbox.state.faults.add(platform, "create", **fault)  # type: ignore[arg-type]
    with opened(stage.root / ".gatepost") as kept:
        worker = stage.worker(cache=kept)
        report = worker.plan().report
        stage.clock.at = stage.rows()[0].due_at
        worker.publisher().tick()

    assert set(stage.states().values()) == {state}
    assert stage.ledger.verify() == []
    told = [
        *lines(report),
        *stage.told,
        repr(report),
        repr(stage.rows()),
        repr(stage.ledger.audit()),
    ]
    out = capfd.readouterr()
    seen = "\n".join([*told, caplog.text, out.out, out.err]).encode()
    secrets = [sandbox_token("clinic-x"), sandbox_token("clinic-linkedin")]
    assert found_in(seen, *secrets) == []
    left = stage.left_behind()
    if state is State.PUBLISHED:
        assert found_in(left, *secrets) == []
    else:
        assert found_in(left, *secrets) != []  # only in the stored rendition: the next test
        assert not [s for s in secrets if s.encode() in left]


def test_only_the_stored_rendition_holds_the_text_and_a_withdrawal_erases_it(
    stage: Stage, reader: Reader
) -> None:
    write(stage)
    stage.worker().plan()
    texts = [stage.ledger.rendition(row.rendition).parts[0].text for row in stage.rows()]
    assert [text for text in texts if "Canarybody" in text]

    stage.ledger.erase("mei-lin", stage.clock.at, post="walk")

    assert set(stage.states().values()) == {State.CANCELLED}
    assert found_in(stage.left_behind()) == []


def test_what_a_gate_stops_is_never_stored(stage: Stage) -> None:
    stage.post("story", LEAK)
    report = stage.worker().plan().report

    assert set(stage.states().values()) == {State.BLOCKED}
    said = "\n".join([*lines(report), repr(report)]).encode()
    assert found_in(said, "Whitfield", "1961") == []
    assert found_in(stage.left_behind(), "Whitfield", "1961") == []


def test_errors_about_a_post_show_none_of_it(stage: Stage, reader: Reader) -> None:
    stage.post("walk", BODY, accounts="[clinic-x]", colour="Canaryname")
    stage.post("long", f"# {'Canarybody ' * 60}\n\nCanarybody.\n", accounts="[clinic-x]")
    write(stage, link="notalink Canaryname", file="third.md")
    report = stage.worker().plan().report
    said = [*lines(report), *(repr(p) + str(p) for p in report.problems)]

    assert len(report.problems) >= 2
    assert all(isinstance(problem, GatepostError) for problem in report.problems)
    assert found_in("\n".join(said).encode()) == []


def test_a_token_shows_nothing(stage: Stage) -> None:
    token = Token(Secret("canarysecret-1"), stage.ledger.environment)
    save_token(stage.vault, "clinic-x", token)

    assert (
        "canarysecret" not in f"{token!r}{token}{stage.vault!r}{stage.vault.get('token:clinic-x')}"
    )
