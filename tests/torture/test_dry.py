"""I14: a dry run sends nothing, by construction."""

from __future__ import annotations

from typing import Any

from bot.http import dry_door
from bot.model import State
from tests.torture.campaign import Ground
from tests.torture.client import SimClient
from tests.torture.faults import Plan
from tests.torture.worker import Worker


def test_a_dry_run_reaches_no_platform(here: Ground) -> None:
    def dry(client: Any) -> SimClient:
        return SimClient(dry_door("sim"), client.now, client.checked)

    one = here.round(1, wrap=dry)
    one.begin(here.template)
    Worker(one.site, Plan(), 1).run()

    facts = one.facts(settled=False)
    assert facts.truth.requests == []
    assert {row.state for row in facts.rows} <= {State.PLANNED, State.HELD, State.BLOCKED}
