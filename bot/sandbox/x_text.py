"""A post's text at X: how it is weighed, and how it comes back when it is read.

What comes back is not what was sent: links are t.co addresses (the original stands in
``entities.urls[].expanded_url``), pictures add one more, and the three characters that
HTML reserves are escaped (X post object reference, read 2026-08-22).
"""

from __future__ import annotations

import hashlib
import html
import unicodedata
from typing import Any

from bot.adapt.count import sendable, urls_in, weigh
from bot.sandbox.model import Kept

__all__ = ["LIMIT", "as_read", "sendable", "trimmed", "weight"]
LIMIT = 280
CODE_LENGTH = 10


def trimmed(text: str) -> str:
    """The text as X keeps it: composed, without blanks around it."""
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n")).strip()


def weight(text: str) -> int:
    """X's own count of a text."""
    return weigh(text)


def as_read(post: Kept) -> tuple[str, dict[str, Any]]:
    """(text, entities) as a read returns them; offsets are code points of that text."""
    out: list[str] = []
    urls: list[dict[str, Any]] = []
    done = 0
    for url, start, end in urls_in(post.text):
        out.append(html.escape(post.text[done:start], quote=False))
        full = url if "://" in url else f"http://{url}"
        _append(out, urls, _short(post, len(urls)), full)
        done = end
    out.append(html.escape(post.text[done:], quote=False))
    if post.pictures:
        if post.text:
            out.append(" ")
        _append(out, urls, _short(post, len(urls)), f"{post.url}/photo/1")
        code = urls[-1]["url"].rsplit("/", 1)[-1]
        urls[-1] |= {"media_key": f"3_{post.id}0", "display_url": f"pic.x.com/{code}"}
    return "".join(out), {"urls": urls} if urls else {}


def _append(out: list[str], urls: list[dict[str, Any]], short: str, full: str) -> None:
    start = sum(map(len, out))
    out.append(short)
    urls.append(
        {
            "start": start,
            "end": start + len(short),
            "url": short,
            "expanded_url": full,
            "display_url": full.split("://", 1)[1][:26],
        }
    )


def _short(post: Kept, place: int) -> str:
    code = hashlib.sha256(f"{post.id} {place}".encode()).hexdigest()[:CODE_LENGTH]
    return f"https://t.co/{code}"
