"""gatepost phi: the PHI engine alone, over a text file or standard input."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from bot.cli.app import App, format_option, pass_app
from bot.cli.excerpt import mask
from bot.errors import BadUsage, ExitCode

if TYPE_CHECKING:
    from bot.phi import Analysis, Engine, Hit

MAX_BYTES = 16 << 20


@dataclass(frozen=True, slots=True)
class Looked:
    """One text and what the engine says of it; ``name`` is its line's number or its own id."""

    name: str
    text: str
    analysis: Analysis


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, allow_dash=True))
@click.option("--lines", "by_line", is_flag=True, help="Read each line as a text of its own.")
@click.option("--jsonl", is_flag=True, help='Read each line as {"id": …, "text": …}.')
@click.option("--lang", default="en", show_default=True, help="What language the text is in.")
@format_option
@pass_app
def phi(app: App, file: Path, by_line: bool, jsonl: bool, lang: str, form: str) -> None:
    """Say who could be recognised in FILE (- for standard input). Sends and stores nothing.

    Ends with 0 when nothing was found, 10 when a person should look, 11 when it must not go out.
    """
    from bot.phi import Engine

    texts = list(_texts(_read(file), by_line=by_line, jsonl=jsonl))
    engine = Engine(records=_records(app))
    looked = [_look(engine, name, text, lang) for name, text in texts]
    if form == "json":
        app.emit({"exit_code": int(_code(looked)), "texts": [as_plain(one) for one in looked]})
    else:
        for line in table(looked):
            click.echo(line)
    app.finish(_code(looked))


def _look(engine: Engine, name: str, text: str, lang: str) -> Looked:
    return Looked(name, text, engine.analyse_text(text, lang=lang))


def _records(app: App) -> Any:
    """The calendar's records where there is one, so that its own people and numbers pass."""
    from bot.errors import NothingFound

    try:
        return app.records if app.folder else None
    except NothingFound:
        if app.root is not None:
            raise
        return None


def _read(file: Path) -> str:
    source = "standard input" if str(file) == "-" else file.name
    try:
        raw = sys.stdin.buffer.read(MAX_BYTES + 1) if str(file) == "-" else _bytes(file)
    except OSError as err:
        raise BadUsage(f"{source} cannot be read.", fix="Look at its name and rights.") from err
    if len(raw) > MAX_BYTES:
        raise BadUsage(f"{source} is larger than 16 MiB.", fix="Cut it into smaller files.")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as err:
        raise BadUsage(f"{source} is not UTF-8 text.", fix="Save it as UTF-8.") from err
    if "\0" in text:
        raise BadUsage(f"{source} is not text: it holds NUL bytes.", fix="Give a text file.")
    return text


def _bytes(file: Path) -> bytes:
    with file.open("rb") as opened:
        return opened.read(MAX_BYTES + 1)


def _texts(raw: str, *, by_line: bool, jsonl: bool) -> Iterator[tuple[str, str]]:
    if not (by_line or jsonl):
        yield "1", raw
        return
    for number, line in enumerate(raw.split("\n"), 1):
        if not line.strip():
            continue
        yield _entry(number, line) if jsonl else (str(number), line.rstrip("\r"))


def _entry(number: int, line: str) -> tuple[str, str]:
    try:
        entry = json.loads(line)
        text = entry["text"]
    except (ValueError, KeyError, TypeError, RecursionError) as err:
        raise _no_entry(number) from err
    if not isinstance(text, str):
        raise _no_entry(number)
    return str(number), text


def _no_entry(number: int) -> BadUsage:
    return BadUsage(f'Line {number} is not {{"text": "…"}}.', fix="Write one JSON object a line.")


def _code(looked: Iterable[Looked]) -> ExitCode:
    from bot.phi import Level

    levels = {hit.level for one in looked for hit in one.analysis.hits}
    if Level.BLOCK in levels:
        return ExitCode.BLOCKED
    if Level.REVIEW in levels or any(one.analysis.not_run for one in looked):
        return ExitCode.HELD
    return ExitCode.CLEAN


def table(looked: Iterable[Looked]) -> Iterator[str]:
    """One line a finding, masked: text, column, level, class, reason."""
    blocked = reviewed = texts = 0
    for one in looked:
        texts += 1
        levels = {hit.level.value for hit in one.analysis.hits}
        blocked += "block" in levels
        reviewed += "block" not in levels and ("review" in levels or bool(one.analysis.not_run))
        for hit in _stopping(one.analysis):
            yield (
                f"{_spot(one, hit)}  {hit.level.value:<6}  {hit.identifier.value}: "
                f"{mask(one.text[hit.start : hit.end])}  ({hit.reason})"
            )
        for reason in one.analysis.not_run:
            yield f"{one.name}:1  review  not read: {reason}"
    yield f"{texts:,} read: {blocked:,} to block, {reviewed:,} to look at."


def _stopping(analysis: Analysis) -> list[Hit]:
    return [hit for hit in analysis.hits if hit.level.value != "info"]


def _spot(one: Looked, hit: Hit) -> str:
    before = one.text[: hit.start]
    line = before.count("\n") + int(one.name)
    return f"{line}:{hit.start - (before.rfind(chr(10)) + 1) + 1}"


def as_plain(one: Looked) -> dict[str, Any]:
    """One text's answer as plain data: offsets and classes, and nothing of the text."""
    return {
        "line": int(one.name),
        "not_run": list(one.analysis.not_run),
        "patient_context": one.analysis.patient_context,
        "spans": [
            {
                "start": hit.start,
                "end": hit.end,
                "class": hit.identifier.value,
                "level": hit.level.value,
                "role": hit.role.value,
                "reason": hit.reason,
            }
            for hit in one.analysis.hits
        ],
    }
