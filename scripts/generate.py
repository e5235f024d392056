"""Write (or with --check compare) everything in the repository that is made from the code.

Rule pages, JSON Schemas, the command line's help, exit codes and the platforms' limits.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def made() -> Iterator[tuple[Path, str]]:
    """(file, what stands in it)."""
    from bot.content.schema import text as post_schema
    from bot.records.schema import KINDS, rendered
    from bot.rules import load
    from bot.rules.page import pages

    for name, text in pages(load()).items():
        yield ROOT / "docs" / "rules" / name, text
    yield ROOT / "bot" / "schemas" / "post.schema.json", post_schema()
    for kind in KINDS:
        yield ROOT / "bot" / "schemas" / f"{kind}.schema.json", rendered(kind)
    yield ROOT / "docs" / "cli.md", command_line()
    yield ROOT / "docs" / "platforms" / "limits.md", limits()
    yield ROOT / "README.md", recounted((ROOT / "README.md").read_text(encoding="utf-8"))


def recounted(readme: str) -> str:
    """The README with the figures that a reader can recount."""
    from bot.rules import load

    rules = load().values()
    posts = len(list((ROOT / "content").rglob("*.md")))
    mistakes = len(list((ROOT / "examples" / "stopped").glob("*.md")))
    gates = len({rule.gate for rule in rules})
    readme = re.sub(r"\d+ posts are checked", f"{posts} posts are checked", readme)
    readme = re.sub(r"\d+ believable mistakes", f"{mistakes} believable mistakes", readme)
    counted = f"{len(rules)} rules of a catalogue of 70 in {gates} gates"
    return re.sub(r"\d+ rules of a catalogue of 70 in \d+ gates", counted, readme)


def command_line() -> str:
    """Every command's help and the table of exit codes."""
    import click

    from bot.cli import COMMANDS, cli
    from bot.errors import ExitCode

    context = click.Context(cli, info_name="gatepost", terminal_width=88)
    parts = ["# Command line\n", "Generated from the program.\n", "## Exit codes\n"]
    meanings = {
        ExitCode.CLEAN: "nothing was stopped",
        ExitCode.FAILED: "we failed, or a file is broken",
        ExitCode.USAGE: "the command was called wrongly",
        ExitCode.NOTHING_FOUND: "nothing found",
        ExitCode.HELD: "held for a person",
        ExitCode.BLOCKED: "blocked by a gate",
        ExitCode.UNKNOWN_OUTCOME: "an outcome is unknown; nothing is sent again blindly",
    }
    parts.append("| code | meaning |\n|---|---|")
    parts += [f"| {int(code)} | {meanings[code]} |" for code in ExitCode]
    parts.append(f"\n## gatepost\n\n```\n{cli.get_help(context)}\n```\n")
    for name in COMMANDS:
        command = cli.get_command(context, name)
        assert command is not None
        parts.append(_help(command, f"gatepost {name}"))
    return "\n".join(parts) + "\n"


def _help(command: object, name: str) -> str:
    import click

    assert isinstance(command, click.Command)
    context = click.Context(command, info_name=name, terminal_width=88)
    text = f"## {name}\n\n```\n{command.get_help(context)}\n```\n"
    if isinstance(command, click.Group):
        text += "\n".join(_help(sub, f"{name} {key}") for key, sub in command.commands.items())
    return text


def limits() -> str:
    """The limits of every platform with their sources."""
    from bot.platforms.base import AVAILABLE, composer

    parts = ["# Platform limits\n", "Generated from the code; each with its source and date.\n"]
    for name in AVAILABLE:
        facts = composer(name).LIMITS.facts
        parts.append(f"## {name}\n\n| limit | value | source | read on |\n|---|---|---|---|")
        parts += [
            f"| {key} | {_number(fact.value)} | {fact.source} | {fact.read_on} |"
            for key, fact in facts.items()
        ]
        parts.append("")
    return "\n".join(parts)


def _number(value: float) -> str:
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:g}"


def main() -> int:
    """Write all, or report what differs."""
    check = "--check" in sys.argv[1:]
    stale = []
    for path, text in made():
        if check:
            if not path.is_file() or path.read_text(encoding="utf-8") != text:
                stale.append(path.relative_to(ROOT))
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
    for path in stale:
        print(f"{path} is not what the code makes; run python scripts/generate.py")
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main())
