"""What holds for all tests: ``make test-quick`` lets the readers answer from their recordings."""

from __future__ import annotations

import os
from pathlib import Path

if os.environ.get("READINGS"):
    from recorded_readers import record

    record(Path(os.environ["READINGS"]))
