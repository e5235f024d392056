"""Writes one page of documentation for each registered rule, from the rule itself.

``python -m bot.rules.page docs/rules`` writes them all and their index; the test compares
what is committed with what this makes.
"""

from __future__ import annotations

import json
import sys
import textwrap
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from bot.model import Severity
from bot.rules.base import Example, Rule

_NOTE = "<!-- Made from the rule by `python -m bot.rules.page docs/rules`; edit the rule. -->"
_SEVERITY = {
    Severity.BLOCK: "block: the post does not go out until it is mended",
    Severity.WARN: "warn: the post waits until a reviewer acknowledges it",
    Severity.INFO: "info: a note; the post goes out",
}
_ROLES = {
    "C": "a clinician reviewer",
    "P": "a privacy officer",
    "M": "marketing or the brand manager",
    "L": "compliance or legal",
    "A": "an account administrator",
}
_RECORDS = (
    "The examples are judged with the records of an invented practice: the register of "
    "`dr-okafor` lists Neurovia (product CalmWave, code OKAFOR15) as paying her to speak and "
    "Carrick Devices until the end of 2024; it is noon on 1 December 2026, and posts are planned "
    "for 8 December unless they say otherwise."
)


def page(rule: Rule) -> str:
    """The rule's page in Markdown: what it stops, why, how to mend it, who may override."""
    return "\n".join([*_head(rule), *_body(rule), *_examples(rule)]).rstrip() + "\n"


def _head(rule: Rule) -> Iterator[str]:
    yield from (_NOTE, "", f"# {rule.id} {rule.title}", "")
    yield f"- Gate: {rule.gate}"
    yield f"- Severity: {_SEVERITY[rule.severity]}"
    for pack, severity in rule.stricter.items():
        yield f"- With the pack {pack} in policy.toml: {severity.value}"
    if rule.packs:
        yield f"- Runs only with a pack in policy.toml: {', '.join(sorted(rule.packs))}"
    yield f"- Override: {override(rule.override)}"
    if rule.needs:
        needs = ", ".join(sorted(need.value for need in rule.needs))
        yield f"- Checked again at sending, with: {needs}"
    yield f"- Source: {rule.source}"


def _body(rule: Rule) -> Iterator[str]:
    summary = _first_paragraph(rule)
    yield from ("", "## What it stops", "", *textwrap.wrap(summary, 98))
    yield from ("", "## Why", "", *textwrap.wrap(rule.why, 98))
    yield from ("", "## How to mend it", "", *textwrap.wrap(f"{rule.fix}.", 98))


def _first_paragraph(rule: Rule) -> str:
    text = (type(rule).__doc__ or rule.title).strip()
    return " ".join(text.split("\n\n")[0].split())


def override(code: str) -> str:
    """The override column in words."""
    if code == "N":
        return "nobody may override it"
    if code == "D":
        return (
            "nobody may waive it; a privacy officer may sign a determination about the finding "
            "itself (not a patient, invented, expert determination on file)"
        )
    roles = " and ".join(_ROLES.get(letter, letter) for letter in code.split("+"))
    return f"{roles}, with a written reason, never the author alone"


def _examples(rule: Rule) -> Iterator[str]:
    for heading, stopped in (("Stopped", True), ("Not stopped", False)):
        chosen = [example for example in rule.examples if example.stopped is stopped]
        if chosen:
            yield from ("", f"## {heading}")
        for example in chosen:
            yield from _example(example)
    yield from ("", *textwrap.wrap(_RECORDS, 98))


def _example(example: Example) -> Iterator[str]:
    why = example.why[0].upper() + example.why[1:]
    where = f"{example.platform}, pack {example.pack}" if example.pack else example.platform
    yield from ("", f"{why} ({where}):", "", "```markdown")
    if example.front:
        yield from ("---", *_front(example.front), "---")
    yield from (example.body.replace("```", "'''"), "```")


def _front(front: Mapping[str, Any]) -> Iterator[str]:
    for key, value in front.items():
        written = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        yield f"{key}: {written}"


def index(rules: Mapping[str, Rule]) -> str:
    """The table of all rules."""
    rows = [
        f"| [{rule.id}]({rule.id}.md) | {rule.title} | {rule.gate} | {rule.severity.value} "
        f"| {rule.override} | {packs(rule)} |"
        for rule in rules.values()
    ]
    head = [_NOTE, "", "# Rules", "", *textwrap.wrap(_INDEX, 98), ""]
    table = [
        "| id | stops | gate | severity | override | pack |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    return "\n".join([*head, *table, *rows]) + "\n"


def packs(rule: Rule) -> str:
    """Where a rule runs: ``all``, or its packs; and where it is stricter."""
    where = ", ".join(sorted(rule.packs)) or "all"
    return where + "".join(f"; {p}: {s.value}" for p, s in sorted(rule.stricter.items()))


_INDEX = (
    "Every rule judges the exact text and pictures that one account would publish, when they are "
    "checked and again when they are sent. Override: N nobody; D a privacy officer's signed "
    "determination; otherwise the role that may sign an override (C clinician, P privacy, "
    "M marketing, L legal, A account administrator). Pack: where the rule runs, and where it "
    "weighs more; packs are listed in config/policy.toml. No rule is legal advice; a person "
    "decides."
)


def pages(rules: Mapping[str, Rule]) -> dict[str, str]:
    """File name -> content of all pages and the index."""
    return {"index.md": index(rules)} | {f"{r.id}.md": page(r) for r in rules.values()}


def write(folder: Path) -> None:
    """Write every page below ``folder`` and remove pages of rules that are gone."""
    from bot.rules import load

    made = pages(load())
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.md"):
        if old.name not in made:
            old.unlink()
    for name, text in made.items():
        (folder / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    write(Path(sys.argv[1] if len(sys.argv) > 1 else "docs/rules"))
