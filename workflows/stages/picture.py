"""The picture of a placed sheet, or of a parcel's drawing on a page, for the eye."""

from __future__ import annotations

from pipeline.codec import encode
from pipeline.files import hash_bytes, hash_entry, hash_file, written_aside
from pipeline.model import Drawing, MapSheet, PageImage
from pipeline.store import Stage
from workflows.failures import attempted
from workflows.stages.job import PICTURE, Done, PageSeen
from workflows.stages.placed import image_of, on_page

_STAGE = Stage(PICTURE, __name__)


def draw_picture(seen: PageSeen, name: str, sheet: MapSheet | Drawing) -> Done:
    """Draw the sheet as a COG in VN-2000, unless ``maps/<name>`` is as it was drawn.

    A ``sheet`` lies as the merged commune has it, so that the picture lies under its parcels. A new picture
    waits in the work folder until the delivery takes it.
    """
    from pipeline.sheets.warp import write_cog  # noqa: PLC0415

    job = seen.scan_job.job
    waiting = job.drawn / name

    def draw(image: PageImage) -> str:
        with written_aside(waiting, 0o600) as path:
            write_cog(image, sheet, path)
        return hash_file(waiting)

    def draw_again(key: str) -> None:
        job.store.put(PICTURE, key, draw(image_of(seen)))

    done = on_page(seen, _STAGE, draw, name=name, fit=hash_bytes(encode(sheet.fit)))
    places = (job.out / "maps" / name, waiting)
    if done.key and job.store.need(PICTURE, done.key) not in map(hash_entry, places):
        failed = attempted(lambda: draw_again(done.key), seen.scan_job.scan, seen.page)
        return Done(finding=failed) if failed else done
    return done
