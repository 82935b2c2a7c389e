"""The reading heads that ``pipeline/ocr.py`` puts on the PP-OCRv6 trunk, and how they are trained.

A residual stack of 1-d convolutions with a CTC output (Graves 2006) on the features of the trunk.
"""

from __future__ import annotations

import itertools
import random
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import torch
from torch import nn

from pipeline import ocr

CHANNELS = 192
BLOCKS = 2
HELD_OUT = 500
BATCH = 32
_DRAWN = 256  # pictures at a time
_FEATURES = 1152  # of the trunk, at each step along a line


class Head(nn.Module):
    """(n, 1152, T) to letter scores (n, letters + 1, T); names of its tensors are what ``ocr`` reads."""

    def __init__(self, letters: int, dropped: float = 0.0) -> None:
        """``dropped``: share of the trunk's channels that is left out of each line while it trains."""
        super().__init__()
        self.drop = nn.Dropout1d(dropped)
        self.inp = nn.Sequential(nn.Conv1d(_FEATURES, CHANNELS, 1), nn.BatchNorm1d(CHANNELS), nn.ReLU())
        self.bl = nn.ModuleList(
            nn.Sequential(nn.Conv1d(CHANNELS, CHANNELS, 5, padding=2), nn.BatchNorm1d(CHANNELS), nn.ReLU())
            for _ in range(BLOCKS)
        )
        self.out = nn.Conv1d(CHANNELS, letters + 1, 1)

    def forward(self, features: torch.Tensor) -> torch.Tensor:
        """Scores of every letter at every step."""
        signal = self.drop(self.inp(self.drop(features)))
        for block in self.bl:
            signal = signal + block(signal)
        return self.out(signal)


def features_of(
    pictures: Iterator[tuple[np.ndarray, str]], letters: str, count: int
) -> tuple[list[np.ndarray], list[list[int]]]:
    """Trunk features (1152, T) in half precision and letter indices of at least ``count`` pictures.

    Pictures that say other letters, or more than their length can hold, are left out.
    """
    index = {letter: i + 1 for i, letter in enumerate(letters)}
    features: list[np.ndarray] = []
    targets: list[list[int]] = []
    while len(features) < count:
        drawn = itertools.islice(pictures, _DRAWN)
        fits = [(image, text) for image, text in drawn if all(letter in index for letter in text)]
        for found, (_, text) in zip(ocr._run_trunk([i for i, _ in fits], pooled=True), fits, strict=True):
            if found.shape[1] >= len(text) + 2:
                features.append(found.astype(np.float16))
                targets.append([index[letter] for letter in text])
        if len(features) % 2000 < _DRAWN:
            print(len(features), "pictures", time.strftime("%X"), flush=True)
    return features, targets


def train(
    head: Head, features: list[np.ndarray], targets: list[list[int]], epochs: int, result: Path, seed: int
) -> None:
    """Train on all but the first HELD_OUT lines and write ``result`` after each epoch.

    Prints loss and the share of held-out lines that are read exactly.
    """
    chance = random.Random(seed)
    torch.manual_seed(seed)
    rest = list(range(HELD_OUT, len(features)))
    steps = (len(rest) // BATCH + len(rest) // 1024 + 2) * epochs
    optimiser = torch.optim.AdamW(head.parameters(), 1e-3, weight_decay=1e-2)
    pace = torch.optim.lr_scheduler.OneCycleLR(optimiser, 2.5e-3, total_steps=steps, pct_start=0.2)
    for epoch in range(epochs):
        head.train()
        losses = []
        for batch in _batches(rest, features, chance):
            stacked, *wanted = _stack(batch, features, targets)
            scores = head(stacked).log_softmax(1).permute(2, 0, 1)
            losses.append(learn(head, optimiser, pace, scores, *wanted))
        exact = _exact(head, features, targets)
        print(
            f"epoch {epoch} loss {np.mean(losses):.4f} held-out exact {exact:.4f}",
            time.strftime("%X"),
            flush=True,
        )
        _save(head, result)


def _batches(indices: list[int], features: list[np.ndarray], chance: random.Random) -> list[list[int]]:
    chance.shuffle(indices)
    batches = []
    for start in range(0, len(indices), 1024):
        chunk = sorted(indices[start : start + 1024], key=lambda i: features[i].shape[1])
        batches += [chunk[i : i + BATCH] for i in range(0, len(chunk), BATCH)]
    chance.shuffle(batches)
    return batches


def _stack(
    batch: list[int], features: list[np.ndarray], targets: list[list[int]]
) -> tuple[torch.Tensor, ...]:
    widths = [features[i].shape[1] for i in batch]
    stacked = np.zeros((len(batch), _FEATURES, max(widths)), np.float32)
    for row, i in enumerate(batch):
        stacked[row, :, : widths[row]] = features[i]
    wanted = torch.tensor([letter for i in batch for letter in targets[i]])
    return (
        torch.from_numpy(stacked),
        wanted,
        torch.tensor(widths),
        torch.tensor([len(targets[i]) for i in batch]),
    )


def learn(
    net: nn.Module,
    optimiser: torch.optim.Optimizer,
    pace: torch.optim.lr_scheduler.LRScheduler,
    scores: torch.Tensor,
    *wanted: torch.Tensor,
) -> float:
    """One step by the log-probabilities (T, n, letters + 1) of lines; the loss before it.

    ``wanted``: the letters of all lines, the steps of each that count, and how many letters it has.
    """
    loss = nn.functional.ctc_loss(scores, *wanted, zero_infinity=True)
    optimiser.zero_grad()
    loss.backward()
    nn.utils.clip_grad_norm_(net.parameters(), 5)
    optimiser.step()
    pace.step()
    return loss.item()


def letters_in(best: list[int]) -> list[int]:
    """The letters of a line by the best of each step: without blanks, and each once while it goes on."""
    return [letter for i, letter in enumerate(best) if letter and (i == 0 or letter != best[i - 1])]


@torch.no_grad()
def _exact(head: Head, features: list[np.ndarray], targets: list[list[int]]) -> float:
    head.eval()
    right = 0
    for i in range(HELD_OUT):
        best = head(torch.from_numpy(features[i][None].astype(np.float32)))[0].argmax(0).tolist()
        right += letters_in(best) == targets[i]
    return right / HELD_OUT


def _save(head: Head, result: Path) -> None:
    """Write the weights in half precision under the names that ``ocr`` reads."""
    tensors = {
        name: tensor.numpy().astype(np.float16) for name, tensor in head.state_dict().items() if tensor.ndim
    }
    np.savez_compressed(result, **tensors)
