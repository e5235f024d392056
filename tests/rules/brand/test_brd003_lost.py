"""BRD003: what the source says, said again in each part of a thread that endorses."""

from __future__ import annotations

import pytest

from tests.rules.harness import findings, thread

DISCLOSURE = "Ad: Neurovia pays me to speak."
RISK = "They can raise blood sugar and cause infection."
CARE = "Talk to your doctor first."
MAYBE = "Injections may relieve back pain."
SURE = "Injections relieve back pain."
ALL = " ".join((DISCLOSURE, MAYBE, RISK, CARE))


def lost(*parts: str) -> list[tuple[int, str]]:
    found = findings("BRD003", {}, ALL, platform="x", parts=thread(*parts))
    return [(f.part, f.what) for f in found]


def test_a_thread_whose_endorsing_parts_say_it_all_passes() -> None:
    assert not lost(ALL, ALL)
    assert not lost(ALL, "Our clinic opens at eight.")


@pytest.mark.parametrize(
    ("missing", "what"),
    [(DISCLOSURE, "a disclosure"), (RISK, "the risk"), (CARE, "the way to care")],
)
def test_a_later_part_that_endorses_says_it_again(missing: str, what: str) -> None:
    """That the first part says it does not help whoever sees the second alone."""
    found = lost(ALL, ALL.replace(missing, "").replace("  ", " "))

    assert [(part, what in said) for part, said in found] == [(1, True)]


def test_a_later_part_may_not_drop_the_hedge() -> None:
    found = lost(ALL, ALL.replace(MAYBE, SURE))

    assert found
    assert {part for part, _ in found} == {1}


def test_what_the_whole_thread_lacks_is_told_once() -> None:
    """Not once for the thread and again for each part."""
    bare = ALL.replace(RISK, "")

    assert sum("risk" in what for _, what in lost(bare, bare)) == 1
