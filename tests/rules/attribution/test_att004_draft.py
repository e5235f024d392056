"""ATT004: a clinician's signature over the very bytes, and nothing less."""

from __future__ import annotations

import base64
from datetime import UTC, datetime
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from bot.records.approval import sign
from bot.records.model import Approval, Bound
from tests.rules.harness import PEOPLE, post, records, rendition, verdict

SEED = bytes(range(32))
KEY = Ed25519PrivateKey.from_private_bytes(SEED).public_key()
PUBLIC = base64.b64encode(KEY.public_bytes(Encoding.Raw, PublicFormat.Raw)).decode()


def judged(seed: bytes = SEED, **changes: Any) -> bool:
    """Whether the post is stopped under one approval of Wei Lin's."""
    one = post({"ai_used": "text"}, "Walking is good medicine.")
    shown = rendition(one)
    bound = changes.pop("bound", shown.digest)
    values: dict[str, Any] = {
        "post": one.id,
        "person": "dr-lin",
        "roles": ("clinician",),
        "bound": (Bound(account="clinic-linkedin", occurrence="once", rendition=bound),),
        "at": datetime(2026, 12, 1, tzinfo=UTC),
        "signature": "",
    }
    people = {p.id: p.model_copy(update={"public_key": PUBLIC}) for p in PEOPLE}
    approval = sign(Approval(**(values | changes)), seed)
    known = records(people=people, approvals=(approval,))
    return bool(verdict("ATT004", one, shown, records=known).findings)


def test_a_clinician_s_signature_over_this_text_lets_it_pass() -> None:
    assert not judged()


@pytest.mark.parametrize(
    "change",
    [
        {"bound": "0" * 64},
        {"roles": ("author",)},
        {"decision": "refuse"},
        {"person": "maya-reyes"},
        {"post": "another-post"},
        {"seed": bytes(32)},
    ],
    ids=lambda change: next(iter(change)),
)
def test_anything_less_does_not(change: dict[str, Any]) -> None:
    assert judged(**change)
