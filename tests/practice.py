"""An invented practice in a folder, and doubles for what tests of desk and delivery need."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from bot.cache import Cache
from bot.desk import Desk, Report
from bot.model import Absent, Delivered, Outcome, Post, Rendition, Sighting, Steps
from bot.phi.model import Analysis
from bot.platforms.base import Health, Job
from bot.records import load_records

NOW = datetime(2026, 12, 1, 14, 0, tzinfo=UTC)  # 09:00 in New York
DUE = datetime(2026, 12, 3, 14, 0, tzinfo=UTC)
ACCOUNTS = ("clinic-x", "clinic-linkedin", "clinic-instagram")

_FILES = {
    "gatepost.toml": """
clinic = "Fernhill Spine"
timezone = "America/New_York"
environment = "sandbox"
vault = "memory"
""",
    "brand.toml": """
name = "Fernhill Spine"
hashtags = ["BackPain", "MoveMore"]
""",
    "policy.toml": 'practice = "group"\nduplicate_days = 0\ndaily_cap = 999\nmin_gap_minutes = 0\n',
    "accounts.toml": "".join(
        f"""
[clinic-{platform}]
platform = "{platform}"
handle = "fernhill"
remote_id = "{remote_id}"
actors = ["dr-okafor", "mei-lin"]
slots = ["tue 12:00", "thu 12:00"]
two_factor = {{ enabled = true, method = "app", by = "mei-lin", on = 2026-11-20 }}
"""
        for platform, remote_id in (
            ("x", "14025550142"),
            ("linkedin", "urn:li:organization:9021"),
            ("instagram", "17841400000142"),
        )
    ),
    "people/dr-okafor.toml": """
id = "dr-okafor"
name = "Ada Okafor"
roles = ["author", "clinician"]
credentials = [{ title = "MD" }]
""",
    "people/mei-lin.toml": """
id = "mei-lin"
name = "Mei Lin"
roles = ["author", "marketing", "privacy", "admin"]
""",
}
#: Every kind goes out unapproved; patients' posts still need a second person.
NOBODY = "[roles]\n" + "".join(
    f"{kind} = []\n"
    for kind in ("education", "promotion", "event", "research", "opinion", "notice")
)
NOBODY += 'story = ["privacy"]\n'
BODY = "# Walk a little\n\nA short walk each day keeps a back moving. Start small.\n"


@dataclass
class Practice:
    """A calendar's folder."""

    root: Path

    def config(self, name: str, text: str) -> Path:
        """Write a record. A policy that names no roles asks nobody's approval here, so that
        tests of something else need no signatures."""
        if name == "policy.toml" and "[roles]" not in text:
            text += NOBODY
        return self._write(f"config/{name}", text)

    def post(self, id_: str, body: str = BODY, *, file: str = "", **front: Any) -> Path:
        """A post file; ``front`` adds to what is required, None takes a key away."""
        keys: dict[str, Any] = {
            "id": id_,
            "author": "dr-okafor",
            "kind": "education",
            "accounts": "[clinic-x, clinic-linkedin]",
        }
        if not {"publish_at", "slot", "repeat"} & front.keys():
            keys["publish_at"] = "2026-12-03 09:00"
        keys |= front
        lines = "".join(f"{k}: {v}\n" for k, v in keys.items() if v is not None)
        return self._write(f"content/{file or id_ + '.md'}", f"---\n{lines}---\n{body}")

    def raw(self, name: str, data: bytes) -> Path:
        path = self.root / "content" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        return path

    def _write(self, name: str, text: str) -> Path:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    def desk(self, now: datetime = NOW, cache: Cache | None = None, **more: Any) -> Desk:
        return Desk(
            load_records(self.root, {}), now, self.root / ".gatepost", cache or Cache(None), **more
        )

    def check(self, now: datetime = NOW, *only: str, **more: Any) -> Report:
        return self.desk(now, **more).check(only)


def make_practice(root: Path) -> Practice:
    made = Practice(root)
    for name, text in _FILES.items():
        made.config(name, text)
    (root / "content").mkdir()
    return made


@dataclass
class Reader:
    """A PHI engine that finds nothing, or what it is told to; it counts what it reads."""

    answer: Callable[[Rendition, Post], Analysis] = lambda _r, _p: Analysis()
    read: int = 0

    def __call__(self, *_: object) -> Reader:
        """Stands for the class and for its one instance."""
        return self

    def analyse(self, rendition: Rendition, post: Post) -> Analysis:
        self.read += 1
        return self.answer(rendition, post)


@dataclass
class Clock:
    """Stands still until it is moved."""

    at: datetime = DUE

    def __call__(self) -> datetime:
        return self.at

    def forward(self, **by: float) -> None:
        self.at += timedelta(**by)


@dataclass
class FakeClient:
    """A platform that answers as told and remembers what it was given."""

    outcome: Outcome | Exception = field(default_factory=lambda: Delivered("r-1", "https://x/1"))
    sighting: Sighting | Exception = field(default_factory=Absent)
    sent: list[Job] = field(default_factory=list)
    looked: list[datetime] = field(default_factory=list)
    during: Callable[[], object] = lambda: None

    def publish(self, job: Job, steps: Steps) -> Outcome:
        self.sent.append(job)
        self.during()
        if isinstance(self.outcome, Exception):
            raise self.outcome
        return self.outcome

    def find(self, job: Job, since: datetime) -> Sighting:
        self.looked.append(since)
        if isinstance(self.sighting, Exception):
            raise self.sighting
        return self.sighting

    def delete(self, remote_id: str) -> Outcome:
        return Delivered(remote_id)

    def check(self) -> Health:
        return Health(True, "fine")
