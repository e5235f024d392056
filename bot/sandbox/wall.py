"""The wall: three feeds side by side, as readers would see what the sandbox received.

Markup and one style sheet; no script and nothing from elsewhere. Every text is escaped
here, where it enters the page.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Sequence
from datetime import datetime
from functools import cache
from html import escape
from pathlib import Path
from urllib.parse import urlsplit

from bot.adapt.count import fold_at
from bot.sandbox.model import Kept, Picture
from bot.sandbox.state import SandboxState

REFRESH = 5  # seconds
TITLES = {"x": "X", "linkedin": "LinkedIn", "instagram": "Instagram"}
#: Code points before "more" (third-party figures, read 2026-11; X folds nothing at 280).
FOLDS: dict[str, int | None] = {"x": None, "linkedin": 210, "instagram": 125}
ACTIONS = {
    "x": ("Reply", "Repost", "Like", "Views 0"),
    "linkedin": ("Like", "Comment", "Repost", "Send"),
    "instagram": ("Like", "Comment", "Share", "Save"),
}
FLAGS = {"paid_partnership": "Paid partnership", "made_with_ai": "Made with AI"}
_MARKED = re.compile(r"(?P<link>https?://[^\s<>]+)|(?P<tag>(?<!\w)[#@]\w[\w.]*\w|(?<!\w)[#@]\w)")


def page(state: SandboxState, base_url: str, *, live: bool = False, refresh: bool = False) -> str:
    """The whole page as HTML; ``base_url`` is shown to people who have yet to connect.

    A ``live`` page asks the sandbox for its pictures and may ``refresh`` itself; any other
    holds its pictures and can be kept as a file.
    """
    total = f"{len(state.posts)} post{'' if len(state.posts) == 1 else 's'} received"
    feeds = "".join(_feed(state, platform, base_url, live=live) for platform in TITLES)
    links = f'{_switch(refresh)} <a href="/_received">All as JSON</a>' if live else ""
    meta = f'<meta http-equiv="refresh" content="{REFRESH}">' if live and refresh else ""
    return f"""<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
{meta}<title>gatepost sandbox: {total}</title><style>{_style()}</style></head>
<body><header class="top"><div><h1>gatepost <span>sandbox</span></h1>
<p>What the platforms would have received. Nothing here has left this machine.</p></div>
<p class="total"><strong>{total}</strong> {links}</p></header>
<main>{feeds}</main></body></html>
"""


def _switch(refresh: bool) -> str:
    if refresh:
        return '<a href="/?refresh=off">Stop refreshing</a>'
    return '<a href="/">Refresh by itself</a>'


@cache
def _style() -> str:
    return Path(__file__).with_name("wall.css").read_text(encoding="utf-8")


def _feed(state: SandboxState, platform: str, base_url: str, *, live: bool) -> str:
    posts = state.posts_of(platform, deleted=True)
    cards = "".join(_card(state, post, live=live) for post in reversed(posts))
    standing = sum(post.deleted_at is None for post in posts)
    return (
        f'<section class="feed {platform}" aria-labelledby="feed-{platform}">'
        f'<header><h2 id="feed-{platform}">{TITLES[platform]}</h2>'
        f'<span class="live">{standing} live</span></header>'
        f"{cards or _empty(platform, base_url)}</section>"
    )


def _empty(platform: str, base_url: str) -> str:
    return (
        '<div class="empty"><p><strong>Nothing published here yet.</strong></p>'
        f"<p>Point gatepost at this sandbox in <code>config/gatepost.toml</code>:</p>"
        f"<pre>[platforms.{platform}]\nbase_url = "
        f'"{escape(base_url)}/{platform}"</pre>'
        "<p>Then publish what is due with <code>gatepost run --once</code>, or see a whole "
        "month with <code>gatepost demo</code>.</p></div>"
    )


# ---------------------------------------------------------------- one card
def _card(state: SandboxState, post: Kept, *, live: bool) -> str:
    deleted = " deleted" if post.deleted_at else ""
    text = _text(post)
    pictures = _pictures([(p, _address(state, p, live=live)) for p in post.pictures])
    body = pictures + text if post.platform == "instagram" else text + pictures
    actions = "".join(f"<li>{name}</li>" for name in ACTIONS[post.platform])
    return (
        f'<article class="card{deleted}" id="post-{escape(post.id)}">{_head(state, post)}'
        f'{_badges(post)}<div class="body">{body}{_link(post)}</div>'
        f'<ul class="actions" aria-hidden="true">{actions}</ul>'
        f"<footer><span>{escape(post.id)}</span></footer></article>"
    )


def _head(state: SandboxState, post: Kept) -> str:
    names = {(a.platform, a.remote_id): a.name for a in state.accounts}
    name = names.get((post.platform, post.owner), post.handle)
    initials = "".join(word[0] for word in re.findall(r"\w+", name)[:2]).upper()
    at = f"@{post.handle}" if post.platform == "x" else post.handle
    shown = f"<strong>{escape(name)}</strong> <span>{escape(at)}</span>"
    if name == post.handle:
        shown = f"<strong>{escape(at)}</strong>"
    reply = f' <span class="reply">replying to {escape(post.reply_to)}</span>'
    return (
        f'<header class="who"><span class="avatar" aria-hidden="true">{escape(initials)}</span>'
        f"<p>{shown}{reply if post.reply_to else ''}<br>{_time(post.created_at)}</p></header>"
    )


def _badges(post: Kept) -> str:
    badges = [("flag", FLAGS.get(flag, flag)) for flag in post.flags]
    if post.truncated:
        badges.append(("bad", "Cut short: LinkedIn stopped at a character that was not escaped"))
    if post.media_pending:
        badges.append(("bad", "Made before its picture was ready: it may stay invisible"))
    if post.hidden_reads or post.hidden_until:
        badges.append(("note", "Lagging: reads did not show it at first"))
    if post.deleted_at:
        badges.append(("gone", f"Deleted {_stamp(post.deleted_at)}"))
    items = "".join(f'<li class="{kind}">{escape(text)}</li>' for kind, text in badges)
    return f'<ul class="badges">{items}</ul>' if items else ""


def _text(post: Kept) -> str:
    if not post.text:
        return ""
    handle = f"<b>{escape(post.handle)}</b> " if post.platform == "instagram" else ""
    cut = fold_at(post.text, FOLDS[post.platform])
    end = '<span class="cut" title="The text ends here">✂</span>' if post.truncated else ""
    whole = f'<div class="text">{handle}{_coloured(post.text)}{end}</div>'
    if cut is None:
        return whole
    lead = _coloured(post.text[:cut].rstrip())
    return (
        f'<details class="fold"><summary><span class="text lead">{handle}{lead}</span>'
        f'<span class="more">…more</span><span class="less">less</span></summary>{whole}</details>'
    )


def _coloured(text: str) -> str:
    out: list[str] = []
    done = 0
    for found in _MARKED.finditer(text):
        out.append(escape(text[done : found.start()]))
        out.append(f'<span class="{found.lastgroup}">{escape(found.group())}</span>')
        done = found.end()
    out.append(escape(text[done:]))
    return "".join(out)


def _address(state: SandboxState, picture: Picture, *, live: bool) -> str:
    """Where the page finds a picture: at the sandbox, or inside itself."""
    found = None if live else state.picture_bytes(picture.sha256)
    if found is None:
        return f"/_picture/{picture.sha256}"
    mime, data = found
    return f"data:{mime};base64,{base64.b64encode(data).decode()}"


def _pictures(pictures: Sequence[tuple[Picture, str]]) -> str:
    if not pictures:
        return ""
    frames = "".join(_frame(picture, address) for picture, address in pictures)
    return f'<div class="pictures n{min(len(pictures), 4)}">{frames}</div>'


def _frame(picture: Picture, address: str) -> str:
    alt = escape(picture.alt)
    told = f"<b>ALT</b> {alt}" if alt else "<b>ALT</b> No alternative text was sent"
    return (
        f'<figure><img src="{address}" alt="{alt}" '
        f'width="{picture.width}" height="{picture.height}">'
        f'<figcaption class="{"" if alt else "bad"}">{told}</figcaption></figure>'
    )


def _link(post: Kept) -> str:
    if not post.link:
        return ""
    host = urlsplit(post.link).hostname or post.link
    title = f"<strong>{escape(post.link_title)}</strong>" if post.link_title else ""
    return f'<div class="linkcard">{title}<span>{escape(host)}</span></div>'


def _time(at: datetime) -> str:
    return f'<time datetime="{at.isoformat()}">{_stamp(at)}</time>'


def _stamp(at: datetime) -> str:
    return f"{at.day} {at:%b %Y, %H:%M} UTC"
