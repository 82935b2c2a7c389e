"""Roads and waters cut off from open land, at the edges of what counts as one."""

import numpy as np
import pytest

from pipeline.parcels.ribbons import cut_off
from pipeline.ways import WIDEST_RIBBON_M

DPI = 50.8  # two pixels a millimetre
PX_PER_M = 2.0  # 1:1000
MARGIN, LAND, BLOCK = 1, 2, 3


def land_with_blocks(gap_px: int, along_px: int = 320) -> np.ndarray:
    """Open land of 160 mm within a margin, in it two blocks with a gap between them that ends open."""
    faces = np.full((along_px + 20, along_px + 20), MARGIN, np.int32)
    faces[10:-10, 10:-10] = LAND
    middle = along_px // 2 + 10
    faces[80:-80, middle - gap_px // 2 - 60 : middle - gap_px // 2] = BLOCK
    faces[80:-80, middle - gap_px // 2 + gap_px : middle - gap_px // 2 + gap_px + 60] = BLOCK + 1
    return faces


@pytest.mark.parametrize(
    ("gap_px", "arms"), [(int(WIDEST_RIBBON_M * PX_PER_M) - 4, 1), (int(WIDEST_RIBBON_M * PX_PER_M) + 4, 0)]
)
def test_gap_as_wide_as_a_road_is_cut_off_and_a_wider_one_is_land(gap_px: int, arms: int):
    faces = land_with_blocks(gap_px)
    middle = faces.shape[0] // 2
    cut = cut_off(faces, {MARGIN}, DPI, PX_PER_M)
    assert (cut[middle, middle] != LAND) == bool(arms)
    assert (cut[faces != LAND] == faces[faces != LAND]).all()
    if arms:
        assert (cut == cut[middle, middle]).sum() == pytest.approx(180 * gap_px, rel=0.2)


def test_land_between_the_limit_and_the_neatline_is_no_road_however_narrow():
    faces = np.full((340, 340), BLOCK, np.int32)
    faces[:10] = faces[-10:] = MARGIN
    faces[:, :10] = faces[:, -10:] = MARGIN
    faces[10:-10, 10:22] = LAND
    assert (cut_off(faces, {MARGIN}, DPI, PX_PER_M) == faces).all()


def test_road_that_goes_on_to_the_neatline_is_whole():
    faces = land_with_blocks(24)
    faces[270:330, 40:158] = BLOCK
    faces[270:330, 182:300] = BLOCK + 1
    faces[260:270, 40:158], faces[260:270, 182:300] = BLOCK, BLOCK + 1
    cut = cut_off(faces, {MARGIN}, DPI, PX_PER_M)
    assert cut[325, 170] == cut[200, 170] != LAND


def test_parcel_at_the_frame_is_no_open_land():
    faces = land_with_blocks(24)
    faces[faces == LAND] = MARGIN
    faces[80:-80, 158:182] = LAND  # lies at the margin with its ends alone
    assert (cut_off(faces, {MARGIN}, DPI, PX_PER_M) == faces).all()
