"""Many communes, one after another on one cluster; what goes wrong with one costs no other."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from distributed import Client

from pipeline.communes import all_communes
from pipeline.errors import ClusterError, MissingInputError
from workflows.cluster import connect
from workflows.commune import digitize
from workflows.folders import unreached
from workflows.journal import Entry, append, attempt
from workflows.preparation import prepare
from workflows.unchanged import as_delivered

SOME_FAILED = 10


def communes_in(data_raw: Path) -> tuple[list[str], list[str]]:
    """Codes of the communes whose folders lie in ``data_raw``, and the names of what else lies there.

    Raises MissingInputError where there is no such folder, or where it cannot be reached.
    """
    try:
        names = sorted(path.name for path in data_raw.iterdir() if not path.name.startswith("."))
    except (FileNotFoundError, NotADirectoryError) as cause:
        raise MissingInputError("no_folder", {"folder": data_raw}) from cause
    except OSError as cause:
        raise unreached(data_raw, cause) from cause
    known = {info.code for info in all_communes()}
    ours = [name for name in names if name in known and _may_be_folder(data_raw / name)]
    return ours, [name for name in names if name not in ours]


def _may_be_folder(path: Path) -> bool:
    """Whether a commune's input lies there; where nobody can tell, its own run says so and costs no other."""
    try:
        return path.is_dir()
    except OSError:
        return True


def run_batch(
    codes: Sequence[str],
    data_raw: Path,
    data_out: Path,
    workers: int | None = None,
    scheduler: str | None = None,
    *,
    allow_shrink: bool = False,
) -> list[Entry]:
    """Digitize each commune, as ``digitize`` does; every end is an entry and a line of the journal.

    Workers start where there is something for them to do. Raises ClusterError where they do not start or are
    lost, for then no commune can go on.
    """
    entries: list[Entry] = []
    clients: list[Client] = []
    with contextlib.ExitStack() as held:

        def client() -> Client:
            if not clients:
                clients.append(held.enter_context(connect(workers, scheduler)))
            return clients[0]

        for code in codes:
            work = partial(_one, code, data_raw, data_out, client, allow_shrink=allow_shrink)
            entry, error = attempt(code, work)
            append(data_out, entry)
            entries.append(entry)
            not_started = isinstance(error, ClusterError) and not clients
            if error is not None and (not_started or isinstance(error, KeyboardInterrupt)):
                raise error
            for started in clients:
                _stop_if_lost(started)
    return entries


def _one(
    code: str, data_raw: Path, data_out: Path, client: Callable[[], Client], *, allow_shrink: bool
) -> dict[str, int]:
    prepared = prepare(code, data_raw, data_out)
    counts = as_delivered(prepared)
    return dict(counts) if counts is not None else digitize(prepared, client(), allow_shrink=allow_shrink)


def _stop_if_lost(client: Client) -> None:
    if client.status != "running":
        raise ClusterError("scheduler_lost")


def exit_code(entries: Sequence[Entry]) -> int:
    """0 where every commune was delivered."""
    return SOME_FAILED if any(entry.exit_code for entry in entries) else 0
