"""The review page of an invented commune, served on this machine, and a browser to look at it."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import reviewed
import uvicorn
from reviewed import TOKEN, Served

from pipeline.delivery.report import make_report
from pipeline.review.desk import Desk
from pipeline.review.server import application


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    yield from serving(reviewed.desk(tmp_path), tmp_path)


@pytest.fixture
def served_pages(tmp_path: Path) -> Iterator[Served]:
    yield from serving(reviewed.desk_of_pages(tmp_path), tmp_path)


@pytest.fixture
def served_unplaced(tmp_path: Path) -> Iterator[Served]:
    yield from serving(reviewed.desk_of_unplaced(tmp_path), tmp_path)


@pytest.fixture
def served_joined(tmp_path: Path) -> Iterator[Served]:
    """A sheet on which the boundary between two plots was not seen."""
    yield from serving(reviewed.desk_of(tmp_path, reviewed.without_line(26, 27)), tmp_path)


def serving(desk: Desk, folder: Path) -> Iterator[Served]:
    report = folder / "report.html"
    report.write_text(make_report(reviewed.merged(), {}), encoding="utf-8")
    app = application(desk, TOKEN, "Xã Thử (09208)", ["127.0.0.1"], report=report)
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=0, log_level="error"))
    socket = server.config.bind_socket()
    threads = [
        threading.Thread(target=server.run, kwargs={"sockets": [socket]}),
        threading.Thread(target=desk.keep_renewing),
    ]
    for thread in threads:
        thread.start()
    while not server.started:
        time.sleep(0.01)
    yield Served(desk, f"http://127.0.0.1:{socket.getsockname()[1]}/{TOKEN}/")
    server.should_exit = True
    desk.close()
    for thread in threads:
        thread.join()
