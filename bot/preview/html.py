"""One self-contained HTML page: no script, no remote asset, everything escaped, prints well."""

from __future__ import annotations

import base64
import re
from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from io import BytesIO
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from bot import __version__
from bot.errors import GatepostError
from bot.media.store import MediaStore
from bot.model import Attachment, Decision
from bot.preview.card import PostCards, Run
from bot.preview.finding import told

#: Longest side of the copies shown on the page; what is sent keeps its own size.
SHOWN_SIDE = 640
_ADDRESS = re.compile(r"https?://[^\s<>\"]+")
_TAG = re.compile(r"(?<![\w&])#\w+")


def page(
    posts: Sequence[PostCards],
    *,
    clinic: str,
    environment: str,
    now: datetime,
    store: MediaStore,
    problems: Sequence[GatepostError] = (),
) -> str:
    """The whole preview as HTML."""
    environment_ = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment_.filters["shown"] = shown
    environment_.filters["told"] = told
    environment_.filters["source"] = lambda picture: embedded(picture, store)
    environment_.filters["kilobytes"] = lambda size: f"{size / 1000:,.0f} kB"
    counts = Counter(card.verdict.decision.value for post in posts for card in post.cards)
    return environment_.get_template("page.html").render(
        posts=posts,
        clinic=clinic,
        environment=environment,
        now=f"{now:%Y-%m-%d %H:%M} UTC",
        counts={d.value: counts[d.value] for d in Decision},
        cost=sum(card.cost_usd for post in posts for card in post.cards),
        problems=problems,
        version=__version__,
        words=WORDS,
        names=NAMES,
    )


WORDS = {"allow": "ready", "hold": "held", "block": "blocked"}
NAMES = {
    "x": "X",
    "linkedin": "LinkedIn",
    "instagram": "Instagram",
    "facebook": "Facebook",
    "threads": "Threads",
    "bluesky": "Bluesky",
    "mastodon": "Mastodon",
    "tiktok": "TikTok",
    "youtube": "YouTube",
}


def shown(run: Run) -> Markup:
    """A run as HTML: escaped, links and hashtags coloured but not clickable."""
    text = str(escape(run.text))
    text = _ADDRESS.sub(lambda m: f'<span class="link">{m.group()}</span>', text)
    text = _TAG.sub(lambda m: f'<span class="link">{m.group()}</span>', text)
    text = text.replace("\n", "<br>")
    if run.inserted:
        text = f'<mark title="gatepost put this in">{text}</mark>'
    if run.pin:
        text = f'<span class="pin" title="kept on every platform: {escape(run.pin)}">{text}</span>'
    return Markup(text)  # noqa: S704 - built from escaped pieces only


def embedded(picture: Attachment, store: MediaStore) -> str:
    """A data: address with a copy small enough for a page."""
    from PIL import Image

    with Image.open(BytesIO(store.read(picture.sha256))) as image:
        small = image.convert("RGB")
        small.thumbnail((SHOWN_SIDE, SHOWN_SIDE))
        out = BytesIO()
        small.save(out, "JPEG", quality=78)
    return "data:image/jpeg;base64," + base64.b64encode(out.getvalue()).decode()
