"""Approvals that a signed commit on the protected branch brought: git verifies, offline.

The commit, or the merge, by which the file's present bytes came into the branch must be
signed by a key of the allowed-signers file, and policy.toml must map that signer to the
person whom the approval names. Whatever cannot be verified counts for nothing.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from bot.records.model import GitApprovals
from bot.records.signing import Proof

_SECONDS = 20


def proof_of_commit(root: Path, file: str, person: str, policy: GitApprovals) -> Proof:
    """Whether a verified commit of ``person`` brought ``file`` (relative to ``root``) as it is."""
    if not policy.approvals:
        return Proof(False, "policy.toml does not let commits approve")
    signers = root / policy.allowed_signers
    if not signers.is_file():
        return Proof(False, f"{policy.allowed_signers} is not there")
    git = _Git(root, signers)
    # First-parent: a merge into the branch is its merger's act, a commit its author's.
    found = git("log", "--first-parent", "-m", "-1", "--format=%H", policy.branch, "--", file)
    commit = found.strip() if found else ""
    if not commit:
        return Proof(False, f"no commit on {policy.branch} brings it")
    if not git.same(commit, file):
        return Proof(False, f"the file is not as it was committed on {policy.branch}")
    signer = git.signer(commit)
    if not signer:
        return Proof(False, "the commit that brought it has no signature that can be verified")
    if policy.signers.get(signer) != person:
        return Proof(False, "the verified signer of its commit is somebody else")
    return Proof(True)


class _Git:
    """git on one repository, deaf to the user's own settings about signatures."""

    def __init__(self, root: Path, signers: Path) -> None:
        self._root = root
        self._settings = (
            "-c", "gpg.format=ssh",
            "-c", f"gpg.ssh.allowedSignersFile={signers}",
            "-c", "gpg.ssh.program=ssh-keygen",
            "-c", "core.fsmonitor=false",
            "-c", "log.showSignature=false",
        )  # fmt: skip

    def __call__(self, *words: str) -> str | None:
        """What git prints; None when it fails, is missing or takes too long."""
        git = shutil.which("git")
        if git is None:
            return None
        # A replaced or grafted object would show another history than the branch has.
        environment = {**os.environ, "GIT_NO_REPLACE_OBJECTS": "1", "LC_ALL": "C"}
        try:
            done = subprocess.run(  # noqa: S603 - fixed words; names come from our own records
                [git, "-C", str(self._root), *self._settings, *words],
                capture_output=True,
                text=True,
                timeout=_SECONDS,
                check=False,
                env=environment,
            )
        except (OSError, subprocess.TimeoutExpired, UnicodeDecodeError):
            return None
        return done.stdout if done.returncode == 0 else None

    def same(self, commit: str, file: str) -> bool:
        """Whether the file on disk is the one of the commit."""
        committed = self("rev-parse", f"{commit}:./{file}")
        here = self("hash-object", "--no-filters", "--", file)
        return bool(committed) and committed == here

    def signer(self, commit: str) -> str:
        """The principal whose good signature is under the commit, or empty."""
        if self("verify-commit", commit) is None:
            return ""
        told = self("log", "-1", "--format=%G?%n%GS", commit) or ""
        mark, _, principal = told.strip().partition("\n")
        return principal.strip() if mark == "G" else ""
