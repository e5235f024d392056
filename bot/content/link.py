"""What may be linked to: a page on the web, and nothing that hides a secret or runs code."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

MAX_LENGTH = 2048
_SPACE = re.compile(r"[\s\\<>\"]")


def link_fault(url: str) -> tuple[str, str] | None:
    """What is wrong with a link and how to mend it, or None. The link is never repeated."""
    if len(url) > MAX_LENGTH:
        return "The link is longer than 2,048 characters.", "Link to the page by a shorter address."
    if _SPACE.search(url):
        return (
            "The link holds a space or another character that no address has.",
            "Write %20 for a space.",
        )
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return "The link is not an address.", "Copy it from the browser: https://…"
    if parts.scheme.lower() not in ("http", "https"):
        return "Only http and https links can be published.", "Begin it with https://."
    if "@" in parts.netloc:
        return (
            "The link holds a user name or password.",
            "Remove everything between // and @, and change that password.",
        )
    if not host:
        return "The link names no site.", "Copy it from the browser: https://…"
    return None
