"""Words that say that a machine made a picture or wrote a text."""

from __future__ import annotations

import re

_MACHINE = r"(?:ai|a\.i\.|artificial\s+intelligence|(?:a\s+)?machine|computer|generative\s+ai)"
_LABEL = re.compile(
    rf"(?i)\b{_MACHINE}[\s-]+(?:generated|made|created|drawn|assisted|image|picture|illustration"
    r"|photo|avatar|actor|model|performer)\b"
    rf"|\b(?:generated|made|created|drawn|produced|written|drafted)\s+(?:\w+\s+){{0,2}}?"
    rf"(?:by|with|using|through)\s+(?:\w+\s+){{0,2}}?{_MACHINE}(?!\w)"
    r"|\bsynthetic\s+(?:image|picture|person|performer|media|photo|voice)\b"
    r"|(?<![\w#])#(?:ai|aigenerated|aiimage|aiart|madewithai|createdwithai)\b"
)
_DENIED = re.compile(r"(?i)\b(?:not|no|never|without|isn['’]t|aren['’]t)\s+(?:\w+\s+){0,2}$")
_PERSON = re.compile(
    r"(?i)\b(?:person|people|man|men|woman|women|girl|boy|child|children|patient|patients|doctor"
    r"|nurse|clinician|physician|therapist|surgeon|couple|face|portrait|family|adult|senior"
    r"|grandmother|grandfather|mother|father|team|she|he|crowd|runner|walker)\b"
)
_DRAWN = re.compile(
    r"(?i)\b(?:drawing|drawn|cartoon|illustration|icon|diagram|sketch|watercolou?r|silhouette|comic"
    r"|painting|line\s+art)\b"
)


def labelled(text: str) -> bool:
    """Whether ``text`` tells its reader that a machine made what it shows."""
    return any(
        not _DENIED.search(text[max(0, match.start() - 30) : match.start()])
        for match in _LABEL.finditer(text)
    )


def realistic_person(alt: str) -> bool:
    """Whether an alt text tells of a person who is not drawn."""
    return bool(_PERSON.search(alt)) and not _DRAWN.search(alt)
