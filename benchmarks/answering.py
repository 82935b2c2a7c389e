"""All questions of a commune answered with its truth, as somebody who sees the paper would by keyboard.

    python -m benchmarks.answering CODE DATA_RAW DATA_OUT TRUTH

The commune was digitized; nothing is written beside it: decisions go to a journal in a folder of their own.
Printed: questions by what they are about, how many are left, keys for all, how many take at most two; seconds
of the desk for an answer and for making all questions anew; and what is wrong or told afterwards.
Questions that are alike are answered together where the truth says the same as the screen of most of them.
"""

from __future__ import annotations

import argparse
import csv
import tempfile
import time
import uuid
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pyogrio
import shapely

from pipeline.decisions import Decision, Value
from pipeline.model import Commune
from pipeline.review.answer import Answer, GroupAnswer
from pipeline.review.asked import Question
from pipeline.review.desk import Desk
from pipeline.review.groups import group_of
from pipeline.review.pointed import to_picture
from pipeline.review.questions import questions
from pipeline.review.typed import NoSuchValueError
from pipeline.sheets.control import to_pixel
from workflows.review import results_of
from workflows.said_pages import given
from workflows.stages.commune import laid_out
from workflows.stages.job import Job

SAME_PLACE = 0.8  # intersection over union: the traced land is that of the truth
MOSTLY = 0.5
ROUNDS = 6  # an answer may raise another question
SAME_AREA_M2 = 0.051  # areas are printed to a tenth


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("code")
    for name in ("data_raw", "data_out", "truth"):
        parser.add_argument(name, type=Path)
    told = parser.parse_args()
    job = Job(told.code, told.data_raw / told.code, told.data_out / told.code)
    with tempfile.TemporaryDirectory() as folder:
        person = Person(job, Truth(told.truth / told.code), Path(folder))
        person.work()
        person.report()


# --- what is true -------------------------------------------------------------------------------------


class Truth:
    """The land and the rows as they are."""

    def __init__(self, folder: Path) -> None:
        layers = {name for name, _ in pyogrio.list_layers(folder / "parcels.gpkg")}
        self.parcels = gpd.read_file(folder / "parcels.gpkg", layer="parcels")
        self.others = self.parcels.iloc[:0]  # the shipped sample's truth has no roads
        if "not_parcels" in layers:
            self.others = gpd.read_file(folder / "parcels.gpkg", layer="not_parcels")
        with (folder / "records.csv").open(encoding="utf-8") as file:
            self.rows = list(csv.DictReader(file))

    def to_zone(self, epsg: int) -> None:
        """Bring all land to a zone."""
        self.parcels, self.others = self.parcels.to_crs(epsg), self.others.to_crs(epsg)

    def of_land(self, shape: shapely.Geometry) -> Any | None:
        """The parcel that has this outline."""
        shapes = self.parcels.geometry.values
        common = shapely.area(shapely.intersection(shapes, shape))
        share = common / (shapely.area(shapes) + shape.area - common)
        best = int(np.argmax(share))
        return self.parcels.iloc[best] if share[best] >= SAME_PLACE else None

    def within(self, shape: shapely.Geometry) -> list[Any]:
        """The parcels that lie mostly in some land."""
        shapes = self.parcels.geometry.values
        share = shapely.area(shapely.intersection(shapes, shape)) / shapely.area(shapes)
        return [self.parcels.iloc[int(k)] for k in np.flatnonzero(share >= SAME_PLACE)]

    def way_at(self, shape: shapely.Geometry) -> str:
        """The code of the road or water on which some land lies, or nothing."""
        shapes = self.others.geometry.values
        share = shapely.area(shapely.intersection(shapes, shape)) / shape.area
        best = int(np.argmax(share)) if len(share) else 0
        if not len(share) or share[best] < MOSTLY:
            return ""
        return "DGT" if self.others.iloc[best]["name"].startswith("Đường") else "DTL"

    def row(self, sheet: object, number: object, shown: dict[str, Value | None]) -> dict[str, Value] | None:
        """What a row of a parcel says; of several the one that is like what is shown."""
        found = [r for r in self.rows if (int(r["sheet"]), int(r["number"])) == (sheet, number)]
        if not found:
            return None
        likest = max(found, key=lambda row: _alike_fields(row, shown))
        return {
            "sheet": int(likest["sheet"]), "number": int(likest["number"]), "code": likest["code"],
            "area_m2": float(likest["area"]), "holder": likest["owner"],
        }  # fmt: skip


def _alike_fields(row: dict[str, str], shown: dict[str, Value | None]) -> int:
    area = shown.get("area_m2")
    same_area = isinstance(area, float) and abs(float(row["area"]) - area) < SAME_AREA_M2
    return (shown.get("holder") == row["owner"]) + same_area + (shown.get("code") == row["code"])


# --- who answers --------------------------------------------------------------------------------------


@dataclass
class Said:
    """An answer and the keys that it takes; ``plain``: as it is shown."""

    keys: int = 1
    given: dict[str, Any] = field(default_factory=dict)

    @property
    def plain(self) -> bool:
        return not self.given


class Person:
    """Somebody who knows the truth, at a desk of the commune."""

    def __init__(self, job: Job, truth: Truth, folder: Path) -> None:
        scans, keys = results_of(job)
        self._laid = laid_out(job, keys)
        self._scans, self._truth = scans, truth
        self.commune: Commune = self._laid.decided(())
        truth.to_zone(self.commune.epsg)
        self._desk = Desk(folder, scans, self._again, [])
        self._asked: Counter[str] = Counter()
        self._keys: list[float] = []
        self._seconds: list[float] = []
        self._renewed: list[float] = []
        self._stuck: dict[str, str] = {}

    def _again(self, decided: Sequence[Decision]) -> list[Question]:
        self.commune = self._laid.decided(given(decided, self._scans))
        return questions(self.commune)

    def work(self) -> None:
        """Answer until nothing is open that can be answered."""
        for _ in range(ROUNDS):
            started = time.monotonic()
            self._desk.renew()
            self._renewed.append(time.monotonic() - started)
            if all(question.id in self._stuck for question in self._desk.left()):
                return
            while open_now := [each for each in self._desk.left() if each.id not in self._stuck]:
                self._answer(open_now)

    def _answer(self, open_now: list[Question]) -> None:
        first = open_now[0]
        together = [(each, self._say(each)) for each in group_of(first, open_now)]
        plain = [each for each, said in together if said.plain]
        if len(plain) > 1 and len(plain) >= MOSTLY * len(together):
            odd = [place for place, (_, said) in enumerate(together) if not said.plain]
            names = tuple(each.id for each in plain)
            self._write(GroupAnswer(id=uuid.uuid4().hex, questions=names, who="An").answers, plain)
            keys = 2 + max(odd, default=0) + len(odd)  # B, the arrows as far as the last odd one, Enter
            self._keys += [keys / len(plain)] * len(plain)
        elif first.id not in self._stuck:
            said = together[0][1]
            given_answer = Answer(id=uuid.uuid4().hex, question=first.id, who="An", **said.given)
            if self._write([given_answer], [first]):
                self._keys.append(said.keys)

    def _write(self, answers: Sequence[Answer], asked: Sequence[Question]) -> bool:
        started = time.monotonic()
        try:
            self._desk.answer_all(answers)
        except NoSuchValueError as error:
            self._stuck |= {each.id: f"{error.field}: {error.reason}" for each in asked}
            return False
        self._seconds.append(time.monotonic() - started)
        self._asked.update(_kind(each) for each in asked)
        return True

    # --- what is said -----------------------------------------------------------------------------------

    def _say(self, question: Question) -> Said:
        if question.about == "row":
            return self._of_row(question)
        if question.ground is None:
            self._stuck[question.id] = "on no scan"
            return Said()
        return self._of_land(question, question.ground.shape)

    def _of_land(self, question: Question, shape: shapely.Geometry) -> Said:
        parcel, parts = self._truth.of_land(shape), self._truth.within(shape)
        if parcel is not None:
            return self._of_parcel(question, parcel)
        if len(parts) > 1 and question.about == "parcel":
            return self._cut(question, parts)
        if question.is_object:
            return Said()
        way = self._truth.way_at(shape)
        if way:
            return Said(2 + len(way), {"object": way})  # X, the code, Enter
        return Said() if question.about == "ground" else Said(1, {"nothing": True})

    def _of_parcel(self, question: Question, parcel: Any) -> Said:
        wanted: dict[str, Value] = {
            "number": int(parcel.number), "area_m2": float(parcel["area"]), "code": parcel.code,
        }  # fmt: skip
        shown = {each.name: each.value for each in question.fields}
        row = self._truth.row(question.sheet, int(parcel.number), {})
        if row is not None and "register_area_m2" in shown:
            wanted |= {"register_area_m2": row["area_m2"], "register_code": row["code"]}
        return _typed(question, wanted)

    def _of_row(self, question: Question) -> Said:
        shown = {each.name: each.value for each in question.fields}
        row = self._truth.row(question.sheet, shown["number"], shown)
        return Said() if row is None else _typed(question, row)

    def _cut(self, question: Question, parts: Sequence[Any]) -> Said:
        """The boundary between the first part and the rest, as it is seen on the picture."""
        ground, picture = question.ground, question.pictures[0]
        assert ground is not None
        rest = shapely.union_all([part.geometry for part in parts[1:]])
        edge = shapely.line_merge(shapely.intersection(parts[0].geometry.boundary, rest.boundary.buffer(0.5)))
        longest = max(shapely.get_parts(edge), key=shapely.length)
        points = to_picture(picture, to_pixel(ground.fit, shapely.get_coordinates(longest)))
        line = tuple((min(max(x, 0.0), 1.0), min(max(y, 0.0), 1.0)) for x, y in points)
        return Said(2 + len(line), {"line": line})  # C, a click a point, Enter

    # --- how it went ------------------------------------------------------------------------------------

    def report(self) -> None:
        """Print what was asked, what it took and what is left."""
        few = sum(keys <= 2 for keys in self._keys)
        print(f"answered {len(self._keys)}, left {len(self._desk.left())}; {dict(self._asked)}")
        print(f"keys: {sum(self._keys):.0f} in all, {few} of {len(self._keys)} with at most two")
        answer, anew = np.median(self._seconds), np.median(self._renewed)
        print(f"seconds: an answer {answer:.3f}, all questions anew {anew:.1f}")
        for question in self._desk.left():
            print(f"left: {question.id} {question.alike}: {self._stuck.get(question.id, '')}")
        counts = {name: n for name, n in self.commune.counts.items() if name.startswith("decisions") and n}
        print(counts, Counter(finding.code for finding in self.commune.findings))
        print(f"wrong: {self._wrong()}")

    def _wrong(self) -> list[tuple[object, ...]]:
        """Accepted parcels that are not as the truth has them, and parcels that are missing."""
        wrong: list[tuple[object, ...]] = []
        found = set()
        for parcel in self.commune.parcels:
            true = self._truth.of_land(parcel.geometry)
            if true is not None:
                found.add(int(true.name))
            there = None if true is None else (int(true.sheet), int(true.number), true.code)
            if parcel.status != "can_kiem_tra" and there != (parcel.sheet, parcel.number, parcel.code):
                wrong.append((parcel.sheet, parcel.number, parcel.code, there))
        missing = [self._truth.parcels.iloc[k] for k in range(len(self._truth.parcels)) if k not in found]
        return wrong + [("missing", int(each.sheet), int(each.number)) for each in missing]


def _kind(question: Question) -> str:
    return f"{question.about} {question.alike.split()[0] if question.alike else ''}".strip()


def _typed(question: Question, wanted: dict[str, Value]) -> Said:
    """The fields brought to what is wanted, with the keys that the page takes for it."""
    fields = question.fields
    here = next((place for place, each in enumerate(fields) if each.doubtful), 0)
    keys, changed = 1, {}
    for place, each in enumerate(fields):
        if each.name not in wanted or _same(each.value, wanted[each.name]):
            continue
        keys += (place - here) % len(fields)
        here = place
        value = wanted[each.name]
        text = str(value).replace(".", ",") if isinstance(value, float) else str(value)
        offered = any(_same(option.value, value) for option in each.options)
        keys += 1 if offered else 2 + len(text)
        changed[each.name] = text
    return Said(keys, {"changed": changed} if changed else {})


def _same(shown: Value | None, true: Value) -> bool:
    if isinstance(shown, float) and isinstance(true, float):
        return abs(shown - true) < SAME_AREA_M2
    return shown == true


if __name__ == "__main__":
    main()
