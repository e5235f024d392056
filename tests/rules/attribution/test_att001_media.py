"""ATT001: pictures of others, with credit and a licence that allows the use."""

from __future__ import annotations

import pytest

from tests.rules.harness import findings

PICTURE = {
    "file": "images/a.png",
    "alt": "A path",
    "people": "none",
    "origin": "third-party",
    "credit": "Jan Berg",
    "licence": "CC-BY-4.0",
}


def stopped(front: dict | None = None, **changes: str | None) -> list[str]:
    picture = {k: v for k, v in (PICTURE | changes).items() if v is not None}
    return [f.what for f in findings("ATT001", {"media": [picture], **(front or {})}, "Walk.")]


@pytest.mark.parametrize("licence", [None, "unknown", "All rights reserved", "Google", "fair use"])
def test_a_word_that_grants_nothing_is_no_licence(licence: str | None) -> None:
    assert stopped(licence=licence)


@pytest.mark.parametrize("licence", ["CC0", "CC-BY-SA-4.0", "public domain", "Getty 1234 standard"])
def test_licences_that_allow_the_use(licence: str) -> None:
    assert not stopped(licence=licence)


def test_non_commercial_forbids_promotion_and_sponsors_only() -> None:
    assert not stopped(licence="CC-BY-NC-4.0")
    assert stopped({"kind": "promotion"}, licence="CC-BY-NC-4.0")
    assert stopped({"sponsored_by": "Neurovia"}, licence="CC-BY-NC-4.0")


def test_pictures_are_cut_to_fit_so_no_derivatives_forbids_them() -> None:
    assert stopped(licence="CC-BY-ND-4.0")


def test_a_stock_picture_needs_a_licence_and_no_credit() -> None:
    assert not stopped(origin="licensed", credit=None, licence="Adobe Stock 5521")
    assert stopped(origin="licensed", credit=None, licence=None)


def test_own_pictures_need_neither() -> None:
    assert not stopped(origin="own", credit=None, licence=None)
