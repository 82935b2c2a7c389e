"""How well parcels are traced and their labels read, on rendered sheets placed by their truth.

python -m benchmarks.tracing [--frame-mm 250] [--cache FOLDER] [--corrected] [--plots PLOTS.gpkg]
                             [--worst PICTURE]

24 sheets: 4 looks × scales 500, 1000, 2000 × wear 1 and 2, none of which anything was tuned on. No register
helps. ``--corrected`` draws them in colour with parcels merged and split in red ink; ``--plots`` names a
GeoPackage of real plots (layer ``plots``), which are drawn and traced instead. ``--worst`` draws the sheet on
which the fewest values were read, with what was traced.
"""

from __future__ import annotations

import argparse
import multiprocessing
import pickle
import resource
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from pathlib import Path

import cv2

from benchmarks import tracing_picture
from benchmarks.drawn_sheets import Job, Rendered, real_plots, render
from benchmarks.tables import Table
from benchmarks.tracing_measures import Tally, measure
from pipeline.model import SheetParcels
from pipeline.parcels.trace import trace_sheet

LOOKS = ("circular2014", "left", "boxed", "centred")
SCALES = (500, 1000, 2000)
WEARS = (1, 2)
_FIRST_SEED = 8800  # each sheet has a style of its own
_CORRECTED = 5  # other sheets than those without corrections


def main() -> None:
    """Print one Markdown table: a row a look, the worst sheet, all sheets."""
    arguments = _parser().parse_args()
    jobs = [
        Job(
            look,
            scale,
            worn,
            _FIRST_SEED + 100 * i + 10 * j + k,
            300.0,
            arguments.frame_mm,
            (i + j + k) % 2 == 0,
        )
        for j, scale in enumerate(SCALES)
        for k, worn in enumerate(WEARS)
        for i, look in enumerate(LOOKS)
    ]
    if arguments.corrected:
        jobs = [replace(job, seed=job.seed + _CORRECTED, colour=True, corrected=True) for job in jobs]
    if arguments.plots:
        shapes = real_plots(arguments.plots, "plots")
        jobs = [
            Job("circular2014", 1000, worn, 9900 + worn, 300.0, arguments.frame_mm, shapes_m=shapes)
            for worn in WEARS
        ]
    run(jobs, arguments.cache, lambda job: f"{job.look} wear {job.wear}", arguments.worst)


def run(
    jobs: Iterable[Job], cache: Path | None, group: Callable[[Job], str], picture: Path | None = None
) -> None:
    """Render, trace and measure each job and print a row for each of their groups, the worst sheet and all.

    The worst sheet is drawn as ``picture``. An interrupt ends the run with the table of what was measured.
    """
    groups: dict[str, Tally] = {}
    worst: tuple[float, str, Tally] = (2.0, "", Tally())
    try:
        for job in jobs:
            rendered = rendering(job, cache)
            result, tally = traced(rendered, job.scale)
            if (share := tally.values_read) < worst[0]:
                worst = (share, job.name, tally)
                if picture:
                    cv2.imwrite(str(picture), tracing_picture.draw(rendered, result))
            print(f"<!-- {job.name} {tally.row()} -->", flush=True)
            groups[group(job)] = groups.get(group(job), Tally()) + tally
    except KeyboardInterrupt:
        print("<!-- interrupted -->")
    total = sum(groups.values(), Tally())
    groups |= {f"worst: {worst[1]}": worst[2], "all": total}
    names = list(groups["all"].row())
    with Table("sheets", *names) as table:
        for name, tally in groups.items():
            table.line(name, *tally.row().values())


def traced(rendered: Rendered, scale: int) -> tuple[SheetParcels, Tally]:
    """One sheet in a process of its own, so that its peak memory is its own."""
    spawned = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=spawned) as pool:
        result, cpu_s, peak_gb = pool.submit(trace_alone, rendered).result()
    return result, measure(result, rendered.shapes, scale) + Tally(cpu_s=cpu_s, peak_gb=peak_gb)


def rendering(job: Job, cache: Path | None) -> Rendered:
    """The sheet of a job, from the cache when it lies there."""
    path = cache / f"{job.name}.pickle" if cache else None
    if path and path.is_file():
        return pickle.loads(path.read_bytes())  # type: ignore[no-any-return]
    rendered = render(job)
    if path:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(pickle.dumps(rendered))
    return rendered


def trace_alone(rendered: Rendered) -> tuple[SheetParcels, float, float]:
    """What tracing found, the CPU seconds it took and the peak memory of the process (GB)."""
    cv2.setNumThreads(1)
    page = rendered.page
    started = time.process_time()
    result = trace_sheet(page, rendered.sheet)
    cpu_s = time.process_time() - started
    return result, cpu_s, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.tracing", description=__doc__)
    parser.add_argument("--frame-mm", type=float, default=500.0, help="side of the drawn part of a sheet")
    parser.add_argument("--cache", type=Path, help="folder where renderings are kept")
    parser.add_argument("--corrected", action="store_true", help="sheets corrected in red ink, in colour")
    parser.add_argument("--plots", type=Path, help="GeoPackage of real plots, layer 'plots'")
    parser.add_argument("--worst", type=Path, metavar="PICTURE", help="where the worst sheet is drawn")
    return parser


if __name__ == "__main__":
    main()
