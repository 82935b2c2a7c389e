"""The only door to readers: Tesseract in process, and the PP-OCRv6 trunk with two heads.

* ``read_limited`` and ``score_words``: PP-OCRv6-small (weights from the rapidocr wheel, Apache-2.0), its
  output layer cut down to the letters that may stand there. For digits, areas, codes, labels.
* ``read_vietnamese``: the project's own CTC head on the same trunk; PP-OCRv6 itself cannot write Vietnamese.
* ``score_lines``, ``read_lines``: a small network of our own from pixels to Vietnamese letters, trained on
  faded and black and white print: another reader of names that shares no trunk with the first.
* ``score_labels``, ``read_labels``: our own head for parcel labels, which knows walls from figures.
* ``score_written``: our own head for figures and codes written by hand, beside PP-OCRv6's reading of them.
* ``read_tesseract``, ``find_words``: Tesseract, in process; ``pytesseract`` where tesserocr is not installed.

Images are grey uint8 crops, dark ink on light paper, one line of text each unless said otherwise.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from pipeline import ctc, networks
from pipeline.ctc import Scores
from pipeline.model import Box, Pixels
from pipeline.tesseract import is_in_process, language_folder, versions
from pipeline.text import normalise

DIGITS = "0123456789"
AREA_LETTERS = DIGITS + ".,"
CODE_LETTERS = "ABCDEGHIKLMNOPQRSTUVXY"
LABEL_LETTERS = DIGITS + "ABCDEFGHIJKLMNOPQRSTUVWXYZ" + "abcdefghijklmnopqrstuvwxyz" + "/+(),. "
HAND_LETTERS = DIGITS + ".,-()+*" + CODE_LETTERS + '"mnt²'

_VOWELS = "aàáảãạăằắẳẵặâầấẩẫậbcdđeèéẻẽẹêềếểễệfghiìíỉĩịjklmnoòóỏõọôồốổỗộơờớởỡợpqrstuùúủũụưừứửữựvwxyỳýỷỹỵz"
VIETNAMESE_LETTERS = "".join(dict.fromkeys(_VOWELS + _VOWELS.upper() + "0123456789 .,:;-/()+²'\"°"))

_LINE_HEIGHT_PX = 48  # what the recogniser was trained on
_LEAST_WIDTH_PX = 96  # narrower lines are padded
_LINE_READER, _LINE_READER_PX = "line_reader.onnx", 40
_FEATURES = "p2o.pd_op.transpose.8.0"

_REMEMBERED = 1000  # crops of labels, 50 kB each; a fifth of those of a sheet are asked for again (measured)


@dataclass(frozen=True, slots=True)
class Text:
    """What one reader made of one crop. ``confidence`` is the geometric mean over its letters, 0 to 1.

    ``alternatives``: (text, probability) of the best other readings, best first.
    """

    text: str
    confidence: float
    alternatives: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter, how sure it is, and where it stands in its window (px from the left)."""

    sign: str
    confidence: float
    x_px: float


@dataclass(frozen=True, slots=True)
class Word:
    """A word found on a page with its box in pixels of the image that was given."""

    text: str
    confidence: float
    box: Box
    line: int


# --- PP-OCRv6 trunk -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Trunk:
    session: Any
    letters: dict[str, int]
    weight: Scores
    bias: Scores
    pooled_name: str


@functools.cache
def _trunk() -> _Trunk:
    import onnx  # noqa: PLC0415  only the process that reads pays for it

    path = Path(str(resources.files("rapidocr"))) / "models" / "PP-OCRv6_rec_small.onnx"
    model = onnx.load(str(path))
    weights = {
        item.name: onnx.numpy_helper.to_array(item)
        for item in model.graph.initializer
        if item.name in ("linear_8.w_0", "linear_8.b_0")
    }
    pooled = next(node for node in model.graph.node if node.op_type == "AveragePool").input[0]
    cut = onnx.utils.Extractor(model).extract_model(["x"], [_FEATURES, pooled])
    alphabet = next(item.value for item in model.metadata_props if item.key == "character").splitlines()
    letters = {letter: index for index, letter in enumerate(["", *alphabet, " "])}
    session = networks.session(cut.SerializeToString())
    return _Trunk(session, letters, weights["linear_8.w_0"], weights["linear_8.b_0"], pooled)


def _run_trunk(images: Sequence[Pixels], pooled: bool) -> list[Scores]:
    """Features of each crop: (T, 120) for the limited heads, or (1152, T) before pooling for our own."""
    name = _trunk().pooled_name if pooled else _FEATURES
    return [features for (features,) in _run_to(images, (name,))]


def _run_to(images: Sequence[Pixels], names: Sequence[str]) -> list[tuple[Scores, ...]]:
    """The named features of each crop, as ``_run_trunk`` gives them.

    One by one: padding costs as much as print, and a line reads the same whatever it is read with.
    """
    return [_features(_as_signal(at_height(image, _LINE_HEIGHT_PX)), names) for image in images]


def _features(line: Scores, names: Sequence[str]) -> tuple[Scores, ...]:
    width = (max(_LEAST_WIDTH_PX, line.shape[1]) + 15) // 8 * 8
    padded = np.zeros((1, 3, _LINE_HEIGHT_PX, width), np.float32)
    padded[0, :, :, : line.shape[1]] = line
    outs = _trunk().session.run(list(names), {"x": padded})
    return tuple(_cut_features(out[0], line.shape[1], width) for out in outs)


def _cut_features(out: Scores, line_width: int, width: int) -> Scores:
    """What belongs to the line in the features of a picture that was padded to ``width``."""
    if out.ndim == 3:  # before pooling: (channels, rows, T)
        steps = min((line_width + 7) // 4, out.shape[2])
        return np.ascontiguousarray(out[:, :, :steps].reshape(-1, steps))
    steps = max(2, int(np.ceil(line_width / width * out.shape[0])) + 1)
    return np.ascontiguousarray(out[:steps])


def at_height(image: Pixels, height_px: int) -> Pixels:
    """A line of text at the height that a network wants, at least 16 px wide."""
    height, width = image.shape[:2]
    target = max(16, round(width * height_px / height))
    shrink = cv2.INTER_AREA if height > height_px else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(image, (target, height_px), interpolation=shrink), np.uint8)


def _as_signal(line: Pixels) -> Scores:
    return np.asarray(line, np.float32) / 127.5 - 1.0


@functools.cache
def _limited_head(alphabet: str) -> tuple[Scores, Scores]:
    trunk = _trunk()
    index = [0] + [trunk.letters[letter] for letter in alphabet]
    return np.ascontiguousarray(trunk.weight[:, index]), trunk.bias[index]


def log_likelihoods(images: Sequence[Pixels], alphabet: str) -> list[Scores]:
    """CTC log-probabilities (T, 1 + letters) of each crop over ``alphabet``; column 0 is the blank."""
    if not images:
        return []
    weight, bias = _limited_head(alphabet)
    return [ctc.log_softmax(features @ weight + bias) for features in _run_trunk(images, pooled=False)]


def read_limited(images: Sequence[Pixels], alphabet: str, beams: int = 1) -> list[Text]:
    """Read crops that can hold only the letters of ``alphabet``; ``beams`` > 1 also gives alternatives."""
    found = []
    for scores in log_likelihoods(images, alphabet):
        best = _greedy(scores, alphabet)
        if beams > 1:
            ranked = ctc.beam_search(scores, alphabet, beams)
            best = Text(ranked[0][0], best.confidence, tuple(ranked[1:]))
        found.append(best)
    return found


def score_words(images: Sequence[Pixels], words: Sequence[str]) -> list[list[tuple[str, float]]]:
    """Probability of each allowed word in each crop, normalised over the words, best first."""
    alphabet = "".join(sorted(set("".join(words))))
    return [ctc.rank_words(scores, alphabet, words) for scores in log_likelihoods(images, alphabet)]


def _greedy(scores: Scores, alphabet: str) -> Text:
    best = scores.argmax(axis=1)
    fresh = ctc.letters_begin(best)
    text = "".join(alphabet[i - 1] for i in best[fresh])
    certainty = float(np.exp(scores[np.arange(len(best)), best][fresh].mean())) if fresh.any() else 0.0
    return Text(text, certainty)


# --- own heads ----------------------------------------------------------------------------------------


_HEADS = {"vietnamese": "vietnamese_head.npz", "label": "label_head.npz", "hand": "hand_head.npz"}


@functools.cache
def head(name: str) -> dict[str, Scores]:
    """Weights of one of the project's own heads, by the name of each tensor."""
    with resources.files("pipeline.resources").joinpath(_HEADS[name]).open("rb") as file:
        stored = np.load(file)
        return {name: stored[name].astype(np.float32) for name in stored.files}


def read_vietnamese(images: Sequence[Pixels]) -> list[Text]:
    """Read crops of Vietnamese text; ``confidence`` is one less the likeliest other letter anywhere in it."""
    return [text_of(scores) for scores in score_vietnamese(images)]


def read_lines(images: Sequence[Pixels]) -> list[Text]:
    """The same by the network of ``score_lines``."""
    return [text_of(scores) for scores in score_lines(images)]


def score_vietnamese(images: Sequence[Pixels]) -> list[Scores]:
    """Crops of Vietnamese text: CTC log-probabilities (T, 1 + letters) over ``VIETNAMESE_LETTERS``."""
    found = _run_trunk(images, pooled=True)
    return [ctc.log_softmax(_apply_head("vietnamese", features)) for features in found]


def score_lines(images: Sequence[Pixels], alphabet: str = VIETNAMESE_LETTERS) -> list[Scores]:
    """The same over ``alphabet``, a part of those letters, by a network of our own without the trunk."""
    columns = [0] + [VIETNAMESE_LETTERS.index(letter) + 1 for letter in alphabet]
    found = (_score_line(at_height(image, _LINE_READER_PX)) for image in images)
    return [ctc.log_softmax(scores[:, columns]) for scores in found]


def _score_line(line: Pixels) -> Scores:
    """Log-probabilities of a line 40 px high; what is added to its width to be whole steps is paper."""
    width = line.shape[1]
    inked = np.zeros((1, 1, _LINE_READER_PX, (width + 15) // 8 * 8), np.float32)
    inked[0, 0, :, :width] = 1.0 - line.astype(np.float32) / 255
    (scores,) = _line_reader().run(["scores"], {"lines": inked})
    return np.asarray(scores[0], np.float32)


@functools.cache
def _line_reader() -> Any:
    return networks.session(resources.files("pipeline.resources").joinpath(_LINE_READER).read_bytes())


def score_labels(images: Sequence[Pixels], alphabet: str) -> list[tuple[Scores, Text]]:
    """Windows of parcel labels: CTC log-probabilities (T, 1 + letters) over ``alphabet``, column 0 the blank,
    by the head for labels, and what PP-OCRv6 itself reads with the same letters.

    ``alphabet`` is a part of ``LABEL_LETTERS``. The two share a trunk, but not what they were trained on.
    """
    if not images:
        return []
    index = [0] + [LABEL_LETTERS.index(letter) + 1 for letter in alphabet]
    weight, bias = _limited_head(alphabet)

    return [
        (ctc.log_softmax(own[:, index]), _greedy(ctc.log_softmax(limited @ weight + bias), alphabet))
        for own, limited in map(_read_label, images)
    ]


def score_written(images: Sequence[Pixels], alphabet: str) -> list[tuple[Scores, Scores]]:
    """Figures and codes written by hand: CTC log-probabilities (T, 1 + letters) over ``HAND_LETTERS`` by the
    head for handwriting, and over ``alphabet`` by PP-OCRv6 itself.

    The two share a trunk, which runs once for both, but not what they were trained on.
    """
    if not images:
        return []
    weight, bias = _limited_head(alphabet)
    return [
        (ctc.log_softmax(_apply_head("hand", own)), ctc.log_softmax(limited @ weight + bias))
        for own, limited in _run_to(images, (_trunk().pooled_name, _FEATURES))
    ]


def read_labels(images: Sequence[Pixels]) -> list[Text]:
    """Lines of a map sheet by the head for labels: figures, codes, other words without their marks."""
    return [_greedy(ctc.log_softmax(_read_label(image)[0]), LABEL_LETTERS) for image in images]


def locate_labels(images: Iterable[Pixels]) -> Iterator[tuple[Letter, ...]]:
    """The letters that the head for labels sees in lines of a map sheet, from left to right.

    Line by line as they are asked for: a swept sheet has thousands.
    """
    return (_located(image, ctc.log_softmax(_read_label(image)[0])) for image in images)


def _read_label(image: Pixels) -> tuple[Scores, Scores]:
    line = at_height(image, _LINE_HEIGHT_PX)
    return _read_line(line.tobytes(), line.shape[1])


@functools.lru_cache(maxsize=_REMEMBERED)
def _read_line(pixels: bytes, width: int) -> tuple[Scores, Scores]:
    """A line 48 px high by the head for labels (T, 1 + letters of ``LABEL_LETTERS``), and PP-OCRv6's features
    (T, 120); windows about one label are asked for by several looks."""
    line = np.frombuffer(pixels, np.uint8).reshape(_LINE_HEIGHT_PX, width)
    own, limited = _features(_as_signal(line), (_trunk().pooled_name, _FEATURES))
    return _apply_head("label", own), limited


def _located(image: Pixels, scores: Scores) -> tuple[Letter, ...]:
    best = scores.argmax(axis=1)
    fresh = np.flatnonzero(ctc.letters_begin(best)).tolist()
    per_step = image.shape[1] / len(best)
    return tuple(
        Letter(LABEL_LETTERS[best[k] - 1], float(np.exp(scores[k, best[k]])), (k + 0.5) * per_step)
        for k in fresh
    )


def text_of(scores: Scores) -> Text:
    """The best letter at every step, and what the other letters reach where one of them comes nearest.

    Where a letter ends and the next begins both are likely: neighbours in the text are no rivals.
    """
    best = scores.argmax(axis=1)
    fresh = ctc.letters_begin(best)
    letters = best[fresh]
    if not len(letters):
        return Text("", 0.0)
    text = "".join(VIETNAMESE_LETTERS[i - 1] for i in letters)
    order = np.cumsum(fresh)  # at each step: how many letters have begun
    rivals = np.exp(scores)
    rivals[:, 0] = 0.0
    padded = np.concatenate([[0], letters, [0]])
    for near in (order - 1, order, order + 1):
        rivals[np.arange(len(best)), padded[np.clip(near, 0, len(padded) - 1)]] = 0.0
    return Text(normalise(text), 1.0 - float(rivals.sum(axis=1).max()))


@dataclass(frozen=True, slots=True)
class _Layer:
    """A 1-d convolution with its normalisation worked in: weight (letters, taps * channels), bias."""

    weight: Scores
    bias: Scores
    taps: int

    def __call__(self, signal: Scores) -> Scores:
        """The layer over a signal (channels, T) that counts as zero beyond its ends."""
        if self.taps == 1:
            return np.asarray(self.weight @ signal + self.bias, np.float32)
        reach, steps = self.taps // 2, signal.shape[1]
        padded = np.pad(signal, ((0, 0), (reach, reach)))
        shifted = np.concatenate([padded[:, tap : tap + steps] for tap in range(self.taps)])
        return np.asarray(self.weight @ shifted + self.bias, np.float32)


@functools.cache
def _layers(name: str) -> tuple[_Layer, tuple[_Layer, ...], _Layer]:
    """The first layer of one of the project's own heads, those that add to what they are given, the last."""
    own = head(name)

    def layer(weight: str, scale: Scores | float = 1.0, shift: Scores | float = 0.0) -> _Layer:
        kernel = own[f"{weight}.weight"]
        letters, _, taps = kernel.shape
        flat = kernel.transpose(0, 2, 1).reshape(letters, -1)
        bias = own[f"{weight}.bias"] * scale + shift
        return _Layer(np.ascontiguousarray(flat * np.reshape(scale, (-1, 1))), bias[:, None], taps)

    def normalised(weight: str, norm: str) -> _Layer:
        scale = own[f"{norm}.weight"] / np.sqrt(own[f"{norm}.running_var"] + 1e-5)
        return layer(weight, scale, own[f"{norm}.bias"] - own[f"{norm}.running_mean"] * scale)

    blocks = sorted({tensor[:4] for tensor in own if tensor.startswith("bl.")})
    inner = tuple(normalised(f"{block}.0", f"{block}.1") for block in blocks)
    return normalised("inp.0", "inp.1"), inner, layer("out")


def _apply_head(name: str, features: Scores) -> Scores:
    """A residual stack of 1-d convolutions with batch normalisation: (1152, T) to (T, letters + 1)."""
    first, inner, last = _layers(name)
    signal = np.maximum(first(features), 0.0)
    for layer in inner:
        signal = signal + np.maximum(layer(signal), 0.0)
    return last(signal).T


# --- Tesseract ----------------------------------------------------------------------------------------

_MODES = {"line": 7, "block": 6, "page": 3, "sparse": 11, "column": 4}


@functools.cache
def _engine(language: str, mode: int, letters: str) -> Any:
    import tesserocr  # noqa: PLC0415

    versions()
    engine = tesserocr.PyTessBaseAPI(
        path=str(language_folder()), lang=language, psm=mode, oem=tesserocr.OEM.LSTM_ONLY
    )
    if letters:
        engine.SetVariable("tessedit_char_whitelist", letters)
    return engine


def read_tesseract(
    images: Sequence[Pixels], language: str = "vie", letters: str = "", mode: str = "line", dpi: int = 300
) -> list[Text]:
    """Read each crop with Tesseract; ``letters`` limits the output, ``mode`` is a key of _MODES."""
    if not is_in_process():
        return [_read_by_program(image, language, letters, _MODES[mode], dpi) for image in images]
    engine = _engine(language, _MODES[mode], letters)
    found = []
    for image in images:
        _give(engine, image, dpi)
        text = normalise(engine.GetUTF8Text()) if mode == "line" else engine.GetUTF8Text()
        found.append(Text(text, max(0, engine.MeanTextConf()) / 100))
    return found


def find_words(image: Pixels, language: str = "vie", mode: str = "sparse", dpi: int = 300) -> list[Word]:
    """Words of a whole page or strip with their boxes, in reading order of Tesseract."""
    if not is_in_process():
        return _words_by_program(image, language, "", _MODES[mode], dpi)
    import tesserocr  # noqa: PLC0415

    engine = _engine(language, _MODES[mode], "")
    _give(engine, image, dpi)
    engine.Recognize()
    words: list[Word] = []
    line = 0
    for item in tesserocr.iterate_level(engine.GetIterator() or [], tesserocr.RIL.WORD):
        if item.Empty(tesserocr.RIL.WORD):  # Tesseract's answer to a picture without a single word
            continue
        if item.IsAtBeginningOf(tesserocr.RIL.TEXTLINE):
            line += 1
        text = normalise(item.GetUTF8Text(tesserocr.RIL.WORD) or "")
        box = item.BoundingBox(tesserocr.RIL.WORD)
        if text and box:
            x0, y0, x1, y1 = (float(value) for value in box)
            words.append(Word(text, item.Confidence(tesserocr.RIL.WORD) / 100, (x0, y0, x1, y1), line))
    return words


def _give(engine: Any, image: Pixels, dpi: int) -> None:
    height, width = image.shape[:2]
    engine.SetImageBytes(np.ascontiguousarray(image).tobytes(), width, height, 1, width)
    engine.SetSourceResolution(dpi)


def _words_by_program(image: Pixels, language: str, letters: str, mode: int, dpi: int) -> list[Word]:
    """The fallback where tesserocr is not installed: one process a call, thirty times slower (measured)."""
    import pytesseract  # noqa: PLC0415

    options = f"--psm {mode} --oem 1 --dpi {dpi}"
    if letters:
        options += f" -c tessedit_char_whitelist={letters}"
    table = pytesseract.image_to_data(image, lang=language, config=options, output_type="dict")
    lines = list(zip(table["block_num"], table["par_num"], table["line_num"], strict=True))
    order = {key: index + 1 for index, key in enumerate(dict.fromkeys(lines))}
    words = []
    for i, text in enumerate(table["text"]):
        if text.strip():
            x0, y0 = float(table["left"][i]), float(table["top"][i])
            box = (x0, y0, x0 + table["width"][i], y0 + table["height"][i])
            words.append(Word(normalise(text), float(table["conf"][i]) / 100, box, order[lines[i]]))
    return words


def _read_by_program(image: Pixels, language: str, letters: str, mode: int, dpi: int) -> Text:
    words = _words_by_program(image, language, letters, mode, dpi)
    certainty = sum(word.confidence for word in words) / max(1, len(words))
    return Text(" ".join(word.text for word in words), certainty)
