"""The only door to onnxruntime: networks that run on one thread of this process."""

from __future__ import annotations

from typing import Any


def session(network: bytes) -> Any:
    """A network ready to run; one thread, for as many processes read at a time as there are cores."""
    import onnxruntime  # noqa: PLC0415  only the process that reads pays for it

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    return onnxruntime.InferenceSession(network, options, providers=["CPUExecutionProvider"])
