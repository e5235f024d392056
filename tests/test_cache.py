"""The cache forgets rather than fails, and keeps one answer a name."""

from __future__ import annotations

import sqlite3
import threading
from pathlib import Path

import pytest

from bot import cache
from bot.cache import Cache, file_digest, opened


def kept(folder: Path, name: str = "n", key: str = "k") -> bytes | None:
    return Cache(folder).get("post", name, key)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A state folder whose cache holds one answer."""
    with opened(tmp_path) as it:
        it.put("post", "n", "k", b"answer")
    return tmp_path


def test_what_was_put_is_there_again(folder: Path) -> None:
    assert kept(folder) == b"answer"


def test_another_key_is_another_question(folder: Path) -> None:
    assert kept(folder, key="k2") is None


def test_a_name_has_one_answer(folder: Path) -> None:
    with opened(folder) as it:
        it.put("post", "n", "k2", b"newer")

    assert kept(folder) is None
    assert kept(folder, key="k2") == b"newer"
    with sqlite3.connect(folder / "cache.sqlite") as db:
        assert db.execute("select count(*) from answer").fetchone() == (1,)
    db.close()


def test_an_answer_counts_before_it_is_written() -> None:
    it = Cache(None)
    it.put("post", "n", "k", b"a")
    assert it.get("post", "n", "k") == b"a"
    it.flush()
    assert it.get("post", "n", "k") == b"a"


def test_names_that_are_gone_are_forgotten(folder: Path) -> None:
    with opened(folder) as it:
        it.put("post", "other", "k", b"b")
        it.flush()
        it.keep_only("post", frozenset({"other"}))
        assert it.get("post", "n", "k") is None

    assert kept(folder) is None
    assert kept(folder, "other") == b"b"


@pytest.mark.parametrize("damage", [b"", b"not a database at all" * 99, None])
def test_a_ruined_file_is_forgotten_and_made_anew(folder: Path, damage: bytes | None) -> None:
    file = folder / "cache.sqlite"
    file.write_bytes(file.read_bytes()[:5000] if damage is None else damage)

    assert kept(folder) is None
    with opened(folder) as it:
        it.put("post", "n", "k", b"again")
    assert kept(folder) == b"again"


def test_every_flipped_byte_is_survived(folder: Path) -> None:
    file = folder / "cache.sqlite"
    whole = file.read_bytes()
    for place in range(0, len(whole), 97):
        file.write_bytes(whole[:place] + bytes([whole[place] ^ 0xFF]) + whole[place + 1 :])
        found = kept(folder)  # the flip may have hit the value itself
        assert found is None or len(found) <= len(b"answer")
        file.write_bytes(whole)


def test_values_of_a_wrong_type_are_none(folder: Path) -> None:
    with sqlite3.connect(folder / "cache.sqlite") as db:
        db.execute("update answer set value = 12345678901")
    db.close()

    assert kept(folder) is None


def test_where_nothing_can_be_written_it_works_in_memory(tmp_path: Path) -> None:
    (tmp_path / "state").write_text("a file where the folder should be")
    with opened(tmp_path / "state") as it:
        it.put("post", "n", "k", b"a")
        it.flush()
        assert it.get("post", "n", "k") == b"a"

    assert (tmp_path / "state").read_text() == "a file where the folder should be"


def test_a_busy_file_keeps_nobody_waiting_and_is_not_removed(folder: Path) -> None:
    other = sqlite3.connect(folder / "cache.sqlite", isolation_level=None)
    other.execute("begin exclusive")
    try:
        with opened(folder) as it:
            it.put("post", "n", "k2", b"mine")
    finally:
        other.execute("rollback")
        other.close()

    assert kept(folder) == b"answer"


def test_any_thread_may_use_it(folder: Path) -> None:
    """The daemon plans in a thread of APScheduler's."""
    it = Cache(folder)
    answers: list[bytes | None] = []

    def work() -> None:
        answers.append(it.get("post", "n", "k"))
        it.put("post", "n", "k2", b"b")
        it.flush()

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()

    assert answers == [b"answer"]
    assert kept(folder, key="k2") == b"b"


def test_the_code_is_part_of_the_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("desk.py", "rules/base.py", "adapt/fold.py", "phi/words.json"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("one")
    monkeypatch.setattr(cache, "_PACKAGE", tmp_path)
    digest = cache.code_digest.__wrapped__
    seen = {digest()}
    for name in ("desk.py", "rules/base.py", "adapt/fold.py", "phi/words.json"):
        (tmp_path / name).write_text("two")
        seen.add(digest())
    (tmp_path / "adapt/new.py").write_text("")
    seen.add(digest())
    monkeypatch.setattr(cache, "_installed", lambda: ["spacy-3.8.99.dist-info"])
    seen.add(digest())

    assert len(seen) == 7


def test_a_file_that_is_too_large_is_not_read(tmp_path: Path) -> None:
    """A sparse file of a terabyte costs nothing to make and would cost hours to hash."""
    huge = tmp_path / "huge.png"
    with huge.open("wb") as file:
        file.truncate(1 << 40)

    assert file_digest(huge) == f"{1 << 40} bytes"
