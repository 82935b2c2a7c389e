"""Lay the sheets of an invented commune side by side, clean, and print the measures against its truth.

    python -m benchmarks.coverage [PARCELS] [SEED ...]

The measures are explained in docs/coverage.md: a *gap* is an enclosed void that is mostly ground of parcels
that were drawn; *bad edges* are overlaps, unmatched edges and cracks under 0.5 m.
"""

from __future__ import annotations

import argparse
import resource
import time
from collections import Counter

import numpy as np
import shapely
from shapely.geometry import Polygon

from benchmarks.tables import Table
from benchmarks.untidy import Drawn, Scene, Shapes, make_scene
from pipeline.commune import edges, land
from pipeline.commune.pieces import Piece
from pipeline.model import Label, Parcel, Reading, Source

SCALE = 1000
CRACK_M = 0.5
PARCELS, SEEDS = 20_000, (1, 2, 3)


def main() -> None:
    """Print one Markdown table, a column a seed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("parcels", type=int, nargs="?", default=PARCELS)
    parser.add_argument("seeds", type=int, nargs="*", default=SEEDS)
    given = parser.parse_args()
    seeds = given.seeds
    columns = [measure(make_scene(given.parcels, seed)) for seed in seeds]
    with Table("measure", *(f"seed {seed}" for seed in seeds)) as table:
        for name in columns[0]:
            table.line(name, *(f"{column[name]:.4g}" for column in columns))


def measure(scene: Scene) -> dict[str, float]:
    """All measures of our cleaning of one scene."""
    pieces = _pieces(scene)
    started = time.process_time()
    settled = edges.settle(pieces)
    covered = land.cover(settled.pieces)
    cpu_s = time.process_time() - started
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    found = [(piece, int(piece.parcel.source.scan)) for piece in covered.pieces]
    shapes = np.array([piece.polygon for piece, _ in found], dtype=object)
    numbers = [(piece.parcel.sheet, piece.number) for piece, _ in found]
    told = Counter(finding.code for finding in [*settled.findings, *covered.findings])
    return {
        "parcels in truth": len(scene.faces),
        "polygons drawn": len(scene.drawn),
        "polygons out": len(found),
        **_topology(shapes, scene),
        **_matches(shapes, numbers, scene),
        **_kept_open(shapes, scene),
        "CPU s": cpu_s,
        "peak MB": peak_mb,
        "findings": sum(told.values()),
    }


def _pieces(scene: Scene) -> list[Piece]:
    shapes = np.array([each.polygon for each in scene.drawn], dtype=object)
    valid = shapely.make_valid(shapes, method="structure", keep_collapsed=False)
    frames = np.array([scene.sheets[each.sheet] for each in scene.drawn], dtype=object)
    inside = shapely.area(shapely.intersection(valid, frames)) / np.maximum(shapely.area(valid), 1e-9)
    return [
        Piece(_parcel(each, place), each.polygon, SCALE, each.sheet, float(share))
        for place, (each, share) in enumerate(zip(scene.drawn, inside, strict=True))
    ]


def _parcel(each: Drawn, place: int) -> Parcel:
    kind = "parcel" if each.number is not None else "unknown" if each.code is None else "part"
    form = "full" if each.number is not None else "code"
    readings = [
        Reading(None) if value is None else Reading(value, str(value), 0.98, None, (), True)
        for value in (each.number, each.area_m2, each.code)
    ]
    label = None if each.code is None else Label((0.0, 0.0), (0.0, 0.0, 1.0, 1.0), 0.0, form, *readings)
    return Parcel("09208", each.sheet, kind, each.polygon, label, Source(str(place)))  # type: ignore[arg-type]


def _topology(shapes: Shapes, scene: Scene) -> dict[str, float]:
    first, second = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    once = first < second
    common = shapely.area(shapely.intersection(shapes[first[once]], shapes[second[once]]))
    bad = shapely.length(shapely.coverage_invalid_edges(shapes, gap_width=CRACK_M)) > 0
    union = shapely.union_all(shapes)
    rings = [Polygon(ring) for part in shapely.get_parts(union) for ring in part.interiors]
    holes = shapely.difference(np.array([*rings, None], dtype=object)[:-1], union)
    shown = _truth(scene)[~scene.missing]
    hole, parcel = shapely.STRtree(shown).query(holes, predicate="intersects")
    ground = np.zeros(len(holes))
    np.add.at(ground, hole, shapely.area(shapely.intersection(holes[hole], shown[parcel])))
    gaps = shapely.area(holes)[ground > 0.5 * shapely.area(holes)]
    return {
        "invalid": int((~shapely.is_valid(shapes)).sum()),
        "overlaps > 1 cm²": int((common > 1e-4).sum()),
        "gaps": len(gaps),
        "gaps, m²": float(gaps.sum()),
        "polygons with bad edges": int(bad.sum()),
    }


def _truth(scene: Scene) -> Shapes:
    return np.array([face.polygon for face in scene.faces], dtype=object)


def _matches(shapes: Shapes, numbers: list[tuple[int, int | None]], scene: Scene) -> dict[str, float]:
    """Each true parcel beside the polygon with which it shares most, if that is mutual."""
    true = _truth(scene)
    t, p = shapely.STRtree(shapes).query(true, predicate="intersects")
    common = shapely.area(shapely.intersection(true[t], shapes[p]))
    share = common / (shapely.area(true)[t] + shapely.area(shapes)[p] - common)
    order = np.argsort(share)
    best, mate = np.zeros(len(true)), np.full(len(true), -1)
    back, owner = np.zeros(len(shapes)), np.full(len(shapes), -1)
    best[t[order]], mate[t[order]] = share[order], p[order]
    back[p[order]], owner[p[order]] = share[order], t[order]
    best = np.where((mate >= 0) & (owner[mate] == np.arange(len(true))), best, 0.0)[~scene.missing]
    wide = np.array([face.kind not in ("thin", "island") for face in scene.faces])[~scene.missing]
    cut = (scene.edge[~scene.missing] == "cut") & wide
    labels = zip(scene.owner, scene.number, mate, strict=True)
    right = np.array([numbers[k] == (sheet, number) for sheet, number, k in labels])[~scene.missing]
    double = np.maximum(np.bincount(owner[back >= 0.5], minlength=len(true)) - 1, 0).sum()
    return {
        "IoU ≥ 0.95": float((best >= 0.95).mean()),
        "IoU ≥ 0.90": float((best >= 0.9).mean()),
        "parcels lost (IoU < 0.5)": int((best < 0.5).sum()),
        "duplicates + crumbs": int(double + (back < 0.5).sum()),
        "label right": float((right & (best >= 0.5)).mean()),
        "cut parcels rejoined (IoU ≥ 0.90)": float((best >= 0.9)[cut].mean()),
    }


def _kept_open(shapes: Shapes, scene: Scene) -> dict[str, float]:
    """How many paths, and parcels that nobody drew, are more than half covered by others."""
    tree = shapely.STRtree(shapes)
    result: dict[str, float] = {}
    voids = {"paths": np.array(scene.voids, dtype=object), "missing parcels": _truth(scene)[scene.missing]}
    for name, ground in voids.items():
        void, shape = tree.query(ground, predicate="intersects")
        covered = np.zeros(len(ground))
        np.add.at(covered, void, shapely.area(shapely.intersection(ground[void], shapes[shape])))
        result[f"{name}, of"] = len(ground)
        result[f"{name} eaten"] = int((covered > 0.5 * shapely.area(ground)).sum())
    return result


if __name__ == "__main__":
    main()
