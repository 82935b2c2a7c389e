"""Land-use names and colours, and the colours of statuses and levels.

Land-use colours follow the convention of Vietnamese land-use status maps as public web maps show it (a
secondary source; the circular's own symbol tables were not read). Older and newer codes take the colour of
the use they belong to.
"""

from __future__ import annotations

import functools

from pipeline.resources import rows

STATUS_COLOURS = {"khop": "#2e8b57", "chap_nhan": "#3b7dd8", "can_kiem_tra": "#e07b00"}
LEVEL_COLOURS = {"chan": "#7b1fa2", "loi": "#d32f2f", "canh_bao": "#f57c00", "ghi_chu": "#607d8b"}
OTHER_USE = "#e0e0e0"
_COLOURS = {
    "#fffc82": "LUA",
    "#fffc8c": "LUC",
    "#fffc96": "LUK",
    "#fffcb4": "LUN",
    "#fff0b4": "HNK BHK NHK COC",
    "#ffd2a0": "CLN LNC LNQ LNK",
    "#b4ffb4": "RSX RSN RST RSK RSM",
    "#beff1e": "RPH RPN RPT RPK RPM",
    "#6eff64": "RDD RDN RDT RDK RDM",
    "#aaffff": "NTS TSL TSN DTL",
    "#ffffff": "LMU",
    "#f5ffb4": "NKH CNT",
    "#ffd0ff": "ONT",
    "#ffa0ff": "ODT",
    "#ff6450": "CQP",
    "#ff5046": "CAN",
    "#ffaaa0": "TSC TSK DVH DXH DYT DGD DTT DKH DMT DKT DNG DSK DDT DDL DDD DSH DKV DNL DBV DCH DCK DCT DPC"
    " TIN TTN PNK",
    "#faaaa0": "DTS SKK SKN SKT SCT TMD SKC TON",
    "#cdaacd": "SKS SKX DRA",
    "#ffaa32": "DGT",
    "#d2d2d2": "NTD",
    "#a0ffff": "SON MNC",
    "#fffffe": "BCS DCS CGT MCS",
    "#e6e6c8": "NCS",
}  # fmt: skip
# Archives are drawn to the regime of 2014; names of the others serve codes that it lacks.
_REGIMES = ("TT25/2014", "TT08/2024", "TT08/2007")


@functools.cache
def land_use_names() -> dict[str, str]:
    """Code to Vietnamese name, for the codes that parcels and objects carry; sorted by code."""
    used = (row for row in rows("land_use_codes.csv") if row["used_on_parcels"] == "yes")
    ranked = sorted(
        (row for row in used if row["regime"] in _REGIMES), key=lambda row: -_REGIMES.index(row["regime"])
    )
    names = {row["code"]: row["name_vi"] for row in ranked}
    return dict(sorted(names.items()))


def main_use(code: str) -> str:
    """The first use of ``ONT+CLN`` or ``LUC(NTS)``: the one that gives the colour."""
    return code.replace("(", "+").split("+")[0]


def land_use_name(code: str) -> str:
    """The name of a code, of each of its uses where there are two; the code itself where it is unknown."""
    return " + ".join(land_use_names().get(use, use) for use in _uses(code))


def is_known_use(code: str) -> bool:
    """Whether each use of a code has a name."""
    return all(use in land_use_names() for use in _uses(code))


def _uses(code: str) -> list[str]:
    return code.replace("(", "+").replace(")", "").split("+")


def land_use_colour(code: str) -> str:
    """``#rrggbb`` of a code's main use."""
    return _colour_of().get(main_use(code), OTHER_USE)


@functools.cache
def _colour_of() -> dict[str, str]:
    return {code: colour for colour, codes in _COLOURS.items() for code in codes.split()}
