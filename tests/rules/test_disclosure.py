"""The disclosure gate beyond its words: registers, dates, folds, threads and places."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.errors import BadRecord
from bot.model import Place
from bot.records.model import Policy, Register, Settings
from tests.rules.harness import REGISTERS, ZONE, account, findings, records, thread

TIED = "New in our clinic: the CalmWave headband."
ALL = ("DIS001", "DIS002", "DIS003", "DIS004", "DIS006")


def stopped_by(front: dict, body: str, platform: str = "linkedin", **changes) -> set[str]:
    return {rule for rule in ALL if findings(rule, front, body, platform, **changes)}


# ---------------------------------------------------------------- whose ties, and when
@pytest.mark.parametrize(
    ("author", "name", "stopped"),
    [
        ("dr-okafor", "clinic-linkedin", True),  # the author's tie
        ("dr-lin", "okafor-linkedin", True),  # the account owner's tie
        ("dr-lin", "clinic-linkedin", False),  # a colleague's tie
    ],
)
def test_the_ties_of_author_and_owner_count(author: str, name: str, stopped: bool) -> None:
    front = {"author": author, "accounts": [name]}

    assert (stopped_by(front, TIED) == {"DIS001"}) is stopped


def test_the_practices_tie_counts_for_everybody() -> None:
    assert stopped_by({"author": "dr-lin"}, "Dolarex has a new dose form.") == {"DIS001"}


def test_the_practice_needs_no_disclosure_on_its_own_account_but_its_staff_do_on_theirs() -> None:
    praise = "Harbor Spine and Pain is a fine clinic."

    assert stopped_by({}, praise) == set()
    assert stopped_by({"accounts": ["okafor-linkedin"]}, praise) == {"DIS001"}


@pytest.mark.parametrize(("year", "stopped"), [(2024, False), (2025, True), (2026, True)])
def test_the_tie_counts_on_the_days_it_holds(year: int, stopped: bool) -> None:
    due = datetime(year, 6, 1, 12, tzinfo=UTC)

    assert (stopped_by({}, TIED, dues=(due,)) == {"DIS001"}) is stopped


def test_one_tied_occurrence_is_enough() -> None:
    dues = (datetime(2024, 6, 1, tzinfo=UTC), datetime(2025, 6, 1, tzinfo=UTC))

    assert stopped_by({}, "Carrick taught us.", dues=dues) == {"DIS001"}


def test_a_sponsor_needs_no_register() -> None:
    assert stopped_by({"sponsored_by": "Quiet Mattress Co."}, "Sleep well.") == {"DIS001"}
    assert stopped_by({"sponsored_by": "none"}, "Sleep well.") == set()
    told = "Sponsored by Quiet Mattress. Sleep well."
    assert stopped_by({"sponsored_by": "Quiet Mattress Co."}, told) == set()


def test_a_register_that_cannot_be_read_blocks() -> None:
    bad = BadRecord("broken", place=Place("config/register/dr-okafor.toml", 3, 1))
    known = records(registers={}, problems=(bad,))

    (found,) = findings("DIS001", {}, "Sleep well.", records=known)

    assert str(found.place) == "config/register/dr-okafor.toml:3:1"
    assert not findings("DIS001", {"author": "dr-lin"}, "Sleep well.", records=known)


def test_a_register_that_lost_the_entry_since_fails_closed() -> None:
    """Facts of an older register are judged as if the tie held."""
    from bot.rules.meaning.obligation import is_active

    assert is_active("dr-okafor/9", records(), ())
    assert is_active("nobody/0", records(), ())


# ---------------------------------------------------------------- where a name may hide
@pytest.mark.parametrize(
    "front",
    [
        {"link": "https://www.neurovia.example/band"},
        {"link": "https://example.org/?ref=OKAFOR15"},
        {"hashtags": ["CalmWave"]},
        {"media": [{"file": "images/b.png", "alt": "A CalmWave headband", "people": "none"}]},
        {"media": [{"file": "images/calmwave.png", "alt": "A headband", "people": "none"}]},
    ],
)
def test_every_surface_counts(front: dict) -> None:
    assert "DIS001" in stopped_by(front, "Something for the head.")


def test_what_a_variant_leaves_out_is_not_published() -> None:
    front = {"variants": {"x": "Something for the head."}}

    assert stopped_by(front, TIED, "x") == set()


# ---------------------------------------------------------------- the fold
@pytest.mark.parametrize("platform", ["instagram", "linkedin", "x", "facebook"])
def test_the_last_character_has_to_show(platform: str) -> None:
    text = "We tried it for weeks. " * 3 + "Sponsored by Neurovia: CalmWave."
    end = text.index(": CalmWave")
    just = records(policy=Policy(folds={platform: end}))
    hidden = records(policy=Policy(folds={platform: end - 1}))

    assert stopped_by({}, text, platform, records=just) == set()
    assert stopped_by({}, text, platform, records=hidden) == {"DIS002"}


@pytest.mark.parametrize(("platform", "fold"), [("instagram", 125), ("linkedin", 140), ("x", 280)])
def test_the_folds_that_hold_when_nothing_is_configured(platform: str, fold: int) -> None:
    from bot.rules.meaning.obligation import fold_of

    assert fold_of(platform, records()) == fold


def test_settings_then_policy_then_the_platform_decide_the_fold() -> None:
    text = "We tried it for weeks. " * 3 + "Sponsored by Neurovia: CalmWave."
    strict = records(policy=Policy(folds={"linkedin": 60}))
    both = records(
        policy=Policy(folds={"linkedin": 60}),
        settings=Settings(
            clinic="Harbor", timezone=ZONE.key, platforms={"linkedin": {"fold": 200}}
        ),
    )

    assert stopped_by({}, text) == set()
    assert stopped_by({}, text, records=strict) == {"DIS002"}
    assert stopped_by({}, text, records=both) == set()


def test_an_own_disclosure_deep_in_a_post_without_a_tie_is_no_matter() -> None:
    text = "We walked. " * 30 + "The hall was sponsored by the rotary club."

    assert stopped_by({}, text, "instagram") == set()


# ---------------------------------------------------------------- threads
def test_each_endorsing_post_of_a_thread_carries_it() -> None:
    parts = thread("Ad: CalmWave, part one.", "More about CalmWave.")

    (found,) = findings("DIS002", {}, TIED, "x", parts=parts)

    assert found.part == 1
    assert not findings("DIS002", {}, TIED, "x", parts=thread("Ad: CalmWave.", "Sleep well."))


def test_a_disclosure_in_another_post_of_the_thread_is_in_the_wrong_place() -> None:
    parts = thread("All about CalmWave.", "By the way: Neurovia pays me to speak about headbands.")
    parts = (parts[0], *thread("By the way, I receive speaking fees from the maker."))

    assert stopped_by({}, TIED, "x", parts=parts) == {"DIS006"}


# ---------------------------------------------------------------- wrong places
@pytest.mark.parametrize(
    "options",
    [(("first_comment", "Ad: Neurovia pays me"),), (("paid_partnership", "true"),)],
)
def test_a_label_or_a_comment_is_not_the_text(options: tuple) -> None:
    assert stopped_by({}, TIED, options=options) == {"DIS006"}
    assert stopped_by({}, f"Ad: {TIED}", options=options) == set()


def test_a_label_without_any_tie_on_file_still_wants_words() -> None:
    assert stopped_by({}, "A brace.", options=(("paid_partnership", "true"),)) == {"DIS006"}
    assert stopped_by({}, "A brace.", options=(("paid_partnership", "false"),)) == set()


def test_an_override_of_the_first_rule_does_not_cover_the_placing() -> None:
    from bot.rules import load

    rules = load()
    assert rules["DIS001"].override == "L"
    assert {rules[r].override for r in ALL if r != "DIS001"} == {"N"}


def test_two_ties_are_two_findings_and_one_flaw_is_one() -> None:
    pair = Register.model_validate(
        {
            "person": "dr-okafor",
            "tie": [
                {"company": "Neurovia", "nature": "speaking", "from": "2025-01-01"},
                {"company": "Ostrel", "nature": "royalty", "from": "2025-01-01"},
            ],
        }
    )
    known = records(registers={"dr-okafor": pair})

    assert len(findings("DIS001", {}, "Neurovia met Ostrel.", records=known)) == 2
    pile = "Neurovia met Ostrel. #a1 #ad #b2"
    assert len(findings("DIS003", {}, pile, "x", records=known)) == 1


def test_the_harness_knows_the_registers_it_is_read_with() -> None:
    assert {r.person for r in REGISTERS} == {"dr-okafor", "practice"}
    assert account("clinic-x").platform == "x"


# ---------------------------------------------------------------- whose money it is
@pytest.mark.parametrize(
    ("told", "rules"),
    [
        ("Sponsored by Neurovia.", set()),
        ("Sponsored by the maker.", set()),
        ("Sponsored by our love of quiet evenings.", {"DIS001"}),
        ("The run was sponsored by the bakery next door.", {"DIS001"}),
        ("Paid for by most health plans.", {"DIS001"}),
        ("My brother is head of sales at Neurovia.", set()),
        ("My brother is head of sales at Acme.", {"DIS001"}),
        ("Neurovia, which employs me, is in Texas.", set()),
        ("Neurovia, which employs many, is in Texas.", {"DIS001"}),
        ("If you buy it I get a cut.", set()),
        ("If you buy it you get a cut.", {"DIS001"}),
    ],
)
def test_only_money_of_the_tie_discloses_it(told: str, rules: set[str]) -> None:
    assert stopped_by({}, f"{told} CalmWave in daily life.", "x") == rules
