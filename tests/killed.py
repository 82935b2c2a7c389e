"""What is left of a switch that was killed, once for each call to the file system that it makes."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path

from pipeline.switch import Switch

# Each child is ended just before its call; a process of few threads forks them, whatever runs in the tests'.
KILLED = """
import json, os, subprocess, sys
from pathlib import Path
from pipeline.switch import Switch, carry_out, complete

folder, given = Path(sys.argv[1]), json.loads(sys.argv[2])
calls = ("os.rename", "os.link", "os.remove", "os.mkdir", "os.rmdir", "open", "os.listdir", "os.scandir")

def work(place):
    carry_out(place, Switch(**given)) if given else complete(place)

def child(place, last):
    count = 0
    def hook(event, _):
        nonlocal count
        count += event in calls
        if count == last:
            os._exit(9)
    sys.addaudithook(hook)
    work(place)
    os._exit(0)

for last in range(1, 1000):
    place = folder.with_name(f"{folder.name}.{last}")
    subprocess.run(["cp", "-a", folder, place], check=True)  # two names of one file stay such
    pid = os.fork()
    if not pid:
        child(place, last)
    if os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) != 9:
        break
"""


def killed_everywhere(folder: Path, switch: Switch | None) -> list[Path]:
    """Copies of the folder, each after a switch (None: its completion) that was killed one call later."""
    given = json.dumps(asdict(switch) if switch else None)
    command = [sys.executable, "-c", KILLED, str(folder), given]
    subprocess.run(command, check=True, timeout=120, cwd=Path(__file__).parent.parent)
    return sorted(folder.parent.glob(f"{folder.name}.*"))
