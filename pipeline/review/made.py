"""What questions about parcels and rows have in common: fields out of opinions, texts, likeness."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from pipeline import findings
from pipeline.model import CommuneParcel, CommuneRecord, Finding, Opinion
from pipeline.review.asked import Field, Option, Picture, Shown

_STALE = "decision_stale"


def texts_of(reasons: Iterable[Finding]) -> tuple[tuple[str, str], ...]:
    """What is told, in Vietnamese and English, each once."""
    return tuple(dict.fromkeys((findings.describe(f), findings.describe(f, english=True)) for f in reasons))


def alike_of(reasons: Iterable[Finding], fields: Iterable[Field]) -> str:
    """The kinds of what is told, and the codes between which is to be chosen."""
    kinds = sorted({finding.code for finding in reasons})
    codes = {str(option.value) for each in fields if "code" in each.name for option in each.options}
    return " ".join([*kinds, *sorted(codes)])


def fields_of(now: Mapping[str, Shown], opinions: Iterable[Opinion], names: Mapping[str, str]) -> list[Field]:
    """Each value as it stands now with what readers and documents say; ``names``: fields by opinions'."""
    grouped: dict[str, dict[Shown, list[Opinion]]] = {name: {} for name in names.values()}
    for each in opinions:
        if each.field in names and (each.value is not None or each.reader != "machine"):
            grouped[names[each.field]].setdefault(each.value, []).append(each)
    return [Field(name, now[name], _options(now[name], by_value)) for name, by_value in grouped.items()]


def _options(now: Shown, by_value: Mapping[Shown, Sequence[Opinion]]) -> tuple[Option, ...]:
    made = [
        Option(
            value,
            tuple(dict.fromkeys(f"{each.document} {each.reader}" for each in those)),
            max((each.probability for each in those if each.probability is not None), default=None),
        )
        for value, those in by_value.items()
        if value is not None
    ]
    return tuple(sorted(made, key=lambda option: (option.value != now, -(option.probability or 0.0))))


def keys_by_number(parcels: Iterable[CommuneParcel]) -> dict[str, dict[str, str]]:
    """Keys of parcels by ``sheet/number``, by their old communes."""
    found: dict[str, dict[str, str]] = {}
    for parcel in parcels:
        if parcel.number is not None:
            found.setdefault(parcel.unit_code, {})[f"{parcel.sheet}/{parcel.number}"] = parcel.key
    return found


def seen_pictures(reasons: Iterable[Finding], turned: int = 0) -> Iterator[Picture]:
    """What lay before people whose decisions do not hold any more, where its scan is still there."""
    for source in dict.fromkeys(each.source for each in reasons if each.code == _STALE):
        if source is not None and source.box is not None:
            yield Picture("seen", *source.of_page, source.box, turned)


def line_picture(record: CommuneRecord) -> Picture:
    """A row of a register with the rows above and below."""
    source = record.record.source
    box = source.box or (0.0, 0.0, 1.0, 1.0)
    height = box[3] - box[1]
    wide = (box[0] - height * 0.2, box[1] - height, box[2] + height * 0.2, box[3] + height)
    return Picture("row", *source.of_page, wide, marked=(box,))
