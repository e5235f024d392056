"""Write unseen.jsonl: posts to judge by, in another hand than dev.jsonl. Nobody tunes on it.

    python bench/phi/sets_unseen.py

The posts, the frames and their words are in unseen_posts.txt; here is how numbers and dates look.
They belong to nobody: ranges kept for fiction, example domains, invented cards and codes.
"""

from __future__ import annotations

from random import Random

from marked import Draw, count_between, digits, write_set

SEED, EACH = 77, 4
SHORT_DAYS = ("mon", "tues", "weds", "thurs", "fri", "sat", "sunday")
SHORT_MONTHS = ("jan", "feb", "march", "apr", "may", "june", "july", "aug", "sept", "oct", "nov")
LOOSE = (
    "first thing tmrw",
    "sunday gone",
    "on halloween",
    "the night before eid",
    "the week of mardi gras",
    "this arvo",
    "3 days after christmas",
    "monday week",
    "a fortnight ago today",
)


def care_date(rng: Random) -> str:
    day, month, weekday = rng.randint(2, 28), rng.choice(SHORT_MONTHS), rng.choice(SHORT_DAYS)
    forms = (
        rng.choice(LOOSE),
        f"{weekday} {day} {month}",
        f"{month} {day}",
        f"{day}/{rng.randint(1, 12)}",
        f"{weekday} at {rng.randint(8, 11)}",
        f"the {rng.randint(4, 20)}th of {month}",
    )
    return rng.choice(forms)


def open_date(rng: Random) -> str:
    day, month = rng.randint(2, 28), rng.choice(SHORT_MONTHS)
    return rng.choice(
        (f"{day} {month}", f"{rng.choice(SHORT_DAYS)} {day} {month}", f"{day}.{month}")
    )


def numeric_date(rng: Random) -> str:
    day, month, year = rng.randint(1, 28), rng.randint(1, 12), rng.randint(41, 99)
    forms = (
        f"{day:02}.{month:02}.{year}",
        f"{day}-{month}-19{year}",
        f"{day:02}/{month:02}/{year}",
    )
    return rng.choice(forms)


def telephone(rng: Random) -> str:
    last = "01" + digits(rng, 2)
    forms = (
        f"504 555 {last}",
        f"(337)555-{last}",
        f"508/555-{last}",
        f"+1 985 555 {last}",
        f"07700 900{digits(rng, 3)}",
        f"+44 7700 900 {digits(rng, 3)}",
        f"774 five five five {last}",
    )
    return rng.choice(forms)


def hospital_number(rng: Random) -> str:
    forms = (
        "K" + digits(rng, 6),
        digits(rng, 9),
        f"{digits(rng, 2)}-{digits(rng, 2)}-{digits(rng, 2)}",
    )
    return rng.choice(forms)


def card(rng: Random) -> str:
    forms = (f"{digits(rng, 3)}W{digits(rng, 6)}", f"ZGP{digits(rng, 8)}", f"{digits(rng, 10)}A")
    return rng.choice(forms)


def serial(rng: Random) -> str:
    return rng.choice(("PZX", "BLC", "NVR")) + digits(rng, 6) + rng.choice("ABG")


def registration(rng: Random) -> str:
    return rng.choice((f"{digits(rng, 3)} QVZ", f"ZZ{digits(rng, 2)} KQX", f"QQ-{digits(rng, 4)}"))


DRAWS: dict[str, Draw] = {
    "dt": care_date,
    "dy": open_date,
    "dn": numeric_date,
    "df": lambda rng: f"{rng.randint(10, 28)}{rng.choice(SHORT_MONTHS)}{rng.randint(22, 25)}",
    "tel": telephone,
    "hosp": hospital_number,
    "card": card,
    "sn": serial,
    "reg": registration,
    "trial": lambda rng: f"{digits(rng, 3)}/{rng.choice(('LN', 'OX', 'BT'))}/{digits(rng, 4)}",
    "bill": lambda rng: f"{rng.choice(('BH', 'P'))}{digits(rng, 7)}",
    "lic": lambda rng: f"{rng.choice('ABC')}{digits(rng, 7)}",
    "aged": lambda rng: f"{rng.randint(90, 102)}{rng.choice(('yo', ' yrs young', ' y/o', 'F'))}",
    "yrs": count_between(21, 84),
    "yrsn": count_between(3, 35),
    "low": count_between(45, 70),
    "yr": count_between(2008, 2025),
    "n": count_between(60, 5400),
    "no": count_between(2, 99),
    "nctn": count_between(1000000, 9999999),
    "perc": count_between(4, 91),
    "vasn": count_between(4, 9),
    "pay": count_between(14, 48),
    "fee": count_between(2, 9),
}

if __name__ == "__main__":
    write_set("unseen", DRAWS, seed=SEED, each=EACH)
