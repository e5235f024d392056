"""The account gate: who, from where, with what, and nothing secret in the text."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from bot.gates import Decision
from bot.model import Severity
from bot.records.model import Policy
from bot.rules.account.act004_secret import is_random, secrets
from tests.rules.harness import (
    NOW,
    SEEN,
    Vault,
    account,
    findings,
    post,
    records,
    verdict,
)

DULL = "Walking is good medicine."
TODAY = date(2026, 12, 1)


def with_seen(seen, **policy):
    one = account("clinic-linkedin", two_factor=seen)
    known = records(accounts={one.name: one}, policy=Policy(**policy))
    return findings("ACT001", {}, DULL, records=known)


# ---------------------------------------------------------------- ACT001
@pytest.mark.parametrize(
    ("age", "limit", "severity"),
    [
        (0, 90, None),
        (80, 90, None),
        (81, 90, Severity.WARN),
        (90, 90, Severity.WARN),
        (91, 90, Severity.BLOCK),
        (-1, 90, Severity.BLOCK),  # dated in the future
        (31, 30, Severity.BLOCK),
        (20, 30, None),
    ],
)
def test_an_attestation_ages(age: int, limit: int, severity: Severity | None) -> None:
    seen = SEEN.model_copy(update={"on": TODAY - timedelta(days=age)})

    found = with_seen(seen, two_factor_days=limit)

    assert [f.severity for f in found] == ([severity] if severity else [])


@pytest.mark.parametrize(
    ("update", "policy", "stopped"),
    [
        ({"enabled": False}, {}, True),
        ({"method": "sms"}, {}, True),
        ({"method": "sms"}, {"sms_allowed": True}, False),
        ({"method": "security-key"}, {}, False),
    ],
)
def test_what_was_seen_counts(update: dict, policy: dict, stopped: bool) -> None:
    assert bool(with_seen(SEEN.model_copy(update=update), **policy)) is stopped


def test_an_account_that_is_not_on_file_is_stopped_by_all_three() -> None:
    front = {"accounts": ["unknown-account"]}

    assert all(findings(rule, front, DULL) for rule in ("ACT001", "ACT002", "ACT003"))


# ---------------------------------------------------------------- ACT002
@pytest.mark.parametrize(
    ("front", "stopped"),
    [
        ({"accounts": ["okafor-personal"]}, True),
        ({"accounts": ["okafor-personal"], "kind": "opinion"}, False),
        ({"accounts": ["okafor-personal"], "kind": "opinion", "author": "dr-lin"}, True),
        ({"accounts": ["okafor-linkedin"], "kind": "opinion", "author": "dr-lin"}, True),
        ({"accounts": ["okafor-linkedin"], "author": "dr-lin"}, False),
        ({"kind": "opinion"}, False),
    ],
)
def test_professional_and_personal_are_kept_apart(front: dict, stopped: bool) -> None:
    assert bool(findings("ACT002", front, DULL)) is stopped


# ---------------------------------------------------------------- ACT003
@pytest.mark.parametrize(
    ("front", "stopped"),
    [
        ({"author": "dr-okafor"}, False),
        ({"author": "dr-lin"}, True),
        ({"author": "nobody-known"}, True),
        ({"accounts": ["okafor-linkedin"]}, False),
    ],
)
def test_the_author_is_on_the_list_or_owns_the_account(front: dict, stopped: bool) -> None:
    assert bool(findings("ACT003", front, DULL)) is stopped


@pytest.mark.parametrize(
    ("actor", "stopped"),
    [("", False), ("dr-okafor", False), ("maya-reyes", False), ("dr-lin", True), ("x-y", True)],
)
def test_who_sends_is_asked_at_sending(actor: str, stopped: bool) -> None:
    assert bool(findings("ACT003", {}, DULL, actor=actor, sending=True)) is stopped
    assert not findings("ACT003", {}, DULL, actor=actor)


def test_an_author_may_publish_until_the_last_day() -> None:
    person = records().people["dr-okafor"]
    for until, stopped in ((date(2026, 12, 8), False), (date(2026, 12, 7), True)):
        leaver = person.model_copy(update={"until": until})
        known = records(people={"dr-okafor": leaver})
        assert bool(findings("ACT003", {}, DULL, records=known)) is stopped


@pytest.mark.parametrize(
    ("vault", "severity"),
    [
        (Vault(), None),
        (Vault(missing=("clinic-linkedin",)), Severity.BLOCK),
        (Vault(expires={"clinic-linkedin": NOW}), Severity.BLOCK),
        (Vault(expires={"clinic-linkedin": NOW + timedelta(hours=2)}), Severity.INFO),
        (Vault(expires={"clinic-linkedin": NOW + timedelta(days=30)}), None),
    ],
)
def test_the_token_has_to_be_there_and_live(vault: Vault, severity: Severity | None) -> None:
    found = findings("ACT003", {}, DULL, vault=vault)

    assert [f.severity for f in found] == ([severity] if severity else [])


def test_without_a_vault_the_people_are_judged_and_the_rest_is_deferred() -> None:
    answer = verdict("ACT003", post({"author": "dr-lin"}, DULL), vault=None)
    clean = verdict("ACT003", post({}, DULL), vault=None)

    assert (len(answer.findings), answer.deferred) == (1, ("ACT003",))
    assert (clean.decision, clean.deferred) == (Decision.ALLOW, ("ACT003",))


def test_at_sending_a_missing_vault_blocks() -> None:
    assert verdict("ACT003", post({}, DULL), vault=None, sending=True).decision is Decision.BLOCK


def test_scopes_beyond_need_are_told() -> None:
    (found,) = findings("ACT003", {"accounts": ["broad-x"]}, DULL, "x")

    assert found.severity is Severity.WARN
    assert "dm.read" in found.what
    assert "tweet.write" not in found.what


# ---------------------------------------------------------------- ACT004
# Put together here, so that no scanner takes this file for a leak.
SECRETS = [
    "Bearer " + "a1b2c3d4e5" * 3,
    "AKIA" + "ABCDEFGH" + "12345678",
    "ghp_" + "a1B2c3D4" * 5,
    "github_pat_" + "a1B2c3D4" * 6,
    "glpat-" + "a1B2c3D4e5F6g7H8i9J0",
    "xoxb-" + "123456789012-abcdefghij",
    "sk-" + "proj-" + "a1B2c3D4" * 4,
    "EAA" + "a1B2c3D4" * 8,
    "AIza" + "a1B2c3D4e5" * 3 + "abcde",
    "AAAAAAAAAAAAAAAAAAAAA" + "a1B2c3D4" * 8,
    "12345678901234567-" + "a1B2c3D4" * 5,
    "-----BEGIN OPENSSH " + "PRIVATE KEY-----",
    "-----BEGIN " + "PRIVATE KEY-----",
    "eyJhbGciOiJI." + "eyJzdWIiOiIx.c2lnbmF0dXJl",
    "https://admin:" + "hunter2hunter2@example.org/",
    "api_key = '" + "9d8f7a6s5d4f3g2h1'",
    "password: " + "vT9#kq27LmZx",
    "client_secret=" + "Zx81kk20QpLm",
    "X_ACCESS_TOKEN: " + "Qm29skdjf82734",
]
NO_SECRETS = [
    "Choose a long password: three words are fine.",
    "The key: keep walking.",
    "The secret is consistency.",
    "Token of appreciation: a cake for the team.",
    "token=YOUR_TOKEN_HERE",
    "password: ${DB_PASSWORD}",
    "password: ********",
    "https://doi.org/10.2147/JPR.S366978",
    "NCT01234567 is the trial's number.",
    "Call 555-0100 or write to hello@example.org.",
    "https://example.org/a/b-c-d-e-f?utm_source=linkedin&utm_campaign=2026-12",
    "sha256 " + "ab12" * 16,
    "The bearer of good news: recovery is common.",
    "#SK8terSafety2026 and #AAAfoundation",
    "Key: 1 = mild, 2 = moderate, 3 = severe.",
]


@pytest.mark.parametrize("text", SECRETS)
def test_a_credential_is_seen_and_never_repeated(text: str) -> None:
    found = findings("ACT004", {}, f"Draft note. {text} end.")

    assert found
    assert all(text[-8:] not in str(f) for f in found)


@pytest.mark.parametrize("text", NO_SECRETS)
def test_ordinary_text_holds_no_credential(text: str) -> None:
    assert list(secrets(text)) == []


@pytest.mark.parametrize(
    "front",
    [
        {"summary": SECRETS[-1]},
        {"references": [SECRETS[2]]},
        {"variants": {"x": SECRETS[2]}},
        {"media": [{"file": "images/a.png", "alt": SECRETS[2], "people": "none"}]},
        {"media": [{"file": "images/a.png", "alt": "A", "credit": SECRETS[0], "people": "none"}]},
    ],
)
def test_front_matter_is_searched_too(front: dict) -> None:
    assert findings("ACT004", front, DULL)


def test_the_place_is_the_line_of_the_body() -> None:
    (found,) = findings("ACT004", {}, f"{DULL}\n\n{SECRETS[1]}")
    first = post({}, DULL).body_line

    assert found.place.line == first + 2


def test_the_accounts_record_is_searched() -> None:
    one = account("clinic-linkedin", remote_id=SECRETS[2])
    (found,) = findings("ACT004", {}, DULL, records=records(accounts={one.name: one}))

    assert found.place.path == "config/accounts.toml"


@pytest.mark.parametrize(
    ("value", "random"),
    [("aaaaaaa1", False), ("abcdefgh", False), ("12345678", False), ("a1b2c3d4", True)],
)
def test_randomness_wants_letters_digits_and_variety(value: str, random: bool) -> None:
    assert is_random(value) is random
