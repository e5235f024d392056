"""Numbers that prove themselves: a check digit or a grammar tells them from any other number.

Cards, vehicle numbers, device identifiers, provider, DEA, bank and NHS numbers. What passes its
check is taken for the real thing without a label, save where one number in ten or eleven would
pass by chance: those need their word nearby.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from bot.phi.knowledge import Knowledge
from bot.phi.model import Identifier, Level
from bot.phi.patterns import regex
from bot.phi.reading import Candidate, Text
from bot.phi.recognizers.labels import PUBLIC_BEFORE, PUBLIC_CODE

_CARD = regex.compile(r"(?<![\w-])\d(?:[ -]?\d){12,18}(?![\w-])")
_VIN = regex.compile(
    r"(?i)(?<!\w)(?=[A-Z0-9]{0,16}\d)(?=[A-Z0-9]{0,16}[A-Z])[A-HJ-NPR-Z0-9]{17}(?!\w)"
)
_TEN = regex.compile(r"(?<![\w-])\d{3}[ -]?\d{3}[ -]?\d{4}(?![\w-])")
_NINE = regex.compile(r"(?<![\w-])\d{9}(?![\w-])")
_DEA = regex.compile(r"(?i)(?<![\w-])[ABCDEFGHJKLMPRSTUX][A-Z9]-?\d{7}(?![\w-])")
_GTIN = regex.compile(r"(?<!\w)\(?01\)? ?(?P<gtin>\d{14})(?!\d)")
_NPI_WORD = regex.compile(r"(?i)\b(?:npi|provider (?:no|number|id)|national provider)\b")
_NHS_WORD = regex.compile(r"(?i)\b(?:nhs|chi|h&c|health (?:and|&) care) ?(?:no|num|number|\#)?\b")
_BANK_WORD = regex.compile(r"(?i)\b(?:aba|routing|rtn|wire|bank|transit)\b")
_NEAR = 40  # characters in which the word of a weakly checked number stands


def find(text: Text, knowledge: Knowledge) -> Iterator[Candidate]:
    """Yield every number of ``text`` whose own check holds."""
    del knowledge
    if not any(c.isdigit() for c in text.text):
        return
    yield from _held(text, _CARD, _is_card, Identifier.ACCOUNT, "card number")
    yield from _held(text, _VIN, vin_check, Identifier.VEHICLE, "vehicle number")
    yield from _held(text, _DEA, dea_check, Identifier.LICENCE, "DEA number", Level.REVIEW)
    yield from _held(text, _GTIN, _is_gtin, Identifier.DEVICE, "device identifier")
    yield from _worded(text, _TEN, nhs_check, _NHS_WORD, Identifier.RECORD, "NHS number")
    yield from _worded(
        text, _NINE, aba_check, _BANK_WORD, Identifier.ACCOUNT, "bank routing number"
    )
    yield from _worded(
        text, _TEN, npi_check, _NPI_WORD, Identifier.LICENCE, "provider number", Level.REVIEW
    )


def _held(
    text: Text,
    pattern: regex.Pattern[str],
    check: Callable[[str], bool],
    kind: Identifier,
    reason: str,
    level: Level = Level.BLOCK,
) -> Iterator[Candidate]:
    for match in pattern.finditer(text.text):
        if check(match.group()) and not is_public(text, match.start(), match.group()):
            yield Candidate(kind, match.start(), match.end(), reason, level)


def _worded(
    text: Text,
    pattern: regex.Pattern[str],
    check: Callable[[str], bool],
    word: regex.Pattern[str],
    kind: Identifier,
    reason: str,
    level: Level = Level.BLOCK,
) -> Iterator[Candidate]:
    for match in pattern.finditer(text.text):
        if check(match.group()) and word.search(text.before(match.start(), _NEAR)):
            yield Candidate(kind, match.start(), match.end(), reason, level)


def is_public(text: Text, start: int, value: str) -> bool:
    """Whether ``value`` is a public register's, by its own form or by the word before it."""
    return bool(PUBLIC_CODE.match(value) or PUBLIC_BEFORE.search(text.before(start, 40)))


def _digits(value: str) -> list[int]:
    return [int(c) for c in value if c.isdigit()]


def _is_card(value: str) -> bool:
    digits = _digits(value)
    return luhn(digits) and len(set(digits)) > 1


def _is_gtin(value: str) -> bool:
    digits = _digits(value)[-14:]
    return gtin_check(digits) and len(set(digits)) > 1


def luhn(digits: list[int]) -> bool:
    """Whether ``digits`` satisfy the mod-10 check of ISO/IEC 7812-1."""
    doubled = [
        d if i % 2 == 0 else (d * 2 - 9 if d > 4 else d * 2) for i, d in enumerate(reversed(digits))
    ]
    return sum(doubled) % 10 == 0


def npi_check(value: str) -> bool:
    """Whether ten digits are a provider number: Luhn over 80840 and the number (45 CFR 162.406)."""
    digits = _digits(value)
    return len(digits) == 10 and digits[0] in (1, 2) and luhn([8, 0, 8, 4, 0, *digits])


def dea_check(value: str) -> bool:
    """Whether the last digit of a DEA registration is the sum that its first six demand."""
    digits = _digits(value)[-7:]
    total = digits[0] + digits[2] + digits[4] + 2 * (digits[1] + digits[3] + digits[5])
    return total % 10 == digits[6]


def aba_check(value: str) -> bool:
    """Whether nine digits weigh to a multiple of ten with 3, 7, 1 (ABA routing numbers)."""
    digits = _digits(value)
    weighed = sum(d * w for d, w in zip(digits, (3, 7, 1) * 3, strict=True))
    return weighed % 10 == 0 and any(digits)


def nhs_check(value: str) -> bool:
    """Whether ten digits hold the modulus 11 check of an NHS number (NHS Data Dictionary)."""
    digits = _digits(value)
    total = sum(d * w for d, w in zip(digits[:9], range(10, 1, -1), strict=True))
    return (11 - total % 11) % 11 == digits[9] and len(set(digits)) > 1


def gtin_check(digits: list[int]) -> bool:
    """Whether fourteen digits hold the mod-10 check of a GTIN (GS1 General Specifications)."""
    return sum(d * (3 if i % 2 == 0 else 1) for i, d in enumerate(digits)) % 10 == 0


_VIN_VALUES = {c: i % 10 for i, c in enumerate("0123456789")} | dict(
    zip(
        "ABCDEFGHJKLMNPRSTUVWXYZ",
        (1, 2, 3, 4, 5, 6, 7, 8, 1, 2, 3, 4, 5, 7, 9, 2, 3, 4, 5, 6, 7, 8, 9),
        strict=True,
    )
)
_VIN_WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)


def vin_check(vin: str) -> bool:
    """Whether the ninth character is the check digit of 49 CFR 565.15(c)."""
    total = sum(_VIN_VALUES[c] * w for c, w in zip(vin.upper(), _VIN_WEIGHTS, strict=True))
    return vin[8].upper() == "0123456789X"[total % 11]
