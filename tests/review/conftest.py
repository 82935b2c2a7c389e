"""The review page of an invented commune, served on this machine, and a browser to look at it."""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import reviewed
import uvicorn
from playwright.sync_api import sync_playwright
from reviewed import TOKEN, Served

from pipeline.review.server import application


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    desk = reviewed.desk(tmp_path)
    app = application(desk, TOKEN, "Xã Thử (09208)", ["127.0.0.1"])
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


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        pytest.skip("no browser: install Debian's chromium (make setup)")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield opened
        opened.close()
