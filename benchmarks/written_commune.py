"""Rendered communes whose registers were filled in by hand, digitized whole: what map and book prove.

    OMP_THREAD_LIMIT=1 OPENBLAS_NUM_THREADS=1 python -m benchmarks.written_commune WRITERS FOLDER

``WRITERS`` is a folder made by ``python -m training.hands``; each register has one held-out writer. Scans and
stage results stay in ``FOLDER``. *silent*: wrong values in parcels or rows that were accepted. No row by hand
is accepted, as its name waits for a person.
"""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np

from benchmarks.agreement import digitize, print_measures
from synthetic.commune import Order
from training.hands import random_hand

# Each with whether the writer's figures are ones that somebody really wrote.
ORDERS = (
    (Order("07288", seed=951, look="circular2014", register="book2004", plots=0.5), True),
    (Order("09313", seed=952, look="left", register="book1995", plots=0.5), True),
    (Order("09454", seed=953, look="circular2014", register="app15", plots=0.5), False),
)


def main() -> None:
    """Print a table of measures, a column a commune."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("writers", type=Path)
    parser.add_argument("folder", type=Path)
    given = parser.parse_args()
    columns = {}
    for order, digits in ORDERS:
        hand = random_hand(given.writers, "held_out", np.random.default_rng(order.seed), digits)
        name = f"{order.register}, {'figures people wrote' if digits else 'a face'}"
        columns[name] = digitize(replace(order, hand=hand), given.folder / str(order.seed))[0]
    print_measures(columns)


if __name__ == "__main__":
    cv2.setNumThreads(1)
    main()
