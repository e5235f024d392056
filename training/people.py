"""Invented people for the frames: names of many countries, and the ways posts write them."""

from __future__ import annotations

import random
import unicodedata
from functools import cache
from pathlib import Path

from faker import Faker

#: Locales of Faker whose names are in Latin letters, and how often each is drawn.
_LOCALES = {
    "en_US": 30,
    "en_GB": 6,
    "en_IN": 8,
    "es_MX": 7,
    "es_CO": 3,
    "en_NG": 2,
    "yo_NG": 4,
    "ig_NG": 2,
    "ha_NG": 2,
    "tw_GH": 2,
    "en_KE": 3,
    "zu_ZA": 2,
    "fil_PH": 2,
    "id_ID": 2,
    "en_PK": 4,
    "fr_FR": 2,
    "fr_DZ": 3,
    "de_DE": 3,
    "it_IT": 2,
    "pt_BR": 3,
    "nl_NL": 2,
    "sv_SE": 2,
    "no_NO": 1,
    "fi_FI": 2,
    "cs_CZ": 1,
    "hr_HR": 2,
    "sk_SK": 1,
    "hu_HU": 1,
    "ro_RO": 1,
    "tr_TR": 2,
    "ga_IE": 1,
    "uz_UZ": 1,
    "et_EE": 1,
    "lt_LT": 1,
}
#: Names of languages that Faker writes in other scripts; own selection, 2026-11-22.
_GIVEN = """
Wei Li Ming Hui Jing Xiu Mei Ling Yan Xin Yi Jun Feng Hao Lan Qing Bo Chen Ying Zhen Xiaoming Meiling
Minjun Seo-yeon Jiwoo Hana Soo-jin Eun-ji Hyun Jae Sung-ho Ji-hoon Kenji Yuki Haruto Sakura Hiroshi
Akiko Noboru Emiko Thuy Linh Minh Anh Hoa Duc Tuan Phuong Lan Quang Bao Thanh Ngoc Huong Dmitri Olga
Svetlana Natalya Ivan Sergei Boris Ludmila Oksana Bohdan Taras Yelena Pyotr Vera Galina Mohammed Ahmed
Fatima Aisha Omar Layla Hassan Yusuf Zainab Khalid Noor Samira Tariq Leila Hussein Amina Ibrahim Rania
Priya Venkat Lakshmi Ravi Sunita Anjali Deepak Sanjay Rekha Vikram Meena Suresh Kavita Arjun Divya
Nirmala Gopal Haruka Mei Abebe Tigist Selam Dawit Bekele Hirut Amare Hodan Abdi Faduma Ayaan Sahra
Mahad Ifrah Nimco Leilani Keoni Malia Kainoa Sione Lupe Tevita Mele Aroha Tane Hine Manu Mikael Astrid
Xochitl Citlali Itzel Cuauhtemoc Tashunka Winona Aiyana Nizhoni Mai Pao Kou Xiong Yer Chue Tou Bee
Shoshana Moishe Avi Yael Chaim Rivka Zev Tova Dvora Menachem Esfandiar Shirin Parisa Dariush Farhad
Zohreh Soraya Gulnara Aigul Nursultan Temur Nino Giorgi Tamar Ani Hovhannes Armen Anahit Kwame Ama Kofi
Abena Yaw Esi Mamadou Fatou Aminata Ousmane Cheikh Bineta Nkechi Chidi Ngozi Emeka Folake Tunde Sipho
Thandiwe Lerato Tendai Rutendo Chipo Farai Wanjiru Kamau Achieng Njeri DeShawn LaToya Tyrese Shanice
Keisha Jamal Tamika Darnell Latrice Monique Trayvon Aaliyah Marquis Jaylen Brayden Kaylee Braxton
Maddox Kinsley Paisley Oaklynn Ryker Jaxon Brynlee Gunner Remington Stetson Maverick Bexley Wrenley
""".split()
_FAMILY = """
Wang Zhang Chen Liu Huang Zhao Wu Zhou Xu Sun Ma Zhu Hu Guo He Lin Gao Luo Zheng Kim Park Choi Jung
Kang Cho Yoon Jang Lim Tanaka Suzuki Sato Watanabe Yamamoto Nakamura Kobayashi Ito Nguyen Tran Le Pham
Hoang Phan Vu Dang Bui Do Ho Ngo Duong Ivanov Petrov Smirnov Kuznetsov Popov Volkov Kovalenko Bondarenko
Shevchenko Tkachenko Hassan Ali Hussein Al-Sayed El-Masri Abdallah Rahman Khan Haddad Khoury Mansour
Nasser Saleh Rao Patel Iyer Reddy Sharma Gupta Nair Menon Krishnan Subramanian Banerjee Chatterjee
Desai Mehta Joshi Kulkarni Bekele Tadesse Gebremariam Warsame Farah Abdullahi Jama Nur Kealoha Kahale
Tuiasosopo Fonoti Vang Xiong Yang Lor Thao Moua Vue Begay Yazzie Tsosie Red-Cloud Whitehorse Goldberg
Rosenbaum Katz Levi Shapiro Azizi Hosseini Karimi Tehrani Mensah Owusu Boateng Asante Diallo Traore
Keita Ndiaye Sow Okonkwo Adeyemi Eze Balogun Dlamini Nkosi Moyo Chikwanha Mwangi Otieno O'Brien
O'Connell McAllister MacDonald Fitzgerald VanDerBerg DeLuca Di-Marco St-Clair Montoya-Reyes Smith-Jones
Garcia-Lopez Ortiz-Vega Kowalczyk Wisniewski Zielinski Dabrowski Lewandowski Schwarzkopf Oppenheimer
Thibodeaux Boudreaux Hebert Landry Arceneaux Trosclair Johansdottir Gunnarsson Petersen Halonen
""".split()
_EVERYDAY = (
    "Grace Hope Faith Joy Rose Iris Daisy Poppy Olive Pearl Opal Ruby Jade Violet Ivy Lily Hazel Willow "
    "Summer Autumn April May June Dawn Eve Mark Bill Art Ray Max Jack Frank Earl Hunter Mason Cooper "
    "Carson Parker Miles Will Rich Dean Guy Chase Lance Clay Ginger Brandy Rip Charity Mercy Patience "
    "Destiny Sky Star Honey Angel Precious Princess King Royal Justice Liberty Journey Heaven Harmony "
    "Melody Carol Robin Wren Raven Jay Drew Grant Rob Bob Sue Pat Gene Skip Buddy Sonny Junior Dusty "
    "Rusty Sandy Misty Stormy Windy Crystal Amber Gemma Christian Bishop Pope Major Duke Baron Ace Colt "
    "Case Page Brook Brooke Rain River Forest Heath Cliff Rocky Stone Flint Steele Reed Ash Basil Sage "
    "Rosemary Juniper Clementine Plum Cherry Candy Sugar Cookie Dolly Kitty Bunny Bear Wolf Fox Birdie "
    "Dot Trip Trey Deuce Penny Nickel Buck Cash Rich Mo Bo Flo Jo Lou Ty Al Ed Vi Bea Nan Gus Hal Sol"
).split()
_FAMILY_EVERYDAY = (
    "Banks Young Long Short White Black Brown Green Gray Rose Stone Wood Woods Field Hill Rivers Brooks "
    "Lake Ford Bridges Church Temple Bishop Pope King Prince Knight Page Cook Baker Butcher Fisher Hunter "
    "Shepherd Farmer Carter Mason Carpenter Potter Weaver Taylor Walker Rice Bean Berry Cherry Lemon Salt "
    "Pepper Best Love Joy Hope Moody Savage Strong Wise Sharp Swift Small Little Rich Price Cash Bond "
    "Gold Silver Steel Winter Summers March May Day Weeks Knox Hand Foote Head Hart Bone Payne Doctor Bliss"
).split()
_NICK = (
    "Bubba Peanut Junior Sonny Ducky Tex Red Slim Curly Boomer Pops Mimi Nana Gigi Papaw Mamaw Tank Moose "
    "Bear Bug Bean Squirt Smiley Lefty Doc Chief Ace Scooter Skeeter Cricket Bambi Tiny Big-Mike Lil-Ray "
    "Jo-Jo CJ TJ DJ AJ JD RJ PJ Dee Kay Jay Vee Zee Mack Mikey Bobby Billy Tommy Jimmy Johnny Eddie Freddie "
    "Teddy Charlie Frankie Ronnie Donnie Vinny Sal Nico Manny Chuy Beto Pancho Lupita Conchita Nacho Memo"
).split()
_SYLLABLES = (
    "a be chi da el fa gu ha i ja ka lo mi na o pe qui ra sha ti u va wi xe yo zu bre dra kle tha mbo nkw "
    "sla tre vik zsu oli ane ora yth ien ius mar len dor vin sol tan gar bel ric wyn zel hub kor lin"
).split()


def _plain(name: str) -> str:
    """``name`` without its accents: posts leave them out."""
    return "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))


@cache
def _lists(locale: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    provider = next(
        p
        for p in Faker(locale).factories[0].providers
        if type(p).__module__.startswith("faker.providers.person")
    )
    kept = [
        tuple(dict.fromkeys(n for n in getattr(provider, a, ()) if n and len(n.split()) < 3))
        for a in ("first_names", "last_names")
    ]
    return kept[0], kept[1]


def _invented(rng: random.Random) -> str:
    return "".join(rng.choice(_SYLLABLES) for _ in range(rng.randint(2, 4))).capitalize()


def given(rng: random.Random) -> str:
    """A given name of any origin; sometimes an everyday word, a nickname or an invented one."""
    roll = rng.random()
    if roll < 0.12:
        return rng.choice(_EVERYDAY)
    if roll < 0.30:
        return rng.choice(_GIVEN)
    if roll < 0.38:
        return _invented(rng)
    name = rng.choice(_lists(rng.choices(list(_LOCALES), list(_LOCALES.values()))[0])[0])
    return _plain(name) if rng.random() < 0.6 else name


def family(rng: random.Random) -> str:
    """A family name of any origin."""
    roll = rng.random()
    if roll < 0.10:
        return rng.choice(_FAMILY_EVERYDAY)
    if roll < 0.30:
        return rng.choice(_FAMILY)
    if roll < 0.38:
        return _invented(rng)
    name = rng.choice(_lists(rng.choices(list(_LOCALES), list(_LOCALES.values()))[0])[1])
    return _plain(name) if rng.random() < 0.6 else name


def nickname(rng: random.Random) -> str:
    """A by-name as a ward gives it."""
    name = rng.choice(_NICK).replace("-", " ")
    return rng.choice(("", "", "", "Big ", "Lil ", "Little ", "Old ", "Miss ")) + name


def full(rng: random.Random) -> str:
    """A given and a family name, now and then with a middle name or initial, or hyphenated."""
    first, last = given(rng), family(rng)
    roll = rng.random()
    if roll < 0.08:
        return f"{first} {rng.choice('ABCDEFGHJKLMNPRSTW')}. {last}"
    if roll < 0.12:
        return f"{first} {given(rng)} {last}"
    if roll < 0.16:
        return f"{first} {last}-{family(rng)}"
    return f"{first} {last}"


def turned(rng: random.Random) -> str:
    """A name as a list has it: RAO, VENKAT or Rao, V."""
    last = family(rng)
    first = given(rng) if rng.random() < 0.6 else given(rng)[0] + rng.choice((".", ""))
    style = rng.random()
    if style < 0.4:
        return f"{last.upper()}, {first.upper() if rng.random() < 0.7 else first}"
    return f"{last}, {first}"


def initials(rng: random.Random) -> str:
    """A letter or two for a name."""
    a, b = rng.choice("ABCDEFGHJKLMNPRSTVWYZ"), rng.choice("ABCDEFGHJKLMNPRSTVWYZ")
    return rng.choice(
        (f"{a}.{b}.", f"{a}{b}", f"{a}. {b}.", f"{a}.", a, f"{a}.{b}", f"{a}. {family(rng)}")
    )


def titled(rng: random.Random) -> str:
    """A courtesy title with a family name or an initial."""
    title = rng.choice(
        (
            "Mr.",
            "Mrs.",
            "Ms.",
            "Mr",
            "Mrs",
            "Ms",
            "Miss",
            "Mx.",
            "Mister",
            "Sr.",
            "Sra.",
            "Señora",
            "Mr.",
            "Mrs.",
        )
    )
    roll = rng.random()
    if roll < 0.12:
        return f"{title} {rng.choice('ABCDEFGHJKLMNPRSTVW')}{rng.choice(('', '.'))}"
    if roll < 0.2 or title == "Miss":
        return f"{title} {given(rng)}"
    return f"{title} {family(rng)}"


def short(rng: random.Random) -> str:
    """A given name with the first letter of the family's."""
    return f"{given(rng)} {rng.choice('ABCDEFGHJKLMNPRSTVW')}{rng.choice(('', '.'))}"


def anyone(rng: random.Random) -> str:
    """A name in any of these ways, given names most often."""
    maker = rng.choices(
        (given, full, titled, short, nickname, initials, turned), (46, 24, 14, 7, 4, 3, 2)
    )[0]
    return maker(rng)


_DOCTOR = (
    "Dr.",
    "Dr.",
    "Dr",
    "Dr",
    "Doctor",
    "Prof.",
    "Professor",
    "Nurse",
    "Coach",
    "Chaplain",
    "Sister",
)
_LETTERS = (
    "MD",
    "DO",
    "RN",
    "PA-C",
    "NP",
    "DNP",
    "PT",
    "DPT",
    "OT",
    "DDS",
    "DMD",
    "CNM",
    "LPN",
    "PharmD",
    "PhD",
    "RD",
    "CRNA",
    "FACS",
    "BSN",
    "MPH",
    "LCSW",
    "CNA",
    "M.D.",
)


def clinician(rng: random.Random) -> str:
    """Somebody of the staff by title or letters."""
    roll = rng.random()
    if roll < 0.5:
        return f"{rng.choice(_DOCTOR)} {family(rng) if rng.random() < 0.6 else full(rng)}"
    if roll < 0.7:
        return f"{full(rng)}, {rng.choice(_LETTERS)}"
    if roll < 0.85:
        return full(rng)
    return given(rng)


@cache
def listed(name: str) -> tuple[str, ...]:
    """The entries of a word list (eponyms, public persons, medicines).

    Copies of the package's lists as they were when the shipped weights were made: a later
    change there must not change what this makes.
    """
    path = Path(__file__).parent / "lists" / f"{name}.txt"
    lines = path.read_text(encoding="utf-8").splitlines()
    return tuple(
        e.strip()
        for line in lines
        if not line.startswith("#")
        for e in line.split(",")
        if e.strip()
    )


#: A slot of a frame -> how it is filled. The label is the frame's business.
MAKERS = {
    "any": anyone,
    "given": given,
    "family": family,
    "full": full,
    "titled": titled,
    "short": short,
    "nick": nickname,
    "initials": initials,
    "turned": turned,
    "clinician": clinician,
    "public": lambda rng: rng.choice(listed("public")),
    "eponym": lambda rng: rng.choice(listed("eponyms")),
    "drug": lambda rng: rng.choice(listed("drugs")),
    "care": lambda rng: rng.choice(listed("care")),
    "office": lambda rng: rng.choice(listed("offices")),
    "job": lambda rng: rng.choice(listed("townsfolk")),
}
