"""The demo's scenes, in several hands: cut paper, ink on a page, a window at night, a quilt. They show nobody."""

import math
from collections.abc import Callable
from typing import Final

from commonward.config.demo.paper import (
    BARK,
    CLAY,
    CREAM,
    DUNE,
    DUSK,
    GOLD,
    INK,
    MIST,
    MOSS,
    NIGHT,
    PALE,
    PLUM,
    ROSE,
    SAND,
    TEAL,
    Sheet,
)


def _room(on: Sheet, *, table: float = 540) -> None:
    """A wall with light on it, and a table."""
    on.fill(SAND)
    on.disc(1090, 130, 330, PALE)
    on.box(0, table, 1280, 720 - table, DUNE)


def shoes(on: Sheet) -> None:
    """Two walking shoes and a list with ticks."""
    _room(on)
    for row, width in enumerate((150, 96, 122)):
        top = 130 + row * 52
        on.line([(118, top + 4), (132, top + 18), (158, top - 12)], TEAL, 9)
        on.line([(190, top), (190 + width, top)], PLUM, 9)
    for x, colour in ((290, TEAL), (690, CLAY)):
        on.disc(x + 180, 596, 215, "#cdb488", flat=0.09)
        on.shape([(x, 560), (x + 22, 330), (x + 76, 346), (x + 136, 322), (x + 168, 380)], colour)
        on.shape([(x, 560), (x + 168, 376), (x + 236, 446), (x + 350, 476), (x + 380, 560)], colour)
        on.shape([(x, 560), (x + 10, 440), (x + 168, 376), (x + 260, 560)], colour)
        on.disc(x + 330, 526, 50, colour, flat=0.9)
        for step in range(4):
            on.line([(x + 126 + step * 27, 404 + step * 22), (x + 164 + step * 27, 380 + step * 22)], SAND, 9)
        on.box(x - 16, 552, 412, 40, INK, round_=17)


def box(on: Sheet) -> None:
    """A pill box with seven lids, and a glass of water."""
    _room(on)
    on.disc(510, 606, 430, "#cdb488", flat=0.05)
    on.box(120, 420, 780, 176, CREAM, round_=24)
    for day, colour in enumerate((TEAL, GOLD, MOSS, CLAY, PLUM, DUSK, GOLD)):
        left = 140 + day * 106
        on.box(left, 440, 96, 136, colour, round_=16)
        on.disc(left + 48, 508, 19, PALE)
        if day < 3:
            on.line([(left + 39, 508), (left + 46, 516), (left + 58, 500)], INK, 5)
    on.disc(1050, 600, 112, "#cdb488", flat=0.1)
    on.shape([(960, 270), (1140, 270), (1116, 600), (984, 600)], "#dcebe7")
    on.shape([(968, 392), (1132, 392), (1116, 600), (984, 600)], "#5fa5a1")
    on.disc(1050, 392, 82, "#86c0bb", flat=0.12)
    on.line([(1000, 300), (1010, 560)], CREAM, 8)


def harbour(on: Sheet) -> None:
    """A harbour at dusk: low sun, boats, a lighthouse."""
    on.fade("#f3cf9d", "#e7a083", until=430)
    on.disc(850, 372, 92, "#fbe7bd")
    on.wave(390, 46, 900, "#b98a94", shift=0.12)
    on.wave(424, 34, 640, "#86647f", shift=0.55)
    on.box(166, 214, 40, 190, CREAM)
    for top in (244, 308, 370):
        on.box(166, top, 40, 26, CLAY)
    on.box(156, 190, 60, 26, INK, round_=5)
    on.shape([(156, 190), (216, 190), (186, 156)], CLAY)
    on.shape([(0, 470), (0, 392), (120, 384), (260, 398), (380, 440), (440, 470)], "#4b4460")
    on.fade("#d98f7c", "#33415f", start=446)
    for row in range(9):
        wide = 150 - row * 6
        on.box(850 - wide / 2 + (row % 3) * 12 - 12, 462 + row * 22, wide, 7, "#fbe0b4", round_=4)
    for x, y, size, sail in ((560, 548, 1.0, CREAM), (1010, 506, 0.62, ROSE)):
        on.shape([(x - 4, y), (x - 4, y - 190 * size), (x - 104 * size, y - 14 * size)], sail)
        on.shape([(x + 6, y - 10), (x + 6, y - 160 * size), (x + 84 * size, y - 16 * size)], GOLD)
        hull = [
            (x - 120 * size, y),
            (x + 110 * size, y),
            (x + 80 * size, y + 38 * size),
            (x - 90 * size, y + 38 * size),
        ]
        on.shape(hull, INK)
    on.wave(668, 10, 260, "#2a3550", shift=0.2)


def bench(on: Sheet) -> None:
    """A garden bench under a round tree."""
    on.fill("#f6ead2")
    on.fade("#e6ecd6", "#f6ead2", until=520)
    on.disc(1010, 170, 84, GOLD)
    on.wave(500, 26, 1500, "#a9b97e", shift=0.3)
    on.wave(560, 18, 1100, MOSS, shift=0.8)
    on.shape([(500, 720), (900, 720), (760, 600), (690, 560), (640, 560), (650, 600)], SAND)
    on.box(252, 300, 46, 280, BARK, round_=12)
    on.line([(275, 420), (350, 350)], BARK, 18)
    for x, y, radius, colour in (
        (200, 230, 128, "#5d7740"),
        (350, 250, 118, "#82995a"),
        (270, 150, 132, MOSS),
        (300, 260, 90, "#93a968"),
    ):
        on.disc(x, y, radius, colour)
    for plank in range(3):
        on.box(560, 410 + plank * 42, 420, 28, CLAY, round_=12)
    on.box(548, 540, 444, 24, "#a9543b", round_=10)
    for x in (590, 932):
        on.box(x, 400, 22, 240, INK, round_=8)
    for step in range(9):
        x, y = 140 + step * 130, 610 + (step * 53) % 90
        on.slice(x, y, 15, (step * 40, step * 40 + 180), (GOLD, CLAY, "#a9b97e")[step % 3])


def yarn(on: Sheet) -> None:
    """Balls of yarn, two needles and a striped piece of knitting."""
    _room(on, table=500)
    for row in range(9):
        colour = (PLUM, CREAM, TEAL)[row % 3]
        for stitch in range(11):
            x, y = 760 + stitch * 36, 250 + row * 34
            on.line([(x, y), (x + 16, y + 26), (x + 32, y)], colour, 13)
    on.line([(700, 236), (1230, 236)], BARK, 15)
    on.disc(1236, 236, 17, GOLD)
    for x, y, radius, colour, thread in (
        (230, 500, 132, PLUM, "#9a72a2"),
        (470, 540, 112, TEAL, "#4c9a97"),
        (380, 380, 92, CLAY, "#dc8e75"),
    ):
        on.disc(x, y + radius * 0.94, radius * 0.95, "#cdb488", flat=0.1)
        on.disc(x, y, radius, colour)
        for turn in range(6):
            gap = radius * (0.16 * turn - 0.42)
            reach = math.sqrt(max(0, radius * radius - gap * gap)) * 0.8
            on.curve((x - reach, y + gap), (x, y + gap - radius * 0.5), (x + reach, y + gap), thread, width=5)
    on.curve((560, 600), (700, 690), (770, 560), TEAL, width=7)


def fruit(on: Sheet) -> None:
    """A bowl of fruit on a striped cloth."""
    on.fill("#dfe7e0")
    on.disc(240, 150, 260, "#eaf0e6")
    on.box(0, 500, 1280, 220, CREAM)
    for stripe in range(8):
        on.shape(
            [(stripe * 190 - 60, 720), (stripe * 190 + 10, 720), (stripe * 172 + 60, 500), (stripe * 172 + 6, 500)],
            ROSE,
        )
    on.disc(640, 640, 330, "#d9c4ae", flat=0.1)
    for x, y, radius, colour, light in (
        (520, 330, 92, CLAY, "#d98a70"),
        (690, 300, 98, GOLD, "#f2c878"),
        (830, 350, 84, MOSS, "#95ab70"),
        (600, 250, 80, "#d9953b", "#eec078"),
    ):
        on.disc(x, y, radius, colour)
        on.disc(x - radius * 0.35, y - radius * 0.38, radius * 0.24, light)
        on.line([(x, y - radius + 6), (x + 10, y - radius - 22)], BARK, 7)
    on.disc(770, 236, 60, "#b9c173")
    on.disc(770, 290, 84, "#b9c173")
    on.line([(770, 180), (784, 148)], BARK, 8)
    on.slice(640, 360, 320, (0, 180), DUSK)
    on.slice(640, 360, 320, (100, 180), "#3f5c82")
    on.box(310, 346, 660, 30, "#6585ad", round_=15)
    on.box(540, 656, 200, 28, "#3f5c82", round_=12)


def window(on: Sheet) -> None:
    """A night window: moon, a plant on the sill, a steaming mug."""
    on.fill("#2b2f45")
    on.box(250, 50, 780, 520, BARK, round_=10)
    on.box(276, 76, 728, 470, NIGHT)
    for number in range(26):
        on.disc(290 + (number * 211) % 700, 96 + (number * 137) % 290, 2 + number % 3, "#c9cfe2")
    on.disc(780, 206, 74, "#f5e6b8")
    on.disc(812, 188, 66, NIGHT)
    for place in range(9):
        height = 70 + (place * 47) % 90
        on.box(276 + place * 81, 546 - height, 81, height, "#10182a")
        if place % 3:
            on.box(300 + place * 81, 566 - height, 16, 20, GOLD)
    on.box(628, 76, 24, 470, BARK)
    on.box(276, 300, 728, 20, BARK)
    on.box(190, 562, 900, 40, "#8a6650", round_=8)
    on.box(0, 602, 1280, 118, "#232741")
    on.shape([(356, 562), (476, 562), (456, 470), (376, 470)], CLAY)
    for lean, tall in ((-96, 190), (-52, 250), (0, 280), (50, 240), (92, 180)):
        on.curve((416, 476), (416 + lean * 0.2, 470 - tall * 0.6), (416 + lean, 476 - tall), MOSS, width=15)
    on.box(824, 446, 118, 116, TEAL, round_=16)
    on.line([(940, 480), (972, 490), (966, 530), (938, 536)], TEAL, 13)
    for rise in range(3):
        x = 850 + rise * 32
        on.curve((x, 430), (x + 26, 390), (x, 356), "#8f96ad", width=7)


def notebook(on: Sheet) -> None:
    """An open notebook in ink, a pencil, a heart line over both pages."""
    on.fill("#e3d3b4")
    on.shape([(140, 120), (640, 150), (640, 640), (140, 610)], CREAM)
    on.shape([(640, 150), (1140, 120), (1140, 610), (640, 640)], "#fbf3e2")
    for row in range(9):
        on.line([(190, 196 + row * 44), (600, 214 + row * 44)], "#d9cfb9", 3)
        on.line([(680, 214 + row * 44), (1090, 196 + row * 44)], "#d9cfb9", 3)
    beat = [(170, 400), (330, 404), (366, 372), (400, 404), (440, 408), (466, 250), (500, 520), (528, 410), (600, 414)]
    on.line(
        [*beat, (690, 412), (730, 380), (764, 412), (806, 410), (832, 252), (866, 520), (894, 408), (1110, 400)],
        CLAY,
        9,
    )
    on.line([(140, 120), (640, 150), (640, 640), (140, 610), (140, 120)], INK, 6)
    on.line([(640, 150), (1140, 120), (1140, 610), (640, 640)], INK, 6)
    for row, width in enumerate((230, 160, 260)):
        on.line([(200, 214 + row * 44), (200 + width, 223 + row * 44)], INK, 6)
    on.shape([(880, 560), (1150, 430), (1172, 470), (902, 602)], GOLD)
    on.shape([(880, 560), (902, 602), (842, 606)], SAND)
    on.shape([(856, 590), (842, 606), (862, 606)], INK)
    on.shape([(1150, 430), (1172, 470), (1196, 458), (1174, 418)], ROSE)


def garden(on: Sheet) -> None:
    """Four raised beds with young plants, and a watering can."""
    on.fill("#f6ead2")
    on.fade("#d7e6e3", "#f6ead2", until=470)
    on.disc(190, 150, 92, GOLD)
    on.wave(470, 22, 1400, "#b9c68c", shift=0.1)
    on.wave(520, 10, 900, "#a1b173", shift=0.6)
    for bed in range(4):
        left, top = 70 + bed * 228, 430 + (bed % 2) * 70
        on.box(left, top, 200, 120, (BARK, "#8a6650")[bed % 2], round_=8)
        on.box(left + 10, top - 12, 180, 30, "#4a3429", round_=14)
        on.disc(left + 100, top + 66, 9, SAND)
        for plant in range(3):
            x, tall = left + 40 + plant * 60, 60 + (bed * 31 + plant * 47) % 70
            on.curve((x, top - 4), (x + 8, top - tall * 0.6), (x, top - tall), "#4f6b35", width=7)
            on.slice(x + 2, top - tall + 10, 27, (180, 330), MOSS)
            on.slice(x - 2, top - tall * 0.6, 24, (200, 20), "#8aa35e")
            if bed % 2 == 0:
                on.disc(x, top - tall - 4, 12, (CLAY, GOLD, PLUM)[plant])
        on.box(left + 10, top + 120, 26, 24, "#b55f45")
        on.box(left + 164, top + 120, 26, 24, "#b55f45")
    on.shape([(1010, 440), (1160, 440), (1176, 620), (994, 620)], TEAL)
    on.line([(1004, 590), (930, 490), (900, 470)], TEAL, 22)
    on.shape([(880, 440), (926, 470), (896, 500), (866, 472)], "#175e5c")
    on.curve((1150, 470), (1270, 470), (1166, 600), TEAL, width=18)
    on.curve((1020, 440), (1085, 350), (1150, 440), "#175e5c", width=15)


def birds(on: Sheet) -> None:
    """Folded paper birds on threads."""
    on.fade("#f5e9da", "#ead2c4")
    on.line([(60, 70), (1220, 70)], BARK, 16)
    for number, (colour, light) in enumerate(
        (
            (TEAL, "#4c9a97"),
            (GOLD, "#f3cd84"),
            (CLAY, "#dc8e75"),
            (PLUM, "#9a72a2"),
            (DUSK, "#7b96bb"),
            (MOSS, "#9db27a"),
        )
    ):
        x, y = 150 + number * 196, 290 + (number * 131) % 260
        size = 1.34 + (number % 3) * 0.2
        on.line([(x, 70), (x, y)], "#b49c88", 3)
        on.shape(
            [(x - 92 * size, y - 34 * size), (x + 6 * size, y + 44 * size), (x - 24 * size, y + 70 * size)], colour
        )
        on.shape([(x, y - 96 * size), (x + 46 * size, y + 50 * size), (x - 30 * size, y + 56 * size)], light)
        on.shape([(x + 6 * size, y + 4 * size), (x + 66 * size, y - 78 * size), (x + 54 * size, y + 48 * size)], colour)
        on.shape(
            [(x - 30 * size, y + 56 * size), (x + 50 * size, y + 46 * size), (x + 8 * size, y + 88 * size)], colour
        )
        on.shape(
            [(x + 52 * size, y + 48 * size), (x + 104 * size, y + 2 * size), (x + 30 * size, y + 66 * size)], light
        )


def quilt(on: Sheet) -> None:
    """A quilt of squares, no two alike."""
    on.fill(BARK)
    yarns = (TEAL, GOLD, CLAY, PLUM, MOSS, DUSK, SAND, ROSE, INK)
    for row in range(5):
        for column in range(9):
            number = row * 9 + column
            left, top = 8 + column * 141, 6 + row * 142
            ground, mark = yarns[number * 4 % 9], yarns[(number * 4 + 2 + row) % 9]
            on.box(left, top, 135, 136, ground, round_=5)
            match (number * 7) % 5:
                case 0:
                    on.slice(left, top, 134, (0, 90), mark)
                case 1:
                    on.shape(
                        [(left + 67, top + 8), (left + 127, top + 68), (left + 67, top + 128), (left + 8, top + 68)],
                        mark,
                    )
                case 2:
                    on.disc(left + 67, top + 68, 44, mark)
                    on.disc(left + 67, top + 68, 20, ground)
                case 3:
                    for stripe in range(3):
                        on.box(left, top + 14 + stripe * 44, 135, 20, mark)
                case _:
                    on.shape([(left, top), (left + 135, top), (left, top + 136)], mark)
            for stitch in range(8):
                on.box(left + 8 + stitch * 16, top + 5, 8, 3, CREAM)


def kettle(on: Sheet) -> None:
    """A glass jug with lemon slices, two glasses, a table by a window."""
    on.fill("#e9dcc6")
    on.box(90, 50, 400, 400, CREAM, round_=6)
    on.box(112, 72, 356, 356, "#d4e6ea")
    on.disc(290, 430, 190, "#a9b97e", flat=0.5)
    on.box(112, 428, 356, 100, "#e9dcc6")
    on.box(282, 72, 16, 356, CREAM)
    on.box(112, 240, 356, 14, CREAM)
    on.box(90, 428, 400, 24, CREAM, round_=4)
    on.box(0, 540, 1280, 180, "#b98a66")
    on.box(0, 540, 1280, 14, "#a87a58")
    on.shape([(640, 210), (860, 210), (886, 610), (614, 610)], "#dbe9e6")
    on.shape([(634, 320), (866, 320), (886, 610), (614, 610)], "#b5d6d3")
    on.disc(750, 320, 116, "#c7e1de", flat=0.12)
    on.curve((868, 260), (1000, 330), (880, 480), "#dbe9e6", width=20)
    for x, y in ((700, 400), (790, 470), (716, 540)):
        on.disc(x, y, 46, GOLD)
        on.disc(x, y, 38, "#f8e2a0")
        for turn in range(6):
            angle = turn * math.pi / 3
            on.line([(x, y), (x + 34 * math.cos(angle), y + 34 * math.sin(angle))], GOLD, 4)
    for x in (990, 1130):
        on.shape([(x - 56, 430), (x + 56, 430), (x + 42, 620), (x - 42, 620)], "#dbe9e6")
        on.shape([(x - 51, 490), (x + 51, 490), (x + 42, 620), (x - 42, 620)], MIST)
        on.slice(x + 52, 436, 34, (90, 270), GOLD)
    on.disc(330, 640, 170, "#a87a58", flat=0.2)
    on.disc(330, 618, 150, CREAM, flat=0.22)
    for x, y in ((270, 600), (350, 590), (404, 612)):
        on.disc(x, y, 40, GOLD, flat=0.8)
        on.disc(x - 12, y - 10, 11, "#f8e2a0")


def door(on: Sheet) -> None:
    """The front of a clinic with an open door, a ramp and two trees."""
    on.fade("#cfe3ea", PALE, until=562)
    on.box(0, 560, 1280, 160, DUNE)
    on.box(250, 190, 780, 380, CREAM)
    on.box(226, 160, 828, 44, TEAL, round_=8)
    for x in (310, 440, 770, 900):
        on.box(x, 262, 92, 128, DUSK, round_=6)
        on.box(x + 8, 270, 76, 52, MIST)
    on.box(566, 300, 148, 270, INK, round_=8)
    on.box(578, 312, 62, 258, GOLD)
    on.shape([(714, 570), (1120, 640), (1120, 664), (566, 664), (566, 570)], "#b9a47c")
    for x, height in ((140, 250), (1150, 210)):
        on.box(x - 12, 560 - height / 2, 24, height / 2 + 20, BARK)
        on.disc(x, 560 - height, 104, MOSS)
        on.disc(x + 44, 596 - height, 70, "#8ea763")


def chairs(on: Sheet) -> None:
    """Chairs around a rug, and a low table with a lamp: a meeting that has not begun."""
    on.fill("#d9cbe0")
    on.box(0, 430, 1280, 290, "#a98f76")
    on.disc(640, 560, 470, PLUM, flat=0.26)
    on.disc(640, 560, 400, ROSE, flat=0.26)
    for x, y, colour in ((300, 500, TEAL), (470, 440, GOLD), (640, 420, CLAY), (810, 440, DUSK), (980, 500, MOSS)):
        on.box(x - 44, y - 128, 88, 84, colour, round_=14)
        on.box(x - 52, y - 36, 104, 26, colour, round_=10)
        for leg in (-44, 36):
            on.box(x + leg, y - 14, 9, 84, INK)
    on.box(590, 560, 100, 60, BARK, round_=8)
    on.disc(640, 548, 34, CREAM)


SCENES: Final[dict[str, Callable[[Sheet], None]]] = {
    "shoes": shoes,
    "box": box,
    "harbour": harbour,
    "bench": bench,
    "yarn": yarn,
    "fruit": fruit,
    "window": window,
    "notebook": notebook,
    "garden": garden,
    "birds": birds,
    "quilt": quilt,
    "kettle": kettle,
    "door": door,
    "chairs": chairs,
}
