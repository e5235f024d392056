"""A secret shows nowhere but where it is asked for by name."""

from __future__ import annotations

import copy
import json
import logging
import pickle
import traceback
from dataclasses import asdict, dataclass

import pytest

from bot.vault.base import Secret

CANARY = "canary-5f2a"


def test_it_is_revealed_only_when_asked() -> None:
    assert Secret(CANARY).reveal() == CANARY


def test_no_way_of_printing_shows_it() -> None:
    secret = Secret(CANARY)
    shown = [
        repr(secret),
        str(secret),
        f"{secret}",
        f"{secret!r:>40}",
        f"{secret:>40}",
        "%s" % secret,  # noqa: UP031
    ]

    assert not [text for text in shown if CANARY in text]


def test_no_log_shows_it(caplog: pytest.LogCaptureFixture) -> None:
    logging.getLogger("bot").warning("token %s %r", Secret(CANARY), {"a": Secret(CANARY)})

    assert CANARY not in caplog.text


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_it_cannot_be_pickled_and_the_error_does_not_show_it(protocol: int) -> None:
    with pytest.raises(TypeError) as caught:
        pickle.dumps(Secret(CANARY), protocol)

    assert CANARY not in "".join(traceback.format_exception(caught.value))


def test_it_is_no_json() -> None:
    with pytest.raises(TypeError) as caught:
        json.dumps({"token": Secret(CANARY)})

    assert CANARY not in str(caught.value)


def test_copies_stay_sealed() -> None:
    @dataclass
    class Holder:
        secret: Secret

    secret = Secret(CANARY)

    assert copy.copy(secret) is secret
    assert asdict(Holder(copy.deepcopy(secret)))["secret"] is secret
