"""Each direct identifier in any of its written forms stops a post; public numbers pass."""

from __future__ import annotations

import random
from collections import Counter

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from bot.phi.engine import Engine
from bot.phi.model import Level
from bot.surface import SurfaceKind
from tests.phi.conftest import make_post, make_rendition, worst
from tests.phi.forms import DIRECT, Form, public

ROUNDS = 60
HIDDEN = "\u200b\u200c\u200d\u2060\ufeff\u00ad\u202d\u202e"
TAGS = ["#BackPain", "#SpineHealth", "#MoveMore", "#fyp", "#PainAwarenessMonth"]
often = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
forms = st.builds(
    lambda kind, seed: DIRECT[kind](random.Random(seed)),
    st.sampled_from(sorted(DIRECT)),
    st.integers(0, 10_000),
)


def level(engine: Engine, text: str) -> Level:
    return worst(engine.analyse_text(text))


@pytest.mark.parametrize("kind", sorted(DIRECT))
def test_every_form_of_a_kind_is_stopped(engine: Engine, kind: str) -> None:
    rng = random.Random(kind)
    made = [DIRECT[kind](rng) for _ in range(ROUNDS)]
    missed = []
    for before, identifier, after in made:
        hits = engine.analyse_text(before + identifier + after).hits
        span = range(len(before), len(before) + len(identifier))
        stops = [h for h in hits if h.level is not Level.INFO]
        if not any(h.start < span.stop and span.start < h.end for h in stops):
            missed.append(before + identifier + after)

    assert missed == []


def test_public_numbers_pass(engine: Engine) -> None:
    rng = random.Random(5)
    texts = [public(rng) for _ in range(240)]

    assert Counter(level(engine, text) for text in texts) == {Level.INFO: 240}


@often
@given(form=forms, hidden=st.sampled_from(HIDDEN), data=st.data())
def test_a_hidden_character_frees_nothing(
    engine: Engine, form: Form, hidden: str, data: st.DataObject
) -> None:
    text = "".join(form)
    at = data.draw(st.integers(0, len(text)))

    assert rank(level(engine, text[:at] + hidden + text[at:])) >= rank(level(engine, text))


@often
@given(form=forms, upper=st.booleans())
def test_another_case_of_the_identifier_frees_nothing(
    engine: Engine, form: Form, upper: bool
) -> None:
    before, identifier, after = form
    changed = identifier.upper() if upper else identifier.lower()

    assert level(engine, before + changed + after) is not Level.INFO


@often
@given(form=forms, tag=st.sampled_from(TAGS), first=st.booleans())
def test_a_hashtag_frees_nothing(engine: Engine, form: Form, tag: str, first: bool) -> None:
    text = "".join(form)
    tagged = f"{tag} {text}" if first else f"{text} {tag}"

    assert rank(level(engine, tagged)) >= rank(level(engine, text))


@often
@given(form=forms)
def test_an_alt_text_frees_nothing(engine: Engine, form: Form) -> None:
    rendition = make_rendition("A quiet day at the desk.", alt="".join(form))
    analysis = engine.analyse(rendition, make_post())

    assert any(h.surface is SurfaceKind.ALT for h in analysis.hits if h.level is not Level.INFO)


@often
@given(st.text(max_size=200), st.text(alphabet="\u05d0\u0627a1 🎉\u200f\u202e\n#@/", max_size=200))
@example("", "")
def test_any_mixture_of_scripts_is_answered(engine: Engine, text: str, mixed: str) -> None:
    for hit in engine.analyse_text(text + mixed).hits:
        assert 0 <= hit.start < hit.end <= len(text + mixed)


@pytest.mark.parametrize(
    "text", ["a" * 10_000_000, "MRN " * 2_500_000, "🎉" * 1_000_000, "\u202e1 " * 1_000_000]
)
def test_ten_megabytes_of_one_line_are_held_and_not_read(engine: Engine, text: str) -> None:
    analysis = engine.analyse_text(text)

    assert analysis.not_run
    assert not analysis.hits


@pytest.mark.parametrize("text", ["", " ", "\n\n", "\u200b", "#", "@", "🎉🎉🎉", "\u202e"])
def test_next_to_nothing_passes(engine: Engine, text: str) -> None:
    analysis = engine.analyse_text(text)

    assert (analysis.hits, analysis.not_run) == ((), ())


def rank(found: Level) -> int:
    return [Level.INFO, Level.REVIEW, Level.BLOCK].index(found)
