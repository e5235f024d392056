"""Write dev.jsonl: posts about invented persons to tune on, by a hand that never read the engine.

    python bench/phi/sets_dev.py

The posts, the frames and their words are in dev_posts.txt; here is how its numbers and dates look.
They belong to nobody: 555-01xx phones, example domains, no social number that was ever issued.
"""

from __future__ import annotations

from random import Random

from marked import Draw, count_between, digits, write_set

SEED, EACH = 20261, 4
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")
MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September")
QUICK = (
    "yesterday",
    "last night",
    "this morning",
    "on Tuesday",
    "last Friday",
    "the day before Thanksgiving",
    "over Memorial Day weekend",
    "two days ago",
    "on the 14th",
    "Wednesday at 3",
)
LOGINS = ("britta.vang", "gusmaki", "ramona_thao", "torvald.rivas", "iris.lundeen", "leroyfields")
SPELLED = ("trudy dot moua", "axel dot farah", "maren underscore hill", "wyatt dot klimek")


def long_date(rng: Random) -> str:
    day, month, weekday = rng.randint(1, 28), rng.choice(MONTHS), rng.choice(WEEKDAYS)
    forms = (
        f"{month} {day}",
        f"{month[:3]} {day}",
        f"{weekday}, {month} {day}",
        f"{weekday[:3]} {month[:3]} {day}",
        f"{day} {month} {rng.randint(2019, 2025)}",
        f"{month} {rng.randint(4, 20)}th",
    )
    return rng.choice(forms)


def short_date(rng: Random) -> str:
    month, day, year = rng.randint(1, 12), rng.randint(1, 28), rng.randint(19, 25)
    forms = (
        f"{month}/{day}",
        f"{month:02}/{day:02}/{year}",
        f"{month}-{day}-20{year}",
        f"20{year}-{month:02}-{day:02}",
    )
    return rng.choice(forms)


def when(rng: Random) -> str:
    return rng.choice(QUICK) if rng.random() < 0.7 else "on " + long_date(rng)


def birth_date(rng: Random) -> str:
    return f"{rng.randint(1, 12)}/{rng.randint(1, 28)}/{rng.randint(1940, 2015)}"


def phone(rng: Random) -> str:
    area = rng.choice(("218", "612", "651", "701", "715", "952"))
    last = "01" + digits(rng, 2)
    forms = (
        f"{area}-555-{last}",
        f"({area}) 555-{last}",
        f"{area}.555.{last}",
        f"{area} 555 {last}",
        f"1-{area}-555-{last}",
        f"{area}555{last}",
    )
    return rng.choice(forms)


def record_number(rng: Random) -> str:
    forms = (
        digits(rng, 7),
        digits(rng, 8),
        "M" + digits(rng, 6),
        f"{digits(rng, 3)}-41{digits(rng, 2)}",
    )
    return rng.choice(forms)


def member_id(rng: Random) -> str:
    letters = "".join(rng.choices("CDFGHJKMNPRTVWXY", k=3))
    return rng.choice((letters + digits(rng, 9), f"{digits(rng, 4)}-{digits(rng, 5)}-01"))


def mail(rng: Random) -> str:
    login = rng.choice(LOGINS)
    forms = (
        f"{login}@mail.example",
        f"{login}{digits(rng, 2)}@example.net",
        f"{login} (at) example.com",
    )
    return rng.choice(forms)


def mail_spelled(rng: Random) -> str:
    return rng.choice(SPELLED) + rng.choice((" at example dot com", " AT example DOT org"))


DRAWS: dict[str, Draw] = {
    "when": when,
    "dlong": long_date,
    "dnum": short_date,
    "dnumx": short_date,
    "dob": birth_date,
    "dfile": lambda rng: f"20{rng.randint(19, 25)}{rng.randint(1, 12):02}{rng.randint(10, 28)}",
    "age": count_between(19, 86),
    "agex": count_between(40, 65),
    "old": count_between(90, 104),
    "weeks": count_between(2, 12),
    "yearsn": count_between(5, 40),
    "year": count_between(2005, 2024),
    "count": count_between(120, 9800),
    "pct": count_between(3, 88),
    "vas": count_between(5, 9),
    "nct": count_between(1000000, 9999999),
    "price": count_between(20, 60),
    "room": count_between(101, 612),
    "bed": lambda rng: f"{rng.randint(1, 24)}{rng.choice('AB')}",
    "num": count_between(100, 4999),
    "two": count_between(10, 28),
    "four": count_between(1000, 9999),
    "zip": lambda rng: rng.choice(("55604", "55731", "56649", "54806", "58103", "55804")),
    "phone": phone,
    "mrn": record_number,
    "member": member_id,
    "email": mail,
    "emailsp": mail_spelled,
    "serial": lambda rng: rng.choice(("RVR", "BXZ", "GK")) + digits(rng, 6) + rng.choice("SH"),
    "plate": lambda rng: rng.choice(("HVN ", "CJT ", "AKE-")) + digits(rng, 3),
    "licence": lambda rng: rng.choice("DWK") + digits(rng, 12),
    "study": lambda rng: f"{rng.choice(('ARC', 'SLP', 'ONC'))}-{digits(rng, 2)}-{digits(rng, 3)}",
    "acct": lambda rng: f"{digits(rng, 4)}-{digits(rng, 6)}",
    "accn": lambda rng: f"S{rng.randint(19, 25)}-{digits(rng, 5)}",
}

if __name__ == "__main__":
    write_set("dev", DRAWS, seed=SEED, each=EACH)
