"""What the papers of one parcel state: an invented holder, a parcel on a sheet, numbers of a certificate."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from numpy.random import Generator

from synthetic import names
from synthetic.units import OldUnit, old_units

Corners = npt.NDArray[np.float64]

# Communes of today whose old units lend the places: two of the north, two of the south of the province.
_COMMUNES = ("09208", "09454", "07210", "07246")
# Code, the words of certificates, term for households (Land law 2013, Art. 125-126), from-to area m².
_USES = (
    ("ONT", "Đất ở tại nông thôn", "Lâu dài", (60, 500)),
    ("ODT", "Đất ở tại đô thị", "Lâu dài", (40, 300)),
    ("CLN", "Đất trồng cây lâu năm", "Đến ngày 15/10/2063", (100, 2500)),
    ("LUC", "Đất chuyên trồng lúa nước", "Đến ngày 15/10/2063", (150, 2500)),
    ("BHK", "Đất bằng trồng cây hàng năm khác", "Đến ngày 15/10/2033", (120, 1500)),
    ("NTS", "Đất nuôi trồng thủy sản", "Đến ngày 01/07/2064", (300, 4000)),
)
_ORIGINS = (
    "Nhà nước giao đất có thu tiền sử dụng đất",
    "Công nhận QSDĐ như giao đất có thu tiền sử dụng đất",
    "Công nhận QSDĐ như giao đất không thu tiền sử dụng đất",
    "Nhận chuyển nhượng đất được Nhà nước giao đất không thu tiền",
    "Nhận thừa kế đất ở",
)
_UNITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")


@dataclass(frozen=True, slots=True)
class Dossier:
    """One parcel with its papers. ``corners`` (n, 2): easting, northing in m, clockwise from the north-west.

    ``today`` is the code of the commune that the old unit has become.
    """

    today: str
    unit: OldUnit
    number: int
    sheet: int
    corners: Corners
    area_m2: float
    code: str
    purpose: str
    term: str
    origin: str
    holder: str
    wife: str
    birth_year: int
    id_number: str
    home: str
    place: str
    shared: bool
    serial: str
    book_number: str
    day: tuple[int, int, int]

    @property
    def edges_m(self) -> npt.NDArray[np.float64]:
        """Length of the edge from each corner to the next, (n,) m, 0.01."""
        return np.asarray(np.hypot(*(np.roll(self.corners, -1, axis=0) - self.corners).T).round(2))

    @property
    def commune(self) -> str:
        """With its kind in small letters, as in a sentence."""
        return _small(self.unit.name)

    @property
    def district(self) -> str:
        """With its kind in small letters."""
        return _small(self.unit.district)

    @property
    def province(self) -> str:
        """With its kind in small letters."""
        return _small(self.unit.province)

    @property
    def address(self) -> str:
        """The parcel's place down to the province."""
        return f"{self.place}, {self.commune}, {self.district}, {self.province}"


def _small(name: str) -> str:
    return name[0].lower() + name[1:]


def random_dossier(rng: Generator, year: int) -> Dossier:
    """An invented parcel whose paper is of this year; the area is that of the corners within 0.1 m²."""
    today = str(rng.choice(_COMMUNES))
    units = old_units(today)
    unit = units[int(rng.integers(len(units)))]
    code, purpose, term, extent = _USES[int(rng.integers(len(_USES)))]
    area = float(np.exp(rng.uniform(*np.log(extent))))
    corners = _outline(rng, unit, area)
    man, wife = names.person(rng)[0], names.person(rng)[0]
    return Dossier(
        today=today,
        unit=unit,
        number=int(rng.integers(1, 900)),
        sheet=int(rng.integers(1, 80)),
        corners=corners,
        area_m2=round(_area(corners), 1),
        code=code,
        purpose=purpose,
        term=term,
        origin=str(rng.choice(_ORIGINS)),
        holder=man,
        wife=wife if rng.random() < 0.4 else "",
        birth_year=year - int(rng.integers(25, 80)),
        id_number="".join(str(d) for d in rng.integers(0, 10, 12 if year > 2015 else 9)),
        home=f"{names.hamlet(rng)}, {_small(unit.name)}",
        place=names.hamlet(rng) if code[0] == "O" else names.field(rng),
        shared=bool(rng.random() < 0.2),
        serial=_serial(rng, year),
        book_number=_book_number(rng, year),
        day=(int(rng.integers(1, 29)), int(rng.integers(1, 13)), year),
    )


def in_words(area_m2: float) -> str:
    """An area below ten thousand m², to 0.1, as certificates write it out."""
    tenths = round(area_m2 * 10)
    said = _whole_in_words(tenths // 10)
    if tenths % 10:
        said += f" phẩy {_UNITS[tenths % 10]}"
    return f"{said[0].upper()}{said[1:]} mét vuông"


def _whole_in_words(number: int) -> str:
    thousands, hundreds, rest = number // 1000, number // 100 % 10, number % 100
    said = [f"{_UNITS[thousands]} nghìn"] if thousands else []
    if hundreds or thousands:
        said.append(f"{_UNITS[hundreds]} trăm")
    tens, ones = divmod(rest, 10)
    if tens:
        said.append("mười" if tens == 1 else f"{_UNITS[tens]} mươi")
    elif rest and said:
        said.append("linh")
    if ones:
        irregular = {1: "mốt" if tens > 1 else "một", 5: "lăm" if tens else "năm"}
        said.append(irregular.get(ones, _UNITS[ones]))
    return " ".join(said) or "không"


def _outline(rng: Generator, unit: OldUnit, area_m2: float) -> Corners:
    """A plot of four to eight corners in the commune's extent, to the centimetre."""
    count = int(rng.choice([4, 4, 4, 5, 5, 6, 7, 8]))
    long = float(rng.uniform(1.0, 3.2))
    sides = np.array([(-1, 1), (1, 1), (1, -1), (-1, -1)], np.float64) * (1.0, long)
    ring = sides * rng.uniform(0.88, 1.12, (4, 2))
    for _ in range(count - 4):
        lengths = np.hypot(*(np.roll(ring, -1, axis=0) - ring).T)
        place = int(lengths.argmax())
        along = ring[(place + 1) % len(ring)] - ring[place]
        new = ring[place] + rng.uniform(0.35, 0.65) * along + rng.uniform(0.02, 0.09) * along[::-1] * (-1, 1)
        ring = np.insert(ring, place + 1, new, axis=0)
    turn = rng.uniform(-0.6, 0.6)
    ring = ring @ np.array([(np.cos(turn), np.sin(turn)), (-np.sin(turn), np.cos(turn))])
    ring *= np.sqrt(area_m2 / _area(ring))
    west, south, east, north = unit.extent
    centre = rng.uniform(
        (0.7 * west + 0.3 * east, 0.7 * south + 0.3 * north),
        (0.3 * west + 0.7 * east, 0.3 * south + 0.7 * north),
    )
    return np.asarray((ring + centre).round(2), np.float64)


def _area(ring: Corners) -> float:
    """Area inside a closed ring (n, 2)."""
    x, y = (ring - ring[0]).T
    return float(abs(np.dot(x, np.roll(y, -1)) - np.dot(y, np.roll(x, -1))) / 2)


def _serial(rng: Generator, year: int) -> str:
    """The number printed on a certificate of this year (C3 of the digest: letters and figures by form)."""
    letters = "ABCDĐGHKLMNOPQRSTUVX"
    last = str(rng.choice(list(letters)))
    if year < 2004:
        return f"{last} {rng.integers(100000, 1000000)}"
    if year < 2010:
        return f"A{last} {rng.integers(100000, 1000000)}"
    if year < 2025:
        return f"{'B' if year < 2015 else 'C'}{last} {rng.integers(100000, 1000000)}"
    return f"A{last} {rng.integers(10000000, 100000000)}"


def _book_number(rng: Generator, year: int) -> str:
    number = int(rng.integers(1, 9999))
    if year < 2010:
        return f"{number:05d} QSDĐ/{rng.integers(1, 999)}" if rng.random() < 0.3 else f"H {number:05d}"
    return f"{rng.choice(['CH', 'CS', 'CN'])} {number:05d}"
