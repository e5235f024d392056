"""A11Y003: harder to read than the public can be asked to."""

from __future__ import annotations

from collections.abc import Iterable

from bot.model import Rendition, Severity
from bot.rules.base import Example, Fact, Rule, View, register
from bot.rules.meaning.grade import read

#: Years of school. Advice on patient materials asks for the sixth to the eighth.
MOST = 8
#: Below this many words the measure says nothing.
LEAST_WORDS = 40
_HARD = (
    "Individuals experiencing persistent discomfort subsequent to operative intervention should "
    "consider initiating a progressively intensified program of ambulation, because gradual "
    "reconditioning facilitates functional restoration and simultaneously minimizes the "
    "deterioration of musculoskeletal capacity that characteristically accompanies prolonged "
    "immobilization. Subsequently, comprehensive multidisciplinary assessment facilitates "
    "individualized optimization."
)
_PLAIN = (
    "Does it still hurt after your operation? Start with short walks. Walk to the door and back. "
    "Do a little more each week. Walking helps your back and legs grow strong again. Long rest in "
    "bed makes them weak. Tell your care team if the pain gets worse or if you feel weak."
)


@register
class ReadingLevel(Rule):
    """A text for the public, of forty words or more, above the eighth grade.

    Tags, handles, addresses and references are not counted; names and medical words that
    cannot be avoided count as short ones.
    """

    id = "A11Y003"
    title = "Hard to read"
    gate = "accessibility"
    severity = Severity.WARN
    why = (
        "Half of all adults read below the level at which most health information is written. "
        "Short "
        "sentences and everyday words reach more people and take nothing from the content. The "
        "measure counts sentences and syllables, so it is a hint: a reviewer may keep a text that "
        "has to be as it is. Posts for professionals are not measured."
    )
    fix = "Write shorter sentences and shorter words, or set audience: professionals if it is so"
    source = "CDC Clear Communication Index; WCAG 2.1 success criterion 3.1.5"
    override = "C"
    examples = (
        Example("one long sentence of long words", {}, _HARD),
        Example("the same on Instagram", {}, f"Recovery.\n\n{_HARD}", platform="instagram"),
        Example("the same said plainly", {}, _PLAIN, stopped=False),
        Example("for professionals", {"audience": "professionals"}, _HARD, stopped=False),
        Example(
            "too short to measure",
            {},
            "Multidisciplinary rehabilitation facilitates functional restoration.",
            stopped=False,
        ),
    )

    def observe(self, rendition: Rendition, view: View) -> Iterable[Fact]:
        """One fact with the grade, for the rendition as a whole."""
        post = view.post
        if post.audience != "public" or not post.lang.startswith("en"):
            return
        found = read("\n".join(part.text for part in rendition.parts))
        grade = int(found.grade)  # 8.9 is the ninth month of the eighth grade
        if found.words >= LEAST_WORDS and grade > MOST:
            place = rendition.parts[0].place_at(0, post.place())
            yield Fact("grade", place, note=f"it reads at grade {grade}, and {MOST} is the limit")
