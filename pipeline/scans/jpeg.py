"""What a JPEG says of how it was coded, where a decoder does not say why it gives up."""

from __future__ import annotations

from typing import BinaryIO

from pipeline.errors import ScanError
from pipeline.model import Known

_START, _SCAN, _RESTARTS = 0xD8, 0xDA, range(0xD0, 0xD8)
# Kinds of frames (ITU-T T.81, table B.1): C4, C8 and CC are no frames.
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_LOSSLESS = frozenset({0xC3, 0xC7, 0xCB, 0xCF})
_ARITHMETIC = frozenset(range(0xC9, 0xD0))
_USUAL_BITS = 8
_LOSSLESS_NAME, _ARITHMETIC_NAME = "lossless JPEG", "arithmetic JPEG"


def why_closed(file: BinaryIO) -> ScanError | None:
    """What keeps a JPEG closed: arithmetic or lossless coding, 12 bits; None for all else."""
    file.seek(0)
    head = file.read(1 << 20)
    place = head.find(b"\xff\xd8")
    place = place + 2 if place >= 0 else len(head)
    while place + 5 <= len(head) and head[place] == 0xFF:
        marker = head[place + 1]
        if marker in _FRAMES:
            return _of_frame(marker, head[place + 4])
        if marker == _SCAN:
            return None
        alone = marker == _START or marker in _RESTARTS or marker == 0xFF
        place += (1 if marker == 0xFF else 2) + (
            0 if alone else int.from_bytes(head[place + 2 : place + 4], "big")
        )
    return None


def _of_frame(marker: int, bits: int) -> ScanError | None:
    if bits != _USUAL_BITS:
        return ScanError("closed_samples", {"bits": bits})
    if marker in _LOSSLESS:
        return ScanError("closed_compression", {"name": Known(_LOSSLESS_NAME)})
    if marker in _ARITHMETIC:
        return ScanError("closed_compression", {"name": Known(_ARITHMETIC_NAME)})
    return None
