"""people, override and determine: what they refuse before anything is signed, and what counts."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import GOOD, Calendar
from tests.sealing import seal

PICTURED = GOOD.replace(
    "kind: education\n",
    "kind: education\nmedia: [{file: images/desk.png, origin: own, people: none}]\n",
)
REASON = "The picture repeats the heading word for word."
ANSWER = (
    "override", "A11Y001", "2026-12-desk-break", "--as", "mei-lin", "--role", "marketing",
    "--reason-code", "handled-elsewhere", "--reason", REASON, "--expires", "2027-01-31",
)  # fmt: skip


@pytest.fixture
def pictured(calendar: Calendar, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Calendar:
    """A post whose picture has no alt text, and a vault that remembers Mei's key."""
    from PIL import Image

    for name, value in seal(tmp_path / "secrets")[1].items():
        monkeypatch.setenv(name, value)
    path = calendar.root / "content/2026/12/images/desk.png"
    path.parent.mkdir()
    Image.new("RGB", (900, 900), "teal").save(path)
    calendar.write("2026/12/desk-break.md", PICTURED)
    assert calendar.run("people", "keygen", "mei-lin").exit_code == 0
    return calendar


def with_(change: dict[str, str]) -> tuple[str, ...]:
    words = list(ANSWER)
    for name, value in change.items():
        words[words.index(name) + 1] = value
    return tuple(words)


def test_an_override_frees_the_post_until_it_changes(pictured: Calendar) -> None:
    assert pictured.run("check").exit_code == 11
    done = pictured.run(*ANSWER, "--yes")
    assert done.exit_code == 0, (done.output, done.exception)

    after = pictured.run("check")
    assert after.exit_code == 0, after.output
    assert "overridden by mei-lin as marketing until 2027-01-31" in after.output

    pictured.write("2026/12/desk-break.md", PICTURED.replace("eight hours", "nine hours"))
    edited = pictured.run("check")
    assert edited.exit_code == 11
    assert "REV004" in edited.output


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"--role": "clinician"}, "cannot answer for A11Y001"),
        ({"--reason-code": "because"}, "no reason for A11Y001"),
        ({"--reason": "too short"}, "at least 20 characters"),
        ({"--expires": "2027-12-31"}, "in 90 days at the latest"),
        ({"--expires": "soon"}, "no date"),
        ({"--as": "nobody"}, "no person nobody"),
        ({"override": "CON001"}, "can never be overridden"),
        ({"override": "PHI001"}, "Instead: gatepost determine"),
        ({"override": "ZZZ999"}, "no rule ZZZ999"),
    ],
)
def test_what_cannot_be_answered_for_is_refused_in_a_line(
    pictured: Calendar, change: dict[str, str], says: str
) -> None:
    result = pictured.run(*with_(change), "--yes")

    assert result.exit_code in (2, 3)
    assert says in str(result.exception)
    assert not (pictured.root / "config/overrides").exists()


def test_an_override_without_a_finding_is_none(pictured: Calendar) -> None:
    pictured.write("2026/12/desk-break.md", GOOD)

    assert pictured.run(*ANSWER, "--yes").exit_code == 3


def test_a_dry_run_signs_no_override(pictured: Calendar) -> None:
    assert pictured.run(*ANSWER, "--dry-run").exit_code == 0
    assert not (pictured.root / "config/overrides").exists()


def test_only_a_privacy_officer_determines(pictured: Calendar) -> None:
    words = ("determine", "2026-12-desk-break", "PHI001", "--kind", "invented", "--reason", REASON)

    assert "no privacy officer" in str(pictured.run(*words, "--as", "dr-reyes").exception)
    assert "no such finding" in str(pictured.run(*words, "--as", "sam-ortiz").exception)
    odd = ("determine", "2026-12-desk-break", "CON001", "--kind", "invented", "--reason", REASON)
    assert "names no PHI finding" in str(pictured.run(*odd, "--as", "sam-ortiz").exception)


def test_a_key_is_made_once_and_listed(pictured: Calendar) -> None:
    again = pictured.run("people", "keygen", "mei-lin")
    listed = pictured.run("people", "list").output

    assert again.exit_code == 2
    assert "mei-lin    can sign here" in listed
    assert "dr-okafor  no key" in listed


def test_an_author_cannot_approve_their_own_post(pictured: Calendar) -> None:
    pictured.run("people", "keygen", "np-hall")
    result = pictured.run("approve", "2026-12-desk-break", "--as", "np-hall", "--yes")

    assert result.exit_code == 2
    assert "wrote this post" in str(result.exception)


@pytest.mark.parametrize("wrong", ["2026-12-desk-brake", "desk-braek.md"])
def test_the_post_that_was_meant_is_named(pictured: Calendar, wrong: str) -> None:
    refused = pictured.run(*ANSWER[:2], wrong, *ANSWER[3:], "--yes")

    assert refused.exit_code == 3
    assert "Did you mean 2026-12-desk-break?" in str(refused.exception)
