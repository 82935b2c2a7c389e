"""Asks about a PDF in a process that may die: pdfium ends its own on some, fills the memory on others."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np

from pipeline.errors import ScanError
from pipeline.model import Pixels

_ROOT = Path(__file__).parents[2]
_COMMAND = [sys.executable, "-m", "pipeline.scans.pdf"]


def count_pages(file: BinaryIO) -> int:
    """Pages of the document. Raises ScanError."""
    answer, _ = _ask(file, "count")
    return int(answer["pages"])


def decode_page(file: BinaryIO, page: int) -> tuple[Pixels, float | None]:
    """Pixels of one page (from 1) and its resolution in dpi. Raises ScanError."""
    answer, data = _ask(file, "decode", str(page))
    return np.frombuffer(data, np.uint8).reshape(answer["shape"]), answer["dpi"]


def _ask(file: BinaryIO, *question: str) -> tuple[dict[str, Any], memoryview]:
    """Put a question about the open file: its path may lead to another one by now."""
    file.seek(0)
    done = subprocess.run(  # noqa: S603  our own module, its arguments a word and a number
        [*_COMMAND, *question],
        cwd=_ROOT,
        stdin=file,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        check=False,
    )
    line, _, _ = done.stdout.partition(b"\n")
    if done.returncode:
        raise ScanError("pdf_ends_reader")
    answer = json.loads(line)
    if "refused" in answer:
        raise ScanError(*answer["refused"])
    return answer, memoryview(done.stdout)[len(line) + 1 :]
