"""Each fault does what it says, to the request it was queued for, and to no other."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
import requests

from bot.errors import BadUsage
from bot.sandbox.faults import FaultKind, Faults
from bot.sandbox.server import Sandbox
from bot.sandbox.state import SandboxState
from tests.sandbox.conftest import IG_ID, X_ID, Api, Clock, share


def say(x: Api, text: str = "Hello", **options: Any) -> requests.Response:
    return x("POST", "/2/tweets", json={"text": text}, **options)


def listed(x: Api) -> int:
    return int(x("GET", f"/2/users/{X_ID}/tweets").json()["meta"]["result_count"])


# ---------------------------------------------------------------- before accepting
def test_rate_limit_tells_the_reset_and_accepts_nothing(
    x: Api, state: SandboxState, clock: Clock
) -> None:
    state.faults.add("x", fault="rate-limit", seconds=90)

    answer = say(x)

    assert answer.status_code == 429
    assert answer.headers["x-rate-limit-remaining"] == "0"
    assert answer.headers["x-rate-limit-reset"] == str(int(clock().timestamp()) + 90)
    assert state.posts == ()
    assert say(x).status_code == 201


def test_rate_limits_of_the_others(linkedin: Api, instagram: Api, state: SandboxState) -> None:
    state.faults.add("*", "*", fault="rate-limit", times=2, seconds=600)

    theirs = linkedin("POST", "/rest/posts", json=share("a"))
    metas = instagram("GET", "/me")

    assert (theirs.status_code, theirs.json()["status"]) == (429, 429)
    assert metas.json()["error"]["code"] == 4
    assert '"estimated_time_to_regain_access": 10' in metas.headers["x-business-use-case-usage"]


@pytest.mark.parametrize("status", [402, 403, 500, 503])
def test_an_error_before_accepts_nothing(x: Api, state: SandboxState, status: int) -> None:
    state.faults.add("x", fault="error", status=status)
    answer = say(x)
    assert (answer.status_code, answer.json()["status"]) == (status, status)
    assert state.posts == ()


def test_a_token_may_expire_now(x: Api, linkedin: Api, state: SandboxState) -> None:
    state.faults.add("*", "*", fault="token-expired", times=2)
    assert say(x).status_code == 401
    assert linkedin("POST", "/rest/posts", json=share("a")).json()["code"] == "EXPIRED_ACCESS_TOKEN"
    assert say(x).status_code == 201


def test_a_cut_before_leaves_nothing(x: Api, state: SandboxState) -> None:
    state.faults.add("x", fault="cut")
    with pytest.raises(requests.ConnectionError):
        say(x)
    assert state.posts == ()
    assert say(x).status_code == 201


def test_slow_answers_late_but_answers(x: Api, state: SandboxState) -> None:
    state.faults.add("x", fault="slow", seconds=0.2)
    started = time.monotonic()
    assert say(x).status_code == 201
    assert time.monotonic() - started >= 0.2


# ---------------------------------------------------------------- after accepting
def test_an_error_after_has_accepted(x: Api, state: SandboxState) -> None:
    state.faults.add("x", fault="error-after", status=503)
    assert say(x).status_code == 503
    assert [p.text for p in state.posts] == ["Hello"]


def test_a_cut_after_has_accepted(x: Api, state: SandboxState) -> None:
    state.faults.add("x", fault="cut-after")
    with pytest.raises(requests.ConnectionError):
        say(x)
    assert len(state.posts) == 1


def test_silence_lasts_until_the_client_gives_up(x: Api, state: SandboxState) -> None:
    state.faults.add("x", fault="silent")
    with pytest.raises(requests.ReadTimeout):
        say(x, timeout=0.3)
    assert len(state.posts) == 1
    assert say(x, "Next").status_code == 201


def test_broken_json_and_a_huge_answer_have_accepted(x: Api, state: SandboxState) -> None:
    state.faults.add("x", fault="bad-json")
    state.faults.add("x", fault="huge", size=300_000)

    broken, huge = say(x, "One"), say(x, "Two")

    assert broken.status_code == huge.status_code == 201
    with pytest.raises(requests.JSONDecodeError):
        broken.json()
    assert len(huge.content) == 300_000
    assert len(state.posts) == 2


def test_a_refused_request_uses_no_fault_up(x: Api, state: SandboxState) -> None:
    state.faults.add("x", fault="error-after")
    assert x("POST", "/2/tweets", json={"txt": "a"}).status_code == 400
    assert len(state.faults.pending()) == 1
    assert say(x).status_code == 500
    assert state.faults.pending() == ()


# ---------------------------------------------------------------- lag and stuck media
def test_lag_by_reads(x: Api, state: SandboxState) -> None:
    state.faults.add("x", fault="lag", reads=2)
    made = say(x).json()["data"]["id"]

    assert [listed(x) for _ in range(3)] == [0, 0, 1]
    assert "data" in x("GET", f"/2/tweets/{made}").json()
    assert say(x).status_code == 403  # it is there all the same


def test_lag_by_seconds(linkedin: Api, state: SandboxState, clock: Clock) -> None:
    state.faults.add("linkedin", fault="lag", seconds=60)
    made = linkedin("POST", "/rest/posts", json=share("a")).headers["x-restli-id"]
    path = f"/rest/posts/{quote(made, safe='')}"

    assert linkedin("GET", path).status_code == 404
    clock.forward(seconds=60)
    assert linkedin("GET", path).status_code == 200


def test_silence_and_lag_together(x: Api, state: SandboxState) -> None:
    state.faults.add("x", fault="cut-after", reads=1)
    with pytest.raises(requests.ConnectionError):
        say(x)
    assert [listed(x), listed(x)] == [0, 1]


def test_stuck_media_at_x(x: Api, upload_x: Callable[..., str], state: SandboxState) -> None:
    state.faults.add("x", "media", fault="stuck", polls=2)
    media = upload_x()
    body = {"text": "a", "media": {"media_ids": [media]}}
    query = {"command": "STATUS", "media_id": media}

    assert x("POST", "/2/tweets", json=body).status_code == 400
    states = [
        x("GET", "/2/media/upload", params=query).json()["data"]["processing_info"]["state"]
        for _ in range(3)
    ]
    assert states == ["in_progress", "in_progress", "succeeded"]
    assert x("POST", "/2/tweets", json=body).status_code == 201


def test_stuck_media_at_linkedin_makes_a_post_that_may_not_show(
    linkedin: Api, upload_linkedin: Callable[..., str], state: SandboxState
) -> None:
    state.faults.add("linkedin", "media", fault="stuck", polls=1)
    image = upload_linkedin()
    answer = linkedin("POST", "/rest/posts", json=share("a", content={"media": {"id": image}}))
    path = f"/rest/images/{quote(image, safe='')}"

    assert answer.status_code == 201
    assert state.posts[0].media_pending
    assert [linkedin("GET", path).json()["status"] for _ in "ab"] == ["PROCESSING", "AVAILABLE"]


def test_a_stuck_container_stays_in_progress(
    instagram: Api, container: Callable[..., requests.Response], state: SandboxState
) -> None:
    state.faults.add("instagram", "media", fault="stuck", polls=2)
    made = container().json()["id"]
    states = [
        instagram("GET", f"/{made}", params={"fields": "status_code"}).json()["status_code"]
        for _ in range(3)
    ]
    assert states == ["IN_PROGRESS", "IN_PROGRESS", "FINISHED"]


def test_instagram_may_publish_and_say_500(
    instagram: Api, container: Callable[..., requests.Response], state: SandboxState
) -> None:
    state.faults.add("instagram", fault="error-after")
    made = container().json()["id"]
    instagram("GET", f"/{made}")
    answer = instagram("POST", f"/{IG_ID}/media_publish", data={"creation_id": made})

    assert (answer.status_code, answer.json()["error"]["code"]) == (500, 2)
    assert len(state.posts) == 1


# ---------------------------------------------------------------- the queue
def test_faults_strike_in_order_their_own_endpoint_and_so_often(
    x: Api, linkedin: Api, state: SandboxState
) -> None:
    state.faults.add("x", "create", fault="error", status=500, times=2)
    state.faults.add("x", "create", fault="error", status=503)

    assert linkedin("POST", "/rest/posts", json=share("a")).status_code == 201
    assert listed(x) == 0
    assert [say(x).status_code for _ in range(4)] == [500, 500, 503, 201]
    assert [r.fault for r in state.requests if r.endpoint == "create"][1:] == [
        "error",
        "error",
        "error",
        "",
    ]


def test_faults_over_http(x: Api, sandbox: Sandbox) -> None:
    door = Api(sandbox.base_url)
    added = door("POST", "/_faults", json={"platform": "x", "fault": "error", "times": 2})

    assert added.json()["pending"][0]["fault"] == "error"
    assert say(x).status_code == 500
    assert door("GET", "/_faults").json()["pending"][0]["times"] == 1
    assert door("DELETE", "/_faults").json() == {"pending": []}
    assert say(x).status_code == 201


@pytest.mark.parametrize(
    "body", ['{"fault": "mutiny"}', '{"fault": "cut", "colour": 1}', "[]", "{", '{"fault": 7}']
)
def test_bad_faults_over_http_are_400(sandbox: Sandbox, body: str) -> None:
    headers = {"Content-Type": "application/json"}
    answer = Api(sandbox.base_url)("POST", "/_faults", data=body, headers=headers)
    assert answer.status_code == 400
    assert answer.json()["error"]


def test_a_form_of_another_site_queues_nothing(sandbox: Sandbox, state: SandboxState) -> None:
    answer = Api(sandbox.base_url)("POST", "/_faults", data={"fault": "cut"})
    assert answer.status_code == 400
    assert state.faults.pending() == ()


@pytest.mark.parametrize(
    "what",
    [
        {"fault": "mutiny"},
        {},
        {"fault": "slow", "seconds": "long"},
        {"fault": "slow", "seconds": -1},
        {"fault": "lag", "reads": 1.5},
        {"fault": "lag", "reads": True},
        {"fault": "cut", "colour": 3},
    ],
)
def test_a_fault_that_makes_no_sense_is_refused(what: dict[str, Any]) -> None:
    with pytest.raises(BadUsage):
        Faults().add("x", **what)


def test_every_fault_has_a_test_here() -> None:
    source = Path(__file__).read_text(encoding="utf-8")
    assert [kind for kind in FaultKind if f'fault="{kind}"' not in source] == []


def test_page_reads_do_not_need_a_token(sandbox: Sandbox) -> None:
    for path in ("/", "/_received", "/_health", "/_faults"):
        assert Api(sandbox.base_url)("GET", path).status_code == 200
