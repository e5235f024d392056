"""Where checkpoints go: a folder, and tags of the calendar's git repository."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Sequence
from pathlib import Path
from shutil import which

from bot.audit.checkpoint import Checkpoint, parse_checkpoint, read_folder
from bot.errors import BadRecord, GatepostError

TAGS = "gatepost-checkpoint"
_SECONDS = 60


def keep_in_folder(checkpoint: Checkpoint, folder: Path) -> Path:
    """Write a checkpoint as a file of its own; one that is there is never replaced.

    Best on a disk that this machine can write to and not change: another host, a bucket with
    object lock. Raises GatepostError when it cannot be written.
    """
    path = folder / checkpoint.file_name
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8") as file:
            file.write(checkpoint.dumped())
    except FileExistsError:
        return path
    except OSError as error:
        raise GatepostError(
            f"the checkpoint cannot be written ({error.strerror or 'unknown error'}).",
            fix="Mend the folder that [audit] folder names in config/gatepost.toml.",
        ) from error
    return path


def keep_as_tag(checkpoint: Checkpoint, root: Path, remote: str = "") -> str:
    """Make an annotated tag whose message is the checkpoint, and push it to ``remote`` if given.

    Protect these tags on the host, so that nobody moves them. Raises GatepostError.
    """
    name = f"{TAGS}/{checkpoint.environment}/{checkpoint.log[:8]}/{checkpoint.seq:010d}"
    if not _git(root, "tag", "--list", name).strip():
        _git(root, "tag", "--annotate", "--file=-", name, "HEAD", said=checkpoint.dumped())
    if remote:
        _git(root, "push", "--quiet", remote, f"refs/tags/{name}")
    return name


def read_tags(root: Path) -> list[Checkpoint]:
    """All checkpoints that the repository's tags hold, by name. Raises GatepostError."""
    listed = _git(root, "tag", "--list", f"{TAGS}/*").split()
    return [
        parse_checkpoint(_git(root, "tag", "--list", "--format=%(contents)", name), f"tag {name}")
        for name in listed
    ]


def kept(root: Path, folder: str, *, tags: bool) -> list[Checkpoint]:
    """Every checkpoint in the places of the settings, each once, in order of its number."""
    found: Sequence[Checkpoint] = ()
    if folder:
        place = root / folder
        if not place.is_dir():
            raise BadRecord(
                "the checkpoints' folder is not there.",
                fix="Mount it, or mend [audit] folder in config/gatepost.toml.",
            )
        found = read_folder(place)
    if tags:
        found = [*found, *read_tags(root)]
    return sorted(set(found), key=lambda one: (one.seq, one.at))


def _git(root: Path, *words: str, said: str = "") -> str:
    git = which("git")
    if git is None:
        raise GatepostError("git is not installed.", fix="Install it, or use [audit] folder.")
    environ = {k: v for k, v in os.environ.items() if not k.startswith("GIT_")}
    try:
        answer = subprocess.run(  # noqa: S603 - our own git and words of ours
            [git, *words],
            cwd=root,
            env=environ,
            input=said,
            capture_output=True,
            text=True,
            timeout=_SECONDS,
            check=False,
        )
    except (OSError, subprocess.SubprocessError) as error:
        raise GatepostError(
            f"git {words[0]} did not end ({type(error).__name__}).", fix="Try it by hand."
        ) from error
    if answer.returncode:
        raise GatepostError(
            f"git {words[0]} failed in the calendar's folder.",
            fix="Is it a repository with a commit, an author and, to push, the remote?",
        )
    return answer.stdout
