"""An authorization to sign: every element and statement of 45 CFR 164.508(c), in plain words.

A template, to be read by the practice's own counsel before its first use; our own words after
the regulation (read 2026-11-22).
"""

from __future__ import annotations

import html
from collections.abc import Sequence
from dataclasses import dataclass

VERSION = "gatepost-1"


@dataclass(frozen=True, slots=True)
class Section:
    """A heading, what stands under it, and the citation it answers to."""

    title: str
    lines: tuple[str, ...]
    source: str


def sections(clinic: str, platforms: Sequence[str]) -> tuple[Section, ...]:
    """The whole form. ``platforms``: those on which the practice has accounts."""
    boxes = tuple(f"☐ {name}" for name in platforms)
    return (
        Section(
            "What may be told or shown",
            (
                "Describe it so that the person knows what will be public:",
                "______________________________________________",
                "I agree to these, and to nothing that is not ticked:",
                "☐ words  ☐ pictures  ☐ video  ☐ sound of my voice",
                "☐ first name  ☐ full name  ☐ age  ☐ city  ☐ dates  ☐ my face or another mark",
                "☐ The practice may shorten or correct the words, but not change what they say.",
            ),
            "164.508(c)(1)(i)",
        ),
        Section(
            "Who may tell it", (f"{clinic} and the people who work for it.",), "164.508(c)(1)(ii)"
        ),
        Section(
            "To whom",
            ("Anybody: it will be public on these networks, and only there:", *boxes),
            "164.508(c)(1)(iii)",
        ),
        Section(
            "What for",
            (
                "☐ to teach others about health  ☐ to tell my story  ☐ to advertise the practice",
                "☐ Somebody pays the practice for this. Who: ______________________________",
            ),
            "164.508(c)(1)(iv), (a)(3)",
        ),
        Section(
            "Until when",
            ("This permission ends on ____ / ____ / ________, or when: ________________",),
            "164.508(c)(1)(v)",
        ),
        Section(
            "You can take it back",
            (
                "You may take this permission back at any time, in writing, to:",
                "______________________________________________",
                "We then take down what is on our own accounts and publish nothing more. We cannot "
                "call back what others have copied or shared before that.",
            ),
            "164.508(c)(2)(i)",
        ),
        Section(
            "Your care does not depend on it",
            (
                "You do not have to sign. Your treatment, its payment and your insurance stay the "
                "same whether you sign or not.",
            ),
            "164.508(c)(2)(ii)",
        ),
        Section(
            "What happens to it afterwards",
            (
                "What is public can be read and passed on by anybody. The privacy law that binds "
                "us does not bind them. It may also be used in a court case.",
            ),
            "164.508(c)(2)(iii)",
        ),
        Section(
            "Signature",
            (
                "Name: ______________________  Signature: ______________________",
                "Date: ____ / ____ / ________",
                "If you sign for somebody else, why you may (parent, guardian, power of attorney): "
                "______________________",
                "☐ I was given a copy of this form.",
            ),
            "164.508(c)(1)(vi), (c)(4)",
        ),
        Section(
            "For the practice",
            (
                "This form stands alone and is part of no other form. Notes of psychotherapy, "
                "records of a substance use program and other specially protected records need a "
                "form of their own. Keep it for six years after it ends.",
                f"Form version: {VERSION}. Record: C-________",
            ),
            "164.508(a)(2), (b)(3)-(4); 164.530(j); 42 CFR 2.31",
        ),
    )


def markdown(clinic: str, platforms: Sequence[str]) -> str:
    """The form as Markdown."""
    parts = [f"# Permission to share my health story\n\n{clinic}\n"]
    for one in sections(clinic, platforms):
        lines = "\n\n".join(one.lines)
        parts.append(f"## {one.title}\n\n{lines}\n\n*45 CFR {one.source}*\n")
    return "\n".join(parts)


def page(clinic: str, platforms: Sequence[str]) -> str:
    """The form as one HTML page that prints on paper."""
    body = "".join(_section(one) for one in sections(clinic, platforms))
    name = html.escape(clinic)
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        f"<title>Permission - {name}</title><style>{_CSS}</style></head><body>"
        f"<h1>Permission to share my health story</h1><p>{name}</p>{body}</body></html>\n"
    )


def _section(one: Section) -> str:
    lines = "".join(f"<p>{html.escape(line)}</p>" for line in one.lines)
    source = html.escape(f"45 CFR {one.source}")
    return f"<h2>{html.escape(one.title)}</h2>{lines}<p class='s'>{source}</p>"


_CSS = (
    "body{font:13pt/1.5 Georgia,serif;max-width:44rem;margin:2rem auto;padding:0 1rem}"
    "h1{font-size:1.6rem}h2{font-size:1.15rem;margin:1.2rem 0 .2rem;break-after:avoid}"
    "p{margin:.2rem 0}.s{color:#666;font-size:.75rem}"
)
