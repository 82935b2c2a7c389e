"""What the review page's server lets in, and to whom."""

from __future__ import annotations

import json
import subprocess
import sys
import urllib.error
import urllib.request
from typing import Any

import pytest
from reviewed import Served


def ask(address: str, body: object = None, **headers: str) -> tuple[int, Any]:
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(address, data, headers, method="GET" if data is None else "POST")
    try:
        response = urllib.request.urlopen(request)
    except urllib.error.HTTPError as refused:
        return refused.code, refused
    return response.status, response


def answer(served: Served, **changes: object) -> dict[str, object]:
    question = served.desk.open[0]
    return {"id": "a" * 32, "question": question.id, "who": "Người Thử", **changes}


def test_the_page_loads_nothing_that_only_makes_deliveries() -> None:
    """Tables cost each of its processes as much memory as a commune's questions."""
    loaded = "import sys, workflows.review, pipeline.review.server; print(*sys.modules)"
    command = [sys.executable, "-c", loaded]
    names = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
    assert "pipeline.review.server" in names
    assert not {"pandas", "geopandas", "rasterio", "pipeline.delivery.deliver"} & set(names)


def test_without_the_token_nothing_is_told(served: Served) -> None:
    base = served.address.rpartition("/token")[0]
    for path in ("/", "/next?who=a", "/start", "/token-of-another/next?who=a", "/static/review.js"):
        status, response = ask(base + path)
        assert status == 403 and response.read() == b""


def test_another_name_of_the_host_or_another_site_s_page_is_refused(served: Served) -> None:
    assert ask(served.address + "start", Host="evil.example")[0] == 400
    assert ask(served.address + "undo?who=a", {}, Origin="http://evil.example")[0] == 403
    origin = served.address.rpartition("/token")[0]
    assert ask(served.address + "undo?who=a", {}, Origin=origin)[0] == 200


def test_the_browser_is_told_to_fetch_nothing_from_elsewhere(served: Served) -> None:
    _, response = ask(served.address)
    policy = response.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'") and "http" not in policy
    assert response.headers["referrer-policy"] == "no-referrer"


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"id": "x"}, 400),
        ({"who": ""}, 400),
        ({"surplus": 1}, 400),
        ({"note": "x" * 200_000}, 400),
        ({"question": "parcel:none"}, 409),
        ({"changed": {"code": "XYZ"}}, 422),
        ({"changed": {"colour": "red"}}, 422),
        ({"object": "?"}, 422),
        ({"object": "LUC"}, 422),
        ({"object": "ONT"}, 422),
        ({}, 200),
    ],
)
def test_answers_that_cannot_be_are_refused_in_words(
    served: Served, changes: dict[str, object], status: int
) -> None:
    found, response = ask(served.address + "answer", answer(served, **changes))
    assert found == status
    told = json.loads(response.read())
    assert told == {"written": True} if status == 200 else len(told["told"]) == 2
    assert bool(served.desk.decisions) == (status == 200)


def test_an_answer_that_comes_twice_is_written_once_also_by_another_server(served: Served) -> None:
    given = answer(served)
    assert ask(served.address + "answer", given)[0] == 200
    written = list(served.desk.decisions)
    assert ask(served.address + "answer", given)[0] == 200
    served.desk.renew()
    assert ask(served.address + "answer", given)[0] == 200
    assert served.desk.decisions == written
    assert ask(served.address + "answer", {**given, "id": "b" * 32})[0] == 409


def test_pictures_are_those_of_open_questions_only(served: Served) -> None:
    question = served.desk.open[0].id
    status, response = ask(f"{served.address}picture/0?question={question}")
    assert status == 200 and response.read(3) == b"\xff\xd8\xff"
    assert ask(f"{served.address}picture/9?question={question}")[0] == 404
    assert ask(f"{served.address}picture/0?question=../../etc")[0] == 404
    (served.desk.raw / "records" / "so.png").write_bytes(b"no picture")
    assert ask(f"{served.address}picture/2?question={question}")[0] == 404


def test_the_outline_can_be_left_out(served: Served) -> None:
    address = f"{served.address}picture/0?question={served.desk.open[0].id}"
    assert ask(address)[1].read() != ask(address + "&plain=1")[1].read()


def test_the_report_stands_beside_the_page_and_may_run_nothing(served: Served) -> None:
    status, response = ask(served.address + "report")
    page = response.read().decode()
    assert status == 200 and "<body>" in page and 'href="./#parcel:' in page
    assert response.headers["content-security-policy"].startswith("default-src 'none'; img-src data:")
    assert "script" not in response.headers["content-security-policy"]
    base = served.address.rpartition("/token")[0]
    assert ask(base + "/report")[0] == 403
