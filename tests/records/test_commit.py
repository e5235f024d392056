"""Approvals that a signed commit brought: only verified, only as committed, only its signer's."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.records.commit import proof_of_commit
from bot.records.model import GitApprovals

pytestmark = pytest.mark.skipif(
    not (shutil.which("git") and shutil.which("ssh-keygen")), reason="needs git and ssh-keygen"
)
FILE = "config/approvals/walk--mei-lin.toml"
POLICY = GitApprovals(approvals=True, signers={"mei@clinic.example": "mei-lin"})


def run(root: Path, *words: str) -> None:
    subprocess.run(words, cwd=root, check=True, capture_output=True)


def key(root: Path, name: str) -> Path:
    path = root / name
    run(root, "ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", name, "-f", str(path))
    return path


Commit = Callable[..., None]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A repository that knows Mei's key, and a stranger's beside it."""
    root = tmp_path / "calendar"
    (root / "config" / "approvals").mkdir(parents=True)
    run(root, "git", "init", "-q", "-b", "main")
    for name, value in (
        ("user.name", "Mei"),
        ("user.email", "mei@clinic.example"),
        ("gpg.format", "ssh"),
        ("commit.gpgsign", "false"),
    ):
        run(root, "git", "config", name, value)
    mei, _ = key(tmp_path, "mei"), key(tmp_path, "stranger")
    public = mei.with_suffix(".pub").read_text().split()
    (root / "config" / "allowed_signers").write_text(
        f"mei@clinic.example {public[0]} {public[1]}\n"
    )
    (root / FILE).write_text("one\n")
    return root


def commit(root: Path, who: str = "mei", *more: str) -> None:
    run(root, "git", "add", "-A")
    sign = ("-c", f"user.signingkey={root.parent / who}", "-c", "commit.gpgsign=true")
    run(root, "git", *(sign if who else ()), "commit", "-qm", "approve", *more)


def ask(root: Path, person: str = "mei-lin", policy: GitApprovals = POLICY) -> str:
    return proof_of_commit(root, FILE, person, policy).why


def test_a_commit_signed_by_the_person_counts(root: Path) -> None:
    commit(root)

    assert proof_of_commit(root, FILE, "mei-lin", POLICY)


def test_nothing_counts_unless_policy_says_so(root: Path) -> None:
    commit(root)

    assert "does not let commits" in ask(root, policy=GitApprovals())


@pytest.mark.parametrize("who", ["", "stranger"])
def test_an_unsigned_or_foreign_commit_does_not(root: Path, who: str) -> None:
    commit(root, who)

    assert "no signature that can be verified" in ask(root)


def test_the_signer_is_the_person_whom_the_approval_names(root: Path) -> None:
    commit(root)

    assert "somebody else" in ask(root, person="dr-okafor")


def test_the_file_must_be_as_it_was_committed(root: Path) -> None:
    commit(root)
    (root / FILE).write_text("two\n")

    assert "not as it was committed" in ask(root)


def test_a_later_unsigned_change_takes_it_away(root: Path) -> None:
    commit(root)
    (root / FILE).write_text("two\n")
    commit(root, "")

    assert "no signature" in ask(root)


def test_another_branch_does_not_count_until_it_is_merged_by_the_person(root: Path) -> None:
    (root / "README").write_text("x\n")
    (root / FILE).rename(root / "kept")
    commit(root)
    run(root, "git", "switch", "-qc", "topic")
    (root / "kept").rename(root / FILE)
    commit(root, "")
    assert "no commit on main" in ask(root)

    run(root, "git", "switch", "-q", "main")
    merge = ("merge", "-q", "--no-ff", "-S", "-m", "merge", "topic")
    run(root, "git", "-c", f"user.signingkey={root.parent / 'mei'}", *merge)
    assert ask(root) == ""


def test_without_the_signers_file_or_a_repository_nothing_counts(
    root: Path, tmp_path: Path
) -> None:
    commit(root)
    (root / "config" / "allowed_signers").rename(tmp_path / "allowed_signers")
    assert "is not there" in ask(root)

    bare = tmp_path / "bare"
    (bare / "config").mkdir(parents=True)
    (bare / "config" / "allowed_signers").write_text("")
    assert "no commit on main" in ask(bare)
