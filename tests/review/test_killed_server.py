"""The server of the page is killed at any moment: no answer that was confirmed is lost, none counts twice."""

from __future__ import annotations

import http.client
import json
import os
import random
import select
import signal
import socket
import threading
import uuid
from pathlib import Path

import reviewed
from reviewed import TOKEN

from pipeline.decisions import Decision
from pipeline.review import journal
from pipeline.review.asked import Question
from pipeline.review.desk import Desk
from pipeline.review.server import application, serve_on

KILLS = 50
MOST_S = 0.2  # from the first answer that a server confirmed to its end


def written(raw: Path) -> list[Decision]:
    return journal.read(raw, [path.relative_to(raw).as_posix() for path in raw.rglob("*.jsonl")])


class Client:
    """A page that answers on and on, each answer until it is confirmed; ``said`` has a byte for each."""

    def __init__(self, port: int, questions: list[Question]) -> None:
        self.port, self.questions = port, [each.id for each in questions if each.about == "parcel"]
        self.confirmed: list[str] = []
        self.tries = 0
        self.ended = False
        self.heard, self.said = os.pipe()

    def run(self) -> None:
        while not self.ended:
            for question in self.questions:
                name = uuid.uuid4().hex
                answer = {"id": name, "question": question, "who": "Người Thử", "object": "DGT", "note": name}
                while not self.ended and not self._sent(json.dumps(answer), name):
                    pass

    def _sent(self, body: str, name: str) -> bool:
        """Whether the server said what became of the answer."""
        self.tries += 1
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            connection.request("POST", f"/{TOKEN}/answer", body)
            status = connection.getresponse().status
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()
        if status == 200:
            self.confirmed.append(name)
            os.write(self.said, b".")
        return status in (200, 409)  # 409: this server asked it before


def test_fifty_kills_of_the_server_lose_and_double_no_answer(tmp_path: Path) -> None:
    port = socket.create_server(("127.0.0.1", 0))
    rng = random.Random(3)
    questions = reviewed.asked([])
    client = Client(port.getsockname()[1], questions)
    thread = threading.Thread(target=client.run)
    thread.start()
    for _ in range(KILLS):
        child = os.fork()
        if child == 0:
            _serve(tmp_path, questions, port)
        select.select([client.heard], [], [], 60)  # it serves
        os.read(client.heard, 1 << 16)
        select.select([], [], [], rng.uniform(0.0, MOST_S))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
    client.ended = True
    port.close()
    thread.join()
    notes = [each.note for each in written(tmp_path)]
    assert len(client.confirmed) >= KILLS and set(client.confirmed) <= set(notes)
    assert len(notes) == len(set(notes))
    assert client.tries > len(client.confirmed), "no answer was under way at a kill"


def _serve(raw: Path, questions: list[Question], port: socket.socket) -> None:
    """Another server on what lies there, as the command makes it; it never returns."""
    desk = Desk(raw, reviewed.SCANS, reviewed.asked, written(raw), open=list(questions))
    serve_on(application(desk, TOKEN, "Xã Thử", ["127.0.0.1"]), port)
    os._exit(0)
