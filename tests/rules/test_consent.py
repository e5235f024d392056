"""The consent gate: what a record has to be, and when it counts."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.gates import Decision
from bot.model import People, Place, Rendition, Severity
from bot.phi.model import Analysis, Hit, Identifier, Level, Role
from bot.surface import SurfaceKind
from tests.rules.harness import (
    NOW,
    account,
    consent,
    findings,
    post,
    records,
    rendition,
    thread,
    verdict,
)

TALE = "My patient came in last spring unable to lift her granddaughter. Today she can."
DULL = "Walking is good medicine."


def picture(people: str | None, **more: str) -> dict[str, str]:
    stated = {"people": people} if people else {}
    return {"file": "images/walk.png", "alt": "Two people on a path"} | stated | more


def under(record, *, body: str = TALE, platform: str = "linkedin", rule: str, **changes):
    """What ``rule`` says of a story under this record."""
    front = {"kind": "story", "patient": {"consent": record.id}}
    known = records(consents={record.id: record})
    return findings(rule, front, body, platform, records=known, **changes)


# ---------------------------------------------------------------- CON001
@pytest.mark.parametrize("kind", ["education", "promotion", "event", "notice", "opinion"])
def test_a_wrong_kind_is_no_way_round(kind: str) -> None:
    (found,) = findings("CON001", {"kind": kind}, TALE)

    assert found.severity is Severity.BLOCK


def test_the_kind_story_alone_stops_nothing() -> None:
    """Staff have stories too."""
    assert not findings("CON001", {"kind": "story"}, "Jonas ran his first marathon on Sunday.")


def test_the_story_engine_is_asked_when_our_own_reading_saw_nothing() -> None:
    place = Place("content/2026/12/example.md", 9, 1)
    engine = lambda _r, _p: Analysis(patient_story=True, story_place=place)  # noqa: E731

    (found,) = findings("CON001", {}, DULL, analyse=engine)

    assert found.place == place


def test_without_the_story_engine_the_post_is_held_not_passed() -> None:
    one = post({}, DULL)
    with pytest.raises(AssertionError, match="NotHere"):
        verdict("CON001", one, analyse=None)


def test_our_own_reading_needs_no_engine() -> None:
    assert findings("CON001", {}, TALE, analyse=None)


def test_a_story_in_the_alt_text_is_one() -> None:
    alt = "Our patient smiling on her first walk after surgery"

    assert findings("CON001", {"media": [picture("none", alt=alt)]}, DULL)


def test_a_story_in_the_second_part_of_a_thread_is_one() -> None:
    (found,) = findings("CON001", {}, DULL, "x", parts=thread(DULL, TALE))

    assert found.part == 1


def test_a_variant_is_judged_by_its_own_words() -> None:
    assert findings("CON001", {"variants": {"x": TALE}}, DULL, "x")
    assert not findings("CON001", {"variants": {"x": DULL}}, TALE, "x")


def test_a_picture_without_people_holds_and_no_acknowledgement_releases_it() -> None:
    one = post({"media": [picture(None)]}, DULL)
    answer = verdict("CON001", one)

    (found,) = answer.findings
    assert (found.severity, found.holds) == (Severity.WARN, True)
    assert answer.decision is Decision.HOLD
    assert "people:" in found.fix


@pytest.mark.parametrize("people", ["none", "staff", "public"])
def test_a_picture_of_others_passes(people: str) -> None:
    assert not findings("CON001", {"media": [picture(people)]}, DULL)


def test_a_card_that_gatepost_drew_needs_no_word_about_people() -> None:
    one = post({}, DULL)
    drawn = rendition(post({"media": [picture("none")]}, DULL)).parts[0].attachments[0]
    card = replace(drawn, file="", people=None)
    shown = rendition(one)
    shown = replace(shown, parts=(replace(shown.parts[0], attachments=(card,)),))

    assert not verdict("CON001", one, shown).findings


def test_a_picture_of_a_patient_that_only_the_rendition_knows_is_stopped() -> None:
    one = post({}, DULL)
    drawn = rendition(post({"media": [picture("none")]}, DULL)).parts[0].attachments[0]
    shown = rendition(one)
    parts = (replace(shown.parts[0], attachments=(replace(drawn, people=People.PATIENT),)),)

    assert verdict("CON001", one, replace(shown, parts=parts)).findings


def test_pictures_are_judged_even_from_what_the_ledger_stored() -> None:
    """A rendition read back has lost where its pictures came from; the front matter has not."""
    one = post({"media": [picture("patient")]}, DULL)
    stored = Rendition.from_payload(rendition(one).payload())

    assert verdict("CON001", one, stored).findings


def test_a_proposed_record_is_no_signature() -> None:
    (found,) = under(consent("C-new1", status="proposed"), rule="CON001")

    assert "proposed" in found.what


def test_a_record_is_wanted_when_one_is_named_even_without_a_story() -> None:
    (found,) = findings("CON001", {"patient": {"consent": "C-gone"}}, DULL)

    assert "not on file" in found.what


# ---------------------------------------------------------------- CON002
MISSING = [
    {"elements": {"description": ""}},
    {"elements": {"discloser": ""}},
    {"elements": {"recipient": ""}},
    {"elements": {"purpose": []}},
    {"elements": {"expiry": {"date": None}}},
    {"elements": {"expiry": {"date": None, "event": "none"}}},
    {"elements": {"signature": {"present": False}}},
    {"elements": {"signature": {"date": None}}},
    {"statements": {"revoke": False}},
    {"statements": {"conditioning": False}},
    {"statements": {"redisclosure": False}},
    {"plain_language": False},
    {"copy_given": False},
    {"not_compound": False},
    {"not_conditioned": False},
]


@pytest.mark.parametrize("change", MISSING, ids=str)
def test_each_element_and_statement_is_wanted(change: dict) -> None:
    (found,) = under(consent("C-lack", **change), rule="CON002")

    assert found.what.count(" (") == 1, found.what


@pytest.mark.parametrize(
    "change",
    [
        {"elements": {"expiry": {"date": None, "event": "end of the campaign"}}},
        {"elements": {"expiry": {"date": None, "event": "none"}, "purpose": ["research"]}},
    ],
    ids=str,
)
def test_an_event_is_an_end(change: dict) -> None:
    assert not under(consent("C-full", **change), rule="CON002")


# ---------------------------------------------------------------- CON003
def due(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 18, tzinfo=UTC)


@pytest.mark.parametrize(
    ("change", "day", "stopped"),
    [
        ({"elements": {"expiry": {"date": "2026-12-08"}}}, date(2026, 12, 8), False),
        ({"elements": {"expiry": {"date": "2026-12-08"}}}, date(2026, 12, 9), True),
        ({"valid_from": "2026-12-08"}, date(2026, 12, 8), False),
        ({"valid_from": "2026-12-08"}, date(2026, 12, 7), True),
        ({"elements": {"signature": {"date": "2026-12-08"}}}, date(2026, 12, 7), True),
        ({"status": "expired"}, date(2026, 12, 8), True),
        ({"status": "superseded"}, date(2026, 12, 8), True),
    ],
)
def test_the_day_it_goes_out_counts(change: dict, day: date, stopped: bool) -> None:
    record = consent("C-when", **change)

    assert bool(under(record, rule="CON003", dues=(due(day),))) is stopped


def test_every_repeat_counts() -> None:
    record = consent("C-year", elements={"expiry": {"date": "2027-06-30"}})
    years = (due(date(2026, 12, 8)), due(date(2027, 12, 8)))

    (found,) = under(record, rule="CON003", dues=years)

    assert "2027-12-08" in found.what
    assert not under(record, rule="CON003", dues=years[:1])


def test_the_last_day_is_the_clinics_own() -> None:
    """Three in the morning in Greenwich is still the day before in Chicago."""
    record = consent("C-edge", elements={"expiry": {"date": "2026-12-08"}})
    night = datetime(2026, 12, 9, 3, tzinfo=UTC)

    assert not under(record, rule="CON003", dues=(night,))
    assert under(record, rule="CON003", dues=(night + timedelta(hours=4),))


def test_at_sending_now_counts() -> None:
    record = consent("C-now1", elements={"expiry": {"date": "2026-11-30"}})

    assert under(record, rule="CON003", dues=(), sending=True, now=NOW)


# ---------------------------------------------------------------- CON004
def test_a_revocation_counts_whatever_the_status_says() -> None:
    (found,) = findings("CON004", {"kind": "story", "patient": {"consent": "C-letter"}}, TALE)

    assert "2026-11-27" in found.what
    assert "take down" in found.fix


# ---------------------------------------------------------------- CON005
@pytest.mark.parametrize(
    ("scope", "word"),
    [
        ({"platforms": []}, "linkedin"),
        ({"media": []}, "text"),
        ({"purposes": ["education"]}, "purpose"),
        ({"entity": "Another Clinic"}, "another practice"),
    ],
)
def test_what_the_scope_does_not_list_is_not_covered(scope: dict, word: str) -> None:
    (found,) = under(consent("C-less", scope=scope), rule="CON005")

    assert word in found.what


@pytest.mark.parametrize(
    ("entity", "stopped"),
    [
        ("", False),
        ("harbor spine & pain", False),
        ("Harbor Spine", False),
        ("HARBOR SPINE AND PAIN", False),
        ("Harbor", True),
    ],
)
def test_the_practice_is_known_by_its_names(entity: str, stopped: bool) -> None:
    found = under(consent("C-name", scope={"entity": entity}), rule="CON005")

    assert bool(found) is stopped


def test_a_physicians_own_account_is_not_the_practice() -> None:
    front = {"kind": "story", "patient": {"consent": "C-7f3a"}, "accounts": ["okafor-linkedin"]}

    (found,) = findings("CON005", front, TALE)

    assert "account's owner" in found.what


def test_a_face_is_wanted_in_media_and_in_identifiers() -> None:
    record = consent("C-word", scope={"identifiers": [], "media": ["text"]})
    front = {"kind": "story", "patient": {"consent": "C-word"}, "media": [picture("patient")]}
    known = records(consents={"C-word": record})

    told = {f.what for f in findings("CON005", front, TALE, records=known)}

    assert told == {
        "C-word does not cover pictures",
        "C-word does not release an identifier of the class likeness",
    }


@pytest.mark.parametrize(
    ("role", "level", "stopped"),
    [
        (Role.PATIENT, Level.BLOCK, True),
        (Role.RELATIVE, Level.REVIEW, True),
        (Role.STAFF, Level.BLOCK, False),
        (Role.PATIENT, Level.INFO, False),
    ],
)
def test_an_identifier_of_the_patient_has_to_be_released(
    role: Role, level: Level, stopped: bool
) -> None:
    hit = Hit(Identifier.PLACE, level, role, SurfaceKind.TEXT, Place("p"), 0, 3, 9, "a city")
    engine = lambda _r, _p: Analysis(hits=(hit,))  # noqa: E731

    assert bool(under(consent("C-city"), rule="CON005", analyse=engine)) is stopped


def test_no_edits_means_the_words_that_were_signed() -> None:
    record = consent("C-exact", scope={"edits_allowed": False})
    front = {"kind": "story", "patient": {"consent": "C-exact"}}
    known = records(consents={"C-exact": record})
    shorter = front | {"variants": {"x": "My patient can lift her granddaughter."}}

    assert not findings("CON005", front, f"**{TALE}**", "x", records=known)
    assert findings("CON005", shorter, TALE, "x", records=known)


def test_without_a_record_there_is_no_scope_to_judge() -> None:
    assert not findings("CON005", {"kind": "story"}, TALE, analyse=None)


def test_an_owner_who_is_a_person_may_be_named_in_the_form() -> None:
    own = account("okafor-linkedin", owner="dr-okafor")
    known = records(
        consents={"C-hers": consent("C-hers", scope={"entity": "Ada Okafor"})},
        accounts={own.name: own},
    )
    front = {"kind": "story", "patient": {"consent": "C-hers"}, "accounts": [own.name]}

    assert not findings("CON005", front, TALE, records=known)
