"""One delivery, from claim to outcome: what leaves, what waits, and what is never sent twice."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.errors import CredentialMissing, GatepostError, VaultUnavailable
from bot.ledger import open_ledger
from bot.ledger.base import Delivery
from bot.ledger.store import SqlLedger
from bot.model import (
    Absent,
    Decision,
    Deferred,
    Delivered,
    Environment,
    Finding,
    Outcome,
    Place,
    Present,
    Rejected,
    Rendition,
    Severity,
    State,
    Unknown,
    Unreadable,
    Verdict,
)
from bot.pace import Pace
from bot.publish import LEASE_SECONDS, SEND_SECONDS, Publisher, key_text
from bot.reason import stopped_by
from tests.ledger.conftest import rendition, wanted
from tests.practice import DUE, Clock, FakeClient


@dataclass
class Bench:
    """A publisher over a real ledger, with a clock, gates and a platform to move about."""

    ledger: SqlLedger
    clock: Clock = field(default_factory=Clock)
    client: FakeClient = field(default_factory=FakeClient)
    verdict: Verdict | Exception = field(default_factory=lambda: Verdict("", Decision.ALLOW))
    judged: list[Rendition] = field(default_factory=list)
    ticks: float = 0.0
    set_by: float = 0.0  # seconds by which the clock was set
    meanwhile: Callable[[], object] = lambda: None
    token: Exception | None = None
    pace: Pace = field(default_factory=Pace)
    told: list[tuple[str, str]] = field(default_factory=list)
    threads: int = 1

    def plan(self, *posts: str, **fields: object) -> None:
        rows = [wanted(post, due_at=DUE, **fields) for post in posts or ("walk",)]  # type: ignore[arg-type]
        self.ledger.plan(rows, self.clock.at, whole=True)

    def tick(self, stop: Callable[[], bool] = lambda: False) -> dict[State, int]:
        return self.publisher().tick(stop).moved

    def publisher(self) -> Publisher:
        return Publisher(
            ledger=self.ledger,
            recheck=self._recheck,
            client_for=self._client,
            now=self.clock,
            settle_seconds=lambda _platform: 600.0,
            monotonic=lambda: self.ticks + (self.clock.at - DUE).total_seconds() - self.set_by,
            pace=lambda _account: self.pace,
            tell=lambda kind, words: self.told.append((kind, words)),
            chance=lambda: 0.0,
            threads=self.threads,
        )

    def _recheck(self, row: Delivery, made: Rendition, now: datetime) -> Verdict:
        self.judged.append(made)
        if isinstance(self.verdict, Exception):
            raise self.verdict
        return self.verdict

    def _client(self, account: str) -> FakeClient:
        self.meanwhile()
        if self.token is not None:
            raise self.token
        return self.client

    @property
    def row(self) -> Delivery:
        (row,) = self.ledger.deliveries()
        return row


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    ledger = open_ledger("", Environment.SANDBOX, tmp_path / "state")
    yield Bench(ledger)
    assert ledger.verify() == []
    ledger.close()


# ------------------------------------------------------------------ the four ends
@pytest.mark.parametrize(
    ("outcome", "state"),
    [
        (Delivered("r-1", "https://x/1"), State.PUBLISHED),
        (Rejected("x:400", "it is refused"), State.FAILED_FINAL),
        (Rejected("x:401", "the token is refused", held=True), State.HELD),
        (Deferred("x:429", 90.0, "too many"), State.PLANNED),
        (Unknown("x:timeout", "no answer"), State.UNKNOWN),
        (RuntimeError("canary words"), State.UNKNOWN),
    ],
)
def test_each_outcome_has_its_state(
    bench: Bench, outcome: Outcome | Exception, state: State, caplog: pytest.LogCaptureFixture
) -> None:
    bench.plan()
    bench.client.outcome = outcome

    assert bench.tick() == {state: 1}
    assert bench.row.state is state
    assert "canary" not in bench.row.reason + caplog.text
    assert "Walk a little" not in caplog.text


def test_what_is_sent_is_what_was_stored_and_judged(bench: Bench) -> None:
    bench.plan()

    bench.tick()

    (job,) = bench.client.sent
    assert (
        job.rendition
        == bench.judged[0]
        == rendition("walk", "clinic-x", job.rendition.parts[0].text)
    )
    assert job.rendition.digest == bench.row.rendition
    assert job.key == key_text(bench.row.key) == "sandbox/walk/clinic-x/once/0"


def test_nothing_goes_before_its_time(bench: Bench) -> None:
    bench.plan()
    bench.clock.at = DUE - timedelta(milliseconds=1)

    assert bench.tick() == {}
    assert bench.client.sent == []


def test_everything_due_goes_out_each_once(bench: Bench) -> None:
    bench.plan("one", "two", "three")

    assert bench.tick() == {State.PUBLISHED: 3}
    assert bench.tick() == {}
    assert [job.rendition.post_id for job in bench.client.sent] == ["one", "two", "three"]


def test_a_deferral_waits_as_long_as_it_says(bench: Bench) -> None:
    bench.plan()
    bench.client.outcome = Deferred("x:429", 90.0)
    bench.tick()
    bench.client.outcome = Delivered("r-1")

    bench.clock.forward(seconds=89)
    assert bench.tick() == {}
    bench.clock.forward(seconds=1)
    assert bench.tick() == {State.PUBLISHED: 1}


def test_one_tick_tries_a_row_once_whatever_the_deferral_says(bench: Bench) -> None:
    bench.plan()
    bench.client.outcome = Deferred("x:429", 0.0)

    assert bench.tick() == {State.PLANNED: 1}
    assert len(bench.client.sent) == 1


# ------------------------------------------------------------------ late
@pytest.mark.parametrize(
    ("late", "evergreen", "state"),
    [
        (timedelta(minutes=15), False, State.PUBLISHED),
        (timedelta(minutes=15, milliseconds=1), False, State.HELD),
        (timedelta(minutes=15, milliseconds=1), True, State.PUBLISHED),
        (timedelta(minutes=120), True, State.PUBLISHED),
        (timedelta(minutes=120, milliseconds=1), True, State.HELD),
    ],
)
def test_the_late_policy_to_the_millisecond(
    bench: Bench, late: timedelta, evergreen: bool, state: State
) -> None:
    bench.plan(evergreen=evergreen)
    bench.clock.at = DUE + late

    bench.tick()

    assert bench.row.state is state
    assert len(bench.client.sent) == (state is State.PUBLISHED)


def test_what_expired_is_skipped_even_if_it_is_not_late(bench: Bench) -> None:
    bench.plan(expires_at=DUE + timedelta(minutes=5))
    bench.clock.at = DUE + timedelta(minutes=5)

    assert bench.tick() == {State.SKIPPED: 1}
    assert bench.client.sent == []


# ------------------------------------------------------------------ what stops a send
def _finding(severity: Severity) -> Finding:
    return Finding("CON004", severity, Place("content/walk.md"), "it is revoked", "Ask", "Law")


@pytest.mark.parametrize(
    ("verdict", "state", "reason"),
    [
        (Verdict("", Decision.BLOCK, (_finding(Severity.BLOCK),)), State.BLOCKED, "CON004"),
        (Verdict("", Decision.HOLD, (_finding(Severity.WARN),)), State.HELD, "CON004"),
        (Verdict("", Decision.HOLD, not_run=("PHI001: no model",)), State.HELD, "PHI001"),
        (GatepostError("the file is gone."), State.HELD, "the file is gone"),
        (ValueError("canary words"), State.HELD, "ValueError"),
    ],
)
def test_a_gate_at_the_moment_of_sending_stops_it(
    bench: Bench, verdict: Verdict | Exception, state: State, reason: str
) -> None:
    bench.plan()
    bench.verdict = verdict

    assert bench.tick() == {state: 1}
    assert bench.client.sent == []
    assert reason in bench.row.reason
    assert "canary" not in bench.row.reason


def test_one_post_that_cannot_be_checked_does_not_stop_the_next(bench: Bench) -> None:
    bench.ledger.plan(
        [wanted("bad", "a-x", due_at=DUE), wanted("good", "b-x", due_at=DUE)], DUE, whole=True
    )
    answers: list[Verdict | Exception] = [ValueError("broken"), Verdict("", Decision.ALLOW)]
    first = iter(answers)
    bench._recheck = lambda *_: _raise_or(next(first))  # type: ignore[method-assign]

    assert bench.tick() == {State.HELD: 1, State.PUBLISHED: 1}


def _raise_or(answer: Verdict | Exception) -> Verdict:
    if isinstance(answer, Exception):
        raise answer
    return answer


def test_without_a_token_it_is_held_and_nothing_leaves(bench: Bench) -> None:
    bench.plan()
    bench.token = CredentialMissing("no usable token is stored for account clinic-x.")

    assert bench.tick() == {State.HELD: 1}
    assert "no usable token" in bench.row.reason
    assert bench.client.sent == []


def test_stored_bytes_that_were_changed_are_not_sent(bench: Bench, tmp_path: Path) -> None:
    bench.plan()
    with sqlite3.connect(tmp_path / "state" / "ledger.sqlite3") as db:
        db.execute("update rendition set payload = replace(payload, 'little', 'lot')")
    db.close()

    assert bench.tick() == {State.HELD: 1}
    assert bench.client.sent == []
    assert bench.judged == []


def test_a_freeze_in_the_last_moment_stops_it_and_a_thaw_lets_it_go(bench: Bench) -> None:
    bench.plan()
    bench.meanwhile = lambda: bench.ledger.freeze("account:clinic-x", "mei", DUE, on=True)

    assert bench.tick() == {State.PLANNED: 1}
    assert bench.client.sent == []

    bench.meanwhile = lambda: None
    bench.ledger.freeze("account:clinic-x", "mei", DUE, on=False)
    assert bench.tick() == {State.PUBLISHED: 1}


def test_a_worker_near_the_end_of_its_lease_steps_back(bench: Bench) -> None:
    bench.plan()
    bench.meanwhile = lambda: setattr(bench, "ticks", LEASE_SECONDS - SEND_SECONDS + 0.1)

    assert bench.tick() == {State.PLANNED: 1}
    assert bench.client.sent == []


def test_each_row_of_a_batch_has_a_whole_lease(bench: Bench) -> None:
    """The sends before it may take minutes, and must not make it step back."""
    rows = [wanted("walk", f"{name}-x", due_at=DUE) for name in "abc"]
    bench.ledger.plan(rows, DUE, whole=True)

    def slow() -> None:
        bench.ticks += 60
        bench.clock.forward(seconds=60)

    bench.client.during = slow

    assert bench.tick() == {State.PUBLISHED: 3}


def test_asked_to_stop_it_gives_back_what_it_has_claimed(bench: Bench) -> None:
    rows = [wanted("walk", f"{name}-x", due_at=DUE) for name in "ab"]
    bench.ledger.plan(rows, DUE, whole=True)

    moved = bench.tick(lambda: bool(bench.client.sent))

    assert moved == {State.PUBLISHED: 1, State.PLANNED: 1}
    assert len(bench.client.sent) == 1


def test_a_worker_that_lost_its_claim_sends_nothing(bench: Bench) -> None:
    bench.plan()

    def lose() -> None:
        bench.ledger.lapse_all(DUE)

    bench.meanwhile = lose
    stop = iter([False, False, True])

    assert bench.tick(lambda: next(stop)) == {}
    assert bench.client.sent == []


# ------------------------------------------------------------------ what is unknown
@pytest.fixture
def unknown(bench: Bench) -> Bench:
    """A bench whose one send ended without an answer."""
    bench.plan()
    bench.client.outcome = Unknown("x:timeout", "no answer")
    bench.tick()
    bench.client.outcome = Delivered("r-2")
    assert bench.row.state is State.UNKNOWN
    return bench


def test_seen_by_read_back_it_is_published_once(unknown: Bench) -> None:
    unknown.client.sighting = Present("r-9", "https://x/9")

    assert unknown.tick() == {State.PUBLISHED: 1}
    assert (unknown.row.remote_id, len(unknown.client.sent)) == ("r-9", 1)
    assert unknown.client.looked[0] < DUE


def test_not_seen_yet_it_waits(unknown: Bench) -> None:
    unknown.clock.forward(seconds=599)

    assert unknown.tick() == {}
    assert unknown.row.state is State.UNKNOWN
    assert len(unknown.client.sent) == 1


def test_not_seen_after_the_settle_time_it_is_sent_once_more(unknown: Bench) -> None:
    unknown.clock.forward(seconds=600)

    assert unknown.tick() == {State.PLANNED: 1, State.PUBLISHED: 1}
    assert len(unknown.client.sent) == 2
    assert unknown.tick() == {}


def test_a_duplicate_that_nothing_shows_waits_for_a_person(bench: Bench) -> None:
    """A platform's own word that it has the text outweighs a list that does not show it."""
    bench.plan()
    bench.client.outcome = Unknown("linkedin:422:duplicate", "it says it has this text")
    bench.tick()
    bench.client.outcome = Delivered("r-2")
    bench.clock.forward(seconds=600)

    assert bench.tick() == {State.HELD: 1}
    assert len(bench.client.sent) == 1


@pytest.mark.parametrize("set_by", [-86_400, -700, 700, 86_400])
def test_an_absence_proves_nothing_once_the_clock_was_set(bench: Bench, set_by: int) -> None:
    """Neither how long ago it was sent nor from when on to look is known any more."""
    bench.plan()
    bench.client.outcome = Unknown("x:timeout", "no answer")
    bench.client.sighting = Absent()
    bench.tick()

    bench.clock.at += timedelta(seconds=set_by)  # the look before this one was a minute ago
    bench.set_by += set_by
    bench.clock.at += timedelta(seconds=max(0, -set_by) + 700)
    bench.tick()

    assert (bench.row.state, bench.row.hold) == (State.HELD, "doubt")
    assert "the clock was set" in bench.row.reason


def test_a_post_made_by_a_clock_that_is_hours_ahead_is_found(bench: Bench) -> None:
    """The platform stamped it hours before the time at which we believe to have sent it."""
    bench.plan()
    bench.client.outcome = Unknown("x:timeout", "no answer")
    bench.tick()
    bench.clock.at += timedelta(minutes=11)
    bench.tick()

    assert bench.client.looked[-1] <= DUE - timedelta(hours=24)


def test_nobody_waits_for_a_day_because_the_clock_was_a_day_ahead(bench: Bench) -> None:
    bench.plan()
    bench.client.outcome = Unknown("x:timeout", "no answer")
    bench.tick()
    bench.clock.at -= timedelta(days=1)
    bench.tick()

    assert (bench.row.state, bench.row.hold) == (State.HELD, "doubt")


def test_under_a_freeze_nothing_is_called_absent(bench: Bench) -> None:
    bench.plan()
    bench.client.outcome = Unknown("x:timeout", "no answer")
    bench.client.sighting = Absent()
    bench.tick()
    bench.ledger.freeze("all", "clock", bench.clock.at, on=True)
    bench.clock.at += timedelta(minutes=11)
    bench.tick()

    assert bench.row.state is State.UNKNOWN


@pytest.mark.parametrize(
    "sighting", [Unreadable("no read scope"), RuntimeError("canary"), CredentialMissing("gone")]
)
def test_where_nobody_can_look_a_person_decides(
    unknown: Bench, sighting: Unreadable | Exception
) -> None:
    unknown.client.sighting = sighting
    unknown.clock.forward(hours=2)

    assert unknown.tick() == {State.HELD: 1}
    assert unknown.row.hold == "doubt"
    assert len(unknown.client.sent) == 1
    assert "canary" not in unknown.row.reason


def test_a_client_that_broke_is_never_sent_again_blindly(bench: Bench) -> None:
    bench.plan()
    bench.client.outcome = ConnectionError("reset")
    bench.tick()
    bench.client.sighting = Present("r-3")
    bench.clock.forward(hours=1)

    assert bench.tick() == {State.PUBLISHED: 1}
    assert len(bench.client.sent) == 1


def test_a_worker_that_died_while_sending_leaves_an_unknown(bench: Bench) -> None:
    bench.plan()
    (row,) = bench.ledger.claim(DUE, 1, "dead", LEASE_SECONDS)
    bench.ledger.begin(row, {"rendition": row.rendition}, DUE)
    bench.clock.forward(seconds=LEASE_SECONDS + 1)
    bench.client.sighting = Present("r-4")

    assert bench.tick() == {State.PUBLISHED: 1}
    assert bench.client.sent == []


# ------------------------------------------------------------------ taking down
@pytest.mark.parametrize(
    ("outcome", "state"),
    [
        (Delivered("r-1"), State.RETRACTED),
        (Rejected("x:403", "no"), State.PUBLISHED),
        (Deferred("x:429", 5.0), State.RETRACT_REQUESTED),
        (Unknown("x:timeout"), State.RETRACTING),
        (RuntimeError("canary"), State.RETRACTING),
    ],
)
def test_taking_down_has_its_own_ends(
    bench: Bench, outcome: Outcome | Exception, state: State, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench.plan()
    bench.tick()

    def delete(_remote_id: str) -> Outcome:
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    monkeypatch.setattr(bench.client, "delete", delete)
    publisher = Publisher(bench.ledger, bench._recheck, bench._client, bench.clock)

    assert publisher.retract(bench.row) is state


def test_infos_stop_nothing_and_are_not_named() -> None:
    verdict = Verdict("", Decision.HOLD, (_finding(Severity.INFO),), not_run=("PHI001: x",))

    assert stopped_by(verdict) == (State.HELD, "PHI001 did not run")


# ------------------------------------------------------------------ pace
def test_posts_of_one_account_keep_their_gap(bench: Bench) -> None:
    bench.pace = Pace(gap=timedelta(minutes=1))
    bench.plan("one", "two", "three")

    publisher = bench.publisher()
    for _ in range(3):
        publisher.tick()
        publisher.tick()
        bench.clock.forward(seconds=60)

    began = [one.started for one in bench.ledger.attempted("clinic-x", 9)]
    assert [DUE + timedelta(minutes=m) for m in (2, 1, 0)] == began
    assert publisher.next_due() is None


def test_a_backlog_drains_slowly_in_order_and_not_in_a_burst(bench: Bench) -> None:
    bench.pace = Pace(gap=timedelta(minutes=1), catch_up=timedelta(minutes=10))
    bench.plan("one", "two", "three", evergreen=True)
    bench.clock.forward(minutes=30)

    sent = []
    for _ in range(60):
        bench.tick()
        sent.append(len(bench.client.sent))
        bench.clock.forward(minutes=1)

    assert [job.rendition.post_id for job in bench.client.sent] == ["one", "two", "three"]
    assert (sent[0], sent[9], sent[10], sent[19], sent[20]) == (1, 1, 2, 2, 3)


def test_quiet_hours_hold_until_they_end_and_then_the_late_policy_decides(bench: Bench) -> None:
    bench.pace = Pace(quiet=((DUE.time(), (DUE + timedelta(minutes=10)).time()),))
    bench.plan()
    publisher = bench.publisher()

    assert publisher.tick().moved == {}
    assert publisher.next_due() == DUE + timedelta(minutes=10)
    assert "quiet hours" in publisher.rest_of("clinic-x")
    assert "quiet hours" in bench.row.reason
    bench.clock.forward(minutes=10)
    assert publisher.tick().moved == {State.PUBLISHED: 1}

    bench.pace = Pace(quiet=((DUE.time(), (DUE + timedelta(hours=8)).time()),))
    bench.ledger.plan([wanted("late", due_at=bench.clock.at)], bench.clock.at, whole=False)
    late = bench.publisher()
    late.tick()
    bench.clock.forward(hours=8)
    assert late.tick().moved == {State.HELD: 1}


def test_too_many_is_said_to_the_account_and_not_to_the_post(bench: Bench) -> None:
    bench.plan("one", "two")
    bench.client.outcome = Deferred("x:429:limit", 90.0)

    bench.tick()
    bench.tick()

    assert len(bench.client.sent) == 1
    bench.client.outcome = Delivered("r-1")
    bench.clock.forward(seconds=90)
    bench.tick()
    assert len(bench.client.sent) == 3


def test_the_cap_of_the_day_holds_what_is_over_it(bench: Bench) -> None:
    bench.pace = Pace(daily_cap=2)
    bench.plan("one", "two", "three")

    assert bench.tick() == {State.PUBLISHED: 2, State.HELD: 1}
    assert any("daily_cap" in row.reason for row in bench.ledger.deliveries())


def test_what_the_platform_says_of_its_quota_counts(bench: Bench) -> None:
    class Metered(FakeClient):
        left = 0

        def quota(self) -> int:
            return self.left

    bench.client = Metered()
    bench.pace = Pace(quota=2)
    bench.plan("one", "two")

    assert bench.tick() == {State.PUBLISHED: 1}
    assert len(bench.client.sent) == 1
    bench.client.left = 1
    bench.clock.forward(minutes=14)
    assert bench.tick() == {State.PUBLISHED: 1}


def test_failures_in_a_row_stop_the_account_until_a_person_lets_it_probe(bench: Bench) -> None:
    bench.pace = Pace(breaker=3)
    bench.plan("one", "two", "three", "four", "five", "six")
    bench.client.outcome = Unknown("x:5xx", "it failed")

    bench.tick()
    assert len(bench.client.sent) == 3
    assert bench.ledger.frozen("clinic-x", "x")
    (told,) = [words for kind, words in bench.told if kind == "breaker"]
    assert "gatepost unfreeze account:clinic-x" in told

    bench.ledger.freeze("account:clinic-x", "mei", bench.clock.at, on=False)
    bench.tick()
    assert len(bench.client.sent) == 4
    assert bench.ledger.frozen("clinic-x", "x")

    bench.client.outcome = Delivered("r-1")
    bench.ledger.freeze("account:clinic-x", "mei", bench.clock.at, on=False)
    bench.tick()
    assert len(bench.client.sent) == 6
    assert not bench.ledger.frozen("clinic-x", "x")


def test_a_locked_vault_holds_nothing_and_is_tried_again(bench: Bench) -> None:
    bench.plan()
    bench.token = VaultUnavailable("the vault is locked.")
    publisher = bench.publisher()

    publisher.tick()
    assert (bench.row.state, bench.row.reason) == (State.PLANNED, "waits: the vault is locked.")
    assert [kind for kind, _ in bench.told] == ["vault"]

    bench.token = None
    bench.clock.forward(seconds=30)
    assert publisher.tick().moved == {State.PUBLISHED: 1}


def test_a_stop_file_stops_everything(bench: Bench) -> None:
    bench.plan()
    publisher = bench.publisher()
    publisher.halted = lambda: True

    assert publisher.tick().moved == {}
    publisher.halted = lambda: False
    assert publisher.tick().moved == {State.PUBLISHED: 1}


def test_a_gate_that_sees_a_freeze_changes_nothing_about_the_row(bench: Bench) -> None:
    bench.plan()
    bench.verdict = Verdict("", Decision.BLOCK, (_finding(Severity.BLOCK),))
    bench.meanwhile = lambda: bench.ledger.freeze("all", "mei", DUE, on=True)

    assert bench.tick() == {State.PLANNED: 1}
    assert bench.row.reason == "frozen"


def test_warns_that_appear_at_send_are_told(bench: Bench) -> None:
    bench.plan()
    bench.verdict = Verdict("", Decision.ALLOW, (_finding(Severity.WARN),))

    assert bench.tick() == {State.PUBLISHED: 1}
    assert bench.told == [("warned", "clinic-x walk: goes out with warnings of CON004")]


def test_whoever_is_told_cannot_fail_a_delivery(bench: Bench) -> None:
    def broken(*_: object) -> None:
        raise OSError("no route")

    bench.plan()
    publisher = bench.publisher()
    publisher.said = broken

    publisher.tick()

    assert bench.row.state is State.PUBLISHED


# ------------------------------------------------------------------ threads of posts
def threaded(bench: Bench) -> None:
    both = [wanted("walk", due_at=DUE, part=part) for part in (0, 1)]
    bench.ledger.plan(both, DUE, whole=True)


def test_a_refused_second_part_says_that_the_first_is_out(bench: Bench) -> None:
    threaded(bench)
    answers = iter([Delivered("r-1", "https://x/1"), Rejected("x:403:reply", "X refuses")])
    bench.client.during = lambda: setattr(bench.client, "outcome", next(answers))

    bench.tick()
    first, second = sorted(bench.ledger.deliveries(), key=lambda row: row.key.part)
    assert (first.state, second.state) == (State.PUBLISHED, State.HELD)
    for words in ("Part 1 is out and will not be sent again", "part 2 is not out", "X refuses",
                  "gatepost publish walk", "gatepost retract walk"):  # fmt: skip
        assert words in second.reason
    assert bench.client.sent[1].reply_to == "r-1"

    bench.clock.forward(hours=5)
    bench.tick()
    assert [job.part for job in bench.client.sent] == [0, 1]


def test_a_second_part_keeps_no_gap(bench: Bench) -> None:
    bench.pace = Pace(gap=timedelta(minutes=30))
    threaded(bench)

    assert bench.tick() == {State.PUBLISHED: 2}


# ------------------------------------------------------------------ a crew
def test_a_crew_sends_each_once_and_claims_before_it_sends(bench: Bench) -> None:
    bench.threads = 4
    rows = [wanted("walk", f"{n:02}-x", due_at=DUE) for n in range(20)]
    bench.ledger.plan(rows, DUE, whole=True)

    assert bench.tick() == {State.PUBLISHED: 20}

    assert sorted(job.rendition.account for job in bench.client.sent) == [
        r.key.account for r in rows
    ]
    events = [row.body["event"] for row in bench.ledger.audit()]
    assert events.index("begin") > max(i for i, e in enumerate(events) if e == "claim")


def test_a_crew_goes_on_while_an_account_has_more(bench: Bench) -> None:
    bench.threads = 3
    bench.plan("one", "two", "three", "four")

    assert bench.tick() == {State.PUBLISHED: 4}


def test_a_crew_settles_what_is_unknown(unknown: Bench) -> None:
    unknown.threads = 2
    unknown.client.sighting = Present("r-9", "https://x/9")

    assert unknown.tick() == {State.PUBLISHED: 1}


def test_a_crew_that_is_asked_to_stop_gives_back_what_it_has(bench: Bench) -> None:
    bench.threads = 2
    rows = [wanted("walk", f"{n}-x", due_at=DUE) for n in range(9)]
    bench.ledger.plan(rows, DUE, whole=True)

    moved = bench.tick(lambda: bool(bench.client.sent))

    assert sum(moved.values()) == 9
    assert bench.ledger.deliveries(states={State.CLAIMED, State.SENDING}) == []


def test_an_unknown_row_is_not_looked_up_at_every_tick(unknown: Bench) -> None:
    publisher = unknown.publisher()
    for _ in range(5):
        publisher.tick()
    assert len(unknown.client.looked) == 1
    unknown.clock.forward(seconds=61)
    publisher.tick()
    assert len(unknown.client.looked) == 2
