"""CON007: by what right somebody else signed."""

from __future__ import annotations

import pytest

from tests.rules.harness import consent, findings, records


@pytest.mark.parametrize(
    ("signer", "stopped"),
    [
        ({"role": "patient"}, False),
        ({"role": "parent"}, True),
        ({"role": "parent", "authority": "  "}, True),
        ({"role": "parent", "authority": "mother with custody"}, False),
        ({"role": "representative"}, True),
        ({"role": "representative", "authority": "health care power of attorney"}, False),
        ({"role": "minor", "authority": "self"}, True),
    ],
)
def test_who_may_sign(signer: dict, stopped: bool) -> None:
    record = consent("C-t3st", elements={"signer": signer})
    front = {"kind": "story", "patient": {"consent": "C-t3st"}}

    found = findings("CON007", front, "A story.", records=records(consents={"C-t3st": record}))

    assert bool(found) is stopped
