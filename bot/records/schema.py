"""JSON Schemas of all records, made from the models: ``python -m bot.records.schema``.

They are committed under bot/schemas/; ``gatepost init`` copies them to config/schemas/,
where the hint line at the top of a record points editors that know Taplo's directive.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bot.records.model import (
    Account,
    Approval,
    Brand,
    Consent,
    Determination,
    Incident,
    Override,
    Person,
    Policy,
    Products,
    Record,
    References,
    Register,
    Settings,
)

SCHEMAS = Path(__file__).resolve().parent.parent / "schemas"
_DRAFT = "https://json-schema.org/draft/2020-12/schema"

#: Kind of record -> its model and whether its file lies in a folder of config/.
KINDS: dict[str, tuple[type[Record], bool]] = {
    "gatepost": (Settings, False),
    "brand": (Brand, False),
    "policy": (Policy, False),
    "accounts": (Account, False),
    "person": (Person, True),
    "register": (Register, True),
    "consent": (Consent, True),
    "approval": (Approval, True),
    "override": (Override, True),
    "determination": (Determination, True),
    "products": (Products, False),
    "references": (References, False),
    "incident": (Incident, True),
}


def hint(kind: str) -> str:
    """The first line of a record's file, by which editors find its schema."""
    up = "../" if KINDS[kind][1] else "./"
    return f"#:schema {up}schemas/{kind}.schema.json"


def schema(kind: str) -> dict[str, Any]:
    """The JSON Schema of a file of this kind."""
    model = KINDS[kind][0]
    made = model.model_json_schema(by_alias=True)
    if kind == "accounts":
        made = _accounts(made)
    title = f"gatepost {kind}"
    return {"$schema": _DRAFT} | made | {"title": title}


def _accounts(account: dict[str, Any]) -> dict[str, Any]:
    """A file of accounts is a table of tables; each one's key is its name."""
    definitions = account.pop("$defs")
    name = account["properties"].pop("name")
    account["required"].remove("name")
    return {
        "type": "object",
        "description": "config/accounts.toml: one table an account, its key is the name.",
        "propertyNames": {"pattern": name["pattern"]},
        "additionalProperties": {"$ref": "#/$defs/Account"},
        "$defs": definitions | {"Account": account},
    }


def rendered(kind: str) -> str:
    """The schema as its file holds it."""
    return json.dumps(schema(kind), indent=2, sort_keys=True, ensure_ascii=False) + "\n"


def copy_schemas(root: Path) -> Iterator[Path]:
    """Copy every shipped schema to config/schemas/ of a calendar; yields the paths written."""
    target = root / "config" / "schemas"
    target.mkdir(parents=True, exist_ok=True)
    for source in sorted(SCHEMAS.glob("*.schema.json")):
        path = target / source.name
        path.write_bytes(source.read_bytes())
        yield path


def main() -> None:
    """Write every schema to bot/schemas/."""
    SCHEMAS.mkdir(exist_ok=True)
    for kind in KINDS:
        (SCHEMAS / f"{kind}.schema.json").write_text(rendered(kind), encoding="utf-8")
    sys.stdout.write(f"{len(KINDS)} schemas written to bot/schemas\n")


if __name__ == "__main__":
    main()
