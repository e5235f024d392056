"""CON009: real cases that are called anonymous."""

from __future__ import annotations

import pytest

from bot.model import Severity
from bot.rules.consent.con009_unsigned import anonymous_case, says_invented
from tests.rules.harness import findings


@pytest.mark.parametrize(
    "text",
    [
        "We share this de-identified case for teaching.",
        "Case of the week: a hip that clicked. What would you do?",
        "Identifying details were removed.",
        "The name has been changed to protect privacy.",
        "A rare case from last month's clinic. Anonymised images below.",
    ],
)
def test_a_case_that_is_called_anonymous(text: str) -> None:
    assert anonymous_case(text)


@pytest.mark.parametrize(
    "text",
    [
        "We use anonymised data for our quality report.",
        "The survey is anonymous; personal details are removed from the records.",
        "In case of weakness call 911.",
        "Details have changed: the talk is at 7 p.m.",
        "The opening hours were changed.",
        "An anonymous donor gave our library a bench.",
    ],
)
def test_what_is_no_case(text: str) -> None:
    assert not anonymous_case(text)


def test_a_picture_is_stopped_and_words_are_asked_about() -> None:
    media = {"file": "images/a.png", "alt": "X-ray of a patient after surgery", "people": "none"}
    (picture,) = findings("CON009", {"media": [media]}, "A hip.")
    (words,) = findings("CON009", {}, "Case of the week: a hip that clicked.")

    assert picture.severity is Severity.BLOCK
    assert words.severity is Severity.WARN


def test_a_changed_name_is_no_invention() -> None:
    assert says_invented("This is an invented case.")
    assert not says_invented("The names are invented, the case is real.")
