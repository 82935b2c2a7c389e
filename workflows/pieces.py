"""Pieces of work on a cluster: as many under way as there are cores, each tried again where its worker died.

Dask blames the death of a worker on every piece that was waiting there. With one piece a core, only the piece
that was being done is blamed; what is handed over between pieces takes milliseconds, a page takes seconds.
"""

from __future__ import annotations

import platform
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from distributed import CancelledError, Client, Future, KilledWorker, as_completed
from distributed.scheduler import NoValidWorkerError, NoWorkerError

from pipeline.errors import ClusterError, DigitizerError, fault_at
from pipeline.fingerprint import program
from pipeline.model import Known


def do_all(
    client: Client, work: Callable[..., Any], todo: Sequence[tuple[Any, ...]], lost: Callable[..., Any]
) -> Iterator[tuple[int, Any]]:
    """Results as they come, each with its place in ``todo``.

    ``lost`` answers for a piece whose workers died. Raises what ``work`` raises, and ClusterError where no
    worker or scheduler is left.
    """
    waiting, under_way, ended = deque(enumerate(todo)), dict[Future, int](), as_completed()

    def fill() -> None:
        while waiting and len(under_way) < _cores(client):
            place, item = waiting.popleft()
            future = _submit(client, work, item)
            under_way[future] = place
            ended.add(future)

    fill()
    for future in ended:
        place = under_way.pop(future)
        try:
            result = _result(future)
        except KilledWorker:
            result = lost(*todo[place])
        yield place, result
        fill()


def do_one(client: Client, work: Callable[..., Any], *item: Any) -> Any:
    """The result of a piece that nothing can stand in for. Raises ClusterError where its workers died."""
    try:
        return _result(_submit(client, work, item))
    except KilledWorker as cause:
        raise ClusterError("worker_died_twice") from cause


def _cores(client: Client) -> int:
    """Cores of the workers that are there now: some may be starting again, others may have joined."""
    cores: dict[str, int] = client.nthreads()
    return max(1, sum(cores.values()))


def _submit(client: Client, work: Callable[..., Any], item: tuple[Any, ...]) -> Future:
    return client.submit(_without_words, program(), work, *item, pure=False, retries=1)


def _without_words(ours: str, work: Callable[..., Any], *item: Any) -> Any:
    """Do the work, if this worker runs the same program as the client, whose hash is ``ours``.

    A fault of ours tells its kind and place, for its text may quote what was read, and Dask writes what it
    catches into the worker's log.
    """
    try:
        if program() != ours:
            raise ClusterError("another_program", {"workers": Known(platform.node())})
        return work(*item)
    except DigitizerError:
        raise
    except Exception as error:  # noqa: BLE001  whatever it is, its text must not leave this process
        raise DigitizerError("program_failed", {"fault": fault_at(error)}) from None


def _result(future: Future) -> Any:
    try:
        return future.result()
    except (CancelledError, NoValidWorkerError, NoWorkerError) as cause:
        raise ClusterError("cluster_lost") from cause
