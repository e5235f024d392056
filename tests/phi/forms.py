"""Random surface forms of every direct identifier: a grammar of how people write each kind.

Made from the definitions of the kinds, not from the sets in bench/phi, so that the recall they
measure is over the grammar. Every form is a (before, identifier, after) of one post.
"""

# ruff: noqa: E501 - a form is read best on one line

from __future__ import annotations

import random
from collections.abc import Callable

from bot.phi.recognizers.checked import dea_check, luhn, nhs_check, vin_check

Form = tuple[str, str, str]
_WORDS = "zero one two three four five six seven eight nine".split()  # noqa: SIM905
_LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ"


def digits(rng: random.Random, low: int, high: int = 0) -> str:
    """Between ``low`` and ``high`` digits; the first is not 0."""
    length = rng.randint(low, high or low)
    return str(rng.randint(1, 9)) + "".join(str(rng.randint(0, 9)) for _ in range(length - 1))


def letters(rng: random.Random, length: int) -> str:
    return "".join(rng.choice(_LETTERS) for _ in range(length))


def dressed(rng: random.Random, number: str) -> str:
    """``number`` as it may be typed: plain, in groups, set apart, in words or in keycaps."""
    half = len(number) // 2
    return rng.choice(
        [
            number,
            number,
            f"{number[:half]}-{number[half:]}",
            f"{number[:half]} {number[half:]}",
            " ".join(number),
            " ".join(_WORDS[int(c)] for c in number),
            "".join(f"{c}\ufe0f\u20e3" for c in number),
            "".join(chr(0xFF10 + int(c)) for c in number),
        ]
    )


def joined(rng: random.Random) -> str:
    return rng.choice([" ", ": ", " # ", " #", " no. ", " number ", " is ", " no ", " = ", " - "])


def record(rng: random.Random) -> Form:
    label = rng.choice(
        ["MRN", "mrn", "Medical record", "M.R.N.", "patient id", "hosp no", "pt #", "NHS no"]
    )
    return f"who has the notes for {label}{joined(rng)}", dressed(rng, digits(rng, 5, 9)), " pls"


def plan(rng: random.Random) -> Form:
    label = rng.choice(
        ["member id", "subscriber no", "policy number", "Medicaid id", "enrollee id"]
    )
    value = letters(rng, rng.randint(2, 3)) + digits(rng, 6, 9)
    return f"insurer says no again, {label}{joined(rng)}", value, ""


def account(rng: random.Random) -> Form:
    label = rng.choice(["account", "acct", "patient account", "invoice"])
    return f"billing sent it to {label} no. ", dressed(rng, digits(rng, 6, 9)), " twice"


def ssn(rng: random.Random) -> Form:
    value = f"{digits(rng, 3)}-{digits(rng, 2)}-{digits(rng, 4)}"
    last = rng.choice(["ssn ends ", "last four of her social ", "last 4 of his SSN: "])
    return rng.choice([("SSN ", value, ""), (last, digits(rng, 4), "")])


def licence(rng: random.Random) -> Form:
    label = rng.choice(["driver's license no. ", "DL # ", "driving licence: ", "passport no "])
    return f"found in the waiting room, {label}", letters(rng, 1) + digits(rng, 6, 8), ""


def device(rng: random.Random) -> Form:
    noun = rng.choice(
        ["pacemaker", "insulin pump", "cochlear implant", "stimulator", "hip implant"]
    )
    value = letters(rng, rng.randint(2, 3)) + digits(rng, 5, 7) + rng.choice(["", letters(rng, 1)])
    label = rng.choice(["serial ", "serial no. ", "S/N ", "SN: ", "serial number is "])
    return f"her {noun}, {label}", value, ", was taken out"


def vehicle(rng: random.Random) -> Form:
    plate = rng.choice(
        [letters(rng, 3) + "-" + digits(rng, 4), digits(rng, 1) + letters(rng, 3) + digits(rng, 3)]
    )
    label = rng.choice(["license plate ", "plate number ", "number plate: ", "plates "])
    return f"our patient's car, {label}", plate, ", is still here"


def vin(rng: random.Random) -> Form:
    body = [rng.choice(_LETTERS + "0123456789") for _ in range(17)]
    body[8] = next(c for c in "0123456789X" if vin_check("".join([*body[:8], c, *body[9:]])))
    return "he crashed ", "".join(body), " last"


def card(rng: random.Random) -> Form:
    body = "4" + digits(rng, 14)
    last = next(d for d in range(10) if luhn([int(c) for c in body] + [d]))
    number = f"{body}{last}"
    spaced = " ".join(number[i : i + 4] for i in range(0, 16, 4))
    return "she paid with ", rng.choice([number, spaced]), ""


def nhs(rng: random.Random) -> Form:
    while True:
        number = digits(rng, 10)
        if nhs_check(number):
            return "NHS number ", f"{number[:3]} {number[3:6]} {number[6:]}", ""


def dea(rng: random.Random) -> Form:
    body = digits(rng, 6)
    number = next(f"BK{body}{d}" for d in range(10) if dea_check(f"BK{body}{d}"))
    return "signed with DEA ", number, ""


def mbi(rng: random.Random) -> Form:
    def n() -> str:
        return str(rng.randint(0, 9))

    def a() -> str:
        return rng.choice("ACDEFGHJKMNPQRTUVWXY")

    value = f"{rng.randint(1, 9)}{a()}{n()}{n()}-{a()}{n()}{n()}-{a()}{a()}{n()}{n()}"
    return "Medicare card ", rng.choice([value, value.replace("-", "")]), ""


def age(rng: random.Random) -> Form:
    old = rng.randint(90, 109)
    words = f"ninety-{_WORDS[old - 90]}" if 90 < old < 100 else ""
    said = [(f"{old}yo", ""), (f"{old} y/o", ""), (f"{old}-year-old", ""), (f"{old} years old", "")]
    if words:
        said += [(f"{words}-year-old", ""), (f"{words} years old", "")]
    found, after = rng.choice(said)
    return "she is a ", found, f"{after} farmer with a new hip"


def study(rng: random.Random) -> Form:
    label = rng.choice(["accession ", "specimen no. ", "study id ", "subject no. ", "case # "])
    return f"still waiting for path, {label}", letters(rng, 2) + digits(rng, 5, 7), ""


def birth(rng: random.Random) -> Form:
    month, day, year = rng.randint(1, 12), rng.randint(1, 28), rng.randint(1940, 2020)
    name = "jan feb mar apr may jun jul aug sep oct nov dec".split()[month - 1]  # noqa: SIM905
    shape = [
        f"{month:02}/{day:02}/{year}", f"{day}.{month}.{year}", f"{year}-{month:02}-{day:02}",
        f"{day} {name} {year}", f"{name} {day}, {year}", f"{day}-{name}-{year % 100:02}",
    ]  # fmt: skip
    return rng.choice(["DOB ", "d.o.b. ", "date of birth: "]), rng.choice(shape), ""


#: Kinds that stop a post with no patient cue beside them (design 9).
DIRECT: dict[str, Callable[[random.Random], Form]] = {
    make.__name__: make
    for make in (
        record, plan, account, ssn, licence, device, vehicle, vin, card, nhs, dea, mbi, age, study, birth,
    )
}  # fmt: skip


def public(rng: random.Random) -> str:
    """A post that everybody may write, with numbers in it."""
    n, year = digits(rng, 3, 4), rng.randint(2012, 2026)
    return rng.choice(
        [
            f"Enrolling now: NCT0{digits(rng, 7)}, adults 40 to {rng.randint(60, 89)}.",
            f"Okafor and Brandt ({year}) found no benefit, n = {n}. doi:10.1000/x.{year}.{n}",
            f"Amoxicillin {digits(rng, 3)} mg every {rng.randint(4, 12)} hours, with food.",
            f"BP {rng.randint(100, 140)}/{rng.randint(60, 90)} is fine at rest.",
            f"{rng.randint(2, 99)} % of {n} adults aged {rng.randint(20, 60)} to 85 got better.",
            f"Recall: {n} pumps of model X-{n}, lots made in {year}. Check the maker's page.",
            "Call 911. Call or text 988. Poison help: 1-800-222-1222.",
            f"Flu clinic on Saturday, October {rng.randint(1, 28)}, 9 to noon, room {rng.randint(1, 300)}.",
            f"Founded in {rng.randint(1890, 1960)}: {rng.randint(90, 120)} years of care in this town.",
            f"People {rng.randint(90, 95)} or older are welcome at our falls class.",
            f"We are hiring, req #{digits(rng, 5)}, $31 an hour, apply by May {rng.randint(1, 28)}.",
            f"World Stroke Day is {rng.randint(1, 28)} October. Wear purple.",
        ]
    )
