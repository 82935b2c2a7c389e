"""``python -m synthetic CODE …`` renders a commune, ``python -m synthetic sample`` the shipped sample."""

from __future__ import annotations

import argparse
import shutil
from pathlib import Path

import cv2

from synthetic.commune import Order, render_commune
from synthetic.register import FORMS
from synthetic.style import LOOKS

SAMPLE = Order("07330", seed=8, dpi=200, wear_level=1, quality=70, plots=0.4, cover=0.6, style_seed=11)
_ROOT = Path(__file__).resolve().parent.parent


def main() -> None:
    """Parse the command line and render."""
    cv2.setNumThreads(1)
    arguments = _parser().parse_args()
    if arguments.code == "sample":
        render_sample(_ROOT / "data_raw", _ROOT / "tests" / "data")
        return
    order = Order(
        arguments.code,
        arguments.seed,
        arguments.look,
        arguments.scale,
        arguments.dpi,
        arguments.wear,
        arguments.sheets,
        arguments.register,
        kind=arguments.kind,
        turned=arguments.turned,
        file=arguments.file,
        totals=arguments.totals,
    )
    print(render_commune(order, arguments.data_raw, arguments.truth))


def render_sample(data_raw: Path, truth: Path) -> Path:
    """Render the shipped sample anew, in place of the one that is there."""
    for part in ("maps", "records"):
        shutil.rmtree(data_raw / SAMPLE.code / part, ignore_errors=True)
    shutil.rmtree(truth / SAMPLE.code, ignore_errors=True)
    return render_commune(SAMPLE, data_raw, truth / SAMPLE.code)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m synthetic", description=__doc__)
    parser.add_argument("code", help="five-digit code of today's commune, or 'sample'")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--look", choices=LOOKS, default=LOOKS[0])
    parser.add_argument("--scale", type=int, choices=(500, 1000, 2000), default=1000)
    parser.add_argument("--dpi", type=float, default=300)
    parser.add_argument("--wear", type=int, choices=(0, 1, 2, 3), default=1)
    parser.add_argument("--sheets", type=int, default=2)
    parser.add_argument("--register", choices=FORMS, default=FORMS[0])
    parser.add_argument("--kind", choices=("grey", "colour", "bilevel"), default="grey")
    parser.add_argument("--turned", type=int, choices=(0, 1, 2, 3), default=0)
    parser.add_argument("--file", choices=("tif", "jpg", "png", "pdf"), default="tif")
    parser.add_argument("--totals", action="store_true", help="a table of sheets beside the register")
    parser.add_argument("--data-raw", type=Path, default=Path("data_raw"))
    parser.add_argument("--truth", type=Path, default=Path("truth"))
    return parser


if __name__ == "__main__":
    main()
