"""Trains the reader of printed lines: a small network of its own, from pixels to letters.

    python -m training.line_reader draw FOLDER SEED LINES
    python -m training.line_reader train FOLDER STEPS [WEIGHTS]

``draw`` adds shards of drawn lines to FOLDER; call it for several seeds, in as many processes as there are
cores. ``train`` reads what lies there, also what comes while it runs, and writes ``line_reader.pt`` (to go on
from) and ``line_reader.onnx``. Most lines are cut out of register cells by the program's own cutter, a third
of them scanned in black and white, faded and specked. Needs torch and onnx beside the program's own packages.
"""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
import onnx
import torch
from torch import nn

from pipeline import ocr
from training.head import learn, letters_in
from training.phrases import figure, phrase
from training.vietnamese_head import AT_ONCE, LONGEST, drawn, fonts

LETTERS = ocr.VIETNAMESE_LETTERS
HEIGHT_PX = 40
STEP_PX = 4  # of a line at this height, for each step of the scores
FIGURES = 0.2  # share of lines that are numbers, areas or codes beside those among the phrases
SHARD = 1000
HELD_OUT_SHARDS = 1
BATCH = 32
_WAIT_S = 20


class LineReader(nn.Module):
    """Lines (n, 1, 40, W) of ink 0 to 1 to log-probabilities (n, W / 4, letters + 1); 0 is the blank."""

    def __init__(self, letters: int) -> None:
        super().__init__()
        self.look = nn.Sequential(
            _Convolution(1, 32, (2, 2)), _Convolution(32, 48, (2, 2)), _Residual(48),
            _Convolution(48, 80, (2, 1)), _Residual(80),
        )  # fmt: skip
        self.fold = nn.Sequential(
            nn.Conv2d(80, 160, (HEIGHT_PX // 8, 1), bias=False), nn.BatchNorm2d(160), nn.ReLU()
        )
        self.along = nn.Sequential(*(_Along(160) for _ in range(3)))
        self.out = nn.Conv1d(160, letters + 1, 1)

    def forward(self, lines: torch.Tensor) -> torch.Tensor:
        """Log-probabilities of every letter at every step."""
        seen = self.fold(self.look(lines)).squeeze(2)
        return self.out(self.along(seen)).log_softmax(1).transpose(1, 2)


class _Convolution(nn.Sequential):
    def __init__(self, before: int, after: int, stride: tuple[int, int] = (1, 1)) -> None:
        super().__init__(
            nn.Conv2d(before, after, 3, stride, 1, bias=False), nn.BatchNorm2d(after), nn.ReLU(inplace=True)
        )


class _Residual(nn.Module):
    def __init__(self, channels: int) -> None:
        super().__init__()
        self.inner = nn.Sequential(_Convolution(channels, channels), _Convolution(channels, channels))

    def forward(self, seen: torch.Tensor) -> torch.Tensor:
        return seen + self.inner(seen)


class _Along(nn.Module):
    def __init__(self, channels: int) -> None:
        super().__init__()
        self.inner = nn.Sequential(
            nn.Conv1d(channels, channels, 5, padding=2, bias=False),
            nn.BatchNorm1d(channels),
            nn.ReLU(inplace=True),
        )

    def forward(self, seen: torch.Tensor) -> torch.Tensor:
        return seen + self.inner(seen)


def draw_lines(folder: Path, seed: int, count: int) -> None:
    """Write so many drawn lines as shards: pictures 40 px high side by side, their widths and texts."""
    cv2.setNumThreads(1)
    folder.mkdir(parents=True, exist_ok=True)
    lines = drawn_lines(random.Random(seed), np.random.default_rng(seed), fonts())
    for shard in range(count // SHARD):
        images, texts = zip(*(next(lines) for _ in range(SHARD)), strict=True)
        pictures = [ocr.at_height(image, HEIGHT_PX) for image in images]
        partly = folder / f"{seed}_{shard:04}.part.npz"
        np.savez_compressed(
            partly, pixels=np.hstack(pictures), widths=[p.shape[1] for p in pictures], texts=np.array(texts)
        )
        partly.rename(folder / f"{seed}_{shard:04}.npz")


def drawn_lines(
    chance: random.Random, noise: np.random.Generator, faces: list[Path]
) -> Iterator[tuple[np.ndarray, str]]:
    """Lines of text as they come out of cells, and what they say, without end."""
    while True:
        for image, text in drawn([_text(chance) for _ in range(AT_ONCE)], chance, noise, faces):
            width = image.shape[1] * HEIGHT_PX / image.shape[0]
            if STEP_PX * (len(text) + 2) <= width < LONGEST * HEIGHT_PX:
                yield image, text


def _text(chance: random.Random) -> str:
    while True:
        text = figure(chance) if chance.random() < FIGURES else phrase(chance)
        if not set(text) - set(LETTERS):
            return text


class _Lines:
    """All lines of the folder, and those that come."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.known: set[Path] = set()
        self.pictures: list[np.ndarray] = []
        self.targets: list[list[int]] = []

    def take_new(self) -> None:
        index = {letter: i + 1 for i, letter in enumerate(LETTERS)}
        for path in sorted(set(self.folder.glob("*.npz")) - self.known):
            if ".part" in path.name:
                continue
            self.known.add(path)
            with np.load(path) as shard:
                ends = np.cumsum(shard["widths"])
                self.pictures += np.split(shard["pixels"], ends[:-1], axis=1)
                self.targets += [[index[letter] for letter in text] for text in shard["texts"].tolist()]

    def batch(self, chosen: list[int], chance: np.random.Generator | None) -> tuple[torch.Tensor, ...]:
        """Pictures (n, 1, 40, W) of ink 0 to 1, letters, steps and lengths; varied where there is chance."""
        pictures = [_varied(self.pictures[i], chance) if chance else self.pictures[i] for i in chosen]
        width = (max(picture.shape[1] for picture in pictures) + 15) // 8 * 8
        stacked = np.zeros((len(chosen), 1, HEIGHT_PX, width), np.float32)
        for row, picture in enumerate(pictures):
            stacked[row, 0, :, : picture.shape[1]] = 1.0 - picture.astype(np.float32) / 255
        letters = [letter for i in chosen for letter in self.targets[i]]
        steps = [min(width, picture.shape[1] + 8) // STEP_PX for picture in pictures]
        lengths = [len(self.targets[i]) for i in chosen]
        return torch.from_numpy(stacked), torch.tensor(letters), torch.tensor(steps), torch.tensor(lengths)


def _varied(picture: np.ndarray, chance: np.random.Generator) -> np.ndarray:
    """The same line a little wider or narrower, moved, lighter or darker, blurred."""
    across = chance.uniform(0.88, 1.14)
    left, top = chance.uniform(-2, 4), chance.uniform(-1.5, 1.5)
    down = chance.uniform(0.94, 1.04)
    matrix = np.array([[across, chance.normal(0, 0.03), left], [0, down, top + HEIGHT_PX * (1 - down) / 2]])
    size = (max(16, round(picture.shape[1] * across) + 6), HEIGHT_PX)
    moved = cv2.warpAffine(picture, matrix, size, flags=cv2.INTER_LINEAR, borderValue=255)
    if chance.random() < 0.3:
        moved = cv2.GaussianBlur(moved, (0, 0), chance.uniform(0.3, 0.9))
    light = 255 - (255 - moved.astype(np.float32)) * chance.uniform(0.6, 1.15)
    if chance.random() < 0.3:
        light += chance.normal(0, chance.uniform(1, 14), light.shape)
    return np.asarray(np.clip(light, 0, 255), np.uint8)


def train(folder: Path, steps: int, begun: Path | None) -> None:
    """Train for so many batches; prints loss and the share of held-out lines that are read exactly."""
    torch.manual_seed(1)
    torch.set_num_threads(1)
    cv2.setNumThreads(1)
    chance = np.random.default_rng(1)
    lines = _Lines(folder)
    while len(lines.pictures) < (HELD_OUT_SHARDS + 2) * SHARD:
        lines.take_new()
        time.sleep(_WAIT_S / 20)
    net = LineReader(len(LETTERS)).to(memory_format=torch.channels_last)
    if begun is not None:
        net.load_state_dict(torch.load(begun))
    optimiser = torch.optim.AdamW(net.parameters(), 1e-3, weight_decay=1e-2)
    pace = torch.optim.lr_scheduler.OneCycleLR(optimiser, 3e-3, total_steps=steps, pct_start=0.1)
    losses: list[float] = []
    done = 0
    while done < steps:
        lines.take_new()
        rest = chance.permutation(np.arange(HELD_OUT_SHARDS * SHARD, len(lines.pictures)))[
            : 64 * BATCH
        ].tolist()
        rest.sort(key=lambda i: lines.pictures[i].shape[1])
        batches = [rest[i : i + BATCH] for i in range(0, len(rest), BATCH)]
        for at in chance.permutation(len(batches)):
            if done == steps:
                break
            net.train()
            pictures, *wanted = lines.batch(batches[at], chance)
            scores = net(pictures.to(memory_format=torch.channels_last)).transpose(0, 1)
            losses.append(learn(net, optimiser, pace, scores, *wanted))
            done += 1
            if done % 500 == 0 or done == steps:
                exact = _exact(net, lines)
                print(
                    f"step {done} of {len(lines.pictures)} lines: loss {np.mean(losses[-500:]):.4f},"
                    f" held-out exact {exact:.4f}", time.strftime("%X"), flush=True,
                )  # fmt: skip
                torch.save(net.state_dict(), "line_reader.pt")
    export(net, Path("line_reader.onnx"))


@torch.no_grad()
def _exact(net: LineReader, lines: _Lines) -> float:
    net.eval()
    right = 0
    for i in range(0, HELD_OUT_SHARDS * SHARD, 2):
        pictures, letters, steps, _ = lines.batch([i], None)
        best = net(pictures)[0, : int(steps[0])].argmax(1).tolist()
        right += letters_in(best) == letters.tolist()
    return right / (HELD_OUT_SHARDS * SHARD / 2)


def export(net: LineReader, path: Path) -> None:
    """Write the network for lines of any number and width."""
    net.eval()
    example = torch.zeros(1, 1, HEIGHT_PX, 320)
    torch.onnx.export(
        net,
        (example,),
        str(path),
        input_names=["lines"],
        output_names=["scores"],
        dynamic_axes={"lines": {0: "count", 3: "width"}, "scores": {0: "count", 1: "steps"}},
        dynamo=False,
        opset_version=17,
    )
    onnx.save(_in_half(onnx.load(str(path))), str(path))


def _in_half(model: onnx.ModelProto) -> onnx.ModelProto:
    """The network with its weights in half precision; they are widened when it is loaded."""
    graph = model.graph
    casts = []
    for weights in [item for item in graph.initializer if item.data_type == onnx.TensorProto.FLOAT]:
        half = onnx.numpy_helper.to_array(weights).astype(np.float16)
        graph.initializer.remove(weights)
        graph.initializer.append(onnx.numpy_helper.from_array(half, f"{weights.name}_half"))
        casts.append(
            onnx.helper.make_node("Cast", [f"{weights.name}_half"], [weights.name], to=onnx.TensorProto.FLOAT)
        )
    nodes = [*casts, *graph.node]
    del graph.node[:]
    graph.node.extend(nodes)
    return model


def main(words: list[str]) -> None:
    """Draw or train, as asked."""
    if words[0] == "draw":
        draw_lines(Path(words[1]), int(words[2]), int(words[3]))
    else:
        train(Path(words[1]), int(words[2]), Path(words[3]) if len(words) > 3 else None)


if __name__ == "__main__":
    main(sys.argv[1:])
