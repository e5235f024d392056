"""The JSON Schema of front matter, made from the reader's own table of keys.

``python -m bot.content.schema > bot/schemas/post.schema.json`` writes it; editors that
know YAML schemas complete and check a post by it. It is a little wider than the reader:
what no schema can say (times that exist, links without a secret) the reader checks.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from typing import Any

from bot.content.fields import (
    KEYS,
    MEDIA_KEYS,
    PATIENT_KEYS,
    PLATFORMS,
    REPEATING,
    TIMES,
    Key,
)


def schema() -> dict[str, Any]:
    """The schema as plain data, in draft 2020-12."""
    properties = _properties(KEYS)
    properties["media"] |= _list_or_one(_table(MEDIA_KEYS))
    properties["patient"] |= _table(PATIENT_KEYS)
    properties["variants"] |= {
        "type": "object",
        "properties": {name: {"type": "string", "minLength": 1} for name in PLATFORMS},
        "additionalProperties": False,
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "post.schema.json",
        "title": "gatepost: the front matter of a post",
        **_table(KEYS),
        "properties": properties,
        "oneOf": [{"required": [name]} for name in TIMES],
        "dependentRequired": {name: ["repeat"] for name in REPEATING},
    }


def _table(keys: Sequence[Key]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": _properties(keys),
        "required": [key.name for key in keys if key.required],
        "additionalProperties": False,
    }


def _properties(keys: Sequence[Key]) -> dict[str, Any]:
    return {
        key.name: {"description": f"{key.says} Example: {key.example}", **key.schema}
        for key in keys
    }


def _list_or_one(item: dict[str, Any]) -> dict[str, Any]:
    return {"anyOf": [item, {"type": "array", "items": item}]}


def text() -> str:
    """The file's bytes, as text."""
    return json.dumps(schema(), indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    sys.stdout.write(text())
