"""Kill runs at random moments and look whether anything is lost or mixed.

    python -m benchmarks.kills [COUNT] [FOLDER]

A small commune has two deliveries without a file in common: its sheet has another number where commune.toml
says so. Both are made undisturbed. Then COUNT runs (100) that turn the one that lies there into the other are
started and killed with their whole process group: one in three from nothing and one from stage results, at a
random moment, and one as soon as files begin to take their places. After the next command (``status``) the
files that lie there must be those of the one delivery or of the other, byte for byte, and nothing else; who
had the earlier GeoPackage open must still read it. With a folder, what was done stays there: the same command
goes on after it.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.scale import small_order
from benchmarks.tables import Table
from pipeline.delivery import manifest
from pipeline.files import hash_file, written_aside
from pipeline.store import WORK
from pipeline.switch import JOURNAL
from synthetic.commune import render_commune

CODE = "07330"
OTHER_NUMBER = '[scan."{scan}"]\nsheet = 999\n'
KINDS = ("nothing", "results", "switch")
TRIAL = "trial.json"
SWITCH_S = 0.05  # in which files take their places, and some more

Files = dict[str, str]


@dataclass
class Trial:
    """Two deliveries, the seconds that an undisturbed run takes, and what the kills did."""

    folder: Path
    wanted: list[Files] = field(default_factory=list)
    whole_s: dict[str, float] = field(default_factory=dict)
    done: int = 0
    ended: int = 0
    switching: int = 0
    turned: int = 0
    mixed: int = 0
    lost_to_readers: int = 0

    @property
    def out(self) -> Path:
        """Where the delivery lies."""
        return self.folder / "out" / CODE

    def prepare(self) -> None:
        """Make both deliveries, and keep the stage results of both: a delivery leaves only its own."""
        render_commune(small_order(CODE, 1), self.folder / "data_raw", self.folder / "truth")
        for kind in ("nothing", "the other", "results"):
            _say_other(self.folder, other=kind == "the other")
            if kind == "results":
                self._lay_results()
            started = time.monotonic()
            if _ended(self.folder, "run", CODE):
                raise SystemExit("an undisturbed run failed")
            self.whole_s[kind] = time.monotonic() - started
            self.wanted.append(_delivered(self.out))  # a report tells what is less than in the one before
            shutil.copytree(self.out / WORK, self.folder / "results", dirs_exist_ok=True)

    def _lay_results(self) -> None:
        shutil.copytree(self.folder / "results", self.out / WORK, dirs_exist_ok=True)

    def kill(self) -> None:
        """Kill one run that turns the delivery that lies there into the other one."""
        kind, chance = KINDS[self.done % len(KINDS)], random.Random(self.done)
        if kind == "nothing":
            shutil.rmtree(self.out / WORK, ignore_errors=True)
        else:
            self._lay_results()
        before = _delivered(self.out)
        _say_other(self.folder, other=before != self.wanted[1])
        with (self.out / f"{CODE}.gpkg").open("rb") as opened:
            with _started(self.folder, "run", CODE) as process:
                if kind == "switch":
                    while process.poll() is None and not (self.out / JOURNAL).exists():
                        time.sleep(0.0005)
                self.ended += _ends_within(process, chance.uniform(0.0, self.whole_s.get(kind, SWITCH_S)))
            self.switching += (self.out / JOURNAL).exists()
            _ended(self.folder, "status")
            self.lost_to_readers += hashlib.sha256(opened.read()).hexdigest() != before[f"{CODE}.gpkg"]
        after = _delivered(self.out)
        self.mixed += after not in self.wanted
        self.turned += after != before
        self.done += 1

    def keep(self) -> None:
        """Write down how far this came."""
        told = {name: value for name, value in vars(self).items() if name != "folder"}
        with written_aside(self.folder / TRIAL) as target:
            target.write_text(json.dumps(told), encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("count", type=int, nargs="?", default=100)
    parser.add_argument("folder", type=Path, nargs="?")
    asked = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda number, _: sys.exit(128 + number))  # the run under way ends, too
    if asked.folder:
        asked.folder.mkdir(parents=True, exist_ok=True)
        _tell(_tried(asked.folder, asked.count))
    else:
        with tempfile.TemporaryDirectory() as passing:
            _tell(_tried(Path(passing), asked.count))


def _tried(folder: Path, count: int) -> Trial:
    """The trial in this folder, begun or gone on with, after so many kills."""
    trial = Trial(folder)
    if (folder / TRIAL).is_file():
        trial = Trial(folder, **json.loads((folder / TRIAL).read_text(encoding="utf-8")))
    else:
        trial.prepare()
    while trial.done < count:
        trial.keep()
        trial.kill()
    trial.keep()
    return trial


def _tell(trial: Trial) -> None:
    """Let one more run end undisturbed, and print what came of all."""
    code = _ended(trial.folder, "run", CODE)
    same = _delivered(trial.out) in trial.wanted
    left = [path for path in trial.out.rglob(".*.*") if path.is_dir()]
    first, second, _ = trial.wanted
    shared = [name for name in first if name != manifest.NAME and first[name] == second.get(name)]
    seconds = ", ".join(f"{trial.whole_s[kind]:.0f} s" for kind in KINDS[:2])
    with Table("measure", "value") as table:
        table.line("an undisturbed run from nothing, from stage results", seconds)
        table.line("files of a delivery, of them the same in both", f"{len(first)}, {len(shared)}")
        table.line("runs killed, and ended before the kill", f"{trial.done - trial.ended}, {trial.ended}")
        table.line("of them killed while files took their places", str(trial.switching))
        table.line(
            "the other delivery afterwards, the earlier one", f"{trial.turned}, {trial.done - trial.turned}"
        )
        table.line("neither the one nor the other after the next command", str(trial.mixed))
        table.line("whoever had the earlier GeoPackage open lost it", str(trial.lost_to_readers))
        table.line("exit code of the run afterwards", str(code))
        table.line("its delivery one of the two, byte for byte", "yes" if same else "NO")
        table.line("unfinished stage results left (taken away after a day)", str(len(left)))


def _say_other(folder: Path, *, other: bool) -> None:
    """Let commune.toml say the other number of the sheet, or nothing."""
    raw = folder / "data_raw" / CODE
    settings = raw / "commune.toml"
    (scan,) = (raw / "maps").iterdir()
    text = OTHER_NUMBER.format(scan=scan.relative_to(raw).as_posix())
    settings.write_text(text if other else "", encoding="utf-8")


def _ended(folder: Path, *verb: str) -> int:
    """The exit code of a run that nobody disturbs."""
    with _started(folder, *verb) as process:
        return process.wait()


@contextlib.contextmanager
def _started(folder: Path, *verb: str) -> Iterator[subprocess.Popen[bytes]]:
    """A run with its process group, which is killed on the way out, where it has not ended."""
    command = [sys.executable, "-m", "workflows", *verb, "--data-raw", str(folder / "data_raw")]
    command += ["--data-out", str(folder / "out")]
    nowhere, environment = subprocess.DEVNULL, {**os.environ, "WORKERS": "1"}
    process = subprocess.Popen(
        command, start_new_session=True, stdout=nowhere, stderr=nowhere, env=environment
    )
    try:
        yield process
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _ends_within(process: subprocess.Popen[bytes], seconds: float) -> bool:
    """Whether a run ends by itself in this time."""
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(seconds)
        return True
    return False


def _delivered(out: Path) -> Files:
    """The hash of each file that lies there; the manifest, which tells times, stands for what it lists."""
    found = (path.relative_to(out) for path in out.rglob("*") if path.is_file())
    files = {path.as_posix(): hash_file(out / path) for path in found if not path.parts[0].startswith(".")}
    if manifest.read(out).outputs == files:
        files[manifest.NAME] = "agrees"
    return files


if __name__ == "__main__":
    main()
