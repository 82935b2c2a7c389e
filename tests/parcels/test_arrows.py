"""Labels outside their parcel and the arrow that leads to it."""

from dataclasses import replace

import cv2
import numpy as np

from pipeline.model import Label, Reading
from pipeline.parcels.arrows import follow
from pipeline.parcels.faces import Merger, find_borders
from pipeline.parcels.pieces import Pieces

PER_MM = 6.0
BOX = (100.0, 40.0, 140.0, 60.0)


def land(shaft: tuple[tuple[int, int], tuple[int, int]] | None) -> Pieces:
    """A small parcel (2) in the west, a road (1) around it."""
    faces = np.ones((100, 200), np.int32)
    faces[30:70, 10:60] = 2
    ink = np.zeros(faces.shape, np.uint8)
    cv2.rectangle(ink, (10, 30), (60, 70), 1, 1)
    if shaft:
        cv2.line(ink, *shaft, 1, 1)
    merger = Merger(find_borders(faces, ink.view(np.bool_)), np.bincount(faces.ravel()))
    return Pieces(faces, 1, merger, ink.view(np.bool_), ink.view(np.bool_), (), frozenset(), None)


def label(area: float | None) -> Label:
    read = Reading(22, "22", 0.99, agreed=True), Reading(area, str(area), 0.99, agreed=area is not None)
    return Label((120.0, 50.0), BOX, 0.0, "full", *read, Reading("ONT", "ONT", 0.9))


def test_arrow_brings_the_label_into_its_parcel():
    (moved,) = follow(land(((30, 50), (96, 50))), [label(2000.0)], 1.0, PER_MM)
    assert 10 < moved.inside_px[0] < 60 and moved.box_px == BOX


def test_a_short_shaft_leads_only_into_a_face_with_the_printed_area():
    near = replace(label(2000.0), box_px=(66.0, 40.0, 106.0, 60.0), inside_px=(86.0, 50.0))
    short = land(((50, 50), (60, 50)))  # 2.7 mm from the tip to the label
    (moved,) = follow(short, [near], 1.0, PER_MM)
    assert 10 < moved.inside_px[0] < 60
    other = replace(near, area_m2=Reading(1700.0, "1700", 0.99, agreed=True))
    assert follow(short, [other], 1.0, PER_MM) == (other,)


def test_nothing_moves_without_a_shaft_or_with_another_area():
    for pieces, one in ((land(None), label(2000.0)), (land(((30, 50), (96, 50))), label(700.0))):
        assert follow(pieces, [one], 1.0, PER_MM) == (one,)


def test_label_that_fits_its_own_face_stays():
    own = label(float(100 * 200 - 40 * 50))
    assert follow(land(((30, 50), (96, 50))), [own], 1.0, PER_MM) == (own,)


def test_the_neatline_is_no_arrow():
    pieces = land(((30, 50), (96, 50)))
    side = np.array([(0.0, 50.0), (199.0, 50.0)])
    assert follow(replace(pieces, sides=(side,)), [label(2000.0)], 1.0, PER_MM) == (label(2000.0),)


def test_an_area_that_is_not_sure_sends_no_label_away():
    doubtful = replace(label(2000.0), area_m2=Reading(2000.0, "2000", 0.4))
    assert follow(land(((30, 50), (96, 50))), [doubtful], 1.0, PER_MM) == (doubtful,)


def test_a_number_alone_stays_with_the_label_that_lacks_one():
    """Read apart from its area it is no other parcel's, though a line runs from it."""
    alone = replace(label(None), form="number", area_m2=Reading(None), code=Reading(None))
    whole = label(float(100 * 200 - 40 * 50))
    for read in (whole, replace(whole, number=Reading(None))):
        area = replace(read, inside_px=(150.0, 80.0), box_px=(140.0, 70.0, 160.0, 90.0))
        moved = follow(land(((30, 50), (96, 50))), [area, alone], 1.0, PER_MM)
        assert (moved == (area, alone)) == (area.number.value is None)


def number_alone(number: int, x: float, y: float) -> Label:
    read = Reading(number, str(number), 0.99, agreed=True), Reading(None), Reading(None)
    return Label((x, y), (x - 5, y - 4, x + 5, y + 4), 0.0, "number", *read)


def test_a_number_alone_stays_in_its_parcel():
    pieces, alone = land(((30, 50), (96, 50))), replace(label(None), form="number")
    assert follow(pieces, [alone], 1.0, PER_MM) == (alone,)


def test_a_parcel_with_its_number_alone_takes_no_other_label():
    pieces, here = land(((30, 50), (96, 50))), number_alone(7, 35.0, 60.0)
    assert follow(pieces, [here, label(2000.0)], 1.0, PER_MM) == (here, label(2000.0))


def test_of_two_labels_in_one_face_the_one_with_an_arrow_goes():
    pieces, here = land(((30, 50), (96, 50))), number_alone(7, 170.0, 20.0)
    kept, moved = follow(pieces, [here, label(None)], 1.0, PER_MM)
    assert kept == here and 10 < moved.inside_px[0] < 60


def neighbours(margin: int = 0) -> Pieces:
    """A bare parcel (2) of 7650, one (1) of 6600 east of it, a third; a line leads from 1 into 2."""
    faces = np.full((100, 200), 2, np.int32)
    faces[:, 90:], faces[:40, 90:], faces[85:, :90] = 1, 3, 3
    faces = np.pad(faces, margin, constant_values=4)
    ink = np.zeros(faces.shape, np.uint8)
    cv2.line(ink, (30 + margin, 50 + margin), (96 + margin, 50 + margin), 1, 1)
    borders = find_borders(faces, np.ones(faces.shape, np.bool_))  # all borders are drawn
    merger = Merger(borders, np.bincount(faces.ravel()))
    return Pieces(faces, 1, merger, ink.view(np.bool_), ink.view(np.bool_), (), frozenset(), None)


def test_of_two_labels_in_one_face_the_one_with_its_area_stays():
    here = number_alone(7, 170.0, 80.0)
    for area, stays in ((6600.0, True), (7500.0, False)):
        kept, _ = follow(neighbours(), [label(area), here], 1.0, PER_MM)
        assert (kept == label(area)) is stays


def test_label_of_a_parcel_cut_by_the_frame_or_the_paper_stays():
    (kept,) = follow(neighbours(), [label(9000.0)], 1.0, PER_MM)
    assert kept == label(9000.0)


def test_label_of_a_parcel_that_is_whole_and_too_small_goes():
    one = label(9000.0)
    shifted = replace(one, inside_px=(125.0, 55.0), box_px=(105.0, 45.0, 145.0, 65.0))
    (moved,) = follow(neighbours(margin=5), [shifted], 1.0, PER_MM)
    assert moved.inside_px[0] < 95


def with_house(pieces: Pieces) -> Pieces:
    """The same with a house (3) in the small parcel."""
    pieces.faces[40:60, 20:40] = 3
    cv2.rectangle(pieces.ink.view(np.uint8), (20, 40), (39, 59), 1, 1)
    merger = Merger(find_borders(pieces.faces, pieces.ink), np.bincount(pieces.faces.ravel()))
    return replace(pieces, merger=merger)


def test_arrow_into_a_house_leads_to_the_parcel_around_it():
    pieces = with_house(land(((30, 50), (96, 50))))
    (moved,) = follow(pieces, [label(2000.0)], 1.0, PER_MM)
    assert 20 <= moved.inside_px[0] < 60
    assert pieces.merger.find(2) == pieces.merger.find(3)


def test_a_label_in_land_that_another_one_took_in_stays():
    pieces = with_house(land(((30, 50), (96, 50))))
    inside = replace(label(5000.0), inside_px=(50.0, 35.0), box_px=(45.0, 32.0, 55.0, 38.0))
    for one in (inside, replace(inside, inside_px=(30.0, 50.0))):
        doubtful = replace(one, number=replace(one.number, confidence=0.5))
        assert follow(pieces, [doubtful, label(2000.0)], 1.0, PER_MM)[0] == doubtful
        pieces = with_house(land(((30, 50), (96, 50))))


def test_in_open_land_a_shaft_to_the_better_area_is_followed():
    faces = np.ones((100, 200), np.int32)
    faces[30:70, 10:60] = 2
    faces[30:75, 90:144] = 3  # a stretch of road about as large as the parcel, cut by the ball only
    ink = np.zeros(faces.shape, np.uint8)
    cv2.rectangle(ink, (10, 30), (60, 70), 1, 1)
    cv2.line(ink, (30, 50), (96, 50), 1, 1)
    drawn = ink.view(np.bool_)
    pieces = Pieces(
        faces,
        1,
        Merger(find_borders(faces, drawn), np.bincount(faces.ravel())),
        drawn,
        drawn,
        (),
        frozenset(),
        None,
    )
    (moved,) = follow(pieces, [label(2040.0)], 1.0, PER_MM)
    assert 10 < moved.inside_px[0] < 60
