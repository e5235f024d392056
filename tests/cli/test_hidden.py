"""A name in a post's id, file, folder or picture stands in no output and in nothing kept."""

from __future__ import annotations

import logging
import shutil
from pathlib import Path

import pytest

from tests.cli.conftest import GOOD, Calendar
from tests.conftest import ROOT

CANARY = "lindqvist"
NAMED = f"wendell-{CANARY}"
GIVEN = "wendell"
#: Where a name can stand: the file, its folder, the id, the name of a picture.
WHERE = {
    "file": (f"2026/12/patient-{NAMED}-knee.md", "2026-12-knee"),
    "folder": (f"2026/patient-{NAMED}/knee.md", "2026-12-knee"),
    "id": ("2026/12/knee.md", f"2026-12-patient-{NAMED}-knee"),
    "both": (f"2026/12/patient-{NAMED}-knee.md", f"2026-12-patient-{NAMED}-knee"),
}
COMMANDS = [
    *(("check", "--format", form) for form in ("text", "json", "sarif", "junit", "github")),
    ("check", "--explain"),
    ("preview",),
    ("preview", "--format", "json"),
    ("plan", "--dry-run"),
    ("plan",),
    ("plan", "--format", "json"),
    ("calendar", "--format", "ics"),
]


@pytest.fixture(params=sorted(WHERE))
def named(calendar: Calendar, request: pytest.FixtureRequest) -> Calendar:
    path, post_id = WHERE[request.param]
    calendar.write(path, GOOD.replace("2026-12-desk-break", post_id))
    return calendar


def kept(root: Path) -> dict[str, bytes]:
    """Every file that gatepost wrote: state, ledger, cache, pages, logs."""
    return {
        str(path.relative_to(root)): path.read_bytes()
        for path in root.rglob("*")
        if path.is_file() and path.relative_to(root).parts[0] not in ("content", "config")
    }


def test_nothing_shown_and_nothing_kept_holds_the_name(
    named: Calendar, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)

    for words in COMMANDS:
        result = named.run(*words)
        shown = (result.output + result.stderr).casefold()
        assert CANARY not in shown, words
        assert GIVEN not in shown, words

    files = kept(named.root)
    assert any(name.endswith(".sqlite") or ".db" in name for name in files)
    assert [name for name, data in files.items() if CANARY in data.decode("latin1").lower()] == []
    assert CANARY not in caplog.text.casefold()


def test_such_a_post_is_not_planned_and_the_plan_says_so(calendar: Calendar) -> None:
    path, post_id = WHERE["both"]
    calendar.write(path, GOOD.replace("2026-12-desk-break", post_id))

    result = calendar.run("plan")

    assert result.exit_code == 1
    assert "names somebody, so it is not planned" in result.stderr
    assert "•••" in result.stderr
    assert "2026-12-desk-break" in result.stdout  # the others go on


def test_a_picture_s_name_is_hidden_in_the_preview(calendar: Calendar) -> None:
    picture = calendar.root / f"content/2026/12/images/patient-{NAMED}.png"
    picture.parent.mkdir(parents=True)
    shutil.copy(ROOT / "content/2026/12/images/walk.png", picture)
    media = f'media: [{{file: images/patient-{NAMED}.png, alt: "A path.", people: none}}]'
    calendar.write("2026/12/desk-break.md", GOOD.replace("---\n#", f"{media}\n---\n#"))

    for words in COMMANDS:
        result = calendar.run(*words)
        assert CANARY not in (result.output + result.stderr).casefold(), words

    page = next(data for name, data in kept(calendar.root).items() if name.endswith(".html"))
    assert CANARY not in page.decode().casefold()
