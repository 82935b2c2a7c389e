"""The sums of the page: what came in is what was accepted, what waits, and what was refused."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from pipeline.delivery import layers
from pipeline.model import Commune, CommuneParcel, CommuneRecord

ENGLISH_STATUS = {"khop": "Agree", "chap_nhan": "Accepted", "can_kiem_tra": "To be checked"}


@dataclass(frozen=True, slots=True)
class Words:
    """A text in both languages."""

    vietnamese: str
    english: str


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a sum; ``status`` names a colour of the page, or is empty."""

    name: Words
    count: int
    status: str = ""


@dataclass(frozen=True, slots=True)
class Balance:
    """A whole with its parts: what went in and where it went."""

    name: Words
    total: int
    parts: tuple[Part, ...]

    @property
    def holds(self) -> bool:
        """Whether the parts add up to the whole."""
        return self.total == sum(part.count for part in self.parts)


_GOOD, _OPEN = "khop", "can_kiem_tra"
_NAMES = {
    "files_scan": (Words("tệp quét", "scans"), _GOOD),
    "files_digital": (Words("bản đồ số", "digital maps"), _GOOD),
    "files_companion": (Words("tệp đi kèm bản đồ số", "files that belong to digital maps"), _GOOD),
    "files_georeference": (Words("tệp tọa độ kèm bản quét", "georeference files"), _GOOD),
    "files_points": (Words("tệp điểm khống chế", "files of control points"), _GOOD),
    "files_numbers": (Words("bảng số tờ mới", "tables of new sheet numbers"), _GOOD),
    "files_settings": (Words("commune.toml", "commune.toml"), _GOOD),
    "files_decisions": (Words("tệp quyết định", "files of decisions"), _GOOD),
    "files_misplaced": (Words("nằm sai chỗ", "in the wrong place"), _OPEN),
    "files_refused": (Words("bị từ chối", "refused"), _OPEN),
    "files_ignored": (Words("tệp của hệ thống", "of the system"), ""),
    "scans_duplicate": (Words("trùng tệp khác", "the same as another"), ""),
    "scans_read": (Words("đọc được", "readable"), _GOOD),
    "scans_refused": (Words("bị từ chối", "refused"), _OPEN),
    "scans_inaccessible": (Words("không truy cập được", "not to be reached"), _OPEN),
    "pages_sheet": (Words("tờ bản đồ", "map sheets"), _GOOD),
    "pages_register": (Words("trang sổ", "register pages"), _GOOD),
    "pages_parcel": (Words("trang về một thửa", "pages about one parcel"), _GOOD),
    "parcel_pages_accepted": (Words("khớp với thửa", "agree with their parcel"), _GOOD),
    "parcel_pages_queued": (Words("cần kiểm tra", "to be checked"), _OPEN),
    "parcel_pages_refused": (Words("không có thửa ở đây", "without a parcel here"), _OPEN),
    "pages_digital": (Words("bản đồ số", "digital maps"), _GOOD),
    "pages_aside": (Words("người cho là giấy khác", "set aside by people"), ""),
    "pages_unknown": (Words("không rõ loại", "of unknown kind"), _OPEN),
    "pages_failed": (Words("lỗi", "failed"), _OPEN),
    "parcels": (Words("thửa đất", "parcels"), _GOOD),
    "objects": (Words("đối tượng chiếm đất", "roads, waters and the like"), _GOOD),
    "land_parcels_m2": (Words("thửa đất", "parcels"), _GOOD),
    "land_objects_m2": (Words("đối tượng chiếm đất", "roads, waters and the like"), _GOOD),
    "land_uncovered_m2": (Words("chưa thuộc thửa hay đối tượng nào", "in no parcel and no object"), _OPEN),
    "land_of_others_m2": (Words("ngoài xã", "off the commune"), ""),
    "land_between_m2": (Words("khe giữa các hình", "between outlines"), ""),
    "labels_placed": (Words("nằm trong thửa hoặc đối tượng", "in a parcel or object"), _GOOD),
    "labels_of_frame": (Words("số tọa độ ở khung", "coordinates in the frame"), ""),
    "labels_struck": (Words("đã gạch bỏ", "struck out"), ""),
    "labels_without_face": (Words("chưa có mảnh đất", "without land"), _OPEN),
    "decisions_applied": (Words("đã áp dụng", "applied"), _GOOD),
    "decisions_already_true": (Words("nay máy cũng đọc như vậy", "the machine reads the same now"), _GOOD),
    "decisions_superseded": (Words("có quyết định sau thay", "replaced by later ones"), ""),
    "decisions_stale": (Words("không còn ứng với gì", "not applied, for the place has changed"), _OPEN),
    "decisions_conflict": (Words("hai người khác nhau", "two people differ"), _OPEN),
    "decisions_undone": (Words("đã hoàn tác", "undone"), ""),
    "faces_other_land": (Words("đất ngoài xã trên tờ", "land of others on the sheet"), ""),
    "faces_parts_joined": (Words("ghép vào thửa ở tờ bên", "joined to a parcel of the next sheet"), ""),
    "faces_drawn_twice": (Words("vẽ trùng", "drawn twice"), ""),
    "faces_slivers_dropped": (Words("mảnh vụn bị bỏ", "slivers dropped"), ""),
    "faces_without_ground_left": (Words("không còn đất riêng", "without ground of their own"), _OPEN),
    "faces_removed_by_people": (Words("người bỏ đi", "taken away by people"), ""),
}
_LAND = ("land_parcels_m2", "land_objects_m2", "land_uncovered_m2", "land_of_others_m2", "land_between_m2")


def balances(commune: Commune) -> tuple[Balance, ...]:
    """The sums of the page. One that does not hold is shown as such: something was lost on the way."""
    placed = sum(sheet.epsg is not None for sheet in commune.sheets)
    sheets = (
        Part(Words("đã định vị", "placed"), placed, "khop"),
        Part(Words("chưa định vị", "not placed"), len(commune.sheets) - placed, "can_kiem_tra"),
    )
    return (
        *_input_balances(commune.counts),
        Balance(Words("Tờ bản đồ", "Map sheets"), len(commune.sheets), sheets),
        _status_balance(Words("Thửa đất", "Parcels"), commune.parcels),
        _status_balance(Words("Dòng sổ", "Register rows"), commune.records),
    )


def _status_balance(name: Words, things: Sequence[CommuneParcel | CommuneRecord]) -> Balance:
    """By status; what people accepted stands apart from what the machine did."""
    by_person = Part(Words("người chấp nhận", "accepted by a person"), sum(map(_is_by_person, things)), _GOOD)
    statuses = [thing.status for thing in things if not _is_by_person(thing)]
    by_machine = parts(layers.STATUS, ENGLISH_STATUS, statuses)
    return Balance(name, len(things), (*by_machine, by_person) if by_person.count else by_machine)


def _is_by_person(thing: CommuneParcel | CommuneRecord) -> bool:
    return thing.decided is not None and thing.status != _OPEN


def parts(titles: dict[str, str], english: dict[str, str], values: Iterable[str]) -> tuple[Part, ...]:
    """How many of the values are of each kind, kinds in the order of ``titles``."""
    count = Counter(values)
    return tuple(Part(Words(title, english[value]), count[value], value) for value, title in titles.items())


def _input_balances(counts: Mapping[str, int]) -> tuple[Balance, ...]:
    """Scans, pages and traced faces as the run counted them; nothing where the run did not count.

    Parts are all keys that begin with the whole's name, so that one that joins later is part of the sum.
    """
    balances = []
    if "files" in counts:
        balances.append(Balance(Words("Tệp đưa vào", "Files"), counts["files"], _parts_of("files_", counts)))
    if "scans" in counts:
        balances.append(Balance(Words("Tệp quét", "Scans"), counts["scans"], _parts_of("scans_", counts)))
    if "pages" in counts:
        balances.append(Balance(Words("Trang", "Pages"), counts["pages"], _parts_of("pages_", counts)))
    if counts.get("parcel_pages"):
        name = Words("Thửa ghi trên giấy chứng nhận, trích lục", "Parcels on certificates and extracts")
        balances.append(Balance(name, counts["parcel_pages"], _parts_of("parcel_pages_", counts)))
    if {"faces", "parcels", "objects"} <= counts.keys():
        kept = (_part("parcels", counts), _part("objects", counts))
        name = Words("Hình khép kín", "Closed faces")
        balances.append(Balance(name, counts["faces"], (*kept, *_parts_of("faces_", counts))))
    if counts.get("land_m2"):
        name = Words("Đất trên các tờ, m²", "Ground of the sheets, m²")
        balances.append(Balance(name, counts["land_m2"], tuple(_part(key, counts) for key in _LAND)))
    if counts.get("decisions"):
        name = Words("Quyết định của người", "Decisions of people")
        balances.append(Balance(name, counts["decisions"], _parts_of("decisions_", counts)))
    if counts.get("labels"):
        name = Words("Nhãn trên tờ", "Labels on sheets")
        balances.append(Balance(name, counts["labels"], _parts_of("labels_", counts)))
    return tuple(balances)


def _parts_of(prefix: str, counts: Mapping[str, int]) -> tuple[Part, ...]:
    return tuple(_part(key, counts) for key in counts if key.startswith(prefix))


def _part(key: str, counts: Mapping[str, int]) -> Part:
    name, status = _NAMES.get(key, (Words(key, key), ""))
    return Part(name, counts[key], status)
