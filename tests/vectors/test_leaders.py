from __future__ import annotations

import numpy as np
import pytest
from shapely.geometry import box

from pipeline.vectors.assembly import is_exact
from pipeline.vectors.drawing import Stroke
from pipeline.vectors.labels import TextLabel
from pipeline.vectors.leaders import led_to_parcels

BIG, SMALL, ALIKE = box(0, 0, 40, 40), box(40, 0, 44, 5), box(40, 5, 44, 10)
LEADER = Stroke(np.array([[33.0, 5.0], [42.0, 2.5]]), "13")


def _label(area_m2: float | None = 20.0) -> TextLabel:
    return TextLabel(7, area_m2, "ONT", (30.0, 5.0), 0, "13")


def _place(label: TextLabel, *strokes: Stroke) -> tuple[float, float]:
    (led,) = led_to_parcels([label], [BIG, SMALL, ALIKE], strokes, 1000, is_exact)
    return led.place


def test_a_label_belongs_where_its_leader_ends() -> None:
    assert _place(_label(), LEADER) == (42.0, 2.5)
    assert _place(_label(), Stroke(LEADER.points[::-1], "13")) == (42.0, 2.5)


@pytest.mark.parametrize(
    ("area_m2", "strokes"),
    [
        (20.0, []),
        (21.0, [LEADER]),  # its area is none of the face's there
        (1600.0, [LEADER]),  # it stands where it belongs
        (None, [LEADER]),
        (20.0, [LEADER, Stroke(np.array([[33.0, 5.0], [42.0, 7.5]]), "13")]),  # two that could be meant
        (20.0, [Stroke(np.array([[38.5, 5.0], [42.0, 2.5]]), "13")]),  # begins too far away
    ],
)
def test_it_stays_where_no_leader_proves_another_place(area_m2: float | None, strokes: list[Stroke]) -> None:
    assert _place(_label(area_m2), *strokes) == (30.0, 5.0)
