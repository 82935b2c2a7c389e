from __future__ import annotations

from dataclasses import replace

from commune_inputs import EPSG, UNIT, grid, page, records_of, sheet_of, sure, unsure
from test_parcel_pages import NUMBER, PLOTS, paper

from pipeline import findings
from pipeline.commune import ledger
from pipeline.commune.merge import merge_commune
from pipeline.model import (
    Certificate,
    CertificateFacts,
    CertificatePage,
    CertificatePart,
    Commune,
    Holder,
    ParcelPage,
    Reading,
    Source,
)

SCAN = "records/giay.pdf"
FACTS = CertificateFacts(
    serial=sure("BK 123456"),
    book_number=sure("CH 00123"),
    holders=(Holder(sure("Ông"), sure("Nguyễn Văn Mẫu")),),
)


def of_parcel(place: int = 1, **changes: object) -> ParcelPage:
    return paper(source=Source(SCAN, place), form="certificate", **changes)


def side(place: int, *parts: CertificatePart, facts: CertificateFacts = FACTS) -> CertificatePage:
    return CertificatePage(Source(SCAN, place), "2009", parts, facts)


def merged(*papers: ParcelPage | CertificatePage) -> Commune:
    commune = merge_commune("09208", EPSG, [sheet_of(grid())], [page(records_of(PLOTS))], (UNIT,), papers)
    count = commune.counts
    assert all(count[whole] == sum(count[part] for part in parts) for whole, parts in ledger.BALANCES.items())
    assert count["certificates"] == len(commune.certificates)
    told = " ".join(findings.describe(each) for each in commune.findings)
    assert "?" not in told and "Mẫu" not in told and "123456" not in told
    return commune


def why(certificate: Certificate) -> list[str]:
    return [reason.code for reason in certificate.reasons]


def test_what_is_sure_and_of_a_parcel_that_agrees_can_be_relied_on() -> None:
    commune = merged(of_parcel(), side(1, "front", "parcel"))
    (row,) = commune.certificates
    assert (row.unit_code, row.sheet, row.number, row.status) == (UNIT.code, 14, NUMBER, "khop")
    assert (row.issued, row.unsure, row.reasons) == ("2009", (), ())
    assert [finding.code for finding in commune.findings] == ["certificate_agrees"]


def test_a_fact_in_doubt_and_a_missing_serial_number_make_it_wait() -> None:
    facts = replace(FACTS, term=unsure("Lâu dài"), serial=Reading(None))
    commune = merged(of_parcel(), side(1, "front", "parcel", facts=facts))
    (row,) = commune.certificates
    assert (row.status, why(row)) == ("can_kiem_tra", ["certificate_facts_unsure"])
    assert [reason.code for reason in row.unsure] == ["fact_serial", "fact_term"]
    assert "certificate_waits" in [finding.code for finding in commune.findings]


def test_pages_that_contradict_each_other_are_a_finding() -> None:
    other = replace(FACTS, book_number=sure("CH 00128"), holders=())
    (row,) = merged(of_parcel(), side(1, "front", "parcel"), side(2, "changes", facts=other)).certificates
    assert why(row) == ["certificate_pages_differ"] and row.status == "can_kiem_tra"
    assert [reason.code for reason in row.unsure] == ["fact_book_number"]
    assert [source.page for source in row.pages] == [1, 2]


def test_pages_together_only_by_their_order_wait_unless_the_register_names_the_holder() -> None:
    blank = CertificateFacts()
    stranger = replace(FACTS, holders=(Holder(sure("Ông"), sure("Lê Văn Khác")),))
    pages = (of_parcel(2), side(1, "front", facts=stranger), side(2, "parcel", facts=blank))
    (row,) = merged(*pages).certificates
    assert why(row) == ["certificate_pages_by_order"]
    owner = records_of(PLOTS)[NUMBER - 1].owner.value
    named = replace(FACTS, holders=(Holder(sure("Ông"), sure(owner)),))
    commune = merge_commune(
        "09208", EPSG, [sheet_of(grid())], [page(records_of(PLOTS))], (UNIT,),
        (of_parcel(2), side(1, "front", facts=named), side(2, "parcel", facts=blank)),
    )  # fmt: skip
    assert [each.status for each in commune.certificates] == ["khop"]


def test_one_without_a_parcel_here_has_a_row_and_a_reason() -> None:
    (alone,) = merged(side(1, "front")).certificates
    assert (alone.number, why(alone)) == (None, ["certificate_names_no_parcel"])
    (lost,) = merged(of_parcel(number=sure(999)), side(1, "front", "parcel")).certificates
    assert (lost.number, why(lost)) == (999, ["certificate_parcel_missing"])
    (other,) = merged(of_parcel(area_m2=sure(1.5)), side(1, "front", "parcel")).certificates
    assert why(other) == ["certificate_parcel_differs"]


def test_one_of_several_parcels_has_a_row_for_each() -> None:
    papers = [of_parcel(), of_parcel(number=sure(999))]
    rows = merged(*papers, side(1, "parcel")).certificates
    assert [(row.number, row.status) for row in rows] == [(NUMBER, "khop"), (999, "can_kiem_tra")]
