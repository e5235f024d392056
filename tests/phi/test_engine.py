"""What the engine stops, what it lets pass, and the nearest thing on the other side."""

from __future__ import annotations

import pytest

from bot.errors import BadRecord
from bot.model import Place
from bot.phi.engine import MAX_TEXT, Engine
from bot.phi.model import Identifier, Level, Role
from bot.surface import SurfaceKind
from tests.phi.conftest import Judge, make_post, make_records, make_rendition, worst

STOPPED = [
    ("a full name beside a patient cue", "Our patient Tobias Brightman was discharged today."),
    ("a lower-case post", "saw jane kowalski in clinic today, knee looks great"),
    ("a title and an initial", "Mr. K was admitted with a broken hip."),
    ("chart style", "LINDQVIST, A: our patient with the long scar is home."),
    ("a name the model does not know", "Consult on Quillan Oyelaran: wants to avoid surgery."),
    ("a relative", "My patient slept while her daughter Beatrix Novak read to her."),
    ("a possessive", "Odalys Trevino's surgery went perfectly."),
    ("a review reply", "Hi Beatrix, sorry you felt rushed at your visit on May 3."),
    ("a hashtag", "Please share #PrayForJohnSmith"),
    ("a lower-case hashtag", "please share #prayforjohnsmith"),
    (
        "a hashtag beside somebody's operation",
        "A member of our family is having back surgery. #WalkOnHaroldPruitt",
    ),
    ("a file name in the text", "See images/jane-doe-knee.jpg"),
    ("a handle told its results", "@jane_doe your MRI results are in, please call us."),
    ("a birth date", "Reminder: DOB 03/04/1961."),
    ("a date of care", "She was admitted on March 3 and danced out of here."),
    ("a relative date of care", "My patient was admitted yesterday."),
    ("a record number", "Great save tonight, MRN 4471902."),
    ("the clinic's own number format", "Thinking of bw-10442 tonight."),
    ("a social security number", "Her file says 123-45-6789."),
    ("its last four digits", "the last four of his social are 7261"),
    ("a Medicare number", "1EG4-TE5-MK73 was denied again"),
    ("a member number", "Member ID XJH4417002 was denied again"),
    ("a card", "Paid with 4111 1111 1111 1111"),
    ("a vehicle", "VIN 1HGCM82633A004352 is blocking the bay"),
    ("a plate", "license plate 7abc123 is blocking the bay"),
    ("a serial number", "Serial number NX-4471902 was explanted."),
    ("a person's telephone", "Her cell is 415-555-0142."),
    ("a home", "Our patient lives at 418 Juniper Street."),
    ("an age over 89", "93 yo with a new hip, dancing again."),
    ("an age in words", "A ninety-three-year-old farmer taught me patience."),
    ("a birthday", "My patient turned 91 this week!"),
    ("an own name in a patient's place", "Our patient Amara Okafor was admitted."),
    ("hidden characters", "Our patient T\u200bobias Brіghtman was discharged."),
    ("a patient's page", "https://portal.example/view?mrn=4471902"),
]
PASSING = [
    ("staff by title", "Dr. Lena Whitfield explains why rest is not the best answer."),
    ("staff by letters", "Lena Whitfield, RN, leads our walking group."),
    ("staff on file", "Amara Okafor answers your questions on Thursday at noon."),
    ("eponyms", "Parkinson's disease, a Foley catheter and the Apgar score."),
    ("an unlisted eponym", "Duane syndrome affects the eyes."),
    ("authors", "Peul et al. compared surgery with exercise. doi:10.1056/NEJMoa064039"),
    ("public persons", "Florence Nightingale was born on May 12, 1820."),
    ("an old president", "President Jimmy Carter turned 100 in hospice care."),
    ("institutions", "The Betty Ford Center and St. Mary's Hospital joined the trial."),
    ("own contacts", "Call 415-555-0100 or write to hello@brightwater.example."),
    ("own address", "Visit us at 12 Harbor Street, Millbrook."),
    ("public lines", "Call or text 988, or 1-800-273-8255. In an emergency call 911."),
    ("events", "Join us on Tuesday, March 5 for a talk, 418 Juniper Street, Room 204."),
    ("awareness", "World Arthritis Day is October 12. #WorldArthritisDay"),
    ("opening hours", "Our office is closed on December 24 and 25."),
    ("groups over 89", "People aged 90 and older, or ages 90 to 99, were left out."),
    ("numbers that are no ages", "90 % of pain ends in 90 days, said over 90 studies."),
    ("old things", "Our 95-year-old hospital building gets a new roof."),
    ("a generic patient", "For a 62-year-old man with arthritis, is surgery better?"),
    ("a trial", "Registered as NCT04567890, recruiting until June 2027."),
    ("words that are names", "Hope, faith and grace: will you mark May in your calendar?"),
    ("drugs", "Ozempic, Tylenol and Humira work differently."),
    ("a patient without a name", "Our patients came from three states; our patients walked 5K."),
    ("our portal", "Our patient portal has a new look. Your results are explained there."),
]


@pytest.mark.parametrize(("why", "text"), STOPPED, ids=[why for why, _ in STOPPED])
def test_what_names_a_patient_is_blocked(judge: Judge, why: str, text: str) -> None:
    assert judge(text) is Level.BLOCK


@pytest.mark.parametrize(("why", "text"), PASSING, ids=[why for why, _ in PASSING])
def test_what_names_nobody_passes(judge: Judge, why: str, text: str) -> None:
    assert judge(text) is Level.INFO


def test_a_full_name_without_any_hint_of_care_is_for_review(judge: Judge) -> None:
    assert judge("The garden was painted last year, Beatrix Novak in front.") is Level.REVIEW


def test_another_telephone_than_the_practice_s_is_for_review_beside_a_patient(judge: Judge) -> None:
    told = "Our patient is home again. Call us at {}."

    assert judge(told.format("415-555-0100")) is Level.INFO
    assert judge(told.format("415-555-0199")) is Level.REVIEW


def test_spans_classes_and_roles(engine: Engine) -> None:
    text = "Our patient T\u200bobias Brightman met Dr. Lena Whitfield."
    hits = {text[h.start : h.end]: h for h in engine.analyse_text(text).hits}

    patient = hits["T\u200bobias Brightman"]
    assert (patient.identifier, patient.level) == (Identifier.NAME, Level.BLOCK)
    assert (patient.role, patient.normalised) == (Role.PATIENT, "tobias brightman")
    assert hits["Lena Whitfield"].role is Role.STAFF


def test_no_repr_or_reason_holds_the_text(engine: Engine) -> None:
    found = engine.analyse_text("Our patient Tobias Brightman, MRN 4471902, is home.")

    assert found.hits
    assert "Tobias" not in repr(found)
    assert "4471902" not in repr(found)


# ---------------------------------------------------------------- renditions
def test_a_name_in_the_alt_text_beside_a_cue_in_the_caption(engine: Engine) -> None:
    rendition = make_rendition("Our patient is home again.", alt="Bridget smiles in the garden")
    (hit,) = engine.analyse(rendition, make_post()).hits

    assert (hit.surface, hit.level) == (SurfaceKind.ALT, Level.BLOCK)
    assert hit.place == Place("content/2026-12-walk.md", 5, 3)


def test_the_same_alt_text_without_a_cue_passes(engine: Engine) -> None:
    rendition = make_rendition("Come and walk with us.", alt="Bridget smiles in the garden")

    assert worst(engine.analyse(rendition, make_post())) is Level.INFO


def test_a_file_name_needs_no_context(engine: Engine) -> None:
    rendition = make_rendition("Come and walk with us.", file="images/smith_john_xray.png")

    assert worst(engine.analyse(rendition, make_post())) is Level.BLOCK


@pytest.mark.parametrize("file", ["images/knee-anatomy.png", "images/dr-okafor-portrait.jpg"])
def test_a_harmless_file_name_passes(engine: Engine, file: str) -> None:
    rendition = make_rendition("Come and walk with us.", file=file)

    assert worst(engine.analyse(rendition, make_post())) is Level.INFO


def test_what_a_shortening_left_out_still_counts_where_it_stands(engine: Engine) -> None:
    post = make_post(body="A good day.\n\nThanks, MRN 4471902!\n")
    (hit,) = engine.analyse(make_rendition("A good day."), post).hits

    assert (hit.surface, hit.level) == (SurfaceKind.SOURCE, Level.BLOCK)
    assert hit.place == Place("content/2026-12-walk.md", 11, 13)


def test_the_source_does_not_echo_what_the_text_shows(engine: Engine) -> None:
    text = "Our patient Tobias Brightman is home."
    hits = engine.analyse(make_rendition(text), make_post(body=text)).hits

    assert [hit.surface for hit in hits] == [SurfaceKind.TEXT]


@pytest.mark.parametrize(
    ("text", "story"),
    [
        ("Our patient came in unable to walk. She underwent a fusion and went home.", True),
        ("I couldn't walk. After my surgery I can finally garden again.", True),
        ("My patient came in last spring unable to lift her granddaughter.", True),
        ("One of our patients, who agreed to this, could not stand for long.", True),
        ('"My sciatica is gone. Best clinic in Ohio!" - from a review', True),
        ("How long after my surgery can I drive? Ask your surgeon.", False),
        ("Every patient deserves to be heard. Visits here take 45 minutes.", False),
        ("If a patient was admitted with fever, we may ask for a scan.", False),
    ],
)
def test_a_story_is_told_apart_from_advice(engine: Engine, text: str, story: bool) -> None:
    found = engine.analyse(make_rendition(text), make_post(body=text))

    assert found.patient_story is story
    assert (found.story_place is not None) is story
    assert found.patient_context is story


# ---------------------------------------------------------------- not run
@pytest.mark.parametrize(
    "text",
    [
        "Nuestro paciente no puede caminar porque el dolor es muy fuerte y está en el hospital.",
        "Unser Patient hat seit Jahren Schmerzen und kann nicht mehr mit dem Hund gehen.",
        "Пациент поступил вчера с болью в спине.",
        "Good morning!\nUnser Patient hat seit Jahren Schmerzen und kann nicht mehr gehen.",
    ],
)
def test_another_language_is_not_run(engine: Engine, text: str) -> None:
    assert engine.analyse_text(text).not_run


def test_a_post_that_says_it_is_in_another_language_is_not_run(engine: Engine) -> None:
    found = engine.analyse(make_rendition("Come and walk with us.", lang="es"), make_post())

    assert len(found.not_run) == 1
    assert engine.analyse_text("Come and walk with us.", lang="en-US").not_run == ()


def test_what_can_be_read_in_another_language_still_blocks(engine: Engine) -> None:
    found = engine.analyse_text("El paciente con MRN 4471902 está muy bien y no tiene dolor.")

    assert worst(found) is Level.BLOCK
    assert found.not_run


@pytest.mark.parametrize("size", [MAX_TEXT + 1, 10_000_000])
def test_a_text_too_large_is_not_run(engine: Engine, size: int) -> None:
    assert engine.analyse_text("a" * size).not_run


@pytest.mark.parametrize("text", ["", " ", "\n\n", "🎉" * 50, "\x00\x01", "\u202eabc", "A"])
def test_next_to_nothing_is_read_without_a_finding(engine: Engine, text: str) -> None:
    found = engine.analyse_text(text)

    assert (found.hits, found.not_run) == ((), ())


def test_a_broken_number_format_names_its_entry_and_not_its_text() -> None:
    records = make_records()
    brand = records.brand.model_copy(update={"mrn_formats": ("BW-[0-9",)})
    broken = type(records)(**{**vars(records), "brand": brand})

    with pytest.raises(BadRecord, match="entry 1 of mrn_formats") as caught:
        Engine(records=broken)
    assert "BW-" not in caught.value.what


def test_a_text_is_read_once_a_run(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    text = "A text that is met for the first time here."
    first = engine.analyse_text(text)
    monkeypatch.setattr(engine, "_ready", lambda: pytest.fail("the text was read again"))

    assert engine.analyse_text(text) == first


def test_a_comment_of_the_front_matter_is_read_where_it_stands(engine: Engine) -> None:
    place = Place("content/a.md", 3, 2)
    post = make_post(notes=(("our patient Wendell Lindqvist agreed by phone", place),))

    analysis = engine.analyse(make_rendition("Drink enough water."), post)

    assert worst(analysis) is Level.BLOCK
    assert {hit.place for hit in analysis.hits if hit.level is Level.BLOCK} == {place}
