"""What the PHI engine answers: spans with class, role and level, and nothing of the text."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from bot.model import Place
from bot.surface import SurfaceKind


class Identifier(StrEnum):
    """The 18 kinds of 45 CFR 164.514(b)(2)(i), A to R, by a word of their own."""

    NAME = "name"  # A
    PLACE = "place"  # B
    DATE = "date"  # C, dates
    AGE = "age"  # C, ages over 89
    PHONE = "phone"  # D
    FAX = "fax"  # E
    EMAIL = "email"  # F
    SSN = "ssn"  # G
    RECORD = "record number"  # H
    PLAN = "plan number"  # I
    ACCOUNT = "account number"  # J
    LICENCE = "licence"  # K
    VEHICLE = "vehicle"  # L
    DEVICE = "device serial"  # M
    URL = "web address"  # N
    IP = "IP address"  # O
    BIOMETRIC = "biometric"  # P
    IMAGE = "image"  # Q
    OTHER = "other code"  # R


class Role(StrEnum):
    """Whose identifier it is."""

    PATIENT = "patient"
    RELATIVE = "relative"
    STAFF = "staff"
    PUBLIC = "public person"
    AUTHOR = "cited author"
    EPONYM = "eponym"
    ORGANISATION = "organisation"
    OWN = "the practice's own"
    UNKNOWN = "unknown"


class Aspect(StrEnum):
    """What words say of a person where no identifier of the 18 kinds stands."""

    NONE = ""
    SINGULAR = "singular"  # a fact that few share: the only, the mayor, the one in the news
    STATUS = "status"  # that somebody is a patient here
    TOLD = "told"  # that the words, taken together, tell of one patient's care


class Level(StrEnum):
    """What it amounts to."""

    BLOCK = "block"
    REVIEW = "review"
    INFO = "info"


@dataclass(frozen=True, slots=True)
class Hit:
    """One identifier where it stands."""

    identifier: Identifier
    level: Level
    role: Role
    surface: SurfaceKind
    place: Place
    part: int
    start: int  # code points into the surface's text
    end: int
    reason: str  # safe words: "record number", "full name beside a patient cue"
    normalised: str = field(default="", repr=False, compare=False)  # for the keyed HMAC of a name
    aspect: Aspect = Aspect.NONE


@dataclass(frozen=True, slots=True)
class Analysis:
    """Everything the engine found in a rendition's surfaces."""

    hits: tuple[Hit, ...] = ()
    patient_context: bool = False  # an individual patient is spoken of
    patient_story: bool = False  # a story, testimonial or case of one person
    story_place: Place | None = None
    not_run: tuple[str, ...] = ()  # reasons why a part could not be read: these hold
