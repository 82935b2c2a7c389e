"""The local cluster takes work from nobody but the run that made it."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest
from distributed import Client, LocalCluster

from pipeline import fingerprint
from pipeline.errors import ClusterError
from workflows.cluster import _check_program, connect
from workflows.pieces import do_one

_ASK = """
import sys
from distributed import Client
try:
    Client(sys.argv[1], timeout="2s")
    print("served")
except (OSError, TypeError):
    print("refused")
"""


@pytest.fixture(scope="module")
def cluster() -> Iterator[tuple[Client, set[int]]]:
    """A client and the ports that its cluster listens on; other tests of this process have clusters too."""
    before = _ports()
    with connect(1, None) as client:
        yield client, _ports() - before


@pytest.fixture
def client(cluster: tuple[Client, set[int]]) -> Client:
    return cluster[0]


def _ports() -> set[int]:
    this = psutil.Process()
    return {
        connection.laddr.port
        for process in (this, *this.children(recursive=True))
        for connection in process.net_connections("tcp")
        if connection.status == psutil.CONN_LISTEN
    }


def test_its_own_client_is_served(client: Client) -> None:
    assert client.submit(sum, [1, 2]).result() == 3


def test_who_holds_no_certificate_is_not_served(client: Client) -> None:
    """Asked from another process: a client that was refused closes itself in whatever thread collects it."""
    address = client.scheduler.address
    assert address.startswith("tls://127.0.0.1:")
    for asked in (address.replace("tls://", "tcp://"), address):
        answer = subprocess.run(
            [sys.executable, "-c", _ASK, asked], check=True, capture_output=True, text=True
        )
        assert answer.stdout == "refused\n"


def test_nobody_else_can_put_modules_where_it_imports_from(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever made Dask's folder first, below the one for temporary files, owned what lies in it."""
    (tmp_path / "dask-scratch-space").mkdir(mode=0o777)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with connect(1, None) as client:
        places = [*sys.path, *client.submit(lambda: sys.path, pure=False).result()]
        (private,) = {
            path for path in tmp_path.iterdir() if any(place.startswith(f"{path}/") for place in places)
        }
        assert private.stat().st_mode & 0o077 == 0
    assert [path.name for path in tmp_path.iterdir()] == ["dask-scratch-space"]


@pytest.mark.parametrize("page", ["/", "/status", "/info/main/workers.html", "/json/counts.json", "/metrics"])
def test_no_page_tells_about_it(cluster: tuple[Client, set[int]], page: str) -> None:
    _, ports = cluster
    assert len(ports) >= 2  # scheduler and worker
    for port in ports:
        with pytest.raises((urllib.error.HTTPError, OSError)) as refusal:
            urllib.request.urlopen(f"http://127.0.0.1:{port}{page}", timeout=5)
        assert getattr(refusal.value, "code", 404) == 404


def test_work_is_refused_where_another_version_of_the_program_runs(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    _check_program(client)
    assert do_one(client, sum, [1, 2]) == 3
    monkeypatch.setattr(fingerprint, "_program", lambda *_: "another")  # of this process, not of the worker
    with pytest.raises(ClusterError, match="another version"):
        do_one(client, sum, [1, 2])
    with pytest.raises(ClusterError, match=r"tls://127\.0\.0\.1.*another version"):
        _check_program(client)


def test_a_worker_of_a_version_that_knows_no_such_question_is_refused() -> None:
    class Older:
        def run(self, _: object) -> dict[str, str]:
            raise ModuleNotFoundError("pipeline.fingerprint")

    with pytest.raises(ClusterError, match="another version"):
        _check_program(Older())  # type: ignore[arg-type]


@pytest.mark.parametrize("wrapped", [0, 1, 2])
def test_a_full_folder_for_temporary_files_is_told(monkeypatch: pytest.MonkeyPatch, wrapped: int) -> None:
    def full(*_: Any, **__: Any) -> None:
        cause: Exception = OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        for _ in range(wrapped):
            outer = RuntimeError("Cluster failed to start")
            outer.__cause__, cause = cause, outer
        raise cause

    monkeypatch.setattr(LocalCluster, "__init__", full)
    with pytest.raises(ClusterError, match=r"the disk is full.*TMPDIR"), connect(1, None):
        pass


def test_libraries_say_nothing_of_their_own_where_no_worker_starts(tmp_path: Path) -> None:
    """Too many open files, as an office's limits may have it: a message with its code, no traceback."""
    run = [sys.executable, "-m", "workflows", "run", "07330", "--workers", "1"]
    folders = ["--data-raw", str(tmp_path / "raw"), "--data-out", str(tmp_path / "out")]
    (tmp_path / "raw" / "07330" / "maps").mkdir(parents=True)
    (tmp_path / "raw" / "07330" / "maps" / "to_1.tif").write_bytes(b"x")
    command = ["bash", "-c", 'ulimit -n 20; exec "$@"', "-", *run, *folders]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ended.returncode == ClusterError.exit_code and "Traceback" not in ended.stderr
    assert "EMFILE" in ended.stderr
