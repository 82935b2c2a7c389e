"""Another version of a file of the program, with as little as possible changed."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from pipeline import fingerprint
from pipeline.files import hash_file, hash_text

STAGES = {
    "page": "workflows.stages.page",
    "digital": "workflows.stages.digital",
    "parcels": "workflows.stages.parcels",
    "picture": "workflows.stages.picture",
    "commune": "workflows.stages.commune",
    "delivery": "workflows.handover",
    "handin": "workflows.hand_in",
}
EVERY = frozenset(STAGES)
_PUT_TOGETHER = EVERY - {"parcels", "picture"}
_READERS = frozenset({"page", "parcels"})
_DELIVERY, _HAND_IN = frozenset({"delivery"}), frozenset({"handin"})
_TEMPLATES = (
    *("charts.html", "layer.qml", "layer_body.qml", "layouts.xml", "metadata.xml", "project.qgs"),
    *("queue.html", "report.css", "report.html"),
)
_MAPPINGS = (
    "ban_ve.toml",
    "nghiem_thu.toml",
    "quet.toml",
    "so_muc_ke.toml",
    "trao_doi.xsd",
    "trich_luc.toml",
)
# Which stages are done again where one constant of a room, or one byte of a data file, is another: every
# room (folder) and every data file of the program is here.
CONCERNED: dict[str, frozenset[str]] = {
    "pipeline/model.py": EVERY,
    "pipeline/store.py": EVERY,
    "pipeline/ocr.py": _READERS,
    "pipeline/reliability.py": frozenset({"commune"}),
    "pipeline/catalogue/scans.py": EVERY,
    "pipeline/scans/limits.py": frozenset({"page", "parcels", "picture", "handin"}),
    "pipeline/scans/pdf.py": frozenset({"page", "parcels", "picture", "handin"}),
    "pipeline/scans/skew.py": frozenset({"page"}),
    "pipeline/sheets/title.py": frozenset({"page"}),
    "pipeline/sheets/seams.py": frozenset({"commune"}),
    "pipeline/sheets/warp.py": frozenset({"picture"}),
    "pipeline/records/forms.py": frozenset({"page"}),
    "pipeline/parcels/faces.py": frozenset({"parcels"}),
    "pipeline/parcels/labels/sweep.py": frozenset({"parcels"}),
    "pipeline/vectors/drawing.py": frozenset({"digital"}),
    "pipeline/commune/beliefs.py": frozenset({"commune"}),
    "pipeline/delivery/palette.py": _DELIVERY,
    "pipeline/handin/drawing.py": _HAND_IN,
    "pipeline/review/questions.py": frozenset(),
    "workflows/stages/page.py": frozenset({"page"}),
    "workflows/stages/parcels.py": frozenset({"parcels"}),
    "workflows/handover.py": _DELIVERY,
    "workflows/batch.py": frozenset(),
    **{f"pipeline/delivery/templates/{name}": _DELIVERY for name in _TEMPLATES},
    **{f"pipeline/handin/mappings/{name}": _HAND_IN for name in _MAPPINGS},
    "pipeline/handin/mappings/bieu_01.toml": frozenset(),  # an input of the hand-in: offices add their own
    "pipeline/resources/bac_ninh_communes.csv": _PUT_TOGETHER,
    "pipeline/resources/bac_ninh_crosswalk.csv": _PUT_TOGETHER,
    "pipeline/resources/bac_ninh_units_history.csv": _PUT_TOGETHER,
    "pipeline/resources/calibration.csv": frozenset({"commune"}),
    "pipeline/resources/central_meridians.csv": EVERY,
    "pipeline/resources/hand_head.npz": _READERS,
    "pipeline/resources/ink_reader.onnx": frozenset({"parcels"}),
    "pipeline/resources/label_head.npz": _READERS,
    "pipeline/resources/land_use_codes.csv": EVERY - {"picture"},
    "pipeline/resources/line_reader.onnx": _READERS,
    "pipeline/resources/syllables.toml": frozenset({"page", "commune"}),
    "pipeline/resources/tcvn3.csv": frozenset({"digital", "handin"}),
    "pipeline/resources/vietnamese_head.npz": _READERS,
    "pipeline/resources/vni.csv": frozenset({"digital", "handin"}),
    # what asks people is sent to their browser as it is
    **{
        f"pipeline/review/static/{name}": frozenset()
        for name in ("icon.svg", "index.html", "review.css", "review.js")
    },
}

_CONSTANT = re.compile(rb"^(_?[A-Z][A-Z0-9_]*\b[^=\n]*= .*?)([0-9])", re.MULTILINE)


def change_once(path: Path) -> None:
    """Change one digit of a constant of a module that has one, one byte of any other file."""
    content = path.read_bytes()
    found = _CONSTANT.search(content) if path.suffix == ".py" else None
    place = found.start(2) if found else len(content) // 2
    other = (int(found[2]) + 1) % 10 + ord("0") if found else content[place] ^ 1
    path.write_bytes(content[:place] + bytes([other]) + content[place + 1 :])


class Program:
    """A copy of the program; what a stage reaches of it is looked up once, for changes keep imports."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._reached = cache(lambda module: fingerprint.reached(module, root))
        self._hashed = cache(lambda path, _: hash_file(path))

    def code_hash(self, module: str) -> str:
        """As ``fingerprint.code_hash``, with files read again only where they changed."""
        files = sorted(self._reached(module))
        return hash_text(repr([(str(path), self._hashed(path, path.stat().st_mtime_ns)) for path in files]))
