"""Records that change while a worker runs are seen, however small the change."""

from __future__ import annotations

from pathlib import Path

from bot.worker import fingerprint
from tests.adversary.conftest import Stage
from tests.practice import Reader


def later(path: Path) -> None:
    """Wait until the file system's clock has moved on from the file's last change."""
    probe = path.parents[1] / "probe"
    while True:
        probe.touch()
        if probe.stat().st_mtime_ns > path.stat().st_mtime_ns:
            probe.unlink()
            return


def test_a_plain_edit_of_the_same_size_is_seen(tmp_path: Path) -> None:
    """Both times of a plain edit are the same, so a difference of the two tells nothing."""
    path = tmp_path / "consent.toml"
    path.write_text("expires = 2027-01-01")
    before = fingerprint(tmp_path)
    later(path)
    path.write_text("expires = 2026-11-01")

    assert fingerprint(tmp_path) != before


def test_an_authorization_cut_short_by_one_digit_counts_at_once(
    stage: Stage, reader: Reader
) -> None:
    path = stage.config("people/dr-okafor.toml", person("2027-01-01"))
    worker = stage.worker()
    assert str(worker.records.people["dr-okafor"].until) == "2027-01-01"

    later(path)
    stage.config("people/dr-okafor.toml", person("2026-01-01"))

    assert str(worker.records.people["dr-okafor"].until) == "2026-01-01"


def person(until: str) -> str:
    return f'id = "dr-okafor"\nname = "Ada Okafor"\nroles = ["author"]\nuntil = {until}\n'
