"""The schema that editors use says what the reader says, as far as a schema can."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]

import bot
from bot.content import fields
from bot.content.schema import schema, text
from bot.model import Kind, People
from bot.records.model import PLATFORMS, Account, Consent
from tests.content.conftest import markdown, parse
from tests.content.test_post import FULL

ROOT = Path(bot.__file__).parent.parent


def test_the_committed_schema_is_the_generated_one() -> None:
    assert (ROOT / "bot" / "schemas" / "post.schema.json").read_text("utf-8") == text()


def test_it_is_a_schema() -> None:
    Draft202012Validator.check_schema(schema())


def test_words_and_shapes_are_those_of_the_terms_and_records() -> None:
    assert fields.PLATFORMS == PLATFORMS
    assert tuple(Kind) == fields.KINDS
    assert tuple(People) == fields.PEOPLE
    shapes = Consent.model_json_schema()["properties"]["id"]["pattern"]
    assert shapes == fields.CONSENT_PATTERN
    assert Account.model_json_schema()["properties"]["name"]["pattern"] == fields.NAME_PATTERN


def validates(post: str) -> bool:
    """Whether an editor, which knows YAML's own types, would accept the front matter."""
    front = post.split("---\n")[1]
    data = yaml.load(front, Loader=_Core)
    return bool(Draft202012Validator(schema()).is_valid(json.loads(json.dumps(data))))


class _Core(yaml.SafeLoader):
    """YAML as editors read it: without YAML 1.1's dates and base-60 numbers."""

    yaml_implicit_resolvers = {
        first: [(tag, regexp) for tag, regexp in pairs if tag.endswith((":bool", ":null"))]
        for first, pairs in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }


GOOD = [
    FULL,
    markdown(),
    markdown(accounts="clinic-x"),
    markdown(slot=None, publish_at="2026-12-01 09:00"),
    markdown(slot=None, repeat="FREQ=DAILY", repeat_at='"10:00"', from_="2026-11-01"),
    markdown(media="{file: a.png}"),
    markdown(hashtags='["#Pain", Rücken]'),
    markdown(evergreen="false"),
]
BAD = [
    markdown(id=None),
    markdown(slot=None),
    markdown(publish_at="2026-12-01 09:00"),
    markdown(publish_at="2026-12-01"),
    markdown(autor="x"),
    markdown(id="A"),
    markdown(kind="x"),
    markdown(accounts="[]"),
    markdown(accounts="[a, a]"),
    markdown(repeat_at='"09:00"'),
    markdown(media="[{alt: x}]"),
    markdown(media="[{file: a.png, people: x}]"),
    markdown(media="[a.png]"),
    markdown(patient="C-7f3a"),
    markdown(patient="{consent: x}"),
    markdown(variants="{myspace: x}"),
    markdown(link="ftp://a.example"),
    markdown(link="https://u@a.example"),
    markdown(hashtags='["a b"]'),
    markdown(evergreen="maybe"),
    markdown(lang="English"),
    markdown(summary="''"),
]


@pytest.mark.parametrize("post", GOOD)
def test_reader_and_schema_accept_the_same(post: str) -> None:
    assert parse(post).post is not None
    assert validates(post)


@pytest.mark.parametrize("post", BAD)
def test_reader_and_schema_refuse_the_same(post: str) -> None:
    assert parse(post).post is None
    assert not validates(post)


def test_reading_posts_loads_no_heavy_library() -> None:
    code = (
        "import sys, bot.content.calendar; early = set(sys.modules); import bot.content.post, "
        "bot.content.markdown; "
        "print([m for m in ('pydantic', 'spacy', 'requests', 'sqlalchemy', 'keyring', 'tweepy') "
        "if m in sys.modules], [m for m in ('yaml', 'markdown_it', 'dateutil') if m in early])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout == "[] []\n"
