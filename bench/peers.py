"""Two published tools on the same posts, each doing the nearest thing it does to a check.

mdsend (a dry run: reads, splits and counts for LinkedIn, Bluesky and Mastodon) and crier
(``crier check``: front matter, body and lengths). Neither judges what a text says. Each is
installed into a throw-away environment of its own; without an index there is no peer.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from calendars import Written, example_picture
from processes import Run, middle, run

#: The versions that the printed figures belong to.
VERSIONS = {"mdsend": "0.3.2", "crier": "2.1.1"}
_INSTALL_SECONDS = 300


@dataclass(frozen=True, slots=True)
class Peer:
    """What one tool took, or why it did not run."""

    name: str
    does: str
    measured: Run | None
    skipped: str = ""


def measure(folder: Path, posts: Sequence[Written], runs: int) -> list[Peer]:
    """Install each peer below ``folder`` and run it over ``posts``."""
    found = []
    for name, lay_out in (("mdsend", _mdsend), ("crier", _crier)):
        place = folder / name
        place.mkdir()
        program, problem = _install(name, place / "env")
        does, arguments = lay_out(place, posts)
        if problem:
            found.append(Peer(name, does, None, problem))
            continue
        environ = {"HOME": str(place), "CRIER_CONFIG": str(place / "crier.json"), "NO_COLOR": "1"}
        taken = [run([str(program), *arguments], place, environ) for _ in range(runs)]
        found.append(_judged(name, does, middle(taken), len(posts)))
    return found


def _judged(name: str, does: str, taken: Run, count: int) -> Peer:
    """A peer counts only when its output shows that it read every post."""
    if name == "crier":
        read = json.loads(taken.out)["summary"]["files"] if taken.out.startswith("{") else 0
    else:
        read = taken.out.count("\U0001f4c4 ")  # the sign before each folder it prepares
    if read != count:
        return Peer(name, does, None, f"it read {read} of {count} posts (exit code {taken.code})")
    return Peer(name, does, taken)


def _install(name: str, place: Path) -> tuple[Path, str]:
    """The tool's program in a fresh environment, and why it is not there, if so."""
    program = place / "bin" / name
    try:
        subprocess.run([sys.executable, "-m", "venv", str(place)], check=True, capture_output=True)
        subprocess.run(
            [str(place / "bin" / "pip"), "install", "--quiet", f"{name}=={VERSIONS[name]}"],
            check=True,
            capture_output=True,
            timeout=_INSTALL_SECONDS,
        )
    except subprocess.TimeoutExpired:
        return program, "pip gave up waiting for an index"
    except subprocess.CalledProcessError as error:
        return program, f"pip cannot install it (exit code {error.returncode})"
    return program, ""


def _mdsend(place: Path, posts: Sequence[Written]) -> tuple[str, list[str]]:
    for post in posts:
        folder = place / "posts" / f"{post.at:%Y-%m-%d_%H-%M}_{post.id}"
        folder.mkdir(parents=True)
        (folder / "post.md").write_text(
            f"---\nplatforms: [linkedin, bluesky, mastodon]\n---\n\n{post.title}\n\n{post.body}\n",
            "utf-8",
        )
        if post.picture:
            shutil.copyfile(example_picture(post.picture), folder / post.picture)
    return "dry run for 3 platforms", ["--dry-run"]


def _crier(place: Path, posts: Sequence[Written]) -> tuple[str, list[str]]:
    content = place / "content"
    content.mkdir()
    for post in posts:
        front = {
            "title": post.title,
            "date": f"{post.at:%Y-%m-%d}",
            "description": post.summary,
            "tags": list(post.tags),
        }
        lines = [f"{key}: {json.dumps(value)}" for key, value in front.items()]
        text = "\n".join(["---", *lines, "---", "", post.body, ""])
        (content / f"{post.id}.md").write_text(text, "utf-8")
    files = [f"content/{post.id}.md" for post in posts]
    platforms = ["--to", "linkedin", "--to", "bluesky", "--to", "mastodon"]
    return "check for 3 platforms", ["check", "--json", *platforms, *files]
