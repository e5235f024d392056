"""What may be printed: a logging filter and a masker that let no secret or text through."""

from __future__ import annotations

import logging
import re

#: Anything that looks like a bearer token, an OAuth field or a long opaque secret.
_SECRET = re.compile(
    r"(?i)(bearer\s+|access_token[\"'=:\s]+|refresh_token[\"'=:\s]+|client_secret[\"'=:\s]+"
    r"|authorization[\"'=:\s]+(?:bearer\s+)?)[\w\-.~+/%=]{6,}"
)
HIDDEN = "[hidden]"


def scrub(text: str) -> str:
    """Return ``text`` with whatever looks like a credential replaced."""
    return _SECRET.sub(lambda match: match.group(1) + HIDDEN, text)


def mask(text: str) -> str:
    """A masked excerpt: the shape of each word, none of its letters or digits."""
    return re.sub(r"\d", "#", re.sub(r"[^\W\d_]", "*", text))


class RedactingFilter(logging.Filter):
    """Scrub every record of every library; installed on the root handler by the CLI."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Rewrite the record in place and let it pass."""
        record.msg = scrub(record.getMessage())
        record.args = ()
        if record.exc_info:
            record.msg += f" ({record.exc_info[0].__name__ if record.exc_info[0] else 'error'})"
            record.exc_info = None
            record.exc_text = None
        return True
