"""Single values that a type cannot express."""

from __future__ import annotations

import base64
import time
import typing
from collections.abc import Callable
from pathlib import Path

import pytest
from pydantic import ValidationError

from bot.errors import BadRecord
from bot.records import checks, load_records
from bot.records.model import Account, Approval, Brand, Person, Policy, Settings


def settings(**changes: str) -> Settings:
    return Settings.model_validate({"clinic": "Harbor", "timezone": "UTC", **changes})


@pytest.mark.parametrize("zone", ["America/Chicago", "UTC", "Europe/London"])
def test_an_iana_zone_is_taken(zone: str) -> None:
    assert settings(timezone=zone).timezone == zone


@pytest.mark.parametrize(
    "zone", ["", "Mars/Base", "CST6", "../etc/passwd", "/etc/localtime", "America", "a\0b"]
)
def test_what_is_no_zone_is_refused(zone: str) -> None:
    with pytest.raises(ValidationError) as caught:
        settings(timezone=zone)

    assert caught.value.errors()[0]["ctx"]["what"] == "is not a time zone of the IANA list"


def test_the_nearest_zone_is_named() -> None:
    with pytest.raises(ValidationError) as caught:
        settings(timezone="America/Chicgo")

    assert caught.value.errors()[0]["ctx"]["fix"] == 'Did you mean "America/Chicago"'


def test_an_account_may_leave_its_zone_to_the_calendar() -> None:
    account = {"name": "a", "platform": "x", "handle": "h"}

    assert Account.model_validate(account).timezone == ""
    with pytest.raises(ValidationError):
        Account.model_validate({**account, "timezone": "Mars/Base"})


@pytest.mark.parametrize("folder", ["", "/etc", "..", "a/../..", "~/x", "\\x", "C:/x", "C:\\x"])
def test_content_lies_inside_the_calendar(folder: str) -> None:
    with pytest.raises(ValidationError):
        settings(content=folder)


@pytest.mark.parametrize("folder", ["content", "a/b", ".", "a..b"])
def test_a_folder_inside_is_taken(folder: str) -> None:
    assert settings(content=folder).content == folder


@pytest.mark.parametrize(
    "pattern",
    [r"MRN[ :]{0,2}\d{6,8}", r"[A-Z]{2}\d{7}", r"(?:HS|SP)-\d{5}", r"\bM\d{6}\b", r"(?<!\d)\d{9}"],
)
def test_a_bounded_record_number_is_taken(pattern: str) -> None:
    assert Brand(name="a", mrn_formats=(pattern,)).mrn_formats == (pattern,)


@pytest.mark.parametrize(
    "pattern",
    [
        "(unclosed",
        r"\d+",
        r"M\d*",
        r"\d{6,}",
        r"(a|a){0,30}b",
        r"(\d?){0,60}x",
        r"\d?" * 40 + "x",
        r"((\d{0,30}){0,30}){0,30}x",
        r"(\d{3})\1",
        r"\d{65}",
        r"\d",
        "",
        "(" * 5000,
    ],
)
def test_what_has_no_firm_end_or_matches_anything_is_refused(pattern: str) -> None:
    started = time.process_time()
    with pytest.raises(ValidationError) as caught:
        Brand(name="a", mrn_formats=(pattern,))

    assert caught.value.errors()[0]["type"] == "gatepost"
    assert time.process_time() - started < 1


@pytest.mark.parametrize("key", ["short", "!" * 44, base64.b64encode(b"x" * 31).decode(), "é"])
def test_a_public_key_is_32_bytes(key: str) -> None:
    with pytest.raises(ValidationError):
        Person(id="a", name="A", public_key=key)


def test_a_right_public_key_is_taken() -> None:
    key = base64.b64encode(b"x" * 32).decode()

    assert Person(id="a", name="A", public_key=key).public_key == key


@pytest.mark.parametrize("roles", [{"storry": ("privacy",)}, {"story": ("privcy",)}])
def test_a_misspelt_requirement_is_refused(roles: dict[str, tuple[str, ...]]) -> None:
    with pytest.raises(ValidationError):
        Policy(roles=roles)


def test_roles_are_those_that_people_can_have() -> None:
    annotation = Person.model_fields["roles"].annotation
    choice = typing.get_args(annotation)[0]

    assert typing.get_args(choice) == checks.ROLES


@pytest.mark.parametrize("post", ["../x", "a/b", "", ".hidden", "a\\b", "x" * 129])
def test_an_approvals_post_can_be_part_of_a_files_name(post: str) -> None:
    with pytest.raises(ValidationError):
        Approval.model_validate(
            {"post": post, "person": "a", "at": "2026-01-01T00:00:00Z", "signature": ""}
        )


@pytest.mark.parametrize("tag", ["#Spine", "two words", ""])
def test_a_hashtag_is_one_word_without_its_sign(tag: str) -> None:
    with pytest.raises(ValidationError):
        Brand(name="a", hashtags=(tag,))


@pytest.mark.parametrize("slot", ["mon 09:00", "Tuesday 9:30", "sun 23:59"])
def test_a_weekly_slot_is_taken(slot: str) -> None:
    assert Account(name="a", platform="x", handle="h", slots=(slot,)).slots == (slot,)


@pytest.mark.parametrize("slot", ["monday", "mon 24:00", "mon 9:60", "9:00 mon", "noday 09:00"])
def test_what_is_no_weekly_slot_is_refused(slot: str) -> None:
    with pytest.raises(ValidationError):
        Account(name="a", platform="x", handle="h", slots=(slot,))


# ---------------------------------------------------------------- what policy may not do
@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("phi = false\n", "must not be switched off (phi)"),
        ("approvals = false\n", "must not be switched off (approvals)"),
        ("two_factor = false\n", "must not be switched off (two_factor)"),
        ('[roles]\neducation = ["author"]\n', "would let an author approve their own post"),
        ("[roles]\nstory = []\n", "without anybody's approval"),
        ('[roles]\nstory = ["lay"]\n', "without anybody's approval"),
    ],
)
def test_policy_cannot_switch_off_what_must_stay_on(
    root: Path, write: Callable[[str, str], Path], text: str, says: str
) -> None:
    write("policy.toml", text)
    with pytest.raises(BadRecord) as caught:
        load_records(root, {})

    assert says in str(caught.value)
    assert "\n" not in str(caught.value)


def test_two_files_cannot_be_one_person(root: Path, write: Callable[[str, str], Path]) -> None:
    write("people/dr-okafor-2.toml", 'id = "dr-okafor"\nname = "Somebody Else"\n')
    records = load_records(root, {})

    assert records.people["dr-okafor"].name == "Ada Okafor"
    assert "file's name is not the name" in str(records.problems[0])


def test_two_people_cannot_share_a_key(root: Path, write: Callable[[str, str], Path]) -> None:
    key = base64.b64encode(b"k" * 32).decode()
    for name in ("dr-okafor", "mei-lin"):
        write(f"people/{name}.toml", f'id = "{name}"\nname = "N"\npublic_key = "{key}"\n')
    records = load_records(root, {})

    assert {one.public_key for one in records.people.values()} == {""}
    assert "the same signing key" in str(records.problems[0])
