"""Signed yeses: any change of what was signed, or of who signed, leaves them worth nothing."""

from __future__ import annotations

import base64
import tomllib
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from bot.errors import BadRecord
from bot.records import Records, load_records
from bot.records.approval import (
    acknowledged,
    covering,
    covers,
    sign,
    signed_bytes,
    verify,
    write_approval,
)
from bot.records.model import Approval, Bound, Person

SEED, OTHER_SEED = b"s" * 32, b"o" * 32
AT = datetime(2026, 11, 2, 15, 0, tzinfo=UTC)
DIGEST = "ab" * 32


def public(seed: bytes) -> str:
    key = Ed25519PrivateKey.from_private_bytes(seed).public_key()
    return base64.b64encode(key.public_bytes_raw()).decode()


def person(**changes: Any) -> Person:
    values = {
        "id": "dr-lin",
        "name": "Mei Lin",
        "roles": ["clinician", "privacy"],
        "public_key": public(SEED),
    }
    return Person.model_validate(values | changes)


def approval(**changes: Any) -> Approval:
    values: dict[str, Any] = {
        "post": "walk",
        "person": "dr-lin",
        "roles": ("clinician",),
        "acknowledges_warns": True,
        "bound": (
            Bound(account="clinic-x", occurrence="once", rendition=DIGEST, warns=("ACT001",)),
        ),
        "consents": ("C-7f3a",),
        "rule_set": "1",
        "note": 'looks "right"\nto me',
        "at": AT,
        "signature": "",
    }
    return Approval.model_validate(values | changes)


# ---------------------------------------------------------------- signatures
def test_what_was_signed_verifies() -> None:
    assert verify(sign(approval(), SEED), person())


def test_the_signed_bytes_are_canonical_json_behind_a_domain() -> None:
    bound = (Bound(account="clinic-x", occurrence="once", rendition=DIGEST),)
    assert signed_bytes(approval(note="", bound=bound, signature="never part of it")) == (
        b'gatepost approval v1\0{"acknowledges_warns":true,"at":"2026-11-02T15:00:00+00:00",'
        b'"bound":[{"account":"clinic-x","occurrence":"once","rendition":"' + b"ab" * 32 + b'"}],'
        b'"consents":["C-7f3a"],"decision":"approve","note":"","person":"dr-lin","post":"walk",'
        b'"roles":["clinician"],"rule_set":"1","schema":1}'
    )


CHANGES: dict[str, Any] = {
    "schema": 2,
    "post": "run",
    "roles": ("privacy",),
    "decision": "refuse",
    "acknowledges_warns": False,
    "self_reviewed": True,
    "bound": (Bound(account="clinic-x", occurrence="once", rendition="cd" * 32),),
    "consents": (),
    "rule_set": "2",
    "note": "changed",
    "at": AT + timedelta(microseconds=1),
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_change_of_any_field_breaks_the_signature(name: str) -> None:
    good = sign(approval(), SEED)
    changed = approval(**{name: CHANGES[name], "signature": good.signature})

    proof = verify(changed, person())
    assert not proof
    assert proof.why == "the signature does not fit the record and the person's key"


def test_every_field_is_among_the_changes_tested() -> None:
    fields = {f.alias or name for name, f in Approval.model_fields.items()}

    assert fields - {"signature", "person"} == set(CHANGES)


def test_the_same_instant_in_another_zone_is_the_same() -> None:
    good = sign(approval(), SEED)
    there = approval(at=AT.astimezone(timezone(timedelta(hours=-6))), signature=good.signature)

    assert verify(there, person())


@pytest.mark.parametrize(
    ("signer", "why"),
    [
        ({"id": "dr-okafor"}, "it names another person"),
        ({"public_key": ""}, "config/people/dr-lin.toml has no public_key"),
        ({"public_key": public(OTHER_SEED)}, "the signature does not fit"),
        ({"roles": ["author"]}, "it claims a role that the person does not have"),
        ({"until": date(2026, 11, 1)}, "the person had left the practice"),
    ],
)
def test_who_signed_must_be_who_may(signer: dict[str, Any], why: str) -> None:
    proof = verify(sign(approval(), SEED), person(**signer))

    assert not proof
    assert proof.why.startswith(why)


def test_the_last_day_with_the_practice_still_counts() -> None:
    assert verify(sign(approval(), SEED), person(until=date(2026, 11, 2)))


def test_an_approval_from_the_future_is_none() -> None:
    good = sign(approval(), SEED)

    assert verify(good, person(), AT - timedelta(minutes=5))
    assert not verify(good, person(), AT - timedelta(minutes=6))


@pytest.mark.parametrize("signature", ["", "x", "é", base64.b64encode(b"0" * 64).decode()])
def test_what_is_no_signature_does_not_verify(signature: str) -> None:
    assert not verify(approval(signature=signature), person())


# ---------------------------------------------------------------- what is covered
EXACT: dict[str, Any] = {
    "post": "walk",
    "account": "clinic-x",
    "occurrence": "once",
    "rendition_digest": DIGEST,
    "consents": ("C-7f3a",),
}


def test_it_covers_exactly_what_it_names() -> None:
    assert covers(approval(), **EXACT)
    assert covers(
        approval(consents=("C-1111", "C-7f3a")), **EXACT | {"consents": ["C-7f3a", "C-1111"]}
    )
    assert covers(approval(consents=()), **EXACT | {"consents": ("",)})


@pytest.mark.parametrize(
    "change",
    [
        {"post": "run"},
        {"account": "clinic-linkedin"},
        {"occurrence": "2026-11-14"},
        {"rendition_digest": "cd" * 32},
        {"consents": ()},
        {"consents": ("C-7f3a", "C-1111")},
    ],
)
def test_it_covers_nothing_else(change: dict[str, Any]) -> None:
    assert not covers(approval(), **EXACT | change)


def test_a_refusal_covers_nothing() -> None:
    assert not covers(approval(decision="refuse"), **EXACT)


# ---------------------------------------------------------------- on file
Write = Callable[[str, str], Path]
PERSON = 'id = "{0}"\nname = "{0}"\nroles = ["author", "clinician"]\npublic_key = "{1}"\n'


@pytest.fixture
def filed(root: Path, write: Write) -> Callable[..., Records]:
    """Sign approvals, write them, read them back with everything else."""
    seeds = {"dr-lin": SEED, "dr-okafor": OTHER_SEED}
    for name, seed in seeds.items():
        write(f"people/{name}.toml", PERSON.format(name, public(seed)))

    def file(*approvals: Approval, practice: str = "group") -> Records:
        write("policy.toml", f'practice = "{practice}"\n')
        for one in approvals:
            write_approval(root, sign(one, seeds[one.person]))
        records = load_records(root, {})
        assert records.problems == ()
        return records

    return file


def test_what_is_written_is_read_back_the_same(root: Path, filed: Callable[..., Records]) -> None:
    records = filed(approval())

    assert records.approvals == (sign(approval(), SEED),)


def test_the_file_is_named_hinted_and_whole(root: Path) -> None:
    path = write_approval(root, sign(approval(), SEED))

    assert path == root / "config" / "approvals" / "walk--dr-lin.toml"
    text = path.read_text()
    assert text.startswith("#:schema ../schemas/approval.schema.json\nschema = 1\n")
    assert tomllib.loads(text)["bound"][0]["rendition"] == DIGEST
    assert [p.name for p in path.parent.iterdir()] == [path.name]


def test_a_folder_that_cannot_be_written_is_one_line(root: Path) -> None:
    (root / "config" / "approvals").write_text("a file in the way")
    with pytest.raises(BadRecord) as caught:
        write_approval(root, approval())

    assert str(caught.value).startswith("config/approvals/walk--dr-lin.toml:1:1: the approval")


def test_an_approval_in_a_file_of_another_name_is_none(root: Path) -> None:
    path = write_approval(root, sign(approval(), SEED))
    path.rename(path.with_name("walk--dr-okafor.toml"))
    records = load_records(root, {})

    assert records.approvals == ()
    assert "Call it <post>--<person>.toml." in str(records.problems[0])


def test_a_forged_or_unknown_signer_covers_nothing(filed: Callable[..., Records]) -> None:
    records = filed(approval())
    assert len(list(covering(records, **EXACT))) == 1

    forged = records.approvals[0].model_copy(update={"note": "changed"})
    stranger = records.approvals[0].model_copy(update={"person": "nobody"})
    for bad in (forged, stranger):
        assert list(covering(replace(records, approvals=(bad,)), **EXACT)) == []


def test_one_refusal_outweighs_every_approval(filed: Callable[..., Records]) -> None:
    refusal = approval(person="dr-okafor", decision="refuse")

    assert list(covering(filed(approval(), refusal), **EXACT)) == []
    assert not acknowledged(filed(approval(), refusal), **EXACT)


def test_warns_are_acknowledged_by_one_who_says_so(filed: Callable[..., Records]) -> None:
    assert not acknowledged(filed(approval(acknowledges_warns=False)), **EXACT)
    assert acknowledged(filed(approval()), **EXACT, now=AT) == {"ACT001"}
    assert not acknowledged(filed(approval()), **EXACT, now=AT - timedelta(days=1))


def test_an_authors_own_word_counts_only_in_a_solo_practice_without_patients(
    filed: Callable[..., Records],
) -> None:
    plain = EXACT | {"consents": ()}
    own = approval(consents=())

    assert not acknowledged(filed(own), **plain, author="dr-lin")
    assert acknowledged(filed(own), **plain, author="dr-okafor")
    assert acknowledged(filed(own, practice="solo"), **plain, author="dr-lin")
    assert not acknowledged(filed(approval(), practice="solo"), **EXACT, author="dr-lin")
    assert acknowledged(filed(approval(), practice="solo"), **EXACT, author="dr-okafor")
