"""One bad file never stops the others, and no input gives a traceback."""

from __future__ import annotations

import os
import resource
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.ledger import open_ledger
from bot.model import Environment
from tests.conftest import ROOT
from tests.practice import NOW, Practice, make_practice
from tests.promises.conftest import MEDIA

FRONT = (
    b"---\nid: bad\npublish_at: 2026-12-03 09:00\naccounts: [clinic-x]\n"
    b"author: dr-okafor\nkind: notice\n"
)
BODY = b"---\n# Hello\n\nWe are open on Monday.\n"
GOOD = "content/good.md"


@dataclass
class Ended:
    """How a command ended."""

    code: int
    out: str
    err: str

    def about(self, name: str) -> list[str]:
        """Lines that speak of a file."""
        return [line for line in (self.out + self.err).splitlines() if name in line]


def call(practice: Practice, *words: str, before: Callable[[], object] | None = None) -> Ended:
    """One command in a process of its own; whatever it is fed, it shows no traceback."""
    env = {"PATH": os.environ["PATH"], "HOME": os.environ["HOME"], "PYTHONPATH": str(ROOT)}
    env |= {
        "GATEPOST_NOW": NOW.isoformat(),
        "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring",
    }
    done = subprocess.run(
        [sys.executable, "-m", "bot", "--root", str(practice.root), *words],
        capture_output=True, text=True, errors="replace", timeout=120, check=False, env=env,
        preexec_fn=before,
    )  # fmt: skip
    assert "Traceback" not in done.stdout + done.stderr, done.stderr
    assert "something of ours broke" not in done.stderr, done.stderr
    return Ended(done.returncode, done.stdout, done.stderr)


@pytest.fixture
def practice(tmp_path: Path) -> Practice:
    made = make_practice(tmp_path / "calendar")
    made.post("good", accounts="[clinic-x]")
    return made


def bad(text: bytes) -> Callable[[Practice], None]:
    def write(practice: Practice) -> None:
        practice.raw("bad.md", text)

    return write


def with_picture(data: bytes | None, name: str = "images/path.png") -> Callable[[Practice], None]:
    def write(practice: Practice) -> None:
        if data is not None:
            practice.raw("images/path.png", data)
        media = MEDIA.replace("images/path.png", name).encode()
        practice.raw("bad.md", FRONT + b"media: " + media + b"\n" + BODY)

    return write


def linked_picture(practice: Practice) -> None:
    (practice.root / "content/images").mkdir()
    (practice.root / "content/images/path.png").symlink_to("/etc/hostname")
    with_picture(None)(practice)


def linked_post(practice: Practice) -> None:
    (practice.root / "content/bad.md").symlink_to("/etc/hostname")


def text_of(words: str) -> bytes:
    return FRONT + b"---\n" + words.encode() + b"\n"


_BOMB = b"a: &a [x,x,x,x,x,x,x,x,x]\n" + b"".join(
    b"%c: &%c [%b]\n" % (c + 1, c + 1, b",".join([b"*%c" % c] * 9)) for c in range(97, 105)
)

#: What is wrong -> how it is made, and the exit code.
HOSTILE: dict[str, tuple[Callable[[Practice], None], int]] = {
    "malformed": (bad(b"---\nid: [unclosed\n" + BODY), 1),
    "unclosed": (bad(FRONT + b"\nNo end of the front matter.\n"), 1),
    "duplicate key": (bad(FRONT + b"kind: notice\n" + BODY), 1),
    "Latin-1": (bad(FRONT + b"---\n# Caf\xe9\n\nOpen.\n"), 1),
    "NUL": (bad(FRONT + b"---\n# He\0llo\n\nOpen.\n"), 1),
    "2 MiB": (bad(FRONT + BODY + b"x" * (2 << 20)), 1),
    "alias bomb": (bad(b"---\n" + _BOMB + BODY), 1),
    "unknown key": (bad(FRONT + b"colour: red\n" + BODY), 1),
    "empty": (bad(b""), 1),
    "deep nesting": (bad(b"---\nid: " + b"[" * 5000 + b"\n" + BODY), 1),
    "DST gap": (bad(FRONT.replace(b"2026-12-03 09:00", b"2027-03-14 02:30") + BODY), 1),
    "unknown account": (bad(FRONT.replace(b"clinic-x", b"clinic-y") + BODY), 1),
    "linked post": (linked_post, 1),
    "unknown author": (bad(FRONT.replace(b"dr-okafor", b"dr-nobody") + BODY), 11),
    "missing picture": (with_picture(None), 11),
    "renamed picture": (with_picture(b"not a picture at all"), 11),
    "empty picture": (with_picture(b""), 11),
    "linked picture": (linked_picture, 11),
    "picture outside": (with_picture(None, "../../config/brand.toml"), 11),
    "300 characters": (bad(text_of("# " + "a" * 300)), 11),
    "150 CJK": (bad(text_of("# " + "脊" * 150)), 11),
    "141 families": (bad(text_of("# " + "👨‍👩‍👧‍👦" * 141)), 11),
}


@pytest.mark.slow
@pytest.mark.parametrize("what", HOSTILE)
def test_one_clear_line_and_the_rest_unharmed(practice: Practice, what: str) -> None:
    make, code = HOSTILE[what]
    make(practice)

    ended = call(practice, "check")

    assert ended.code == code, ended.out + ended.err
    told = ended.about("content/bad.md")
    assert len(told) == 1, told
    assert told[0].count(". ") >= 1  # what is wrong, and a fix
    assert ended.about(GOOD) == []
    assert "1 ready" in ended.out


@pytest.mark.parametrize(
    "text",
    [
        b"\xef\xbb\xbf" + (FRONT + BODY).replace(b"\n", b"\r\n"),
        text_of("# Open\n\n" + "a" * 250),
        text_of("# " + "👨‍👩‍👧‍👦" * 20),
        # X counts any address as 23: with its own length this would be too long.
        FRONT + b"link: https://example.org/" + b"a" * 200 + b"\n---\n# " + b"a" * 200 + b"\n",
    ],
    ids=["BOM and CRLF", "long, but fits", "families that fit", "a URL that counts as 23"],
)
def test_what_only_looks_hostile_is_carried(practice: Practice, text: bytes) -> None:
    practice.raw("bad.md", text)

    ended = call(practice, "check")

    assert [
        line for line in ended.about("content/bad.md") if "FIT" in line or "error" in line
    ] == []


def test_a_text_alone_gets_a_card_on_instagram(practice: Practice) -> None:
    practice.raw("bad.md", FRONT.replace(b"clinic-x", b"clinic-instagram") + BODY)

    ended = call(practice, "check")

    assert (ended.code, ended.about("content/bad.md")) == (0, [])
    assert "2 ready" in ended.out


def test_a_doubled_id_is_told_at_both_places(practice: Practice) -> None:
    practice.raw("bad.md", FRONT + BODY)
    practice.raw("bad2.md", FRONT + BODY)

    ended = call(practice, "check")

    assert ended.code == 1
    assert len(ended.about("content/bad.md:2:5")) == 2  # its own line, and named by the other
    assert "1 ready" in ended.out


def test_a_past_time_is_stopped_where_the_ledger_can_tell(practice: Practice) -> None:
    practice.raw("bad.md", FRONT.replace(b"2026-12-03", b"2026-11-03") + BODY)

    assert call(practice, "check").about(GOOD) == []
    ended = call(practice, "plan")
    assert ["held" in line and "CAD004" in line for line in ended.about("bad")] == [True]
    assert ["planned" in line for line in ended.about("good")] == [True]


# ------------------------------------------------------------------ the machine fails
def one_line(ended: Ended) -> str:
    lines = [line for line in ended.err.splitlines() if line.strip()]
    assert len(lines) == 1, lines
    return lines[0]


def test_a_file_where_the_state_folder_should_be(practice: Practice) -> None:
    (practice.root / ".gatepost").write_text("in the way")

    said = one_line(ended := call(practice, "plan"))

    assert (ended.code, said.startswith("gatepost: ")) == (1, True)
    assert ".gatepost" in said


def test_a_disk_that_is_full(practice: Practice) -> None:
    def small() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))

    ended = call(practice, "plan", before=small)

    assert ended.code == 1
    assert one_line(ended).startswith("gatepost: ")
    assert call(practice, "plan").code == 0


@pytest.fixture
def locked(practice: Practice) -> Iterator[sqlite3.Connection]:
    open_ledger("", Environment.SANDBOX, practice.root / ".gatepost").close()
    other = sqlite3.connect(practice.root / ".gatepost" / "ledger.sqlite3", isolation_level=None)
    other.execute("begin exclusive")
    yield other
    other.execute("rollback")
    other.close()


@pytest.mark.slow
def test_a_ledger_that_somebody_holds(practice: Practice, locked: sqlite3.Connection) -> None:
    ended = call(practice, "plan")

    assert ended.code == 1
    assert "gatepost: " in one_line(ended)


def test_a_ledger_that_is_something_else(practice: Practice) -> None:
    (practice.root / ".gatepost").mkdir()
    (practice.root / ".gatepost" / "ledger.sqlite3").write_bytes(b"a letter\n" * 500)

    assert "something else" in one_line(ended := call(practice, "plan"))
    assert ended.code == 1


def test_no_keyring(practice: Practice) -> None:
    path = practice.root / "config/gatepost.toml"
    path.write_text(path.read_text().replace('"memory"', '"two-shares"'))

    assert call(practice, "check").code == 0  # needs no secret
    ended = call(practice, "plan")
    assert "keyring" in one_line(ended).lower()
    assert ended.about("good") != []


@pytest.mark.parametrize("data", [b"", b"clinic = \n", b"\xff\xfe", b"clinic = 1\n", b"[" * 9000])
def test_settings_that_cannot_be_read(practice: Practice, data: bytes) -> None:
    (practice.root / "config/gatepost.toml").write_bytes(data)

    ended = call(practice, "check")

    assert ended.code == 1
    assert all("config/gatepost.toml" in line for line in ended.err.splitlines() if line.strip())


@pytest.mark.parametrize("cache", [b"", b"junk" * 999])
def test_a_ruined_cache_is_no_error(practice: Practice, cache: bytes) -> None:
    (practice.root / ".gatepost").mkdir()
    (practice.root / ".gatepost" / "cache.sqlite").write_bytes(cache)

    ended = call(practice, "check")

    assert (ended.code, ended.err) == (0, "")
