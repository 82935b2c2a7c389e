"""Trains the network that tells the ink of a map sheet by what it is: ``pipeline/resources/ink_reader.onnx``.

    python -m training.ink_reader SCANS [minutes] [first network]

Learned from windows that are drawn for it (``training.ink_tiles``: every pixel's class is known), from
windows of rendered sheets (``training.ink_sheets``: only the boundaries are) and of real ones in the folder
SCANS (``training.ink_real``: only where the tracer is sure). Needs torch and onnx beside the program's own
packages.
The network in use has seen some 4,000 batches: first of drawn and rendered windows, the last 3,300 with real
ones among them (another window of the Venice cadastre and another sheet of Lausanne than docs/tracing.md
measures), which took 7 minutes of one core and as many of one that draws.
"""

from __future__ import annotations

import itertools
import multiprocessing
import sys
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt
import torch
from torch import nn
from torch.nn import functional

from pipeline.model import Pixels
from pipeline.parcels.ink_classes import CLASSES
from training import ink_real, ink_sheets, ink_tiles, ink_wear

SEED, SIDE, BATCH = 20261, 224, 4
RESULT = Path("ink_reader.onnx")
WIDTHS = (16, 24, 32, 48)
_SHEETS = 8
_RATE = 1.5e-3
_WARM_STEPS = 30
_WEIGHTS = (0.5, 1.5, 1.2, 1.0, 1.2, 1.2, 1.0)  # of the classes
_ORDER = (1, 4, 5, 3, 2, 6)  # the class of a pixel of half the resolution: the first that is in it
_BOUNDARY = CLASSES.index("boundary")
Window = tuple[Pixels, Pixels, bool]


class Reader(nn.Module):
    """A small U-Net: flattened pages (n, 1, 2h, 2w), 0 white to 1 black, to shares (n, classes, h, w)."""

    def __init__(self) -> None:
        super().__init__()
        self.stem = _layer(1, WIDTHS[0], kernel=4, stride=2)
        self.down = nn.ModuleList([_layer(WIDTHS[0], WIDTHS[0])])
        for before, after in itertools.pairwise(WIDTHS):
            self.down.append(nn.Sequential(nn.MaxPool2d(2), _layer(before, after), _layer(after, after)))
        self.deep = nn.Sequential(*(_layer(WIDTHS[-1], WIDTHS[-1], dilation=d) for d in (2, 4)))
        pairs = list(itertools.pairwise(WIDTHS))[::-1]
        self.up = nn.ModuleList([_layer(low + high, low) for low, high in pairs])
        self.out = nn.Conv2d(WIDTHS[0], len(CLASSES), 1)

    def forward(self, page: torch.Tensor) -> torch.Tensor:
        """Logarithms of the shares, but for a constant."""
        x = self.stem(page)
        seen = []
        for step in self.down:
            x = step(x)
            seen.append(x)
        x = seen.pop() + self.deep(x)
        for step in self.up:
            beside = seen.pop()
            x = step(torch.cat([functional.interpolate(x, scale_factor=2.0, mode="nearest"), beside], 1))
        return self.out(x)  # type: ignore[no-any-return]


def _layer(before: int, after: int, kernel: int = 3, stride: int = 1, dilation: int = 1) -> nn.Sequential:
    padding = 1 if kernel == 4 else dilation
    convolution = nn.Conv2d(before, after, kernel, stride, padding, dilation, bias=False)
    return nn.Sequential(convolution, nn.BatchNorm2d(after), nn.ReLU(True))


def halved(classes: Pixels) -> Pixels:
    """Classes at half the resolution."""
    blocks = classes.reshape(classes.shape[0] // 2, 2, classes.shape[1] // 2, 2)
    result = np.zeros(blocks.shape[::2], np.uint8)
    for kind in reversed(_ORDER):
        result[(blocks == kind).any(axis=(1, 3))] = kind
    unknown = (blocks == ink_sheets.UNKNOWN).any(axis=(1, 3)) & (result != _BOUNDARY)
    result[unknown] = ink_sheets.UNKNOWN
    return result


def _draw(seed: int, queue: multiprocessing.Queue[Window]) -> None:
    """Draw windows for ever."""
    cv2.setNumThreads(1)
    faces = ink_tiles.fonts()
    for count in range(10**9):
        chance = np.random.default_rng([seed, count])
        window = ink_tiles.draw(chance, SIDE, faces)
        queue.put((ink_wear.scanned(window), halved(window.classes), True))


def _turned(found: Iterable[tuple[Pixels, Pixels]], chance: np.random.Generator) -> Iterator[Window]:
    """Windows of sheets for ever, turned and mirrored."""
    kept = [(flat, halved(marked)) for flat, marked in found if (marked == _BOUNDARY).any()]
    print(f"{len(kept)} windows of sheets", flush=True)
    while True:
        for place in chance.permutation(len(kept)):
            turns, mirrored = int(chance.integers(4)), bool(chance.random() < 0.5)
            flat, marked = (np.rot90(one[:, ::-1] if mirrored else one, turns) for one in kept[place])
            yield np.ascontiguousarray(flat), np.ascontiguousarray(marked), False


def loss(scores: torch.Tensor, wanted: torch.Tensor, whole: torch.Tensor) -> torch.Tensor:
    """Cross entropy; where only boundaries are known, of boundary or not."""
    logs = functional.log_softmax(scores, 1)
    weights = torch.tensor(_WEIGHTS)
    known = functional.nll_loss(logs[whole], wanted[whole], weights) if whole.any() else scores.sum() * 0
    part, labels = logs[~whole], wanted[~whole]
    if not len(part):
        return known
    at = part[:, _BOUNDARY]
    rest = torch.log1p(-at.exp().clamp(max=1 - 1e-6))
    is_line = labels == _BOUNDARY
    told = torch.where(is_line, 2 * at, rest)[labels != ink_sheets.UNKNOWN]
    dice = 1 - (2 * at.exp()[is_line].sum() + 1) / (
        at.exp()[labels != ink_sheets.UNKNOWN].sum() + is_line.sum() + 1
    )
    return known - told.mean() + 0.3 * dice


def _dice(scores: torch.Tensor, wanted: torch.Tensor) -> torch.Tensor:
    share, line = scores.softmax(1)[:, _BOUNDARY], (wanted == _BOUNDARY).float()
    return 1 - (2 * (share * line).sum() + 1) / (share.sum() + line.sum() + 1)


def train(minutes: float, model: Reader, queue: multiprocessing.Queue[Window], scans: Path) -> None:
    """Train for some minutes of this processor; a quarter of what is seen is rendered, a quarter real."""
    chance = np.random.default_rng(SEED)
    sheets = [
        _turned(found, chance) for found in (ink_sheets.windows(_SHEETS, SIDE), ink_real.windows(scans, SIDE))
    ]
    for windows in sheets:
        next(windows)  # they are rendered now
    optimiser = torch.optim.AdamW(model.parameters(), _RATE, weight_decay=1e-3)
    began, shown, step, mean = time.process_time(), 0.0, 0, 0.0
    while (done := (time.process_time() - began) / 60 / minutes) < 1:
        rate = _RATE * min(1, (step + 1) / _WARM_STEPS) * 0.5 * (1 + np.cos(np.pi * done)) + 1e-5
        for group in optimiser.param_groups:
            group["lr"] = rate
        batch = [queue.get() for _ in range(BATCH - len(sheets))] + [next(windows) for windows in sheets]
        pages, wanted, whole = (
            torch.from_numpy(np.stack([np.asarray(one[k]) for one in batch])) for k in range(3)
        )
        scores = model(((255 - pages.float()) / 255)[:, None])
        error = loss(scores, wanted.long(), whole) + 0.5 * _dice(scores[whole], wanted[whole])
        optimiser.zero_grad()
        error.backward()  # type: ignore[no-untyped-call]
        optimiser.step()
        step, mean = step + 1, 0.98 * mean + 0.02 * float(error.detach())
        if time.monotonic() - shown > 60:
            shown = time.monotonic()
            print(f"{100 * done:.0f} % step {step} error {mean / (1 - 0.98**step):.3f}", flush=True)
            torch.save(model.state_dict(), RESULT.with_suffix(".pt"))


def export(model: Reader) -> None:
    """Write the network, for pages of any size that eight divides after halving."""
    model.eval()
    shares = nn.Sequential(model, nn.Softmax(1))
    axes = {"page": {2: "rows", 3: "columns"}, "shares": {2: "half_rows", 3: "half_columns"}}
    page = torch.zeros(1, 1, SIDE, SIDE)
    torch.onnx.export(
        shares, (page,), str(RESULT), input_names=["page"], output_names=["shares"], dynamic_axes=axes,
        opset_version=17, dynamo=False,
    )  # fmt: skip


def main() -> None:
    """Train and write."""
    torch.set_num_threads(1)
    torch.manual_seed(SEED)
    minutes = float(sys.argv[2]) if len(sys.argv) > 2 else 30.0
    model = Reader()
    if len(sys.argv) > 3:
        model.load_state_dict(torch.load(sys.argv[3]))
    queue: multiprocessing.Queue[npt.NDArray[np.uint8]] = multiprocessing.Queue(24)  # type: ignore[assignment]
    artist = multiprocessing.Process(target=_draw, args=(SEED, queue), daemon=True)
    artist.start()
    train(minutes, model, queue, Path(sys.argv[1]))  # type: ignore[arg-type]
    export(model)
    artist.terminate()


if __name__ == "__main__":
    main()
