"""Reading config/: what must be right raises, the rest becomes problems, nothing is echoed."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from bot.errors import BadRecord
from bot.model import Environment, Kind, Post
from bot.records import Records, load_records
from bot.records.loader import BrokenRecords
from tests.records.conftest import FILES

Write = Callable[[str, str], Path]
SECRET = "hunter2-Jane-Doe"  # stands for a value; must never be seen again


def load(root: Path, **environ: str) -> Records:
    return load_records(root, environ)


def refused(root: Path, **environ: str) -> str:
    with pytest.raises(BadRecord) as caught:
        load(root, **environ)
    assert SECRET not in str(caught.value)
    assert SECRET not in repr(caught.value)
    return str(caught.value)


def problems(root: Path) -> list[str]:
    found = [str(problem) for problem in load(root).problems]
    assert SECRET not in "".join(found)
    return found


# ---------------------------------------------------------------- what is right
def test_a_right_calendar_has_no_problems(root: Path) -> None:
    records = load(root)

    assert records.problems == ()
    assert records.settings.timezone == "America/Chicago"
    assert records.accounts["clinic-x"].name == "clinic-x"
    assert records.people["dr-okafor"].name == "Ada Okafor"
    assert records.registers["dr-okafor"].ties[0].company == "Neurolief"
    assert records.consents["C-7f3a"].status == "active"


def test_without_a_policy_the_defaults_hold(root: Path) -> None:
    assert load(root).policy.two_factor_days == 90


def test_bom_and_crlf_are_read_like_any_other(root: Path) -> None:
    path = root / "config" / "brand.toml"
    path.write_bytes(b'\xef\xbb\xbfname = "Harbor"\r\ntagline = "Walk"\r\n')

    assert load(root).brand.tagline == "Walk"


# ---------------------------------------------------------------- the digest
def test_the_digest_is_that_of_sorted_paths_and_bytes(root: Path) -> None:
    pairs = sorted(
        [f"config/{name}", hashlib.sha256(text.encode()).hexdigest()]
        for name, text in FILES.items()
    )
    spelled = json.dumps(pairs, separators=(",", ":")).encode()

    assert load(root).digest == hashlib.sha256(spelled).hexdigest()


def test_the_digest_follows_every_byte_and_every_override(root: Path, write: Write) -> None:
    first = load(root).digest
    overridden = load(root, GATEPOST_LANGUAGE="es").digest
    write("people/dr-okafor.toml", FILES["people/dr-okafor.toml"] + "# note\n")

    assert len({first, overridden, load(root).digest}) == 3


def test_approvals_move_the_digest_and_not_the_standing_one(root: Path, write: Write) -> None:
    before = load(root)
    write(
        "approvals/walk--dr-okafor.toml",
        'post = "walk"\nperson = "dr-okafor"\nat = 2026-11-02T09:00:00Z\nsignature = "x"\n',
    )
    after = load(root)

    assert len(after.approvals) == 1
    assert after.digest != before.digest
    assert after.standing_digest == before.standing_digest


# ---------------------------------------------------------------- what must be there
@pytest.mark.parametrize("name", ["gatepost.toml", "brand.toml", "accounts.toml"])
def test_a_missing_file_is_an_error_not_defaults(root: Path, name: str) -> None:
    (root / "config" / name).unlink()

    assert refused(root).startswith(f"config/{name}:1:1: this file is missing.")


def test_without_config_all_that_is_missing_is_told(tmp_path: Path) -> None:
    assert refused(tmp_path).splitlines() == [
        f"config/{name}.toml:1:1: this file is missing. Run gatepost init, or write it."
        for name in ("gatepost", "brand", "accounts")
    ]


def test_a_broken_policy_is_no_reason_for_a_laxer_one(root: Path, write: Write) -> None:
    write("policy.toml", "pause = treu\n")

    assert refused(root) == (
        "config/policy.toml:1:9: a value is missing or is not TOML. Put text between quotes."
    )


def test_a_policy_that_is_a_dead_link_is_not_an_absent_one(root: Path) -> None:
    (root / "config" / "policy.toml").symlink_to("nowhere.toml")

    assert "config/policy.toml" in refused(root)


def test_every_error_of_every_required_file_is_told_at_once(root: Path, write: Write) -> None:
    write("gatepost.toml", 'clinic = "a"\ntimezone = "Mars/Base"\nvault = "cloud"\n')
    write("brand.toml", "nam = 3\n")
    with pytest.raises(BrokenRecords) as caught:
        load(root)

    places = [str(error.place) for error in caught.value.errors]
    assert places == [
        "config/gatepost.toml:2:1",
        "config/gatepost.toml:3:1",
        "config/brand.toml:1:1",
        "config/brand.toml:1:1",
    ]


# ---------------------------------------------------------------- words and places
@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            f'[clinic-x]\nplatform = "{SECRET}"\nhandle = "h"\n',
            "config/accounts.toml:2:1: \"platform\" is none of the known values. Choose 'x', "
            "'linkedin', 'instagram', 'facebook', 'threads', 'bluesky', 'mastodon', 'tiktok' "
            "or 'youtube'.",
        ),
        (
            f'[clinic-x]\nplatform = "x"\nhandel = "{SECRET}"\nhandle = "h"\n',
            'config/accounts.toml:3:1: an unknown key stands here. Did you mean "handle"?',
        ),
        (
            f'[clinic-x]\nplatform = "x"\nhandle = "h"\naccess_token = "{SECRET}"\n',
            "config/accounts.toml:4:1: an unknown key that looks like a secret stands here. Remove "
            "it, have it replaced by the platform, and store it with gatepost account add.",
        ),
        (
            '[clinic-x]\nhandle = "h"\n',
            'config/accounts.toml:1:1: the key "platform" is missing. Add it.',
        ),
        (
            f'[clinic-x]\nplatform = "x"\nhandle = "h"\ntwo_factor = {{enabled = "{SECRET}", '
            'method = "app", by = "dr-okafor", on = 2026-11-01}\n',
            'config/accounts.toml:4:15: "enabled" must be true or false. '
            "Write true or false, without quotes.",
        ),
        (
            f'[clinic-x]\nplatform = "x"\nhandle = "h"\nslots = [\n "mon 09:00",\n "{SECRET}"]\n',
            'config/accounts.toml:6:2: "slots" has the wrong form. It must match '
            "^([Mm]on|[Tt]ue|[Ww]ed|[Tt]hu|[Ff]ri|[Ss]at|[Ss]un)[a-z]* "
            "([01]?\\d|2[0-3]):[0-5]\\d$.",
        ),
        (
            '[clinic-x]\nplatform = "x"\nhandle = "h"\ntoken_expires = 2026-11-01T09:00:00\n',
            'config/accounts.toml:4:1: "token_expires" must be a date and time with an offset. '
            "Write it as 2026-12-01T09:00:00Z.",
        ),
        (
            f'[clinic-x]\nplatform = "x"\nhandle = "h"\nowner = "{SECRET}"\n',
            'config/accounts.toml:4:1: "owner" has the wrong form. It must match '
            "^[a-z0-9][a-z0-9-]{0,63}$.",
        ),
        (
            f'["{SECRET}"]\nplatform = "x"\nhandle = "h"\n',
            "config/accounts.toml:1:1: an account's name has the wrong form. "
            "Use small letters, digits and hyphens, as in [clinic-x].",
        ),
        (
            "clinic-x = 3\n",
            "config/accounts.toml:1:1: an account must be a table. Write [clinic-x] above its "
            "keys.",
        ),
    ],
)
def test_a_wrong_account_is_told_at_its_key(
    root: Path, write: Write, text: str, message: str
) -> None:
    write("accounts.toml", text)

    assert refused(root) == message


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (f'name = "a"\nname = "{SECRET}"\n', "2:1: the same key is given twice. Keep one"),
        (f'[a]\n[a]\nx = "{SECRET}"\n', "2:1: the same table is declared twice."),
        (f'name = "{SECRET}\n', "1:25: a string is not closed or has a control character."),
        (f"name = {SECRET}\n", "1:8: a value is missing or is not TOML."),
        (f'name "{SECRET}"\n', "1:6: a key has no = after it."),
        (f'name = "C:\\{SECRET}"\n', "1:13: a backslash stands between double quotes."),
        (f'name = "a" {SECRET}\n', "1:12: something follows the value on its line."),
        ("x = " + "9" * 5000, "1:1: this file cannot be read: a number has too many digits."),
        ("x = " + "[" * 5000, "1:1: this file cannot be read: nested too deeply."),
    ],
)
def test_bad_toml_is_told_with_line_and_column(
    root: Path, write: Write, text: str, message: str
) -> None:
    write("brand.toml", text)

    assert refused(root).startswith(f"config/brand.toml:{message}")


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("policy.toml", "two_factor_days = 0\n", '1:1: "two_factor_days" is too small. The least'),
        ("policy.toml", "two_factor_days = 91\n", '1:1: "two_factor_days" is too large. The most'),
        ("policy.toml", "[roles]\nstorry = []\n", '1:1: "roles" has a kind of post that does not'),
        ("brand.toml", 'name = "a"\nproducts = "b"\n', '2:1: "products" must be a list. Write it'),
        ("brand.toml", 'name = "a"\nname_ = 1\n', "2:1: an unknown key stands here. Did you mean"),
        ("brand.toml", 'name = "a"\nqq = 1\n', "2:1: an unknown key stands here. Known here: al"),
        (
            "brand.toml",
            'name = "a"\n[contacts]\nphone = 1\n',
            '3:1: an unknown key stands here. Did you mean "phones"?',
        ),
        (
            "brand.toml",
            f'name = "a"\n[boilerplate]\n"{SECRET}" = "b"\n',
            '3:1: "boilerplate" is none of the known values. Choose',
        ),
        (
            "brand.toml",
            'name = "a"\nmrn_formats = ["MRN.*"]\n',
            '2:16: "mrn_formats" has no firm end. Replace * and + by counts',
        ),
    ],
)
def test_each_constraint_has_its_words(
    root: Path, write: Write, name: str, text: str, message: str
) -> None:
    write(name, text)

    assert refused(root).startswith(f"config/{name}:{message}")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('person = "dr-okafor"\ntie = [1]\n', '2:8: "tie" must be a table.'),
        ('person = "dr-okafor"\n[[tie]]\ncompny = "a"\n', "3:1: an unknown key stands here."),
    ],
)
def test_items_of_a_list_are_told_where_they_stand(
    root: Path, write: Write, text: str, message: str
) -> None:
    write("register/dr-okafor.toml", text)

    assert [p for p in problems(root) if p.startswith(f"config/register/dr-okafor.toml:{message}")]


def test_an_accounts_name_is_its_key(root: Path, write: Write) -> None:
    write("accounts.toml", '[a]\nplatform = "x"\nhandle = "h"\nname = "b"\n')

    assert refused(root).startswith("config/accounts.toml:4:1: an unknown key stands here.")


def test_every_error_of_every_account_is_told(root: Path, write: Write) -> None:
    write("accounts.toml", '[a]\nplatform = 1\nowner = "A B"\n[b]\nplatform = "x"\n[C]\n')

    assert [line.split(" ")[0] for line in refused(root).splitlines()] == [
        "config/accounts.toml:1:1:",
        "config/accounts.toml:2:1:",
        "config/accounts.toml:3:1:",
        "config/accounts.toml:4:1:",
        "config/accounts.toml:6:1:",
    ]


def test_every_error_of_one_record_is_told(root: Path, write: Write) -> None:
    write("people/dr-lin.toml", "id = 1\nuntil = 1.5\n")

    assert len(problems(root)) == 3


def test_a_file_in_a_folders_place_is_told(root: Path, write: Write) -> None:
    write("approvals", "")

    assert problems(root) == [
        "config/approvals:1:1: this folder cannot be read. Check its kind and its permissions."
    ]


def test_latin_1_is_told_where_its_first_letter_stands(root: Path) -> None:
    (root / "config" / "brand.toml").write_bytes('a = 1\nname = "Zoë"\n'.encode("latin-1"))

    assert refused(root) == "config/brand.toml:2:11: this file is not UTF-8. Save it as UTF-8."


def test_a_nul_byte_is_refused(root: Path, write: Write) -> None:
    write("brand.toml", 'name = "a\0b"\n')

    assert "control character" in refused(root)


# ---------------------------------------------------------------- kinds of file
def test_a_file_over_one_mebibyte_is_refused(root: Path, write: Write) -> None:
    write("brand.toml", 'name = "a"\n#' + "x" * 1024 * 1024)

    assert "larger than 1 MiB" in refused(root)


def test_a_file_of_just_one_mebibyte_is_read(root: Path, write: Write) -> None:
    head = 'name = "a"\n#'
    write("brand.toml", head + "x" * (1024 * 1024 - len(head)))

    assert load(root).brand.name == "a"


def test_a_link_out_of_config_is_refused(
    root: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    outside = tmp_path_factory.mktemp("outside") / "brand.toml"
    outside.write_text('name = "a"\n')
    path = root / "config" / "brand.toml"
    path.unlink()
    path.symlink_to(outside)

    assert "a symbolic link leads out of the config folder" in refused(root)


def test_a_linked_folder_out_of_config_is_a_problem_for_each_file(
    root: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    outside = tmp_path_factory.mktemp("outside")
    (outside / "C-9999.toml").write_text('id = "C-9999"\nstatus = "active"\n')
    (root / "config" / "consents" / "C-7f3a.toml").unlink()
    (root / "config" / "consents").rmdir()
    (root / "config" / "consents").symlink_to(outside)

    assert load(root).consents == {}
    assert len(problems(root)) == 1


def test_a_link_within_config_is_followed(root: Path) -> None:
    path = root / "config" / "brand.toml"
    path.rename(root / "config" / "brand.2026")
    path.symlink_to("brand.2026")

    assert load(root).brand.name == "Harbor Spine"


def test_a_link_to_itself_is_one_line(root: Path) -> None:
    path = root / "config" / "brand.toml"
    path.unlink()
    path.symlink_to("brand.toml")

    assert refused(root).startswith("config/brand.toml:1:1: this file cannot be read.")


def test_a_named_pipe_does_not_hang(root: Path) -> None:
    path = root / "config" / "brand.toml"
    path.unlink()
    os.mkfifo(path)

    assert "not a regular file" in refused(root)


def test_a_folder_of_a_files_name_is_one_line(root: Path) -> None:
    path = root / "config" / "brand.toml"
    path.unlink()
    path.mkdir()

    assert refused(root).startswith("config/brand.toml:1:1: ")


# ---------------------------------------------------------------- one bad record
def test_one_bad_record_is_absent_and_the_rest_load(root: Path, write: Write) -> None:
    write("consents/C-aaaa.toml", f'id = "C-aaaa"\nstatus = "{SECRET}"\n')
    write("consents/C-bbbb.toml", 'id = "C-bbbb"\nstatus = "active"\n')
    records = load(root)

    assert sorted(records.consents) == ["C-7f3a", "C-bbbb"]
    assert problems(root) == [
        'config/consents/C-aaaa.toml:2:1: "status" is none of the known values. '
        "Choose 'proposed', 'active', 'revoked', 'expired' or 'superseded'."
    ]
    assert records.unreadable("consents", "C-aaaa") is records.problems[0]
    assert records.unreadable("consents", "C-bbbb") is None


def test_a_file_must_be_named_after_what_it_holds(root: Path, write: Write) -> None:
    write("consents/C-aaaa.toml", 'id = "C-bbbb"\nstatus = "active"\n')

    assert "C-bbbb" not in load(root).consents
    assert problems(root) == [
        "config/consents/C-aaaa.toml:1:1: the file's name is not the name of what it holds. "
        'Make the file\'s name and the key "id" the same.'
    ]


def test_a_key_of_a_nested_table_is_found(root: Path, write: Write) -> None:
    write(
        "register/dr-okafor.toml",
        'person = "dr-okafor"\n[[tie]]\ncompany = "A"\nnature = "gift"\nfrom = 2026-01-01\n'
        f'[[tie]]\ncompany = "B"\nnature = "gift"\nfrom = 2026-01-01\n  to = "{SECRET}"\n',
    )

    assert problems(root) == [
        'config/register/dr-okafor.toml:10:3: "to" must be a date. '
        "Write it as 2026-12-01, without quotes."
    ]


def test_a_misspelt_file_is_told(root: Path, write: Write) -> None:
    write("polciy.toml", "pause = true\n")

    assert problems(root) == [
        "config/polciy.toml:1:1: nothing reads a file of this name. Did you mean policy.toml?"
    ]


# ---------------------------------------------------------------- one file against another
def test_accounts_may_name_only_people_on_file(root: Path, write: Write) -> None:
    write(
        "accounts.toml",
        '[clinic-x]\nplatform = "x"\nhandle = "h"\nowner = "nobody"\n'
        'actors = ["dr-okafor", "no-one"]\n'
        'two_factor = {enabled = true, method = "app", by = "none", on = 2026-11-01}\n',
    )

    assert [problem.split(" Write")[0] for problem in problems(root)] == [
        'config/accounts.toml:5:24: "actors" names nobody on file.',
        'config/accounts.toml:4:1: "owner" names nobody on file.',
        'config/accounts.toml:6:47: "two_factor.by" names nobody on file.',
    ]


def test_two_accounts_may_not_be_the_same(root: Path, write: Write) -> None:
    write(
        "accounts.toml",
        '[a]\nplatform = "x"\nhandle = "Harbor"\n[b]\nplatform = "x"\nhandle = "@harbor"\n'
        '[c]\nplatform = "linkedin"\nhandle = "harbor"\n',
    )

    assert [p.split(" another")[0] for p in problems(root)] == ["config/accounts.toml:6:1:"]


def test_a_tie_that_ends_before_it_starts_is_told_and_counts(root: Path, write: Write) -> None:
    write(
        "register/dr-okafor.toml",
        'person = "dr-okafor"\n[[tie]]\ncompany = "A"\nnature = "gift"\n'
        "from = 2026-06-01\nto = 2026-01-01\n",
    )
    records = load(root)

    assert [str(p.place) for p in records.problems] == ["config/register/dr-okafor.toml:6:1"]
    assert len(records.ties_of("dr-okafor", at=date(2030, 1, 1))) == 1


def test_a_register_of_nobody_is_told_and_the_practice_is_somebody(
    root: Path, write: Write
) -> None:
    write("register/practice.toml", 'person = "practice"\n')
    write("register/ghost.toml", 'person = "ghost"\n')

    assert [p.split(" this")[0] for p in problems(root)] == ["config/register/ghost.toml:1:1:"]


def test_a_name_in_clear_in_a_consent_releases_nothing(root: Path, write: Write) -> None:
    write(
        "consents/C-7f3a.toml",
        f'id = "C-7f3a"\nstatus = "active"\n[scope]\nname_hmacs = ["{"0" * 64}", "{SECRET}"]\n',
    )

    assert load(root).consent("C-7f3a") is None
    assert [p.split(" a name")[0] for p in problems(root)] == ["config/consents/C-7f3a.toml:4:83:"]


def test_a_register_that_may_be_anybodys_counts_against_everybody(root: Path, write: Write) -> None:
    write("register/dr_okafor.toml", FILES["register/dr-okafor.toml"])
    stray = load(root)
    (root / "config" / "register" / "dr_okafor.toml").unlink()
    write("people/dr-lin.toml", 'id = "dr-lin"\nname = "Mei Lin"\n')
    write("register/dr-lin.toml", "person = 1\n")
    named = load(root)

    assert stray.unreadable("register", "dr-okafor") is stray.problems[0]
    assert named.unreadable("register", "dr-lin") is named.problems[0]
    assert named.unreadable("register", "dr-okafor") is None


def test_a_folder_that_cannot_be_read_counts_for_all_in_it(root: Path, write: Write) -> None:
    (root / "config" / "register" / "dr-okafor.toml").unlink()
    (root / "config" / "register").rmdir()
    write("register", "")

    assert load(root).unreadable("register", "dr-okafor") is not None


# ---------------------------------------------------------------- look-ups
def test_ties_are_those_active_on_the_local_day(root: Path, write: Write) -> None:
    records = load(root)
    chicago_evening_of_june_30 = datetime(2026, 7, 1, 4, 59, tzinfo=UTC)
    chicago_july_1 = datetime(2026, 7, 1, 5, 0, tzinfo=UTC)

    assert len(records.ties_of("dr-okafor")) == 1
    assert len(records.ties_of("dr-okafor", at=chicago_evening_of_june_30)) == 1
    assert records.ties_of("dr-okafor", at=chicago_july_1) == []
    assert records.ties_of("dr-okafor", at=date(2025, 12, 31)) == []
    assert len(records.ties_of("dr-okafor", at=date(2026, 1, 1))) == 1


def test_ties_of_several_are_joined_once_each(root: Path, write: Write) -> None:
    write(
        "register/practice.toml",
        'person = "practice"\n[[tie]]\ncompany = "Lab"\nnature = "ownership"\nfrom = 2020-01-01\n',
    )
    found = load(root).ties_of("dr-okafor", "practice", "dr-okafor", "nobody")

    assert [tie.company for tie in found] == ["Neurolief", "Lab"]


def test_look_ups(root: Path) -> None:
    records = load(root)
    post = Post("p", "content/p.md", "0", "dr-okafor", Kind.EVENT, ("clinic-x",), "", 1)

    author = records.author_of(post)
    assert author is not None
    assert author.name == "Ada Okafor"
    assert records.account("clinic-y") is None
    assert records.consent("C-none") is None
    assert records.names_on_file() == {"Ada Okafor", "A. Okafor"}


def test_the_fold_is_the_policys_then_the_settings_then_the_platforms(
    root: Path, write: Write
) -> None:
    assert load(root).fold("instagram", 125) == 125
    assert load(root).fold("x", None) is None
    assert load(root, GATEPOST_PLATFORMS__INSTAGRAM__FOLD="110").fold("instagram", 125) == 110
    write("policy.toml", "[folds]\ninstagram = 100\n")
    assert load(root, GATEPOST_PLATFORMS__INSTAGRAM__FOLD="110").fold("instagram", 125) == 100


# ---------------------------------------------------------------- the environment
def test_the_environment_overrides_the_file(root: Path) -> None:
    settings = load(
        root,
        GATEPOST_ENVIRONMENT="live",
        GATEPOST_LATE__POST_WITHIN="30",
        GATEPOST_PLATFORMS__X__BASE_URL="http://127.0.0.1:8801",
        GATEPOST_PLATFORMS__X__THREADS="true",
        GATEPOST_SECRET_FILE="/run/secrets/gatepost",
        OTHER="x",
    ).settings

    assert settings.environment is Environment.LIVE
    assert settings.late.post_within == 30
    assert settings.late.evergreen_within == 120
    assert settings.platforms["x"].base_url == "http://127.0.0.1:8801"
    assert settings.platforms["x"].threads is True
    assert settings.secret_file == "/run/secrets/gatepost"


def test_the_process_environment_is_the_default(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GATEPOST_LANGUAGE", "es")

    assert load_records(root).settings.language == "es"


@pytest.mark.parametrize("name", ["GATEPOST_ROOT", "GATEPOST_NOW", "GATEPOST_TEST_POSTGRES"])
def test_reserved_names_are_no_settings(root: Path, name: str) -> None:
    assert load(root, **{name: "x"}).digest == load(root).digest


@pytest.mark.parametrize(
    ("name", "fix"),
    [
        ("GATEPOST_TIMEZON", "Did you mean GATEPOST_TIMEZONE?"),
        ("GATEPOST_PLATFORMS__X__BASEURL", "Did you mean GATEPOST_PLATFORMS__X__BASE_URL?"),
        ("GATEPOST_timezone", "Did you mean GATEPOST_TIMEZONE?"),
        ("GATEPOST_QQQQQQQQQQQQQQQQ", "Remove it: only settings may begin so."),
    ],
)
def test_an_unknown_name_is_an_error_with_the_nearest(root: Path, name: str, fix: str) -> None:
    assert refused(root, **{name: SECRET}) == (
        f"the environment has {name}, which names no setting. {fix}"
    )


def test_a_wrong_value_names_its_variable(root: Path) -> None:
    message = refused(root, GATEPOST_LATE__POST_WITHIN=SECRET)

    assert message.startswith("GATEPOST_LATE__POST_WITHIN:1:1: ")
