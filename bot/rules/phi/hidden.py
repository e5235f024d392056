"""PHI008: what a file carries besides what it shows."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import PurePosixPath
from typing import ClassVar

from bot.model import Rendition, Severity
from bot.phi.model import Level
from bot.rules.base import Example, Fact, Need, Rule, View, register
from bot.surface import SurfaceKind

#: What the cleaner makes new from pixels and proves byte by byte; nothing else is proven.
_PROVEN = frozenset({"image/jpeg", "image/png"})
#: Files that carry a patient's header, or an author's name, by their nature.
_CLINICAL = frozenset({".dcm", ".dicom", ".dic", ".nii", ".hl7"})
_DOCUMENT = frozenset({".pdf", ".docx", ".doc", ".pptx", ".ppt", ".xlsx", ".odt", ".odp"})


@register
class HiddenData(Rule):
    """An identifier in a file's name, a clinical or office file, bytes not proven clean.

    Pictures are made anew from their pixels and the bytes that would be sent are proven to
    hold nothing else, before any rule runs; what was taken off is told as a note.
    """

    id: ClassVar[str] = "PHI008"
    title: ClassVar[str] = "Hidden data in a file"
    gate: ClassVar[str] = "phi"
    severity: ClassVar[Severity] = Severity.BLOCK
    needs: ClassVar[frozenset[Need]] = frozenset({Need.RECORDS})
    why: ClassVar[str] = (
        "Cameras write where and when into a picture, scanners write the patient's name, office "
        "programs write who wrote it, and people write names into file names. gatepost strips "
        "pictures by itself and proves the result. It cannot rename a file for you, and what it "
        "cannot prove clean does not go out."
    )
    fix: ClassVar[str] = "Rename the file, or export it as a plain JPEG or PNG"
    source: ClassVar[str] = "45 CFR 164.514(b)(2)(i); 164.502(a)"
    override: ClassVar[str] = "N"
    examples: ClassVar[tuple[Example, ...]] = (
        Example(
            "a record number in the file's name",
            {
                "media": [
                    {"file": "images/MRN-4471902.png", "alt": "A healthy spine", "people": "none"}
                ]
            },
            "What a healthy spine looks like.",
        ),
        Example(
            "a scanner's own file",
            {"media": [{"file": "images/a.dcm", "alt": "A healthy spine", "people": "none"}]},
            "What a healthy spine looks like.",
        ),
        Example(
            "a plain picture with a plain name",
            {"media": [{"file": "images/spine.png", "alt": "A healthy spine", "people": "none"}]},
            "What a healthy spine looks like.",
            stopped=False,
        ),
    )

    def observe(self, rendition: Rendition, view: View) -> Iterable[Fact]:
        """Names of files, kinds of files, and what cleaning took off."""
        post = view.post
        for hit in view.analysis(rendition).hits:
            media = hit.surface is SurfaceKind.FILE and hit.place.path == post.path
            if media and hit.level is Level.BLOCK:
                note = f"a file name holds an identifier of the class {hit.identifier.value}"
                yield Fact("name", hit.place, hit.part, note=note)
        for number, picture in enumerate(post.media, start=1):
            ending = PurePosixPath(picture.file).suffix.lower()
            place = picture.place or post.place("media")
            if ending in _CLINICAL | _DOCUMENT:
                what = "a scanner's own file" if ending in _CLINICAL else "an office file"
                yield Fact("file", place, note=f"medium {number} is {what} with data of its own")
        yield from _shown(rendition, view)


def _shown(rendition: Rendition, view: View) -> Iterable[Fact]:
    for number, part in enumerate(rendition.parts):
        for shown in part.attachments:
            place = shown.place or view.post.place("media")
            if shown.mime not in _PROVEN:
                note = "a file would be sent whose bytes nobody has proven clean"
                yield Fact("bytes", place, number, note=note)
            if shown.removed:
                note = f"hidden data were taken off a picture: {', '.join(shown.removed)}"
                yield Fact("removed", place, number, note=note, severity=Severity.INFO)
