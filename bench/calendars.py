"""Make a calendar of many believable, distinct posts for three accounts.

The same seed writes the same bytes. The texts are health education of the plain sort that
the gates let pass; every third post has a picture. Records, accounts
and pictures are those of the example calendar.
"""

from __future__ import annotations

import json
import random
import shutil
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
ACCOUNTS = ("clinic-x", "clinic-linkedin", "clinic-instagram")
#: The instant of every run: the day after the example's records were written.
NOW = "2026-11-22T12:00:00+00:00"
_FIRST_DAY = date(2026, 12, 1)
_DAYS = 56  # within the 90 days for which the accounts' two-factor attestations count
_OPEN = (7 * 60, 21 * 60)  # minutes of the day between which posts go out

_AUTHORS = ("dr-okafor", "dr-reyes", "np-hall", "mei-lin")
_TAGS = ("BackPain", "ChronicPain", "SpineHealth", "MoveMore", "PatientEducation", "Migraine")
_PARTS = ("lower back", "neck", "shoulder", "hip", "knee", "wrist", "upper back", "ankle")
_ACTS = (
    "walking", "swimming", "gardening", "cycling", "stair climbing", "stretching", "dancing",
    "light weights", "yoga", "tai chi", "rowing", "housework", "snow clearing", "chair exercise",
)  # fmt: skip
_WHENS = (
    "after breakfast", "before work", "at lunch", "in the late afternoon", "after supper",
    "on a weekend morning", "between two meetings", "before a long drive", "on a cold day",
)  # fmt: skip
_THINGS = (
    "a kitchen timer", "a folded towel", "a firm cushion", "a small notebook", "a footstool",
    "a warm scarf", "a water bottle", "a stable chair", "a hand rail", "good shoes",
)  # fmt: skip
_TITLES = (
    "{act} with a sore {part}: how to begin", "What helps a stiff {part} {when}",
    "{act} {when}: a plan for {n} days", "Your {part} and {act}: {n} small steps",
    "Why we like {thing} for a tired {part}", "Before you stop {act}, try this for {n} weeks",
)  # fmt: skip
_LEADS = (
    "Many people give up {act} when the {part} hurts, and most of them can go back to it slowly.",
    "A sore {part} often feels worst in the first {n} minutes and eases as you move.",
    "For most people, {act} {when} is easier on the {part} than a long rest in bed.",
    "People often ask us how soon they can go back to {act} with a stiff {part}.",
    "Little and often suits a stiff {part}: {n} minutes of {act} {when}, then a pause.",
)
_ADVICE = (
    "Start with {n} minutes {when} and add one minute every other day.",
    "Keep {thing} close by, and use it before the {part} complains.",
    "When {act} leaves the {part} sore on the next day, do half as much for {n} days.",
    "Write down what you did {when}, and how the {part} felt on the next day.",
    "Change your position every {n} minutes, even when you feel well.",
    "Breathe out on the effort, and keep the {part} loose rather than braced.",
    "Put {thing} where you will see it, so that the pause is not forgotten.",
    "Two short spells of {act} count for more than one of {n} minutes.",
    "Warm up with slow circles of the {part} before you begin {act}.",
    "Good light and {thing} make {act} {when} safer.",
    "Ask somebody to join you: {act} in company is easier to keep up for {n} weeks.",
    "Warmth feels good on the {part} before {act}: {n} minutes, on covered skin.",
)
_ENDS = (
    "Call a doctor right away if pain comes with fever or new weakness.",
    "Pain after a fall, or with numbness, should be looked at by a clinician first.",
    "Everybody is different; ask your own clinician which pace is right for you.",
    "Chest pain or sudden breathlessness is an emergency: call 911.",
    "This is general information and does not replace a visit.",
)
_SUMMARIES = (
    "{act} with a sore {part}? Begin with {n} minutes {when} and add slowly.",
    "A stiff {part} often eases with {n} minutes of gentle {act} {when}.",
    "{act} {when}: do half, rest {n} minutes, then do the rest. Your {part} will like it.",
    "Keep {thing} at hand, and let a stiff {part} move every {n} minutes.",
)
_PICTURES = {
    "walk.png": "Drawing of a path with three signs that count the days of a walking plan.",
    "timer.png": "Drawing of a kitchen timer between two halves of a to-do list.",
    "sleep.png": "Drawing of a window at dawn above a made bed, the clock at seven.",
    "heat-ice.png": "Drawing of a warm pad beside an ice pack.",
    "shovel.png": "Drawing of a snow shovel with an arrow that pushes the snow sideways.",
}


@dataclass(frozen=True, slots=True)
class Written:
    """The words of one post, as every tool that is measured gets them."""

    id: str
    at: datetime  # local
    author: str
    title: str
    summary: str
    body: str  # Markdown, without the title
    tags: tuple[str, ...]
    picture: str  # a name among the example's pictures, or ""
    alt: str

    def as_gatepost(self) -> str:
        """A post file of gatepost."""
        lines = [
            f"id: {self.id}",
            f"publish_at: {self.at:%Y-%m-%d %H:%M}",
            f"accounts: [{', '.join(ACCOUNTS)}]",
            f"author: {self.author}",
            "kind: education",
            f"summary: {json.dumps(self.summary)}",
            f"hashtags: [{', '.join(self.tags)}]",
        ]
        if self.picture:
            lines.append(
                f"media: [{{file: images/{self.picture}, alt: {json.dumps(self.alt)}, "
                "origin: own, people: none}]"
            )
        return "\n".join(["---", *lines, "---", f"# {self.title}", "", self.body, ""])


def write_posts(count: int, seed: int = 7) -> list[Written]:
    """``count`` posts with distinct summaries and bodies, in order of time."""
    draw = random.Random(seed)
    seen: set[str] = set()
    posts: list[Written] = []
    while len(posts) < count:
        one = _write(draw, len(posts), count)
        if not seen & {one.summary, one.body}:
            seen |= {one.summary, one.body}
            posts.append(one)
    return posts


def make_calendar(folder: Path, posts: list[Written], first: int) -> None:
    """Lay posts out: the ``first`` ones in content/first, the others in content/rest."""
    shutil.copytree(PROJECT / "config", folder / "config")
    for name in ("first", "rest"):
        images = folder / "content" / name / "images"
        images.mkdir(parents=True)
        for picture in _PICTURES:
            shutil.copyfile(example_picture(picture), images / picture)
    for number, post in enumerate(posts):
        place = folder / "content" / ("first" if number < first else "rest")
        (place / f"{post.id}.md").write_text(post.as_gatepost(), "utf-8")


def example_picture(name: str) -> Path:
    """A picture of the example calendar."""
    return PROJECT / "content" / "2026" / "12" / "images" / name


def _write(draw: random.Random, number: int, count: int) -> Written:
    subject = {"act": draw.choice(_ACTS), "part": draw.choice(_PARTS)}
    picture = draw.choice(sorted(_PICTURES)) if number % 3 == 0 else ""
    advice = [_fill(draw, subject, text) for text in draw.sample(_ADVICE, draw.randint(3, 5))]
    lead = f"{_fill(draw, subject, draw.choice(_LEADS))} {advice.pop()}"
    bullets = draw.random() < 0.3
    middle = "\n".join(f"- {text}" for text in advice) if bullets else " ".join(advice)
    return Written(
        id=f"bench-{number:05}",
        at=_slot(number, count),
        author=draw.choice(_AUTHORS),
        title=_fill(draw, subject, draw.choice(_TITLES)),
        summary=_fill(draw, subject, draw.choice(_SUMMARIES)),
        body="\n\n".join((lead, middle, draw.choice(_ENDS))),
        tags=tuple(draw.sample(_TAGS, 2)),
        picture=picture,
        alt=_PICTURES.get(picture, ""),
    )


def _fill(draw: random.Random, subject: dict[str, str], template: str) -> str:
    when, thing, n = draw.choice(_WHENS), draw.choice(_THINGS), draw.randint(2, 45)
    text = template.format(**subject, when=when, thing=thing, n=n)
    return text[0].upper() + text[1:]


def _slot(number: int, count: int) -> datetime:
    """Spread ``count`` posts evenly over the opening hours of the days."""
    day, part = divmod(number * _DAYS / count, 1)
    minute = _OPEN[0] + int(part * (_OPEN[1] - _OPEN[0]))
    return datetime.combine(_FIRST_DAY + timedelta(days=int(day)), time(minute // 60, minute % 60))
