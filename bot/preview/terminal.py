"""The same cards for a terminal: every account, every part, exact text, fold, count, verdict."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.console import Console, Group, RenderableType
from rich.panel import Panel
from rich.text import Text

from bot.model import Decision, Severity
from bot.preview.card import Card, PartCard, PostCards
from bot.preview.finding import told
from bot.preview.html import NAMES, WORDS

_VERDICT = {Decision.ALLOW: "green", Decision.HOLD: "yellow", Decision.BLOCK: "red"}
_SEVERITY = {Severity.BLOCK: "bold red", Severity.WARN: "yellow", Severity.INFO: "cyan"}
WIDTH = 88


def show(console: Console, posts: Sequence[PostCards]) -> None:
    """Print every card."""
    for post in posts:
        console.print(Text(f"\n{post.id}", style="bold"), Text(f"  {post.path}", style="dim"))
        if post.review:
            console.print(Text(post.review, style="italic"))
        for card in post.cards:
            console.print(_panel(card, min(WIDTH, console.width)))


def _panel(card: Card, width: int) -> Panel:
    style = _VERDICT[card.verdict.decision]
    return Panel(
        Group(*_body(card)),
        title=f"[bold]{NAMES[card.platform]}[/] @{card.handle}",
        title_align="left",
        subtitle=WORDS[card.verdict.decision.value],
        border_style=style,
        width=width,
    )


def _body(card: Card) -> Iterable[RenderableType]:
    for time in card.times:
        yield Text(time + (" (next free slot)" if card.provisional else ""), style="dim")
    for part in card.parts:
        if len(card.parts) > 1:
            yield Text(f"part {part.number + 1} of {len(card.parts)}", style="bold")
        yield Text("")
        yield _text(part)
        yield from _below(part)
    for name, value in card.options:
        yield Text(f"{name}={value}", style="dim")
    for finding in card.verdict.findings:
        line = Text(
            f"\n{finding.rule} {finding.severity.value} ", style=_SEVERITY[finding.severity]
        )
        line.append(f"{told(finding)}. {finding.fix}.", style="default")
        line.append(f" {finding.place}", style="dim")
        yield line
    for entry in card.verdict.not_run:
        yield Text(f"\nheld {entry}", style="yellow")


def _text(part: PartCard) -> Text:
    text = Text()
    folded = False
    for run in part.runs:
        if run.folded and not folded:
            folded = True
            text.append("\n╌╌╌ readers see the rest after “more” ╌╌╌\n", style="dim")
        style = "black on yellow" if run.inserted else ("underline" if run.pin else "")
        text.append(run.text, style=style)
    return text


def _below(part: PartCard) -> Iterable[Text]:
    yield Text("")
    for picture in part.pictures:
        name = picture.file or "brand card"
        yield Text(f"🖼  {name} {picture.width}×{picture.height} - alt: {picture.alt or 'none'}")
    if part.link:
        yield Text(f"🔗 {part.link_title or 'link card'}: {part.link}")
    m = part.measure
    cost = f" · ${m.cost_usd:.3f}" if m.cost_usd else ""
    yield Text(f"{m.count:,} of {m.limit:,} {m.unit}{cost}", style="dim")
