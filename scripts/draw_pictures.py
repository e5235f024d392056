"""Draw the examples' pictures, so that no photograph of anybody is needed.

``python scripts/draw_pictures.py`` writes content/2026/12/images/*.png, and the pictures of the
posts that must be stopped, examples/stopped/images/*.png. Same code, same bytes.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

ROOT = Path(__file__).resolve().parent.parent
MONTH = ROOT / "content" / "2026" / "12" / "images"
STOPPED = ROOT / "examples" / "stopped" / "images"
SIDE = 1200
TEAL, SAND, CORAL, LEAF, SKY, INK, WHITE = (
    "#14535c",
    "#f4efe6",
    "#d9694f",
    "#6f9e5b",
    "#a9cfd6",
    "#22302f",
    "#ffffff",
)
Pen = ImageDraw.ImageDraw


def text(pen: Pen, at: tuple[int, int], words: str, size: int, fill: str = INK) -> None:
    """Write in the font that Pillow carries."""
    pen.text(at, words, font=ImageFont.load_default(size), fill=fill, anchor="mm")


def walk(pen: Pen) -> None:
    """A flat path between two hills with flags."""
    pen.ellipse((-250, 420, 650, 1320), fill=LEAF)
    pen.ellipse((620, 470, 1500, 1350), fill="#5d8a4d")
    pen.polygon([(520, 1200), (680, 1200), (620, 560), (590, 560)], fill=SAND)
    for x, y in ((560, 1050), (655, 880), (575, 730)):
        pen.line((x, y, x, y - 90), fill=INK, width=8)
        pen.polygon([(x, y - 90), (x + 60, y - 70), (x, y - 50)], fill=CORAL)
    pen.ellipse((860, 120, 1040, 300), fill="#f2c14e")


def heat_ice(pen: Pen) -> None:
    """Two panels."""
    pen.rectangle((0, 0, 600, 1200), fill=SKY)
    pen.rectangle((600, 0, 1200, 1200), fill="#f0b8a6")
    pen.rounded_rectangle((130, 380, 470, 720), 60, fill=WHITE, outline=TEAL, width=10)
    for n in range(3):
        pen.rounded_rectangle((190 + 80 * n, 470, 250 + 80 * n, 530), 10, fill=SKY)
        pen.rounded_rectangle((190 + 80 * n, 570, 250 + 80 * n, 630), 10, fill=SKY)
    pen.rounded_rectangle((730, 380, 1070, 720), 60, fill=CORAL, outline=INK, width=10)
    for n in range(3):
        x = 800 + 90 * n
        pen.arc((x - 30, 430, x + 30, 550), 90, 270, fill=WHITE, width=10)
        pen.arc((x - 30, 550, x + 30, 670), 270, 90, fill=WHITE, width=10)
    text(pen, (300, 820), "Ice", 90)
    text(pen, (300, 910), "first two days", 46)
    text(pen, (900, 820), "Heat", 90)
    text(pen, (900, 910), "lasting stiffness", 46)


def open_evening(pen: Pen) -> None:
    """A poster."""
    pen.rectangle((0, 0, SIDE, SIDE), fill=TEAL)
    pen.rectangle((100, 100, 1100, 1100), outline=SAND, width=8)
    lines = (
        ("Open evening", 110),
        ("Living well with long-lasting pain", 52),
        ("", 40),
        ("Wednesday, December 9", 64),
        ("6 to 7:30 p.m.", 64),
        ("", 40),
        ("48 Mill Street, Millbrook", 52),
        ("Entry free", 52),
    )
    y = 270
    for words, size in lines:
        text(pen, (600, y), words, size, SAND)
        y += size + 44


def garden(pen: Pen) -> None:
    """A raised bed."""
    pen.rectangle((0, 820, 1200, 1200), fill=LEAF)
    pen.rectangle((200, 640, 1000, 900), fill="#8a5a3b")
    pen.rectangle((200, 620, 1000, 680), fill="#5b3a26")
    for x in (340, 600, 860):
        pen.line((x, 640, x, 420), fill="#3f6b35", width=16)
        pen.ellipse((x - 90, 400, x, 490), fill="#4f8a43")
        pen.ellipse((x, 440, x + 90, 530), fill="#4f8a43")
    pen.polygon([(1040, 900), (1100, 900), (1070, 1010)], fill="#8f9aa0")
    pen.rectangle((1060, 760, 1080, 900), fill=CORAL)


def checklist(pen: Pen) -> None:
    """Five ticks."""
    pen.rounded_rectangle((220, 130, 980, 1080), 40, fill=WHITE, outline=TEAL, width=10)
    for n, word in enumerate(("Medicines", "Reports", "Notes", "Goals", "A friend")):
        y = 270 + n * 165
        pen.rounded_rectangle((300, y - 40, 380, y + 40), 12, outline=TEAL, width=8)
        pen.line((315, y, 338, y + 25), fill=CORAL, width=12)
        pen.line((338, y + 25, 372, y - 25), fill=CORAL, width=12)
        pen.text((430, y), word, font=ImageFont.load_default(68), fill=INK, anchor="lm")


def sleep(pen: Pen) -> None:
    """A window at dawn above a bed."""
    pen.rectangle((0, 0, SIDE, SIDE), fill="#e9e2d4")
    pen.rectangle((300, 140, 900, 640), fill="#f6c78b")
    pen.ellipse((480, 440, 720, 680), fill="#f2a65a")
    pen.rectangle((300, 640, 900, 660), fill=INK)
    pen.line((600, 140, 600, 640), fill=INK, width=12)
    pen.rectangle((300, 140, 900, 640), outline=INK, width=14)
    pen.rounded_rectangle((150, 860, 1050, 1060), 30, fill=TEAL)
    pen.rounded_rectangle((180, 780, 430, 890), 40, fill=WHITE)
    pen.ellipse((980, 240, 1140, 400), fill=WHITE, outline=INK, width=10)
    pen.line((1060, 320, 1028, 370), fill=INK, width=9)
    pen.line((1060, 320, 1060, 262), fill=INK, width=6)


def shovel(pen: Pen) -> None:
    """A shovel that pushes."""
    pen.rectangle((0, 860, 1200, 1200), fill=WHITE)
    pen.rectangle((0, 0, 1200, 860), fill=SKY)
    pen.ellipse((760, 690, 1130, 1010), fill=WHITE)
    pen.line((250, 300, 560, 860), fill="#8a5a3b", width=28)
    pen.polygon([(500, 820), (640, 760), (740, 930), (560, 960)], fill=CORAL)
    pen.line((560, 560, 900, 560), fill=INK, width=16)
    pen.polygon([(900, 520), (980, 560), (900, 600)], fill=INK)


def feet(pen: Pen) -> None:
    """Shoes and a mirror."""
    pen.rectangle((0, 760, 1200, 1200), fill="#d8c3a5")
    for x in (220, 470):
        pen.rounded_rectangle((x, 520, x + 200, 960), 90, fill=TEAL)
        pen.ellipse((x + 45, 560, x + 155, 720), fill=INK)
    pen.ellipse((740, 600, 1080, 940), fill="#8f9aa0")
    pen.ellipse((770, 630, 1050, 910), fill="#e6f1f3")
    pen.line((820, 820, 960, 680), fill=WHITE, width=14)


def naloxone(pen: Pen) -> None:
    """A spray in a drawer."""
    pen.rectangle((120, 480, 1080, 1060), fill="#8a5a3b")
    pen.rectangle((160, 520, 1040, 940), fill="#5b3a26")
    pen.ellipse((560, 970, 640, 1030), fill="#d8c3a5")
    pen.rounded_rectangle((360, 620, 840, 860), 40, fill=WHITE, outline=INK, width=8)
    pen.rectangle((560, 520, 640, 620), fill="#8f9aa0")
    pen.rectangle((580, 430, 620, 520), fill=CORAL)
    text(pen, (600, 740), "naloxone", 82, TEAL)


def timer(pen: Pen) -> None:
    """A kitchen timer between two halves of a list."""
    for x in (130, 810):
        pen.rounded_rectangle((x, 260, x + 260, 940), 24, fill=WHITE, outline=TEAL, width=8)
        for n in range(4):
            pen.line((x + 50, 380 + n * 140, x + 210, 380 + n * 140), fill=TEAL, width=14)
    pen.ellipse((440, 440, 760, 760), fill=CORAL, outline=INK, width=10)
    pen.ellipse((490, 490, 710, 710), fill=WHITE)
    pen.line((600, 600, 600, 510), fill=INK, width=12)
    pen.line((600, 600, 665, 640), fill=INK, width=12)
    pen.rectangle((570, 395, 630, 445), fill=INK)


def bars(pen: Pen) -> None:
    """Someone between parallel bars, from far away."""
    pen.rectangle((0, 0, SIDE, 900), fill="#e6f1f3")
    pen.rectangle((0, 900, SIDE, SIDE), fill="#d8c3a5")
    person(pen, 600, 330, CORAL)
    for y in (600, 660):
        pen.line((120, y, 1080, y), fill=INK, width=18)
    for x in (180, 1020):
        pen.line((x, 600, x, 1020), fill=INK, width=18)


def poles(pen: Pen) -> None:
    """Someone on a path with two poles, from behind."""
    pen.rectangle((0, 0, SIDE, 700), fill=SKY)
    pen.rectangle((0, 700, SIDE, SIDE), fill=LEAF)
    pen.polygon([(360, SIDE), (840, SIDE), (640, 700), (560, 700)], fill=SAND)
    person(pen, 600, 380, TEAL)
    for x in (430, 770):
        pen.line((x, 650, x + (600 - x) // 6, 1020), fill=INK, width=12)


def person(pen: Pen, x: int, y: int, coat: str) -> None:
    """A figure that is nobody: head at (x, y), feet 600 below."""
    pen.ellipse((x - 70, y - 70, x + 70, y + 70), fill="#8a5a3b")
    pen.rounded_rectangle((x - 110, y + 80, x + 110, y + 390), 70, fill=coat)
    for side in (-1, 1):
        pen.line((x + side * 95, y + 140, x + side * 170, y + 270), fill=coat, width=46)
        pen.line((x + side * 45, y + 370, x + side * 60, y + 600), fill=INK, width=54)


def cushion(pen: Pen) -> None:
    """A cushion on a car seat."""
    pen.rectangle((0, 0, SIDE, SIDE), fill=SKY)
    pen.rounded_rectangle((330, 120, 640, 860), 80, fill="#8f9aa0")
    pen.rounded_rectangle((330, 760, 1020, 1000), 80, fill="#8f9aa0")
    pen.polygon([(600, 760), (1000, 700), (1000, 780), (600, 790)], fill=CORAL)
    pen.rectangle((420, 1000, 500, 1120), fill=INK)
    pen.rectangle((860, 1000, 940, 1120), fill=INK)


def chair(pen: Pen) -> None:
    """A chair and an arrow that stands up from it."""
    pen.line((380, 260, 380, 1000), fill="#8a5a3b", width=34)
    pen.line((380, 680, 740, 680), fill="#8a5a3b", width=34)
    pen.line((730, 680, 730, 1000), fill="#8a5a3b", width=34)
    pen.line((900, 760, 900, 340), fill=CORAL, width=26)
    pen.polygon([(840, 360), (960, 360), (900, 240)], fill=CORAL)
    text(pen, (600, 1100), "Ten times, slowly", 80, TEAL)


PICTURES: dict[str, Callable[[Pen], None]] = {
    "walk": walk,
    "heat-ice": heat_ice,
    "open-evening": open_evening,
    "garden": garden,
    "checklist": checklist,
    "sleep": sleep,
    "shovel": shovel,
    "feet": feet,
    "naloxone": naloxone,
    "timer": timer,
}

#: Pictures of the posts that must be stopped; the third one's file name is the mistake.
MISTAKES: dict[str, Callable[[Pen], None]] = {
    "bars": bars,
    "poles": poles,
    "margaret-olander-knee-exercises": chair,
    "cushion": cushion,
}


def main() -> None:
    """Draw them all."""
    for folder, pictures in ((MONTH, PICTURES), (STOPPED, MISTAKES)):
        folder.mkdir(parents=True, exist_ok=True)
        for name, draw in pictures.items():
            sheet = Image.new("RGB", (SIDE, SIDE), SAND)
            draw(ImageDraw.Draw(sheet))
            sheet.quantize(64).save(folder / f"{name}.png", optimize=True)


if __name__ == "__main__":
    main()
