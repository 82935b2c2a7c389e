"""A Dask client: on a cluster of this machine's own processes, or on a scheduler that is running."""

from __future__ import annotations

import contextlib
import logging
import os
import shutil
import tempfile
from collections.abc import Iterator

import dask
from distributed import Client, LocalCluster, Security

from pipeline.errors import ClusterError, DigitizerError
from pipeline.files import system_error
from pipeline.fingerprint import program
from pipeline.model import Known, Reason

# One process a worker, one thread each: GDAL handles and OCR engines are not shared, and a crash in a
# native library costs one worker. Libraries that would start threads of their own are told not to.
_ONE_THREAD = {
    "OMP_NUM_THREADS": "1",
    "OMP_THREAD_LIMIT": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "GDAL_NUM_THREADS": "1",
    "GDAL_CACHEMAX": "256",
    "MALLOC_TRIM_THRESHOLD_": "65536",
}
_DASK_SETTINGS = {
    "distributed.scheduler.allowed-failures": 1,
    "distributed.scheduler.no-workers-timeout": "120s",
    # A worker that is starting again when Dask looks for it would be given up for good.
    "distributed.deploy.lost-worker-timeout": "1 day",
    "distributed.worker.memory.target": False,
    "distributed.worker.memory.spill": False,
    "distributed.worker.memory.pause": 0.85,
    "distributed.worker.memory.terminate": 0.95,
    "distributed.comm.timeouts.connect": "20s",
    # Scheduler and workers listen for pages about themselves whether or not a dashboard is wanted: nothing
    # answers there, because any user of the machine may ask.
    "distributed.scheduler.http.routes": [],
    "distributed.worker.http.routes": [],
}
_RESERVED_BYTES = 2 << 30
_LEAST_BYTES = 2 << 30
CONNECT_SECONDS = 20


@contextlib.contextmanager
def connect(workers: int | None, scheduler: str | None) -> Iterator[Client]:
    """Client of a local cluster of ``workers`` processes, or of the ``scheduler`` at that address.

    A scheduler runs what it is sent. The local one takes work only from who holds the certificate that is
    made for this run and never written down, not from other users of the machine. Raises ClusterError.
    """
    for library in ("distributed", "tornado", "asyncio"):  # findings and errors tell it to people
        logging.getLogger(library).setLevel(logging.CRITICAL + 1)
    with dask.config.set(_DASK_SETTINGS):
        if scheduler:
            with _running(scheduler) as client:
                yield client
            return
        os.environ.update(_ONE_THREAD)
        with (
            _private_folder() as folder,
            dask.config.set({"temporary-directory": folder}),
            _local(workers or os.cpu_count() or 1) as cluster,
            Client(cluster) as client,
        ):
            yield client


@contextlib.contextmanager
def _private_folder() -> Iterator[str]:
    """A folder of this run alone for scheduler and workers, which import what lies there before all else.

    Dask's own choice is one name for all users of the machine: who made it first owns what lies in it.
    """
    try:
        folder = tempfile.mkdtemp(prefix="diachinh-")
    except OSError as cause:
        raise _no_workers(cause) from cause
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _local(count: int) -> LocalCluster:
    try:
        return LocalCluster(
            n_workers=count,
            threads_per_worker=1,
            processes=True,
            memory_limit=_memory_per_worker(count),
            security=Security.temporary(),
            dashboard_address="127.0.0.1:0",
            scheduler_kwargs={"dashboard": False},
            silence_logs=logging.CRITICAL,
        )
    except (OSError, RuntimeError) as cause:  # Dask wraps what a full disk says into a RuntimeError
        raise _no_workers(cause) from cause


def _no_workers(cause: Exception) -> ClusterError:
    first: BaseException | None = cause
    while first is not None and not isinstance(first, OSError):
        first = first.__cause__ or first.__context__
    kind = Reason("kind_of_error", {"kind": Known(type(cause).__name__)})
    reason = system_error(first) if isinstance(first, OSError) else kind
    return ClusterError("workers_not_started", {"reason": reason})


@contextlib.contextmanager
def _running(scheduler: str) -> Iterator[Client]:
    try:
        client = Client(scheduler, timeout=CONNECT_SECONDS)
        client.wait_for_workers(1, timeout=CONNECT_SECONDS)
    except (OSError, ValueError, TimeoutError) as cause:
        raise ClusterError("no_scheduler", {"scheduler": scheduler}) from cause
    with client:
        _check_program(client)
        yield client


def _check_program(client: Client) -> None:
    """Raises ClusterError where a worker runs another version of the program: results of two would mix."""
    try:
        others = sorted(worker for worker, theirs in client.run(program).items() if theirs != program())
    except DigitizerError:
        raise
    except Exception as cause:  # a version that has no such question answers with whatever its lack makes
        raise ClusterError("another_program", {"workers": Reason("some_workers")}) from cause
    if others:
        raise ClusterError("another_program", {"workers": Known(", ".join(others))})


def _memory_per_worker(count: int) -> int:
    total = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return int(max(_LEAST_BYTES, (total - _RESERVED_BYTES) // count))
