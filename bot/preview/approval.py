"""The approval page: the preview's cards, what changed, and two buttons; no script at all."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot import __version__
from bot.preview.finding import told
from bot.preview.html import NAMES, WORDS, embedded, shown

if TYPE_CHECKING:
    from bot.approving.proposal import Proposal
    from bot.media.store import MediaStore


def approval_page(
    proposal: Proposal, *, clinic: str, warning: str, form: str, store: MediaStore, problem: str
) -> str:
    """The page of one proposal; ``form`` is the hidden token of its forms."""
    return (
        _templates(store)
        .get_template("approval.html")
        .render(
            proposal=proposal,
            post=proposal.post,
            clinic=clinic,
            warning=warning,
            form=form,
            problem=problem,
            version=__version__,
            words=WORDS,
            names=NAMES,
        )
    )


def done_page(*, clinic: str, title: str, text: str) -> str:
    """The page after a decision: nothing can be pressed any more."""
    return (
        _templates(None)
        .get_template("decided.html")
        .render(clinic=clinic, title=title, text=text, version=__version__)
    )


def _templates(store: MediaStore | None) -> Environment:
    made = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["shown"] = shown
    made.filters["told"] = told
    made.filters["source"] = lambda picture: embedded(picture, store) if store else ""
    made.filters["kilobytes"] = lambda size: f"{size / 1000:,.0f} kB"
    return made
