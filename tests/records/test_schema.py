"""The shipped schemas are those of the models, and take what the models take."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]
from jsonschema.exceptions import ValidationError  # type: ignore[import-untyped]

from bot.records import load_records
from bot.records.schema import KINDS, SCHEMAS, copy_schemas, hint, rendered

EXAMPLES = {
    "gatepost": (
        'clinic = "Harbor Spine"\ntimezone = "America/Chicago"\nenvironment = "sandbox"\n'
        'vault = "sealed-unattended"\nsecret_file = "/run/secrets/gatepost.json"\n'
        "[late]\npost_within = 10\n[media_host]\nfolder = 'public'\n"
        '[platforms.linkedin]\nversion = "202611"\nversion_sunset = 2027-11-15\nfold = 140\n'
    ),
    "brand": (
        'name = "Harbor Spine"\nhashtags = ["SpineHealth"]\ncolors = ["#14535c", "#ffffff"]\n'
        "mrn_formats = ['HS\\d{7}']\n[boilerplate]\nlinkedin = 'Education only.'\n"
        '[contacts]\nphones = ["+1 312 555 0100"]\n'
    ),
    "policy": (
        'practice = "solo"\npacks = ["us", "us-ca"]\npause = false\n'
        '[roles]\nstory = ["privacy", "clinician"]\n[folds]\ninstagram = 110\n'
    ),
    "accounts": (
        '[clinic-x]\nplatform = "x"\nhandle = "harborspine"\nowner = "dr-okafor"\n'
        'actors = ["dr-okafor"]\nslots = ["tue 09:00"]\ntoken_expires = 2027-01-01T00:00:00Z\n'
        'two_factor = {enabled = true, method = "passkey", by = "dr-okafor", on = 2026-11-01}\n'
    ),
    "person": (
        'id = "dr-okafor"\nname = "Ada Okafor"\nroles = ["author", "clinician"]\n'
        f'public_key = "{"A" * 43}="\n[[credentials]]\ntitle = "MD"\nuntil = 2030-01-01\n'
        '[handles]\nx = "adaokafor"\n'
    ),
    "register": (
        'person = "dr-okafor"\n[[tie]]\ncompany = "Neurolief"\nnature = "speaking"\n'
        'from = 2026-01-01\nto = 2026-12-31\namount_band = "1k-9.9k"\n'
        'text_short = "Ad: paid speaker for Neurolief"\n'
    ),
    "consent": (
        'schema = 1\nid = "C-7f3a"\nstatus = "active"\nvalid_from = 2026-01-01\n'
        "plain_language = true\ncopy_given = true\n"
        '[elements]\ndescription = "story"\nexpiry = {date = 2027-01-01}\n'
        'signature = {present = true, date = 2026-01-01}\nsigner = {role = "patient"}\n'
        f'[scope]\nplatforms = ["x"]\nmedia = ["text"]\nname_hmacs = ["{"0" * 64}"]\n'
        '[verified]\nby = "dr-okafor"\nat = 2026-01-02\nwith = "phone"\n'
    ),
    "products": (
        '[[product]]\nname = "CalmWave"\nkind = "device"\nstatus = "cleared"\n'
        'number = "K260001"\nindication = "chronic leg pain"\nchecked = 2026-11-01\n'
    ),
    "references": (
        '[[reference]]\ndoi = "10.5555/abc.1"\nstatus = "retracted"\nchecked = 2026-11-01\n'
    ),
    "incident": (
        'id = "lost-phone"\nkind = "device"\naccounts = ["clinic-x"]\ndiscovered = 2026-11-20\n'
        "phi = false\n[told]\nhhs = 2026-11-21\n"
    ),
    "approval": (
        'post = "walk"\nperson = "dr-okafor"\nat = 2026-11-02T15:00:00Z\nsignature = "x"\n'
        '[[bound]]\naccount = "clinic-x"\noccurrence = "once"\nrendition = "ab"\n'
    ),
    "override": (
        'rule = "CAD003"\npost = "walk"\nperson = "dr-okafor"\nrole = "clinician"\n'
        'reason_code = "evidence-on-file"\nreason = "The committee has read it."\n'
        'at = 2026-11-02T15:00:00Z\nexpires = 2027-01-02\nsignature = "x"\n'
        '[[bound]]\naccount = "clinic-x"\nplatform = "x"\nrendition = "ab"\n'
    ),
    "determination": (
        'id = "D-a1b2c3"\nrule = "PHI001"\npost = "walk"\nperson = "dr-okafor"\n'
        'kind = "invented"\nreason = "The person in it does not exist."\n'
        f'findings = ["{"0" * 64}"]\nat = 2026-11-02T15:00:00Z\nsignature = "x"\n'
    ),
}
HOMES = {
    "gatepost": "gatepost.toml",
    "brand": "brand.toml",
    "policy": "policy.toml",
    "accounts": "accounts.toml",
    "person": "people/dr-okafor.toml",
    "register": "register/dr-okafor.toml",
    "consent": "consents/C-7f3a.toml",
    "products": "products.toml",
    "references": "references.toml",
    "incident": "incidents/lost-phone.toml",
    "approval": "approvals/walk--dr-okafor.toml",
    "override": "overrides/walk--CAD003--dr-okafor.toml",
    "determination": "determinations/D-a1b2c3.toml",
}


def validator(kind: str) -> Draft202012Validator:
    made = json.loads((SCHEMAS / f"{kind}.schema.json").read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(made)
    return Draft202012Validator(made)


def as_json(text: str) -> object:
    return json.loads(json.dumps(tomllib.loads(text), default=lambda date: date.isoformat()))


@pytest.mark.parametrize("kind", KINDS)
def test_the_shipped_schema_is_the_models(kind: str) -> None:
    """If it is not: python -m bot.records.schema."""
    assert (SCHEMAS / f"{kind}.schema.json").read_text(encoding="utf-8") == rendered(kind)


@pytest.mark.parametrize("kind", KINDS)
def test_an_example_of_each_kind_is_valid(kind: str) -> None:
    validator(kind).validate(as_json(EXAMPLES[kind]))


@pytest.mark.parametrize("kind", KINDS)
def test_an_unknown_key_is_not(kind: str) -> None:
    with pytest.raises(ValidationError):
        validator(kind).validate(as_json("stray_ = 1\n" + EXAMPLES[kind]))


def test_the_same_examples_load(tmp_path: Path) -> None:
    for kind, text in EXAMPLES.items():
        path = tmp_path / "config" / HOMES[kind]
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"{hint(kind)}\n{text}", encoding="utf-8")
    records = load_records(tmp_path, {})

    assert records.problems == ()
    assert len(records.approvals) == 1


def test_the_hint_of_each_kind_points_to_the_copied_schema(tmp_path: Path) -> None:
    copied = set(copy_schemas(tmp_path))

    for kind, home in HOMES.items():
        pointed = hint(kind).removeprefix("#:schema ")
        path = (tmp_path / "config" / home).parent / pointed
        assert path.resolve() in copied
