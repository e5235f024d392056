"""One platform, one clock and one blank ledger for all runs of this folder."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from tests.torture.campaign import Ground, ground
from tests.torture.rounds import Tally


@pytest.fixture(scope="module")
def shared_ground() -> Iterator[Ground]:
    with ground() as here:
        yield here


@pytest.fixture
def here(shared_ground: Ground) -> Ground:
    """The ground with nothing counted yet."""
    return replace(shared_ground, tally=Tally())
