"""One engine for the whole session: loading the model costs seconds."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from bot.model import Attachment, Kind, Part, Place, Post, Rendition
from bot.phi.engine import Engine
from bot.phi.model import Analysis, Level
from bot.records import Records
from bot.records.model import Account, Brand, Credential, Person, Phrase, Policy, Settings


def make_records() -> Records:
    """A small practice of invented people."""
    okafor = Person(
        id="dr-okafor",
        name="Amara Okafor",
        aliases=("A. Okafor",),
        credentials=(Credential(title="MD"),),
        handles={"x": "@AmaraOkaforMD"},
    )
    brand = Brand(
        name="Brightwater Spine Clinic",
        aliases=("Brightwater",),
        contacts=Phrase(
            phones=("+1 415 555 0100",),
            emails=("hello@brightwater.example",),
            addresses=("12 Harbor Street, Millbrook, CA 94030",),
            domains=("brightwater.example",),
        ),
        mrn_formats=(r"BW-\d{5}",),
    )
    account = Account(name="clinic-x", platform="x", handle="@brightwaterspine")
    return Records(
        root=Path(),
        settings=Settings(clinic="Brightwater", timezone="America/Los_Angeles"),
        brand=brand,
        policy=Policy(),
        accounts={account.name: account},
        people={okafor.id: okafor},
        registers={},
        consents={},
    )


def make_post(**changes: object) -> Post:
    values: dict[str, object] = {
        "id": "2026-12-walk",
        "path": "content/2026-12-walk.md",
        "source_digest": "0" * 64,
        "author": "dr-okafor",
        "kind": Kind.EDUCATION,
        "accounts": ("clinic-x",),
        "body": "",
        "body_line": 9,
    }
    return Post(**(values | changes))  # type: ignore[arg-type]


def make_rendition(text: str, *, alt: str = "", file: str = "", lang: str = "en") -> Rendition:
    picture = Attachment(
        sha256="0" * 64, mime="image/png", width=1, height=1, size=1, alt=alt, file=file,
        place=Place("content/2026-12-walk.md", 5, 3),
    )  # fmt: skip
    attachments = (picture,) if alt or file else ()
    part = Part(text, text, attachments=attachments)
    return Rendition("2026-12-walk", "clinic-x", "x", lang, (part,))


def worst(analysis: Analysis) -> Level:
    """The gravest level of an analysis; a part that was not read counts as review."""
    levels = {hit.level for hit in analysis.hits}
    if Level.BLOCK in levels:
        return Level.BLOCK
    return Level.REVIEW if Level.REVIEW in levels or analysis.not_run else Level.INFO


@pytest.fixture(scope="session")
def engine() -> Engine:
    made = Engine(records=make_records())
    made.analyse_text("warm up")
    return made


Judge = Callable[[str], Level]


@pytest.fixture(scope="session")
def judge(engine: Engine) -> Judge:
    return lambda text: worst(engine.analyse_text(text))
