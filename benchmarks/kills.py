"""Kill runs at random moments and look whether anything is lost or mixed.

    python -m benchmarks.kills [COUNT]

A small commune has two deliveries without a file in common: its sheet has another number where commune.toml
says so. Both are made undisturbed. Then COUNT runs (100) that turn the one into the other are started and
killed with their whole process group: one in three from nothing and one from stage results, at a random
moment, and one as soon as files begin to take their places. After the next command (``status``) the files
that lie there must be those of the one delivery or of the other, byte for byte, and nothing else.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.scale import small_order
from benchmarks.tables import Table
from pipeline.delivery import manifest
from pipeline.files import hash_file
from pipeline.store import WORK
from pipeline.switch import JOURNAL
from synthetic.commune import render_commune

CODE = "07330"
OTHER_NUMBER = '[scan."{scan}"]\nsheet = 999\n'
KINDS = ("nothing", "results", "switch")
SWITCH_S = 0.05  # in which files take their places, and some more

Files = dict[str, str]


@dataclass
class Trial:
    """Two deliveries, the seconds that an undisturbed run takes, and what the kills did."""

    folder: Path
    wanted: list[Files] = field(default_factory=list)
    whole_s: dict[str, float] = field(default_factory=dict)
    ended: int = 0
    switching: int = 0
    mixed: int = 0

    @property
    def out(self) -> Path:
        """Where the delivery lies."""
        return self.folder / "out" / CODE

    def prepare(self) -> None:
        """Make both deliveries, and keep the stage results of both: a delivery leaves only its own."""
        render_commune(small_order(CODE, 1), self.folder / "data_raw", self.folder / "truth")
        for kind in ("nothing", "the other", "results"):
            if kind == "results":
                self._lay_results()
            started = time.monotonic()
            if _start(self.folder, "run", CODE).wait():
                raise SystemExit("an undisturbed run failed")
            self.whole_s[kind] = time.monotonic() - started
            self.wanted.append(_delivered(self.out))
            shutil.copytree(self.out / WORK, self.folder / "results", dirs_exist_ok=True)
            _turn(self.folder)
        _turn(self.folder)

    def _lay_results(self) -> None:
        shutil.copytree(self.folder / "results", self.out / WORK, dirs_exist_ok=True)

    def kill(self, kind: str, chance: random.Random) -> None:
        """Kill one run that turns the one delivery into the other."""
        if kind == "nothing":
            shutil.rmtree(self.out / WORK, ignore_errors=True)
        else:
            self._lay_results()
        _turn(self.folder)
        process = _start(self.folder, "run", CODE)
        if kind == "switch":
            while process.poll() is None and not (self.out / JOURNAL).exists():
                time.sleep(0.0005)
        self.ended += _kill_after(process, chance.uniform(0.0, self.whole_s.get(kind, SWITCH_S)))
        self.switching += (self.out / JOURNAL).exists()
        _start(self.folder, "status").wait()
        self.mixed += _delivered(self.out) not in self.wanted


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("count", type=int, nargs="?", default=100)
    count = parser.parse_args().count
    with tempfile.TemporaryDirectory() as scratch:
        trial, chance = Trial(Path(scratch)), random.Random(7)
        trial.prepare()
        for number in range(count):
            trial.kill(KINDS[number % len(KINDS)], chance)
        code = _start(trial.folder, "run", CODE).wait()
        same = _delivered(trial.out) in trial.wanted
        left = [path for path in trial.out.rglob(".*.*") if path.is_dir()]
    first, second, _ = trial.wanted
    shared = [name for name in first if name != manifest.NAME and first[name] == second.get(name)]
    seconds = ", ".join(f"{trial.whole_s[kind]:.0f} s" for kind in KINDS[:2])
    with Table("measure", "value") as table:
        table.line("an undisturbed run from nothing, from stage results", seconds)
        table.line("files of a delivery, of them the same in both", f"{len(first)}, {len(shared)}")
        table.line("runs killed, and ended before the kill", f"{count - trial.ended}, {trial.ended}")
        table.line("of them killed while files took their places", str(trial.switching))
        table.line("neither the one delivery nor the other after the next command", str(trial.mixed))
        table.line("exit code of the run afterwards", str(code))
        table.line("its delivery one of the two, byte for byte", "yes" if same else "NO")
        table.line("unfinished stage results left (taken away after a day)", str(len(left)))


def _turn(folder: Path) -> None:
    """Let commune.toml say the other thing, so that the next delivery is the other one."""
    raw = folder / "data_raw" / CODE
    settings = raw / "commune.toml"
    if settings.exists():
        settings.unlink()
    else:
        (scan,) = (raw / "maps").iterdir()
        settings.write_text(OTHER_NUMBER.format(scan=scan.relative_to(raw).as_posix()), encoding="utf-8")


def _start(folder: Path, *verb: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "workflows", *verb, "--data-raw", str(folder / "data_raw")]
    command += ["--data-out", str(folder / "out")]
    environment = {**os.environ, "WORKERS": "1"}
    return subprocess.Popen(
        command,
        start_new_session=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=environment,
    )


def _kill_after(process: subprocess.Popen[bytes], seconds: float) -> bool:
    """Kill the group of a run after a time; whether it had ended by itself."""
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        return False
    return True


def _delivered(out: Path) -> Files:
    """The hash of each file that lies there; the manifest, which tells times, stands for what it lists."""
    found = (path.relative_to(out) for path in out.rglob("*") if path.is_file())
    files = {path.as_posix(): hash_file(out / path) for path in found if not path.parts[0].startswith(".")}
    if manifest.read(out).outputs == files:
        files[manifest.NAME] = "agrees"
    return files


if __name__ == "__main__":
    main()
