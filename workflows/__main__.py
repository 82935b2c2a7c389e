"""The command: ``diachinh run <ma_xa>``. Heavy modules are imported only when they are needed."""

from __future__ import annotations

import argparse
import os
import sys
import traceback
from collections.abc import Sequence
from pathlib import Path

from pipeline.errors import DigitizerError


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; returns the exit code of the table in the README."""
    options = _parser().parse_args(arguments)
    try:
        from workflows.commune import run_commune  # noqa: PLC0415  --help must not load Dask

        run_commune(options.commune, options.data_raw, options.data_out, options.workers, options.scheduler)
    except DigitizerError as error:
        print(error.vietnamese, file=sys.stderr)
        print(error.english, file=sys.stderr)
        return error.exit_code
    except Exception as error:  # noqa: BLE001  the last resort: where it failed, without what was read
        print("".join(traceback.format_tb(error.__traceback__)), type(error).__name__, file=sys.stderr)
        print("Chương trình gặp lỗi; gửi các dòng trên cho người bảo trì.", file=sys.stderr)
        print("The program failed; send the lines above to its maintainers.", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Đã dừng theo yêu cầu; chạy lại sẽ tiếp tục. / Stopped; a new run goes on.", file=sys.stderr)
        return 130
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="diachinh", description="Số hóa hồ sơ địa chính của một xã.")
    verbs = parser.add_subparsers(required=True, metavar="run")
    run = verbs.add_parser("run", help="số hóa một xã / digitize one commune")
    run.add_argument("commune", help="mã xã hiện nay, 5 chữ số / five-digit code of today's commune")
    run.add_argument("--data-raw", type=Path, default=Path(os.environ.get("DATA_RAW") or "data_raw"))
    run.add_argument("--data-out", type=Path, default=Path(os.environ.get("DATA_OUT") or "data_out"))
    run.add_argument("--workers", type=_positive, default=_positive(os.environ.get("WORKERS") or 0) or None)
    run.add_argument("--scheduler", default=os.environ.get("SCHEDULER") or None)
    return parser


def _positive(text: str | int) -> int:
    try:
        value = int(text)
    except ValueError as cause:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number") from cause
    if value < 0:
        raise argparse.ArgumentTypeError(f"{text!r} is negative")
    return value


if __name__ == "__main__":
    sys.exit(main())
