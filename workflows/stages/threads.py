"""Threads of libraries inside a worker, of which there is one for each core."""

from __future__ import annotations

import cv2


def limit_threads() -> None:
    """Let OpenCV work in the thread that calls it."""
    cv2.setNumThreads(1)
