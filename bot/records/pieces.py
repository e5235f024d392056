"""The digests of what a rendition is made of, by which an approval tells later what changed."""

from __future__ import annotations

from bot.model import Rendition, digest


def pieces_of(rendition: Rendition) -> dict[str, str]:
    """Piece -> digest, under the field names of ``bot.records.model.Bound``."""
    parts = rendition.parts
    pictures = [part.attachments for part in parts]
    return {
        "text": digest([[p.text, p.wire, p.link, p.link_title] for p in parts]),
        "media": digest([[a.sha256 for a in some] for some in pictures]),
        "alt": digest([[a.alt for a in some] for some in pictures]),
        "labels": digest([rendition.lang, [list(pair) for pair in rendition.options]]),
    }
