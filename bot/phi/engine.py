"""The PHI engine: reads every surface of a rendition and says who can be recognised.

An identifier alone does not block; an identifiable patient does. So each text is read
once (and remembered for the run), then judged together with the other texts of the
rendition: a name in the alt text beside "my patient" in the caption is a patient's.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.model import Place, Post, Rendition
from bot.phi.combination import combine
from bot.phi.context import find_cues, governs, is_generic, tells_story
from bot.phi.knowledge import NOTHING, learn
from bot.phi.language import detect_parts
from bot.phi.model import Analysis, Hit, Identifier, Level, Role
from bot.phi.normalise import name_form
from bot.phi.patterns import regex
from bot.phi.reading import Candidate, Cue, Reading, Text
from bot.phi.telling import names_one
from bot.surface import Surface, SurfaceKind, surfaces

if TYPE_CHECKING:
    from bot.phi.analyzer import Analyzer
    from bot.records import Records
    from bot.records.model import PhiSettings

MAX_TEXT = 30_000  # characters of one text; platforms take a tenth of it
_REMEMBERED = 4096
_PROSE = frozenset({SurfaceKind.TEXT, SurfaceKind.ALT, SurfaceKind.FIELD, SurfaceKind.SOURCE})
_WORDS = regex.compile(r"\p{L}\s{1,9}\p{L}")
_GRAVITY = {Level.INFO: 0, Level.REVIEW: 1, Level.BLOCK: 2}
_SPACE = Place("text")


@dataclass(frozen=True, slots=True)
class _Read:
    surface: Surface
    reading: Reading


class Engine:
    """Analyses renditions with one model and one set of records; make one a run.

    The model is loaded by the first text. Raises ModelMissing then, and each time after,
    when it is not there or not the checked one.
    """

    def __init__(
        self, settings_phi: PhiSettings | None = None, records: Records | None = None
    ) -> None:
        self._model = settings_phi.model if settings_phi else ""
        self._knowledge = learn(records)
        self._analyzer: Analyzer | None = None
        self._memory: dict[tuple[SurfaceKind, str], Reading] = {}

    def analyse(self, rendition: Rendition, post: Post) -> Analysis:
        """Everything found in what ``rendition`` shows and in what its source holds."""
        read = [_Read(s, self._read(s.text, s.kind)) for s in surfaces(rendition, post)]
        hits = [hit for one in read for hit in _judge(one, read, rendition, post)]
        return _analysis(
            read, combine(_without_echoes(hits)), _language_problems(read, rendition.lang)
        )

    def analyse_text(
        self, text: str, *, kind: SurfaceKind = SurfaceKind.TEXT, lang: str = "en"
    ) -> Analysis:
        """Everything found in one plain text; spans are offsets into ``text``."""
        one = _Read(Surface(kind, text, _SPACE), self._read(text, kind))
        hits = list(_judge(one, [one], None, None))
        return _analysis([one], combine(hits), _language_problems([one], lang))

    def _read(self, text: str, kind: SurfaceKind) -> Reading:
        key = (kind, text)
        if key not in self._memory:
            if len(self._memory) >= _REMEMBERED:
                self._memory.clear()
            self._memory[key] = self._read_anew(text, kind)
        return self._memory[key]

    def _read_anew(self, text: str, kind: SurfaceKind) -> Reading:
        if len(text) > MAX_TEXT:
            empty = Text.of("", kind)
            return Reading(empty, not_run=f"a text of more than {MAX_TEXT} characters is not read")
        normal = Text.of(text, kind)
        prose = kind in _PROSE and bool(_WORDS.search(normal.text))
        try:
            found = self._ready().read(normal, model=prose)
        except (TimeoutError, RecursionError, MemoryError) as err:
            return Reading(normal, not_run=f"a text could not be read ({type(err).__name__})")
        return Reading(normal, found, _cues(normal, found) if kind in _PROSE else ())

    def _ready(self) -> Analyzer:
        if self._analyzer is None:
            from bot.phi.analyzer import Analyzer

            self._analyzer = Analyzer(self._model, self._knowledge or NOTHING)
        return self._analyzer


def _cues(text: Text, found: Sequence[Candidate]) -> tuple[Cue, ...]:
    """The cues of ``text``; a name in a patient's place is one as well."""
    named = [Cue(c.start, c.end, sure=True) for c in found if c.role is Role.PATIENT]
    told = [
        Cue(c.start, c.end, sure=True, soft=True)
        for c in found
        if c.names_one and names_one(text, c.start)
    ]
    cues = (*find_cues(text), *named, *told)
    return tuple(sorted(cues, key=lambda cue: (cue.start, cue.end)))


# ---------------------------------------------------------------- judging
def _judge(
    one: _Read, all_read: Sequence[_Read], rendition: Rendition | None, post: Post | None
) -> Iterator[Hit]:
    elsewhere = _cues_elsewhere(one, all_read)
    for found in one.reading.candidates:
        level = _level(one, found, elsewhere)
        start, end = one.reading.text.normalised.source_span(found.start, found.end)
        yield Hit(
            identifier=found.identifier,
            level=level,
            role=_role(found, level),
            surface=one.surface.kind,
            place=_place(one.surface, start, rendition, post),
            part=one.surface.part,
            start=start,
            end=end,
            reason=found.reason,
            normalised=_normal(found, one.reading.text),
            aspect=found.aspect,
        )


def _level(one: _Read, found: Candidate, elsewhere: tuple[bool, bool]) -> Level:
    if _GRAVITY[found.tied] <= _GRAVITY[found.alone]:
        return found.alone
    text, cues = one.reading.text, one.reading.cues
    named = found.identifier is Identifier.NAME
    weak_counts = found.weak and (named or not is_generic(text, found.start))
    if governs(text, cues, found.start, weak=weak_counts, same_sentence=found.same_sentence):
        return found.tied
    sure, weak = elsewhere
    beside = one.surface.kind not in (SurfaceKind.TEXT, SurfaceKind.SOURCE)
    if sure and (beside or not found.same_sentence):
        return found.tied
    if weak and beside and found.weak and not named:
        return found.tied
    return found.alone


def _cues_elsewhere(one: _Read, all_read: Sequence[_Read]) -> tuple[bool, bool]:
    """Whether another text holds a sure cue, or any; soft ones are sure in their own text only."""
    others = [r for r in all_read if r.surface.text != one.surface.text]
    cues = [cue for other in others for cue in other.reading.cues]
    return any(cue.sure and not cue.soft for cue in cues), bool(cues)


def _role(found: Candidate, level: Level) -> Role:
    beside = found.role is Role.UNKNOWN and found.identifier is Identifier.NAME
    return Role.PATIENT if beside and level is Level.BLOCK else found.role


def _normal(found: Candidate, text: Text) -> str:
    raw = text.text[found.start : found.end]
    if found.identifier is Identifier.NAME:
        pieces = regex.sub(r"(?<=\p{Ll})(?=\p{Lu})|[_\d#@]+", " ", raw)
        return _without_initials(name_form(pieces))
    return "".join(c for c in raw.casefold() if c.isalnum())


def _without_initials(form: str) -> str:
    """Drop middle initials: "ana m garcia" is released as "ana garcia" is."""
    first, *middle = form.split() or [""]
    kept = [word for word in middle[:-1] if len(word) > 1]
    return " ".join([first, *kept, *middle[-1:]])


def _place(surface: Surface, start: int, rendition: Rendition | None, post: Post | None) -> Place:
    if surface.kind is SurfaceKind.TEXT and rendition is not None:
        return rendition.parts[surface.part].place_at(start, surface.place)
    if surface.kind is SurfaceKind.SOURCE and post is not None:
        before = surface.text[:start]
        line = before.count("\n")
        column = start - (before.rfind("\n") + 1) + 1
        return Place(post.path, post.body_line + line, column)
    return surface.place


def _without_echoes(hits: Sequence[Hit]) -> list[Hit]:
    """Drop what the source only repeats of what the rendition already shows as gravely."""
    shown: dict[tuple[Identifier, str], int] = {}
    for hit in hits:
        if hit.surface is SurfaceKind.TEXT:
            key = (hit.identifier, hit.normalised)
            shown[key] = max(shown.get(key, 0), _GRAVITY[hit.level])
    return [
        hit
        for hit in hits
        if hit.surface is not SurfaceKind.SOURCE
        or shown.get((hit.identifier, hit.normalised), -1) < _GRAVITY[hit.level]
    ]


# ---------------------------------------------------------------- the whole
def _analysis(read: Sequence[_Read], hits: Iterable[Hit], language: Sequence[str]) -> Analysis:
    hits = tuple(sorted(hits, key=lambda h: (h.part, h.surface, h.start, h.end)))
    sure = any(
        cue.sure and not cue.soft and not is_generic(one.reading.text, cue.start)
        for one in read
        for cue in one.reading.cues
    )
    tied = any(hit.role is Role.PATIENT and hit.level is Level.BLOCK for hit in hits)
    story = next(
        (o for o in read if o.surface.published and tells_story(o.reading.text, o.reading.cues)),
        None,
    )
    reasons = [one.reading.not_run for one in read if one.reading.not_run]
    return Analysis(
        hits=hits,
        patient_context=sure or tied or story is not None,
        patient_story=story is not None,
        story_place=story.surface.place if story else None,
        not_run=tuple(dict.fromkeys([*reasons, *language])),
    )


def _language_problems(read: Sequence[_Read], lang: str) -> list[str]:
    problems = []
    if lang.split("-")[0].casefold() != "en":
        problems.append(f'the post says lang: "{lang}" and only English is read')
    for one in read:
        if one.surface.kind in _PROSE:
            foreign = detect_parts(one.reading.text.text) - {"en"}
            problems += [
                f"the {one.surface.kind.value} holds a language that is not read ({code})"
                for code in sorted(foreign)
            ]
    return problems
