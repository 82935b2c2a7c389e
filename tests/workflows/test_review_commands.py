"""The review page is served, and decisions go out as a table and come in from one, by the command."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest
from small_archive import Archive

from pipeline.delivery.manifest import NAME
from workflows.__main__ import main
from workflows.review import decisions_of

CODE = "07330"
ROW = "who,about,key,field,value\nNgười Thử,parcel,07321_4_412012.0_2370008.0,number,{number}\n"


@pytest.fixture
def folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "raw" / CODE / "maps").mkdir(parents=True)
    monkeypatch.setenv("DATA_RAW", str(tmp_path / "raw"))
    monkeypatch.setenv("DATA_OUT", str(tmp_path / "out"))
    return tmp_path


def given(folders: Path, text: str) -> str:
    path = folders / "given.csv"
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_a_table_that_came_in_goes_out_and_comes_in_once(
    folders: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    table = given(folders, ROW.format(number=7))
    assert main(["review-import", CODE, "--file", table]) == 0
    assert main(["review-import", CODE, "--file", table]) == 0
    assert "1 new decisions" in capsys.readouterr().err
    _, known = decisions_of(CODE, folders / "raw")
    assert [(each.value, each.via) for each in known] == [(7, "csv")]
    assert main(["review-export", CODE]) == 0
    written = folders / "out" / CODE / f"{CODE}_quyet_dinh.csv"
    assert known[0].id in written.read_text(encoding="utf-8")
    assert main(["review-import", CODE, "--file", str(written)]) == 0
    assert len(decisions_of(CODE, folders / "raw")[1]) == 1
    assert not (folders / "out" / CODE / NAME).exists()


@pytest.mark.parametrize("text", ["a,b\n", ROW.format(number="x")])
def test_a_faulty_table_changes_nothing(folders: Path, text: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["review-import", CODE, "--file", given(folders, text)]) == 2
    assert "given.csv" in capsys.readouterr().err
    assert not (folders / "raw" / CODE / "review").exists()


def test_a_table_is_wanted(folders: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["review-import", CODE]) == 2
    assert "FILE=" in capsys.readouterr().err


def test_the_page_of_a_commune_that_was_run_is_served_until_it_is_stopped(archive: Archive) -> None:
    archive.run()
    folders = {"DATA_RAW": str(archive.raw), "DATA_OUT": str(archive.out), "HOST": "", "PORT": ""}
    command = [sys.executable, "-m", "workflows", "review", CODE]
    env = {**os.environ, **folders}
    with subprocess.Popen(command, env=env, stderr=subprocess.PIPE, text=True) as server:
        try:
            assert server.stderr is not None
            told = server.stderr.readline()
            address = re.search(r"http://127\.0\.0\.1:\d+/\S+/", told)
            assert address, told
            with urllib.request.urlopen(f"{address.group()}next?who=An") as response:
                asked = json.load(response)
            # no parcel was traced, so the sheets' ground is bare; the register's page names no commune
            assert asked["left"] == 2
            assert [each["about"] for each in asked["questions"]] == ["page", "ground"]
        finally:
            server.send_signal(signal.SIGTERM)


def test_a_commune_that_was_not_run_has_no_page(folders: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["review", CODE]) == 4
    assert f"make commune={CODE}" in capsys.readouterr().err
