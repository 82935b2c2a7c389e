"""The command ``diachinh``. Heavy modules are imported only by the verbs that need them."""

from __future__ import annotations

import argparse
import os
import sys
import traceback
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from pipeline.errors import DigitizerError, OutputError, UsageError
from pipeline.model import Known, Reason, Values
from pipeline.release import VERSION
from pipeline.wording import say, say_both
from workflows.terminal import exit_code_of, held


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a verb; returns the exit code of the table in the README."""
    with held():
        return _outcome(_parser().parse_args(arguments))


def _outcome(options: argparse.Namespace) -> int:
    try:
        _check_reached(options.data_out)
        if options.verb in (_run, _batch, _intake, _review, _review_import, _harvest):
            _keep_apart(options)
        _complete_deliveries(options.data_out)
        return int(options.verb(options))
    except DigitizerError as error:
        print(error.vietnamese, file=sys.stderr)
        print(error.english, file=sys.stderr)
        return error.exit_code
    except Exception as error:  # noqa: BLE001  the last resort: where it failed, without what was read
        print("".join(traceback.format_tb(error.__traceback__)), type(error).__name__, file=sys.stderr)
        _tell(Reason("failed_above"))
        return 1
    except KeyboardInterrupt as stop:
        _tell(Reason("stopped_and_goes_on"))
        return exit_code_of(stop)


def _keep_apart(options: argparse.Namespace) -> None:
    """Before anything is written, the journal too."""
    from workflows.folders import keep_apart  # noqa: PLC0415

    keep_apart(options.data_raw, options.data_out)


def _check_reached(data_out: Path) -> None:
    """Where nobody can look, deliveries that are there would seem to be none."""
    from workflows.folders import check_reached  # noqa: PLC0415

    check_reached(data_out)


def _complete_deliveries(data_out: Path) -> None:
    """Whatever a verb does, it sees whole deliveries; what cannot be completed now is told."""
    from workflows.lock import complete_all  # noqa: PLC0415

    for error in complete_all(data_out):
        print(error, file=sys.stderr)


# --- verbs; each imports what it needs, so that --help loads neither Dask nor any reader -----------------


def _run(options: argparse.Namespace) -> int:
    from workflows.journal import append, attempt  # noqa: PLC0415

    entry, error = attempt(options.commune, lambda: _digitized(options))
    try:
        if options.data_out.is_dir():
            append(options.data_out, entry)
    except OutputError as unlogged:
        raise error or unlogged from None  # what went wrong with the commune is what a person must know
    if error is not None:
        raise error
    return 0


def _digitized(options: argparse.Namespace) -> dict[str, int]:
    """The counts of a commune's delivery; where nothing changed since, without loading what works."""
    from workflows.preparation import prepare  # noqa: PLC0415
    from workflows.unchanged import as_delivered  # noqa: PLC0415

    prepared = prepare(options.commune, options.data_raw, options.data_out)
    counts = as_delivered(prepared)
    if counts is not None:
        return dict(counts)
    from workflows.commune import run_prepared  # noqa: PLC0415

    return run_prepared(prepared, options.workers, options.scheduler, allow_shrink=options.allow_shrink)


def _places(options: argparse.Namespace) -> tuple[Path, Path, int | None, str | None]:
    """The folders of scans and deliveries, and who works: so many processes, or those of a scheduler."""
    return options.data_raw, options.data_out, options.workers, options.scheduler


def _batch(options: argparse.Namespace) -> int:
    from workflows.batch import communes_in, exit_code, run_batch  # noqa: PLC0415

    if not options.communes:
        _tell_gone(options)
    codes, misplaced = (options.communes, []) if options.communes else communes_in(options.data_raw)
    _tell_misplaced(options.data_raw, misplaced)
    entries = run_batch(codes, *_places(options), allow_shrink=options.allow_shrink)
    _show_status(options)
    return exit_code(entries)


def _intake(options: argparse.Namespace) -> int:
    from workflows.batch import exit_code  # noqa: PLC0415
    from workflows.intake import run_intake  # noqa: PLC0415

    _tell_gone(options)
    found, entries = run_intake(*_places(options), allow_shrink=options.allow_shrink)
    _tell_misplaced(options.data_raw, found.misplaced)
    for code in found.unsettled:
        _tell(Reason("still_changing", {"commune": code}))
    for entry in entries:
        print(f"{entry.commune}: {entry.exit_code} {entry.message}", file=sys.stderr)
    return exit_code(entries)


def _hand_in(options: argparse.Namespace) -> int:
    from workflows.hand_in import hand_in_of  # noqa: PLC0415

    folder = hand_in_of(options.commune, options.data_raw, options.data_out, options.letters)
    _tell(Reason("handed_in", {"folder": folder}))
    return 0


def _extracts(options: argparse.Namespace) -> int:
    from workflows.hand_in import extracts_of  # noqa: PLC0415

    folder = extracts_of(options.commune, options.data_raw, options.data_out, options.parcels)
    _tell(Reason("handed_in", {"folder": folder}))
    return 0


def _renumber(options: argparse.Namespace) -> int:
    from workflows.hand_in import renumbering_of  # noqa: PLC0415

    path = renumbering_of(options.commune, options.data_raw, options.data_out)
    _tell(Reason("renumbering_proposed", {"path": path, "commune": options.commune}))
    return 0


def _status(options: argparse.Namespace) -> int:
    _show_status(options)
    return 0


def _purge(options: argparse.Namespace) -> int:
    from workflows.journal import append, new_entry  # noqa: PLC0415
    from workflows.purge import made, purge  # noqa: PLC0415

    folders = (options.data_raw, options.data_out)
    there = (purge if options.yes else made)(options.commune, *folders)
    what: Values = {
        "folder": there.folder,
        "names": ", ".join(there.names),
        "files": there.files,
        "megabytes": there.bytes / 1e6,
        "left": there.left,
    }
    if not options.yes:
        raise UsageError("purge_needs_yes", what)
    append(options.data_out, new_entry(options.commune, 0, 0.0, say(Reason("results_removed")), {}))
    _tell(Reason("purged", what))
    return 0


def _review(options: argparse.Namespace) -> int:
    from workflows.review import LOCAL, review  # noqa: PLC0415

    if options.host != LOCAL:
        _tell(Reason("review_open_to_network"))

    def ready(address: str) -> None:
        _tell(Reason("review_ready", {"address": Known(address)}))

    review(options.commune, options.data_raw, options.data_out, options.host, options.port, ready)
    return 0


def _review_export(options: argparse.Namespace) -> int:
    from workflows.review import export_decisions  # noqa: PLC0415

    target = options.file or options.data_out / options.commune / f"{options.commune}_quyet_dinh.csv"
    count = export_decisions(options.commune, options.data_raw, target)
    _tell(Reason("decisions_written", {"count": count, "path": target}))
    return 0


def _review_import(options: argparse.Namespace) -> int:
    from workflows.review import import_decisions  # noqa: PLC0415

    count, known = import_decisions(options.commune, options.data_raw, options.file)
    _tell(Reason("decisions_taken", {"count": count, "known": known}))
    return 0


def _harvest(options: argparse.Namespace) -> int:
    from workflows.harvest import changes_table, harvest_of  # noqa: PLC0415
    from workflows.progress import show_table  # noqa: PLC0415

    found, new = harvest_of(options.commune, options.data_raw, options.data_out, options.file)
    if found.changes:
        show_table(changes_table(found.changes), sys.stdout)
    _tell(Reason("edits_taken", {"count": len(found.changes), "new": new, "left": found.left}))
    return 0


def _show_status(options: argparse.Namespace) -> None:
    from workflows.progress import show_table  # noqa: PLC0415
    from workflows.status import states, status_table  # noqa: PLC0415

    show_table(status_table(states(options.data_raw, options.data_out)), sys.stdout)


def _tell_gone(options: argparse.Namespace) -> None:
    """Which delivered communes have no scans any more: nothing would be done for them without a word."""
    from workflows.intake import gone  # noqa: PLC0415

    codes = gone(options.data_raw, options.data_out)
    if codes:
        _tell(Reason("scans_gone", {"folder": options.data_raw, "communes": Known(", ".join(codes))}))


def _tell_misplaced(data_raw: Path, names: Sequence[str]) -> None:
    """How much lies there beside the communes, not what: a file there may be named after a person."""
    if names:
        _tell(Reason("no_folder_of_commune", {"folder": data_raw, "count": len(names)}))


def _tell(reason: Reason) -> None:
    print(say_both(reason), file=sys.stderr)


# --- the command line -----------------------------------------------------------------------------------


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="diachinh", description="Số hóa hồ sơ địa chính của các xã.")
    parser.add_argument("--version", action="version", version=f"diachinh {VERSION}")
    verbs = parser.add_subparsers(
        required=True,
        metavar="run|batch|intake|handin|extracts|renumber|status|purge|review|review-export|review-import|harvest",
    )
    run = verbs.add_parser("run", help="số hóa một xã / digitize one commune")
    run.add_argument("commune", help="mã xã hiện nay, 5 chữ số / five-digit code of today's commune")
    batch = verbs.add_parser("batch", help="số hóa nhiều xã / digitize many communes")
    batch.add_argument("communes", nargs="*", help="mã xã; không ghi: mọi xã / codes; none: all")
    intake = verbs.add_parser("intake", help="số hóa các xã có bản quét mới / communes with new scans")
    handin = verbs.add_parser("handin", help="làm hồ sơ bàn giao của một xã / what an office hands in")
    handin.add_argument("commune", help="mã xã / code of the commune")
    handin.add_argument(
        "--letters",
        choices=("unicode", "tcvn3"),
        default="unicode",
        help="bảng mã chữ trên DGN, DXF / what texts of maps are written in",
    )
    extracts = verbs.add_parser("extracts", help="trích lục bản đồ thành PDF / extracts of the map as PDF")
    extracts.add_argument("commune", help="mã xã / code of the commune")
    extracts.add_argument("parcels", nargs="*", help="tờ/thửa; không ghi: mọi thửa / sheet/parcel; none: all")
    renumber = verbs.add_parser("renumber", help="đề xuất số tờ mới của xã / propose numbers of sheets")
    renumber.add_argument("commune", help="mã xã / code of the commune")
    status = verbs.add_parser("status", help="tình hình các xã / where every commune stands")
    purge = verbs.add_parser(
        "purge", help="xóa kết quả của một xã, không xóa bản quét / remove what was made"
    )
    purge.add_argument("commune", help="mã xã / code of the commune")
    purge.add_argument("--yes", action="store_true", help="xóa thật; không ghi: chỉ xem / really remove")
    works = {
        run: _run,
        batch: _batch,
        intake: _intake,
        handin: _hand_in,
        extracts: _extracts,
        renumber: _renumber,
        status: _status,
        purge: _purge,
    }
    for verb, work in (works | _review_verbs(verbs)).items():
        verb.set_defaults(verb=work)
        verb.add_argument("--data-raw", type=Path, default=Path(os.environ.get("DATA_RAW") or "data_raw"))
        verb.add_argument("--data-out", type=Path, default=Path(os.environ.get("DATA_OUT") or "data_out"))
    for verb in (run, batch, intake):
        verb.add_argument("--workers", type=_positive, default=os.environ.get("WORKERS") or None)
        verb.add_argument("--scheduler", default=os.environ.get("SCHEDULER") or None)
        verb.add_argument(
            "--allow-shrink",
            action="store_true",
            default=os.environ.get("ALLOW_SHRINK") == "1",
            help="giao cả khi tệp thiếu làm mất kết quả cũ / deliver less where files are missing",
        )
    return parser


def _review_verbs(verbs: Any) -> dict[argparse.ArgumentParser, Callable[..., int]]:
    page = verbs.add_parser("review", help="mở trang duyệt của một xã / serve the review page of a commune")
    page.add_argument("--host", default=os.environ.get("HOST") or "127.0.0.1")
    page.add_argument("--port", type=_positive, default=os.environ.get("PORT") or "0")
    written = verbs.add_parser("review-export", help="ghi quyết định ra CSV / write decisions as a table")
    taken = verbs.add_parser("review-import", help="nhận quyết định từ CSV / take decisions of a table")
    written.add_argument("--file", type=Path, default=_path(os.environ.get("FILE")))
    taken.add_argument("--file", type=Path, default=_path(os.environ.get("FILE")))
    edited = verbs.add_parser("harvest", help="lấy sửa đổi trong bản giao / take edits of a delivery")
    edited.add_argument("--file", type=Path, default=_path(os.environ.get("FILE")))
    for verb in (page, written, taken, edited):
        verb.add_argument("commune", help="mã xã / code of the commune")
    return {page: _review, written: _review_export, taken: _review_import, edited: _harvest}


def _path(text: str | None) -> Path | None:
    return Path(text) if text else None


def _positive(text: str) -> int:
    """A number of the command line, or of a variable that stands in for it."""
    try:
        value = int(text)
    except ValueError as cause:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number") from cause
    if value < 0:
        raise argparse.ArgumentTypeError(f"{text!r} is negative")
    return value


if __name__ == "__main__":
    sys.exit(main())
