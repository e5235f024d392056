"""What may be printed: a logging filter and a masker that let no secret or text through."""

from __future__ import annotations

import logging
import re
import unicodedata

#: Anything that looks like a bearer token, an OAuth field or a long opaque secret.
_SECRET = re.compile(
    r"(?i)(bearer\s+|access_token[\"'=:\s]+|refresh_token[\"'=:\s]+|client_secret[\"'=:\s]+"
    r"|authorization[\"'=:\s]+(?:bearer\s+)?)[\w\-.~+/%=]{6,}"
)
#: A long run without a word break, unless it is a digest in hex, which names and hides nothing.
_OPAQUE = re.compile(
    r"(?<![\w\-])(?![0-9a-f]{40}(?![\w\-])|[0-9a-f]{64}(?![\w\-]))"
    r"(?=[\w\-]*\d)(?=[\w\-]*[A-Za-z])[\w\-]{40,}"
)
HIDDEN = "[hidden]"


def scrub(text: str) -> str:
    """Return ``text`` with whatever looks like a credential replaced."""
    return _OPAQUE.sub(HIDDEN, _SECRET.sub(lambda match: match.group(1) + HIDDEN, text))


def mask(text: str) -> str:
    """A masked excerpt: the shape of each word, none of its letters, marks or digits."""
    return "".join(_masked(character) for character in text)


def _masked(character: str) -> str:
    if unicodedata.category(character)[0] in "PZ" or character.isspace():
        return character
    return "#" if character.isnumeric() and not character.isalpha() else "*"


class RedactingFilter(logging.Filter):
    """Scrub every record of every library; installed on the root handler by the CLI."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Rewrite the record in place and let it pass."""
        try:
            text = record.getMessage()
        except (TypeError, ValueError, KeyError):
            text = "a message that could not be put together"
        if record.exc_info:
            text += f" ({record.exc_info[0].__name__ if record.exc_info[0] else 'error'})"
        record.msg, record.args = scrub(text), ()
        record.exc_info = record.exc_text = record.stack_info = None
        return True
