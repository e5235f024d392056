"""ACT004: a token, key or password stands in a post or in config."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator

from bot.model import Place, Post, Rendition, Severity
from bot.records import Records
from bot.rules.base import Example, Fact, Need, Rule, View, register

#: Shapes that only a credential has, each with the words for the message.
_SHAPES = (
    (
        "a private key",
        r"-----BEGIN (?:[A-Z0-9]+ ){0,3}PRIVATE KEY-----|\bAGE-SECRET-KEY-1[0-9A-Z]{20,}",
    ),
    ("a bearer token", r"\b[Bb]earer\s+(?=\S*\d)[A-Za-z0-9\-._~+/]{20,}=*"),
    ("a JSON web token", r"\beyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}"),
    ("an AWS key", r"\b(?:AKIA|ASIA|AROA|AIDA)[0-9A-Z]{16}\b"),
    ("a GitHub token", r"\b(?:gh[pousr]_[A-Za-z0-9]{30,}|github_pat_[A-Za-z0-9_]{40,})"),
    ("a GitLab token", r"\bglpat-[A-Za-z0-9_-]{18,}"),
    (
        "a Slack token",
        r"\bxox[abeoprs]-[A-Za-z0-9-]{10,}|https://hooks\.slack\.com/services/[A-Za-z0-9/]{20,}",
    ),
    ("an OpenAI or Anthropic key", r"\bsk-(?:proj-|ant-|svcacct-)?[A-Za-z0-9_-]{20,}"),
    ("a Stripe key", r"\b[rs]k_(?:live|test)_[A-Za-z0-9]{16,}"),
    ("a Meta token", r"\b(?:EAA|IGQ|IGAA|THAA|THQ)[A-Za-z0-9]{40,}"),
    (
        "a Google key",
        r"\bAIza[0-9A-Za-z_-]{35}|\bya29\.[0-9A-Za-z_-]{20,}|\b1//0[0-9A-Za-z_-]{30,}",
    ),
    ("a LinkedIn token", r"\bAQ[A-Za-z0-9_-]{80,}"),
    ("an X token", r"\bA{20,}[A-Za-z0-9%]{40,}|\b\d{15,20}-[A-Za-z0-9]{35,45}\b"),
    (
        "a package registry token",
        r"\b(?:npm_[A-Za-z0-9]{36}|pypi-[A-Za-z0-9_-]{40,}|hf_[A-Za-z0-9]{30,})",
    ),
    ("a mail service key", r"\bSG\.[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{16,}|\bkey-[0-9a-f]{32}\b"),
    ("a chat bot token", r"\b\d{8,10}:AA[A-Za-z0-9_-]{32,}"),
    ("a Discord webhook", r"https://discord(?:app)?\.com/api/webhooks/\d+/[A-Za-z0-9_-]{30,}"),
    (
        "a password in a web address",
        r"(?<![a-z0-9+.-])[a-z][a-z0-9+.-]{2,30}://[^\s/:@]{1,64}:[^\s/:@]{3,128}@[\w.-]+",
    ),
)
_KNOWN = tuple((words, re.compile(shape)) for words, shape in _SHAPES)
_ASSIGNED = re.compile(
    r"(?i)(?<![\w-])(?:[\w-]{0,40}(?:api|access|auth|secret|private|client|app|consumer|refresh|bearer"
    r"|session|service)[_\s-]?)?"
    r"(?:key|token|secret|password|passwd|pwd|passphrase|credential)s?\b[\"'`]?\s{0,9}(?::=|[:=]"
    r"|\bis\b)\s{0,9}[\"'`]?"
    r"(?P<value>[^\s\"'`,;<>]{8,200})"
)
_PLACEHOLDER = re.compile(
    r"(?i)^(?:[x*•.\-_]+|.*(?:your|example|placeholder|changeme|redacted|hidden|dummy|sample"
    r"|insert|env)"
    r"[\w-]*|\$\{?\w+\}?|\{\{?.*|%\w+%|https?://\S*|[a-z]+[.!?]?)$"
)


@register
class SecretInText(Rule):
    """Shapes of known credentials, and strong random values after words like token or password.

    The finding names the kind and the place, never a character of the value.
    """

    id = "ACT004"
    title = "Secret in content or config"
    gate = "account"
    severity = Severity.BLOCK
    needs = frozenset({Need.RECORDS})
    why = (
        "A token that was pasted into a post or a settings file is in git for ever and, once the "
        "post is out, in public. Whoever finds it can publish as the clinic. Tokens belong in the "
        "vault; the rule looks at the post's source, its front matter, what would go out, and the "
        "records of the account."
    )
    fix = "Revoke and replace it at the platform, keep the new one in the vault, and clean git"
    source = "45 CFR 164.308(a)(5)(ii)(D), 164.312(a)(2)(i)"
    override = "N"
    examples = (
        Example(
            "a bearer header pasted into a draft",
            {},
            "Note to self: Authorization: Bearer 9f8e7d6c5b4a39281706f5e4d3c2b1a0 works.",
        ),
        Example(
            "a password beside its word",
            {"summary": "Login for the webinar, password: vT9#kq27LmZx4w"},
            "Join our webinar.",
        ),
        Example(
            "advice about passwords",
            {},
            "Choose a long password: three random words are easy to keep in mind.",
            stopped=False,
        ),
        Example(
            "a digital object identifier and a long link",
            {"references": ["doi:10.2147/JPR.S366978"]},
            "Read more: https://example.org/articles/2026/12/walking-after-back-surgery-guide",
            stopped=False,
        ),
        Example(
            "a placeholder in a how-to",
            {},
            "Write token=YOUR_TOKEN_HERE into the form and press save.",
            stopped=False,
        ),
    )

    def observe(self, rendition: Rendition, view: View) -> Iterable[Fact]:
        """One fact for each place and kind."""
        told: set[tuple[Place, str]] = set()
        texts = [*_texts(view.post), *_sent(rendition, view.post)]
        found = [(place, kind) for place, text in texts for kind in secrets(text)]
        found += [
            (p, k) for p, text in _config(rendition.account, view.records) for k in known(text)
        ]
        for place, kind in found:
            if (place, kind) not in told:
                told.add((place, kind))
                yield Fact("secret", place, note=f"what looks like {kind} stands here")


def secrets(text: str) -> Iterator[str]:
    """The kinds of credential in ``text``, in safe words."""
    if len(text) < 8:
        return
    yield from known(text)
    for match in _ASSIGNED.finditer(text):
        value = match["value"].rstrip(".)!?")
        if not _PLACEHOLDER.match(value) and is_random(value):
            yield "a password or key"


def known(text: str) -> Iterator[str]:
    """Only the shapes that nothing else has."""
    for words, shape in _KNOWN:
        if shape.search(text):
            yield words


def is_random(value: str) -> bool:
    """Whether a value is too mixed to be a word: digits with letters, at least 2.5 bits a sign."""
    if len(value) < 8 or not re.search(r"\d", value) or not re.search(r"[A-Za-z]", value):
        return False
    counts = Counter(value)
    bits = -sum(n / len(value) * math.log2(n / len(value)) for n in counts.values())
    return bits >= 2.5


def _texts(post: Post) -> Iterator[tuple[Place, str]]:
    for number, line in enumerate(post.body.split("\n")):
        yield Place(post.path, post.body_line + number), line
    for key in ("id", "summary", "link", "sponsored_by", "author"):
        yield post.place(key), getattr(post, key)
    for key in ("hashtags", "references"):
        for value in getattr(post, key):
            yield post.place(key), value
    for picture in post.media:
        place = picture.place or post.place("media")
        for value in (picture.file, picture.alt, picture.credit, picture.licence):
            yield place, value
    for value in post.variants.values():
        yield post.place("variants"), value


def _sent(rendition: Rendition, post: Post) -> Iterator[tuple[Place, str]]:
    """What only composing brought in: boilerplate, link marks, options."""
    for part in rendition.parts:
        for segment in part.segments:
            if segment.origin.value != "source":
                yield segment.place, part.text[segment.start : segment.end]
        yield post.place("link"), part.link
    for _, value in rendition.options:
        yield post.place(), value


def _config(account: str, records: Records) -> Iterator[tuple[Place, str]]:
    place = Place("config/accounts.toml")
    one = records.accounts.get(account)
    if one is not None:
        for value in (one.remote_id, one.handle, *one.actors, *one.scopes):
            yield place, value
        if one.two_factor is not None:
            yield place, one.two_factor.evidence
    for platform in records.settings.platforms.values():
        yield Place("config/gatepost.toml"), platform.base_url
    for value in (*records.brand.boilerplate.values(), *records.brand.utm.values()):
        yield Place("config/brand.toml"), value
