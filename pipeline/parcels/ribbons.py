"""Roads and waters that run out into land off the commune, cut at their mouths.

The limit of a commune is drawn in dashes and dots (Circular 25/2014, App. 01, p. 53), which close no ribbon:
the land beyond it, blank as far as the neatline, would take in every road and canal that ends there. It is
swept with a ball that is too large for them.
"""

from __future__ import annotations

from collections.abc import Collection

import cv2
import numpy as np

from pipeline.parcels.faces import LEAST_MM2, OPEN_LAND_MM, Counts, Faces
from pipeline.parcels.ink import MM_PER_INCH, Mask
from pipeline.ways import WIDEST_RIBBON_M


def cut_off(faces: Faces, beyond: Collection[int], dpi: float, px_per_m: float) -> Faces:
    """The faces (H, W) with narrow arms of open land as faces of their own, numbered after the others.

    Open land lies for long at faces ``beyond`` the neatline; the ball runs on over it, as land does.
    """
    per_mm = dpi / MM_PER_INCH
    margin = np.isin(faces, list(beyond))
    rim = cv2.dilate(margin.view(np.uint8), np.ones((3, 3), np.uint8)).view(np.bool_) & ~margin
    length_px = np.bincount(faces[rim])
    result = faces.copy()
    for face in np.flatnonzero(length_px > OPEN_LAND_MM * per_mm):
        arms = _arms(faces == face, margin, WIDEST_RIBBON_M / 2 * px_per_m)
        _number(result, arms, LEAST_MM2 * per_mm**2)
    return result


def _arms(land: Mask, margin: Mask, radius_px: float) -> Mask:
    """What the ball does not sweep of the land.

    A ball in the margin that only looks in at the end of a road sweeps less than half of itself there.
    """
    core = cv2.distanceTransform((land | margin).view(np.uint8), cv2.DIST_L2, 5) > radius_px
    swept = land & (cv2.distanceTransform((~core).view(np.uint8), cv2.DIST_L2, 5) <= radius_px)
    parts, areas = _parts(swept)
    return land & ~(areas >= np.pi / 2 * radius_px**2)[parts]


def _number(faces: Faces, arms: Mask, least_px: float) -> None:
    """Give the arms, in place, numbers of their own; crumbs stay what they were."""
    parts, areas = _parts(arms)
    large = np.flatnonzero(areas >= least_px)
    number = np.zeros(len(areas), np.int32)
    number[large] = faces.max() + 1 + np.arange(len(large), dtype=np.int32)
    np.copyto(faces, number[parts], where=number[parts] > 0)


def _parts(mask: Mask) -> tuple[Faces, Counts]:
    """What hangs together, numbered from 1, and the areas (px) by number; 0 for the rest."""
    _, parts, statistics, _ = cv2.connectedComponentsWithStats(
        mask.view(np.uint8), connectivity=4, ltype=cv2.CV_32S
    )
    areas = statistics[:, cv2.CC_STAT_AREA].astype(np.int64)
    areas[0] = 0
    return np.asarray(parts, np.int32), areas
