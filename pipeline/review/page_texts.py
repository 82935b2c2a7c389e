"""Texts of the page by their codes, in both languages."""

from __future__ import annotations

from pipeline.model import Reason
from pipeline.wording import say

_CODES = (
    "page_title",
    "page_your_name",
    "page_begin",
    "page_who_may_read",
    "page_report",
    "page_not_open",
    "page_left",
    "page_done",
    "page_minutes_left",
    "page_people",
    "page_nothing_left",
    "page_parcel",
    "page_row",
    "page_page",
    "page_sheet",
    "page_whole_page",
    "page_field_kind",
    "page_field_unit",
    "page_unit",
    "page_why",
    "page_place",
    "page_label",
    "page_line",
    "page_field_number",
    "page_field_sheet",
    "page_field_area_m2",
    "page_field_code",
    "page_field_register_area_m2",
    "page_field_register_code",
    "page_field_holder",
    "page_drawn",
    "page_read_by",
    "page_unread",
    "page_accept",
    "page_choose",
    "page_type",
    "page_next_field",
    "page_register_holds",
    "page_sheet_holds",
    "page_no_parcel",
    "page_code_of_object",
    "page_skip",
    "page_undo",
    "page_note",
    "page_outline",
    "page_undone",
    "page_nothing_to_undo",
    "page_saved",
    "page_no_answer",
    "page_not_renewed",
    "page_language",
    "page_by_map",
    "page_by_register",
    "page_by_certificate",
    "page_by_machine",
    "page_by_file",
    "page_by_person",
    "page_by_drawing",
    "page_by_sequence",
    "page_by_label_head",
    "page_by_hand_head",
    "page_by_name_head",
    "page_by_pp_ocr",
    "page_by_tesseract",
)


def texts() -> dict[str, tuple[str, str]]:
    """Each text in Vietnamese and English, by its code without ``page_``."""
    return {
        code.removeprefix("page_"): (say(Reason(code)), say(Reason(code), english=True)) for code in _CODES
    }
